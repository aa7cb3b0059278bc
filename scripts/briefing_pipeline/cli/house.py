"""The commands about the house as a whole: status, build, verify, serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Column, Table
from rich.text import Text

from .. import report
from ..build import Stop, build_site, roll_back
from ..case import open_case, outlook
from ..check import check
from ..dates import day_of
from ..findings import Fault, Finding, Severity, found
from ..gate import Verdict, gate
from ..load import load
from ..model import Catalogue
from ..public_log import is_public
from ..publish import briefings_of, changed, files_of, read_manifest
from ..serve import serve_site
from ..streams import done
from ..terms import LONDON
from ..verify import verify, watch
from .decide import next_step
from .shared import (
    AsJson,
    Now,
    PublicLog,
    Root,
    Site,
    as_dicts,
    err,
    moment,
    out,
    place_of,
    plural,
    print_findings,
    print_json,
    print_left_out,
    print_lines,
    quoted,
    shown_of,
    steps,
    there,
    typed,
)

# What the table of `status` needs between the first column and the last.
_BETWEEN = 60


def status(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One briefing: its whole story.")] = None,
    on: Annotated[
        datetime | None,
        typer.Option("--on", parser=moment, metavar="DAY", help="What would be public on that day, with the records of today?"),
    ] = None,
    root: Root = Path(),
    now: Now = None,
    public_log: PublicLog = None,
    as_json: AsJson = False,
) -> None:
    """Show what each briefing asks for, what the gate decides, why, and what needs attention."""
    when = on or now or datetime.now(UTC)
    catalogue, findings = load(root)
    if any(finding.fault.rule == "house" for finding in findings):
        print_findings(findings)
        raise typer.Exit(1)
    findings += check(catalogue)
    verdict = gate(catalogue, findings, when)
    findings += verdict.findings
    rows = report.rows(catalogue, verdict.decisions)
    discreet = is_public(public_log)
    if name is not None:
        if discreet:
            raise typer.BadParameter("the story of one briefing is not for a log that others can read")
        _status_of_one(place_of(name, root, discreet).strip("/").split("/")[-1], root, rows, verdict, catalogue, when, as_json)
        return
    counts, needs = report.counts(catalogue, verdict.decisions), report.attention(catalogue, verdict.decisions, when)
    if discreet:
        rows = [row for row in rows if row["decision"] == "published"]
        seen = {row["briefing"] for row in rows}
        needs = {key: [item for item in items if item["briefing"] in seen] for key, items in needs.items()}
    errors = [finding for finding in findings if finding.is_error]
    if as_json:
        as_at = {"as_at": when.isoformat()} if on else {}
        plain = report.plain_english(catalogue)
        rows = [row | {"plain_english": plain[row["briefing"]].as_dict()} for row in rows]
        print_json(as_at | {"briefings": rows, "counts": counts, "errors": len(errors)} | needs)
    else:
        if on:
            out.print(f"On {day_of(on)} at {on.astimezone(LONDON):%H:%M}, with the texts and records as they are now:\n")
        _print_rows(rows, {row["briefing"]: _why(row, catalogue, verdict, findings) for row in rows})
        out.print()
        for kind, number in counts.items():
            out.print(f"{number:4}  {kind}")
        lines = list(report.in_words(needs))
        print_lines(*([""] if lines else []), *lines)
        if errors:
            out.print(f"\nA build would stop: {plural(len(errors), 'error')}. `briefings check` lists them.")
    raise typer.Exit(1 if errors else 0)


def _why(row: dict[str, Any], catalogue: Catalogue, verdict: Verdict, findings: Sequence[Finding]) -> list[str]:
    """The reasons for a decision, as short as a list of many wants them."""
    slug = row["briefing"]
    mine = (finding.fault for finding in findings if finding.path.startswith(f"briefings/{slug}/"))
    faulty = any(fault.severity is Severity.ERROR for fault in mine)
    return report.in_brief(row, verdict.decisions[slug], catalogue.records[slug], faulty=faulty)


def _print_rows(rows: list[dict[str, Any]], why: dict[str, list[str]]) -> None:
    """A table where there is room for one. Names are there to be copied: none is cut or broken, wherever it stands."""
    longest = max((len(row["briefing"]) for row in rows), default=0)
    word = max((len(word) for reasons in why.values() for word in "; ".join(reasons).split()), default=0)
    if longest + _BETWEEN + word > out.width:
        for row in rows:
            print_lines(row["briefing"])
            print_lines(f"    {report.kind_label(row['kind'])}, asks for: {row['wish']}, decision: {row['decision']}")
            print_lines(*(f"    - {reason}" for reason in why[row["briefing"]]))
        return
    # Nothing is cut short with dots: on a narrow terminal words go on in the next line.
    columns = [Column("Briefing", no_wrap=True, min_width=longest)]
    columns += [Column(name, overflow="fold") for name in ("Kind", "Asks for", "Decision", "Why")]
    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        slug = row["briefing"]
        table.add_row(slug, report.kind_label(row["kind"]), row["wish"], row["decision"], Text("; ".join(why[slug])))
    out.print(table, soft_wrap=False)


def _status_of_one(
    slug: str, root: Path, rows: list[dict[str, Any]], verdict: Verdict, catalogue: Catalogue, now: datetime, as_json: bool
) -> None:
    """One briefing's whole story: the decision, the record, what is missing, and what to type next."""
    case = open_case(root, slug, "", now)
    row = next(row for row in rows if row["briefing"] == slug)
    look, record = outlook(case), catalogue.records[slug]
    every = report.attention(catalogue, verdict.decisions, now)
    needs = {key: [item for item in items if item["briefing"] == slug] for key, items in every.items()}
    plain = report.plain_english(replace(catalogue, briefings=(case.briefing,)))[slug]
    if as_json:
        entries = [entry.model_dump(mode="json") for entry in record.entries]
        row |= {"plain_english": plain.as_dict()}
        print_json(row | needs | {"state": case.state, "missing": look.missing, "next": look.next, "record": entries})
        return
    front = case.briefing.legible
    title = front.title if front and front.title != "-" else "(its title cannot be read)"
    print_lines(title, f"{report.kind_label(row['kind'])}, asks for: {row['wish']}, decision: {row['decision']}")
    print_lines(*(f"  - {reason}" for reason in row["reasons"]))
    print_lines(plain.in_words())
    broken = "Its record of decisions cannot be relied on: `briefings check` says why."
    nothing = "There is no record of decisions yet." if record.readable else broken
    print_lines("", "The record:" if record.entries else nothing, *report.story(record))
    print_lines(*([""] if any(needs.values()) else []), *report.in_words(needs))
    print_lines("", next_step(look, root))


def build_house(
    root: Root = Path(), site: Site = None, now: Now = None, public_log: PublicLog = None, as_json: AsJson = False
) -> None:
    """Build the site and the PDFs, verify them, and only then put them in the place of the old ones."""
    discreet, when = is_public(public_log), now or datetime.now(UTC)
    try:
        built = build_site(root, site or root / "site", when, steps(as_json))
    except Stop as stop:
        _print_stop(stop, as_json, discreet, root, when)
        raise typer.Exit(1) from None
    done("The new site is up.")
    shown, left_out = shown_of(built.warnings, discreet, root, when)
    rows = report.rows(built.catalogue, built.verdict.decisions)
    withheld = [row for row in rows if row["decision"] != "published"]
    public = len(rows) - len(withheld)
    named = [] if discreet else withheld
    if as_json:
        summary = {"published": True, "site": str(built.site), "briefings": public, "pages": built.pages, "pdfs": built.pdfs}
        summary |= {"files": built.files, "seconds": round(built.seconds, 1), "withheld": named, "number_withheld": len(withheld)}
        summary |= {} if discreet else {"taken_off": built.taken_off}
        print_json(summary | {"findings": as_dicts(shown), "left_out": left_out})
        return
    print_findings(shown)
    print_left_out(left_out)
    out.print(f"{public} published, {len(withheld)} withheld" + (":" if named else "."))
    for row in named:
        notice = row["decision"] == "notice only"
        why = ["withdrawn, readers find a notice"] if notice else _why(row, built.catalogue, built.verdict, built.warnings)
        print_lines(f"  {row['briefing']}: {'; '.join(why)}")
    if built.taken_off and not discreet:
        print_lines(f"Taken off the site: {', '.join(built.taken_off)}. Who has a pack with it: briefings recall NAME.")
    if when > datetime.now(UTC):
        print_lines(
            f"Built as at {day_of(when)}, which is to come: what is due only then can be read now. Build again without --now."
        )
    serving = "briefings serve" + (f" --site {quoted(site)}" if site else "")
    out.print(f"{plural(built.pages, 'page')}, {plural(built.pdfs, 'PDF')}, {built.files} files, {built.seconds:.1f} seconds.")
    out.print(f"The site is up to date: open {built.site / 'index.html'}, or type: {typed(serving, root)}")


NOTHING = "Nothing was published."


def _print_stop(stop: Stop, as_json: bool, discreet: bool, root: Path, now: datetime, nothing: str = NOTHING) -> None:
    done("The new site is up." if stop.published else nothing)
    shown, left_out = shown_of(stop.findings, discreet, root, now)
    if as_json:
        print_json({"published": stop.published, "findings": as_dicts(shown), "left_out": left_out})
    else:
        print_findings(shown)
        print_left_out(left_out)
        unchanged = f"{nothing} The site that was up is unchanged."
        err.print("The new site is up all the same." if stop.published else unchanged)


def verify_site(
    root: Root = Path(), site: Site = None, now: Now = None, public_log: PublicLog = None, as_json: AsJson = False
) -> None:
    """Search the published site, byte by byte, for anything withheld, and check its links and PDFs."""
    discreet, when = is_public(public_log), now or datetime.now(UTC)
    place = there(site or root / "site")
    catalogue, findings = load(root)
    manifest = read_manifest(place)
    if manifest is None or catalogue.settings is None:
        if manifest is None:
            hint = "run `briefings build` first"
            findings += found(str(place), [Fault(0, "output-changed", "there is no site of ours here", hint)])
        shown, left_out = shown_of([finding for finding in findings if finding.is_error], discreet, root, when)
        _answer_verify(shown, left_out, as_json, 0)
        return
    names = briefings_of(place)
    watched = watch(catalogue, names, when)
    decisions = gate(catalogue, [*findings, *check(catalogue)], when).decisions
    outdated = [slug for slug in names if slug not in decisions or not decisions[slug].public]
    files = files_of(place.resolve())
    with steps(as_json).of("verify", len(files) + 1) as one_more:
        faults = verify(place.resolve(), watched, catalogue.settings.site_url, one_more)
    faults += changed(place.resolve(), manifest)
    if outdated:
        what = f"{plural(len(outdated), 'briefing')} in it may not be seen today"
        faults += found(str(place), [Fault(0, "output-outdated", what, "type `briefings build`, which takes them off")])
    _answer_verify(*shown_of(faults, discreet, root, when), as_json, len(files))


def _answer_verify(findings: Sequence[Finding], left_out: int, as_json: bool, files: int) -> None:
    sound = not findings and not left_out
    if as_json:
        print_json({"verified": sound, "files": files, "findings": as_dicts(findings), "left_out": left_out})
    elif not sound:
        print_findings(findings)
        print_left_out(left_out)
    else:
        out.print(f"{files} files verified: nothing withheld is in them, every link leads somewhere, every PDF is accessible.")
    raise typer.Exit(0 if sound else 1)


def rollback(
    root: Root = Path(), site: Site = None, now: Now = None, public_log: PublicLog = None, as_json: AsJson = False
) -> None:
    """Put the release before this one back: only if the gate lets all of it through today."""
    discreet, when = is_public(public_log), now or datetime.now(UTC)
    try:
        older = roll_back(root, site or root / "site", when)
    except Stop as stop:
        _print_stop(stop, as_json, discreet, root, when)
        raise typer.Exit(1) from None
    done("The older site is up.")
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
    place = there(site or root / "site")
    if not (place / "index.html").is_file():
        err.print(f"There is no built site at {place}: run `briefings build` first.")
        raise typer.Exit(1)
    try:
        serve_site(place, port, lambda address: out.print(f"The site is at {address} (Ctrl+C ends this)."))
    except OSError:
        err.print(f"Port {port} is in use: try --port {port + 1 if port < 65535 else 0}, or --port 0 for any free one.")
        raise typer.Exit(1) from None
