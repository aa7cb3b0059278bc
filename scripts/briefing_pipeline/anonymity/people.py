"""Names that look like a person's and stand on no list: for a reader to judge, so warnings only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..passages import Mark, Piece, Reading, mark
from ..phrases import Word, together
from .given import GIVEN
from .shared import COMMON, TEXT, begins_sentence, known_words

_TITLES = frozenset(
    "Mr Mrs Miss Ms Mx Dr Prof Professor PC DC DS DI DCI Sgt Sergeant Inspector Constable Nurse Judge Justice Councillor Cllr Rev"
    " Reverend Imam Rabbi Lord Lady Sir Dame Aunt Auntie Uncle Grandma Grandad Nana".split()
)
_GROUPS = frozenset("family household children brothers sisters siblings twins".split())
# “We call the child Clover”, “Clover (not her real name)”: the text itself says that the name is made up.
_MADE_UP = re.compile(
    r"(?<!\w)(?:[Cc]all(?:ed)?|[Nn]amed?)\s(?:(?:the|this|our)\s\w{1,20}|him|her|them)\s[“\"‘]?([A-Z][\w'’-]{1,30})"
    r"|([A-Z][\w'’-]{1,30})[”\"’]?\s\(not\s\w{1,6}\sreal\sname"
)


def people(reading: Reading) -> Iterator[Mark]:
    """Each such name once."""
    pieces = list(reading.of(*TEXT))
    seen = {(made_up[1] or made_up[2]).split("’")[0].lower() for piece in pieces for made_up in _MADE_UP.finditer(piece.text)}
    for piece in pieces:
        familiar: set[int] | None = None
        for first, last in _candidates(piece):
            familiar = known_words(reading, piece) if familiar is None else familiar
            words = piece.words[first:last]
            key = words[-1].key if words[0].text in _TITLES else words[0].key
            if key not in seen and not familiar & set(range(first, last)):
                seen |= {word.key for word in words}
                hint = "made up? accept it under `private.accepted`; real? write it under `private.names`, and take it out here"
                yield mark(piece, words[0].start, words[-1].end, "person-name", '"*" looks like a person\'s name', hint)


def _candidates(piece: Piece) -> Iterator[tuple[int, int]]:
    """Where a title and a name, a given name, or a family's name stand."""
    words = piece.words
    for at, word in enumerate(words):
        if not word.text[0].isupper():
            continue
        after = words[at + 1] if at + 1 < len(words) else None
        surname = after is not None and _beside(piece, word, after) and _may_be_surname(after)
        if word.text in _TITLES:
            if surname:
                yield at, at + 2
        elif word.key in GIVEN and not word.text.isupper():
            if (
                GIVEN[word.key]
                or (surname and not begins_sentence(piece, word.start))
                or (surname and after and after.key not in COMMON)
            ):
                yield at, at + (2 if surname else 1)
        elif after and after.text in _GROUPS and at and words[at - 1].key == "the" and _may_be_surname(word):
            yield at, at + 1


def _beside(piece: Piece, word: Word, after: Word) -> bool:
    return together(piece.text, word, after) or piece.text[word.end : after.start] == ". "


def _may_be_surname(word: Word) -> bool:
    """A capital, small letters after it, and no word of the field; “Mr A” is nobody's name."""
    return len(word.text) > 1 and word.text[0].isupper() and not word.text.isupper() and word.key not in COMMON
