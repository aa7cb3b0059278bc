"""What the rules of anonymity share: where they look, what identifies nobody, and what they say."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from ..findings import Severity
from ..passages import Mark, Piece, Reading, mark
from ..phrases import Phrases, read_list, words_in
from ..terms import KIND_LABELS, SOURCE_LABELS, Kind
from ..wording import Anonymity

HERE = Path(__file__).parent
# What is read as text; names of files and addresses of pages and links are looked at by the rules that ask for them.
TEXT = ("title", "note", "heading", "prose", "quotation", "cell", "picture", "drawing")
EVERYWHERE = (*TEXT, "name", "address")
ACCEPT = "take it out; if it identifies nobody, say so with a reason under `private.accepted`"
_KNOWN = tuple(read_list(HERE / "known.txt"))
# Capitalised words that are nobody's name and no place's.
COMMON = frozenset(word.lower() for word in read_list(HERE / "common.txt"))


def error(piece: Piece, start: int, end: int, rule: str, message: str, hint: str = ACCEPT) -> Mark:
    return mark(piece, start, end, rule, message, hint, Severity.ERROR)


def is_about_a_case(reading: Reading) -> bool:
    """Whether a briefing tells of one child or family, or rests on one that is told elsewhere."""
    front = reading.briefing.legible
    if not front:
        return False
    private = front.private
    return front.kind is Kind.CASE_SPECIFIC or bool(private.names or private.rests_on or private.case_reference)


def settings(reading: Reading) -> Anonymity:
    return reading.extra.anonymity if reading.extra else Anonymity()


def known(reading: Reading) -> Phrases:
    """Names that identify nobody: organisations, laws, the partnership, its themes and courses, and what it allows."""
    return _phrases(tuple(_known(reading)))


def _known(reading: Reading) -> Iterator[str]:
    yield from (*_KNOWN, *KIND_LABELS.values(), *SOURCE_LABELS.values())
    for theme in reading.catalogue.themes.values():
        yield from (theme.front.title, *theme.front.synonyms)
    if extra := reading.extra:
        yield from (extra.partnership, words_in(extra.partnership)[0].text if words_in(extra.partnership) else "")
        yield from (*extra.audiences.values(), *(course.title for course in extra.training.values()), *extra.anonymity.allow)


@lru_cache(maxsize=8)
def _phrases(listed: tuple[str, ...]) -> Phrases:
    return Phrases(listed)


def known_words(reading: Reading, piece: Piece) -> set[int]:
    """Which words of a piece, by their number, belong to a name that identifies nobody."""
    return {at for found in known(reading).find(piece.text, piece.words) for at in range(found.first, found.last)}


def begins_sentence(piece: Piece, start: int) -> bool:
    """Whether the word at `start` has its capital from the beginning of a sentence."""
    before = piece.text[max(0, start - 4) : start].rstrip()
    return not before or before[-1] in '.!?:…|•(“"‘'
