"""How wide the columns of a table are, measured by the fonts' widths, in sizes of the type."""

from __future__ import annotations

from itertools import zip_longest
from pathlib import Path
from typing import Any

from ..fonts import wide

# What stands between two columns, as words.typ sets it.
_GAP = 0.9
# A column that is narrower than this cannot rely on hyphens: its words are broken between any two letters, each so wide at most.
_NARROW, _LETTER = 5.0, 0.62


def fit_columns(
    table: dict[str, Any], rows: list[list[dict[str, Any]]], texts: list[list[str]], room: float, looks: Path
) -> None:
    """Give a table its `columns`: shares of the room, or 0 for each where all of it fits as it is.

    Each column has its longest word, and a share of what is left. Where the words alone need more room than there is, the table
    is to `hyphenate`, and cells may say how many letters at `most` stand together in them.
    """
    columns = list(zip_longest(*rows))
    widths = [
        [_widths(cell, text, looks) for cell, text in zip(row, line, strict=True)] for row, line in zip(rows, texts, strict=True)
    ]
    measured = [[cell for cell in column if cell] for column in zip_longest(*widths)]
    whole = [_GAP + max(whole for whole, _ in column) for column in measured]
    least = [_GAP + max(word for _, word in column) for column in measured]
    table["columns"] = [0] * len(columns)
    if sum(whole) <= room:
        return
    if sum(least) > room:
        table["hyphenate"] = True
        most = _widest(least, room)
        for column, word in zip(columns, least, strict=True):
            if word > most and most - _GAP < _NARROW:
                for cell in filter(None, column):
                    cell["most"] = max(1, int((most - _GAP) / _LETTER))
        least = [min(word, most) for word in least]
    spare = max(0.0, room - sum(least))
    wanted = [max(0.0, all_of_it - word) for word, all_of_it in zip(least, whole, strict=True)]
    table["columns"] = [word + spare * more / max(1.0, sum(wanted)) for word, more in zip(least, wanted, strict=True)]


def _widths(cell: dict[str, Any], text: str, looks: Path) -> tuple[float, float]:
    """How wide a cell's text is on one line, and its widest word."""
    # Words in a cell may be bold too.
    bold = cell["tag"] == "th" or any(isinstance(kid, dict) for kid in cell["kids"])
    return wide(text, looks, bold=bold), max((wide(word, looks, bold=bold) for word in text.split()), default=0.0)


def _widest(words: list[float], room: float) -> float:
    """The most that a column may be wide where all together have so much room: those that need less have what they need."""
    left, most = room, 0.0
    for at, word in enumerate(sorted(words)):
        most = left / (len(words) - at)
        if word > most:
            break
        left -= word
    return most
