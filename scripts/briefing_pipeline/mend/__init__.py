"""Mends what is safe to mend in a briefing's text: each other byte stays, and no wish to publish is ever made."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from .body import headings, spaces
from .known import Known
from .spots import Spot
from .values import fences, quotation_marks, values

__all__ = ["MENDS", "Known", "mend"]

# The rules whose faults are mended, and when.
_SLIP = "where it is a slip of the pen that can mean one thing only"
MENDS = {
    "fence": "where dashes stand in place of the hyphens",
    "yaml": "where a title or summary with a colon lacks quotation marks",
    "date-form": "where the date can mean one day only",
    "value-unknown": _SLIP,
    "theme-unknown": _SLIP,
    "audience-unknown": _SLIP,
    "training-unknown": _SLIP,
    "section-unknown": _SLIP,
    "heading-level": "where a section has one # in place of two",
    "text-before-sections": "where a section's heading lacks the space behind ##",
    "slug-form": "where only capitals, blanks or underscores are wrong, and there is no record of decisions yet",
}

STEPS: tuple[Callable[[str, Known], Iterator[Spot]], ...] = (fences, quotation_marks, values, headings, spaces)


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
