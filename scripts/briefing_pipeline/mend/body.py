"""Spots in the text: headings that unmistakably mean a section, and spaces at the ends of lines that say nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from ..load.front_matter import legible
from ..markdown import read_body
from ..model import Body
from ..write import FENCES
from .known import Known, folded, unmistakable
from .spots import Spot, header_of, lines

_HEADING = re.compile(r"(?P<signs>#{1,2})(?P<gap>[ \t]*)(?P<words>[^#\s].*?)[ \t]*#*[ \t]*")
_NUMBER = re.compile(r"\d[.):]?\s+")
# Labels are sentences: the same slip weighs less in them than in an id.
ALIKE = 0.85


def headings(text: str, known: Known) -> Iterator[Spot]:
    """Headings with a slip of the pen, a number, one # or no space, where the section that they mean is not there."""
    header = header_of(text)
    front = legible(header) if header.data else None
    parts = FENCES.match(text)
    if not front or not parts:
        return
    labels = known.sections.get(front.kind, [])
    seen = [section.heading for section in _body(text).sections]
    for start, line in lines(text, parts.end()):
        match = _HEADING.fullmatch(line)
        if not match or (match["signs"] == "##" and match["gap"] and match["words"] in labels):
            continue
        missing = {label: label for label in labels if label not in seen}
        label = _label(_NUMBER.sub("", match["words"], count=1), missing, sure=match["signs"] == "##" and bool(match["gap"]))
        if label:
            seen.append(label)
            what = f'a heading is "## {label}", no longer "{line.strip()}"'
            yield Spot(start, start + len(line), f"## {label}", what, _has(label))


def _label(words: str, missing: dict[str, str], *, sure: bool) -> str | None:
    """The missing section that a heading means; where it is not `sure` that it is one, only by its very words."""
    if sure:
        return unmistakable(words, missing, ALIKE)
    return next((label for label in missing if folded(label) == folded(words)), None)


def _has(label: str) -> Callable[[str, str], bool]:
    """Holds where the section is there afterwards, once, and the front matter is untouched."""
    return lambda before, after: [section.heading for section in _body(after).sections].count(label) == 1


def spaces(text: str, _: Known) -> Iterator[Spot]:
    """Spaces and tabs at the ends of lines, but for those that break a line: nothing that is read may change."""
    parts = FENCES.match(text)
    if parts:
        what, fence = "spaces at the ends of lines are gone", parts.end()
        if (header := _bare(text[:fence], may_break=False)) != text[:fence]:
            yield Spot(0, fence, header, what, _reads_the_same)
        if (body := _bare(text[fence:], may_break=True)) != text[fence:]:
            yield Spot(fence, len(text), body, what, _reads_the_same)


def _bare(text: str, *, may_break: bool) -> str:
    rows = text.splitlines(keepends=True)
    return "".join(_bare_line(row, after if may_break else "") for row, after in pairwise([*rows, ""]))


def _bare_line(row: str, after: str) -> str:
    """The line without blanks at its end, but for two or more below which the paragraph goes on."""
    line = row.rstrip("\r\n")
    kept = line.rstrip(" \t")
    breaks = kept and after.strip() and line.endswith("  ")
    return row if breaks else kept + row[len(line) :]


def _reads_the_same(before: str, after: str) -> bool:
    old, new = header_of(before), header_of(after)
    return old.data == new.data and old.faults == new.faults and _read(before) == _read(after)


def _read(text: str) -> tuple[Body, object]:
    header = header_of(text)
    return read_body(header.body, header.body_line, {})


def _body(text: str) -> Body:
    return _read(text)[0]
