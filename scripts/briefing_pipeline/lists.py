"""The briefings of a release as the lists in which readers look for them: by theme, audience, age, kind and year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .gate import Release, Released, Shown
from .shown import audience, card
from .terms import AGE_LABELS, Kind

Card = dict[str, Any]
RELATED_AT_MOST = 4


class Lists:
    """Every list holds cards, newest first, and is made once."""

    def __init__(self, release: Release) -> None:
        self.release = release
        self.cards: dict[str, Card] = {briefing.slug: card(briefing, release) for briefing in release.briefings}
        everybody = set(release.settings.extra.audiences)
        names: dict[str, set[str]] = {}
        for briefing in release.briefings:
            whole = audience(briefing, release) == ["All agencies"]
            names[briefing.slug] = everybody if whole else set(briefing.public()["audience"])
        self.by_theme = {slug: [item for item in self.cards.values() if slug in item["themes"]] for slug in release.themes}
        self.by_audience = {
            key: [item for item in self.cards.values() if key in names[item["slug"]]] for key in release.settings.extra.audiences
        }
        self.by_age = {age: [item for item in self.cards.values() if age in item["ages"]] for age in AGE_LABELS}
        self.by_kind = {kind: [item for item in self.cards.values() if item["kind"] == kind] for kind in Kind}
        years = dict.fromkeys(item["published_on"].year for item in self.cards.values())
        self.by_year = {year: [item for item in self.cards.values() if item["published_on"].year == year] for year in years}

    def largest_themes(self) -> list[str]:
        """The three themes with most briefings."""
        used = [slug for slug, own in self.by_theme.items() if own]
        return sorted(used, key=lambda slug: (-len(self.by_theme[slug]), slug))[:3]

    def read_first(self, theme: str) -> Card | None:
        """Where to begin with a theme: a thematic briefing before others, and one that names the theme early."""
        ranked = sorted(self.by_theme[theme], key=lambda item: (item["kind"] != Kind.THEMATIC, item["themes"].index(theme)))
        return ranked[0] if len(ranked) > 1 else None

    def near(self, theme: str) -> list[str]:
        """Other themes that stand beside this one in most briefings."""
        counts: dict[str, int] = {}
        for item in self.by_theme[theme]:
            for other in item["themes"]:
                counts[other] = counts.get(other, 0) + (other != theme)
        return sorted((slug for slug, count in counts.items() if count), key=lambda slug: (-counts[slug], slug))[:4]

    def related(self, briefing: Released) -> list[Card]:
        return related(briefing, self.cards, self.by_theme)


def related(briefing: Shown, cards: Mapping[str, Card], by_theme: Mapping[str, list[Card]]) -> list[Card]:
    """What its author named, then what shares most themes with it, newest first; only what is published."""
    public = briefing.public()
    named = [cards[slug] for slug in public["related"]]
    shared = Counter(item["slug"] for theme in public["themes"] for item in by_theme[theme])
    del shared[briefing.slug]
    others = sorted(shared, key=lambda slug: (-shared[slug], -cards[slug]["published_on"].toordinal(), slug))
    return [*named, *(cards[slug] for slug in others if slug not in public["related"])][:RELATED_AT_MOST]
