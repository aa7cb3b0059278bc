"""Files that hold files: gzip, Pagefind's, and zip, with their names, comments and times."""

from __future__ import annotations

import io
import json
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
# The flag of an entry whose checksum and sizes stand behind it.
_DESCRIBED_BEHIND = 8


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
    """Every entry, with its name, comment, extra fields and time. What is in no entry makes it unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, start, comment = archive.infolist(), archive.start_dir, archive.comment
        contents = _contents(entries, start, data)
        yield from binary_pieces(comment, layer)
        listed = sum(46 + len(_name_as_stored(entry)) + len(entry.extra) + len(entry.comment) for entry in entries)
        if start + listed + 22 + len(comment) != len(data):
            raise Unreadable("a zip file that holds more than it lists")
        for entry in entries:
            yield from _entry_pieces(entry, *contents[entry.header_offset], layer)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, struct.error) as error:
        raise Unreadable(f"a zip file that cannot be opened ({type(error).__name__})") from error


def _contents(entries: list[zipfile.ZipInfo], end: int, data: bytes) -> dict[int, tuple[bytes, bytes]]:
    """Each entry's own extra field and packed data, by its place. Raises Unreadable where the entries leave a gap."""
    contents, at = {}, 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset != at or data[at : at + 4] != _ENTRY:
            raise Unreadable("a zip file that holds more than it lists")
        _demand_same_facts(entry, data, at)
        named = at + 30 + number_at(data, at + 26, "<H")
        if data[at + 30 : named] != _name_as_stored(entry):
            raise Unreadable("a zip file with an entry that has two names")
        begins = named + number_at(data, at + 28, "<H")
        ends = begins + entry.compress_size
        contents[entry.header_offset] = (data[named:begins], data[begins:ends])
        at = ends + (_length_of_descriptor(entry, data[ends : ends + 24]) if entry.flag_bits & _DESCRIBED_BEHIND else 0)
    if at != end:
        raise Unreadable("a zip file that holds more than it lists")
    return contents


def _entry_pieces(entry: zipfile.ZipInfo, extra: bytes, packed: bytes, layer: Layer) -> Iterator[Piece]:
    yield from text_pieces(entry.filename, layer)
    yield from text_pieces(entry.orig_filename, layer)
    for part in (entry.comment, entry.extra, extra):
        yield from binary_pieces(part, layer)
    try:
        yield _day(datetime(*entry.date_time, tzinfo=UTC))
    except ValueError:
        raise Unreadable("a zip file with a time that is none") from None
    if entry.flag_bits & 1:
        raise Unreadable("a zip file with a password")
    content = _unpacked(entry, packed, layer)
    if not entry.is_dir():
        yield from layer.inner(content, entry.filename)
    elif content or packed:
        raise Unreadable("a zip file with a folder that holds bytes")


def _unpacked(entry: zipfile.ZipInfo, packed: bytes, layer: Layer) -> bytes:
    """What an entry holds. Raises Unreadable where that is not all, or something else than its list says."""
    content, rest = packed, b""
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        content, rest = layer.inflate(packed, -zlib.MAX_WBITS)
        layer.spent[0] -= len(content)
    elif entry.compress_type != zipfile.ZIP_STORED:
        raise Unreadable("a zip file that is packed in an unusual way")
    if rest or len(content) != entry.file_size or zlib.crc32(content) != entry.CRC:
        raise Unreadable("a zip file with an entry that holds something else than is listed")
    return content


def _demand_same_facts(entry: zipfile.ZipInfo, data: bytes, start: int) -> None:
    """Flags, method, time, checksum and sizes in an entry's own header are those of the list, or stand behind the entry."""
    year, month, day, hour, minute, second = entry.date_time
    time, date = hour << 11 | minute << 5 | second // 2, (year - 1980) << 9 | month << 5 | day
    known = struct.pack("<HHHH", entry.flag_bits, entry.compress_type, time, date)
    facts = struct.pack("<LLL", entry.CRC, entry.compress_size, entry.file_size)
    later = bytes(12) if entry.flag_bits & _DESCRIBED_BEHIND else facts
    if data[start + 6 : start + 14] != known or data[start + 14 : start + 26] not in (facts, later):
        raise Unreadable("a zip file with an entry that is listed otherwise")


def _length_of_descriptor(entry: zipfile.ZipInfo, behind: bytes) -> int:
    """How long the checksum and sizes are that stand behind an entry: in two forms, each with a mark before it or without."""
    for form in ("<LLL", "<LQQ"):
        for mark in (b"PK\x07\x08", b""):
            facts = mark + struct.pack(form, entry.CRC, entry.compress_size, entry.file_size)
            if behind.startswith(facts):
                return len(facts)
    return 0


def _name_as_stored(entry: zipfile.ZipInfo) -> bytes:
    return entry.orig_filename.encode("utf-8" if entry.flag_bits & 0x800 else "cp437")


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}, {moment.day} {moment:%B %Y}"
