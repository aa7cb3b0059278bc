"""Fonts: their names and notices, and the text that stands in them as bytes."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import brotli
from fontTools.ttLib import TTFont, TTLibError

from .binary import binary_pieces, number_at
from .layers import text_pieces
from .limits import Layer, Piece, Unreadable

logging.getLogger("fontTools").setLevel(logging.ERROR)


# Tables of numbers, in which no text can stand.
_NUMBERS = set("glyf loca hmtx GPOS GSUB GDEF cmap kern gvar HVAR avar prep fpgm gasp hdmx".split()) | {"cvt "}


def without_outlines(data: bytes) -> bytes:
    """A TrueType or OpenType font without its tables of numbers; other bytes as they are."""
    if not data.startswith((b"\0\1\0\0", b"OTTO")):
        return data
    head = 12 + 16 * number_at(data, 4, ">H")
    kept, end = [data[:head]], head
    for entry in range(12, head, 16):
        start, size = number_at(data, entry + 8, ">I"), number_at(data, entry + 12, ">I")
        end = max(end, start + size)
        if data[entry : entry + 4].decode("latin-1") not in _NUMBERS:
            kept.append(data[start : start + size])
    return b"\0\n\0".join([*kept, data[end:]])


def font_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The name table and every other table as bytes: in WOFF2 all of it is compressed."""
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        layer.spend(sum(getattr(entry, "origLength", 0) for entry in font.reader.tables.values()))
        names = "\n".join(str(record) for record in font["name"].names) if "name" in font else ""
        tables = [font.reader[tag] for tag in font.reader.tables if tag not in _NUMBERS]
        flavour = font.reader.flavorData if hasattr(font.reader, "flavorData") else font.flavorData
        notes = [part for part in (getattr(flavour, "metaData", None), getattr(flavour, "privData", None)) if part]
    except (TTLibError, OSError, ValueError, KeyError, AssertionError, IndexError, EOFError, brotli.error) as error:
        raise Unreadable(f"a font that cannot be opened ({type(error).__name__})") from error
    yield from text_pieces(names, layer)
    for part in (*tables, *notes):
        yield from binary_pieces(part, layer)
    if not data.startswith(b"wOF"):
        yield from binary_pieces(without_outlines(data), layer)
