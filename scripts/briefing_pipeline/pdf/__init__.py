"""A release to PDFs: one job a briefing, set by a pool of worker processes."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import segno

from ..findings import Fault, Finding, found
from ..gate import Notice, Release, Released
from ..looks import Frames
from ..model import Section
from ..shown import audience, numbered
from ..terms import SIDES_AT_MOST
from .cache import Cache, key_of
from .fonts import broken_fonts, emoji_fonts, unprintable
from .typeset import Job, Typeset
from .workers import set_all

__all__ = ["Cache", "Printed", "print_pdfs"]

# How tightly a briefing is set, tried in this order until it fits on two sides; the text stays at 10.5 pt throughout.
FITS = ("roomy lines-2", "tight lines-2", "tight lines-1", "tight lines-0")


@dataclass(frozen=True)
class Printed:
    """A finished PDF: sides of A4, and bytes."""

    pages: int
    size: int


def print_pdfs(
    release: Release, docs: Path, looks: Path, frames: Frames, cache: Cache, temporary: Path, done: Callable[[], None]
) -> tuple[dict[str, Printed], list[Finding]]:
    """Write SLUG/SLUG.pdf for every released briefing and every notice into `docs`; `done` is called after each.

    What `cache` holds is not set again; what this release does not print, it forgets.
    """
    if fault := broken_fonts(looks):
        return {}, found("overrides/assets/fonts", [fault])
    prints: dict[str, Printed] = {}
    findings: list[Finding] = []
    jobs = [_job(briefing, release, docs, looks, frames) for briefing in release.briefings]
    jobs += [_notice_job(notice, release, looks, frames) for notice in release.notices]
    briefings = {briefing.slug: briefing for briefing in release.briefings}
    for job, result in _set(jobs, cache, looks, temporary):
        # A character without a glyph makes the PDF fail its check too: the cause is told, not both.
        faults = _text_faults(job, docs, looks) or _faults(job, briefings.get(job.slug), result)
        findings += found(f"briefings/{job.slug}/briefing.md", faults)
        if not faults:
            (docs / job.slug / f"{job.slug}.pdf").write_bytes(result.data)
            prints[job.slug] = Printed(result.pages, len(result.data))
        done()
    return prints, findings


def _set(jobs: Sequence[Job], cache: Cache, looks: Path, temporary: Path) -> Iterator[tuple[Job, Typeset]]:
    """Each job's PDF, from the cache or from a worker; sound ones are kept."""
    keys = {job.slug: key_of(job) for job in jobs}
    cache.keep_only(set(keys.values()))
    missing = []
    for job in jobs:
        kept = cache.get(keys[job.slug])
        if kept:
            yield job, kept
        else:
            missing.append(job)
    for job, result in set_all(missing, looks / "assets" / "fonts", temporary):
        if result.pages and result.pages <= job.sides and not result.errors and not result.inaccessible:
            cache.put(keys[job.slug], result)
        yield job, result


def _job(briefing: Released, release: Release, docs: Path, looks: Path, frames: Frames) -> Job:
    page = f"{release.settings.site_url}{briefing.slug}/"
    html = frames.fill(
        "print/briefing.html",
        b=briefing.public(),
        edition=briefing.edition,
        sections=numbered(briefing),
        own_themes=[release.themes[slug] for slug in briefing.public()["themes"]],
        audience=audience(briefing, release),
        settings=release.settings,
        overdue=release.is_overdue(briefing),
        page=page,
        qr=qr_code(page),
        assets=f"{release.settings.site_url}assets/",
    )
    return _printable(html, page, release, docs, looks, briefing.slug, SIDES_AT_MOST, briefing.digest)


def _notice_job(notice: Notice, release: Release, looks: Path, frames: Frames) -> Job:
    """One side that says that the briefing is withdrawn, at the address where its PDF was."""
    page = f"{release.settings.site_url}{notice.slug}/"
    instead = next((briefing.public() for briefing in release.briefings if briefing.slug == notice.instead), None)
    html = frames.fill(
        "print/withdrawn.html",
        notice=notice,
        instead=instead,
        settings=release.settings,
        page=page,
        assets=f"{release.settings.site_url}assets/",
    )
    return _printable(html, page, release, None, looks, notice.slug, 1, hashlib.sha256(html.encode()).hexdigest())


def _printable(
    html: str, page: str, release: Release, docs: Path | None, looks: Path, slug: str, sides: int, identifier: str
) -> Job:
    """The job for a filled frame: the emoji fonts that it needs, and the folders from which it may read."""
    site = release.settings.site_url
    needed = emoji_fonts(html + (_drawings(docs, slug) if docs else ""), looks)
    faces = [f'@font-face{{font-family:"Noto Emoji";src:url({site}{font})}}' for font in needed]
    html = html.replace("<style>\n/* emoji */", f"<style>\n{''.join(faces)}", 1)
    assets = {f"{site}assets/{name}": str(looks / "assets" / name) for name in ("tokens.css", "fonts")}
    roots = assets | ({page: str(docs / slug)} if docs else {})
    return Job(slug, html, page, roots, FITS, sides, identifier[:32])


def qr_code(address: str) -> str:
    """The address as a QR code: a PNG in a data URI, one pixel a module, without its quiet zone."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=1, border=0)
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


def _faults(job: Job, briefing: Released | None, result: Typeset) -> list[Fault]:
    faults = [
        Fault(0, "print-failed", f"it cannot be printed: {error}", "take out what was added last, and check again")
        for error in result.errors
    ]
    faults += [Fault(0, "pdf-ua", failure, "look at overrides/print/") for failure in result.inaccessible]
    if briefing and result.pages > job.sides:
        longest: Section = max(briefing.sections, key=lambda section: section.words)
        message = f"printed, it needs {result.pages} sides of A4, and may have {job.sides}"
        hint = f'cut "{longest.heading}" first: it is the longest section ({longest.words} words)'
        faults.append(Fault(longest.line, "pages-too-many", message, hint))
    return faults


def _drawings(docs: Path, slug: str) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted((docs / slug).glob("*.svg")))


def _text_faults(job: Job, docs: Path, looks: Path) -> list[Fault]:
    """Characters of the text, and of the words in drawings, that no shipped font can print."""
    missing = unprintable(job.html + _drawings(docs, job.slug), looks)
    names = ", ".join(f'"{character}" (U+{ord(character):04X})' for character in missing)
    hint = "use a character of the Latin alphabet, or say it in words"
    return [Fault(0, "glyph-missing", f"the fonts cannot print {names}", hint)] if missing else []
