"""`site` is switched from one release to the next: in one step where the system can, else by two that are mended."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def point(site: Path, folder: Path) -> None:
    """Let `site` show `folder`: as a link to it, or as a copy of it where no link can be made (Windows asks for a right)."""
    site.parent.mkdir(parents=True, exist_ok=True)
    recover(site)
    # One that was killed here leaves what it had half made.
    for left in site.parent.glob(f".{site.name}.*.new"):
        remove(left)
    new = site.with_name(f".{site.name}.{os.getpid()}.new")
    try:
        new.symlink_to(os.path.relpath(real(folder), real(site.parent)), target_is_directory=True)
    except (OSError, ValueError):
        # On Windows also: two drives have no path from one to the other.
        shutil.copytree(folder, new)
        sync(new)
    _switch(new, site)
    sync_folder(site.parent)


def real(path: Path) -> Path:
    """Where a path leads in the end; one that leads in a circle leads to nothing that is there."""
    return Path(os.path.realpath(path))


def recover(site: Path) -> None:
    """Finish a switch that was killed between its two renames: what readers had is theirs again. Raises OSError."""
    old = _old(site)
    if not os.path.lexists(old):
        return
    if os.path.lexists(site):
        remove(old)
    else:
        old.rename(site)


def _switch(new: Path, site: Path) -> None:
    if not site.is_dir() or site.is_symlink():
        try:
            new.replace(site)
        except OSError:
            # Windows puts nothing in the place of a link to a folder.
            if not site.is_symlink():
                raise
        else:
            return
    site.rename(_old(site))
    try:
        new.rename(site)
    except OSError:
        recover(site)
        raise
    try:
        remove(_old(site))
    except OSError:
        # Somebody on Windows has a file of it open: the next switch removes it.
        return


def _old(site: Path) -> Path:
    return site.with_name(f".{site.name}.replaced-by-briefings")


def remove(path: Path) -> None:
    """Remove a folder with all that is in it, a file, or a link but not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()


def sync(folder: Path) -> None:
    """Have everything in a folder on the disk before it is shown."""
    for path in [folder, *folder.rglob("*")]:
        if path.is_dir():
            sync_folder(path)
        else:
            # Windows writes out only what was opened for writing.
            with path.open("r+b" if os.name == "nt" else "rb") as file:
                os.fsync(file.fileno())


def sync_folder(path: Path) -> None:
    """Have a folder's own entries on the disk; Windows has no such thing."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
