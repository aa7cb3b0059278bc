"""The facts of a house, frozen: its settings, its learning themes, its briefings, and what is written in each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .terms import LONDON, SECTIONS, SOURCE_LABELS, Age, Kind, SourceType, Status


def _moment(value: object) -> datetime:
    """`2022-03-14` is 00:00 in London that day; `2022-03-14 09:00` is that minute in London."""
    text = value if isinstance(value, str) else ""
    for pattern, form in ((r"\d{4}-\d\d-\d\d", "%Y-%m-%d"), (r"\d{4}-\d\d-\d\d \d\d:\d\d", "%Y-%m-%d %H:%M")):
        if re.fullmatch(pattern, text, re.ASCII):
            try:
                return datetime.strptime(text, form).replace(tzinfo=LONDON)
            except ValueError:
                break
    raise PydanticCustomError("date-form", "is not a date and time of the form 2022-03-14 or 2022-03-14 09:00")


def _day(value: object) -> date:
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date-form", "is not a date of the form 2022-03-14")


Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Id = Annotated[str, StringConstraints(min_length=1)]
Https = Annotated[str, StringConstraints(pattern=r"^https://[A-Za-z0-9.-]+(:\d+)?(/[^\s\"'<>\\]*)?$")]


class Strict(BaseModel):
    """Frozen, of exact types, with no key that is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Source(Strict):
    """What a briefing was learned from: the part that may be seen."""

    type: Annotated[SourceType, Field(strict=False)]
    year: Annotated[int, Field(ge=1970, le=2100)]
    title: Text | None = None
    url: Https | None = None

    @property
    def label(self) -> str:
        name = self.title or SOURCE_LABELS[self.type]
        return name if str(self.year) in name else f"{name}, {self.year}"


class Change(Strict):
    """A change after publication, in words for readers."""

    on: Day
    note: Text


class Private(Strict):
    """What never leaves the house."""

    case_reference: Text | None = None
    rests_on: list[Id] = []
    names: list[Text] = []
    notes: Text | None = None


class FrontMatter(Strict):
    """The front matter of a briefing. Everything but `private` may be published."""

    title: Annotated[Text, StringConstraints(max_length=90)]
    kind: Annotated[Kind, Field(strict=False)]
    status: Annotated[Status, Field(strict=False)]
    summary: Annotated[Text, StringConstraints(max_length=200)]
    published_on: Moment | None = None
    review_by: Day | None = None
    themes: Annotated[list[Id], Field(min_length=1)]
    audience: list[Id] = []
    ages: list[Annotated[Age, Field(strict=False)]] = []
    sources: list[Source] = []
    training: list[Id] = []
    related: list[Id] = []
    changes: list[Change] = []
    aliases: list[Id] = []
    private: Private = Private()


class ThemeFrontMatter(Strict):
    """The front matter of a theme's file."""

    title: Annotated[Text, StringConstraints(max_length=80)]
    synonyms: list[Text] = []
    training: list[Id] = []


class Course(Strict):
    """A training course of the partnership."""

    title: Text
    url: Https | None = None


class Partnership(Strict):
    """`extra:` in mkdocs.yml: all that a partnership says about itself."""

    partnership: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-GB"
    intro: Text
    contact: Text
    call_now: Text
    call_number: Annotated[str, StringConstraints(pattern=r"^[0-9 +]{3,20}$")]
    notice: Text | None = None
    audiences: dict[Id, Text]
    training: dict[Id, Course]
    sections: dict[Annotated[Kind, Field(strict=False)], dict[Id, Text]] = {}


@dataclass(frozen=True)
class Settings:
    """What mkdocs.yml says. `site_url` ends in a slash."""

    site_name: str
    site_url: str
    extra: Partnership

    def sections(self, kind: Kind) -> dict[str, str]:
        """The ids and labels of a kind's seven sections, in order."""
        return {**SECTIONS[kind], **self.extra.sections.get(kind, {})}


@dataclass(frozen=True)
class Link:
    """A link as written."""

    line: int
    href: str
    text: str


@dataclass(frozen=True)
class PictureUse:
    """A picture as written in the text."""

    line: int
    name: str
    alt: str


@dataclass(frozen=True)
class Picture:
    """A picture, decoded and encoded anew: no metadata; `original` is the SHA-256 of the file as it was."""

    name: str
    data: bytes
    width: int
    height: int
    original: str


@dataclass(frozen=True)
class Section:
    """One `##` section: its heading as written, and its HTML, sanitised, links at their final addresses."""

    line: int
    heading: str
    html: str
    text: str

    @property
    def words(self) -> int:
        return count_words(self.heading) + count_words(self.text)


@dataclass(frozen=True)
class Body:
    """What stands below the front matter."""

    sections: tuple[Section, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[PictureUse, ...] = ()

    @property
    def words(self) -> int:
        return sum(section.words for section in self.sections)


@dataclass(frozen=True)
class Briefing:
    """One folder in briefings/, whatever state it is in.

    `wish` is None where the status cannot be read, `front` where the front matter is not valid; `legible` is then what
    the rules may still look at, and `raw` and `data` are kept so that they can be looked for in the output. `files`
    gives the SHA-256 of each file in the folder.
    """

    slug: str
    path: str
    raw: str
    data: Mapping[str, Any]
    lines: Mapping[str, int]
    wish: Status | None
    front: FrontMatter | None
    legible: FrontMatter | None
    body: Body
    pictures: Mapping[str, Picture]
    files: Mapping[str, str]

    def line(self, *keys: str | int) -> int:
        """The line of a key or list entry in the front matter, e.g. `line("themes", 0)`."""
        names = [str(key) for key in keys]
        while names:
            if (line := self.lines.get(".".join(names))) is not None:
                return line
            names.pop()
        return 1


@dataclass(frozen=True)
class Theme:
    """A learning theme: a file in themes/."""

    slug: str
    path: str
    front: ThemeFrontMatter
    html: str
    words: int


@dataclass(frozen=True)
class Catalogue:
    """All that was read from a house, withheld or not. Nothing after the gate may see it."""

    root: Path
    settings: Settings | None
    themes: Mapping[str, Theme]
    briefings: tuple[Briefing, ...]


def count_words(text: str) -> int:
    """Words as a reader counts them: `child's` and `well-being` are one each."""
    return len(re.findall(r"\w+(?:['’.-]\w+)*", text))
