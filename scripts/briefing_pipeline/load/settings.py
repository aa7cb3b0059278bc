"""mkdocs.yml to Settings. The renderer reads the rest of that file; we read the names and `extra:`."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ..findings import Fault, Finding, found
from ..model import Picture, Settings
from ..partnership import Partnership
from ..terms import SECTIONS
from ..values import Line, Site
from .files import TEXT_BYTES, read_file
from .folder import size_at_most
from .front_matter import validate
from .pictures import read_picture
from .text import decode
from .yaml import Header, read_yaml

NAME = "mkdocs.yml"
# The list of the area's places, unless the settings name another.
PLACES = "places.txt"


class _File(BaseModel):
    """The parts of mkdocs.yml that are ours; other keys are the renderer's."""

    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)
    site_name: Line
    site_url: Site
    extra: Partnership


def load_settings(root: Path) -> tuple[Settings | None, list[Finding]]:
    """The settings of a house, or None and the findings that say why."""
    if not os.path.lexists(root / NAME):
        fault = Fault(0, "house", f"there is no {NAME} here, so this is no house of briefings", "give its folder with --root")
        return None, found(NAME, [fault])
    data, unread = read_file(root / NAME, TEXT_BYTES)
    if unread:
        return None, found(NAME, [unread])
    text, faults = decode(data)
    if faults and not text:
        return None, found(NAME, [_as_settings(fault) for fault in faults])
    header = Header(faults=faults)
    header.data = read_yaml(text, header, 1)
    file = validate(_File, header)
    if file:
        header.faults.extend(_section_faults(file.extra, header))
    logo = _logo(root, file.extra, header) if file else None
    places = _places(root, file.extra, header) if file else ()
    findings = found(NAME, [_as_settings(fault) for fault in header.faults])
    if not file or findings:
        return None, findings
    return Settings(file.site_name, file.site_url.rstrip("/") + "/", file.extra, header.lines, logo, places), findings


def _places(root: Path, extra: Partnership, header: Header) -> tuple[str, ...]:
    """The names in the list of the area's places, one a line; a house that names no list may have none."""
    name = extra.anonymity.places or PLACES
    if not extra.anonymity.places and not os.path.lexists(root / name):
        return ()
    line = header.lines.get("extra.anonymity.places", 1)
    data, unread = read_file(root / name, TEXT_BYTES)
    text, faults = ("", [unread]) if unread else decode(data)
    header.faults += [Fault(line, "settings", f"the list of places, {name}: {fault.message}", fault.hint) for fault in faults]
    names = (written.split("#", 1)[0].strip() for written in text.split("\n"))
    return tuple(name for name in names if name)


def _logo(root: Path, extra: Partnership, header: Header) -> Picture | None:
    """The partnership's own logo, cleaned like every picture."""
    if not extra.logo:
        return None
    line = header.lines.get("extra.logo", 1)
    if not os.path.lexists(root / extra.logo):
        hint = "put the picture beside mkdocs.yml, or take the line out"
        header.faults.append(Fault(line, "settings", f'the logo: there is no file "{extra.logo}" beside mkdocs.yml', hint))
        return None
    data, unread = read_file(root / extra.logo, size_at_most(extra.logo))
    picture, faults = (None, [unread]) if unread else read_picture(extra.logo, data)
    header.faults += [Fault(line, "settings", f"the logo: {fault.message}", fault.hint) for fault in faults]
    return picture


def _section_faults(extra: Partnership, header: Header) -> list[Fault]:
    faults = []
    for kind, labels in extra.sections.items():
        for section in labels.keys() - SECTIONS[kind].keys():
            line = header.lines.get(f"extra.sections.{kind}.{section}", 1)
            hint = f"the ids are {', '.join(SECTIONS[kind])}"
            faults.append(Fault(line, "settings", f'a {kind} briefing has no section "{section}"', hint))
    return faults


def _as_settings(fault: Fault) -> Fault:
    return Fault(fault.line, "settings", fault.message, fault.hint)
