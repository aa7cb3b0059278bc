"""Withheld things in a text. The time depends on the text's length, not on how much is withheld."""

from __future__ import annotations

import re
import secrets
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from ..words import RUN, fold, runs_of, words_of

# Phrases are looked up by so many letters at their beginning.
HEAD = 8
# A phrase with so many letters is found however its words are parted or run together ("OverTime" is no "over time").
LETTERS_RUN_TOGETHER = 12
_WORD = re.compile(r"[^\W_]+")
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
    # The longer phrases without spaces, and how many letters those that begin with the same eight have.
    letters: dict[str, str] = field(default_factory=dict)
    heads: dict[str, set[int]] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    # Addresses that are public: what stands within one of them is not withheld.
    public: set[str] = field(default_factory=set)
    lengths: set[int] = field(default_factory=set)
    public_lengths: set[int] = field(default_factory=set)
    # Addresses at which a notice stands: their words say nothing more, though the title be the same.
    notices: set[str] = field(default_factory=set)
    hashes: dict[str, str] = field(default_factory=dict)
    # Findings name a hit by a hash with this: without it, whoever guesses a name could see that it is right.
    salt: str = field(default_factory=lambda: secrets.token_hex(16))

    def add(self, text: str, what: str) -> None:
        """Watch for a short text as a whole, for a long one run by run."""
        words = words_of(text)
        joined = "".join(words)
        if len(words) > RUN:
            self.runs |= dict.fromkeys(runs_of(words), what)
        elif len(joined) > 1:
            self.phrases[" ".join(words)] = what
            self.sizes.setdefault(words[0], set()).add(len(words))
        if len(words) > 1 and len(joined) >= LETTERS_RUN_TOGETHER:
            self.letters[joined] = what
            self.heads.setdefault(joined[:HEAD], set()).add(len(joined))

    def add_address(self, text: str, what: str) -> None:
        """Watch for a web address or a name like one."""
        parts = words_of(text)
        if parts:
            self.addresses["-".join(parts)] = what
            self.lengths.add(len(parts))

    def add_public(self, text: str) -> None:
        """An address that readers may see."""
        parts = words_of(text)
        self.public.add("-".join(parts))
        self.public_lengths.add(len(parts))


def search(text: str, watched: Watch) -> Iterator[tuple[str, str]]:
    """Each withheld thing in a text: its kind and the words. Time is linear in the text."""
    folded = _without_notices(fold(text), watched.notices)
    words = _WORD.findall(folded)
    runs = runs_of(words)
    if not watched.runs.keys().isdisjoint(runs):
        yield from ((watched.runs[run], run) for run in runs if run in watched.runs)
    for start, word in enumerate(words if not watched.sizes.keys().isdisjoint(words) else ()):
        if word in watched.sizes:
            for size in watched.sizes[word]:
                phrase = " ".join(words[start : start + size])
                if phrase in watched.phrases and len(words) >= start + size:
                    yield watched.phrases[phrase], phrase
    if watched.heads:
        yield from _run_together(words, watched)
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
    """Long phrases whose words are parted otherwise, from the beginning of one word to the end of another."""
    letters = "".join(words)
    ends = list(accumulate(map(len, words)))
    starts = [0, *ends]
    known, heads = set(ends), watched.heads
    for start in [start for start in starts if letters[start : start + HEAD] in heads]:
        for size in heads[letters[start : start + HEAD]]:
            part = letters[start : start + size]
            if part in watched.letters and start + size in known:
                yield watched.letters[part], part


def _addresses(folded: str, watched: Watch) -> Iterator[tuple[str, str]]:
    """Web addresses: hyphenated ones anywhere, those of one word only where an address can stand."""
    for token in {token for token in _TOKEN.findall(folded) if "-" in token or "_" in token}:
        parts = words_of(token)
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
