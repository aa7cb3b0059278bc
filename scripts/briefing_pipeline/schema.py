"""The front matter of a briefing as a JSON Schema (draft 7), with what this house knows as choices, for other tools."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .model import Catalogue, FrontMatter
from .terms import AGE_LABELS, KIND_LABELS, KIND_MEANINGS, SOURCE_LABELS, Kind, Status

# In .vscode/, where Visual Studio Code looks for a folder's own snippets.
SCHEMA, SNIPPETS = "briefing.schema.json", "briefing.code-snippets"
DRAFT = "http://json-schema.org/draft-07/schema#"
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_MOMENT = r"^\d{4}-\d{2}-\d{2}( \d{2}:\d{2})?$"
_PATTERNS = {"date": _DAY, "date-time": _MOMENT}
_STATUS = {
    Status.DRAFT: "Being written; readers see nothing of it",
    Status.AWAITING: "Handed in, or waiting for a process to end; readers see nothing of it",
    Status.PUBLISHED: "Asks to be published; the gate decides",
    Status.WITHDRAWN: "Taken back; readers find a notice",
}

# What a key is for, by its place.
ABOUT = {
    "title": "What readers see first; at most 90 characters",
    "kind": "Which seven sections it has, and which sign-offs it needs",
    "status": "What you wish; the gate decides from the record of decisions",
    "summary": "One sentence for lists and search; at most 200 characters",
    "published_on": "From 00:00 in London that day, or at a time: 2022-03-14 09:00",
    "review_by": "When somebody looks at it again",
    "review_published_on": "The day on which the review itself was published",
    "themes": "Learning themes: files in themes/",
    "audience": "Agencies; none means all",
    "ages": "Ages of the children it is about",
    "sources": "What it was learned from",
    "training": "Courses of the partnership; those of its themes come by themselves",
    "related": "Folders of other briefings",
    "changes": "What changed after publication, in words for readers",
    "aliases": "Earlier addresses of this briefing",
    "private": "Nothing under this key ever leaves the house",
    "sources.type": "What kind of review it was",
    "sources.year": "The year of the review",
    "sources.title": "Its title, where it is public",
    "sources.url": "Its address, beginning with https://",
    "changes.on": "The day of the change",
    "changes.note": "What changed",
    "private.case_reference": "Your own reference",
    "private.rests_on": "Folders of held briefings from which this one was learned",
    "private.names": "Names that must appear nowhere on the site",
    "private.notes": "Notes for the team",
    "private.accepted": "What a rule of anonymity marks and may stand all the same, each with its reason",
    "private.accepted.rule": "The rule that marks it",
    "private.accepted.words": "The words as they stand in the text",
    "private.accepted.why": "Why they identify nobody, in five words or more",
}


def schema_of(catalogue: Catalogue, *, discreet: bool = False) -> dict[str, Any]:
    """The schema of this house's briefings; it names none of them where it is to be `discreet`."""
    whole = FrontMatter.model_json_schema()
    schema: dict[str, Any] = _plain(whole, whole.get("$defs", {}))
    extra = catalogue.settings.extra if catalogue.settings else None
    choices: dict[str, Mapping[str, str]] = {
        "kind": {str(kind): f"{KIND_LABELS[kind]}: {KIND_MEANINGS[kind]}" for kind in Kind},
        "status": {str(status): label for status, label in _STATUS.items()},
        "ages": {str(age): label for age, label in AGE_LABELS.items()},
        "sources.type": {str(source): label for source, label in SOURCE_LABELS.items()},
        "themes": {slug: theme.front.title for slug, theme in sorted(catalogue.themes.items())},
        "audience": dict(extra.audiences) if extra else {},
        "training": {slug: course.title for slug, course in extra.training.items()} if extra else {},
        "related": (others := {} if discreet else {other.slug: _title(other.legible) for other in catalogue.briefings}),
        "private.rests_on": others,
    }
    for name, known in choices.items():
        if known:
            _choose(_at(schema, name), known)
    for name, about in ABOUT.items():
        _at(schema, name)["description"] = about
    return {"$schema": DRAFT, "title": "Front matter of a 7-minute briefing"} | schema


def snippets_of(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema's keys and choices as snippets for Visual Studio Code, which has no schema for front matter in Markdown."""
    made: dict[str, Any] = {}
    for key, part in schema["properties"].items():
        place = part.get("items", part)
        choice = f"${{1|{','.join(place['enum'])}|}}" if place.get("enum") else "$1"
        body = f"{key}: [{choice}]" if part.get("type") == "array" else f"{key}: {choice}"
        made[f"Key: {key}"] = _snippet([key], body, part["description"])
        for name, label in zip(place.get("enum", []), place.get("enumDescriptions", []), strict=True):
            made[f"{key}: {name}"] = _snippet([name, label] if label else [name], name, f"{key}: {label}")
    return made


def _snippet(prefixes: list[str], body: str, about: str) -> dict[str, Any]:
    return {"scope": "markdown", "prefix": prefixes, "body": [body], "description": about}


def _title(front: FrontMatter | None) -> str:
    return front.title if front else ""


def _choose(place: dict[str, Any], known: Mapping[str, str]) -> None:
    """Only what is known may stand there; in a list, each thing once."""
    if place.get("type") == "array":
        place["uniqueItems"] = True
        place = place["items"]
    place.clear()
    place |= {"type": "string", "enum": list(known), "enumDescriptions": list(known.values())}


def _at(schema: dict[str, Any], name: str) -> dict[str, Any]:
    """The part of the schema for a key: `sources.type` is that of each source."""
    place: dict[str, Any] = schema
    for part in name.split("."):
        place = place.get("items", place)["properties"][part]
    return place


def _plain(part: Any, definitions: Mapping[str, Any]) -> Any:
    """A part without references, empty values and the model's own words; dates as they are written here."""
    if isinstance(part, list):
        return [_plain(item, definitions) for item in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _plain(definitions[part["$ref"].rsplit("/", 1)[1]], definitions)
    if "anyOf" in part:
        return _plain(next(option for option in part["anyOf"] if option != {"type": "null"}), definitions)
    if part.get("format") in _PATTERNS:
        return {"type": "string", "pattern": _PATTERNS[part["format"]]}
    kept = {key: value for key, value in part.items() if key not in ("$defs", "default", "title", "description")}
    if isinstance(part.get("properties"), dict):
        kept["properties"] = {key: _plain(value, definitions) for key, value in part["properties"].items()}
    return {key: value if key == "properties" else _plain(value, definitions) for key, value in kept.items()}
