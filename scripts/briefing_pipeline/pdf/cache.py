"""Finished PDFs, kept under the hash of all that went into them, so that nothing is set twice."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Collection
from functools import cache
from importlib.metadata import version
from pathlib import Path

from ..load.files import read_file
from ..switch import remove
from ..write import replace_file
from .typeset import Job, Typeset

# Whatever changes the bytes of a PDF without being in the job: the libraries that set it, and our own code that calls them.
_LIBRARIES = (
    "typst",
    "pikepdf",
    "fonttools",
    "page-validation",
    "pypdfium2",
    "zxing-cpp",
)
_HASH = 32
ENTRY_BYTES = 200_000_000


def key_of(job: Job) -> str:
    """The SHA-256 of all that goes into a PDF: the job, the bytes of every file that it may read, and what sets it."""
    read = {address: _hash_of(path) for address, path in job.pictures.items()}
    looks = [_hash_of(job.looks / part) for part in ("print", "assets/tokens.css", "assets/fonts")]
    emoji = [font.name for font in job.emoji]
    content = [job.html, job.base_url, read, looks, emoji, list(job.fits), job.sides, job.codes, job.mark, _made_with()]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


class Cache:
    """A folder of entries. Each carries the hash of its own name and content: one that was cut short, swapped or altered is
    no entry."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if folder.exists() and not folder.is_dir():
            folder.unlink()
        folder.mkdir(parents=True, exist_ok=True)

    def get(self, key: str) -> Typeset | None:
        data, unread = read_file(self._folder / key, ENTRY_BYTES)
        if unread:
            return None
        seal, content = data[:_HASH], data[_HASH:]
        if seal != _seal(key, content):
            return None
        pages, fit, pdf = content.split(b"\n", 2)
        return Typeset(pdf, int(pages), (), (), fit.decode())

    def put(self, key: str, printed: Typeset) -> None:
        """Keep a PDF. Raises OSError where it cannot be written."""
        if (self._folder / key).is_dir():
            remove(self._folder / key)
        content = b"%d\n%s\n" % (printed.pages, printed.fit.encode()) + printed.data
        replace_file(self._folder / key, _seal(key, content) + content)

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget every other entry: what is no longer published stays nowhere."""
        for path in self._folder.iterdir():
            if path.name not in keys or not path.is_file():
                remove(path)


def _seal(key: str, content: bytes) -> bytes:
    return hashlib.sha256(key.encode() + content).digest()


def _hash_of(place: Path) -> str:
    """The hash of a file, or of a folder's files with their names. What does not change between jobs is read once."""
    files = [path for path in (sorted(place.rglob("*")) if place.is_dir() else [place]) if path.is_file()]
    if not files and not place.is_dir():
        raise FileNotFoundError(place)
    return _hash_of_files(place, tuple((path, path.stat().st_mtime_ns, path.stat().st_size) for path in files))


@cache
def _hash_of_files(place: Path, files: tuple[tuple[Path, int, int], ...]) -> str:
    whole = hashlib.sha256()
    for path, *_ in files:
        whole.update(path.relative_to(place).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


@cache
def _made_with() -> list[str]:
    modules = ("typeset", "fit", "tree", "columns", "tags", "faces", "sound", "reading")
    files = [*(Path(__file__).with_name(f"{name}.py") for name in modules), Path(__file__).parents[1] / "fonts.py"]
    ours = b"".join(file.read_bytes() for file in files)
    code = hashlib.sha256(ours).hexdigest()
    return [*(f"{name} {version(name)}" for name in _LIBRARIES), platform.python_version(), code]
