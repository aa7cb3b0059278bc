"""The story: load, check, gate, stage, print, render, index, verify, publish, told in that order."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout
from jinja2 import TemplateError, TemplateSyntaxError

from .archive import ON_THE_SITE, note_packs, write_packs
from .check import check
from .check_settings import check_settings
from .copies import pack_copies
from .findings import Fault, Finding, found
from .gate import Release, Verdict, gate
from .headers import write_headers
from .load import load
from .looks import Frames, looks_of
from .model import Catalogue
from .owners import SITE, check_owners
from .packs import Pack, pack_of, packs_of, read_term, usual_audience
from .pages import pages
from .pdf import Cache, number_of_prints, print_pdfs
from .publish import briefings_of, changed, foreign, forget, publish, read_manifest, release_before, texts_of, write_manifest
from .search import index
from .site import render
from .stage import stage
from .switch import point, real, recover
from .verify import verify, watch
from .write import replace_file

# In the house: the releases that are kept, of which `site` shows one, and the PDFs that need not be set again.
RELEASES = Path("build", "releases")
CACHE = Path("build", "cache")


def releases_of(root: Path, site: Path) -> Path:
    """Where the releases of one site are kept: each site has its own, so that no build takes another site's away."""
    if site == root / "site":
        return root / RELEASES
    return root / f"{RELEASES}-{hashlib.sha256(str(site).encode()).hexdigest()[:8]}"


class Stop(Exception):
    """The build ends here. What was up stays, unless the new site is `published` already."""

    def __init__(self, findings: Sequence[Finding], published: bool = False) -> None:
        self.findings, self.published = list(findings), published
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
    taken_off: list[str]
    pages: int
    pdfs: int
    files: int
    seconds: float


def build_site(root: Path, site: Path, now: datetime, steps: Steps) -> Built:
    """The story. Raises Stop with every finding where something stands in the way."""
    started = time.monotonic()
    root, site = real(root), site.absolute()
    with _work_folder(root) as work:
        looks = looks_of(root)
        frames = Frames(looks)
        docs, output, temporary = work / "docs", work / "output", work / "temporary"
        temporary.mkdir()
        recover(site)
        catalogue, findings = load(root)
        findings += [*check(catalogue), *check_settings(catalogue.settings, now)]
        verdict = gate(catalogue, findings, now)
        findings += [*verdict.findings, *foreign(site, releases_of(root, site))]
        if verdict.release is None or any(finding.is_error for finding in findings):
            raise Stop(findings)
        release = verdict.release
        public = {briefing.slug for briefing in release.briefings}
        taken_off = sorted(briefings_of(site) - public)
        owners, faults = stage(release, docs, looks)
        findings += faults
        if any(finding.is_error for finding in findings):
            raise Stop(findings)
        packs = packs_of(release)
        with steps.of("print", number_of_prints(release, packs)) as done:
            prints, faults = print_pdfs(release, packs, True, docs, looks, frames, Cache(root / CACHE), temporary, done)
        _stop_if(faults, findings, temporary)
        sizes = write_packs(packs, release, docs, frames)
        owners |= {printed.path: printed.of for printed in prints.values()} | dict.fromkeys(sizes, SITE)
        with steps.of("render", 1):
            written = list(pages(release, prints, pack_copies(packs, prints, sizes), frames))
            rendered, faults = render(release, written, docs, output, looks, temporary)
            _stop_if(faults, findings, temporary)
        with steps.of("index", 1):
            indexed, faults = index(output, temporary)
            _stop_if(faults, findings, temporary)
        owners |= rendered | indexed | write_headers(output)
        _stop_if(check_owners(output, owners), findings, temporary)
        write_manifest(release, output, owners)
        watched = watch(catalogue, public, now)
        with steps.of("verify", len(owners) + 2) as done:
            # Each PDF was held to PDF/UA when it was set.
            faults = verify(output, watched, release.settings.site_url, done, pdf_ua=False)
            _stop_if(faults, findings, temporary)
        shown = publish(output, releases_of(root, site), site)
        with _published(findings):
            findings += note_packs(root, packs, now, ON_THE_SITE)
            faults = forget(releases_of(root, site), shown, _texts(release))
        if faults:
            raise Stop([*findings, *faults], published=True)
    seconds = time.monotonic() - started
    return Built(site, catalogue, verdict, findings, taken_off, len(written), len(prints), len(owners), seconds)


def pack_up(
    root: Path, term: str, audience: str | None, out: Path, now: datetime, steps: Steps
) -> tuple[Pack, list[Path], list[Finding]]:
    """Write a term's pack, PDF and zip, into the folder `out`, verified as the site is; and what to know. Raises Stop."""
    root = real(root)
    with _work_folder(root) as work:
        looks = looks_of(root)
        frames = Frames(looks)
        docs, output, temporary = work / "docs", work / "output", work / "temporary"
        temporary.mkdir()
        catalogue, findings = load(root)
        findings += check(catalogue)
        verdict = gate(catalogue, findings, now)
        release = verdict.release
        findings += verdict.findings
        if release is None or any(finding.is_error for finding in findings):
            raise Stop(findings)
        wanted = read_term(term, release.settings.extra.packs.terms)
        usual = usual_audience(release)
        pack = pack_of(release, wanted, audience or usual) if wanted else None
        if pack is None:
            whom = release.settings.extra.audiences.get(audience or usual, "all agencies")
            message = f"no briefing for {whom} was published or changed in {term}"
            fault = Fault(0, "pack-empty", message, "ask for another term, or another audience")
            raise Stop([*findings, *found("briefings/", [fault])])
        _, faults = stage(release, docs, looks)
        _stop_if([fault for fault in faults if fault.is_error], findings)
        cache, alone = Cache(root / CACHE), pack.audience != usual
        with steps.of("print", number_of_prints(release, [pack])) as done:
            _, faults = print_pdfs(release, [pack], not alone, docs, looks, frames, cache, temporary, done, forget=False)
        _stop_if(faults, findings, temporary)
        write_packs([pack], release, docs, frames)
        output.mkdir()
        names = [f"{pack.name}.pdf", f"{pack.name}.zip"]
        for name in names:
            (docs / "packs" / name).rename(output / name)
        watched = watch(catalogue, {briefing.slug for briefing in release.briefings}, now)
        with steps.of("verify", len(names)) as done:
            faults = verify(output, watched, release.settings.site_url, done)
        # Its links lead to the site, which is not in this folder.
        _stop_if([item for item in faults if item.fault.rule != "link-dead"], findings, temporary)
        out.mkdir(parents=True, exist_ok=True)
        for name in names:
            replace_file(out / name, (output / name).read_bytes())
        noted = note_packs(root, [pack], now, str(out))
    return pack, [out / name for name in names], noted


def roll_back(root: Path, site: Path, now: datetime) -> Path:
    """Put the release before this one back, if the gate lets all of it through at `now`. Raises Stop."""
    root, site = real(root), site.absolute()
    with _work_folder(root):
        recover(site)
        older = release_before(site, releases_of(root, site))
        manifest, then = (read_manifest(older), texts_of(older)) if older else (None, None)
        if older is None or manifest is None or then is None:
            raise Stop(_no_rollback("there is no older release here", "only the last three are kept"))
        catalogue, findings = load(root)
        findings += check(catalogue)
        verdict = gate(catalogue, findings, now)
        if verdict.release is None:
            raise Stop([*findings, *verdict.findings])
        today = _texts(verdict.release)
        refused = sorted(slug for slug, digest in then.items() if today.get(slug) != digest)
        if refused:
            what = f"it holds {len(refused)} that may not be seen today in that form: {', '.join(refused)}"
            raise Stop(_no_rollback(what, "build again instead"))
        if any(notice.slug not in then for notice in verdict.release.notices):
            raise Stop(_no_rollback("it lacks a notice of withdrawal", "build again instead"))
        faults = changed(older, manifest)
        faults += verify(older, watch(catalogue, briefings_of(older), now), verdict.release.settings.site_url)
        _stop_if(faults, [])
        point(site, older)
        with _published([]):
            faults = forget(releases_of(root, site), older, today)
        if faults:
            raise Stop(faults, published=True)
    return older


def _texts(release: Release) -> dict[str, str]:
    """Address to digest of each briefing and notice of a release."""
    texts = {briefing.slug: briefing.digest for briefing in release.briefings}
    return texts | {notice.slug: notice.digest for notice in release.notices}


def _no_rollback(message: str, hint: str) -> list[Finding]:
    return found("build/releases/", [Fault(0, "rollback", message, hint)])


def _stop_if(faults: Sequence[Finding], findings: Sequence[Finding], temporary: Path | None = None) -> None:
    """Raises Stop where there are faults; OSError where `temporary` takes no more, which is then what is wrong."""
    if faults and temporary:
        (temporary / "probe").write_bytes(bytes(2**20))
    if faults:
        raise Stop([*findings, *faults])


@contextmanager
def _work_folder(root: Path) -> Iterator[Path]:
    """A new, empty folder in build/ for one build at a time, gone afterwards. What a killed build left goes first.

    It is never one that was used before: a process that outlived its build may still be writing there.
    """
    build = root / "build"
    if not root.is_dir():
        raise Stop(found(str(root), [Fault(0, "house", "there is no such folder", "give the house with --root")]))
    try:
        build.mkdir(exist_ok=True)
        with FileLock(build / ".lock", timeout=0):
            for left in build.glob("work-*"):
                shutil.rmtree(left, ignore_errors=True)
            work = Path(tempfile.mkdtemp(prefix="work-", dir=build))
            try:
                yield work
            finally:
                shutil.rmtree(work, ignore_errors=True)
    except Timeout:
        hint = "wait until it is done, and build again"
        raise Stop(found("build/", [Fault(0, "build-running", "another build is running", hint)])) from None
    except TemplateError as error:
        raise Stop([_broken_frame(error)]) from error
    except OSError as error:
        raise Stop([_not_written(error)]) from error
    except MemoryError as error:
        raise Stop([_not_written(OSError("there is not enough memory"))]) from error


@contextmanager
def _published(findings: Sequence[Finding]) -> Iterator[None]:
    """What goes wrong here goes wrong after the new site is up."""
    try:
        yield
    except OSError as error:
        raise Stop([*findings, _not_written(error)], published=True) from error


def _not_written(error: OSError) -> Finding:
    why, hint = error.strerror or str(error), "make room, or ask who may write here; then build again"
    if isinstance(error, (FileExistsError, IsADirectoryError, NotADirectoryError)) and error.filename:
        why = f"{os.fsdecode(error.filename)} is in the way ({why})"
        hint = "move it elsewhere, or delete it; then build again"
    return found("build/", [Fault(0, "disk", f"the output cannot be written: {why}", hint)])[0]


def _broken_frame(error: TemplateError) -> Finding:
    """Where a frame of overrides/ is wrong; an unknown name in one has no line."""
    line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
    name = error.filename if isinstance(error, TemplateSyntaxError) else None
    path = f"overrides/{Path(name).parent.name}/{Path(name).name}" if name else "overrides/"
    return found(path, [Fault(line, "frame", f"a frame cannot be filled: {error.message}", "bring it back as it was")])[0]
