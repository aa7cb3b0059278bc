"""Files that hold files: gzip, Pagefind's, and zip, with their names, comments and times."""

from __future__ import annotations

import io
import json
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

from .binary import binary_pieces, cbor_texts, number_at
from .layers import text_pieces
from .limits import Layer, Piece, Unreadable

_PAGEFIND = b"pagefind_dcd"
_WEB_ASSEMBLY = b"\0asm"
_GZIP = b"\x1f\x8b\x08"
_ENTRY = b"PK\x03\x04"
# Between two entries of a zip stands at most a data descriptor.
_DESCRIPTOR = 24


def gzip_pieces(data: bytes, layer: Layer, name: str) -> Iterator[Piece]:
    """What the member holds, and the header: its name, comment, extra field and time. Members may follow each other."""
    while data:
        if not data.startswith(_GZIP) or len(data) < 18:
            raise Unreadable("a file that is not gzip all through")
        if changed := number_at(data, 4, "<I"):
            yield _day(datetime.fromtimestamp(changed, UTC))
        yield from _gzip_header(data, layer)
        plain, data = layer.inflate(data, zlib.MAX_WBITS | 16)
        yield from layer.inner(plain, name)


def _gzip_header(data: bytes, layer: Layer) -> Iterator[Piece]:
    flags, at = data[3], 10
    if flags & 4:
        size = number_at(data, at, "<H")
        yield from binary_pieces(data[at + 2 : at + 2 + size], layer)
        at += 2 + size
    for flag in (8, 16):
        if flags & flag:
            end = data.find(b"\0", at)
            if end < 0:
                raise Unreadable("a file that is cut short")
            yield from text_pieces(data[at:end].decode("latin-1"), layer)
            yield from binary_pieces(data[at:end], layer)
            at = end + 1


def pagefind_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """A part of the search index: JSON, CBOR or WebAssembly, behind a prefix and mostly compressed."""
    if data.startswith(_GZIP):
        data, rest = layer.inflate(data, zlib.MAX_WBITS | 16)
        if rest:
            raise Unreadable("a part of the search index with something behind it")
    data = data.removeprefix(_PAGEFIND)
    if data.startswith(b"{"):
        yield from json_pieces(data.decode("utf-8"), layer)
    elif data.startswith(_WEB_ASSEMBLY):
        yield from binary_pieces(data, layer)
    else:
        yield from text_pieces("\n".join(cbor_texts(data)), layer)


def json_pieces(text: str, layer: Layer) -> Iterator[Piece]:
    try:
        json.loads(text)
    except RecursionError:
        raise Unreadable("a JSON file that is nested too deeply") from None
    yield from text_pieces(text, layer)


def zip_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """Every entry, with its name, comment, extra field and time. What is in no entry makes it unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _demand_no_gaps(archive, data)
            yield from binary_pieces(archive.comment, layer)
            for entry in archive.infolist():
                yield from _entry_pieces(archive, entry, layer)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError, struct.error) as error:
        raise Unreadable(f"a zip file that cannot be opened ({type(error).__name__})") from error


def _entry_pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, layer: Layer) -> Iterator[Piece]:
    yield from text_pieces(entry.filename, layer)
    yield from text_pieces(entry.orig_filename, layer)
    for part in (entry.comment, entry.extra):
        yield from binary_pieces(part, layer)
    try:
        yield _day(datetime(*entry.date_time, tzinfo=UTC))
    except ValueError:
        raise Unreadable("a zip file with a time that is none") from None
    if entry.flag_bits & 1:
        raise Unreadable("a zip file with a password")
    if entry.is_dir():
        if entry.file_size:
            raise Unreadable("a zip file with a folder that holds bytes")
        return
    # The size that an entry states may be a lie: no more is read than the limit leaves.
    layer.spend(entry.file_size)
    layer.spent[0] -= entry.file_size
    with archive.open(entry) as opened:
        content = opened.read(entry.file_size + 1)
    yield from layer.inner(content, entry.filename)


def _demand_no_gaps(archive: zipfile.ZipFile, data: bytes) -> None:
    """Raises Unreadable where bytes stand before, between or behind what the archive lists."""
    end = 0
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
        start = entry.header_offset
        if not 0 <= start - end <= (_DESCRIPTOR if end else 0) or data[start : start + 4] != _ENTRY:
            raise Unreadable("a zip file that holds more than it lists")
        names = number_at(data, start + 26, "<H") + number_at(data, start + 28, "<H")
        if data[start + 30 : start + 30 + number_at(data, start + 26, "<H")] != _name_as_stored(entry):
            raise Unreadable("a zip file with an entry that has two names")
        end = start + 30 + names + entry.compress_size
    directory = archive.start_dir
    tail = len(data) - len(archive.comment)
    listed = directory + sum(
        46 + len(_name_as_stored(entry)) + len(entry.extra) + len(entry.comment) for entry in archive.infolist()
    )
    if not 0 <= directory - end <= (_DESCRIPTOR if end else 0) or not 22 <= tail - listed <= 22 + 76:
        raise Unreadable("a zip file that holds more than it lists")


def _name_as_stored(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}, {moment.day} {moment:%B %Y}"
