"""What the streams of a PDF say: their filters undone, and the words in their syntax."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator

import pikepdf

from .binary import binary_pieces, decoded, number_pieces
from .layers import text_pieces
from .limits import Layer, Piece, Unreadable

_INNER = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)"
STRING = re.compile(rb"\(((?:[^()\\]|\\.|" + _INNER + rb")*)\)|<([0-9A-Fa-f\s]+)>|/([^\s()<>\[\]{}/%]+)", re.DOTALL)
_ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b" ", b"f": b" ", b"\n": b"", b"\r": b"", b"\r\n": b""}
# Keys of the content stream whose strings a reader aloud speaks.
_SPOKEN = re.compile(rb"/(?:ActualText|Alt|E|Contents|T|TU)\s*(\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]+>)", re.DOTALL)
_COMMENT = re.compile(rb"%([^\r\n]*)")
_INLINE_IMAGE = re.compile(rb"(?<![^\s])BI[\s/]")
_IMAGE_ENDS = re.compile(rb"\sEI(?!\S)")
_IMAGE_FILTERS = re.compile(rb"/F(?:ilter)?\s*+(/\w+|\[[^\[\]]*\])")
# What a font's codes stand for.
_MAPPINGS = re.compile(rb"beginbf(char|range)((?:[^e]|e(?!ndbf))*+)")


def without_filters(item: pikepdf.Stream, layer: Layer) -> tuple[bytes, list[str], bytes]:
    """A stream's bytes without those filters that can be undone here, the filters left, and what stands behind the end."""
    filters = item.get("/Filter")
    names = [str(part) for part in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters else []
    raw = item.read_raw_bytes()
    return _undone(raw, names, layer) if raw else (raw, [], b"")


def _undone(raw: bytes, names: list[str], layer: Layer) -> tuple[bytes, list[str], bytes]:
    """Bytes without their filters, in turn, as far as the limit allows; the filters left; and what stands behind the end."""
    behind: list[bytes] = []
    for place, name in enumerate(names):
        if name in ("/FlateDecode", "/Fl"):
            raw, rest = layer.inflate(raw)
        elif name in ("/ASCII85Decode", "/A85"):
            letters, _, rest = raw.partition(b"~>")
            raw = _from_letters(base64.a85decode, letters.removeprefix(b"<~"))
        elif name in ("/ASCIIHexDecode", "/AHx"):
            letters, _, rest = raw.partition(b">")
            raw = _from_letters(lambda figures: bytes.fromhex(_even(figures)), letters)
        else:
            layer.spend(len(raw))
            if "/FlateDecode" in names[place:] or "/Fl" in names[place:]:
                raise Unreadable("a PDF with a stream that is packed in an unusual way")
            return raw, names[place:], b"\n".join(behind)
        behind.append(rest)
    return raw, [], b"\n".join(behind)


def _from_letters(decode: Callable[[bytes], bytes], letters: bytes) -> bytes:
    try:
        return decode(letters)
    except ValueError as error:
        raise Unreadable("a PDF with a stream that cannot be unpacked") from error


def unpacked(item: pikepdf.Stream) -> bytes:
    try:
        return item.read_bytes()
    except pikepdf.PikepdfError as error:
        raise Unreadable("a PDF with a stream that cannot be unpacked") from error


def content_words(data: bytes, layer: Layer) -> Iterator[Piece]:
    """What a content stream says beside its glyphs, and its strings where they are plain letters."""
    yield from syntax_words(b" ".join(_SPOKEN.findall(data)), layer)
    plain = [_unescaped(match[1]) for match in STRING.finditer(data) if match[1]]
    if plain:
        for parts in (b"".join(plain), b" ".join(plain)):
            yield from loose(parts, layer)
    yield from binary_pieces(b"\n".join(_COMMENT.findall(data)), layer)
    yield from _inline_images(data, layer)


def _inline_images(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The text among the bytes of pictures that stand in a content stream."""
    done = 0
    for start in _INLINE_IMAGE.finditer(data):
        if start.start() < done:
            continue
        if not done:
            yield from binary_pieces(data, layer)
        begins = data.find(b"ID", start.end())
        ends = _IMAGE_ENDS.search(data, begins + 3)
        if begins < 0 or not ends:
            return
        done = ends.end()
        if filters := _IMAGE_FILTERS.search(data, start.end(), begins):
            names = ["/" + name.decode() for name in re.findall(rb"/(\w+)", filters[1])]
            pixels, unread, behind = _undone(data[begins + 3 : ends.start()], names, layer)
            if unread or behind.strip(b"\0\r\n "):
                raise Unreadable("a PDF with a picture in its text that cannot be unpacked")
            yield from number_pieces(pixels, layer)


def shown_as_hex(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The strings in hexadecimal figures, where no page gives them a font of their own."""
    plain = [bytes.fromhex(_even(match[2])) for match in STRING.finditer(data) if match[2]]
    if plain:
        for parts in (b"".join(plain), b" ".join(plain)):
            yield from loose(parts, layer)


def mapped_words(data: bytes, layer: Layer) -> Iterator[Piece]:
    """What a font says its codes stand for, used or not."""
    meant: list[str] = []
    for kind, body in _MAPPINGS.findall(data):
        parts = re.findall(rb"<([0-9A-Fa-f\s]*)>|\[([^\[\]]*)\]", body)
        for single, several in parts[1::2] if kind == b"char" else parts[2::3]:
            meant += re.findall(r"[0-9A-Fa-f]+", (several or single).decode())
    yield from text_pieces(" ".join(bytes.fromhex(_even(part.encode())).decode("utf-16-be", "replace") for part in meant), layer)


def syntax_words(data: bytes, layer: Layer) -> Iterator[Piece]:
    """Strings and names in PDF syntax that no object table leads to."""
    words: list[str] = []
    for match in STRING.finditer(data):
        if match[1] is not None:
            words += _string_texts(_unescaped(match[1]))
        elif match[2] is not None:
            words += _string_texts(bytes.fromhex(_even(match[2])))
        else:
            words.append(_name(match[3].decode("latin-1")))
    yield from text_pieces("\n".join(words), layer)


def loose(data: bytes, layer: Layer) -> Iterator[Piece]:
    """A stream of no known use: text (a script, a form, metadata) where it can be decoded, and text among bytes."""
    try:
        yield from text_pieces(decoded(data), layer)
    except Unreadable:
        yield from binary_pieces(data, layer)


def word_texts(word: str) -> Iterator[str]:
    """A string, name or key as qpdf writes it in JSON, where a string begins with u: or b:."""
    plain = json.loads(f'"{word}"') if "\\" in word else word
    if plain.startswith("b:"):
        yield from _string_texts(bytes.fromhex(plain[2:]))
    elif plain.startswith("u:"):
        yield plain[2:]
    elif not plain.endswith(" R"):
        yield _name(plain)


def _name(name: str) -> str:
    if name.isascii() and "#" not in name:
        return name
    plain = re.sub("#([0-9a-fA-F]{2})", lambda match: chr(int(match[1], 16)), name.removeprefix("n:"))
    try:
        return plain.encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return plain


def _string_texts(data: bytes) -> Iterator[str]:
    """A string as PDF readers read it, and as UTF-16 that lost its mark."""
    yield str(pikepdf.String(data))
    if b"\0" in data:
        yield data.decode("utf-16-be", "replace")
        yield data.decode("utf-16-le", "replace")


def _even(digits: bytes) -> str:
    figures = b"".join(digits.split()).decode()
    return figures + "0" * (len(figures) % 2)


def _unescaped(data: bytes) -> bytes:
    return _ESCAPE.sub(lambda match: bytes([int(match[1], 8) & 255]) if match[1] else _ESCAPED.get(match[2], match[2]), data)
