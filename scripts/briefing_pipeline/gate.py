"""The only yes: who may be seen, decided from facts and one clock. Whatever is in doubt is withheld, with its reasons."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .decision import Around, Decision, decide
from .findings import Finding
from .model import Briefing, Catalogue, Picture, Section, Settings, Theme
from .record import Record, Reviewed
from .sharing import Neighbours
from .terms import LONDON

_SEAL = object()


@dataclass(frozen=True)
class Shown:
    """A briefing as page and paper show it; `public()` is all that they show. Readers get a `Released` one only."""

    _briefing: Briefing
    labels: Mapping[str, str]
    _public: frozenset[str]
    _reviewed_on: date | None = None

    @property
    def slug(self) -> str:
        return self._briefing.slug

    @property
    def title(self) -> str:
        return self.public()["title"]  # type: ignore[no-any-return]

    @property
    def sections(self) -> tuple[Section, ...]:
        return self._briefing.body.sections

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that the text uses."""
        used = dict.fromkeys(use.name for use in self._briefing.body.pictures)
        return tuple(self._briefing.pictures[name] for name in used)

    def public(self) -> dict[str, Any]:
        """The one allow-list: every field that the page, the PDF and the search may show."""
        front = self._briefing.front
        if front is None or front.published_on is None:
            raise TypeError("what has no date cannot be shown")
        return {
            "slug": self.slug,
            "title": front.title,
            "kind": front.kind,
            "summary": front.summary,
            "published_on": front.published_on.astimezone(LONDON).date(),
            "review_by": front.review_by,
            "reviewed_on": self._reviewed_on,
            "review_published_on": front.review_published_on,
            "themes": front.themes,
            "audience": front.audience,
            "ages": front.ages,
            "sources": front.sources,
            "training": front.training,
            # One that was withdrawn has a notice, and stands in no list.
            "related": [slug for slug in front.related if slug in self._public],
            "changes": front.changes,
            "aliases": front.aliases,
            "words": self._briefing.body.words,
        }

    @property
    def edition(self) -> int:
        """1 as first published, one more for each change that readers were told of."""
        return 1 + len(self.public()["changes"])

    @property
    def digest(self) -> str:
        """SHA-256 of the exact public content: front matter, text and the pictures' bytes."""
        public = {key: value for key, value in self.public().items() if key != "words"}
        text = [[section.heading, section.html] for section in self.sections]
        pictures = [[picture.name, hashlib.sha256(picture.data).hexdigest()] for picture in self.pictures]
        return hashlib.sha256(json.dumps([public, text, pictures], sort_keys=True, default=_plain).encode()).hexdigest()


def _plain(value: Any) -> Any:
    return value.model_dump(mode="json") if hasattr(value, "model_dump") else str(value)


class Released(Shown):
    """A briefing that may be seen: only the gate makes one."""


@dataclass(frozen=True)
class Notice:
    """What readers of a withdrawn briefing find at its address. Nothing of the briefing itself is in it, not even its title."""

    slug: str
    aliases: tuple[str, ...]
    withdrawn_on: date
    why: str
    instead: str | None

    @property
    def digest(self) -> str:
        """SHA-256 of all that it says."""
        said = [self.slug, self.aliases, self.withdrawn_on, self.why, self.instead]
        return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Place:
    """Where a briefing is shown: the partnership's settings and themes, and the moment."""

    settings: Settings
    themes: Mapping[str, Theme]
    now: datetime

    def is_overdue(self, briefing: Shown) -> bool:
        """Whether the day by which it was to be looked at again is over."""
        review_by = briefing.public()["review_by"]
        return review_by is not None and review_by < self.now.astimezone(LONDON).date()


@dataclass(frozen=True)
class Release(Place):
    """What may be seen, newest first. Only `gate` can make one, and what comes after it accepts nothing else."""

    briefings: tuple[Released, ...]
    notices: tuple[Notice, ...]
    seal: object

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("only the gate makes a Release")


@dataclass(frozen=True)
class Verdict:
    """The gate's answer for a whole house: the release, each briefing's decision, and what stands in the way."""

    release: Release | None
    decisions: Mapping[str, Decision]
    findings: tuple[Finding, ...]


def gate(catalogue: Catalogue, findings: Iterable[Finding], now: datetime) -> Verdict:
    """Decide on every briefing. There is no release while anything that asks to be published has an error."""
    errors = [finding for finding in findings if finding.is_error]
    decisions, shared = _decide_all(catalogue, errors, now)
    errors_of_sharing = any(finding.is_error for finding in shared)
    if errors or errors_of_sharing or catalogue.settings is None:
        return Verdict(None, decisions, tuple(shared))
    public = {slug for slug, decision in decisions.items() if decision.public}
    released = [
        Released(
            briefing,
            catalogue.settings.sections(briefing.front.kind),
            frozenset(public),
            reviewed_on(catalogue.records[briefing.slug]),
        )
        for briefing in catalogue.briefings
        if briefing.front and briefing.slug in public
    ]
    released.sort(key=lambda briefing: (-briefing.public()["published_on"].toordinal(), briefing.slug))
    notices = tuple(notice for briefing in catalogue.briefings if (notice := notice_of(briefing, catalogue, public)))
    release = Release(catalogue.settings, catalogue.themes, now, tuple(released), notices, _SEAL)
    return Verdict(release, decisions, tuple(shared))


def _decide_all(catalogue: Catalogue, errors: list[Finding], now: datetime) -> tuple[dict[str, Decision], list[Finding]]:
    """Each on its own first; then what points at a withheld one is withheld with it, until nothing changes."""
    faults = Counter("/".join(finding.path.split("/")[:2]) for finding in errors)
    around = {slug: Around(faults[f"briefings/{slug}"]) for slug in catalogue.records}
    house = Neighbours(catalogue, now)
    while True:
        decisions = {
            briefing.slug: decide(briefing, catalogue.records[briefing.slug], catalogue.settings, now, around[briefing.slug])
            for briefing in catalogue.briefings
        }
        _close(house, decisions)
        found_around = {slug: house.around(slug, known) for slug, known in around.items()}
        if found_around == around:
            return decisions, house.findings(decisions)
        around = found_around


def _close(house: Neighbours, decisions: Mapping[str, Decision]) -> None:
    """Tell the neighbours what is withheld, and what of it for reasons of its own."""
    house.closed = {slug for slug, decision in decisions.items() if not decision.public}
    house.first = frozenset(
        slug for slug, decision in decisions.items() if any(reason.refusal != "shared" for reason in decision.reasons)
    )


def decide_anew(slug: str, catalogue: Catalogue, errors: int, before: Mapping[str, Decision], now: datetime) -> Decision:
    """The decision on one briefing that has changed, with `errors` in it, while the others stand as they did `before`.

    It is quick, and never the last word: what the change means for the others, and through them for it, only `gate` knows.
    """
    briefing = catalogue.briefing(slug)
    if briefing is None:
        raise KeyError(slug)
    house = Neighbours(catalogue, now)
    _close(house, {other: decision for other, decision in before.items() if other in catalogue.records and other != slug})
    around = house.around(slug, Around(errors))
    return decide(briefing, catalogue.records[slug], catalogue.settings, now, around)


def reviewed_on(record: Record) -> date | None:
    """The day in London on which it was last looked at again and found right."""
    days = [entry.at.astimezone(LONDON).date() for entry in record.current if isinstance(entry, Reviewed)]
    return days[-1] if days else None


def notice_of(briefing: Briefing, catalogue: Catalogue, public: Collection[str]) -> Notice | None:
    """The notice in place of a briefing that was withdrawn and is not back; none while a hold is open."""
    record = catalogue.records[briefing.slug]
    withdrawn = record.notice
    if not withdrawn or not catalogue.settings or briefing.slug in public:
        return None
    if record.open_holds(catalogue.settings.extra.publication.may_clear):
        return None
    aliases = tuple(briefing.legible.aliases) if briefing.legible else ()
    instead = withdrawn.instead if withdrawn.instead in public else None
    return Notice(briefing.slug, aliases, withdrawn.at.astimezone(LONDON).date(), withdrawn.why, instead)
