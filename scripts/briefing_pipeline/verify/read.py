"""Every file of the output as the texts that it holds, however they are wrapped. What cannot be read raises Unreadable."""

from __future__ import annotations

import gzip
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pikepdf
import pypdfium2
from PIL import Image

_SERVER_FILES = ("_headers", ".htaccess", "nginx-headers.conf")
_PAGEFIND = b"pagefind_dcd"


class Unreadable(Exception):
    """A file whose content cannot be searched, so that nobody can say what is in it."""


def texts(path: Path) -> Iterator[str]:
    """The texts in a file, chosen by its name's ending."""
    reader = _READERS.get(path.suffix.lower()) or (_text if path.name in _SERVER_FILES else None)
    if reader is None:
        raise Unreadable("a file of an unknown type")
    data = path.read_bytes()
    try:
        yield from reader(data)
    except Unreadable:
        raise
    except (OSError, ValueError, EOFError, SyntaxError, pikepdf.PdfError, pypdfium2.PdfiumError) as error:
        raise Unreadable(f"a file that cannot be opened ({type(error).__name__})") from error


def _text(data: bytes) -> Iterator[str]:
    """As it stands, and with entities, percent signs and \\u escapes undone."""
    plain = data.decode("utf-8")
    yield from _views(plain)


def _views(plain: str) -> Iterator[str]:
    yield plain
    decoded = unquote(re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), html.unescape(plain)))
    if decoded != plain:
        yield decoded


def _html(data: bytes) -> Iterator[str]:
    """With tags (attributes, comments) and without them (words across tags)."""
    plain = data.decode("utf-8")
    yield from _views(plain)
    yield html.unescape(re.sub(r"<[^>]*>", " ", plain))


def _json(data: bytes) -> Iterator[str]:
    yield from _text(data)
    yield from _strings(json.loads(data))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str):
        yield value


def _gzip(data: bytes) -> Iterator[str]:
    inner = gzip.decompress(data)
    if inner.startswith(_PAGEFIND):
        inner = inner[len(_PAGEFIND) :]
        if inner.startswith(b"{"):
            yield from _json(inner)
            return
    yield inner.decode("utf-8", errors="replace")


def _sitemap(data: bytes) -> Iterator[str]:
    yield from _html(gzip.decompress(data))


def _picture(data: bytes) -> Iterator[str]:
    """Whatever stands beside the pixels."""
    with Image.open(io.BytesIO(data)) as picture:
        picture.load()
        yield from (str(value) for value in picture.info.values())
        yield from (str(value) for value in picture.getexif().values())
    yield data.decode("latin-1")


def _font(data: bytes) -> Iterator[str]:
    if not data.startswith(b"wOF2"):
        raise Unreadable("a font that is none")
    yield data.decode("latin-1")


def _pdf(data: bytes) -> Iterator[str]:
    """The text of the pages, and every string in the file: metadata, outline, links, descriptions, attachments."""
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.get_textpage().get_text_range()
    finally:
        document.close()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for item in pdf.objects:
            yield from _pdf_strings(item, 0)


def _pdf_strings(item: Any, depth: int) -> Iterator[str]:
    if isinstance(item, (pikepdf.String, pikepdf.Name)):
        yield str(item)
    elif depth < 30 and isinstance(item, pikepdf.Stream):
        for part in item.stream_dict.values():
            if not getattr(part, "is_indirect", False):
                yield from _pdf_strings(part, depth + 1)
        if item.get("/Subtype") in ("/XML", "/text#2Fxml") or item.get("/Type") == "/EmbeddedFile":
            yield from _html(item.read_bytes())
    elif depth < 30 and isinstance(item, pikepdf.Dictionary):
        for part in item.values():
            if not getattr(part, "is_indirect", False):
                yield from _pdf_strings(part, depth + 1)
    elif depth < 30 and isinstance(item, pikepdf.Array):
        for part in item:
            if not getattr(part, "is_indirect", False):
                yield from _pdf_strings(part, depth + 1)


_READERS: dict[str, Callable[[bytes], Iterator[str]]] = {
    ".html": _html, ".svg": _html, ".xml": _html,
    ".css": _text, ".js": _text, ".txt": _text, ".json": _json,
    ".gz": _sitemap,
    ".pf_fragment": _gzip, ".pf_index": _gzip, ".pf_meta": _gzip, ".pf_filter": _gzip, ".pagefind": _gzip,
    ".png": _picture, ".jpg": _picture, ".jpeg": _picture, ".webp": _picture,
    ".woff2": _font,
    ".pdf": _pdf,
}  # fmt: skip
