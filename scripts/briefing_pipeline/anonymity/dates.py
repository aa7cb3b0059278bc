"""Days: of a birth, and of what happened in one case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..passages import Mark, Reading, mark
from .shared import ACCEPT, TEXT, error, is_about_a_case

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?!\w)"
)
_DAY = (
    rf"(?:(?<![\w/.-])\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?{MONTH}(?:,?\s\d{{4}}(?!\d))?"
    rf"|(?<!\w){MONTH}\s(?:the\s)?\d{{1,2}}(?:(?:st|nd|rd|th)(?!\w)(?:,?\s\d{{4}}(?!\d))?|,\s\d{{4}}(?!\d))"
    r"|(?<![\w/.-])(?:0?[1-9]|[12]\d|3[01])[/.-](?:0?[1-9]|1[0-2])[/.-](?:19|20)?\d{2}(?![\w/.-]*\d)"
    r"|(?<![\w/-])(?:19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-]))"
)
_DATE = re.compile(_DAY)
BIRTH = re.compile(
    rf"(?<!\w)(?:born|d\.?o\.?b\.?|dates?\sof\sbirth|birthdays?|birth\sdates?)(?!\w)[^.!?\d]{{0,25}}?({_DAY})", re.IGNORECASE
)
_BIRTH_MONTH = re.compile(rf"(?<!\w)born(?:\s[a-z]{{1,10}}){{0,3}}\s({MONTH}(?:\s\d{{4}}(?!\d))?)")


def birth_dates(reading: Reading) -> Iterator[Mark]:
    """A day after “born” or “date of birth”; in a case, a month after “born” is a warning."""
    for piece in reading.of(*TEXT):
        days = list(BIRTH.finditer(piece.text))
        for match in days:
            yield error(
                piece, *match.span(1), "birth-date", '"*" is a date of birth', "write an age in years, or a stage: “a baby”"
            )
        if is_about_a_case(reading):
            for match in _BIRTH_MONTH.finditer(piece.text):
                if not any(day.start() <= match.start() < day.end() for day in days):
                    yield mark(piece, *match.span(1), "birth-date", '"*" is the month of a birth', ACCEPT)


def exact_dates(reading: Reading) -> Iterator[Mark]:
    """Days in a briefing about one case: the newspaper, the court list and the neighbours know them too."""
    if not is_about_a_case(reading):
        return
    for piece in reading.of(*(form for form in TEXT if form != "note")):
        births = [match.start(1) for match in BIRTH.finditer(piece.text)]
        for match in _DATE.finditer(piece.text):
            if match.start() not in births:
                hint = f"write a season, or “some weeks later”; or {ACCEPT}"
                yield error(piece, *match.span(), "exact-date", '"*" is an exact day, in a briefing about one case', hint)
