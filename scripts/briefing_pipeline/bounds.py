"""What a text may hold before it is parsed: far more than a briefing needs, and little enough for any parser."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .findings import Fault

LINES_AT_MOST = 3_000
LINE_AT_MOST = 10_000
SIGNS_AT_MOST = 5_000
CELLS_AT_MOST = 100
DEPTH_AT_MOST = 10

_SIGN = re.compile(r"[\[\]<>*`_\\!&|]")
# Rows of dots, dashes, underscores and blanks are drawn to write on, or stand below the head of a table.
_RUN = re.compile(r"([^\w\s.=:|-])\1{20}|(_)\2{100}")
_BRACKET = re.compile(r"\\.|[\[\]]|\n[ \t]*\n", re.DOTALL)


def over_limits(text: str, first_line: int = 1) -> Iterator[Fault]:
    """A fault for each limit that `text` is over; `first_line` is the line of its file at which it begins."""
    lines = text.split("\n")
    if (count := sum(1 for line in lines if line.strip())) > LINES_AT_MOST:
        message = f"there are {count:,} lines of text, at most {LINES_AT_MOST:,} are read"
        yield Fault(first_line, "text-limits", message, "a briefing is two pages: shorten it")
    for number, line in enumerate(lines, first_line):
        if len(line) > LINE_AT_MOST:
            message = f"this line has {len(line):,} characters, at most {LINE_AT_MOST:,} are read"
            yield Fault(number, "text-limits", message, "break it into paragraphs, with an empty line between")
        elif line.count("|") > CELLS_AT_MOST:
            message = f"this line has {line.count('|'):,} signs |, at most {CELLS_AT_MOST} are read"
            yield Fault(number, "text-limits", message, "a table has at most 12 columns")
        elif match := _RUN.search(line):
            sign = match.group()[0]
            yield Fault(number, "text-limits", f'the sign "{sign}" stands more than 20 times in a row', "take them out")
    if (signs := len(_SIGN.findall(text))) > SIGNS_AT_MOST:
        message = f"there are {signs:,} Markdown signs ([ ] < > * _ ` \\ ! & |), at most {SIGNS_AT_MOST:,} are read"
        yield Fault(first_line, "text-limits", message, "a briefing needs a few hundred: take out what is not needed")
    yield from _brackets(text, first_line)


def _brackets(text: str, first_line: int) -> Iterator[Fault]:
    depth = 0
    for match in _BRACKET.finditer(text):
        depth = {"[": depth + 1, "]": max(0, depth - 1)}.get(match.group(), depth if match.group()[0] == "\\" else 0)
        if depth > DEPTH_AT_MOST:
            line = first_line + text.count("\n", 0, match.start())
            yield Fault(line, "nesting", f"more than {DEPTH_AT_MOST} square brackets are open", "close them, or take them out")
            return
