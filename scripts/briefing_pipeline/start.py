"""Begins a briefing: its text with what is known and lines that say what is missing, in a folder that was not there before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from .case import Refused
from .characters import hidden, same
from .guidance import SUMMARY, guidance, is_placeholder
from .load import TEXT
from .model import Catalogue, Settings
from .slugs import plain_slug, slug_faults, taken_slugs
from .terms import SLUG_AT_MOST, SUMMARY_AT_MOST, TITLE_AT_MOST, TO_BE_SORTED, Kind, Status


@dataclass(frozen=True)
class Start:
    """What is known of a briefing before it is written. `sections` are Markdown by the ids of the kind; `rest` found no place."""

    title: str
    kind: Kind
    themes: Sequence[str]
    audience: Sequence[str] = ()
    ages: Sequence[str] = ()
    summary: str = SUMMARY
    notes: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    rest: str = ""


class _Plain(yaml.SafeDumper):
    """Notes of several lines stand as they were written, everything else on one line."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Plain.add_representer(str, _text)


def text_of(start: Start, settings: Settings) -> str:
    """The whole briefing.md: front matter, and the seven sections of the kind. Blank lines round the notes are dropped."""
    front: dict[str, Any] = {
        "title": start.title,
        "kind": str(start.kind),
        "status": str(Status.DRAFT),
        "summary": start.summary,
        "themes": list(start.themes),
        "audience": list(start.audience),
        "ages": list(start.ages),
    }
    front = {key: value for key, value in front.items() if value}
    if notes := "\n".join(start.notes.strip().splitlines()):
        front["private"] = {"notes": notes}
    head = yaml.dump(front, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=1_000_000, default_flow_style=None)
    parts = [f"---\n{head}---"]
    for section, label in settings.sections(start.kind).items():
        parts += [f"## {label}", start.sections.get(section) or guidance(start.kind, section)]
    if start.rest:
        parts += [f"## {TO_BE_SORTED}", start.rest]
    return "\n\n".join(parts).replace("---\n\n##", "---\n##", 1) + "\n"


def title_faults(title: str) -> list[str]:
    """What is wrong with a title."""
    return [*_line_faults("title", title, TITLE_AT_MOST), *(["it says what is to be written"] if is_placeholder(title) else [])]


def summary_faults(summary: str) -> list[str]:
    return _line_faults("summary", summary, SUMMARY_AT_MOST)


def _line_faults(what: str, text: str, most: int) -> list[str]:
    faults = [] if text.strip() else [f"the {what} is empty"]
    if len(text) > most:
        faults.append(f"the {what} has {len(text)} characters, at most {most}")
    if any(hidden(text)) or "\n" in text:
        faults.append(f"the {what} holds a character that nobody can see: type it again")
    return faults


def slug_of(title: str) -> str:
    """The web address made from a title, cut between two words."""
    slug = plain_slug(title)
    while len(slug) > SLUG_AT_MOST:
        slug = slug.rpartition("-")[0] or slug[:SLUG_AT_MOST]
    return slug


def address_faults(slug: str, catalogue: Catalogue) -> list[str]:
    """Why a new briefing may not stand at an address."""
    if not slug:
        return ["no web address can be made of this title: give one with --slug"]
    faults = [f"{fault.message}: {fault.hint}" if fault.hint else fault.message for fault in slug_faults(slug, "the web address")]
    there = {same(path.name) for path in (catalogue.root / "briefings").iterdir()}
    if same(slug) in there | taken_slugs(catalogue.briefings):
        faults.append(f'the web address "{slug}" belongs to another briefing: give this one its own with --slug')
    return faults


def put(root: Path, slug: str, files: Mapping[str, bytes]) -> Path:
    """Write a briefing's folder whole or not at all. Raises Refused where something stands there already."""
    folder = root / "briefings" / slug
    new = folder.with_name(f".{slug}.{os.getpid()}.new")
    try:
        new.mkdir()
        for name, data in files.items():
            with (new / name).open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        if os.path.lexists(folder):
            raise Refused(
                f"briefings/{slug}/ is there already, and nothing is overwritten", hint="give another address with --slug"
            )
        new.rename(folder)
    except OSError as error:
        raise Refused(
            f"briefings/{slug}/ cannot be written ({error.strerror})", hint="is the disk full, or may you not write here?"
        ) from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return folder / TEXT
