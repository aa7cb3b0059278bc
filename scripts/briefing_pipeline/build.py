"""The story: load, check, gate, stage, print, render, index, verify, publish, told in that order."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from .check import check
from .check_settings import check_settings
from .findings import Fault, Finding, found
from .gate import Verdict, gate
from .load import load
from .looks import Frames, looks_of
from .model import Catalogue
from .pages import pages
from .pdf import print_pdfs
from .publish import changed, files_of, foreign, point, publish, read_manifest, release_before, write_manifest
from .search import index
from .site import render
from .stage import stage
from .verify import verify, watch


class Stop(Exception):
    """The build ends here; what was published stays."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__()


class Steps:
    """Told what is being done; this one says nothing of it."""

    @contextmanager
    def of(self, name: str, total: int) -> Iterator[Callable[[], None]]:
        yield lambda: None


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
        findings += [*check(catalogue), *check_settings(catalogue.settings, now)]
        verdict = gate(catalogue, findings, now)
        findings += [*verdict.findings, *foreign(site, work / "releases")]
        if verdict.release is None or any(finding.is_error for finding in findings):
            raise Stop(findings)
        release = verdict.release
        stage(release, docs, looks)
        with steps.of("print", len(release.briefings) + len(release.notices)) as done:
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


def roll_back(root: Path, site: Path, now: datetime) -> Path:
    """Put the release before this one back, if the gate lets all of it through at `now`. Raises Stop."""
    root, site = root.resolve(), site.absolute()
    with _work_folder(root) as work:
        older = release_before(site, work / "releases")
        manifest = read_manifest(older) if older else None
        if older is None or manifest is None:
            raise Stop(_no_rollback("there is no older release here", "only the last three are kept"))
        catalogue, findings = load(root)
        findings += check(catalogue)
        verdict = gate(catalogue, findings, now)
        if verdict.release is None:
            raise Stop([*findings, *verdict.findings])
        today = {briefing.slug: briefing.digest for briefing in verdict.release.briefings}
        then = {entry["slug"]: entry["digest"] for entry in manifest["briefings"]}
        refused = sorted(slug for slug, digest in then.items() if today.get(slug) != digest)
        if refused:
            what = f"it holds {len(refused)} that may not be seen today in that form: {', '.join(refused)}"
            raise Stop(_no_rollback(what, "build again instead"))
        missing = {notice.slug for notice in verdict.release.notices} - set(manifest.get("withdrawn", []))
        if missing:
            raise Stop(_no_rollback("it lacks a notice of withdrawal", "build again instead"))
        faults = changed(older, manifest)
        faults += verify(older, watch(catalogue, set(then), now), verdict.release.settings.site_url)
        _stop_if(faults, [])
        point(site, older)
    return older


def _no_rollback(message: str, hint: str) -> list[Finding]:
    return found("build/releases/", [Fault(0, "rollback", message, hint)])


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
