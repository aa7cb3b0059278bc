"""A folder outside the house for what only the officer at this machine may see."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

_FOLDER = "briefings-preview-"
# Seconds for which a folder of another preview is left alone, whatever it looks like.
_BEING_MADE = 60


@contextmanager
def own_folder() -> Iterator[Path]:
    """A new folder that nobody else may read, gone at the end. What a killed preview left goes first."""
    place = Path(tempfile.gettempdir())
    for left in place.glob(f"{_FOLDER}*"):
        _remove_left(left)
    folder = Path(tempfile.mkdtemp(prefix=_FOLDER))
    try:
        with FileLock(folder / "lock"):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left(folder: Path) -> None:
    """Remove a folder of ours whose preview is no more."""
    try:
        if folder.is_symlink() or (hasattr(os, "getuid") and folder.lstat().st_uid != os.getuid()):
            return
        # One that is only being made has no lock yet.
        if time.time() - folder.stat().st_mtime < _BEING_MADE:
            return
        with FileLock(folder / "lock", timeout=0):
            pass
    except (OSError, Timeout):
        return
    shutil.rmtree(folder, ignore_errors=True)
