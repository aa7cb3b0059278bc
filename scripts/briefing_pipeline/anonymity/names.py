"""The names under `private.names`, and what is made of them: one part alone, initials, another spelling."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ..model import Catalogue, Passage
from ..passages import Mark, Piece, Reading, mark
from ..phrases import Phrases, Word, words_in
from .given import GIVEN
from .shared import ACCEPT, COMMON, EVERYWHERE, begins_sentence, error

_MAC = re.compile(r"^(?:mac|mc|m')(?=[a-z]{3})")
# What stands beside a name in a list of names, and between its parts.
_BESIDE = frozenset(
    "mr mrs miss ms dr mother father mum dad child children baby sister brother aunt uncle partner of the and known as"
    " alias aka nee de da del la le van von der den bin ibn al el y".split()
)
# So many letters of a name, run together, are no accident in an address or a file's name.
_LETTERS = 7
FIRM = "take it out: a name under `private.names` stops a build wherever it stands"


class _Name(NamedTuple):
    """A name's parts as they are compared, and its initials."""

    parts: frozenset[str]
    initials: tuple[str, ...]
    joined: tuple[str, ...]


def private_names(reading: Reading) -> Iterator[Mark]:
    """A name of this briefing in any of its forms, and another briefing's as it is written there."""
    briefing = reading.briefing
    own = tuple(briefing.legible.private.names) if briefing.legible else ()
    known = tuple(name for other in reading.catalogue.briefings if other.legible for name in other.legible.private.names)
    # The same list for every briefing of a house, so that it is made ready once.
    name, whole = _name(own), _whole(known if set(own) <= set(known) else (*known, *own))
    for piece in reading.of(*EVERYWHERE):
        seen: set[int] = set()
        for found in whole.find(piece.text, piece.words):
            seen.update(range(found.first, found.last))
            start, end = piece.words[found.first].start, piece.words[found.last - 1].end
            told = '"*" is a name under `private.names`'
            told += "" if found.phrase in own else " of another briefing"
            yield replace(error(piece, start, end, "private-name", told, FIRM), firm=True)
        if own:
            for start, end in _variants(piece, name, seen):
                yield error(piece, start, end, "private-name", '"*" may be a name under `private.names`', ACCEPT)


def is_ordinary(name: str) -> bool:
    """Whether a name is one word that is no name alone: “May”, “Will”, “Child”."""
    words = words_in(name)
    return len(words) == 1 and (GIVEN.get(words[0].key) is False or words[0].key in COMMON)


def names_in(text: str, line: int, catalogue: Catalogue) -> Iterator[Mark]:
    """A name of any briefing in a text that belongs to none; where only a part of one stands there, it may be anybody's."""
    names = tuple(name for briefing in catalogue.briefings if briefing.legible for name in briefing.legible.private.names)
    piece = Piece(Passage(line, text, "prose"), words_in(text))
    seen: set[int] = set()
    for found in _whole(names).find(piece.text, piece.words):
        seen.update(range(found.first, found.last))
        # A name of one word that is an ordinary word too ("may", "will") counts only where it stands as a name.
        if found.last - found.first == 1 and not _is_name(piece, piece.words[found.first]):
            continue
        start, end = piece.words[found.first].start, piece.words[found.last - 1].end
        yield replace(
            error(piece, start, end, "private-name", '"*" is a name under `private.names` of a briefing', FIRM), firm=True
        )
    for start, end in _variants(piece, _name(names), seen):
        yield mark(piece, start, end, "private-name", '"*" may be a name under `private.names` of a briefing', "look once more")


def _variants(piece: Piece, name: _Name, seen: set[int]) -> Iterator[tuple[int, int]]:
    """One part of a name alone, two that a hyphen parts, initials with stops, and a name run together in an address."""
    plain = piece.form in ("name", "address")
    for at, word in enumerate(piece.words):
        if at not in seen and _spelt(word.key) in name.parts and (plain or _is_name(piece, word)):
            yield word.start, word.end
    for one, other in pairwise(piece.words):
        if piece.text[one.end : other.start] == "-" and _spelt(one.key + other.key) in name.parts:
            yield one.start, other.end
    for initials in name.initials:
        for match in re.finditer(rf"(?<![\w.]){initials}(?!\w)", piece.text):
            yield match.span()
    if plain:
        letters = re.sub(r"[\W_]", "", piece.text).lower()
        if any(joined in letters for joined in name.joined) and not seen:
            yield 0, len(piece.text)


def _is_name(piece: Piece, word: Word) -> bool:
    """Whether a word that may be a name stands as one: with a capital that it does not owe to its place."""
    if not word.text[0].isupper():
        return False
    is_word_too = GIVEN.get(word.key) is False and piece.text[word.end : word.end + 1] not in ("'", "’")
    return not (is_word_too and begins_sentence(piece, word.start))


def _spelt(key: str) -> str:
    """Mc and Mac, and an apostrophe or none, are the same."""
    return _MAC.sub("mc", key).replace("'", "")


@lru_cache(maxsize=2_000)
def _name(names: tuple[str, ...]) -> _Name:
    parts: set[str] = set()
    initials: set[str] = set()
    joined: set[str] = set()
    for name in names:
        words = [word for word in words_in(name) if word.text[0].isupper() and word.key not in _BESIDE and len(word.text) > 1]
        parts |= {_spelt(word.key) for word in words}
        if len(words) > 1:
            initials.add(r"\.\s?".join(re.escape(word.text[0]) for word in words) + r"\.")
        letters = "".join(_spelt(word.key) for word in words)
        joined |= {letters} if len(words) > 1 and len(letters) >= _LETTERS else set()
    return _Name(frozenset(parts), tuple(initials), tuple(joined))


@lru_cache(maxsize=2)
def _whole(names: tuple[str, ...]) -> Phrases:
    return Phrases(name for name in dict.fromkeys(names) if len(re.sub(r"\W", "", name)) > 1)
