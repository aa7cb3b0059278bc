"""Days and moments as the house counts them: in London, and in working days of England and Wales."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache

import holidays

from .terms import LONDON


@cache
def _bank_holidays() -> holidays.HolidayBase:
    return holidays.country_holidays("GB", subdiv="ENG")


def after_working_days(day: date, number: int) -> date:
    """The day that is `number` working days after `day`, in England and Wales."""
    while number > 0:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in _bank_holidays():
            number -= 1
    return day


def midnight(day: date) -> datetime:
    """00:00 in London."""
    return datetime.combine(day, time(), LONDON)


def day_of(moment: datetime) -> str:
    """The day in London: 14 March 2022"""
    return written(moment.astimezone(LONDON).date())


def written(day: date) -> str:
    """14 March 2022, whatever the machine's language."""
    months = "January February March April May June July August September October November December".split()
    return f"{day.day} {months[day.month - 1]} {day.year}"
