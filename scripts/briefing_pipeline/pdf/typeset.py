"""HTML to PDF, in a worker process: the only module that knows WeasyPrint."""

from __future__ import annotations

import atexit
import logging
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from fontTools.ttLib import TTFont

# No system fonts: what the shipped ones cannot print is a finding, and PDFs do not differ between machines. One font is
# known to fontconfig, under a name of its own: with none at all Pango ends the process.
_FONTCONFIG = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{0}</dir><cachedir>{0}/cache</cachedir></fontconfig>"""


# Not the machine's own table of types: it differs from one to the next.
_TYPES = {".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml", ".png": "image/png"}
_TYPES |= {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


@dataclass(frozen=True)
class Job:
    """What a worker needs: `{fit}` stands in the HTML where one of `fits` goes; `roots` maps addresses to folders."""

    slug: str
    html: str
    base_url: str
    roots: Mapping[str, str]
    fits: Sequence[str]
    sides: int
    identifier: str


@dataclass(frozen=True)
class Typeset:
    """A PDF, its number of pages, and the errors that WeasyPrint logged."""

    data: bytes
    pages: int
    errors: tuple[str, ...]


def start_worker(fonts: str) -> None:
    """Once in each worker, before WeasyPrint is imported; `fonts` is the folder of the shipped .woff2 files."""
    folder = tempfile.TemporaryDirectory(prefix="briefings-fonts-")
    atexit.register(folder.cleanup)
    with TTFont(next(iter(sorted(Path(fonts).glob("*-latin-400-normal.woff2"))))) as font:
        font.flavor = None
        for record in font["name"].names:
            if record.nameID in (1, 4, 6, 16):
                record.string = "Fallback"
        font.save(Path(folder.name, "fallback.ttf"))
    config = Path(folder.name, "fonts.conf")
    config.write_text(_FONTCONFIG.format(folder.name), encoding="utf-8")
    os.environ["FONTCONFIG_FILE"] = str(config)


class _Log(logging.Handler):
    """Keeps WeasyPrint's error lines: it drops a picture or a description with no more than that."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


def typeset(job: Job) -> Typeset:
    """Set the job in the first of its fits that needs no more than its sides; else in the last."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    logger, log = logging.getLogger("weasyprint"), _Log()
    logger.addHandler(log)
    tries: list[Typeset] = []
    try:
        for fit in job.fits:
            log.lines.clear()
            try:
                html = HTML(string=job.html.replace("{fit}", fit), base_url=job.base_url, url_fetcher=fetcher(job.roots))
                document = html.render(font_config=FontConfiguration(), pdf_variant="pdf/ua-1")
                if len(document.pages) <= job.sides:
                    data = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=job.identifier.encode())
                    return Typeset(data, len(document.pages), tuple(log.lines))
                tries.append(Typeset(b"", len(document.pages), tuple(log.lines)))
            except (FatalURLFetchingError, Exception) as error:  # noqa: BLE001 - whatever it is, it is a finding that names the briefing
                tries.append(Typeset(b"", 0, (f"{type(error).__name__}: {error}",)))
        # A layout that failed is no answer where another one only needed more sides.
        return next((attempt for attempt in reversed(tries) if attempt.pages), tries[-1])
    finally:
        logger.removeHandler(log)


def fetcher(roots: Mapping[str, str]) -> Any:
    """A fetcher that reads `data:` and files below the roots; anything else ends the job."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: object = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            for address, folder in roots.items():
                if url.startswith(address):
                    root = Path(folder).resolve()
                    path = (root / unquote(url.removeprefix(address))).resolve()
                    if path.is_relative_to(root) and path.is_file():
                        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix.lower()]})
            raise FatalURLFetchingError(f"{url} is not among the files that may be printed")

    return Fetcher(allowed_protocols=("data",))
