"""Fonts: their names and notices, and the text that stands in them as bytes."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

from fontTools.ttLib import TTFont, TTLibError

from .binary import binary_pieces
from .layers import text_pieces
from .limits import Layer, Piece, Unreadable

logging.getLogger("fontTools").setLevel(logging.ERROR)


def font_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The name table and every other table as bytes: in WOFF2 all of it is compressed."""
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        layer.spend(sum(getattr(entry, "origLength", 0) for entry in font.reader.tables.values()))
        names = "\n".join(str(record) for record in font["name"].names) if "name" in font else ""
        tables = [font.reader[tag] for tag in font.reader.tables if tag not in ("glyf", "loca", "hmtx", "GPOS", "GSUB", "cmap")]
        flavour = font.reader.flavorData if hasattr(font.reader, "flavorData") else font.flavorData
        notes = [part for part in (getattr(flavour, "metaData", None), getattr(flavour, "privData", None)) if part]
    except (TTLibError, OSError, ValueError, KeyError, AssertionError, IndexError, EOFError) as error:
        raise Unreadable(f"a font that cannot be opened ({type(error).__name__})") from error
    yield from text_pieces(names, layer)
    for part in (*tables, *notes):
        yield from binary_pieces(part, layer)
    yield from binary_pieces(data, layer)
