"""The commands about the house as a whole: check, status, build, verify, serve."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from .. import report
from ..build import Stop, build_site
from ..check import check
from ..findings import Fault, Finding, did_you_mean, found
from ..gate import gate
from ..load import load
from ..publish import files_of, read_manifest
from ..serve import serve_site
from ..verify import verify, watch
from .shared import AsJson, Now, Root, Site, as_dicts, err, myself, out, plural, print_findings, print_json, steps


def check_house(
    files: Annotated[list[str] | None, typer.Argument(help="Only these: a briefing.md, its folder, or its name.")] = None,
    root: Root = Path(),
    now: Now = None,
    as_json: AsJson = False,
) -> None:
    """Say what is wrong, where, and what would mend it."""
    catalogue, findings = load(root)
    findings += check(catalogue)
    findings += gate(catalogue, findings, now or datetime.now(UTC)).findings
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


def status(root: Root = Path(), now: Now = None, as_json: AsJson = False) -> None:
    """Show each briefing, what it asks for, what the gate decides, and why."""
    catalogue, findings = load(root)
    findings += check(catalogue)
    verdict = gate(catalogue, findings, now or datetime.now(UTC))
    findings += verdict.findings
    rows, counts = report.rows(catalogue, verdict.decisions), report.counts(catalogue, verdict.decisions)
    errors = [finding for finding in findings if finding.is_error]
    if as_json:
        print_json({"briefings": rows, "counts": counts, "errors": len(errors)})
    else:
        names = ("Briefing", "Kind", "Asks for", "Decision", "Why")
        # Nothing is cut short with dots: on a narrow terminal words go on in the next line.
        table = Table(*(Column(name, overflow="fold") for name in names), box=None, pad_edge=False)
        for row in rows:
            why = "; ".join(row["reasons"])
            table.add_row(row["briefing"], report.kind_label(row["kind"]), row["wish"], row["decision"], why)
        out.print(table, soft_wrap=False)
        out.print()
        for name, number in counts.items():
            out.print(f"{number:4}  {name}")
        if errors:
            out.print(f"\nA build would stop: {plural(len(errors), 'error')}. `briefings check` lists them.")
    raise typer.Exit(1 if errors else 0)


def build_house(root: Root = Path(), site: Site = None, now: Now = None, as_json: AsJson = False) -> None:
    """Build the site and the PDFs, verify them, and only then put them in the place of the old ones."""
    try:
        built = build_site(root, site or root / "site", now or datetime.now(UTC), steps(as_json))
    except Stop as stop:
        if as_json:
            print_json({"published": False, "findings": as_dicts(stop.findings)})
        else:
            print_findings(stop.findings)
            err.print("Nothing was published. The site that was up is unchanged.")
        raise typer.Exit(1) from None
    withheld = [row for row in report.rows(built.catalogue, built.verdict.decisions) if row["decision"] == "withheld"]
    public = len(built.catalogue.briefings) - len(withheld)
    if as_json:
        summary = {"published": True, "site": str(built.site), "briefings": public, "withheld": withheld, "pages": built.pages}
        summary |= {"pdfs": built.pdfs, "files": built.files, "seconds": round(built.seconds, 1)}
        print_json(summary | {"findings": as_dicts(built.warnings)})
        return
    print_findings(built.warnings)
    out.print(f"{public} published, {len(withheld)} withheld" + (":" if withheld else "."))
    for row in withheld:
        out.print(f"  {row['briefing']}: {'; '.join(row['reasons'])}")
    out.print(f"{plural(built.pages, 'page')}, {plural(built.pdfs, 'PDF')}, {built.files} files, {built.seconds:.1f} seconds.")
    out.print(f"The site is up to date: open {built.site / 'index.html'}, or type: {myself()} serve")


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
    for name in sorted(
        files.keys() ^ manifest["files"].keys() | {key for key in files if manifest["files"].get(key) != files[key]}
    ):
        fault = Fault(0, "output-changed", "it is not as the build left it", "build again")
        faults += found(name, [fault])
    _answer_verify(faults, as_json, len(files))


def _answer_verify(findings: list[Finding], as_json: bool, files: int) -> None:
    if as_json:
        print_json({"verified": not findings, "files": files, "findings": as_dicts(findings)})
    elif findings:
        print_findings(findings)
    else:
        out.print(f"{files} files verified: nothing withheld is in them, every link leads somewhere, every PDF is accessible.")
    raise typer.Exit(1 if findings else 0)


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
