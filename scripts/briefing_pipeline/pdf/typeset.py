"""HTML to PDF, in a worker process: the only module that knows WeasyPrint."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

# No system fonts: what the shipped fonts cannot print is a finding, and PDFs do not differ between machines.
_FONTCONFIG = '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>{}</cachedir></fontconfig>'


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


def start_worker() -> None:
    """Once in each worker, before WeasyPrint is imported."""
    folder = tempfile.mkdtemp(prefix="briefings-fonts-")
    config = Path(folder, "fonts.conf")
    config.write_text(_FONTCONFIG.format(folder), encoding="utf-8")
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

    logger, log = logging.getLogger("weasyprint"), _Log()
    logger.addHandler(log)
    try:
        for fit in job.fits:
            log.lines.clear()
            fonts = FontConfiguration()
            document: Any = HTML(string=job.html.replace("{fit}", fit), base_url=job.base_url, url_fetcher=fetcher(job.roots)).render(
                font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=job.identifier.encode(), pdf_tags=True
            )
            if len(document.pages) <= job.sides:
                break
        data: bytes = document.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=job.identifier.encode())
        return Typeset(data, len(document.pages), tuple(log.lines))
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
                        return URLFetcherResponse(url, path.read_bytes())
            raise FatalURLFetchingError(f"{url} is not among the files that may be printed")

    return Fetcher(allowed_protocols=("data",))
