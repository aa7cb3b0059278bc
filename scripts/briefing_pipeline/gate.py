"""The only yes: who may be seen, decided from facts and one clock. Whatever is in doubt is withheld, with its reasons."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .findings import Fault, Finding, found
from .markdown import briefing_link
from .model import Briefing, Catalogue, Picture, Section, Settings, Theme
from .terms import LONDON, Status

_SEAL = object()


@dataclass(frozen=True)
class Facts:
    """All that the decision rests on."""

    wish: Status | None
    published_on: datetime | None
    faults: int


@dataclass(frozen=True)
class Decision:
    """Published where there is no reason against it."""

    reasons: tuple[str, ...]

    @property
    def public(self) -> bool:
        return not self.reasons


def decide(facts: Facts, now: datetime) -> Decision:
    """Every reason why a briefing may not be seen at the moment `now` (which has a time zone); none means published."""
    reasons: list[str] = []
    match facts.wish:
        case Status.PUBLISHED:
            pass
        case Status.DRAFT:
            reasons.append("it is a draft")
        case Status.AWAITING:
            reasons.append("it is awaiting publication")
        case Status.WITHDRAWN:
            reasons.append("it is withdrawn")
        case _:
            reasons.append("its status cannot be read")
    if facts.published_on is None:
        reasons.append("it has no date of publication that can be read")
    elif now < facts.published_on:
        local = facts.published_on.astimezone(LONDON)
        reasons.append(f"its date, {local.day} {local:%B %Y at %H:%M}, is not reached")
    if facts.faults:
        reasons.append(f"it has {facts.faults} fault{'s' if facts.faults > 1 else ''}")
    return Decision(tuple(reasons))


@dataclass(frozen=True)
class Released:
    """A briefing that may be seen; `public()` is all that may be seen of it."""

    _briefing: Briefing
    labels: Mapping[str, str]

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
            raise TypeError("the gate lets nothing through that has no date")
        return {
            "slug": self.slug,
            "title": front.title,
            "kind": front.kind,
            "summary": front.summary,
            "published_on": front.published_on.astimezone(LONDON).date(),
            "review_by": front.review_by,
            "themes": front.themes,
            "audience": front.audience,
            "ages": front.ages,
            "sources": front.sources,
            "training": front.training,
            "related": front.related,
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


@dataclass(frozen=True)
class Release:
    """What may be seen, newest first. Only `gate` can make one, and what comes after it accepts nothing else."""

    settings: Settings
    themes: Mapping[str, Theme]
    briefings: tuple[Released, ...]
    now: datetime
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
    facts = {briefing.slug: _facts(briefing, errors) for briefing in catalogue.briefings}
    decisions = {slug: decide(fact, now) for slug, fact in facts.items()}
    public = [briefing for briefing in catalogue.briefings if decisions[briefing.slug].public]
    # A link to one with faults is no fault of its own: once they are mended it may be right.
    shut = {slug: decision for slug, decision in decisions.items() if not decision.public and not facts[slug].faults}
    closed = [finding for briefing in public for finding in _links_to_withheld(briefing, shut)]
    if errors or closed or catalogue.settings is None:
        return Verdict(None, decisions, tuple(closed))
    released = [Released(briefing, catalogue.settings.sections(briefing.front.kind)) for briefing in public if briefing.front]
    released.sort(key=lambda briefing: (-briefing.public()["published_on"].toordinal(), briefing.slug))
    release = Release(catalogue.settings, catalogue.themes, tuple(released), now, _SEAL)
    return Verdict(release, decisions, ())


def _facts(briefing: Briefing, errors: Iterable[Finding]) -> Facts:
    folder = f"briefings/{briefing.slug}/"
    faults = sum(1 for finding in errors if finding.path.startswith(folder))
    published_on = briefing.front.published_on if briefing.front else None
    return Facts(briefing.wish, published_on, faults + (0 if briefing.front else 1 if not faults else 0))


def _links_to_withheld(briefing: Briefing, shut: Mapping[str, Decision]) -> list[Finding]:
    """A published briefing may not point at what is not published with it."""
    pointers = [
        (briefing.line("related", index), slug) for index, slug in enumerate(briefing.front.related if briefing.front else [])
    ]
    for link in briefing.body.links:
        if target := briefing_link(link.href):
            pointers.append((link.line, target[0]))
    faults = []
    for line, slug in pointers:
        if slug in shut:
            hint = "take the link out until it is published"
            faults.append(Fault(line, "link-withheld", f'"{slug}" is not published: {"; ".join(shut[slug].reasons)}', hint))
    return found(briefing.path, faults)
