"""A briefing as it would look, whatever the gate says of it. Only the preview takes a Draft: nothing that publishes does."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ..dates import midnight
from ..gate import Place, Shown
from ..model import Briefing, Picture, Section, Settings, Theme
from ..terms import LONDON

# On every page, of both kinds, of what is not published as it stands.
MARK = "DRAFT – NOT FOR SHARING"
# A picture that could be read has its size.
_MISSING = re.compile(r"<img\b(?![^>]*\bwidth=)[^>]*>")
_INSTEAD = "<em>(a picture is missing here)</em>"


@dataclass(frozen=True)
class Draft(Shown):
    """One briefing for the preview; what its author has not written yet, or has written wrongly, is left out."""

    known: Mapping[str, frozenset[str]] | None = None

    def public(self) -> dict[str, Any]:
        """As readers would have it, with only those themes and courses that exist."""
        public = super().public()
        known = self.known or {}
        return public | {key: [name for name in public[key] if name in names] for key, names in known.items()}

    @property
    def pictures(self) -> tuple[Picture, ...]:
        used = dict.fromkeys(use.name for use in self._briefing.body.pictures)
        return tuple(self._briefing.pictures[name] for name in used if name in self._briefing.pictures)

    @property
    def sections(self) -> tuple[Section, ...]:
        """The sections, with words in the place of a picture that is not there."""
        return tuple(replace(section, html=_MISSING.sub(_INSTEAD, section.html)) for section in super().sections)


def is_showable(briefing: Briefing) -> bool:
    return briefing.front is not None and bool(briefing.body.sections)


def draft_of(briefing: Briefing, place: Place, public: Collection[str], reviewed_on: date | None) -> Draft | None:
    """The briefing as a Draft, None where it cannot be shown: its front matter is not valid, or it has no section."""
    front = briefing.front
    if not front or not is_showable(briefing):
        return None
    # What has no date yet is dated as if it were published now.
    dated = front.model_copy(update={"published_on": front.published_on or midnight(place.now.astimezone(LONDON).date())})
    known = {"themes": frozenset(place.themes), "training": frozenset(place.settings.extra.training)}
    labels = _labels(briefing, place.settings)
    return Draft(replace(briefing, front=dated), labels, frozenset(public), reviewed_on, known)


def _labels(briefing: Briefing, settings: Settings) -> dict[str, str]:
    """Id and heading of each section as it is written; one that is not of the kind gets an id of its own."""
    ids = {label: key for key, label in settings.sections(briefing.front.kind).items()} if briefing.front else {}
    labels: dict[str, str] = {}
    for number, section in enumerate(briefing.body.sections, 1):
        key = ids.get(section.heading, f"section-{number}")
        labels[f"section-{number}" if key in labels else key] = section.heading
    return labels


def place_of(settings: Settings, themes: Mapping[str, Theme], now: datetime) -> Place:
    """Where drafts are shown: a theme's course that does not exist is left out."""
    known = settings.extra.training
    sound = {
        slug: _with_courses(theme, [name for name in theme.front.training if name in known]) for slug, theme in themes.items()
    }
    return Place(settings, sound, now)


def _with_courses(theme: Theme, courses: list[str]) -> Theme:
    return replace(theme, front=theme.front.model_copy(update={"training": courses}))
