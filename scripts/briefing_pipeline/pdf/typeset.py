"""HTML to PDF, in a worker process: the only module that knows WeasyPrint."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fontTools.ttLib import TTFont

from .sound import LAYOUT, unsound
from .tree import fit_for_print

# No system fonts: what the shipped ones cannot print is a finding, and PDFs do not differ between machines. One font is
# known to fontconfig, under a name of its own: with none at all Pango ends the process.
_FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}</dir><cachedir>{0}/cache</cachedir></fontconfig>"""


# Not the machine's own table of types: it differs from one to the next.
_TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
_TYPES |= {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


# A worker that needs more than this ends, and the briefing that it was at is named. Two sides take a fifth of a second, and
# less than half a gigabyte of addresses.
MEMORY_BYTES = 3 * 1024**3
CPU_SECONDS = 60


@dataclass(frozen=True)
class Job:
    """What a worker needs: `{fit}` stands in the HTML where one of `fits` goes; `roots` maps addresses to the folders and
    files that it may read, `codes` are the addresses that its QR codes hold. `name` is unique, `slug` the briefing's."""

    slug: str
    html: str
    base_url: str
    roots: Mapping[str, str]
    fits: Sequence[str]
    sides: int
    identifier: str
    seconds: int = CPU_SECONDS
    name: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Typeset:
    """A PDF, its number of pages, the errors that WeasyPrint logged, what is wrong with it (rule, message), and its fit."""

    data: bytes
    pages: int
    errors: tuple[str, ...]
    faults: tuple[tuple[str, str], ...] = ()
    fit: str = ""


def start_worker(fonts: str, temporary: str) -> None:
    """Once in each worker, before WeasyPrint is imported; `fonts` is the folder of the shipped .woff2 files, and whatever is
    written in `temporary` is somebody else's to remove: a worker may be killed. A fault here is told by the first job."""
    _limit("RLIMIT_AS", MEMORY_BYTES)
    try:
        _only_these_fonts(fonts, temporary)
    except OSError as error:
        _UNFIT.append(f"{type(error).__name__}: {error}")


_UNFIT: list[str] = []


def _only_these_fonts(fonts: str, temporary: str) -> None:
    tempfile.tempdir = temporary
    folder = Path(tempfile.mkdtemp(prefix="fonts-"))
    with TTFont(next(iter(sorted(Path(fonts).glob("*-latin-400-normal.woff2"))))) as font:
        font.flavor = None
        for record in font["name"].names:
            if record.nameID in (1, 4, 6, 16):
                record.string = "Fallback"
        font.save(folder / "fallback.ttf")
    config = folder / "fonts.conf"
    config.write_text(_FONTCONFIG.format(folder), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(config)


def _limit(what: str, most: int) -> None:
    """Lower one of the process's own limits, where the system knows them (Windows does not)."""
    try:
        import resource
    except ImportError:
        return
    kind = getattr(resource, what)
    _, hard = resource.getrlimit(kind)
    resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


class _Log(logging.Handler):
    """Keeps WeasyPrint's error lines: it drops a picture or a description with no more than that."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def typeset(job: Job) -> Typeset:
    """Set the job in the first of its fits that needs no more than its sides and cuts no heading off; else in the last."""
    if _UNFIT:
        return Typeset(b"", 0, tuple(_UNFIT))
    _limit("RLIMIT_CPU", int(time.process_time()) + job.seconds)
    logger, log = logging.getLogger("weasyprint"), _Log()
    logger.addHandler(log)
    tries: list[Typeset] = []
    too_long = ""
    try:
        for fit in job.fits:
            # Sections that are kept whole never need less room.
            if too_long and fit.startswith(too_long):
                continue
            log.lines.clear()
            tries.append(_set(job, fit, log.lines))
            if tries[-1].data and not any(rule == LAYOUT for rule, _ in tries[-1].faults):
                return tries[-1]
            too_long = fit if tries[-1].pages > job.sides else ""
        # A layout that failed is no answer where another one only needed more sides.
        return next((attempt for attempt in reversed(tries) if attempt.pages), tries[-1])
    finally:
        logger.removeHandler(log)


def _set(job: Job, fit: str, errors: Sequence[str]) -> Typeset:
    """One layout; a PDF only where it has no more than its sides."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    text = job.html.replace('"{fit}"', f'"{fit}"', 1)
    try:
        html = HTML(string=text, base_url=job.base_url, url_fetcher=fetcher(job.roots))
        fit_for_print(html.etree_element)
        document = html.render(font_config=FontConfiguration(), pdf_variant="pdf/ua-1")
        if len(document.pages) > job.sides:
            return Typeset(b"", len(document.pages), tuple(errors))
        data = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=job.identifier.encode())
        return Typeset(data, len(document.pages), tuple(errors), tuple(unsound(data, text, job.codes)), fit)
    except (FatalURLFetchingError, Exception) as error:  # noqa: BLE001 - whatever it is, it is a finding that names the briefing
        return Typeset(b"", 0, (f"{type(error).__name__}: {error}",))


def fetcher(roots: Mapping[str, str]) -> Any:
    """A fetcher that reads `data:`, files that are roots and files below them; anything else ends the job."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            for address, folder in roots.items():
                if url.startswith(address):
                    root = Path(folder).resolve()
                    path = (root / unquote(url.removeprefix(address)).lstrip("/")).resolve()
                    if path.is_relative_to(root) and path.is_file():
                        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix.lower()]})
            raise FatalURLFetchingError(f"{url} is not among the files that may be printed")

    return Fetcher(allowed_protocols=("data",))
