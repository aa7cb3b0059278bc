"""A pack as a zip that works from a USB stick, and the register of every pack that was made."""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .colours import on_paper
from .findings import Fault, Finding, Severity, found
from .gate import Release
from .load.files import read_file
from .looks import Frames
from .packs import Pack
from .pdf import PACKS
from .terms import LARGE, TEAM
from .write import replace_file

REGISTER = Path("build", "packs.json")
REGISTER_BYTES = 100_000_000
ON_THE_SITE = "the site"
# Where the zip keeps each print of a briefing, and what readers call it.
_FOLDERS = {"": "briefings", LARGE: "large-print", TEAM: "team-sheets"}
_SUMS = "SHA256SUMS"
_UNREADABLE = "-unreadable.json"
# The earliest that a zip can say: when it was packed changes nothing in it.
_TIME = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


def write_packs(packs: Iterable[Pack], release: Release, docs: Path, frames: Frames) -> dict[str, int]:
    """Write each pack's zip and pack.json beside its PDF, from the PDFs in `docs`; the files and their bytes."""
    sizes: dict[str, int] = {}
    for pack in packs:
        files = dict(_files(pack, release, docs, frames))
        for ending, data in ((".zip", zipped(files)), (".json", files["pack.json"])):
            (docs / f"{PACKS}{pack.name}{ending}").write_bytes(data)
            sizes[f"{PACKS}{pack.name}{ending}"] = len(data)
    return sizes


def _files(pack: Pack, release: Release, docs: Path, frames: Frames) -> Iterator[tuple[str, bytes]]:
    """Each file of the zip: the very bytes of the single PDFs, and what leads to them without a network."""
    yield f"{pack.name}.pdf", (docs / f"{PACKS}{pack.name}.pdf").read_bytes()
    for ending, folder in _FOLDERS.items():
        for briefing in pack.briefings:
            name = f"{briefing.slug}{ending}.pdf"
            yield f"{folder}/{name}", (docs / briefing.slug / name).read_bytes()
    rows = [briefing.public() | {"edition": briefing.edition} for briefing in pack.briefings]
    page = frames.fill("print/stick.html", pack=pack, rows=rows, settings=release.settings)
    yield "index.html", page.encode()
    yield "stick.css", frames.fill("print/stick.css", brand=on_paper(release.settings.extra.colours)).encode()
    yield "pack.json", (json.dumps(pack.facts(), indent=1, ensure_ascii=False) + "\n").encode()


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip of the files in the order of their names, with their checksums; the same files give the same bytes."""
    sums = "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in sorted((files | {_SUMS: sums.encode()}).items()):
            entry = zipfile.ZipInfo(name, _TIME)
            entry.create_system, entry.external_attr = 3, _PLAIN_FILE
            # PDFs are compressed already; stored, the zip is the same whatever the library that packs.
            archive.writestr(entry, data, zipfile.ZIP_STORED)
    return target.getvalue()


def note_packs(root: Path, packs: Iterable[Pack], now: datetime, where: str) -> list[Finding]:
    """Enter packs in the house's register, each content at each place once: whoever has one can be told later.

    A register that cannot be read is kept beside the new one, and is a warning: nothing of it is lost.
    """
    path = root / REGISTER
    read = read_register(path)
    findings: list[Finding] = []
    if read is None:
        kept = path.with_name(f"{path.stem}-{_name_of_unreadable(path)}{_UNREADABLE}")
        path.replace(kept)
        message = f"the list of packs that were made cannot be read, so a new one was begun; the old one is now {kept.name}"
        fault = Fault(0, "pack-register", message, "put back the copy of a day when it was whole, or mend it", Severity.WARNING)
        findings = found(REGISTER.as_posix(), [fault])
    entries = read or []
    known = {(entry.get("where"), entry.get("digest")) for entry in entries}
    made = now.astimezone(UTC).isoformat(timespec="seconds")
    for pack in packs:
        if (where, pack.digest) not in known:
            entries.append(pack.facts() | {"digest": pack.digest, "where": where, "made": made})
    replace_file(path, (json.dumps(entries, indent=1, ensure_ascii=False) + "\n").encode())
    return findings


def _name_of_unreadable(path: Path) -> str:
    """The same for the same content; for what is no plain file, what nothing else here is called."""
    data, unread = read_file(path, REGISTER_BYTES)
    if not unread:
        return hashlib.sha256(data).hexdigest()[:8]
    numbers = (number for number in range(1, 1000) if not os.path.lexists(path.with_name(f"{path.stem}-{number}{_UNREADABLE}")))
    return str(next(numbers, 1000))


def read_register(path: Path) -> list[dict[str, Any]] | None:
    """The entries of a register; none where there is none, None where it cannot be read whole."""
    if not os.path.lexists(path):
        return []
    data, unread = read_file(path, REGISTER_BYTES)
    try:
        value = None if unread else json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) and all(isinstance(entry, dict) for entry in value) else None


def registers(root: Path) -> list[Path]:
    """The register of a house, and those that were put aside because they could not be read."""
    return [root / REGISTER, *sorted((root / REGISTER).parent.glob(f"{REGISTER.stem}-*{_UNREADABLE}"))]


def packs_in(folder: Path) -> Iterator[dict[str, Any]]:
    """What the packs in a folder, zips and their pack.json, say of themselves."""
    for path in sorted(path for path in folder.rglob("*.zip") if path.is_file()):
        try:
            with zipfile.ZipFile(path) as archive:
                entry = json.loads(archive.read("pack.json"))
        except (OSError, EOFError, ValueError, KeyError, RuntimeError, zipfile.BadZipFile, zlib.error):
            continue
        if isinstance(entry, dict) and isinstance(entry.get("briefings"), list):
            yield entry | {"where": str(path)}


def holders(entries: Iterable[dict[str, Any]], slug: str) -> list[dict[str, Any]]:
    """The packs among these that hold a briefing, with the version that is in each."""
    found = []
    for entry in entries:
        listed = entry.get("briefings")
        inside = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
        version = next((one.get("version") for one in inside if one.get("slug") == slug), None)
        if version is not None:
            found.append(entry | {"version": version})
    return found
