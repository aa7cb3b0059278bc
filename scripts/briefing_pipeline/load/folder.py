"""What stands beside a briefing's text: the pictures it uses, decoded when they are asked for, and a hash of each file."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path, PurePath

from ..findings import Fault, Finding, few_files, found
from ..model import Picture
from .files import PICTURE_BYTES, TEXT_BYTES, is_left_behind, not_plain, read_file
from .pictures import PICTURE_TYPES, name_fault, read_picture

TEXT = "briefing.md"
RECORD = "decisions.yml"
PICTURES_AT_MOST = 20
# A folder of more files than these is no briefing's; what it holds beyond them is neither read nor shown.
HASHED_AT_MOST = 2_000


class Pictures(Mapping[str, Picture]):
    """The pictures of a folder by name; one is decoded when the text uses it, and none that it does not use."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        self.folder = folder
        self.files = files
        self.read: dict[str, Picture] = {}
        self.faults: dict[str, list[Fault]] = {}

    def __getitem__(self, name: str) -> Picture:
        if name in self.files and is_picture(name) and name not in self.faults:
            self.faults[name] = self._read(name)
        return self.read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.read)

    def __len__(self) -> int:
        return len(self.read)

    def _read(self, name: str) -> list[Fault]:
        if len(self.faults) >= PICTURES_AT_MOST:
            message = f"this briefing uses more than {PICTURES_AT_MOST} pictures"
            return [Fault(0, "pictures-many", message, "it prints on two pages: keep those that matter")]
        if (fault := name_fault(name, self.files)) is not None:
            return [fault]
        data, unread = read_file(self.folder / name, size_at_most(name))
        if unread:
            return [unread]
        # What is signed off is exactly what is shown, even where the file changes meanwhile.
        self.files[name] = hashlib.sha256(data).hexdigest()
        picture, faults = read_picture(name, data)
        if picture:
            self.read[name] = picture
        return faults


class Beside:
    """The files beside a briefing, all hashed: the gate may withhold it, and then each of them is looked for in the output."""

    def __init__(self, folder: Path) -> None:
        self.place = f"briefings/{folder.name}"
        self.files: dict[str, str] = {}
        self.strange: list[tuple[str, Fault]] = []
        for index, (name, mode) in enumerate(_listed(folder)):
            if (fault := not_plain(mode)) is None:
                data, _ = read_file(folder / name, size_at_most(name)) if index < HASHED_AT_MOST else (b"", None)
                self.files[name] = hashlib.sha256(data).hexdigest()
                # A misnamed text is told as what is missing.
                misnamed = name.casefold().startswith(TEXT) and not os.path.lexists(folder / TEXT)
                if not is_picture(name) and name != RECORD and not misnamed:
                    hint = "it is not published; keep other documents elsewhere"
                    fault = Fault(0, "file-type", "this is neither a picture nor the briefing", hint)
            elif stat.S_ISDIR(mode):
                hint = "pictures stand beside the text; move the rest elsewhere"
                fault = Fault(0, "file-type", "this is a folder, and nothing in it is looked at", hint)
            if fault and not is_left_behind(name):
                self.strange.append((name, fault))
        self.pictures = Pictures(folder, self.files)

    def findings(self, used: Collection[str], *, lenient: bool) -> list[Finding]:
        """What is wrong with the files, now that it is known which of them the text uses."""
        unused = Fault(0, "picture-unused", "this picture is not used in the briefing", "use it, or move it elsewhere")
        faults = [(name, fault) for name, several in self.pictures.faults.items() for fault in several]
        faults += [(name, unused) for name in self.files if is_picture(name) and name not in used and not is_left_behind(name)]
        findings: list[Finding] = []
        for name, fault in [*faults, *self.strange]:
            findings += found(f"{self.place}/{name}", [fault], lenient=lenient or fault.rule == "file-type")
        return few_files(self.place, findings)


def _listed(folder: Path) -> list[tuple[str, int]]:
    """Name and kind of each thing in a folder but the text, in order."""
    try:
        with os.scandir(folder) as listing:
            return sorted((item.name, item.stat(follow_symlinks=False).st_mode) for item in listing if item.name != TEXT)
    except OSError:
        return []


def is_picture(name: str) -> bool:
    return PurePath(name).suffix.lower() in PICTURE_TYPES


def size_at_most(name: str) -> int:
    """Bytes that are read of a file at most, by its name."""
    return TEXT_BYTES if name.lower().endswith((".svg", ".md", ".yml")) else PICTURE_BYTES
