"""The commands about the house as a whole: check, status, build, verify, serve."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table

from .. import report
from ..build import Stop, build_site, roll_back
from ..case import open_case, outlook
from ..check import check
from ..check_settings import check_settings
from ..dates import day_of
from ..findings import Fault, Finding, did_you_mean, found
from ..gate import Verdict, gate
from ..load import load
from ..model import Catalogue
from ..publish import changed, files_of, read_manifest
from ..serve import serve_site
from ..terms import LONDON
from ..verify import verify, watch
from .shared import (
    AsJson,
    Now,
    Root,
    Site,
    as_dicts,
    err,
    moment,
    myself,
    out,
    plural,
    print_findings,
    print_json,
    print_lines,
    steps,
    typed,
)


def check_house(
    files: Annotated[list[str] | None, typer.Argument(help="Only these: a briefing.md, its folder, or its name.")] = None,
    root: Root = Path(),
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong, where, and what would mend it."""
    catalogue, findings = load(root)
    when = now or datetime.now(UTC)
    findings += [*check(catalogue), *check_settings(catalogue.settings, when)]
    findings += gate(catalogue, findings, when).findings
    if files:
        wanted = [_folder_of(name, root) for name in files]
        findings = [finding for finding in findings if any(finding.path.startswith(folder) for folder in wanted)]
    if as_json:
        print_json({"findings": as_dicts(findings)})
    else:
        print_findings(findings)
        if not findings:
            out.print("Nothing is wrong.")
    raise typer.Exit(1 if any(finding.is_error for finding in findings) else 0)


def _folder_of(name: str, root: Path) -> str:
    """`briefings/SLUG/` or `themes/ID.md` for whatever an officer may type."""
    parts = [part for part in Path(name.replace("\\", "/")).parts if part != "briefing.md"]
    slug = parts[-1] if parts else name
    if (root / "briefings" / slug).is_dir():
        return f"briefings/{slug}/"
    if (root / "themes" / slug).is_file():
        return f"themes/{slug}"
    known = [path.name for path in (root / "briefings").glob("*")]
    raise typer.BadParameter(
        f'there is no briefing "{name}" in {root / "briefings"}: {did_you_mean(slug, known, "briefings status lists them")}'
    )


def status(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One briefing: its whole story.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", parser=moment, metavar="DAY", help="What would be public on that day, with the records of today?"),
    ] = None,
    root: Root = Path(),
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Show what each briefing asks for, what the gate decides, why, and what needs attention."""
    when = on or now or datetime.now(UTC)
    catalogue, findings = load(root)
    findings += check(catalogue)
    verdict = gate(catalogue, findings, when)
    findings += verdict.findings
    rows = report.rows(catalogue, verdict.decisions)
    if name is not None:
        _status_of_one(_folder_of(name, root).strip("/").split("/")[-1], root, rows, verdict, catalogue, when, as_json)
        return
    counts, needs = report.counts(catalogue, verdict.decisions), report.attention(catalogue, verdict.decisions, when)
    errors = [finding for finding in findings if finding.is_error]
    if as_json:
        as_at = {"as_at": when.isoformat()} if on else {}
        print_json(as_at | {"briefings": rows, "counts": counts, "errors": len(errors)} | needs)
    else:
        if on:
            out.print(f"On {day_of(on)} at {on.astimezone(LONDON):%H:%M}, with the texts and records as they are now:\n")
        names = ("Briefing", "Kind", "Asks for", "Decision", "Why")
        # Nothing is cut short with dots: on a narrow terminal words go on in the next line.
        table = Table(*(Column(name, overflow="fold") for name in names), box=None, pad_edge=False)
        for row in rows:
            why = "; ".join(row["reasons"])
            table.add_row(row["briefing"], report.kind_label(row["kind"]), row["wish"], row["decision"], why)
        out.print(table, soft_wrap=False)
        out.print()
        for kind, number in counts.items():
            out.print(f"{number:4}  {kind}")
        lines = list(report.in_words(needs))
        print_lines(*([""] if lines else []), *lines)
        if errors:
            out.print(f"\nA build would stop: {plural(len(errors), 'error')}. `briefings check` lists them.")
    raise typer.Exit(1 if errors else 0)


def _status_of_one(
    slug: str, root: Path, rows: list[dict[str, Any]], verdict: Verdict, catalogue: Catalogue, now: datetime, as_json: bool
) -> None:
    """One briefing's whole story: the decision, the record, what is missing, and what to type next."""
    case = open_case(root, slug, "", now)
    row = next(row for row in rows if row["briefing"] == slug)
    look, record = outlook(case), catalogue.records[slug]
    every = report.attention(catalogue, verdict.decisions, now)
    needs = {key: [item for item in items if item["briefing"] == slug] for key, items in every.items()}
    if as_json:
        entries = [entry.model_dump(mode="json") for entry in record.entries]
        print_json(row | needs | {"state": case.state, "missing": look.missing, "next": look.next, "record": entries})
        return
    title = case.briefing.front.title if case.briefing.front else "(its front matter cannot be read)"
    print_lines(title, f"{report.kind_label(row['kind'])}, asks for: {row['wish']}, decision: {row['decision']}")
    print_lines(*(f"  - {reason}" for reason in row["reasons"]))
    print_lines("", "The record:" if record.entries else "There is no record of decisions yet.", *report.story(record))
    print_lines(*([""] if any(needs.values()) else []), *report.in_words(needs))
    print_lines("", f"Next: {typed(look.next)}")


def build_house(root: Root = Path(), site: Site = None, now: Now = None, as_json: AsJson = False) -> None:
    """Build the site and the PDFs, verify them, and only then put them in the place of the old ones."""
    try:
        built = build_site(root, site or root / "site", now or datetime.now(UTC), steps(as_json))
    except Stop as stop:
        _print_stop(stop, as_json)
        raise typer.Exit(1) from None
    rows = report.rows(built.catalogue, built.verdict.decisions)
    withheld = [row for row in rows if row["decision"] != "published"]
    public = len(rows) - len(withheld)
    if as_json:
        summary = {"published": True, "site": str(built.site), "briefings": public, "withheld": withheld, "pages": built.pages}
        summary |= {"pdfs": built.pdfs, "files": built.files, "seconds": round(built.seconds, 1)}
        print_json(summary | {"findings": as_dicts(built.warnings)})
        return
    print_findings(built.warnings)
    out.print(f"{public} published, {len(withheld)} withheld" + (":" if withheld else "."))
    for row in withheld:
        why = "withdrawn, readers find a notice" if row["decision"] == "notice only" else "; ".join(row["reasons"])
        print_lines(f"  {row['briefing']}: {why}")
    out.print(f"{plural(built.pages, 'page')}, {plural(built.pdfs, 'PDF')}, {built.files} files, {built.seconds:.1f} seconds.")
    out.print(f"The site is up to date: open {built.site / 'index.html'}, or type: {myself()} serve")


def _print_stop(stop: Stop, as_json: bool) -> None:
    if as_json:
        print_json({"published": False, "findings": as_dicts(stop.findings)})
    else:
        print_findings(stop.findings)
        err.print("Nothing was published. The site that was up is unchanged.")


def verify_site(root: Root = Path(), site: Site = None, now: Now = None, as_json: AsJson = False) -> None:
    """Search the published site, byte by byte, for anything withheld, and check its links and PDFs."""
    place = site or root / "site"
    catalogue, findings = load(root)
    manifest = read_manifest(place)
    if manifest is None or catalogue.settings is None:
        if manifest is None:
            hint = "run `briefings build` first"
            findings += found(str(place), [Fault(0, "output-changed", "there is no site of ours here", hint)])
        _answer_verify([finding for finding in findings if finding.is_error], as_json, 0)
        return
    names = {str(entry.get("slug")) for entry in manifest.get("briefings", []) if isinstance(entry, dict)}
    watched = watch(catalogue, names, now or datetime.now(UTC))
    files = files_of(place.resolve())
    with steps(as_json).of("verify", len(files) + 1) as done:
        faults = verify(place.resolve(), watched, catalogue.settings.site_url, done)
    faults += changed(place.resolve(), manifest)
    _answer_verify(faults, as_json, len(files))


def _answer_verify(findings: list[Finding], as_json: bool, files: int) -> None:
    if as_json:
        print_json({"verified": not findings, "files": files, "findings": as_dicts(findings)})
    elif findings:
        print_findings(findings)
    else:
        out.print(f"{files} files verified: nothing withheld is in them, every link leads somewhere, every PDF is accessible.")
    raise typer.Exit(1 if findings else 0)


def rollback(root: Root = Path(), site: Site = None, now: Now = None, as_json: AsJson = False) -> None:
    """Put the release before this one back: only if the gate lets all of it through today."""
    try:
        older = roll_back(root, site or root / "site", now or datetime.now(UTC))
    except Stop as stop:
        _print_stop(stop, as_json)
        raise typer.Exit(1) from None
    if as_json:
        print_json({"published": True, "release": older.name})
        return
    print_lines(f"The site is as it was in release {older.name}.")


def serve(
    root: Root = Path(),
    site: Site = None,
    port: Annotated[int, typer.Option(help="The port on this machine; 0 takes any free one.")] = 8000,
) -> None:
    """Show the built site on this machine only, until Ctrl+C."""
    place = site or root / "site"
    if not (place / "index.html").is_file():
        err.print(f"There is no built site at {place}: run `briefings build` first.")
        raise typer.Exit(1)
    try:
        serve_site(place, port, lambda address: out.print(f"The site is at {address} (Ctrl+C ends this)."))
    except OSError:
        err.print(f"Port {port} is in use: try --port {port + 1 if port < 65535 else 0}, or --port 0 for any free one.")
        raise typer.Exit(1) from None
