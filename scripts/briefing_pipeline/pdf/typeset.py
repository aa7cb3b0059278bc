"""HTML to PDF, in a worker process: the only module that knows Typst."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2

from .faces import families, text_fonts, unpack, with_families
from .fit import fits_for
from .sound import LAYOUT, unsound
from .tags import finished
from .tree import Sheet, date_of, sheet_of

# A worker that needs more than this ends, and the briefing that it was at is named. Two sides take some hundredths of a
# second, and less than half a gigabyte of addresses.
MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 60

_MAIN = b'#import "print.typ": print\n#show: print(json(bytes(sys.inputs.given)))'
# Where an error is, as the typesetter draws it.
_PLACE = re.compile(r"┌─ (?:\S*/)?(\w[\w-]*\.typ):(\d+)")
_SEARCHED = re.compile(r" \(searched at [^)]*\)")
_COLOUR = re.compile(r"--(ink|brand):(#[0-9a-f]{6})")


@dataclass(frozen=True)
class Job:
    """What a worker needs for a print."""

    # Whose it is: the briefing's, or the pack's.
    slug: str
    # A filled frame, with `{fit}` where one of the fits goes.
    html: str
    base_url: str
    # The folder of looks.
    looks: Path
    # Those to try; without any, those that are guessed from the HTML.
    fits: Sequence[str]
    # How many sides of A4 it may have.
    sides: int
    # How many seconds of computing it may take.
    seconds: int = CPU_SECONDS
    # No other print has it.
    name: str = ""
    # The addresses that its QR codes hold.
    codes: tuple[str, ...] = ()
    # The pictures that it may show: addresses to files.
    pictures: Mapping[str, Path] = field(default_factory=dict)
    # The fonts that it needs besides those of text.
    emoji: tuple[Path, ...] = ()
    # What is written across each page.
    mark: str = ""


@dataclass(frozen=True)
class Typeset:
    """A PDF, its number of pages, why it could not be set, what is wrong with it (rule, message), its fit, and where in
    overrides/print/ setting it failed (file, line)."""

    data: bytes
    pages: int
    errors: tuple[str, ...]
    faults: tuple[tuple[str, str], ...] = ()
    fit: str = ""
    failed_at: tuple[str, int] | None = None


def start_worker(temporary: str) -> None:
    """Once in each worker; whatever is written in `temporary` is somebody else's to remove: a worker may be killed."""
    _limit("RLIMIT_AS", MEMORY_BYTES)
    tempfile.tempdir = temporary
    # What a design names that is not beside it is looked for nowhere: no network, and no packages of this user.
    os.environ.update(dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTPS_PROXY"), "http://127.0.0.1:9"))
    # Typst says where in its own source it broke down, on the terminal of whoever builds.
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)


def _limit(what: str, most: int) -> None:
    """Lower one of the process's own limits, where the system knows them (Windows does not)."""
    try:
        import resource
    except ImportError:
        return
    kind = getattr(resource, what)
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def typeset(job: Job) -> Typeset:
    """Set the job in the first of its fits that needs no more than its sides and cuts no heading off; else in the last."""
    _limit("RLIMIT_CPU", int(time.process_time()) + job.seconds)
    tries: list[Typeset] = []
    too_long = ""
    for fit in job.fits or fits_for(job.html, job.looks):
        # Sections that are kept whole never need less room.
        if too_long and fit.startswith(too_long):
            continue
        tries.append(_set(job, fit))
        if tries[-1].data and not any(rule == LAYOUT for rule, _ in tries[-1].faults):
            return tries[-1]
        too_long = fit if tries[-1].pages > job.sides else ""
    # A layout that failed is no answer where another one only needed more sides.
    return next((attempt for attempt in reversed(tries) if attempt.pages), tries[-1])


def _set(job: Job, fit: str) -> Typeset:
    """One layout; a PDF only where it has no more than its sides."""
    text = job.html.replace('"{fit}"', f'"{fit}"', 1)
    try:
        pictures = {address: path.read_bytes() for address, path in job.pictures.items()}
        sheet = sheet_of(text, job.base_url, pictures, job.looks)
        data = _drawn(job, sheet)
        pages = _pages(data)
        if pages > job.sides:
            return Typeset(b"", pages, ())
        data = finished(data, sheet)
        return Typeset(data, pages, (), tuple(unsound(data, text, job.codes)), fit)
    except BaseException as error:  # whatever it is, it is a finding that names the briefing
        # Typst breaks down with an exception that is no Exception.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        place = _PLACE.search(str(getattr(error, "diagnostic", "")))
        what = _SEARCHED.sub("", str(error))
        if place:
            return Typeset(b"", 0, (f"{what} ({place[1]}, line {place[2]})",), failed_at=(place[1], int(place[2])))
        return Typeset(b"", 0, (f"{type(error).__name__}: {what}",))


def probe(looks: Path) -> Job:
    """A print without words of anybody's: where it fails, the design does."""
    return Job("", "<html lang=en><title>-</title><body class=roomy>", "about:blank", looks, ("",), 1)


def _drawn(job: Job, sheet: Sheet) -> bytes:
    """The PDF as the typesetter makes it. All that it can read is the design, the colours, and this print's pictures."""
    fonts = (*text_fonts(job.looks / "assets" / "fonts"), *job.emoji)
    with tempfile.TemporaryDirectory(prefix="pictures-") as root:
        for name, picture in sheet.pictures.items():
            (Path(root) / name).write_bytes(with_families(picture, fonts) if name.endswith(".svg") else picture)
        data: bytes = _compiler(fonts).compile(
            input=_design(job.looks, sheet),
            root=root,
            format="pdf",
            pdf_standards=["ua-1"],
            sys_inputs={"given": json.dumps(_given(job, sheet))},
        )
    return data


@cache
def _compiler(fonts: tuple[Path, ...]) -> Any:
    """One for all jobs of a worker that need the same fonts: it remembers them and what it has drawn. It has no system fonts, so
    that PDFs do not differ between machines."""
    import typst

    folder = tempfile.mkdtemp(prefix="fonts-")
    for font in fonts:
        unpack(font, Path(folder))
    nothing = tempfile.mkdtemp(prefix="packages-")
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    return typst.Compiler(font_paths=known, package_path=nothing, package_cache_path=nothing)


def _design(looks: Path, sheet: Sheet) -> dict[str, bytes]:
    """The files of overrides/print/, and the colours that paper shares with the site, by name; `main` is where it begins."""
    tokens = dict(_COLOUR.findall((looks / "assets" / "tokens.css").read_text(encoding="utf-8")))
    tokens |= {"brand": sheet.facts["brand"]} if "brand" in sheet.facts else {}
    colours = "".join(f'#let {name} = rgb("{value}")\n' for name, value in tokens.items())
    files = {path.name: path.read_bytes() for path in (looks / "print").glob("*.typ")}
    for name, text in files.items():
        # The typesetter would fetch it from the network, in the middle of a build.
        if b'"@' in text:
            raise ValueError(f"{name} imports a package: a design may use its own files only")
    return {"main": _MAIN, "tokens.typ": colours.encode(), **files}


def _given(job: Job, sheet: Sheet) -> dict[str, Any]:
    """What the design is told."""
    facts = sheet.facts
    lang, _, region = facts["lang"].partition("-")
    day = date_of(sheet)
    return {
        "facts": {
            "title": facts["title"],
            "author": facts.get("author", ""),
            "about": facts.get("description", ""),
            "frame": facts.get("frame", "briefing"),
            "running": facts.get("running", ""),
            "lang": lang,
            "region": region or None,
            "date": {"year": day.year, "month": day.month, "day": day.day} if day else None,
            "large": "large" in sheet.body["class"],
        },
        "fonts": families(job.emoji),
        "mark": job.mark,
        "body": sheet.body,
    }


def _pages(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    try:
        return len(document)
    finally:
        document.close()
