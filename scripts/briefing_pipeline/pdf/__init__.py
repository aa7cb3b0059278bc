"""A release to PDFs: one job a briefing, set by a pool of worker processes."""

from __future__ import annotations

import base64
import io
import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import segno

from ..findings import Fault, Finding, found
from ..gate import Release, Released
from ..looks import Frames
from ..model import Section
from ..shown import audience, numbered
from ..terms import SIDES_AT_MOST
from .fonts import emoji_fonts, unprintable
from .typeset import Job, Typeset, start_worker, typeset

# How tightly a briefing is set, tried in this order until it fits on two sides; the text stays at 10.5 pt throughout.
FITS = ("roomy lines-2", "tight lines-2", "tight lines-1", "tight lines-0")


@dataclass(frozen=True)
class Printed:
    """A finished PDF: sides of A4, and bytes."""

    pages: int
    size: int


def print_pdfs(
    release: Release, docs: Path, looks: Path, frames: Frames, done: Callable[[], None]
) -> tuple[dict[str, Printed], list[Finding]]:
    """Write SLUG/SLUG.pdf for every released briefing into `docs`; `done` is called after each."""
    prints: dict[str, Printed] = {}
    findings: list[Finding] = []
    jobs = {briefing.slug: _job(briefing, release, docs, looks, frames) for briefing in release.briefings}
    briefings = {briefing.slug: briefing for briefing in release.briefings}
    fonts = str(looks / "assets" / "fonts")
    context = multiprocessing.get_context("spawn")
    workers = max(1, min(len(jobs), os.cpu_count() or 1))
    with ProcessPoolExecutor(workers, mp_context=context, initializer=start_worker, initargs=(fonts,)) as pool:
        waiting = {pool.submit(typeset, job): slug for slug, job in jobs.items()}
        for future in as_completed(waiting):
            briefing = briefings[waiting[future]]
            try:
                result = future.result()
            except BrokenProcessPool:
                result = Typeset(b"", 0, ("the process that printed it ended",))
            faults = [*_text_faults(briefing, jobs[briefing.slug], looks), *_faults(briefing, result)]
            findings += found(f"briefings/{briefing.slug}/briefing.md", faults)
            if not faults:
                (docs / briefing.slug / f"{briefing.slug}.pdf").write_bytes(result.data)
                prints[briefing.slug] = Printed(result.pages, len(result.data))
            done()
    return prints, findings


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
        page=page,
        qr=qr_code(page),
        assets=f"{release.settings.site_url}assets/",
    )
    faces = [
        f'@font-face{{font-family:"Noto Emoji";src:url({release.settings.site_url}{font})}}' for font in emoji_fonts(html, looks)
    ]
    html = html.replace("/* emoji */", "".join(faces))
    roots = {release.settings.site_url + "assets/": str(looks / "assets"), page: str(docs / briefing.slug)}
    return Job(briefing.slug, html, page, roots, FITS, SIDES_AT_MOST, briefing.digest[:32])


def qr_code(address: str) -> str:
    """The address as a QR code: a PNG in a data URI, one pixel a module, without its quiet zone."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=1, border=0)
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


def _faults(briefing: Released, result: Typeset) -> list[Fault]:
    faults = [
        Fault(0, "print-failed", f"it cannot be printed: {error}", "take out what was added last, and check again")
        for error in result.errors
    ]
    if result.pages > SIDES_AT_MOST:
        longest: Section = max(briefing.sections, key=lambda section: section.words)
        message = f"printed, it needs {result.pages} sides of A4, and may have {SIDES_AT_MOST}"
        hint = f'cut "{longest.heading}" first: it is the longest section ({longest.words} words)'
        faults.append(Fault(longest.line, "pages-too-many", message, hint))
    return faults


def _text_faults(briefing: Released, job: Job, looks: Path) -> list[Fault]:
    missing = unprintable(job.html, looks)
    names = ", ".join(f'"{character}" (U+{ord(character):04X})' for character in missing)
    hint = "use a character of the Latin alphabet, or say it in words"
    return [Fault(0, "glyph-missing", f"the fonts cannot print {names}", hint)] if missing else []
