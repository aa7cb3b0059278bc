"""A house's files to facts: every file is read once, nothing raises, and each fault is a finding."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from ..findings import Fault, Finding, found
from ..markdown import read_body, read_introduction
from ..model import Body, Briefing, Catalogue, FrontMatter, Picture, Theme, ThemeFrontMatter
from ..record import Record
from ..terms import Status
from .front_matter import Header, legible, read_header, validate
from .pictures import PICTURE_TYPES, read_picture
from .record import RECORD, load_record
from .settings import load_settings
from .text import decode

TEXT = "briefing.md"
LENIENT = (Status.DRAFT, Status.AWAITING, Status.WITHDRAWN)


def load(root: Path) -> tuple[Catalogue, list[Finding]]:
    """Read the house at `root`."""
    settings, findings = load_settings(root)
    themes: dict[str, Theme] = {}
    for path in _entries(root / "themes"):
        theme, faults = load_theme(path)
        findings += faults
        if theme:
            themes[theme.slug] = theme
    briefings: list[Briefing] = []
    records: dict[str, Record] = {}
    for path in _entries(root / "briefings"):
        briefing, faults = load_briefing(path)
        findings += faults
        if briefing:
            briefings.append(briefing)
            records[briefing.slug], broken = load_record(path / RECORD)
            findings += found(f"briefings/{briefing.slug}/{RECORD}", broken, lenient=briefing.wish in LENIENT)
    for name in ("briefings", "themes"):
        if not (root / name).is_dir():
            findings += found(name, [Fault(0, "house", f"there is no folder {name}/ here", "give the house with --root")])
    return Catalogue(root, settings, themes, tuple(briefings), records), findings


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, in order; editors' and systems' dot-files are nobody's business."""
    return sorted(path for path in folder.iterdir() if not path.name.startswith(".")) if folder.is_dir() else []


def load_theme(path: Path) -> tuple[Theme | None, list[Finding]]:
    """One file of themes/."""
    name = f"themes/{path.name}"
    if path.suffix != ".md" or not path.is_file():
        fault = Fault(0, "file-type", "this is not a theme", "themes/ holds Markdown files only, one for each theme")
        return None, found(name, [fault])
    text, faults = decode(_bytes(path))
    header = read_header(text)
    front = validate(ThemeFrontMatter, header)
    html, words, body_faults = read_introduction(header.body, header.body_line)
    findings = found(name, [*faults, *header.faults, *body_faults])
    return (Theme(path.stem, name, front, html, words) if front else None), findings


def load_briefing(folder: Path) -> tuple[Briefing | None, list[Finding]]:
    """One folder of briefings/: a Briefing whatever its state, None only where there is no folder."""
    if folder.is_symlink() or not folder.is_dir():
        hint = "make a folder for the briefing, and put its text into briefing.md there"
        return None, found(f"briefings/{folder.name}", [Fault(0, "briefing-file", "this is not a folder", hint)])
    name = f"briefings/{folder.name}/{TEXT}"
    header, raw, faults = _read_text(folder / TEXT)
    front = validate(FrontMatter, header) if raw else None
    wish = _wish(header, front)
    # A fault that hides the status says enough by itself.
    if wish is None and not any(fault.rule in ("status", "fence", "yaml", "yaml-alias") for fault in header.faults) and raw:
        header.faults.append(Fault(1, "status", "the status cannot be read", "mend the front matter: until then this is closed"))
    lenient = wish in LENIENT
    pictures, files, file_findings = _read_files(folder, lenient=lenient)
    body, body_faults = read_body(header.body, header.body_line, pictures) if raw else (Body(), [])
    file_findings += _unused(folder, body, files, lenient=lenient)
    findings = found(name, [*faults, *header.faults, *body_faults], lenient=lenient)
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
        pictures=pictures,
        files=files,
    )
    return briefing, findings + file_findings


def _read_text(path: Path) -> tuple[Header, str, list[Fault]]:
    try:
        raw, faults = decode(path.read_bytes())
    except OSError:
        near = [other.name for other in _entries(path.parent) if other.name.casefold() == TEXT or other.suffix == ".md"]
        hint = f'rename "{near[0]}" to {TEXT}' if near else f"write the briefing into {TEXT}"
        return Header(), "", [Fault(0, "briefing-file", f"there is no readable {TEXT} in this folder", hint)]
    if not raw.strip():
        return (
            Header(),
            "",
            [*faults, Fault(0, "briefing-file", "this file is empty", "write the briefing, or delete the folder")],
        )
    return read_header(raw), raw, faults


def _wish(header: Header, front: FrontMatter | None) -> Status | None:
    """The status as written; None where any doubt is left."""
    if any(fault.rule == "status" for fault in header.faults):
        return None
    if front:
        return front.status
    status = header.data.get("status")
    return Status(status) if isinstance(status, str) and status in list(Status) else None


def _read_files(folder: Path, *, lenient: bool) -> tuple[dict[str, Picture], dict[str, str], list[Finding]]:
    """The pictures beside a briefing, the hash of every file there, and what is wrong with them."""
    pictures: dict[str, Picture] = {}
    files: dict[str, str] = {}
    findings: list[Finding] = []
    for path in sorted(folder.iterdir()):
        if path.name == TEXT:
            continue
        data = _bytes(path)
        files[path.name] = hashlib.sha256(data).hexdigest()
        if path.name == RECORD or path.name.startswith("."):
            continue
        name = f"briefings/{folder.name}/{path.name}"
        if path.suffix.lower() in PICTURE_TYPES and data:
            picture, faults = read_picture(path.name, data)
            pictures |= {path.name: picture} if picture else {}
            findings += found(name, faults, lenient=lenient)
        else:
            hint = "it is not published; keep other documents elsewhere"
            faults = [Fault(0, "file-type", "this is neither a picture nor the briefing", hint)]
            findings += found(name, faults, lenient=True)
    return pictures, files, findings


def _bytes(path: Path) -> bytes:
    """A file's bytes; none for a link, a device or a file that may not be read."""
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else b""
    except OSError:
        return b""


def _unused(folder: Path, body: Body, files: Iterable[str], *, lenient: bool) -> list[Finding]:
    used = {use.name for use in body.pictures}
    findings: list[Finding] = []
    for name in files:
        if Path(name).suffix.lower() in PICTURE_TYPES and name not in used:
            fault = Fault(0, "picture-unused", "this picture is not used in the briefing", "use it, or move it elsewhere")
            findings += found(f"briefings/{folder.name}/{name}", [fault], lenient=lenient)
    return findings
