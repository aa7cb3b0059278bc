"""The facts of a house, frozen: its settings, its learning themes, its briefings, and what is written in each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from .partnership import Partnership
from .record import Record
from .terms import (
    SECTIONS,
    SOURCE_LABELS,
    SUMMARY_AT_MOST,
    TITLE_AT_MOST,
    Age,
    Kind,
    SourceType,
    Status,
)
from .values import Day, Https, Id, Moment, Strict, Text
from .wording import Accepted


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
    accepted: list[Accepted] = []


class FrontMatter(Strict):
    """The front matter of a briefing. Everything but `private` may be published."""

    title: Annotated[Text, StringConstraints(max_length=TITLE_AT_MOST)]
    kind: Annotated[Kind, Field(strict=False)]
    status: Annotated[Status, Field(strict=False)]
    summary: Annotated[Text, StringConstraints(max_length=SUMMARY_AT_MOST)]
    published_on: Moment | None = None
    review_by: Day | None = None
    review_published_on: Day | None = None
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


@dataclass(frozen=True)
class Settings:
    """What mkdocs.yml says. `site_url` ends in a slash; `lines` gives the line of each key, `places` names places."""

    site_name: str
    site_url: str
    extra: Partnership
    lines: Mapping[str, int] = field(default_factory=dict)
    logo: Picture | None = None
    places: tuple[str, ...] = ()

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
class Quote:
    """Somebody's words: a quotation set apart, or one in quotation marks."""

    line: int
    text: str


@dataclass(frozen=True)
class Passage:
    """Words that are read in one go, as a reader sees them; a line's end in `text` is one in the file.

    `form` is one of prose, quotation, cell and heading in a section; title, note, name, address, picture and drawing elsewhere.
    """

    line: int
    text: str
    form: str


@dataclass(frozen=True)
class Section:
    """One `##` section: its heading as written, and its HTML, sanitised, links at their final addresses."""

    line: int
    heading: str
    html: str
    text: str
    quotes: tuple[Quote, ...] = ()
    passages: tuple[Passage, ...] = ()

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
    the rules may still look at, and `raw` and `data` are kept so that they can be looked for in the output. `text` is
    what stands below the front matter, and `files` gives the SHA-256 of each file in the folder.
    """

    slug: str
    path: str
    raw: str
    data: Mapping[str, Any]
    lines: Mapping[str, int]
    wish: Status | None
    front: FrontMatter | None
    legible: FrontMatter | None
    text: str
    body: Body
    pictures: Mapping[str, Picture]
    files: Mapping[str, str]

    @property
    def digest(self) -> str:
        """SHA-256 of exactly what is signed off; "" where there is nothing valid to sign off.

        It covers the address, the public front matter, the text and the bytes of the pictures used, and also what the
        briefing rests on: whoever signs it off knew that. Line ends and the order of keys make no difference.
        """
        if not self.front:
            return ""
        public = self.front.model_dump(mode="json", exclude_defaults=True, exclude={"status", "private"})
        pictures = {use.name: self.files.get(use.name, "") for use in self.body.pictures}
        content = [self.slug, public, self.text.strip(), pictures, sorted(self.front.private.rests_on)]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

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
    records: Mapping[str, Record]

    def briefing(self, slug: str) -> Briefing | None:
        return next((briefing for briefing in self.briefings if briefing.slug == slug), None)


def count_words(text: str) -> int:
    """Words as a reader counts them: `child's` and `well-being` are one each."""
    return len(re.findall(r"\w+(?:['’.-]\w+)*", text))
