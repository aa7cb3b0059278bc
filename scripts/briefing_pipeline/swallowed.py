"""What a Markdown parser takes away, or leaves over, without a word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from .bounds import DEPTH_AT_MOST
from .characters import hidden
from .findings import Fault

# Markdown that was meant and did not come off: an unclosed link, bold that never ends, a link to a definition.
_LEFT = re.compile(r"\]\(|!\[|\]\[|(?<!\*)\*\*(?!\*)|~~|`|(?<![_\w])__(?=[^\W_])")
_DEFINITION = re.compile(r"^\[[^\]\n]+\]:", re.MULTILINE)
_DASHES = re.compile(r"^(?=[^|\n]*\|)(?=[^-\n]*-)[ |:-]+$", re.MULTILINE)
# What stands before a table in a list or a quotation.
_BEFORE_TABLE = re.compile(r"(?:[ \t>]|[-*+][ \t]|\d{1,9}[.)][ \t])*")
ROWS_AT_MOST = 200
COLUMNS_AT_MOST = 12


def too_deep(tokens: Sequence[Token], first_line: int) -> Iterator[Fault]:
    """Lists and quotations, and bold, italic and links inside a paragraph."""
    depth = 0
    for token in tokens:
        if token.type.startswith(("bullet_list", "ordered_list", "blockquote")):
            depth += token.nesting
        inner = 0
        for child in token.children or []:
            inner += child.nesting
            if inner > DEPTH_AT_MOST:
                break
        if (depth > DEPTH_AT_MOST and token.nesting == 1) or inner > DEPTH_AT_MOST:
            message = f"lists, quotations, bold or italic are nested more than {DEPTH_AT_MOST} deep"
            yield Fault(first_line + (token.map or [0])[0], "nesting", message, "two levels are plenty")
            return


def left_over(token: Token, line: int) -> Iterator[Fault]:
    """What a reader would see or miss because Markdown was not understood as it was meant."""
    for match in _DEFINITION.finditer(token.content):
        hint = "write the address in the link itself: [its words](https://…)"
        at = line + token.content.count("\n", 0, match.start())
        message = "a line that begins with [words]: is the address of a link, which no reader sees"
        yield Fault(at, "markdown-unsupported", message, hint)
    for match in _DASHES.finditer(token.content):
        at = line + token.content.count("\n", 0, match.start())
        message = "this table cannot be read: its head and the line of dashes below differ in cells"
        yield Fault(at, "table-ragged", message, "one --- for each cell of the head, with | between")
    for child in token.children or []:
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "text" and (left := _LEFT.search(child.content)):
            hint = "close it, or take it out; for the sign itself write \\ before it"
            yield Fault(line, "markdown-left", f'"{left.group()}" is left over: readers would see it', hint)
        for part in (child, *(child.children or [])):
            if part.type == "text_special" and (what := next(hidden(part.content), None)) is not None:
                yield Fault(line, "hidden-character", f'"{part.markup}" stands for {what[1]}', "take it out")


def joined(children: Sequence[Token]) -> list[Token]:
    """Escapes and entities as the text that they stand for, in one piece with the text around them."""
    pieces: list[Token] = []
    for child in children:
        if child.type == "text_special":
            child.type = "text"
        if child.children:
            child.children = joined(child.children)
        if child.type == "text" and pieces and pieces[-1].type == "text":
            pieces[-1].content += child.content
        else:
            pieces.append(child)
    return pieces


def table_faults(text: str, tokens: Sequence[Token], first_line: int) -> Iterator[Fault]:
    """GFM pads short rows and cuts long ones without a word; we say so."""
    lines = text.split("\n")
    for token in tokens:
        if token.type != "table_open" or not token.map:
            continue
        head, end = token.map
        want = _cells(lines[head])
        if end - head - 2 > ROWS_AT_MOST or want > COLUMNS_AT_MOST:
            message = f"this table has {end - head - 2} rows and {want} columns"
            yield Fault(first_line + head, "table-size", message, f"at most {ROWS_AT_MOST} rows and {COLUMNS_AT_MOST} columns")
        if end - head < 3:
            yield Fault(first_line + head, "table-ragged", "this table has a head and no rows", "add a row, or delete the table")
        for row in range(head, end):
            if row != head + 1 and (have := _cells(lines[row])) != want:
                message = f"this row has {have} cells, the head of the table has {want}"
                yield Fault(first_line + row, "table-ragged", message, "put a | between cells, and \\| for a | in a text")
        if any(not cell.strip() for cell in _split(lines[head])):
            yield Fault(first_line + head, "table-ragged", "a column of this table has no heading", "say what it holds")


def _split(row: str) -> list[str]:
    row = row[_BEFORE_TABLE.match(row).end() :]  # type: ignore[union-attr]
    return re.split(r"(?<!\\)\|", row.strip().removeprefix("|").removesuffix("|"))


def _cells(row: str) -> int:
    return len(_split(row))
