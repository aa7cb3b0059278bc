"""Withheld things in a text. The time depends on the text's length, not on how much is withheld."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from ..words import RUN, bare, runs_of

# A phrase or run with so many letters is found however its words are parted or run together ("OverTime" is no "over
# time"): it is looked up by so many at its beginning.
HEAD = 12
# A word with so many letters is several run together: in it a phrase may begin and end anywhere.
LONGEST_WORD = 28
# So many letters that stand alone in a row spell something, and so many of them no accident.
SPELT = 4
SPELT_AT_LEAST = 5
_WORD = re.compile(r"[^\W_]+")
_LAST_WORD = re.compile(r"[^\W_]+\Z")
_LINE_END = re.compile(r"-\s+")
_IN_PLACE = "addressofanotice"
_TOKEN = re.compile(r"[\w-]+")
_FILE = r"(?:/[\w./-]*)?\.(?:html?|pdf|png|jpe?g|webp|svg|md|zip|json|css|js)\b"
_PLACES = re.compile(rf"(?:(?:^|[/\"'=(\\])([^\W_]+)(?=$|[/\"'.#?&)])|(?<=\s)([^\W_]+)(?={_FILE}))")


@dataclass
class Watch:
    """Withheld phrases, eight-word runs, web addresses and file hashes, each with the words that name its kind."""

    phrases: dict[str, str] = field(default_factory=dict)
    # How many words the phrases that begin with a word have: at most eight numbers.
    sizes: dict[str, set[int]] = field(default_factory=dict)
    # Eight-word runs, and the longer phrases, without spaces.
    letters: dict[str, str] = field(default_factory=dict)
    # How many letters those have that begin with the same: bit by bit in one number, as there are very many.
    heads: dict[str, int] = field(default_factory=dict)
    # Short phrases without spaces, which may be spelt letter by letter.
    spelt: dict[str, str] = field(default_factory=dict)
    spelt_sizes: set[int] = field(default_factory=set)
    addresses: dict[str, str] = field(default_factory=dict)
    # Addresses that are public: what stands within one of them is not withheld.
    public: set[str] = field(default_factory=set)
    lengths: set[int] = field(default_factory=set)
    public_lengths: set[int] = field(default_factory=set)
    # Addresses at which a notice stands: their words say nothing more, though the title be the same.
    notices: set[str] = field(default_factory=set)
    hashes: dict[str, str] = field(default_factory=dict)
    # Where what is added now comes from, a file and a line of the house; and where each short thing came from.
    source: tuple[str, int] | None = None
    origins: dict[str, tuple[str, int]] = field(default_factory=dict)
    # Findings name a hit by a hash with this: without it, whoever guesses a name could see that it is right.
    salt: str = field(default_factory=lambda: secrets.token_hex(16))

    def add(self, text: str, what: str) -> None:
        """Watch for a short text as a whole, for a long one run by run."""
        words = _WORD.findall(bare(text))
        if len(words) > RUN:
            for run in runs_of(words):
                self.add_run(run, what)
        elif len("".join(words)) > 1:
            self._add_phrase(words, what)

    def add_run(self, run: str, what: str, *, private: bool = True) -> None:
        """Watch for eight words in a row, with a space between each; unless `private`, what it is called already stays."""
        joined = bare(run).replace(" ", "")
        if len(joined) < HEAD:
            self._add_phrase(_WORD.findall(bare(run)), what)
        elif private or joined not in self.letters:
            self._add_letters(joined, what)

    def _add_phrase(self, words: list[str], what: str) -> None:
        phrase, joined = " ".join(words), "".join(words)
        self.phrases[phrase] = what
        self._came_from(phrase, joined)
        self.sizes.setdefault(words[0], set()).add(len(words))
        if len(words) > 1 and len(joined) >= HEAD:
            self._add_letters(joined, what)
        if len(joined) >= SPELT_AT_LEAST:
            self.spelt[joined] = what
            self.spelt_sizes.add(len(joined))

    def _came_from(self, *forms: str) -> None:
        if self.source:
            self.origins |= dict.fromkeys(forms, self.source)

    def _add_letters(self, joined: str, what: str) -> None:
        self.letters[joined] = what
        self.heads[joined[:HEAD]] = self.heads.get(joined[:HEAD], 0) | 1 << len(joined)

    def pass_over(self, text: str, what: str) -> None:
        """Watch no more for what is called `what` and said in a text, however its words are parted there."""
        for known, joined in list(_run_together(_WORD.findall(bare(text)), self)):
            if known == what:
                self.letters.pop(joined, None)

    def add_address(self, text: str, what: str) -> None:
        """Watch for a web address or a name like one."""
        parts = _WORD.findall(bare(text))
        if parts:
            self.addresses["-".join(parts)] = what
            self._came_from("-".join(parts))
            self.lengths.add(len(parts))

    def add_public(self, text: str) -> None:
        """An address that readers may see."""
        parts = _WORD.findall(bare(text))
        self.public.add("-".join(parts))
        self.public_lengths.add(len(parts))


def search(text: str, watched: Watch) -> Iterator[tuple[str, str]]:
    """Each withheld thing in a text: its kind and the words. Time is linear in the text."""
    folded = _without_notices(bare(text), watched.notices)
    words = _WORD.findall(folded)
    for start, word in enumerate(words if not watched.sizes.keys().isdisjoint(words) else ()):
        if word in watched.sizes:
            for size in watched.sizes[word]:
                phrase = " ".join(words[start : start + size])
                if phrase in watched.phrases and len(words) >= start + size:
                    yield watched.phrases[phrase], phrase
    if watched.heads:
        yield from _run_together(words, watched)
    if watched.spelt:
        yield from _spelt(words, watched)
        yield from _hyphenated(folded, watched)
    if watched.addresses:
        yield from _addresses(folded, watched)


def _without_notices(folded: str, notices: set[str]) -> str:
    """The text with another word where the whole address of a notice stands: its parts are no words of the text.

    One reading of a PDF takes hyphens for those of line ends, so the address may stand without them, behind a slash. An
    address of one word counts only where an address stands: in a sentence it may be somebody's name.
    """
    there = [address for address in notices if address.partition("-")[0] in folded]
    forms = [rf"(?<![\w-]){re.escape(address)}(?![\w-])" for address in there if "-" in address]
    forms += [rf"(?<=[/\"]){re.escape(address)}(?=[/.\"])" for address in there if "-" not in address]
    forms += [rf"(?<=/){re.escape(address.replace('-', ''))}(?![\w-])" for address in there if "-" in address]
    return re.sub("|".join(forms), _IN_PLACE, folded) if forms else folded


def _run_together(words: list[str], watched: Watch) -> Iterator[tuple[str, str]]:
    """Long phrases and runs however their words are parted, from the beginning of one word to the end of another."""
    letters = "".join(words)
    sizes = list(map(len, words))
    ends = list(accumulate(sizes))
    starts = [0, *ends]
    if max(sizes, default=0) > LONGEST_WORD:
        within = [place for size, end in zip(sizes, ends, strict=True) if size > LONGEST_WORD for place in range(end - size, end)]
        starts = sorted({*starts, *within})
        ends = starts
    known, heads = set(ends), watched.heads
    for start in [start for start in starts if letters[start : start + HEAD] in heads]:
        for size in _bits_of(heads[letters[start : start + HEAD]]):
            part = letters[start : start + size]
            if part in watched.letters and start + size in known:
                yield watched.letters[part], part


def _bits_of(number: int) -> Iterator[int]:
    while number:
        bit = number.bit_length() - 1
        yield bit
        number ^= 1 << bit


def _spelt(words: list[str], watched: Watch) -> Iterator[tuple[str, str]]:
    """Short phrases and names whose letters each stand alone."""
    alone = [place for place, word in enumerate(words) if len(word) == 1]
    last = SPELT - 1
    stretches = [place for place, end in zip(alone, alone[last:], strict=False) if end - place == last]
    done = -1
    for start in stretches:
        if start < done:
            continue
        done = next((place for place in range(start, len(words)) if len(words[place]) != 1), len(words))
        letters = "".join(words[start:done])
        for place in range(len(letters)):
            for size in watched.spelt_sizes:
                part = letters[place : place + size]
                if len(part) == size and part in watched.spelt:
                    yield watched.spelt[part], part


def _hyphenated(folded: str, watched: Watch) -> Iterator[tuple[str, str]]:
    """Names that a hyphen parts at a line's end."""
    for hyphen in _LINE_END.finditer(folded):
        before = _LAST_WORD.search(folded, max(0, hyphen.start() - LONGEST_WORD), hyphen.start())
        behind = _WORD.match(folded, hyphen.end())
        if before and behind and (word := before[0] + behind[0]) in watched.spelt:
            yield watched.spelt[word], word


def _addresses(folded: str, watched: Watch) -> Iterator[tuple[str, str]]:
    """Web addresses: hyphenated ones anywhere, those of one word only where an address can stand."""
    for token in {token for token in _TOKEN.findall(folded) if "-" in token or "_" in token}:
        parts = _WORD.findall(token)
        found = list(_within(parts, watched.addresses, watched.lengths))
        if not found:
            continue
        public = [(start, end) for start, end, _ in _within(parts, watched.public, watched.public_lengths)]
        for start, end, address in found:
            if not any(first <= start and end <= last for first, last in public):
                yield watched.addresses[address], address
    if 1 not in watched.lengths:
        return
    for token in dict.fromkeys(first or second for first, second in _PLACES.findall(folded)):
        if token in watched.addresses and token not in watched.public:
            yield watched.addresses[token], token


def _within(parts: list[str], known: Container[str], lengths: set[int]) -> Iterator[tuple[int, int, str]]:
    """Where known addresses of two or more words stand among the parts of a longer one."""
    for start in range(len(parts)):
        for size in lengths:
            address = "-".join(parts[start : start + size])
            if size > 1 and start + size <= len(parts) and address in known:
                yield start, start + size, address
