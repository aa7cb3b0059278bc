"""The line that a finding is about, as it may be shown: a window of it, and where the words meant stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rich.cells import cell_len

from .findings import Fault, Finding
from .load.files import TEXT_BYTES, read_file
from .load.text import decode

WIDTH = 100
TAB = "    "
_IN_QUOTES = re.compile(r'"([^"]+)"')


@dataclass(frozen=True)
class Quote:
    """A line as it is shown, and the cells of a terminal at which the words meant begin and end; both 0 where unknown."""

    text: str
    start: int = 0
    end: int = 0


class Sources:
    """The lines of a house's files, each file read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._lines = lru_cache(maxsize=None)(self._read)

    def _read(self, path: str) -> list[str]:
        data, _ = read_file(self.root / path, TEXT_BYTES)
        return decode(data)[0].split("\n")

    def line(self, finding: Finding) -> str | None:
        """The line that the finding is about, None where it is about the file as a whole."""
        number = finding.fault.line
        lines = self._lines(finding.path) if number else []
        return lines[number - 1] if 0 < number <= len(lines) and lines[number - 1].strip() else None

    def quote(self, finding: Finding, width: int = WIDTH) -> Quote | None:
        """The line as it may be shown in `width` cells."""
        line = self.line(finding)
        return None if line is None else quote(line, span(line, finding.fault), width)


def span(line: str, fault: Fault) -> tuple[int, int] | None:
    """Where the words meant stand in a line: those that the fault names, else the first that its message quotes."""
    for words in (fault.words, *_IN_QUOTES.findall(fault.message)):
        if not words or "\n" in words:
            continue
        whole = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", line)
        at = whole.start() if whole else line.find(words)
        if at >= 0:
            return at, at + len(words)
    return None


def quote(line: str, meant: tuple[int, int] | None, width: int) -> Quote:
    """A line, or the part of a long one round what is meant, with nothing in it that steers or upsets a terminal."""
    start, end = meant or (0, 0)
    first, last = _window(line, start, width)
    before, after = "… " if first else "", " …" if last < len(line) else ""
    shown = f"{before}{visible(line[first:last])}{after}"
    if meant is None:
        return Quote(shown)
    begin = cell_len(before + visible(line[first:start]))
    return Quote(shown, begin, begin + max(1, cell_len(visible(line[start : min(end, last)]))))


def _window(line: str, start: int, width: int) -> tuple[int, int]:
    """The first and last character of the part that is shown: all, or what fits, a third of it before the words meant."""
    if cell_len(visible(line[: 2 * width])) <= width and len(line) <= 2 * width:
        return 0, len(line)
    first = max(0, start - width // 3)
    last, room = first, width
    while last < len(line) and (room := room - cell_len(visible(line[last]))) >= 0:
        last += 1
    return first, last


def visible(text: str) -> str:
    """Text with blanks for tabs, and a mark for whatever cannot be shown."""
    return "".join(TAB if sign == "\t" else sign if sign.isprintable() or sign == "\u00a0" else "\ufffd" for sign in text)
