"""The command `check`: what is wrong, where, and what would mend it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text
from watchfiles import watch as watch_files

from ..check import check
from ..check_settings import check_settings
from ..findings import RULES, Finding, did_you_mean
from ..formats import by_file, github, sarif
from ..gate import gate
from ..load import load
from ..model import Catalogue
from ..public_log import is_public
from ..quoted import Sources
from ..rules import is_ours, page_of, write_pages
from ..schema import SCHEMA, SNIPPETS, schema_of, snippets_of
from ..switch import real
from ..write import replace_file
from .fix import fix_house
from .shared import (
    AsJson,
    Now,
    PublicLog,
    Root,
    as_dicts,
    err,
    out,
    place_of,
    plural,
    print_findings,
    print_json,
    print_left_out,
    print_lines,
    shown_of,
)


class Format(StrEnum):
    """How findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check_house(
    files: Annotated[list[str] | None, typer.Argument(help="Only these: a briefing.md, its folder, or its name.")] = None,
    root: Root = Path(),
    now: Now = None,
    form: Annotated[Format, typer.Option("--format", help="How findings are written.")] = Format.TEXT,
    public_log: PublicLog = None,
    as_json: AsJson = False,
    watch: Annotated[bool, typer.Option("--watch", help="Look again whenever a file is saved, until Ctrl+C.")] = False,
    rule: Annotated[
        str | None, typer.Option("--explain", metavar="RULE", help="What a rule asks for, and how to mend it.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what is safe to mend, show it, then say what is left.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", "--diff", help="Show what --fix would mend, and write nothing.")] = False,
    void_sign_offs: Annotated[
        bool, typer.Option("--void-sign-offs", help="With --fix: also where sign-offs of the text are void then.")
    ] = False,
) -> None:
    """Say what is wrong, where, and what would mend it."""
    if rule is not None:
        _explain(rule)
        return
    discreet, when = is_public(public_log), now or datetime.now(UTC)
    wanted = [place_of(name, root, discreet) for name in files or []]
    form = Format.JSON if as_json else form
    if fix or dry_run:
        if discreet:
            raise typer.BadParameter("--fix shows texts, and this is a log that others can read: type it on your own machine")
        wanted = fix_house(root, wanted, out if form is Format.TEXT else err, dry=dry_run, void=void_sign_offs)
    if watch:
        _watch(root, wanted, form, discreet, now)
        return
    findings = found_in(root, wanted, when)[1]
    told(findings, form, discreet, root, when)
    raise typer.Exit(1 if any(finding.is_error for finding in findings) else 0)


def _watch(root: Path, wanted: Sequence[str], form: Format, discreet: bool, now: datetime | None) -> None:
    """Check now and after each change. Editors read the two lines between which the findings stand."""
    places = [root / name for name in ("briefings", "themes", "mkdocs.yml") if (root / name).exists()]
    first = True
    # It waits for a moment before it says that nothing changed: what is saved during the first check is seen too.
    for changes in watch_files(*places, raise_interrupt=False, yield_on_timeout=True, rust_timeout=300):
        if not changes and not first:
            continue
        first = False
        when = now or datetime.now(UTC)
        err.print("Checking ...")
        told(found_in(root, wanted, when)[1], form, discreet, root, when)
        err.print("Checked.")


def schema(
    root: Root = Path(),
    public_log: PublicLog = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write it to .vscode/ in the house, with snippets for the editor.")
    ] = False,
) -> None:
    """Print the front matter's JSON Schema, with this house's themes, agencies and courses as choices."""
    catalogue, findings = load(root)
    if catalogue.settings is None:
        print_findings([finding for finding in findings if finding.path == "mkdocs.yml"])
        raise typer.Exit(1)
    made = schema_of(catalogue, discreet=is_public(public_log))
    if not write:
        print_json(made)
        return
    place = root / ".vscode" / SCHEMA
    try:
        place.parent.mkdir(exist_ok=True)
        for path, data in ((place, made), (place.with_name(SNIPPETS), snippets_of(made))):
            replace_file(path, (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        err.print(f"The schema could not be written: {error.strerror or error}.", markup=False)
        raise typer.Exit(1) from None
    print_lines(f"The schema is in {place}, and {SNIPPETS} beside it. They name what is withheld: keep them in the house.")


def _explain(rule: str) -> None:
    """Print a rule's page; an id may be typed as it stands in a message."""
    name = rule.strip("[]").removeprefix("error[").removeprefix("warning[")
    if name not in RULES:
        raise typer.BadParameter(f'there is no rule "{rule}": {did_you_mean(name, RULES, "a message has it in brackets")}')
    print_lines(page_of(name).as_text())


def rules(folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder, or one with such pages.")]) -> None:
    """Write a page for every rule, and an index: what it asks for, why, an example, how to mend it."""
    if not is_ours(folder):
        raise typer.BadParameter(f"{folder} holds something else: name a new or an empty folder")
    try:
        number = sum(1 for _ in write_pages(folder))
    except OSError as error:
        err.print(f"The pages could not be written: {error.strerror or error}.", markup=False)
        raise typer.Exit(1) from None
    print_lines(f"{number} pages are in {folder}: begin with {folder / 'index.md'}")


def found_in(root: Path, wanted: Sequence[str], when: datetime) -> tuple[Catalogue, list[Finding]]:
    """The house, and what is wrong in the places wanted, else everywhere."""
    catalogue, findings = load(root)
    findings += [*check(catalogue), *check_settings(catalogue.settings, when)]
    findings += gate(catalogue, findings, when).findings
    return catalogue, [finding for finding in findings if not wanted or finding.path.startswith(tuple(wanted))]


def told(findings: Sequence[Finding], form: Format, discreet: bool, root: Path, when: datetime) -> None:
    """Print the findings that may be shown; the lines of the texts only where nobody else reads them."""
    shown, left_out = shown_of(findings, discreet, root, when)
    sources = Sources(root)
    match form:
        case Format.JSON:
            print_json({"findings": as_dicts(shown), "left_out": left_out})
        case Format.SARIF:
            print_json(sarif(shown, sources, _below(root), left_out))
        case Format.GITHUB:
            print_lines(*github(shown, sources, _below(root)))
            print_left_out(left_out)
        case Format.TEXT:
            _print_by_file(shown, None if discreet else sources)
            print_left_out(left_out)
            if not findings:
                out.print("Nothing is wrong. Whether readers may see it, `briefings status` says.")


def _below(root: Path) -> str:
    """Where the house stands below the folder in which the command was typed: what reads SARIF and annotations begins there."""
    here, house = Path.cwd(), real(root)
    return f"{house.relative_to(here).as_posix()}/" if house != here and house.is_relative_to(here) else ""


def _print_by_file(findings: Sequence[Finding], sources: Sources | None) -> None:
    """File by file, errors first, each with its line; then how many there are."""
    files = by_file(findings)
    for several in files.values():
        for finding in several:
            err.print(_as_text(finding, sources))
        err.print()
    if files:
        number = Counter(finding.is_error for several in files.values() for finding in several)
        what = " and ".join(plural(number[kind], word) for kind, word in ((True, "error"), (False, "warning")) if number[kind])
        err.print(f"{what} in {plural(len(files), 'file')}.")


def _as_text(finding: Finding, sources: Sources | None) -> Text:
    """The finding in its usual words, with the line that it means between message and hint."""
    first, *hint = finding.as_text().split("\n")
    colour = "red" if finding.is_error else "yellow"
    text = Text(first, style="bold" if finding.is_error else "")
    if sources and (quote := sources.quote(finding, max(20, err.width - 10 if err.is_terminal else 100))):
        number = f"{finding.fault.line:>7} | "
        text.append(f"\n{number}", "dim").append(quote.text, "not bold")
        if quote.end:
            text.append(f"\n{' ' * (len(number) - 2)}| ", "dim").append(" " * quote.start)
            text.append("^" * (quote.end - quote.start), f"bold {colour}")
    return text.append("".join(f"\n{line}" for line in hint), "not bold")
