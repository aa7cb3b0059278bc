"""Named places: those on the area's own list, and whatever has the form of a school's, nursery's or hospital's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..passages import Mark, Piece, Reading
from ..phrases import Phrases, Word
from .shared import COMMON, TEXT, error, known_words, settings

# What a place is called by its last word, and by its last word where the one before says what sort.
_KINDS = frozenset(
    "School Academy College Nursery Preschool Playgroup Kindergarten Hospital Infirmary Hospice Surgery Ward Church Mosque"
    " Temple Synagogue Gurdwara Prison Refuge".split()
)
_SORTS = frozenset(
    "children family health medical community youth leisure day birth walk-in resource assessment family nurture sports".split()
)
_WARD = re.compile(r"(?<!\w)Ward\s(?:\d{1,3}[A-Z]?|[A-Z]\d{0,2})(?!\w)")
_PRISON = re.compile(r"(?<!\w)(?:HMP|HMYOI|HMP/YOI|YOI)\s[A-Z][\w'’]{1,30}")
_WITHIN = frozenset(("of", "the", "and", "in", "at", "for"))
# A name has few words.
_NAME_AT_MOST = 7


def places(reading: Reading) -> Iterator[Mark]:
    """Schools, nurseries, hospitals, wards and whatever else the area's list names."""
    listed = _listed(reading.catalogue.settings.places if reading.catalogue.settings else (), tuple(settings(reading).allow))
    for piece in reading.of(*TEXT, "name"):
        ends: set[int] = set()
        for found in listed.find(piece.text, piece.words):
            if piece.form == "name" or _is_capitalised(piece.words[found.first : found.last]):
                ends.add(found.last)
                yield _marked(piece, found.first, found.last, "is on the list of the area's places")
        familiar: set[int] | None = None
        for at, word in enumerate(piece.words):
            if _is_kind(piece.words, at) and at + 1 not in ends:
                familiar = known_words(reading, piece) if familiar is None else familiar
                first = _beginning(piece, at, familiar)
                if first < at:
                    yield _marked(piece, first, at + 1, f"has the form of a {word.text.lower()}'s name")
        for pattern in (_WARD, _PRISON):
            for match in pattern.finditer(piece.text):
                yield error(piece, *match.span(), "place-named", '"*" names a place', _HINT)


_HINT = "write “a primary school”, “the hospital”; if it is named for another reason, accept it under `private.accepted`"


def _marked(piece: Piece, first: int, last: int, why: str) -> Mark:
    return error(piece, piece.words[first].start, piece.words[last - 1].end, "place-named", f'"*" {why}', _HINT)


@lru_cache(maxsize=4)
def _listed(names: tuple[str, ...], allowed: tuple[str, ...]) -> Phrases:
    return Phrases(name for name in names if name not in allowed)


def _is_capitalised(words: tuple[Word, ...]) -> bool:
    return all(word.text[0].isupper() or word.text[0].isdigit() or word.key in _WITHIN for word in words)


def _is_kind(words: tuple[Word, ...], at: int) -> bool:
    text = words[at].text
    return text in _KINDS or (
        text in ("Centre", "Hub") and at > 0 and words[at - 1].key in _SORTS and words[at - 1].text[0].isupper()
    )


def _beginning(piece: Piece, at: int, familiar: set[int]) -> int:
    """The first word of the name that ends at `at`; `at` itself where there is no name."""
    first = name = at
    while first and at - first < _NAME_AT_MOST and _joined(piece, first) and first - 1 not in familiar:
        word = piece.words[first - 1]
        if not (word.text[0].isupper() or word.key in _WITHIN):
            break
        first -= 1
        if word.text[0].isupper() and word.key not in COMMON and word.key not in _SORTS:
            name = first
    # “St Mary’s”, “Great Park”: what goes before belongs to it.
    while name < at and name > first and piece.words[name - 1].text in ("St", "Saint", "Great", "Royal", "Our"):
        name -= 1
    return name


def _joined(piece: Piece, at: int) -> bool:
    """Whether only spaces, an apostrophe's s, a full stop after St or a bracketed “&” part this word from the one before."""
    between = piece.text[piece.words[at - 1].end : piece.words[at].start]
    return re.fullmatch(r"(?:['’]s?|\.(?= ))?[\s&-]{1,3}", between) is not None and (
        "." not in between or piece.words[at - 1].text in ("St", "C", "E")
    )
