"""The verbs: load, check, gate, stage, print, render, index, verify, publish, told in that order."""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.table import Column, Table

from . import report
from .check import check
from .findings import Fault, Finding, did_you_mean, found
from .gate import Verdict, gate
from .load import load
from .looks import Frames, looks_of
from .model import LONDON, Catalogue
from .pages import pages
from .pdf import print_pdfs
from .publish import files_of, foreign, publish, read_manifest, write_manifest
from .search import index
from .serve import serve_site
from .site import render
from .stage import stage
from .verify import verify, watch

app = typer.Typer(
    help="7-minute briefings: check them, see what would be published, build and verify the site.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
# A log has no edge: 200 columns hold the table.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter("write a moment as 2022-03-14 or 2022-03-14T09:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


Root = Annotated[Path, typer.Option("--root", help="The house: the folder that holds mkdocs.yml, briefings/ and themes/.")]
Now = Annotated[
    datetime | None,
    typer.Option(
        "--now", parser=_moment, metavar="MOMENT", help="Decide as at this moment, e.g. 2022-03-14T09:00. Default: now."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Site = Annotated[Path | None, typer.Option("--site", help="Where the published site is linked. Default: site/ in the house.")]


class Stop(Exception):
    """The build ends here; what was published stays."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__()


@dataclass(frozen=True)
class Built:
    """What a build made."""

    site: Path
    catalogue: Catalogue
    verdict: Verdict
    warnings: list[Finding]
    pages: int
    pdfs: int
    files: int
    seconds: float


def build_site(root: Path, site: Path, now: datetime, steps: Steps) -> Built:
    """The story. Raises Stop with every finding where something stands in the way; what was published then stays."""
    started = time.monotonic()
    root, site = root.resolve(), site.absolute()
    with _work_folder(root) as work:
        looks = looks_of(root)
        frames = Frames(looks)
        docs, output = work / "docs", work / "output"
        catalogue, findings = load(root)
        findings += check(catalogue)
        verdict = gate(catalogue, findings, now)
        findings += [*verdict.findings, *foreign(site, work / "releases")]
        if verdict.release is None or any(finding.is_error for finding in findings):
            raise Stop(findings)
        release = verdict.release
        stage(release, docs, looks)
        with steps.of("print", len(release.briefings)) as done:
            prints, faults = print_pdfs(release, docs, looks, frames, done)
        _stop_if(faults, findings)
        with steps.of("render", 1):
            written = list(pages(release, prints, frames))
            _stop_if(render(release, written, docs, output, looks), findings)
        with steps.of("index", 1):
            _stop_if(index(output), findings)
        write_manifest(release, output)
        watched = watch(catalogue, {briefing.slug for briefing in release.briefings}, now)
        with steps.of("verify", len(files_of(output)) + 1) as done:
            _stop_if(verify(output, watched, release.settings.site_url, done), findings)
        files = len(files_of(output))
        publish(output, work / "releases", site)
    return Built(site, catalogue, verdict, findings, len(written), len(prints), files, time.monotonic() - started)


def _stop_if(faults: Sequence[Finding], findings: Sequence[Finding]) -> None:
    if faults:
        raise Stop([*findings, *faults])


@contextmanager
def _work_folder(root: Path) -> Iterator[Path]:
    """build/ for one build at a time, its temporary folders empty before and gone after."""
    work = root / "build"
    if not root.is_dir():
        raise Stop(found(str(root), [Fault(0, "house", "there is no such folder", "give the house with --root")]))
    try:
        work.mkdir(exist_ok=True)
        with FileLock(work / ".lock", timeout=0):
            _clear(work)
            try:
                yield work
            finally:
                _clear(work)
    except Timeout:
        hint = "wait until it is done, and build again"
        raise Stop(found("build/", [Fault(0, "build-running", "another build is running", hint)])) from None
    except OSError as error:
        fault = Fault(
            0, "disk", f"the output cannot be written: {error.strerror or error}", "make room, or ask who may write here"
        )
        raise Stop(found("build/", [fault])) from error


def _clear(work: Path) -> None:
    for name in ("docs", "output"):
        shutil.rmtree(work / name, ignore_errors=True)
    (work / "mkdocs.yml").unlink(missing_ok=True)


class Steps:
    """Says what is being done: bars on a terminal, lines in a log, nothing beside JSON."""

    def __init__(self, quiet: bool) -> None:
        self.quiet = quiet

    @contextmanager
    def of(self, name: str, total: int) -> Iterator[Callable[[], None]]:
        if self.quiet or not err.is_terminal:
            if not self.quiet:
                err.print(f"{name} …")
            yield lambda: None
            return
        columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=err, transient=True) as progress:
            task = progress.add_task(name, total=total)
            yield lambda: progress.advance(task)
            progress.update(task, completed=total)


@app.command("check")
def check_command(
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
        _print_json({"findings": [finding.as_dict() for finding in _sorted(findings)]})
    else:
        _print_findings(findings)
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


@app.command()
def status(root: Root = Path(), now: Now = None, as_json: AsJson = False) -> None:
    """Show each briefing, what it asks for, what the gate decides, and why."""
    catalogue, findings = load(root)
    findings += check(catalogue)
    verdict = gate(catalogue, findings, now or datetime.now(UTC))
    findings += verdict.findings
    rows, counts = report.rows(catalogue, verdict.decisions), report.counts(catalogue, verdict.decisions)
    errors = [finding for finding in findings if finding.is_error]
    if as_json:
        _print_json({"briefings": rows, "counts": counts, "errors": len(errors)})
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
            out.print(f"\nA build would stop: {_plural(len(errors), 'error')}. `briefings check` lists them.")
    raise typer.Exit(1 if errors else 0)


@app.command()
def build(root: Root = Path(), site: Site = None, now: Now = None, as_json: AsJson = False) -> None:
    """Build the site and the PDFs, verify them, and only then put them in the place of the old ones."""
    try:
        built = build_site(root, site or root / "site", now or datetime.now(UTC), Steps(as_json))
    except Stop as stop:
        if as_json:
            _print_json({"published": False, "findings": [finding.as_dict() for finding in _sorted(stop.findings)]})
        else:
            _print_findings(stop.findings)
            err.print("Nothing was published. The site that was up is unchanged.")
        raise typer.Exit(1) from None
    withheld = [row for row in report.rows(built.catalogue, built.verdict.decisions) if row["decision"] == "withheld"]
    public = len(built.catalogue.briefings) - len(withheld)
    if as_json:
        summary = {"published": True, "site": str(built.site), "briefings": public, "withheld": withheld, "pages": built.pages}
        summary |= {"pdfs": built.pdfs, "files": built.files, "seconds": round(built.seconds, 1)}
        _print_json(summary | {"findings": [finding.as_dict() for finding in _sorted(built.warnings)]})
        return
    _print_findings(built.warnings)
    out.print(f"{public} published, {len(withheld)} withheld" + (":" if withheld else "."))
    for row in withheld:
        out.print(f"  {row['briefing']}: {'; '.join(row['reasons'])}")
    out.print(f"{_plural(built.pages, 'page')}, {_plural(built.pdfs, 'PDF')}, {built.files} files, {built.seconds:.1f} seconds.")
    out.print(f"The site is up to date: open {built.site / 'index.html'}, or type: {_myself()} serve")


@app.command("verify")
def verify_command(root: Root = Path(), site: Site = None, now: Now = None, as_json: AsJson = False) -> None:
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
    with Steps(as_json).of("verify", len(files) + 1) as done:
        faults = verify(place.resolve(), watched, catalogue.settings.site_url, done)
    for name in sorted(
        files.keys() ^ manifest["files"].keys() | {key for key in files if manifest["files"].get(key) != files[key]}
    ):
        fault = Fault(0, "output-changed", "it is not as the build left it", "build again")
        faults += found(name, [fault])
    _answer_verify(faults, as_json, len(files))


def _answer_verify(findings: list[Finding], as_json: bool, files: int) -> None:
    if as_json:
        _print_json({"verified": not findings, "files": files, "findings": [finding.as_dict() for finding in _sorted(findings)]})
    elif findings:
        _print_findings(findings)
    else:
        out.print(f"{files} files verified: nothing withheld is in them, every link leads somewhere, every PDF is accessible.")
    raise typer.Exit(1 if findings else 0)


@app.command()
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


def _sorted(findings: Sequence[Finding]) -> list[Finding]:
    return sorted(set(findings), key=lambda finding: (not finding.is_error, finding.sort_key()))


def _print_findings(findings: Sequence[Finding]) -> None:
    """Each once, errors last, so that they stand where the eye is, and how many there are."""
    for finding in reversed(_sorted(findings)):
        err.print(finding.as_text(), markup=False, style="bold" if finding.is_error else None)
    if findings:
        number = Counter(finding.is_error for finding in set(findings))
        err.print(f"{_plural(number[True], 'error')}, {_plural(number[False], 'warning')}.")


def _plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _myself() -> str:
    """The command as it can be typed here."""
    return "briefings" if shutil.which("briefings") else ".venv/bin/briefings"


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False) + "\n")


def main() -> None:
    """The `briefings` command; exit 0 yes, 1 findings, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app()
