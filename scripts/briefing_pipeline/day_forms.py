"""The ways in which people write a day, and which days each may mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FULL = "january february march april may june july august september october november december".split()
_MARK = r"\s*[-/. ]\s*"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_MARK}(\d{{1,2}}){_MARK}(\d{{1,2}})", re.ASCII)
_YEAR_LAST = re.compile(rf"(\d{{1,2}}){_MARK}(\d{{1,2}}){_MARK}(\d{{4}})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s]+(?:of\s+)?([a-z]+)\.?,?[-\s]+(\d{4})", re.ASCII | re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.ASCII | re.IGNORECASE)
_WITH_TIME = re.compile(r"(.*?)(?:T|,?\s+(?:at\s+)?)(\d{1,2})[:.](\d\d)(?::00)?", re.ASCII | re.DOTALL)


def meant(text: str, *, time: bool = False) -> list[str]:
    """Every day that `text` may mean, as we write it, the British way first; with `time`, a time of day may follow."""
    text = text.strip()
    if len(text) > 40:
        return []
    if time and (match := _WITH_TIME.fullmatch(text)) and int(match[2]) < 24 and int(match[3]) < 60:
        return [f"{day} {int(match[2]):02}:{match[3]}" for day in meant(match[1])]
    return list(dict.fromkeys(day.isoformat() for day in _days(text)))


def _days(text: str) -> Iterator[date]:
    if match := _YEAR_FIRST.fullmatch(text):
        yield from _day(match[1], match[2], match[3])
    elif match := _YEAR_LAST.fullmatch(text):
        yield from _day(match[3], match[2], match[1])
        yield from _day(match[3], match[1], match[2])
    elif match := _DAY_FIRST.fullmatch(text):
        yield from _day(match[3], _month(match[2]), match[1])
    elif match := _MONTH_FIRST.fullmatch(text):
        yield from _day(match[3], _month(match[1]), match[2])


def _month(name: str) -> int:
    """1 to 12, or 0 for what is no month's name."""
    name = name.lower()
    return next((at for at, full in enumerate(_FULL, 1) if name in (full, _MONTHS[at - 1]) or (at == 9 and name == "sept")), 0)


def _day(year: str, month: str | int, day: str) -> Iterator[date]:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return
    if 1970 <= found.year <= 2199:
        yield found
