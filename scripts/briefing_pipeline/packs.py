"""The pack for a school term: what was published or changed in it, from a release alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from .gate import Notice, Release, Released

EVERYBODY = "all"


@dataclass(frozen=True)
class Term:
    """A school term: `autumn` of 2021, from its first day to the day before the next one begins."""

    name: str
    start: date
    end: date

    @property
    def slug(self) -> str:
        return f"{self.name}-{self.start.year}"

    @property
    def title(self) -> str:
        return f"{self.name.replace('-', ' ').capitalize()} term {self.start.year}"

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def term_of(day: date, starts: Mapping[str, str]) -> Term:
    """The term in which a day lies. Terms follow each other without a gap, so there is always one."""
    begins = sorted((start, name) for year in range(day.year - 1, day.year + 2) for name, start in _starts(year, starts))
    at = max(index for index, (start, _) in enumerate(begins) if start <= day)
    return Term(begins[at][1], begins[at][0], begins[at + 1][0] - timedelta(days=1))


def _starts(year: int, starts: Mapping[str, str]) -> Iterable[tuple[str, date]]:
    return ((name, date.fromisoformat(f"{year}-{start}")) for name, start in starts.items())


def read_term(text: str, starts: Mapping[str, str]) -> Term | None:
    """The term that is written `autumn-2021`, None if there is none of that name."""
    name, _, year = text.rpartition("-")
    if name not in starts or not re.fullmatch(r"(19[7-9]|20\d|21[0-8])\d", year, re.ASCII):
        return None
    return term_of(date.fromisoformat(f"{year}-{starts[name]}"), starts)


@dataclass(frozen=True)
class Pack:
    """The briefings of a term for one audience (or all), in the order in which they were published."""

    term: Term
    audience: str
    label: str
    name: str
    briefings: tuple[Released, ...]
    notices: tuple[Notice, ...]

    @property
    def title(self) -> str:
        return f"Briefing pack: {self.term.title[0].lower()}{self.term.title[1:]}"

    def is_new(self, briefing: Released) -> bool:
        return briefing.public()["published_on"] in self.term

    def changes(self, briefing: Released) -> list[Any]:
        """What changed in the term, of a briefing that was there before or came in it."""
        return [change for change in briefing.public()["changes"] if change.on in self.term]

    @property
    def as_at(self) -> date:
        """The last day on which something in the pack changed: a pack does not alter because a day has passed."""
        days: list[date] = [briefing.public()["published_on"] for briefing in self.briefings if self.is_new(briefing)]
        days += [change.on for briefing in self.briefings for change in self.changes(briefing)]
        return max(days + [notice.withdrawn_on for notice in self.notices])

    def facts(self) -> dict[str, Any]:
        """What pack.json says, so that one can be found again that holds a briefing."""
        briefings = [
            {"slug": one.slug, "title": one.title, "version": one.edition, "digest": one.digest} for one in self.briefings
        ]
        return {
            "pack": self.name,
            "title": self.title,
            "term": self.term.slug,
            "audience": self.audience,
            "for": self.label,
            "as_at": self.as_at.isoformat(),
            "briefings": briefings,
        }

    @property
    def digest(self) -> str:
        """SHA-256 of what is in it."""
        return hashlib.sha256(json.dumps(self.facts(), sort_keys=True).encode()).hexdigest()


def usual_audience(release: Release) -> str:
    """For whom the site's packs are: the settings' audience, where there is one of that name; else everybody."""
    wanted = release.settings.extra.packs.audience
    return wanted if wanted in release.settings.extra.audiences else EVERYBODY


def pack_of(release: Release, term: Term, audience: str) -> Pack | None:
    """The pack of a term for an audience's id or `all`; None where nothing was published or changed in it."""
    chosen = [briefing for briefing in release.briefings if _is_for(briefing, audience) and _is_of(briefing, term)]
    chosen.sort(key=lambda briefing: (briefing.public()["published_on"], briefing.slug))
    notices = tuple(notice for notice in release.notices if notice.withdrawn_on in term)
    label = release.settings.extra.audiences.get(audience, "All agencies")
    name = term.slug if audience == usual_audience(release) else f"{term.slug}-{audience}"
    return Pack(term, audience, label, name, tuple(chosen), notices) if chosen else None


def packs_of(release: Release) -> list[Pack]:
    """The site's packs, newest term first."""
    starts, audience = release.settings.extra.packs.terms, usual_audience(release)
    terms = {term_of(day, starts) for briefing in release.briefings for day in _days(briefing)}
    found = (pack_of(release, term, audience) for term in sorted(terms, key=lambda term: term.start, reverse=True))
    return [pack for pack in found if pack]


def _is_for(briefing: Released, audience: str) -> bool:
    """One that names no audience is for all."""
    wanted = briefing.public()["audience"]
    return audience == EVERYBODY or not wanted or audience in wanted


def _days(briefing: Released) -> list[date]:
    public = briefing.public()
    return [public["published_on"], *(change.on for change in public["changes"])]


def _is_of(briefing: Released, term: Term) -> bool:
    return any(day in term for day in _days(briefing))
