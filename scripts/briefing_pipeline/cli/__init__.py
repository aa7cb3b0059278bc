"""The command line: verbs only."""

from __future__ import annotations

import sys

import typer

from .decide import approve, clear, hold, override, publish, review, submit, withdraw
from .house import build_house, check_house, rollback, serve, status, verify_site

app = typer.Typer(
    help="7-minute briefings: check them, decide on them, build and verify the site.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("check")(check_house)
app.command()(status)
app.command("build")(build_house)
app.command("verify")(verify_site)
app.command()(rollback)
app.command()(serve)
for command in (submit, approve, hold, clear, publish, withdraw, override, review):
    app.command()(command)


def main() -> None:
    """The `briefings` command; exit 0 yes, 1 findings, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
