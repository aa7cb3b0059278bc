"""The command line: verbs only."""

from __future__ import annotations

import sys
import traceback
from pathlib import Path

import typer

from ..public_log import is_public
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
for command in (
    *(
        new,
        import_word,
        check_house,
        rules,
        schema,
        init,
        status,
        build_house,
        verify_site,
        pack,
        recall,
        rollback,
        serve,
        preview,
    ),
    *(submit, approve, hold, clear, publish, withdraw, override, review),
):
    app.command(_NAMES.get(command), cls=Command)(command)


def main() -> None:
    """The `briefings` command; exit 0 yes, 1 findings, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except Exception as error:  # noqa: BLE001 - what nobody foresaw must not print what nobody may read
        _unforeseen(error)
        raise SystemExit(1) from None


def _unforeseen(error: Exception) -> None:
    """Where the press broke down; what stood there only where nobody else reads it."""
    sys.stderr.write("The press broke down. Nothing was published, and the site that was up is unchanged.\n")
    if is_public(None):
        last = traceback.extract_tb(error.__traceback__)[-1]
        sys.stderr.write(f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}\n")
    else:
        traceback.print_exception(error)
