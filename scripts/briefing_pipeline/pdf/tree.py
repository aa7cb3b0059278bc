"""HTML to the tree that overrides/print/ draws: tags, classes, words and where links lead. Nothing in it is code."""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from math import ceil
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

from ..fonts import has_a_wide_word
from .columns import fit_columns
from .faces import JOINERS

# What goes to the typesetter: `{"tag": "p", "class": [], "kids": ["words", …], …}`.
Node = dict[str, Any]

_VOID = frozenset(("br", "img", "meta"))
_INLINE = frozenset(("a", "b", "br", "em", "i", "span", "strong"))
_UNTOLD = frozenset(("head", "style"))
_DATA = "data:image/png;base64,"
_BLANK = re.compile("[ \t\r\n\f]+")

# The room for a table in mm, and the size of its type in points.
_COLUMN, _COLUMN_IN_LARGE_PRINT = (146.0, 10.5), (178.0, 18.0)
# No line beside the headings has more letters.
_LETTERS_ON_A_LINE = 110
# What needs more lines than this may go on overleaf in the middle, and a picture counts as so many.
_LONG, _LONG_IN_LARGE_PRINT, _LINES_OF_A_PICTURE = 30, 9, 12
_MAY_BREAK = frozenset(("li", "table", "tr", "blockquote"))
# So many letters without a gap may be broken between any two: they fit on no line.
_LONGEST, _LONGEST_IN_TITLES = 60, 30
_NO_WIDTH = "\u200b"


@dataclass
class Sheet:
    """What a print is made from: the facts of its head, its body, and the pictures it draws, by the name of a file."""

    facts: dict[str, str] = field(default_factory=dict)
    body: Node = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)


class _Parser(HTMLParser):
    """A tree of nodes; what is not closed is closed with what it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.root = self._node("root", {})
        self.facts: dict[str, str] = {}
        self._open = [self.root]

    @staticmethod
    def _node(tag: str, values: Mapping[str, str | None]) -> Node:
        return {"tag": tag, "class": (values.get("class") or "").split(), "kids": [], "values": values}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.facts["lang"] = values.get("lang") or ""
        elif tag == "meta":
            self.facts[values.get("name") or ""] = values.get("content") or ""
        node = self._node(tag, values)
        self._open[-1]["kids"].append(node)
        if tag not in _VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        at = next((at for at in range(len(self._open) - 1, 0, -1) if self._open[at]["tag"] == tag), None)
        if at is not None:
            del self._open[at:]

    def handle_data(self, data: str) -> None:
        self._open[-1]["kids"].append(data)


def sheet_of(html: str, base_url: str, pictures: Mapping[str, bytes], looks: Path) -> Sheet:
    """The tree of a filled frame. `pictures` are those that it may show, by address. Raises LookupError for any other."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    title, body = (_first(parser.root, tag) for tag in ("title", "body"))
    sheet = Sheet(parser.facts | {"title": _BLANK.sub(" ", text_of(title)).strip()}, body)
    large = "large" in body["class"]
    wide, size = _COLUMN_IN_LARGE_PRINT if large else _COLUMN
    for table in (node for node in every(body) if node["tag"] == "table"):
        if rows := _rows(table):
            texts = [[" ".join(text_of(cell).split()) for cell in row] for row in rows]
            fit_columns(table, rows, texts, wide / 25.4 * 72 / size, looks)
    for heading in (node for node in every(body) if node["tag"] == "h2"):
        heading["hyphenate"] = has_a_wide_word(text_of(heading), looks)
    _spell(body, _LONGEST)
    _tidy(body)
    ids: set[str] = set()
    for node in every(body):
        if (name := node["values"].get("id")) and name not in ids:
            # Of two that have the same name the first is meant, as in a browser.
            node["id"] = name
            ids.add(name)
    for node in list(every(body)):
        _finish(node, ids, base_url, pictures, sheet, large)
    return sheet


def date_of(sheet: Sheet) -> date | None:
    """The day of the version that is printed, as its frame says it."""
    day = sheet.facts.get("changed")
    return date.fromisoformat(day) if day else None


def _first(root: Node, tag: str) -> Node:
    """The first node of a tag; a frame has each once."""
    return next((node for node in every(root) if node["tag"] == tag), root)


def every(node: Node) -> Iterator[Node]:
    """A node and all that stand in it, in reading order."""
    yield node
    for kid in node["kids"]:
        if isinstance(kid, dict):
            yield from every(kid)


def text_of(node: Node) -> str:
    return "".join(kid if isinstance(kid, str) else text_of(kid) for kid in node["kids"])


def _rows(table: Node) -> list[list[Node]]:
    rows = [[cell for cell in row["kids"] if isinstance(cell, dict)] for row in every(table) if row["tag"] == "tr"]
    return [row for row in rows if row]


def _spell(node: Node, most: int) -> None:
    """Each text as it can be set: what is longer than a line may be broken, and emoji stand by themselves."""
    most = node.get("most", _LONGEST_IN_TITLES if node["tag"] in ("h1", "h2") else most)

    def broken(match: re.Match[str]) -> str:
        # Blanks that may not break are a mistake in so long a row of words.
        words = match[0].replace("\u00a0", " ")
        return re.sub(rf"\w{{{most + 1},}}", lambda word: _NO_WIDTH.join(word[0]), words)

    for at, kid in enumerate(node["kids"]):
        if isinstance(kid, dict):
            _spell(kid, most)
        else:
            node["kids"][at] = re.sub(rf"[^ \n]{{{most + 1},}}", broken, JOINERS.sub("", kid))


def _tidy(node: Node) -> None:
    """White space as a browser shows it, and each run of words between blocks in a paragraph of its own."""
    kids = [kid for kid in node["kids"] if isinstance(kid, str) or kid["tag"] not in _UNTOLD]
    for kid in kids:
        if isinstance(kid, dict) and kid["tag"] not in _INLINE:
            _tidy(kid)
    blocks = any(isinstance(kid, dict) and kid["tag"] not in _INLINE for kid in kids)
    node["kids"] = []
    for run in _runs(kids):
        if isinstance(run, dict):
            node["kids"].append(run)
        elif _collapse(run):
            node["kids"] += [_paragraph(run)] if blocks else run
    if blocks and node["tag"] == "p":
        node["tag"] = "div"


def _runs(kids: list[Any]) -> Iterator[Any]:
    """Blocks, and between them the lists of what stands on lines together."""
    run: list[Any] = []
    for kid in kids:
        if isinstance(kid, dict) and kid["tag"] not in _INLINE:
            if run:
                yield run
            yield kid
            run = []
        else:
            run.append(kid)
    if run:
        yield run


def _paragraph(run: list[Any]) -> Node:
    return {"tag": "p", "class": [], "kids": run, "values": {}}


def _collapse(run: list[Any]) -> bool:
    """Blanks become one each, and none at the ends of lines. Whether anything is left."""
    texts = list(_texts(run))
    after_blank = True
    for holder, at in texts:
        if at is None:
            after_blank = True
            continue
        text = _BLANK.sub(" ", holder[at])
        text = text[1:] if after_blank and text.startswith(" ") else text
        after_blank = text.endswith(" ") or (after_blank and not text)
        holder[at] = text
    ends = True
    for holder, at in reversed(texts):
        if at is None:
            ends = True
        elif ends:
            holder[at] = holder[at].removesuffix(" ")
            ends = not holder[at]
    return any(at is None or holder[at] for holder, at in texts)


def _texts(run: list[Any]) -> Iterator[tuple[list[Any], int | None]]:
    """Where each text stands, in order; None for a place is the end of a line, or what the layout fills."""
    for at, kid in enumerate(run):
        if isinstance(kid, str):
            yield run, at
        elif not kid["kids"]:
            yield run, None
        else:
            yield from _texts(kid["kids"])


def _lines(node: Node, of_picture: int = 1, letters: int = _LETTERS_ON_A_LINE) -> int:
    """How many lines a node takes at the very least, with so many letters on each; a picture counts as so many."""
    if node["tag"] == "img":
        return of_picture
    blocks = [kid for kid in node["kids"] if isinstance(kid, dict) and kid["tag"] not in _INLINE]
    if node["tag"] == "tr":
        # Its cells stand beside each other.
        return max((_lines(cell, of_picture, max(1, letters // len(blocks))) for cell in blocks), default=0)
    if blocks:
        return sum(_lines(block, of_picture, letters) for block in blocks)
    ends = sum(inner["tag"] == "br" for inner in every(node))
    return max(ends + 1 if ends else 0, ceil(len(text_of(node)) / letters))


def _finish(node: Node, ids: set[str], base_url: str, pictures: Mapping[str, bytes], sheet: Sheet, large: bool) -> None:
    """Attributes to what the typesetter is told, and no others."""
    values = node.pop("values")
    tag = node["tag"]
    node["kids"] = [kid for kid in node["kids"] if kid != ""]
    node["lines"] = _lines(node)
    if tag in _MAY_BREAK and _lines(node, _LINES_OF_A_PICTURE) > (_LONG_IN_LARGE_PRINT if large else _LONG):
        node["long"] = True
    for key in ("scope", "start", "width", "name", "title"):
        if values.get(key):
            node[key] = values[key]
    if tag == "a":
        href = values.get("href") or ""
        node |= {"to": href[1:]} if href.startswith("#") and href[1:] in ids else {"href": urljoin(base_url, href)}
    elif tag == "img":
        node["alt"] = values.get("alt") or ""
        node["file"] = _file_of(values.get("src") or "", base_url, pictures, sheet)
    elif tag == "table":
        node["kids"] = [row for row in every(node) if row["tag"] == "tr"]
    elif tag == "tr":
        node["links"] = any(inner["tag"] == "a" for inner in every(node))
    if values.get("data-to"):
        node["to"] = values["data-to"].removeprefix("#")


def _file_of(source: str, base_url: str, pictures: Mapping[str, bytes], sheet: Sheet) -> str:
    """The name by which a picture is drawn: its bytes are kept beside the tree, so that nothing is read from elsewhere."""
    if source.startswith(_DATA):
        data, ending = b64decode(source.removeprefix(_DATA)), "png"
    else:
        address = unquote(urljoin(base_url, source))
        if address not in pictures:
            raise LookupError(f"{address} is not among the files that may be printed")
        data, ending = pictures[address], address.rpartition(".")[2].lower()
    name = f"{hashlib.sha256(data).hexdigest()}.{ending}"
    sheet.pictures[name] = data
    return name
