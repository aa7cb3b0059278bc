"""How single values are written: dates, texts, ids, addresses. Anything else is refused."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints
from pydantic_core import PydanticCustomError

from .terms import LONDON

D = TypeVar("D", date, datetime)


def _in_our_time(value: D) -> D:
    """A year like 0202 or 20222 is a slip of the keyboard. Raises ValueError."""
    if not 1970 <= value.year <= 2199:
        raise ValueError
    return value


def _stamp(value: object) -> datetime:
    """A moment in UTC, to the second, as the commands write it."""
    if isinstance(value, datetime) and value.tzinfo:
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value, re.ASCII):
        try:
            return _in_our_time(datetime.fromisoformat(value))
        except ValueError:
            pass
    raise PydanticCustomError("date-form", "is not a moment of the form 2022-03-14T09:00:00Z")


def _moment(value: object) -> datetime:
    """`2022-03-14` is 00:00 in London that day; `2022-03-14 09:00` is that minute in London."""
    text = value if isinstance(value, str) else ""
    for pattern, form in ((r"\d{4}-\d\d-\d\d", "%Y-%m-%d"), (r"\d{4}-\d\d-\d\d \d\d:\d\d", "%Y-%m-%d %H:%M")):
        if re.fullmatch(pattern, text, re.ASCII):
            try:
                return _in_our_time(datetime.strptime(text, form).replace(tzinfo=LONDON))
            except ValueError:
                break
    raise PydanticCustomError("date-form", "is not a date and time of the form 2022-03-14 or 2022-03-14 09:00")


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return _in_our_time(date.fromisoformat(value))
        except ValueError:
            pass
    raise PydanticCustomError("date-form", "is not a date of the form 2022-03-14")


Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Stamp = Annotated[datetime, BeforeValidator(_stamp)]
Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(min_length=1)]
# What stands in an address of the site, and is typed at a prompt.
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Site = Annotated[
    str, StringConstraints(pattern=r"^https://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:\d{1,5})?(/[A-Za-z0-9_~-]+)*/?$", max_length=100)
]
Number = Annotated[str, StringConstraints(pattern=r"^[0-9 +]{3,20}$")]
Mail = Annotated[str, StringConstraints(pattern=r"^[^\s\"'<>\\@]+@[^\s\"'<>\\@]+\.[^\s\"'<>\\@]+$")]
Https = Annotated[str, StringConstraints(pattern=r"^https://[A-Za-z0-9.-]+(:\d+)?(/[^\s\"'<>\\]*)?$")]


class Strict(BaseModel):
    """Frozen, of exact types, with no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
