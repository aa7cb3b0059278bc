"""Anonymity: what may tell who a briefing is about. A check lowers the risk and clears nothing: a person's sign-off does."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from ..passages import Mark, Reading
from .addresses import emails, postcodes, streets
from .circumstances import circumstances_of_a_case, sibling_order
from .dates import birth_dates, exact_dates
from .names import is_ordinary, names_in, private_names
from .numbers import nhs_numbers, pupil_numbers, telephones
from .people import people
from .places import places

__all__ = ["anonymity", "is_ordinary", "names_in"]

_RULES: tuple[Callable[[Reading], Iterator[Mark]], ...] = (
    private_names,
    birth_dates,
    exact_dates,
    nhs_numbers,
    pupil_numbers,
    telephones,
    emails,
    postcodes,
    streets,
    places,
    sibling_order,
    circumstances_of_a_case,
)


def anonymity(reading: Reading) -> Iterator[Mark]:
    """Every mark; what only looks like a name is left out where it is part of what another rule marks, or holds it."""
    known: dict[int, list[str]] = defaultdict(list)
    for rule in _RULES:
        for marked in rule(reading):
            known[marked.line].append(marked.words)
            yield marked
    for marked in people(reading):
        if not any(marked.words in words or words in marked.words for words in known[marked.line] if words):
            yield marked
