"""Writes pandoc's blocks in the Markdown that the press reads: what it does not have becomes plain words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast
from urllib.parse import quote

from ..addresses import address_faults
from ..guidance import placeholder
from ..model import Link
from ..swallowed import COLUMNS_AT_MOST
from .pictures import Made
from .signs import LINE_AT_MOST, disarmed, escaped, escaped_lines, seen, wrapped
from .unfold import TOKEN

Block = dict[str, Any]
Inline = dict[str, Any]
_PLAIN = ("Underline", "SmallCaps", "Superscript", "Subscript")
MERGED = placeholder("this table had merged cells, and was taken apart: look at it, and delete this line")
_STRUCK = "[To write: keep or delete what was struck through in Word:"


@dataclass(frozen=True)
class Piece:
    """Words of one look: `mark` is "", "*" or "**", `href` an address or ""; what is `ours` is Markdown already."""

    text: str
    mark: str = ""
    href: str = ""
    ours: bool = False


@dataclass
class Writer:
    """Writes blocks, and gathers notes and what is worth telling."""

    pictures: Sequence[Made]
    notes: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    used: dict[str, bytes] = field(default_factory=dict)

    def blocks(self, blocks: Sequence[Block]) -> str:
        return "\n\n".join(self._several(blocks))

    def _several(self, blocks: Sequence[Block]) -> list[str]:
        written: list[str] = []
        before = ""
        other = False
        for block in blocks:
            kind = block["t"]
            # Two lists in a row would run into one: the second has other signs.
            other = kind.endswith("List") and kind == before and not other
            written += [text for text in self._block(block, other=other) if text.strip()]
            before = kind
        return written

    def _block(self, block: Block, *, other: bool) -> Iterator[str]:
        content: Any = block.get("c")
        match block["t"], content:
            case (("Para" | "Plain"), inlines):
                yield wrapped(self.line(inlines))
            case "Header", [_, _, inlines]:
                words = self.line(inlines).replace("\\\n", " ").replace("#", "\\#")
                yield f"### {words}" if words.strip() else ""
            case "BulletList", items:
                yield self._list(items, lambda _: "* " if other else "- ")
            case "OrderedList", [[first, _, _], items]:
                yield self._list(items, lambda at: f"{max(first, 0) + at}{')' if other else '.'} ")
            case "BlockQuote", inner:
                yield "\n".join(f"> {line}".rstrip() for line in self.blocks(inner).split("\n"))
            case "Table", _:
                yield from self._table(block)
            case "Div", [_, inner]:
                yield from self._several(inner)
            case "Figure", [_, [_, caption], inner]:
                yield from self._several([*inner, *caption])
            case "DefinitionList", items:
                for term, meanings in items:
                    yield from self._several(
                        [{"t": "Para", "c": [{"t": "Strong", "c": term}]}, *(one for each in meanings for one in each)]
                    )
            case "LineBlock", lines:
                yield "\\\n".join(self.line(line) for line in lines)
            case ("CodeBlock", [_, text]) | ("RawBlock", [_, text]):
                yield "\n\n".join(escaped_lines(escaped(line)) for line in text.split("\n"))

    def _list(self, items: Sequence[Sequence[Block]], marker: Callable[[int], str]) -> str:
        entries: list[str] = []
        parts = [self._several(item) for item in items]
        tight = all(len(one) <= 1 or (len(one) == 2 and re.match(r"(?:[-*]|1[.)]) ", one[1])) for one in parts)
        for one in parts:
            if one:
                sign = marker(len(entries))
                text = ("\n" if tight else "\n\n").join(one)
                entries.append(sign + text.replace("\n", "\n" + " " * len(sign)))
        text = ("\n" if tight else "\n\n").join(entries)
        return re.sub(r"(?m)^[ ]+$", "", text)

    def _table(self, block: Block) -> Iterator[str]:
        _, [_, caption], _, head, bodies, foot = block["c"]
        yield from self._several(caption)
        rows = [*head[1], *(row for body in bodies for part in (body[2], body[3]) for row in part), *foot[1]]
        grid, merged = self._grid(rows, len(head[1]) or 1)
        if not any(any(row) for row in grid):
            return
        width = max(map(len, grid))
        lines = [f"| {' | '.join([*row, *([''] * (width - len(row)))])} |" for row in grid]
        if width > COLUMNS_AT_MOST or max(map(len, lines)) > LINE_AT_MOST:
            self.told.append("a table was too wide, and became a list")
            yield "\n".join(wrapped(f"- {'; '.join(filter(None, row))}", "\n  ") for row in grid if any(row))
        else:
            yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
        if merged:
            self.told.append("a table had merged cells, and was taken apart")
            yield MERGED

    def _grid(self, rows: Sequence[Any], heads: int) -> tuple[list[list[str]], bool]:
        """Each row's cells as single lines: one that reached over several is repeated downwards, and in the head sideways."""
        grid: list[dict[int, str]] = [{} for _ in rows]
        merged = False
        for number, (_, cells) in enumerate(rows):
            column = 0
            for _, _, down, across, blocks in cells:
                while column in grid[number]:
                    column += 1
                text = self._cell(blocks).replace("|", "\\|")
                merged = merged or ((down > 1 or across > 1) and bool(text))
                for row in range(number, min(number + down, len(rows))):
                    for at in range(across):
                        grid[row][column + at] = text if at == 0 or number < heads else ""
                column += across
        width = max((max(row, default=-1) + 1 for row in grid), default=0)
        return [[row.get(at, "") for at in range(width)] for row in grid], merged

    def _cell(self, blocks: Sequence[Block]) -> str:
        """What stands in a cell, on one line."""
        parts: list[str] = []
        for block in blocks:
            content: Any = block.get("c")
            match block["t"], content:
                case (("Para" | "Plain"), inlines):
                    parts.append(self.line(inlines).replace("\\\n", " "))
                case "Header", [_, _, inlines]:
                    parts.append(self.line(inlines).replace("\\\n", " "))
                case "BulletList", items:
                    parts += [self._cell(item) for item in items]
                case "OrderedList", [[first, _, _], items]:
                    parts += [f"{first + at}. {self._cell(item)}" for at, item in enumerate(items)]
                case "BlockQuote", inner:
                    parts.append(self._cell(inner))
                case ("Div", [_, inner]) | ("Figure", [_, _, inner]):
                    parts.append(self._cell(inner))
                case "Table", [_, _, _, head, bodies, foot]:
                    inner_rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
                    parts += [self._cell(cell[4]) for _, cells in inner_rows for cell in cells]
                case _:
                    parts += [text.replace("\n", " ") for text in self._block(block, other=False)]
        return "; ".join(part.strip() for part in parts if part.strip())

    def line(self, inlines: Sequence[Inline]) -> str:
        """A paragraph's words."""
        written = ""
        pieces = _merged(self._pieces(inlines, "", ""))
        for at, piece in enumerate(pieces):
            written += self._piece(piece, written, pieces[at + 1].text[:1] if at + 1 < len(pieces) else "")
        lines = (" ".join(line.split()) for line in written.split("\n"))
        return escaped_lines("\\\n".join(disarmed(line) for line in lines if line))

    def _pieces(self, inlines: Sequence[Inline], mark: str, href: str) -> Iterator[Piece]:
        for item in inlines:
            kind, content = item["t"], cast(Any, item.get("c"))
            match kind, content:
                case "Str", text:
                    yield Piece(text, mark, href)
                case (("Space" | "SoftBreak"), _):
                    yield Piece(" ", mark, href)
                case "LineBreak", _:
                    yield Piece("\n", mark, href)
                case "Strong", inner:
                    yield from self._pieces(inner, "**", href)
                case "Emph", inner:
                    yield from self._pieces(inner, mark or "*", href)
                case "Strikeout", inner:
                    self.told.append("some words were struck through: they are marked")
                    yield Piece(f" {_STRUCK} ", ours=True)
                    yield from self._pieces(inner, "", href)
                    yield Piece("] ", ours=True)
                case "Quoted", [style, inner]:
                    marks = "‘’" if style["t"] == "SingleQuote" else "“”"
                    yield Piece(marks[0], mark, href)
                    yield from self._pieces(inner, mark, href)
                    yield Piece(marks[1], mark, href)
                case "Cite", [_, inner]:
                    yield from self._pieces(inner, mark, href)
                case (("Link" | "Image"), [_, inner, [address, _]]):
                    yield from self._link(inner, str(address), mark)
                case (("Math" | "Code" | "RawInline"), [_, text]):
                    yield Piece(text, mark, href)
                case "Span", [_, inner]:
                    yield from self._pieces(inner, mark, href)
                case "Note", blocks:
                    at = len(self.notes)
                    self.notes.append("")
                    self.notes[at] = self._cell(blocks)
                    yield Piece(f" (note {at + 1})", mark, href)
                case _ if kind in _PLAIN:
                    yield from self._pieces(content, mark, href)

    def _link(self, inner: Sequence[Inline], address: str, mark: str) -> Iterator[Piece]:
        """A link where it may lead where it does; else its words, and a web address after them."""
        if address.lower().startswith("mailto:"):
            address = address.partition("?")[0]
        address = quote(address.strip(), safe="%/:?#@!$&+,;=-._~")
        words = "".join(piece.text for piece in self._pieces(inner, "", ""))
        if not words.strip() or TOKEN.search(words):
            yield from self._pieces(inner, mark, "")
        elif not address_faults(Link(0, address, words), []):
            yield from self._pieces(inner, mark, address)
        else:
            yield from self._pieces(inner, mark, "")
            if address.lower().startswith(("http:", "https:", "ftp:")) and address not in words:
                yield Piece(f" ({address})", mark)
            if not address.startswith("#"):
                self.told.append("a link became plain words, because readers may be led to https:, mailto: and tel: only")

    def _piece(self, piece: Piece, before: str, after: str) -> str:
        written = ""
        for at, part in enumerate(TOKEN.split(piece.text)):
            if at % 2:
                written += self._picture(int(part))
            else:
                written += part if piece.ours else _marked(part, piece, before + written, after)
        return written

    def _picture(self, number: int) -> str:
        made = self.pictures[number]
        if not made.name:
            self.told.append(f"a picture was left out: {made.why}")
            words = f": {escaped(made.alt)}" if made.alt else ""
            return f" {placeholder(f'a picture stood here{words}. It was left out, because {made.why}')} "
        self.used[made.name] = made.data
        return f"![{escaped(made.alt)}]({made.name})"


def _merged(pieces: Iterator[Piece]) -> list[Piece]:
    merged: list[Piece] = []
    for piece in (replace(piece, text=seen(piece.text)) for piece in pieces):
        if not piece.text:
            continue
        if merged and replace(merged[-1], text="") == replace(piece, text="") and not piece.ours:
            merged[-1] = replace(piece, text=merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return merged


def _marked(text: str, piece: Piece, before: str, after: str) -> str:
    """Words with their look, where Markdown can give it; `before` and `after` is what stands at their sides."""
    whole = escaped(text)
    words = whole.strip()
    if not words or not (piece.mark or piece.href):
        return whole
    left, right = whole[: len(whole) - len(whole.lstrip())], whole[len(whole.rstrip()) :]
    if piece.href:
        words = f"[{' '.join(words.split())}]({piece.href})"
    joint = before + left
    if piece.mark and "\n" not in words and _flanks(joint[-1:], words[0]) and _flanks((right or after)[:1], words[-1]):
        words = words if joint.endswith("*") else f"{piece.mark}{words}{piece.mark}"
    elif piece.href and joint.endswith("!"):
        words = f" {words}"
    return left + words + right


def _flanks(outside: str, inside: str) -> bool:
    """Whether bold or italic may begin or end between two characters: beside a sign only where a space is outside."""
    return inside.isalnum() or not outside or outside.isspace()
