"""Anonymity: what may tell who a briefing is about. A check lowers the risk and clears nothing: a person's sign-off does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..passages import Mark, Reading
from .addresses import emails, postcodes, streets
from .circumstances import circumstances_of_a_case, sibling_order
from .dates import birth_dates, exact_dates
from .names import private_names
from .numbers import nhs_numbers, pupil_numbers, telephones
from .people import people
from .places import places

__all__ = ["RULES_OF_ANONYMITY"]

RULES_OF_ANONYMITY: tuple[Callable[[Reading], Iterator[Mark]], ...] = (
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
    people,
    sibling_order,
    circumstances_of_a_case,
)
