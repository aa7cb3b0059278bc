"""Shows one officer, on this machine alone, how briefings look and what is wrong with them, while they are being written.

It stands apart from the build: it shows what is withheld, so nothing that publishes knows it, and it knows nothing that
publishes. It writes in a folder of its own, outside the house, which is gone when it ends.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from ..looks import looks_of
from .desk import HOUSE, Desk, Steps
from .folder import own_folder
from .paper import Paper
from .server import Server
from .view import Viewer
from .watch import Watch

__all__ = ["Server", "preview"]

# Seconds without a change after which the whole house is looked at.
_QUIET = 0.3


def preview(
    root: Path, server: Server, now: Callable[[], datetime], poll: bool, steps: Steps, ready: Callable[[Collection[str]], None]
) -> None:
    """Serve the preview of the house at `root` until `server.stopping` is set; `ready` is told the names that can be shown."""
    root = root.resolve()
    looks = looks_of(root)
    with own_folder() as temporary:
        watch = Watch(root, looks, server.stopping, poll)
        desk = Desk(root, now, steps)
        paper = Paper(looks, temporary, desk.tell)
        server.viewer = Viewer(desk, paper, looks, server.screen.base)
        settling = threading.Event()
        threads = [
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}),
            threading.Thread(target=paper.run),
            threading.Thread(target=_settle, args=(desk, settling, server.stopping)),
        ]
        for thread in threads:
            thread.start()
        try:
            ready(desk.known.names)
            for names in watch:
                _try(partial(desk.look_again, names, steps if HOUSE in names else _silent))
                settling.set()
        finally:
            server.stopping.set()
            settling.set()
            desk.tell()
            server.shutdown()
            paper.stop()
            for thread in threads:
                thread.join()


@contextmanager
def _silent(name: str, total: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


def _settle(desk: Desk, wanted: threading.Event, stopping: threading.Event) -> None:
    """After each change, once it is quiet, look at the whole house."""
    while not stopping.is_set():
        wanted.wait()
        wanted.clear()
        while not stopping.wait(_QUIET) and wanted.is_set():
            wanted.clear()
        if not stopping.is_set():
            _try(desk.settle)


def _try(act: Callable[[], None]) -> None:
    """A save that nobody foresaw may not end the preview: it is told, and the next save is read again."""
    try:
        act()
    except Exception:  # noqa: BLE001
        traceback.print_exc()
