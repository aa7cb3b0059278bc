"""A house's files to facts: every file is read once, nothing raises, and each fault is a finding."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from ..findings import Fault, Finding, few_files, found
from ..markdown import read_body, read_introduction
from ..model import Body, Briefing, Catalogue, FrontMatter, Theme, ThemeFrontMatter
from ..record import Record
from ..terms import Status
from .files import TEXT_BYTES, entries, is_nameable, read_file
from .folder import RECORD, TEXT, Beside
from .front_matter import UNREADABLE, legible, read_header, validate
from .record import load_record
from .settings import load_settings
from .text import decode
from .yaml import Header

__all__ = ["LENIENT", "TEXT", "load", "load_briefing", "load_folder", "load_theme"]

LENIENT = (Status.DRAFT, Status.AWAITING, Status.WITHDRAWN)


def load(root: Path, done: Callable[[], None] = lambda: None) -> tuple[Catalogue, list[Finding]]:
    """Read the house at `root`; `done` is called after each folder of briefings/."""
    settings, findings = load_settings(root)
    for name in ("briefings", "themes"):
        if (root / name).is_symlink():
            hint = "put the folder itself here, or give the house that has it with --root"
            findings += found(name, [Fault(0, "file-kind", "this folder is a link to somewhere else", hint)])
        elif not (root / name).is_dir() or not os.access(root / name, os.R_OK | os.X_OK):
            fault = Fault(
                0,
                "house",
                f"there is no folder {name}/ here that can be read",
                "go to the folder that has mkdocs.yml in it, or name it with --root",
            )
            findings += found(name, [fault])
    themes: dict[str, Theme] = {}
    no_themes: list[Finding] = []
    for path in entries(root / "themes"):
        theme, faults = load_theme(path)
        if theme:
            themes[theme.slug] = theme
            findings += faults
        else:
            no_themes += faults
    briefings: list[Briefing] = []
    no_briefings: list[Finding] = []
    records: dict[str, Record] = {}
    for path in entries(root / "briefings"):
        briefing, record, faults = load_folder(path)
        if briefing:
            briefings.append(briefing)
            findings += faults
            records[briefing.slug] = record
        else:
            no_briefings += faults
        done()
    findings += [*few_files("themes", no_themes), *few_files("briefings", no_briefings)]
    return Catalogue(root, settings, themes, tuple(briefings), records), findings


def load_theme(path: Path) -> tuple[Theme | None, list[Finding]]:
    """One file of themes/."""
    name = f"themes/{path.name}"
    if path.suffix != ".md" or not is_nameable(path.name):
        fault = Fault(0, "file-type", "this is not a theme", "themes/ holds Markdown files only, one for each theme")
        return None, found(name, [fault])
    data, unread = read_file(path, TEXT_BYTES)
    if unread:
        return None, found(name, [unread])
    text, faults = decode(data)
    if faults and not text:
        return None, found(name, faults)
    header = read_header(text)
    front = validate(ThemeFrontMatter, header)
    html, words, body_faults = read_introduction(header.body, header.body_line)
    findings = found(name, [*faults, *header.faults, *body_faults])
    return (Theme(path.stem, name, front, html, words) if front else None), findings


def load_folder(path: Path) -> tuple[Briefing | None, Record, list[Finding]]:
    """One folder of briefings/ with its record of decisions."""
    briefing, findings = load_briefing(path)
    if briefing is None:
        return None, Record(), findings
    record, broken = load_record(path / RECORD)
    findings += found(f"briefings/{briefing.slug}/{RECORD}", broken, lenient=briefing.wish in LENIENT)
    return briefing, record, findings


def load_briefing(folder: Path) -> tuple[Briefing | None, list[Finding]]:
    """One folder of briefings/: a Briefing whatever its state, None only where there is no folder."""
    if (fault := _no_folder(folder)) is not None:
        return None, found(f"briefings/{folder.name}", [fault])
    name = f"briefings/{folder.name}/{TEXT}"
    header, raw, faults = _read_text(folder / TEXT)
    front = validate(FrontMatter, header) if raw else None
    wish = _wish(header, front)
    # A fault that hides the status says enough by itself.
    if wish is None and not any(fault.rule in ("status", *UNREADABLE) for fault in header.faults) and raw:
        header.faults.append(Fault(1, "status", "the status cannot be read", "mend the front matter: until then this is closed"))
    beside = Beside(folder)
    body, body_faults = read_body(header.body, header.body_line, beside.pictures) if raw else (Body(), [])
    findings = found(name, [*faults, *header.faults, *body_faults], lenient=wish in LENIENT)
    briefing = Briefing(
        slug=folder.name,
        path=name,
        raw=raw,
        data=header.data,
        lines=header.lines,
        wish=wish,
        front=front,
        legible=front or legible(header),
        text=header.body,
        body=body,
        pictures=beside.pictures.read,
        files=beside.files,
    )
    return briefing, findings + beside.findings([use.name for use in body.pictures], lenient=wish in LENIENT)


def _no_folder(folder: Path) -> Fault | None:
    hint = "make a folder for the briefing, and put its text into briefing.md there"
    if folder.is_symlink():
        return Fault(0, "file-kind", "this is a link to somewhere else, and links are not followed", hint)
    if not folder.is_dir():
        return Fault(0, "briefing-file", "this is not a folder", hint)
    if not is_nameable(folder.name):
        return Fault(0, "briefing-file", "this folder's name has characters that cannot be shown", "rename it")
    if not os.access(folder, os.R_OK | os.X_OK):
        return Fault(0, "file-kind", "this folder cannot be opened", "ask who may read it")
    return None


def _read_text(path: Path) -> tuple[Header, str, list[Fault]]:
    if not os.path.lexists(path):
        near = [other.name for other in entries(path.parent) if other.suffix == ".md" or other.name.casefold().startswith(TEXT)]
        hint = f'rename "{near[0]}" to {TEXT}' if near else f"write the briefing into {TEXT}"
        if near and not near[0].lower().endswith(".md"):
            hint += ": Windows Explorer hides the end of the name until you choose View, then File name extensions"
        return Header(), "", [Fault(0, "briefing-file", f"there is no {TEXT} in this folder", hint)]
    data, unread = read_file(path, TEXT_BYTES)
    if unread:
        return Header(), "", [unread]
    raw, faults = decode(data)
    if faults and not raw:
        return Header(), "", faults
    if not raw.strip():
        hint = "write the briefing, or delete the folder"
        return Header(), "", [*faults, Fault(0, "briefing-file", "this file is empty", hint)]
    return read_header(raw), raw, faults


def _wish(header: Header, front: FrontMatter | None) -> Status | None:
    """The status as written; None where any doubt is left."""
    if any(fault.rule == "status" for fault in header.faults):
        return None
    if front:
        return front.status
    status = header.data.get("status")
    return Status(status) if isinstance(status, str) and status in list(Status) else None
