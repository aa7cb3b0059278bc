"""Mends what is safe to mend in a briefing's text: each other byte stays, and no wish to publish is ever made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .body import headings, spaces
from .known import Known
from .spots import Spot
from .values import fences, values

__all__ = ["Known", "mend"]

STEPS: tuple[Callable[[str, Known], Iterator[Spot]], ...] = (fences, values, headings, spaces)


def mend(text: str, known: Known) -> tuple[str, list[str]]:
    """The text as mended, and what was mended, in words. What was mended once is never mended again."""
    said: list[str] = []
    if re.search(r"\r(?!\n)", text):
        return text, said
    for step in STEPS:
        for spot in sorted(step(text, known), key=lambda spot: -spot.start):
            new = spot.put(text)
            if spot.holds(text, new):
                text = new
                said.append(spot.what)
    return text, list(dict.fromkeys(reversed(said)))
