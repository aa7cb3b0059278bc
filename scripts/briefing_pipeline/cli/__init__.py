"""The command line: verbs only."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import typer

from ..public_log import is_public
from ..streams import NotTold, flush, how_things_stand, silence
from .check import check_house, rules, schema
from .command import Command, Group
from .decide import approve, clear, hold, override, publish, review, submit, withdraw
from .house import build_house, rollback, serve, status, verify_site
from .init import init
from .pack import pack, recall
from .preview import preview
from .start import import_word, new

app = typer.Typer(
    cls=Group,
    help="7-minute briefings: check them, decide on them, build and verify the site.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_NAMES = {import_word: "import", check_house: "check", build_house: "build", verify_site: "verify"}
_WRITING = (new, import_word, check_house, rules, schema, init, status)
_SITE = (build_house, verify_site, pack, recall, rollback, serve, preview)
_DECISIONS = (submit, approve, hold, clear, publish, withdraw, override, review)
for command in (*_WRITING, *_SITE, *_DECISIONS):
    app.command(_NAMES.get(command), cls=Command)(command)


def run() -> int:
    """Do what the command line says; the exit code. Where something breaks down it says no more than is known."""
    try:
        try:
            app()
        finally:
            flush()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BrokenPipeError:
        # `| head` has read enough.
        silence()
    except NotTold as error:
        _say(f"The answer could not be written: {error}. {how_things_stand()}")
    except Exception as error:  # noqa: BLE001 - what nobody foresaw must not print what nobody may read
        _say(f"The press broke down. {how_things_stand()}", *_where(error))
    return 1


def _say(*lines: str) -> None:
    try:
        sys.stderr.write("".join(f"{line.rstrip()}\n" for line in lines))
        flush()
    except (NotTold, OSError):
        silence()


def _where(error: Exception) -> list[str]:
    """Where the press broke down; what stood there only where nobody else reads it."""
    asked = "--public-log" in sys.argv or (False if "--full-log" in sys.argv else None)
    if not is_public(asked):
        return traceback.format_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    return [f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}"]
