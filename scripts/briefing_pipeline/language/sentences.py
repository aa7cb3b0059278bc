"""Sentences: where they end, how long they are, and whether they say who did it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from ..passages import Mark, Piece, Reading, mark
from ..phrases import Word, read_list
from ..wording import PlainEnglish

# A full stop, what closes after it, and the beginning of the next sentence. Only the first of a row of stops is tried.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"”’)\]]*+(?=\s++[\"“‘(\[]*+[A-Z0-9])")
_SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|St|Prof|No|vs|etc|approx|cf|e\.g|i\.e)|\b[A-Z])$")
_BE = frozenset("is are was were be been being isn't aren't wasn't weren't".split())
_BETWEEN = frozenset(
    "not never always also often then now already still being been again later first just only once twice soon".split()
)
# Where a section has so many passive sentences, and they are so large a share, who did what is hard to see.
PASSIVES = 4
SHARE = 0.4
_HERE = Path(__file__).parent
_IRREGULAR = frozenset(read_list(_HERE / "participles.txt"))
# They end in -ed, and say how somebody is.
_ADJECTIVES = frozenset(read_list(_HERE / "adjectives.txt"))


class Sentence(NamedTuple):
    """A sentence in a piece: where it stands, and its words."""

    piece: Piece
    start: int
    end: int
    words: tuple[Word, ...]


def sentences(piece: Piece) -> Iterator[Sentence]:
    """The sentences of a piece; what ends without a stop is one too."""
    starts = [0]
    for match in _END.finditer(piece.text):
        if not _SHORT.search(piece.text, max(0, match.start() - 8), match.start()):
            starts.append(match.end())
    at = 0
    for end in (*starts[1:], len(piece.text)):
        first = at
        while at < len(piece.words) and piece.words[at].start < end:
            at += 1
        if at > first:
            yield Sentence(piece, piece.words[first].start, end, piece.words[first:at])


def length_of(sentence: Sentence) -> int:
    """Its words as a reader counts them: those that a hyphen joins are one."""
    text, words = sentence.piece.text, sentence.words
    joined = sum(text[one.end : other.start] in ("-", ".") for one, other in pairwise(words))
    return len(words) - joined


def long_sentences(reading: Reading) -> Iterator[Mark]:
    """Sentences that are too long to be heard once and understood."""
    most = (reading.extra.plain_english if reading.extra else PlainEnglish()).sentence_words
    for piece in reading.of("title", "prose", "quotation", "cell"):
        for sentence in sentences(piece) if len(piece.words) > most else ():
            if (length := length_of(sentence)) > most:
                message = f"this sentence has {length} words: two short ones are easier to hear"
                hint = f"at most {most}; end it where you take a breath, or make a list"
                yield mark(piece, sentence.start, sentence.end, "sentence-long", message, hint)


def passives(reading: Reading) -> Iterator[Mark]:
    """One mark for each section in which too many sentences leave out who did it."""
    for first, last in sections(reading):
        every = [item for piece in reading.pieces[first:last] if piece.form in ("prose", "cell") for item in sentences(piece)]
        found = [(sentence, words) for sentence in every if (words := passive(sentence))]
        if len(found) >= PASSIVES and len(found) / len(every) > SHARE:
            (sentence, (start, end)) = found[0]
            message = f'{len(found)} of {len(every)} sentences of this section are passive, such as "*": who did it?'
            yield mark(sentence.piece, start, end, "passive", message, "say who: “the nurse rang” for “a call was made”")


def sections(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where each section's pieces begin and end."""
    lines = {section.line for section in reading.briefing.body.sections}
    starts = [at for at, piece in enumerate(reading.pieces) if piece.form == "heading" and piece.passage.line in lines]
    yield from zip(starts, [*starts[1:], len(reading.pieces)], strict=False)


def passive(sentence: Sentence) -> tuple[int, int] | None:
    """Where a sentence's first passive stands: a form of “be”, and a participle after it."""
    words = sentence.words
    for at, word in enumerate(words):
        if word.key not in _BE:
            continue
        after = at + 1
        while after < min(at + 3, len(words)) and (words[after].key in _BETWEEN or words[after].key.endswith("ly")):
            after += 1
        if after < len(words) and _is_participle(words[after].key):
            return word.start, words[after].end
    return None


def _is_participle(word: str) -> bool:
    return word in _IRREGULAR or (word.endswith("ed") and len(word) > 4 and word not in _ADJECTIVES)
