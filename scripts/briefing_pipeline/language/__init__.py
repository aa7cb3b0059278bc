"""Plain English: what makes a briefing hard to read, or unfair to those it is about. Warnings only."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..passages import Mark, Reading
from .abbreviations import abbreviations
from .listed import blaming, british, jargon
from .score import Score, reading_age, score
from .sentences import long_sentences, passives

__all__ = ["Score", "language", "score"]

_RULES: tuple[Callable[[Reading], Iterator[Mark]], ...] = (
    long_sentences,
    reading_age,
    passives,
    jargon,
    abbreviations,
    blaming,
    british,
)


def language(reading: Reading) -> Iterator[Mark]:
    """Every mark, rule by rule."""
    for rule in _RULES:
        yield from rule(reading)
