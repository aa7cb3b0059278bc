"""Says which folders of the house have changed: told by the system, or by looking again and again."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import watchfiles

from ..load import TEXT
from .desk import HOUSE

# Seconds between two looks; and how often to look where the system should tell, for what it may miss.
POLL, ANYWAY = 0.3, 1.0
# A file that is being saved may be empty for so many seconds.
HALF_SAVED = 0.15
Mark = tuple[tuple[str, int, int, int], ...]


class Watch:
    """Yields the names of the folders in briefings/ that have changed since it was made, and HOUSE for all the rest."""

    def __init__(self, root: Path, looks: Path, stop: threading.Event, poll: bool = False) -> None:
        self._root, self._looks, self._stop, self.poll = root, looks, stop, poll
        self._seen = self._look()

    def __iter__(self) -> Iterator[set[str]]:
        for told in self._wakes():
            now = self._look()
            if any(self._is_half_saved(name) for name in self._changed(now)):
                time.sleep(HALF_SAVED)
                now = self._look()
            # The system may tell of a save that left size and time as they were.
            changed = self._changed(now) | (told & now.keys())
            self._seen = now
            if changed:
                yield changed

    def _changed(self, now: dict[str, Mark]) -> set[str]:
        return {name for name in self._seen.keys() | now.keys() if self._seen.get(name) != now.get(name)}

    def _wakes(self) -> Iterator[set[str]]:
        """Each time that something may have changed: the names that the system tells, if it does."""
        if not self.poll:
            places = [place for place in (self._root / "briefings", self._root / "themes", self._looks) if place.is_dir()]
            try:
                for told in watchfiles.watch(
                    *places,
                    watch_filter=None,
                    debounce=200,
                    step=20,
                    rust_timeout=int(ANYWAY * 1000),
                    yield_on_timeout=True,
                    stop_event=self._stop,
                ):
                    yield {self._name_of(path) for _, path in told}
            except (OSError, RuntimeError):
                # The system watches no more folders, or none of this kind.
                self.poll = True
        while not self._stop.wait(POLL):
            yield set()

    def _name_of(self, path: str) -> str:
        """The folder of briefings/ in which a path is; HOUSE is looked at by itself."""
        try:
            return Path(path).relative_to(self._root / "briefings").parts[0]
        except (ValueError, IndexError):
            return "."

    def _look(self) -> dict[str, Mark]:
        """Name, time, size and number of each file, by folder of briefings/."""
        marks: dict[str, Mark] = {}
        for entry in _listed(self._root / "briefings"):
            marks[entry.name] = _mark(entry.path) if entry.is_dir(follow_symlinks=False) else (_of(entry),)
        house = [_of(entry) for entry in _listed(self._root) if entry.is_file(follow_symlinks=False)]
        for folder in (str(self._root / "themes"), *(folder for folder, _, _ in os.walk(self._looks))):
            house += _mark(folder)
        there = (self._root / "briefings").is_dir()
        marks[HOUSE] = (*house, ("briefings", int(there), 0, 0))
        return marks

    def _is_half_saved(self, name: str) -> bool:
        folder = self._root / "briefings" / name
        try:
            return name != HOUSE and folder.is_dir() and (folder / TEXT).stat().st_size == 0
        except OSError:
            return folder.is_dir()


def _listed(folder: Path | str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as listing:
            return sorted(listing, key=lambda entry: entry.name)
    except OSError:
        return []


def _mark(folder: Path | str) -> Mark:
    return tuple(_of(entry) for entry in _listed(folder))


def _of(entry: os.DirEntry[str]) -> tuple[str, int, int, int]:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:
        return entry.name, 0, 0, 0
    return entry.name, found.st_mtime_ns, found.st_size, found.st_ino
