"""The command `init`: a new partnership's own house."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from ..case import Refused
from ..new_house import QUESTIONS, NotMade, Partner, answer_fault, make_house, refuse_place
from .ask import Questions
from .shared import err, print_findings, print_lines, quoted, typed
from .start import is_terminal, refusals


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
    name: Annotated[str | None, typer.Option("--name", help="The partnership's name.")] = None,
    area: Annotated[str | None, typer.Option("--area", help="The area that it serves.")] = None,
    site: Annotated[str | None, typer.Option("--address", help="The website's address.")] = None,
    contact: Annotated[str | None, typer.Option("--contact", help="An address for readers.")] = None,
    number: Annotated[str | None, typer.Option("--call-number", help="The front door's number.")] = None,
    call: Annotated[
        str, typer.Option("--call-now", help="The words before that number.")
    ] = "Worried about a child now? Call the front door on",
    brand: Annotated[
        str, typer.Option("--brand", metavar="COLOUR", help="The colour of headings and links, as #0f4c57; contrast is checked.")
    ] = "#0f4c57",
) -> None:
    """Make a new house: settings, themes, a sample of each kind, and what checks it. Asks for what is not given."""
    given = {"name": name, "area": area, "site_url": site, "contact": contact}
    given |= {"call_now": call, "call_number": number, "brand": brand}
    given = {key: answer and answer.strip() for key, answer in given.items()}
    try:
        refuse_place(folder)
        with refusals(False):
            partner = Partner(**_asked(given) if is_terminal() else _sound(given))
        findings = make_house(folder, partner)
    except NotMade as refused:
        print_findings(refused.findings)
        err.print(f"Refused: {refused}. Nothing was written.", markup=False, style="bold")
        raise typer.Exit(1 if refused.findings else 2) from None
    except OSError as error:
        err.print(f"The house could not be written: {error.strerror or error}. Nothing is left of it.", markup=False)
        raise typer.Exit(1) from None
    print_lines(
        f"The house of {partner.name} is in {folder}. Keep it private: whoever can read it reads what is withheld.",
        *(f"Still to do there, in {finding.path}: {finding.fault.message}.\n  {finding.fault.hint}" for finding in findings),
        "",
        f"Next: cd {quoted(folder)}",
        f"      {typed('briefings check')}",
        f"      {typed('briefings build')}",
    )


def _asked(given: dict[str, str | None]) -> dict[str, str]:
    """What was given, with what is missing or wrong asked for, one after the other until it is right."""
    answers = {}
    for key, question in QUESTIONS.items():
        answer = given[key] or ""
        if given[key] is not None and (fault := answer_fault(key, answer)):
            print_lines(f"  {question.option}: {fault}")
            answer = ""
        answers[key] = answer or Questions().text(question.asks, partial(_faults, key))
    return answers


def _faults(key: str, answer: str) -> list[str]:
    return [fault] if (fault := answer_fault(key, answer)) else []


def _sound(given: dict[str, str | None]) -> dict[str, str]:
    """What was given. Raises Refused with all that is missing and wrong, by the options."""
    missing = [f"{question.option} is missing: {question.asks}" for key, question in QUESTIONS.items() if given[key] is None]
    answers = {key: answer for key, answer in given.items() if answer is not None}
    faults = {key: answer_fault(key, answer) for key, answer in answers.items()}
    wrong = [f'{QUESTIONS[key].option} "{answers[key]}": {fault}' for key, fault in faults.items() if fault]
    if missing or wrong:
        raise Refused(*missing, *wrong, hint="briefings init --help shows every option" if missing else "", code=2)
    return answers
