"""Bytes as text: by their byte-order mark, as UTF-8, or the runs of text that stand among other bytes."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from .layers import text_pieces
from .limits import Layer, Piece, Unreadable
from .runs import runs_in, unlikely_runs_in

_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe\0\0", "utf-32"), (b"\0\0\xfe\xff", "utf-32"))
_WIDE_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_PLAIN = re.compile(r"[a-zA-Z \u0370-\ud7ff]")


def decoded(data: bytes) -> str:
    """Text in UTF-8, UTF-16 or UTF-32, with a byte-order mark or without. Raises Unreadable for anything else."""
    encoding = next((name for mark, name in (*_MARKS, *_WIDE_MARKS) if data.startswith(mark)), "")
    if not encoding and b"\0" in data[:4096]:
        encoding = "utf-16-le" if data[1:4096:2].count(0) >= data[:4096:2].count(0) else "utf-16-be"
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        raise Unreadable("a text file that is not UTF-8") from None
    if _CONTROLS.search(text):
        raise Unreadable("a text file with control characters in it")
    return text


def binary_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The text among other bytes, its escapes undone; tags only where there is markup, not where bytes look like it."""
    text = runs_in(data)
    if not text:
        return
    if re.search(r"</?[a-zA-Z]+[\s/>:]", text):
        yield from text_pieces(text, layer)
    else:
        yield text
        yield from (view for view in text_pieces(text.replace("<", " "), layer) if view != text)


def number_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The text among numbers: only what is too long, and of too many letters, to be numbers that look like it."""
    text = "\n".join(run for run in unlikely_runs_in(data).split("\n") if 3 * len(_PLAIN.findall(run)) >= 2 * len(run))
    if text:
        yield from text_pieces(text, layer)


def cbor_texts(data: bytes) -> Iterator[str]:
    """Every text and byte string in CBOR, in which Pagefind writes its index."""
    at = 0
    while at < len(data):
        major, info = data[at] >> 5, data[at] & 31
        at += 1
        size = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
        if 27 < info < 31 or at + size > len(data):
            raise Unreadable("a part of the search index that cannot be read")
        value = int.from_bytes(data[at : at + size]) if size else info
        at += size
        if major in (2, 3) and info != 31:
            if at + value > len(data):
                raise Unreadable("a part of the search index that is cut short")
            yield data[at : at + value].decode("utf-8", "replace")
            at += value


def number_at(data: bytes, at: int, form: str) -> int:
    """A number in a binary file, by struct's code. Raises Unreadable where the file ends before it."""
    try:
        return int(struct.unpack_from(form, data, at)[0])
    except struct.error:
        raise Unreadable("a file that is cut short") from None
