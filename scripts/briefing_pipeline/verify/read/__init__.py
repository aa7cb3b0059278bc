"""Every file of the output as the texts that it holds, however they are wrapped. What cannot be read raises Unreadable."""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pikepdf
import pypdfium2

from .binary import binary_pieces, decoded
from .containers import gzip_pieces, json_pieces, pagefind_pieces, zip_pieces
from .fonts import font_pieces
from .layers import text_pieces
from .limits import Layer, Mark, Piece, Unreadable
from .pdf import pdf_pieces
from .pictures import picture_pieces

__all__ = ["Mark", "Piece", "Unreadable", "decoded", "name_texts", "pieces", "texts"]

_TEXT = {".html", ".svg", ".xml", ".css", ".js", ".mjs", ".txt", ".csv"}
_TEXT_NAMES = {"_headers", ".htaccess", "nginx-headers.conf", "SHA256SUMS"}
_PAGEFIND = {".pf_fragment", ".pf_index", ".pf_meta", ".pf_filter", ".pagefind"}
_PICTURES = {".png", ".jpg", ".jpeg", ".webp"}
# How the types begin that are not text: no text file of ours begins so.
_BEGINNINGS = (
    (b"%PDF-", ".pdf"), (b"PK\x03\x04", ".zip"), (b"PK\x05\x06", ".zip"), (b"\x1f\x8b", ".gz"), (b"\x89PNG\r\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"), (b"RIFF", ".webp"), (b"wOF2", ".woff2"), (b"\0asm", ".wasm"), (b"pagefind_dcd", ".pf_meta"),
)  # fmt: skip
_FONTS = (b"wOFF", b"\0\1\0\0", b"OTTO")


def texts(path: Path) -> Iterator[str]:
    """The texts in a file."""
    return (piece for piece in pieces(path.name, path.read_bytes()) if isinstance(piece, str))


def name_texts(name: str) -> Iterator[str]:
    """What the name of a file or folder says, its escapes undone."""
    return (piece for piece in text_pieces(name, Layer(_read)) if isinstance(piece, str))


def pieces(name: str, data: bytes) -> Iterator[Piece]:
    """The texts in a file, and the hashes of it and of all that it holds; the reader is chosen by its name."""
    yield Mark(hashlib.sha256(data).hexdigest())
    try:
        yield from _read(Layer(_read), data, name)
    except (OSError, ValueError, EOFError, SyntaxError, RuntimeError, MemoryError, struct.error) as error:
        raise Unreadable(f"a file that cannot be opened ({type(error).__name__})") from error
    except (pikepdf.PikepdfError, pypdfium2.PdfiumError) as error:
        raise Unreadable(f"a PDF that cannot be opened ({type(error).__name__})") from error


def _read(layer: Layer, data: bytes, name: str) -> Iterator[Piece]:
    """By the name; what a file holds without naming it is read by how it begins."""
    path = PurePosixPath(name.replace("\\", "/"))
    kind = ".txt" if path.name in _TEXT_NAMES else path.suffix.lower()
    begins = beginning(data)
    if not name:
        kind = begins or (".woff" if data.startswith(_FONTS) else "")
        if not kind:
            yield from _unnamed(data, layer)
            return
    if kind in _TEXT and begins:
        raise Unreadable(f"a file whose name says {kind} and whose content is {begins}")
    if kind in _TEXT:
        text = decoded(data)
        if kind in (".html", ".svg", ".xml") and re.search(r"<!ENTITY", text, re.IGNORECASE):
            raise Unreadable("a file that declares entities of its own")
        yield from text_pieces(text, layer)
    elif kind == ".json":
        yield from json_pieces(decoded(data).removeprefix("\ufeff"), layer)
    elif kind == ".gz":
        yield from gzip_pieces(data, layer, path.stem if path.suffix and PurePosixPath(path.stem).suffix else "")
    elif kind in _PAGEFIND:
        yield from pagefind_pieces(data, layer)
    elif kind == ".zip":
        yield from zip_pieces(data, layer)
    elif kind in _PICTURES:
        yield from picture_pieces(data, layer, kind)
    elif kind in (".woff2", ".woff") and (begins == ".woff2" or not name):
        yield from font_pieces(data, layer)
    elif kind == ".pdf" and begins == ".pdf":
        yield from pdf_pieces(data, layer)
    elif kind == ".wasm" and not name:
        yield from binary_pieces(data, layer)
    elif kind in (".pdf", ".woff2"):
        raise Unreadable(f"a file whose name says {kind} and whose content does not")
    else:
        raise Unreadable("a file of an unknown type")


def beginning(data: bytes) -> str:
    """The type that the first bytes tell, "" for text and for what is unknown."""
    kind = next((kind for start, kind in _BEGINNINGS if data.startswith(start)), "")
    return "" if kind == ".webp" and data[8:12] != b"WEBP" else kind


def _unnamed(data: bytes, layer: Layer) -> Iterator[Piece]:
    """Text where it is text. Anything else fails closed, as nobody knows how it is wrapped."""
    yield from binary_pieces(data, layer)
    yield from text_pieces(decoded(data), layer)
