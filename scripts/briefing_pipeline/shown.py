"""What page and paper show of a briefing, made from `Shown.public()` alone."""

from __future__ import annotations

from typing import Any

from .dates import written
from .gate import Place, Shown
from .looks import few, minutes
from .model import Theme
from .terms import AGE_LABELS, KIND_LABELS, SOURCE_LABELS, Kind


def numbered(briefing: Shown) -> list[dict[str, Any]]:
    """The seven sections with number, fixed id and label: the one list that page and PDF print."""
    return [
        {"number": number, "id": key, "label": label, "html": section.html, "words": section.words}
        for number, ((key, label), section) in enumerate(zip(briefing.labels.items(), briefing.sections, strict=True), 1)
    ]


def card(briefing: Shown, place: Place) -> dict[str, Any]:
    """What lists show of a briefing."""
    public = briefing.public()
    wanted = ("slug", "title", "kind", "summary", "published_on", "themes", "ages", "words")
    return {key: public[key] for key in wanted} | {"audience": audience(briefing, place)}


def audience(briefing: Shown, place: Place) -> list[str]:
    """For whom: labels, in the order of the settings; all or none of them means all agencies."""
    labels = place.settings.extra.audiences
    chosen = [label for key, label in labels.items() if key in briefing.public()["audience"]]
    return chosen if 0 < len(chosen) < len(labels) else ["All agencies"]


def courses(briefing: Shown, themes: list[Theme], place: Place) -> list[Any]:
    """The training that fits: the briefing's own first, then its themes', each once."""
    ids = list(briefing.public()["training"])
    for theme in themes:
        ids += theme.front.training
    return [place.settings.extra.training[course] for course in dict.fromkeys(ids)]


def synonyms(briefing: Shown, themes: list[Theme]) -> list[str]:
    """Other words for a briefing's themes, and what it was learned from, for search alone."""
    sources = [SOURCE_LABELS[source.type] for source in briefing.public()["sources"]]
    return list(dict.fromkeys([word for theme in themes for word in (theme.front.title, *theme.front.synonyms)] + sources))


def search_filters(briefing: Shown, place: Place) -> dict[str, list[str]]:
    """The facets under which search finds a briefing."""
    public = briefing.public()
    who = list(place.settings.extra.audiences.values())
    chosen = audience(briefing, place)
    return {
        "Kind": [KIND_LABELS[Kind(public["kind"])]],
        "Theme": [place.themes[slug].front.title for slug in public["themes"]],
        "For": who if chosen == ["All agencies"] else chosen,
        "Age of child": [AGE_LABELS[age] for age in public["ages"]],
        "Year": [str(public["published_on"].year)],
        "Learned from": list(dict.fromkeys(SOURCE_LABELS[source.type] for source in public["sources"])),
    }


def search_facts(briefing: Shown, place: Place) -> dict[str, str]:
    """What the list of results shows, kept by search beside the text."""
    public = briefing.public()
    return {
        "lead": public["summary"],
        "kind": str(public["kind"]),
        "published": public["published_on"].isoformat(),
        "note": f"For {few(audience(briefing, place))}. Published {written(public['published_on'])}. "
        f"{minutes(public['words'])} minute{'' if minutes(public['words']) == 1 else 's'} to read.",
    }
