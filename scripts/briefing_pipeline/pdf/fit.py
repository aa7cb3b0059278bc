"""How tightly a briefing is set: guessed from its length, so that one layout is mostly enough."""

from __future__ import annotations

import html as entities
import re
from math import ceil

from ..model import Picture, Section

# From roomy to tight; the text stays at 10.5 pt throughout. Each is tried with sections split between paragraphs, then whole.
FITS = ("roomy lines-3", "roomy lines-2", "tight lines-2", "tight lines-1", "tight lines-0")
WHOLE = " whole"

# In mm: a line, what stands below a block and an entry, what stands above and below a section, a picture, and lines to write on.
_LINES = {"roomy": (4.89, 1.6, 0.9, 3.0, 62.0), "tight": (4.7, 1.1, 0.5, 2.0, 50.0)}
_TO_WRITE = {"lines-3": 22.0, "lines-2": 15.0, "lines-1": 8.0, "lines-0": 0.0}
_LETTERS_A_LINE = 84
_LEAST_SECTION = 18.0
_WIDTH, _PIXEL = 146.0, 25.4 / 96
# The head, the foot, and the frame of the last section without its questions.
_HEAD, _FOOT, _FRAME = 56.0, 26.0, 26.0
# Two sides, as guessed heights go: with the sample house none is set tighter than it must be, and half are set once.
_ROOM = {"roomy": 560.0, "tight": 549.0}
_BLOCK = re.compile(r"<(p|li|h3|tr|img)\b([^>]*)>(.*?)(?=<(?:p|li|h3|tr|img)\b|$)", re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)


def fits_for(sections: tuple[Section, ...], pictures: tuple[Picture, ...] = ()) -> tuple[str, ...]:
    """The fits to try, the likeliest first: those that are roomier will hardly do."""
    first = next(
        (index for index, fit in enumerate(FITS) if height(sections, fit, pictures) <= _ROOM[fit.split()[0]]), len(FITS) - 1
    )
    return tuple(name for fit in FITS[first:] for name in (fit, fit + WHOLE))


def height(sections: tuple[Section, ...], fit: str, pictures: tuple[Picture, ...] = ()) -> float:
    """About how many mm a briefing needs in a fit, one side under the other."""
    room, lines = fit.split()
    line, below, below_entry, around, highest = _LINES[room]
    sizes = {picture.name: _high(picture, highest) for picture in pictures}
    whole = _HEAD + _FOOT + _FRAME
    for number, section in enumerate(sections, 1):
        inside, last = 0.0, number == len(sections)
        for tag, attributes, text in _BLOCK.findall(section.html):
            if tag == "img":
                inside += next((size for name, size in sizes.items() if name in attributes), highest) + below
            elif tag == "tr":
                inside += _rows(text) * line + below_entry + 1.6
            else:
                inside += ceil(len(_plain(text)) / _LETTERS_A_LINE) * line
                inside += (below_entry if tag == "li" else below) + (_TO_WRITE[lines] if last and tag == "li" else 0)
        whole += inside + around if last else max(_LEAST_SECTION, inside + around + below)
    return whole


def _plain(text: str) -> str:
    return entities.unescape(re.sub(r"<[^>]*>", "", text)).strip()


def _rows(row: str) -> int:
    """The lines of a row of a table, as if its columns were equally wide."""
    cells = [len(_plain(cell)) for cell in _CELL.findall(row)] or [0]
    return max(1, *(ceil(cell * len(cells) / _LETTERS_A_LINE) for cell in cells))


def _high(picture: Picture, highest: float) -> float:
    """How high a picture is printed: as wide as it is, or as the column, and no higher than it may be."""
    wide = min(_WIDTH, picture.width * _PIXEL)
    return min(highest, wide * picture.height / max(1, picture.width))
