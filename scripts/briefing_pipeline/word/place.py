"""Puts what stands in a Word file into the seven sections of a kind: by the wording of headings, and then by their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from ..terms import Kind
from .dialect import Block, Inline
from .headings import LONGEST, SURE, plain, section_of

# What stands before the headings of a file that numbers them.
NUMBER = r"\d{1,2}[.):]?"
# The level of a bold paragraph that stands where a heading would.
BOLD = 7


@dataclass
class Part:
    """A heading of the Word file, and what stands below it."""

    words: str
    level: int
    heading: Block | None
    blocks: list[Block] = field(default_factory=list)
    section: str = ""
    sure: float = 0.0
    how: str = ""


@dataclass(frozen=True)
class Placed:
    """What goes where: blocks by section, what found no place with its heading, and each heading that was recognised."""

    title: str
    sections: Mapping[str, list[Block]]
    rest: Sequence[Part]
    mapped: Sequence[Part]


def words_of_inlines(inlines: Sequence[Inline]) -> str:
    """The words of a heading."""
    parts: list[str] = []
    for item in inlines:
        content = item.get("c")
        if item["t"] == "Str":
            parts.append(str(content))
        elif item["t"] in ("Space", "SoftBreak", "LineBreak"):
            parts.append(" ")
        elif isinstance(content, list) and item["t"] not in ("Note", "Code", "Math"):
            inner = content[1] if item["t"] in ("Span", "Link", "Quoted", "Cite") else content
            parts.append(words_of_inlines(inner) if isinstance(inner, list) else "")
    return " ".join("".join(parts).split())


def headings_in(blocks: Sequence[Block], kinds: Mapping[Kind, Mapping[str, str]]) -> list[str]:
    """The words of all headings, as far as any kind has such a section."""
    found: list[str] = []
    for kind, labels in kinds.items():
        found += [part.words for part in _parts(_flat(blocks, kind, labels)) if part.heading]
    return list(dict.fromkeys(found))


def place(blocks: Sequence[Block], title: str, kind: Kind, labels: Mapping[str, str]) -> Placed:
    """Each part of the file in its section, or among what is to be sorted."""
    parts = _parts(_flat(blocks, kind, labels))
    title = _title(parts, title, kind, labels)
    _match(parts, kind, labels)
    _match_by_order(parts, list(labels))
    sections: dict[str, list[Block]] = {}
    rest: list[Part] = []
    target: list[Block] | None = None
    level = _section_level(parts)
    for part in parts:
        if part.section:
            target = sections.setdefault(part.section, [])
            # Where a heading says more than its section's name, it stays as a heading in it.
            if part.heading and (target or part.sure < 1):
                target.append(_unnumbered(part.heading))
            target += part.blocks
        elif part.heading and target is not None and (part.level > level or part.level == BOLD):
            target += [part.heading, *part.blocks]
        elif part.heading or part.blocks:
            target = part.blocks
            rest.append(part)
    return Placed(title, sections, rest, [part for part in parts if part.section])


def _flat(blocks: Sequence[Block], kind: Kind, labels: Mapping[str, str]) -> list[Block]:
    """The blocks with headings where there are any: bold lines, single list items, cells of a table that only lays out."""
    flat: list[Block] = []
    for block in blocks:
        if block["t"] == "Div":
            flat += _flat(block["c"][1], kind, labels)
        elif block["t"] == "Table" and (cells := _laid_out(block, kind, labels)) is not None:
            caption = block["c"][1][1]
            flat += _flat([*caption, *cells], kind, labels)
        else:
            flat += _with_heading(block, kind, labels)
    return flat


def _with_heading(block: Block, kind: Kind, labels: Mapping[str, str]) -> Iterator[Block]:
    """A block, or the heading that it is or begins with."""
    if block["t"] == "OrderedList" and len(block["c"][1]) == 1 and len(block["c"][1][0]) == 1:
        inner = block["c"][1][0][0]
        if inner["t"] in ("Para", "Plain") and _is_section(inner["c"], kind, labels):
            block = inner
    inlines = block["c"] if block["t"] in ("Para", "Plain") else []
    words = words_of_inlines(inlines)
    bold = bool(inlines) and all(item["t"] in ("Strong", "Space", "LineBreak") for item in inlines)
    if words and _is_short(words) and (bold or section_of(words, kind, labels)[1] == 1):
        yield _heading(inlines)
    elif (
        inlines
        and inlines[0]["t"] == "Strong"
        and (rest := _after_run_in(inlines))
        and _is_section(inlines[0]["c"], kind, labels)
    ):
        yield _heading(inlines[0]["c"])
        yield {"t": "Para", "c": rest}
    else:
        yield block


def _heading(inlines: Sequence[Inline]) -> Block:
    bare = [one for item in inlines for one in (item["c"] if item["t"] == "Strong" else [item])]
    return {"t": "Header", "c": [BOLD, ["", [], []], bare]}


def _unnumbered(heading: Block) -> Block:
    """A heading without the number that it had among its like."""
    level, attributes, inlines = heading["c"]
    numbered = [one["t"] for one in inlines[:2]] == ["Str", "Space"] and re.fullmatch(NUMBER, inlines[0]["c"])
    return {**heading, "c": [level, attributes, inlines[2:]]} if numbered and inlines[2:] else heading


def _is_short(words: str) -> bool:
    return len(words.split()) <= LONGEST and words[-1] not in ".,;!"


def _is_section(inlines: Sequence[Inline], kind: Kind, labels: Mapping[str, str]) -> bool:
    return section_of(words_of_inlines(inlines), kind, labels)[1] >= SURE


def _after_run_in(inlines: Sequence[Inline]) -> list[Inline]:
    """What follows bold words that end in a colon, or before a line break."""
    rest = list(inlines[1:])
    ends = words_of_inlines(inlines[:1]).endswith((":", "?", "–", "-"))
    breaks = bool(rest) and rest[0]["t"] == "LineBreak"
    while rest and rest[0]["t"] in ("Space", "LineBreak"):
        rest.pop(0)
    return rest if ends or breaks else []


def _rows(block: Block) -> list[list[list[Block]]]:
    _, _, _, head, bodies, foot = block["c"]
    rows = [*head[1], *(row for body in bodies for part in (body[2], body[3]) for row in part), *foot[1]]
    return [[cell[4] for cell in cells] for _, cells in rows]


def _laid_out(block: Block, kind: Kind, labels: Mapping[str, str]) -> list[Block] | None:
    """The blocks of a table that is a frame for text, row by row; None for one that holds data."""
    rows = _rows(block)
    meant: set[str] = set()
    for row in rows:
        for at, cell in enumerate(row):
            if cell and cell[0]["t"] in ("Para", "Plain", "Header"):
                inlines = cell[0]["c"] if cell[0]["t"] != "Header" else cell[0]["c"][2]
                if _is_short(words_of_inlines(inlines) or ".") and _is_section(inlines, kind, labels):
                    meant.add(section_of(words_of_inlines(inlines), kind, labels)[0])
                    row[at] = [_heading(inlines), *cell[1:]]
    single = all(len([cell for cell in row if cell]) <= 1 for row in rows)
    if len(meant) < 2 and not single:
        return None
    return [one for cell in _in_reading_order(rows) for one in cell]


def _in_reading_order(rows: list[list[list[Block]]]) -> Iterator[list[Block]]:
    """Cell by cell; where a row holds only headings, each with the cell below it."""
    at = 0
    while at < len(rows):
        filled = [cell for cell in rows[at] if cell]
        only = len(filled) > 1 and all(len(cell) == 1 and cell[0]["t"] == "Header" for cell in filled)
        if only and at + 1 < len(rows) and len(rows[at + 1]) == len(rows[at]):
            for above, below in zip(rows[at], rows[at + 1], strict=True):
                yield above
                yield below
            at += 2
        else:
            yield from rows[at]
            at += 1


def _parts(blocks: Sequence[Block]) -> list[Part]:
    parts = [Part("", 0, None)]
    for block in blocks:
        if block["t"] == "Header" and (words := words_of_inlines(block["c"][2])):
            parts.append(Part(words, block["c"][0], block))
        else:
            parts[-1].blocks.append(block)
    return parts


def _title(parts: list[Part], title: str, kind: Kind, labels: Mapping[str, str]) -> str:
    """The title that is known; else the first heading, if nothing stands before it and it is no section's."""
    if len(parts) < 2 or parts[0].blocks or section_of(parts[1].words, kind, labels)[1] >= SURE:
        return title
    if title and plain(title) != plain(parts[1].words):
        return title
    first = parts.pop(1)
    parts[0].blocks += first.blocks
    return title or first.words


def _section_level(parts: Sequence[Part]) -> int:
    """The level on which most sections stand."""
    levels = Counter(part.level for part in parts if part.section and part.how == "wording")
    return (
        max(levels, key=lambda level: (levels[level], -level))
        if levels
        else min((part.level for part in parts if part.heading), default=0)
    )


def _match(parts: Sequence[Part], kind: Kind, labels: Mapping[str, str]) -> None:
    """By wording; deeper headings than those of most sections belong to the section in which they stand."""
    for part in parts:
        if part.heading:
            part.section, part.sure = section_of(part.words, kind, labels)
            part.section = part.section if part.sure >= SURE else ""
            part.how = "wording" if part.section else ""
    level = _section_level(parts)
    for part in parts:
        if part.level > level:
            part.section = part.how = ""


def _match_by_order(parts: Sequence[Part], order: list[str]) -> None:
    """Between two sections that are known: as many headings as sections are missing there are those sections."""
    level = _section_level(parts)
    heads = [part for part in parts if part.heading and part.level == level]
    known = [-1, *(at for at, part in enumerate(heads) if part.section), len(heads)]
    for before, after in pairwise(known):
        first = order.index(heads[before].section) + 1 if before >= 0 else 0
        last = order.index(heads[after].section) if after < len(heads) else len(order)
        missing = [section for section in order[first:last] if all(part.section != section for part in heads)]
        unknown = heads[before + 1 : after]
        if unknown and len(unknown) == len(missing):
            for part, section in zip(unknown, missing, strict=True):
                part.section, part.how = section, "order"


def inlines_of(meta: Mapping[str, Any], name: str) -> list[Inline]:
    """A line of the title page as pandoc gives it."""
    entry = meta.get(name, {})
    match entry.get("t"):
        case "MetaInlines":
            return list(entry["c"])
        case "MetaBlocks":
            return [one for block in entry["c"] for one in [*(block.get("c") or []), {"t": "Space"}] if isinstance(one, dict)]
        case "MetaList":
            return [one for item in entry["c"] for one in [*inlines_of({"x": item}, "x"), {"t": "Space"}]]
    return []
