"""A release to PDFs: a set for each briefing and a pack for each term, set by a pool of worker processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..findings import Fault, Finding, found
from ..fonts import broken_fonts, glyph_fault, unprintable_in
from ..gate import Release, Shown
from ..looks import Frames
from ..model import Section
from ..owners import SITE
from ..packs import Pack
from ..terms import TEAM
from .cache import Cache, key_of
from .jobs import PACKS, Printer, drawings
from .typeset import Job, Typeset, probe
from .workers import Workers

__all__ = ["PACKS", "Cache", "Printed", "Prints", "number_of_prints", "print_faults", "print_pdfs"]

_SET = 3


@dataclass(frozen=True)
class Printed:
    """A finished PDF: sides of A4, bytes, where it is in the site, whose it is, and how it was fitted."""

    pages: int
    size: int
    path: str = ""
    of: str = SITE
    fit: str = ""


# By the name of the print: `slug`, `slug-large-print`, `slug-team-sheet`, `packs/autumn-2021`.
Prints = dict[str, Printed]


def path_of(job: Job) -> str:
    """Where a print is in the site."""
    return f"{job.name}.pdf" if job.name.startswith(PACKS) else f"{job.slug}/{job.name}.pdf"


def number_of_prints(release: Release, packs: Sequence[Pack]) -> int:
    return _SET * len(release.briefings) + len(release.notices) + len(packs)


def print_pdfs(
    release: Release,
    packs: Sequence[Pack],
    usual: bool,
    docs: Path,
    looks: Path,
    frames: Frames,
    cache: Cache,
    temporary: Path,
    done: Callable[[], None],
    forget: bool = True,
) -> tuple[Prints, list[Finding]]:
    """Write the set of every released briefing, every notice and these packs into `docs`; `done` is called after each.

    What `cache` holds is not set again. Where it may, it forgets what was not printed now. The
    `usual` packs have an address on the site.
    """
    if fault := broken_fonts(looks):
        return {}, found("overrides/assets/fonts", [fault])
    printer = Printer(release, docs, looks, frames)
    prints: Prints = {}
    findings: list[Finding] = []
    briefings = {briefing.slug: briefing for briefing in release.briefings}
    kept: set[str] = set()

    def take(jobs: list[Job]) -> None:
        for job, result in _set(jobs, cache, workers, kept):
            shown = briefings.get(job.slug)
            faults = print_faults(job, shown, result, looks)
            findings.extend(found(path_of(job) if not shown else f"briefings/{job.slug}/briefing.md", faults))
            if not faults:
                prints[job.name] = _written(job, result, docs)
            done()

    with Workers(temporary) as workers:
        jobs = [job for briefing in release.briefings for job in printer.briefing(briefing)]
        instead = {slug: briefing.public() for slug, briefing in briefings.items()}
        take(jobs + [printer.notice(notice, instead.get(notice.instead or "")) for notice in release.notices])
        if not findings:
            # A pack sets each briefing as tightly as it was set by itself.
            fits = {slug: prints[slug].fit for slug in briefings}
            take([printer.pack(pack, fits, usual) for pack in packs])
        if findings and (of_design := _fault_of_design(workers, looks)):
            findings = of_design
    if forget:
        cache.keep_only(kept)
    # What is wrong with the words is wrong in each print of them.
    return prints, list(dict.fromkeys(findings))


def _written(job: Job, result: Typeset, docs: Path) -> Printed:
    """Write a sound print where it is in the site."""
    target = docs / path_of(job)
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(result.data)
    owner = SITE if job.name.startswith(PACKS) else job.slug
    return Printed(result.pages, len(result.data), path_of(job), owner, result.fit)


def _set(jobs: Sequence[Job], cache: Cache, workers: Workers, kept: set[str]) -> Iterator[tuple[Job, Typeset]]:
    """Each job's PDF, from the cache or from a worker; sound ones are kept."""
    keys = {job.name: key_of(job) for job in jobs}
    kept.update(keys.values())
    missing = []
    for job in jobs:
        if entry := cache.get(keys[job.name]):
            yield job, entry
        else:
            missing.append(job)
    for job, result in workers.set_all(missing):
        if result.data and not result.errors and not result.faults:
            cache.put(keys[job.name], result)
        yield job, result


def _fault_of_design(workers: Workers, looks: Path) -> list[Finding]:
    """What is wrong in overrides/print/, so that nothing at all can be set."""
    (_, result), *_ = workers.set_all([probe(looks)])
    if not result.failed_at:
        return []
    file, line = result.failed_at
    hint = "mend it, or bring it back as it was"
    return found(f"overrides/print/{file}", [Fault(line, "print-failed", f"nothing can be printed: {result.errors[0]}", hint)])


def print_faults(job: Job, briefing: Shown | None, result: Typeset, looks: Path) -> list[Fault]:
    """What is wrong with a print. A character without a glyph makes the PDF fail its check too: the cause is told, not both."""
    return _text_faults(job, [briefing] if briefing else [], looks) or _faults(job, briefing, result)


def _faults(job: Job, briefing: Shown | None, result: Typeset) -> list[Fault]:
    which = "" if job.name == job.slug else f" ({job.name.removeprefix(job.slug + '-').replace('-', ' ')})"
    faults = [
        Fault(0, "print-failed", f"it cannot be printed{which}: {error}", "take out what was added last, and check again")
        for error in result.errors
    ]
    faults += [Fault(0, rule, message + which, "look at overrides/print/") for rule, message in result.faults]
    if result.pages > job.sides:
        message = f"printed{which}, it needs {result.pages} sides of A4, and may have {job.sides}"
        faults.append(_too_long(message, briefing, team_sheet=job.name.endswith(TEAM)))
    return faults


def _too_long(message: str, briefing: Shown | None, team_sheet: bool) -> Fault:
    """Names the section to cut: the longest, or the questions where these alone are too many."""
    if briefing is None:
        return Fault(0, "pages-too-many", message, "use fewer words")
    longest: Section = briefing.sections[-1] if team_sheet else max(briefing.sections, key=_length)
    pictures = longest.html.count("<img")
    what = f"{longest.words} words" + (f", {pictures} picture{'s' if pictures > 1 else ''}" if pictures else "")
    hint = f'cut "{longest.heading}" first: it is the longest section ({what})'
    return Fault(longest.line, "pages-too-many", message, f'cut "{longest.heading}"' if team_sheet else hint)


def _length(section: Section) -> int:
    """Words, and what else takes room as if it were words: a picture is as high as some ten lines, an entry begins a line."""
    return section.words + 100 * section.html.count("<img") + 5 * (section.html.count("<li") + section.html.count("<tr"))


def _text_faults(job: Job, briefings: Sequence[Shown], looks: Path) -> list[Fault]:
    """Characters of the text, and of the words in drawings, that no shipped font can print."""
    missing = unprintable_in(job.html + drawings(briefings), looks)
    return [glyph_fault(missing)] if missing else []
