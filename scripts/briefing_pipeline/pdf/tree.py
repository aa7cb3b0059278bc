"""HTML as it must be for print: what WeasyPrint tags wrongly is put in another form that looks the same, and tables fit."""

from __future__ import annotations

from itertools import zip_longest
from xml.etree.ElementTree import Element

_BLOCKS = frozenset(("p", "ul", "ol", "table", "blockquote", "h3", "div", "img"))
_INLINE = frozenset(("strong", "em", "b", "i", "span"))
_PHRASES = frozenset(("strong", "em", "b", "i", "a"))

# So many letters fit beside each other, in the narrowest place for a table.
_ROOM, _ROOM_IN_LARGE_PRINT = 70, 38


def fit_for_print(root: Element) -> None:
    """Change the tree in place: what entries of lists hold, what is bold or italic inside links, and where lines may break."""
    large = any("large" in body.get("class", "").split() for body in root.iter("body"))
    for table in root.iter("table"):
        if _letters_across(table) > (_ROOM_IN_LARGE_PRINT if large else _ROOM):
            table.set("style", "overflow-wrap:anywhere")
    for item in list(root.iter("li")):
        if any(child.tag in _BLOCKS - {"ul", "ol"} for child in item):
            _give_body(item)
    for link in list(root.iter("a")):
        if len(link):
            _make_plain(link)
    for parent in list(root.iter()):
        _move_blanks(parent)


def _letters_across(table: Element) -> int:
    """How many letters stand beside each other at least: the longest word of each column, and a gap."""
    rows = [[_longest(cell) for cell in row] for row in table.iter("tr")]
    return sum(1 + max(column) for column in zip_longest(*rows, fillvalue=0))


def _longest(cell: Element) -> int:
    return max(map(len, "".join(cell.itertext()).split()), default=0)


def _give_body(item: Element) -> None:
    """All of an item in one `dd`, which is tagged LBody: an LI may hold nothing but its marker and one body."""
    body = Element("dd")
    body.text, item.text = item.text, None
    body[:], item[:] = list(item), [body]


def _move_blanks(parent: Element) -> None:
    """A blank before bold, italic or linked words begins what they stand in.

    WeasyPrint 70 ends a line after its first word where the text before such words fits without its last blank, but not with it.
    """
    before = None
    for at, child in enumerate(list(parent)):
        text = (parent.text if before is None else before.tail) or ""
        if child.tag in _PHRASES and text.strip() and text[-1].isspace():
            if before is None:
                parent.text = text.rstrip()
            else:
                before.tail = text.rstrip()
            if child.tag == "a":
                # Inside a link the blank would be underlined.
                child = _wrapped(parent, at)
            child.text = " " + (child.text or "").lstrip()
        before = child


def _wrapped(parent: Element, at: int) -> Element:
    """Put a child into a span of its own, and give the span."""
    span, child = Element("span"), parent[at]
    span.tail, child.tail = child.tail, None
    span.append(child)
    parent[at] = span
    return span


def _make_plain(link: Element) -> None:
    """A link is one Link only where text alone stands in it: emphasis of all of it goes outside, emphasis of a part goes."""
    inner = link
    while len(inner) == 1 and not (inner.text or "").strip() and not (inner[0].tail or "").strip() and inner[0].tag in _INLINE:
        inner = inner[0]
    if len(inner) == 0 and inner is not link:
        link.tag, inner.tag = inner.tag, link.tag
        inner.attrib, link.attrib = dict(link.attrib), {}
    elif all(child.tag in _INLINE for child in link.iter() if child is not link):
        words = "".join(link.itertext())
        link[:] = []
        link.text = words
