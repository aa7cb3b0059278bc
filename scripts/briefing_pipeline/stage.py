"""A release to the folder that the renderer reads: pictures and looks. Nothing withheld is ever on that path."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from .colours import stylesheet
from .findings import Fault, Finding, Severity, found
from .gate import Release
from .owners import SITE, Owners

# What a page or a PDF may need. Backups, lock files and documents that lie about are none of it.
_ASSETS = frozenset((".css", ".js", ".svg", ".png", ".jpg", ".webp", ".woff2", ".ico", ".txt"))
_FRAMES = frozenset((".html", ".xml", ".css", ".typ"))
# Emoji fonts are for print: screens bring their own.
_PRINT_ONLY = "fonts/emoji"


def stage(release: Release, docs: Path, looks: Path) -> tuple[Owners, list[Finding]]:
    """Fill the empty folder `docs` with assets and released pictures; whose each file is, and what is wrong in `looks`."""
    docs.mkdir(parents=True)
    owners: Owners = {}
    findings: list[Finding] = []
    for path in sorted(looks.rglob("*")):
        name = path.relative_to(looks).as_posix()
        faults = list(_faults(path, name))
        findings += found(f"overrides/{name}", faults)
        asset = name.removeprefix("assets/")
        if not faults and asset != name and path.is_file() and not asset.startswith(_PRINT_ONLY):
            (docs / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, docs / name)
            owners[name] = SITE
    for name, data in _own_assets(release):
        (docs / name).write_bytes(data)
        owners[name] = SITE
    for notice in release.notices:
        (docs / notice.slug).mkdir()
    for briefing in release.briefings:
        folder = docs / briefing.slug
        folder.mkdir()
        for picture in briefing.pictures:
            (folder / picture.name).write_bytes(picture.data)
            owners[f"{briefing.slug}/{picture.name}"] = briefing.slug
    return owners, findings


def _own_assets(release: Release) -> Iterator[tuple[str, bytes]]:
    """What the partnership's settings add to the looks: its colours and its logo."""
    yield "assets/colours.css", stylesheet(release.settings.extra.colours).encode()
    if logo := release.settings.logo:
        yield f"assets/{logo.name}", logo.data


def _faults(path: Path, name: str) -> Iterator[Fault]:
    """Links lead out of the house; what is not known is not copied."""
    if path.is_symlink() or not (path.is_file() or path.is_dir()):
        yield Fault(0, "looks-file", "it is a link or a device, not a file", "put the file itself there")
    elif path.is_file() and path.suffix.lower() not in (_ASSETS if name.startswith("assets/") else _FRAMES):
        message = "nothing uses a file of this kind here, so it is left out"
        yield Fault(0, "looks-file", message, "keep it elsewhere", Severity.WARNING)
    elif path.name.startswith((".", "~", "#")):
        yield Fault(0, "looks-file", "hidden files and lock files are left out", "delete it", Severity.WARNING)
