"""Opens what may be read: plain files inside the house, up to a size; never a link, a pipe or a device."""

from __future__ import annotations

import math
import os
import re
import stat
from pathlib import Path

from ..findings import Fault

TEXT_BYTES = 200_000
PICTURE_BYTES = 20_000_000
# A pipe would wait for ever for its other end; a link may be put in the file's place after it was looked at.
_FLAGS = os.O_RDONLY
for _name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
    _FLAGS |= getattr(os, _name, 0)
# What systems and editors leave behind: it is nobody's text, and nobody's business.
_LEFT_BEHIND = re.compile(
    r"\..*|~\$.*|#.*#|.*~|.*\.(swp|swo|tmp|bak|orig)|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r", re.IGNORECASE | re.DOTALL
)


def read_file(path: Path, most: int) -> tuple[bytes, Fault | None]:
    """The bytes of a plain file of at most `most` bytes, or none and what is wrong with it."""
    try:
        before = path.lstat()
        if (fault := not_plain(before.st_mode)) is not None:
            return b"", fault
        with os.fdopen(os.open(path, _FLAGS), "rb") as file:
            if (fault := not_plain(os.fstat(file.fileno()).st_mode)) is not None:
                return b"", fault
            data = file.read(most + 1) if before.st_size <= most else b""
    except (OSError, ValueError):
        return b"", Fault(0, "file-kind", "this file cannot be opened", "ask who may read it, or put a fresh copy in its place")
    if before.st_size > most or len(data) > most:
        size = max(before.st_size, len(data))
        return b"", Fault(0, "file-size", f"this file has {_in_words(size)}, at most {_in_words(most)} are read", _smaller(most))
    return data, None


def _in_words(size: int) -> str:
    return f"{math.ceil(size / 1_000_000):,} MB" if size > 1_000_000 else f"{math.ceil(size / 1000)} kB"


def _smaller(most: int) -> str:
    if most > TEXT_BYTES:
        return "make the picture smaller: 1,600 pixels across are plenty"
    return "a briefing is two pages, a drawing a few shapes: take out what is not needed"


def not_plain(mode: int) -> Fault | None:
    """What is wrong with something in a folder that is not a plain file."""
    if stat.S_ISREG(mode):
        return None
    hint = "put the file itself here"
    if stat.S_ISLNK(mode):
        return Fault(0, "file-kind", "this is a link to somewhere else, and links are not followed", hint)
    what = "a folder" if stat.S_ISDIR(mode) else "a pipe, a socket or a device"
    return Fault(0, "file-kind", f"this is {what}, and must be a file", hint)


def is_left_behind(name: str) -> bool:
    """Whether a name is that of a dot-file, a lock, a backup or a system's own note."""
    return bool(_LEFT_BEHIND.fullmatch(name))


def is_nameable(name: str) -> bool:
    """Whether a name can be written down at all: one that is not UTF-8, or that breaks a line, cannot."""
    return name.isprintable()


def entries(folder: Path) -> list[Path]:
    """What stands in a folder, in order, without what systems and editors leave behind; nothing of one that is a link."""
    try:
        return [] if folder.is_symlink() else sorted(path for path in folder.iterdir() if not is_left_behind(path.name))
    except OSError:
        return []
