"""How tightly a briefing is set: guessed from the lines that it will have, so that one layout is mostly enough."""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..fonts import rows_in

# From roomy to tight; the text stays at 10.5 pt throughout. Each is tried with sections split between paragraphs, then whole.
FITS = ("roomy lines-3", "roomy lines-2", "tight lines-2", "tight lines-1", "tight lines-0")
WHOLE = " whole"
# Two sides, in mm, without what is mostly lost at the foot of the first. With the sample house none is set tighter than it must
# be, and most are set once: a guess that is wrong costs another layout, and no more.
_ROOM = {"roomy": 540.0, "tight": 524.5}

_MM = 25.4 / 72
_PAGE, _COLUMN, _FRAME, _CODE = 178.0, 146.0, 170.0, 154.0
_INDENT = 4.5
_TEXT, _HEADING, _NUMBER, _FRAME_NUMBER, _SUMMARY, _SMALL = 10.5, 11.5, 27.0, 22.0, 12.5, 9.0
_BLOCK = re.compile(r"<(p|li|h3|tr|img)\b([^>]*)>(.*?)(?=<(?:p|li|h3|tr|img)\b|$)", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)
_SECTION = re.compile(r'<section class="s( s-last)?(?: rows-(\d+))?"[^>]*>(.*?)</section>', re.DOTALL)


@dataclass(frozen=True)
class _Style:
    """A style of overrides/print/page.typ, in mm: a line, what stands between two, and so on; the title's size is in points."""

    line: float
    gap: float
    step: float
    around: float
    title: float
    picture: float

    @property
    def between(self) -> float:
        return self.line - _TEXT * _MM


_STYLES = {"roomy": _Style(4.89, 1.6, 0.9, 3.0, 24.0, 62.0), "tight": _Style(4.7, 1.1, 0.5, 2.0, 22.0, 50.0)}
_TO_WRITE = {"lines-3": 22.0, "lines-2": 15.0, "lines-1": 8.0, "lines-0": 0.0}


def fits_for(html: str, looks: Path) -> tuple[str, ...]:
    """The fits to try for a filled frame, the likeliest first: those that are roomier will hardly do."""
    guess = _Guess(html, looks)
    first = next((index for index, fit in enumerate(FITS) if guess.height(fit) <= _ROOM[fit.split()[0]]), len(FITS) - 1)
    return tuple(name for fit in FITS[first:] for name in (fit, fit + WHOLE))


@dataclass(frozen=True)
class _Guess:
    html: str
    looks: Path

    def height(self, fit: str) -> float:
        """About how many mm the two sides need, one under the other."""
        room, lines = fit.split()
        style = _STYLES[room]
        return (
            self._head(style)
            + sum(self._section(match, style, _TO_WRITE[lines]) for match in _SECTION.finditer(self.html))
            + self._foot(style)
        )

    def _rows(self, text: str, wide: float, size: float, *, bold: bool = False) -> int:
        return rows_in(_plain(text), wide / _MM / size, self.looks, bold=bold)

    def _head(self, style: _Style) -> float:
        title = self._rows(_inside(self.html, "<h1"), _PAGE, style.title, bold=True) * style.title * 1.1
        summary = self._rows(_inside(self.html, '<p class="summary"'), _COLUMN, _SUMMARY) * _SUMMARY * 1.3
        note = self._rows(_inside(self.html, '<p class="note"'), _COLUMN, _SMALL) * _SMALL * 1.3
        above = 6.0 + 1.45 * _TEXT * _MM
        return above + (title + summary + note) * _MM + 4.4 + 2 * (style.gap + style.between)

    def _section(self, match: re.Match[str], style: _Style, to_write: float) -> float:
        last, rows, html = match.groups()
        wide = _FRAME if last else _COLUMN
        words = html.partition("</h2>")[2]
        inside = sum(self._block(match, style, wide) for match in _BLOCK.finditer(words))
        if last:
            return 6.2 + _FRAME_NUMBER * _MM + inside + words.count("<li") * to_write + 8.5
        heading = (_NUMBER + int(rows or 1) * _HEADING * 1.15) * _MM
        return max(heading, inside - style.gap - style.between) + style.around + style.gap + style.between

    def _block(self, match: re.Match[str], style: _Style, wide: float) -> float:
        tag, attributes, text = match.groups()
        if tag == "img":
            return _high(attributes, style.picture) + style.gap + style.between
        if tag == "tr":
            cells = _CELL.findall(text)
            rows = max((self._rows(cell, wide / len(cells) - 2, _TEXT) for cell in cells), default=0)
            return rows * _TEXT * 1.25 * _MM + 1.6 - 0.25 * _TEXT * _MM
        if not _plain(text):
            return 0.0
        rows = self._rows(text, wide - (_INDENT if tag == "li" else 0), _TEXT)
        return rows * style.line + (style.step if tag == "li" else style.gap)

    def _foot(self, style: _Style) -> float:
        parts = list(_paragraphs(self.html.rpartition("<footer")[2]))
        return 3 + style.gap + style.between + sum(self._rows(part, _CODE, _SMALL) * _SMALL * 1.3 * _MM for part in parts)


def _paragraphs(html: str) -> Iterator[str]:
    for paragraph in re.findall(r"<p\b[^>]*>(.*?)</p>", html, re.DOTALL):
        yield from paragraph.split("<br>")


def _inside(html: str, start: str) -> str:
    """What stands in the first element that begins so."""
    return html.partition(start)[2].partition(">")[2].partition("</h1>" if start == "<h1" else "</p>")[0]


def _plain(text: str) -> str:
    return entities.unescape(re.sub(r"<[^>]*>", "", text)).strip()


def _high(attributes: str, highest: float) -> float:
    """How high a picture is printed: as wide as it is, or as the column, and no higher than it may be."""
    size = dict(re.findall(r'(width|height)="(\d+)"', attributes))
    if len(size) < 2:
        return highest
    wide, high = int(size["width"]), int(size["height"])
    return min(highest, min(_COLUMN, wide * 25.4 / 96) * high / max(1, wide))
