"""Fonts: their names and notices, and the text that stands in them as bytes."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import brotli
from fontTools.ttLib import TTFont, TTLibError

from .binary import binary_pieces, number_at, number_pieces
from .layers import text_pieces
from .limits import Layer, Piece, Unreadable

logging.getLogger("fontTools").setLevel(logging.ERROR)


# Tables of numbers: what stands in them as text is too long to be numbers.
_NUMBERS = set("glyf loca hmtx GPOS GSUB GDEF cmap kern gvar HVAR avar prep fpgm gasp hdmx".split()) | {"cvt "}
# What WOFF2 packs in a form of its own, and is put together anew by whoever opens it: these are read as they are packed.
_PUT_TOGETHER = ("glyf", "loca", "hmtx")


def outline_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The text in a TrueType or OpenType font, in each table by itself; in other bytes, all of it."""
    if not data.startswith((b"\0\1\0\0", b"OTTO")):
        yield from binary_pieces(data, layer)
        return
    head = 12 + 16 * number_at(data, 4, ">H")
    kept, end = [data[:head]], head
    for entry in range(12, head, 16):
        start, size = number_at(data, entry + 8, ">I"), number_at(data, entry + 12, ">I")
        end = max(end, start + size)
        if data[entry : entry + 4].decode("latin-1") in _NUMBERS:
            yield from number_pieces(data[start : start + size], layer)
        else:
            kept.append(data[start : start + size])
    yield from binary_pieces(b"\0\n\0".join([*kept, data[end:]]), layer)


def font_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The name table and every other table as bytes: in WOFF2 all of it is compressed."""
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        layer.spend(sum(getattr(entry, "origLength", 0) for entry in font.reader.tables.values()))
        names = "\n".join(str(record) for record in font["name"].names) if "name" in font else ""
        tables = [(tag, _table(font.reader, tag)) for tag in font.reader.tables]
        flavour = font.reader.flavorData if hasattr(font.reader, "flavorData") else font.flavorData
        notes = [part for part in (getattr(flavour, "metaData", None), getattr(flavour, "privData", None)) if part]
    except (TTLibError, OSError, ValueError, KeyError, AssertionError, IndexError, EOFError, brotli.error) as error:
        raise Unreadable(f"a font that cannot be opened ({type(error).__name__})") from error
    yield from text_pieces(names, layer)
    for tag, table in tables:
        yield from (number_pieces if tag in _NUMBERS else binary_pieces)(table, layer)
    for note in notes:
        yield from binary_pieces(note, layer)
    if not data.startswith(b"wOF"):
        yield from outline_pieces(data, layer)


def _table(reader: Any, tag: str) -> bytes:
    """A font's table, as it is packed where it would have to be put together."""
    if tag in _PUT_TOGETHER and hasattr(reader, "transformBuffer"):
        return bytes(reader.tables[tag].loadData(reader.transformBuffer))
    return bytes(reader[tag])
