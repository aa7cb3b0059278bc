"""The command that shows briefings while they are written."""

from __future__ import annotations

import signal
import webbrowser
from collections.abc import Collection
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from ..findings import did_you_mean
from ..preview import Server
from ..preview import preview as show
from ..public_log import is_public
from .shared import Now, Root, err, out, print_lines, steps


def preview(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One briefing. Without it: a list of all.")] = None,
    root: Root = Path(),
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port on this machine; 0 takes any free one.")] = 0,
    poll: Annotated[bool, typer.Option("--poll", help="Look for changes again and again: for network drives.")] = False,
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser.")] = True,
    now: Now = None,
) -> None:
    """Show briefings as they will look, with what is wrong, while you write; drafts too. On this machine only, until Ctrl+C."""
    if is_public(None):
        raise typer.BadParameter("a preview shows what is withheld, and is not for a place where others read the log")
    slug = _slug(name, root) if name else None
    try:
        server = Server(port)
    except OSError:
        err.print(f"Port {port} is in use: leave --port out, and a free one is taken.")
        raise typer.Exit(1) from None

    def ready(names: Collection[str]) -> None:
        print_lines(f"The preview of {len(names)} briefings is at {server.address(slug)}")
        out.print("It may show what is withheld: share neither the address nor the pages. Ctrl+C ends it.")
        if open_it:
            webbrowser.open(server.opening(slug))

    signal.signal(signal.SIGTERM, _interrupt)
    with server, suppress(KeyboardInterrupt):
        show(root, server, lambda: now or datetime.now(UTC), poll, steps(not err.is_terminal).of, ready)
    out.print("The preview has ended, and nothing is left of it.")


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _slug(name: str, root: Path) -> str:
    """The folder of briefings/ that an officer means: its name, the folder, or the text in it."""
    parts = [part for part in Path(name.replace("\\", "/")).parts if part != "briefing.md"]
    slug = parts[-1] if parts else name
    known = [path.name for path in (root / "briefings").iterdir()]
    if slug not in known:
        hint = did_you_mean(slug, known, "briefings status lists them")
        raise typer.BadParameter(f'there is no briefing "{slug}" in {root / "briefings"}: {hint}')
    return slug
