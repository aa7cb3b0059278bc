"""Pictures are decoded and encoded anew: what was hidden in the file (place, camera, comments, scripts) is gone."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from xml.etree.ElementTree import Element

from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException
from PIL import Image, ImageOps

from ..findings import Fault
from ..model import Picture

PICTURE_TYPES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".svg": "SVG"}
MEGAPIXELS_AT_MOST = 25
WIDTH_AT_MOST = 1600

_SVG = "{http://www.w3.org/2000/svg}"
_TEXT = ("text", "tspan")
_ELEMENTS = frozenset(("svg", "g", "rect", "circle", "ellipse", "line", "polyline", "polygon", "path", *_TEXT))
_DROPPED = frozenset(("title", "desc", "metadata"))
_ATTRIBUTES = frozenset(
    "viewBox width height x y x1 y1 x2 y2 dx dy cx cy r rx ry d points fill fill-opacity fill-rule stroke stroke-width"
    " stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-miterlimit opacity transform font-size"
    " font-weight font-style font-family text-anchor dominant-baseline letter-spacing preserveAspectRatio version".split()
)
_VALUE = re.compile(r"[^\x00-\x1f<>&\\]*")


def read_picture(name: str, data: bytes) -> tuple[Picture | None, list[Fault]]:
    """The picture without its metadata, or None and the faults. `name` says the type."""
    kind = PICTURE_TYPES["." + name.rpartition(".")[2].lower()]
    clean, width, height, faults = _read_svg(data) if kind == "SVG" else _read_bitmap(kind, data)
    if faults:
        return None, faults
    return Picture(name, clean, width, height, hashlib.sha256(data).hexdigest()), []


def _read_bitmap(kind: str, data: bytes) -> tuple[bytes, int, int, list[Fault]]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture: Image.Image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
            if picture.format != kind:
                message = f"its name says {kind}, but it is {picture.format}"
                return b"", 0, 0, [Fault(0, "picture-type", message, "save it again as PNG or JPEG")]
            if picture.width * picture.height > MEGAPIXELS_AT_MOST * 1_000_000:
                message = f"it has {picture.width * picture.height / 1e6:.0f} megapixels"
                return b"", 0, 0, [Fault(0, "picture-large", message, "make it smaller: 1,600 pixels across are plenty")]
            picture.load()
            clean = _encode(kind, picture)
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError, MemoryError):
        return b"", 0, 0, [Fault(0, "picture-unreadable", "it cannot be opened", "open it and save it again as PNG or JPEG")]
    width, height = Image.open(io.BytesIO(clean)).size
    return clean, width, height, []


def _encode(kind: str, picture: Image.Image) -> bytes:
    """Upright, in plain RGB or grey, at most 1,600 pixels wide, with nothing but its pixels."""
    picture = ImageOps.exif_transpose(picture)
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if see_through and kind != "JPEG" else "L" if picture.mode in ("L", "1") else "RGB"
    pixels = picture.convert(mode)
    if pixels.width > WIDTH_AT_MOST:
        height = max(1, round(pixels.height * WIDTH_AT_MOST / pixels.width))
        pixels = pixels.resize((WIDTH_AT_MOST, height), Image.Resampling.LANCZOS)
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    target = io.BytesIO()
    if kind == "PNG":
        bare.save(target, kind, optimize=True)
    else:
        bare.save(target, kind, quality=88)
    return target.getvalue()


def _read_svg(data: bytes) -> tuple[bytes, int, int, list[Fault]]:
    hint = "draw with shapes and text only, and save as plain SVG"
    try:
        tree = SafeTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        return b"", 0, 0, [Fault(0, "picture-svg", "it declares a document type or entities", hint)]
    except (SyntaxError, ValueError, LookupError):
        return b"", 0, 0, [Fault(0, "picture-unreadable", "it is not well-formed SVG", hint)]
    faults: list[Fault] = []
    if tree.tag != f"{_SVG}svg":
        return b"", 0, 0, [Fault(0, "picture-svg", "it is not an SVG picture", hint)]
    box = re.fullmatch(r"\s*0[\s,]+0[\s,]+([\d.]+)[\s,]+([\d.]+)\s*", tree.get("viewBox", ""))
    if not box or not (0 < float(box[1]) <= 10_000 and 0 < float(box[2]) <= 10_000):
        faults.append(Fault(0, "picture-svg", "it has no viewBox that begins at 0 0", 'for example viewBox="0 0 480 200"'))
    text = _write_svg(tree, faults, depth=0)
    if faults or not box:
        return b"", 0, 0, list(dict.fromkeys(faults))
    return text.encode(), round(float(box[1])), round(float(box[2])), []


def _write_svg(element: Element, faults: list[Fault], depth: int) -> str:
    """An element written out anew from what is allowed; the rest is a fault, or dropped where it is only a note."""
    tag = str(element.tag)
    name = tag.removeprefix(_SVG)
    if not tag.startswith(_SVG):
        # Editors' own notes (Inkscape, Adobe) stand in namespaces of theirs and draw nothing.
        return ""
    if name in _DROPPED:
        return ""
    if name not in _ELEMENTS or depth > 20:
        faults.append(
            Fault(0, "picture-svg", f"it holds <{name}>, which is not allowed", f"allowed are {', '.join(sorted(_ELEMENTS))}")
        )
        return ""
    attributes = ""
    for key, value in sorted(element.attrib.items()):
        if key in _ATTRIBUTES and "url(" not in value.lower() and _VALUE.fullmatch(value):
            escaped = value.replace('"', "&quot;")
            attributes += f' {key}="{escaped}"'
        elif not key.startswith("{") and key not in ("id", "class"):
            faults.append(Fault(0, "picture-svg", f"<{name}> has {key}=, which is not allowed", "save it as plain SVG"))
        elif key.startswith("{http://www.w3.org/1999/xlink"):
            faults.append(Fault(0, "picture-svg", f"<{name}> has a link, which is not allowed", "take the link out"))
    if name == "svg" and depth == 0:
        attributes = f' xmlns="{_SVG[1:-1]}"' + attributes
    inner = _escape(element.text) if name in _TEXT else ""
    for child in element:
        inner += _write_svg(child, faults, depth + 1)
        inner += _escape(child.tail) if name in _TEXT else ""
    return f"<{name}{attributes}>{inner}</{name}>"


def _escape(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
