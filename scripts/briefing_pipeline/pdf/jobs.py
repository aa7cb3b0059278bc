"""A release to jobs: the frames of overrides/print/ filled, and what each PDF may read and must show."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import segno

from ..colours import on_paper
from ..fonts import emoji_fonts, rows_of
from ..gate import Notice, Place, Shown
from ..looks import Frames
from ..packs import Pack
from ..shown import audience, numbered
from ..terms import LARGE, SIDES_AT_MOST, TEAM
from .typeset import Job

PACKS = "packs/"
# As many as it takes, and an end for what never ends.
ANY_SIDES = 200
# A pack is laid out as one: so many seconds for each of its briefings, and for what stands around them.
_SECONDS_A_BRIEFING, _SECONDS_AROUND = 20, 60
_ADDRESS = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")([^"]*)"')


class Printer:
    """Makes jobs; `docs` holds the pictures of the briefings."""

    def __init__(self, place: Place, docs: Path, looks: Path, frames: Frames) -> None:
        self.place, self.docs, self.looks, self.frames = place, docs, looks, frames
        self.site = place.settings.site_url

    def briefing(self, briefing: Shown) -> list[Job]:
        """A briefing's set: the briefing itself, large print, and the team sheet."""
        values = self._values(briefing)
        jobs = [
            self._job(briefing.slug, "briefing", values, [briefing], (), SIDES_AT_MOST),
            self._job(briefing.slug + LARGE, "large", values, [briefing], ("large",), ANY_SIDES),
        ]
        # A team sheet asks what the last of the seven sections asks: only a draft has fewer.
        if len(briefing.sections) == 7:
            jobs.append(self._job(briefing.slug + TEAM, "team", values, [briefing], ("roomy", "tight"), SIDES_AT_MOST))
        return jobs

    def notice(self, notice: Notice, instead: dict[str, Any] | None) -> Job:
        """One side that says that the briefing is withdrawn, at the address where its PDF was, and what to read `instead`."""
        page = f"{self.site}{notice.slug}/"
        values = {"notice": notice, "instead": instead, "page": page, "qr": qr_code(page)}
        return self._job(notice.slug, "withdrawn", values, [], ("roomy",), 1)

    def pack(self, pack: Pack, fits: Mapping[str, str], usual: bool) -> Job:
        """A pack as one document, each briefing set as tightly as it is by itself; only the usual ones are on the site."""
        inside = [
            self._values(briefing, inside=True)
            | {"fit": fits[briefing.slug], "new": pack.is_new(briefing), "changes": pack.changes(briefing)}
            for briefing in pack.briefings
        ]
        page = f"{self.site}{PACKS}{pack.name}.pdf" if usual else self.site
        values = {"pack": pack, "inside": inside, "page": page, "qr": qr_code(page)}
        seconds = _SECONDS_AROUND + _SECONDS_A_BRIEFING * len(inside)
        codes = [page, *(f"{self.site}{briefing.slug}/" for briefing in pack.briefings)]
        return self._job(PACKS + pack.name, "pack", values, pack.briefings, ("roomy",), ANY_SIDES * 10, seconds, codes)

    def _values(self, briefing: Shown, inside: bool = False) -> dict[str, Any]:
        """What a frame is told of a briefing; `inside` a pack its addresses and anchors are made to be the only ones."""
        page = f"{self.site}{briefing.slug}/"
        public = briefing.public()
        sections = [section | {"rows": rows_of(section["label"], self.looks)} for section in numbered(briefing)]
        if inside:
            for section in sections:
                section["id"] = f"{briefing.slug}.{section['id']}"
                section["html"] = _moved(section["html"], page, briefing.slug)
        return {
            "b": public,
            "edition": briefing.edition,
            "sections": sections,
            "own_themes": [self.place.themes[slug] for slug in public["themes"]],
            "audience": audience(briefing, self.place),
            "overdue": self.place.is_overdue(briefing),
            "page": page,
            "qr": qr_code(page),
        }

    def _job(
        self,
        name: str,
        frame: str,
        values: dict[str, Any],
        briefings: Iterable[Shown],
        fits: tuple[str, ...],
        sides: int,
        seconds: int = 60,
        codes: Iterable[str] = (),
    ) -> Job:
        """The job for a filled frame: the emoji fonts that it needs, and the pictures that it may show."""
        page = values["page"]
        settings = self.place.settings
        brand = on_paper(settings.extra.colours)
        html = self.frames.fill(f"print/{frame}.html", settings=settings, brand=brand, paper=True, **values)
        shown = list(briefings)
        emoji = tuple(self.looks / font for font in emoji_fonts(html + drawings(shown), self.looks))
        pictures = {
            f"{self.site}{briefing.slug}/{picture.name}": self.docs / briefing.slug / picture.name
            for briefing in shown
            for picture in briefing.pictures
        }
        slug = name if frame == "pack" else values["page"].removeprefix(self.site).strip("/")
        # What leads to the page leads out of the PDF, even with a #.
        address = urljoin(page, f"{name.split('/')[-1]}.pdf")
        return Job(slug, html, address, self.looks, fits, sides, seconds, name, tuple(codes) or (page,), pictures, emoji)


def _moved(html: str, page: str, slug: str) -> str:
    """The HTML of a section as it stands in a pack: addresses in full, anchors with the briefing's name."""

    def full(match: re.Match[str]) -> str:
        address = match[2]
        moved = f"#{slug}.{address[1:]}" if address.startswith("#") else urljoin(page, address)
        return f'{match[1]}{moved}"'

    return _ADDRESS.sub(full, html)


def drawings(briefings: Iterable[Shown]) -> str:
    """The drawings that briefings show, whose words are printed too."""
    pictures = (picture for briefing in briefings for picture in briefing.pictures if picture.name.lower().endswith(".svg"))
    return "".join(picture.data.decode("utf-8", "replace") for picture in pictures)


def qr_code(address: str) -> str:
    """The address as a QR code: a PNG in a data URI, one pixel a module, without its quiet zone."""
    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="png", scale=1, border=0)
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()
