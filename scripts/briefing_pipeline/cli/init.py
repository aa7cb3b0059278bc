"""The command `init`: a new partnership's own house."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..new_house import NotMade, Partner, make_house
from .shared import err, print_findings, print_lines, quoted, typed


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    name: Annotated[str, typer.Option("--name", prompt="The partnership's name", help="The partnership's name.")],
    area: Annotated[str, typer.Option("--area", prompt="The area that it serves", help="The area that it serves.")],
    site: Annotated[str, typer.Option("--address", prompt="The website's address, https://…", help="The website's address.")],
    contact: Annotated[str, typer.Option("--contact", prompt="An e-mail address for readers", help="An address for readers.")],
    number: Annotated[
        str,
        typer.Option("--call-number", prompt="The number to call when worried about a child", help="The front door's number."),
    ],
    call: Annotated[
        str, typer.Option("--call-now", help="The words before that number.")
    ] = "Worried about a child now? Call the front door on",
    brand: Annotated[
        str, typer.Option("--brand", metavar="COLOUR", help="The colour of headings and links, as #0f4c57; contrast is checked.")
    ] = "#0f4c57",
) -> None:
    """Make a new house: settings, themes, a sample of each kind, and what checks it. Asks for what is not given."""
    partner = Partner(name, area, site, contact, call, number, brand)
    try:
        findings = make_house(folder, partner)
    except NotMade as refused:
        print_findings(refused.findings)
        err.print(f"Refused: {refused}. Nothing was written.", markup=False, style="bold")
        raise typer.Exit(1 if refused.findings else 2) from None
    except OSError as error:
        err.print(f"The house could not be written: {error.strerror or error}. Nothing is left of it.", markup=False)
        raise typer.Exit(1) from None
    print_lines(
        f"The house of {name} is in {folder}. Keep it private: whoever can read it reads what is withheld.",
        *([f"Still to do there: {finding.fault.message}." for finding in findings]),
        "",
        f"Next: cd {quoted(folder)}",
        f"      {typed('briefings check')}",
        f"      {typed('briefings build')}",
    )
