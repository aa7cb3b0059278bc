"""Names of Word's XML, and how to read its smallest parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# An element of lxml, which comes without types.
Element = Any

_OFFICE = "http://schemas.openxmlformats.org"
W = f"{{{_OFFICE}/wordprocessingml/2006/main}}"
A = f"{{{_OFFICE}/drawingml/2006/main}}"
WP = f"{{{_OFFICE}/drawingml/2006/wordprocessingDrawing}}"
R = f"{{{_OFFICE}/officeDocument/2006/relationships}}"
DGM = f"{{{_OFFICE}/drawingml/2006/diagram}}"
M = f"{{{_OFFICE}/officeDocument/2006/math}}"
PIC = f"{{{_OFFICE}/drawingml/2006/picture}}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
V = "{urn:schemas-microsoft-com:vml}"

DRAWN = (f"{W}drawing", f"{W}pict", f"{W}object")
_SPACES = (f"{W}tab", f"{W}br", f"{W}cr", f"{W}ptab")


def val(element: Element, path: str) -> str | None:
    """The `w:val` of a child such as "pPr/pStyle"; None where there is none."""
    found = element.find("/".join(f"{W}{name}" for name in path.split("/"))) if element is not None else None
    return None if found is None else str(found.get(f"{W}val", ""))


def is_on(value: str | None) -> bool:
    """Whether a switch such as <w:vanish/> is on: there, and not said to be off."""
    return value is not None and value.lower() not in ("0", "false", "off", "none")


def text_in(element: Element, *, deleted: bool = False) -> str:
    """The words in an element, as a reader sees them; `deleted` ones too."""
    return " ".join("".join(_texts(element, deleted)).split())


def _texts(element: Element, deleted: bool) -> Iterator[str]:
    for item in element.iter():
        if item.tag in (f"{W}t", f"{M}t", f"{A}t") or (deleted and item.tag == f"{W}delText"):
            yield item.text or ""
        elif item.tag in _SPACES and item.getparent().tag == f"{W}r":
            yield " "
        elif item.tag == f"{W}noBreakHyphen":
            yield "-"
        elif item.tag == f"{W}p":
            yield " "


def above(element: Element, tag: str) -> Element | None:
    """The nearest element of a name around this one."""
    return next(element.iterancestors(f"{W}{tag}"), None)


def unwrap(element: Element) -> None:
    """Put what is in an element into its place."""
    parent = element.getparent()
    at = parent.index(element)
    for offset, child in enumerate(list(element)):
        parent.insert(at + offset, child)
    parent.remove(element)


def remove(element: Element) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)
