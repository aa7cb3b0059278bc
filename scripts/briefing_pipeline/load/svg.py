"""SVG is written anew from shapes and text: whatever else was in the file is a fault, or gone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException

from ..characters import hidden
from ..findings import Fault

DEPTH_AT_MOST = 10
ELEMENTS_AT_MOST = 2_000

_SVG = "{http://www.w3.org/2000/svg}"
_TEXT = ("text", "tspan")
_ELEMENTS = frozenset(("svg", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", *_TEXT))
_DROPPED = frozenset(("title", "desc", "metadata"))
_ATTRIBUTES = frozenset(
    "viewBox width height x y x1 y1 x2 y2 dx dy cx cy r rx ry d points fill fill-opacity fill-rule stroke stroke-width"
    " stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-miterlimit opacity transform font-size"
    " font-weight font-style font-family text-anchor dominant-baseline letter-spacing preserveAspectRatio version".split()
)
_VALUE = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f<>&\\@:(){}]*")
_COLOUR = re.compile(r"(rgb|rgba|hsl|hsla)\([0-9.,%/ \s-]{1,60}\)", re.ASCII)
_MOVES = re.compile(r"(\s*,?(translate|scale|rotate|skewX|skewY|matrix)\s*\([0-9eE.,\s+-]*\))*\s*", re.ASCII)
# 1e300 and its like are no place on a page.
_VAST = re.compile(r"(?<![.\d#])\d{7}|\d[eE]\+?\d", re.ASCII)
_BOX = re.compile(r"\s*0[\s,]+0[\s,]+(\d{1,5}(?:\.\d{1,9})?)[\s,]+(\d{1,5}(?:\.\d{1,9})?)\s*", re.ASCII)
_HINT = "draw with shapes and text only, and save as plain SVG"


def read_svg(data: bytes) -> tuple[bytes, int, int, list[Fault]]:
    """The drawing as new SVG, with its width and height, or nothing and the faults."""
    try:
        tree = SafeTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        return b"", 0, 0, [Fault(0, "picture-svg", "it declares a document type or entities", _HINT)]
    except (SyntaxError, ValueError, LookupError):
        return b"", 0, 0, [Fault(0, "picture-unreadable", "it is not well-formed SVG", _HINT)]
    if tree.tag != f"{_SVG}svg":
        return b"", 0, 0, [Fault(0, "picture-svg", "it is not an SVG picture", _HINT)]
    if (count := sum(1 for _ in tree.iter())) > ELEMENTS_AT_MOST:
        message = f"it is made of {count:,} shapes, at most {ELEMENTS_AT_MOST:,} are drawn"
        return b"", 0, 0, [Fault(0, "picture-svg", message, "save it as PNG instead")]
    faults: list[Fault] = []
    box = _BOX.fullmatch(tree.get("viewBox", ""))
    width, height = (float(box[1]), float(box[2])) if box else (0.0, 0.0)
    if not (1 <= width <= 10_000 and 1 <= height <= 10_000):
        faults.append(Fault(0, "picture-svg", "it has no viewBox that begins at 0 0", 'for example viewBox="0 0 480 200"'))
    parts: list[str] = []
    _write(tree, parts, faults, depth=0)
    if faults:
        return b"", 0, 0, list(dict.fromkeys(faults))
    return "".join(parts).encode(), round(width), round(height), []


def _write(element: Element, parts: list[str], faults: list[Fault], depth: int) -> None:
    """An element written out anew from what is allowed; the rest is a fault, or dropped where it is only a note."""
    tag = str(element.tag)
    name = tag.removeprefix(_SVG)
    # Editors' own notes (Inkscape, Adobe) stand in namespaces of theirs and draw nothing.
    if not tag.startswith(_SVG) or name in _DROPPED:
        return
    if name not in _ELEMENTS:
        hint = f"allowed are {', '.join(sorted(_ELEMENTS))}"
        faults.append(Fault(0, "picture-svg", f"it holds <{name}>, which is not allowed", hint))
        return
    if depth > DEPTH_AT_MOST:
        faults.append(Fault(0, "picture-svg", f"its groups are nested more than {DEPTH_AT_MOST} deep", "ungroup them"))
        return
    parts.append(f"<{name}")
    if name == "svg" and depth == 0:
        parts.append(f' xmlns="{_SVG[1:-1]}"')
    parts += [f' {key}="{value}"' for key, value in _attributes(element, name, faults)]
    parts.append(">")
    parts.append(_words(element.text, faults) if name in _TEXT else "")
    for child in element:
        _write(child, parts, faults, depth + 1)
        parts.append(_words(child.tail, faults) if name in _TEXT else "")
    parts.append(f"</{name}>")


def _attributes(element: Element, name: str, faults: list[Fault]) -> Iterator[tuple[str, str]]:
    for key, value in sorted(element.attrib.items()):
        if key in _ATTRIBUTES and _is_plain(key, value):
            yield key, value.replace('"', "&quot;")
        elif key.startswith("{http://www.w3.org/1999/xlink"):
            faults.append(Fault(0, "picture-svg", f"<{name}> has a link, which is not allowed", "take the link out"))
        elif not key.startswith("{") and key not in ("id", "class"):
            what = f"<{name}> has {key}=, which is not allowed"
            if key in _ATTRIBUTES:
                what = f"<{name}> has {key}= with a value that is not allowed, {value[:40]!r}"
            faults.append(Fault(0, "picture-svg", what, "save it as plain SVG"))


def _is_plain(key: str, value: str) -> bool:
    """Whether a value names no other place, runs nothing, and stays on the page."""
    if _VAST.search(value):
        return False
    if key == "transform":
        return bool(_MOVES.fullmatch(value))
    return bool(_VALUE.fullmatch(value) or (key in ("fill", "stroke") and _COLOUR.fullmatch(value)))


def _words(text: str | None, faults: list[Fault]) -> str:
    words = text or ""
    faults += [Fault(0, "hidden-character", f"its words hold {what}", "type them again") for _, what in hidden(words)]
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
