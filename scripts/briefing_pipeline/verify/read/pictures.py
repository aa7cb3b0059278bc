"""What stands beside a picture's pixels, and the pixels themselves as a hash."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, ImageSequence

from .binary import binary_pieces, number_at
from .layers import text_pieces
from .limits import Layer, Mark, Piece, Unreadable

PIXELS_AT_MOST = 50_000_000
FRAMES_AT_MOST = 64
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def picture_pieces(data: bytes, layer: Layer, kind: str) -> Iterator[Piece]:
    """Hashes of the pixels, and every part that is not pixels. `kind` is what the name's ending says."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=tuple(sorted(set(_FORMATS.values())))) as picture:
                if picture.format != _FORMATS[kind]:
                    raise Unreadable(f"a {picture.format} picture whose name says otherwise")
                yield from (Mark(digest) for digest in frame_digests(picture))
                yield from _stated(picture, layer)
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, TypeError, zlib.error, Image.DecompressionBombError) as error:
        raise Unreadable(f"a picture that cannot be opened ({type(error).__name__})") from error
    parts = {"PNG": _png_parts, "JPEG": _jpeg_parts, "WEBP": _webp_parts}[_FORMATS[kind]]
    yield from parts(data, layer)


def frame_digests(picture: Image.Image) -> Iterator[str]:
    """The pixel hashes of each frame. Raises Unreadable for a picture that is too large."""
    if picture.width * picture.height > PIXELS_AT_MOST or getattr(picture, "n_frames", 1) > FRAMES_AT_MOST:
        raise Unreadable("a picture that is too large")
    for frame in ImageSequence.Iterator(picture):
        yield from pixel_digests(frame)


def pixel_digests(picture: Image.Image) -> Iterator[str]:
    """The SHA-256 of size and pixels, with and without what is see-through; none for a plain surface."""
    pixels = picture.convert("RGBA")
    extremes = pixels.getextrema()
    if all(low == high for low, high in (extreme for extreme in extremes if isinstance(extreme, tuple))):
        return
    for mode in ("RGBA", "RGB"):
        content = f"{mode} {pixels.width} {pixels.height} ".encode() + pixels.convert(mode).tobytes()
        yield hashlib.sha256(content).hexdigest()


def _stated(picture: Image.Image, layer: Layer) -> Iterator[Piece]:
    """What PIL reads of a picture's notes and camera data."""
    yield from text_pieces("\n".join(str(value) for value in picture.info.values() if isinstance(value, str)), layer)
    exif = picture.getexif()
    for block in (exif, *(exif.get_ifd(tag) for tag in (0x8769, 0x8825, 0xA005))):
        for value in block.values():
            yield from binary_pieces(value if isinstance(value, bytes) else str(value).encode(), layer)


def _png_parts(data: bytes, layer: Layer) -> Iterator[Piece]:
    at, kind = 8, b""
    while kind != b"IEND":
        size, kind = number_at(data, at, ">I"), data[at + 4 : at + 8]
        part = data[at + 8 : at + 8 + size]
        if len(part) < size:
            raise Unreadable("a picture that is cut short")
        if kind in (b"zTXt", b"iCCP"):
            key, _, rest = part.partition(b"\0")
            yield from binary_pieces(key + b"\0" + layer.inflate(rest[1:])[0], layer)
        elif kind == b"iTXt":
            yield from _international(part, layer)
        elif kind == b"tIME" and size == 7:
            yield f"{number_at(part, 0, '>H')}-{part[2]:02}-{part[3]:02}"
        elif kind not in (b"IHDR", b"PLTE", b"IDAT", b"fdAT"):
            yield from binary_pieces(part, layer)
            if kind == b"tEXt":
                yield from text_pieces(part.replace(b"\0", b"\n").decode("latin-1"), layer)
        at += 12 + size
    yield from _behind(data[at:], layer)


def _international(part: bytes, layer: Layer) -> Iterator[Piece]:
    key, _, rest = part.partition(b"\0")
    packed, rest = rest[:1] == b"\x01", rest[2:]
    language, _, rest = rest.partition(b"\0")
    title, _, text = rest.partition(b"\0")
    yield from binary_pieces(b"\n".join((key, language, title, layer.inflate(text)[0] if packed else text)), layer)


def _jpeg_parts(data: bytes, layer: Layer) -> Iterator[Piece]:
    at = 2
    while at < len(data):
        if data[at] != 0xFF:
            raise Unreadable("a picture with something between its parts")
        marker = data[at + 1] if at + 1 < len(data) else 0xD9
        if marker == 0xFF:
            at += 1
        elif marker == 0xD9:
            yield from _behind(data[at + 2 :], layer)
            return
        elif marker in (0x01, *range(0xD0, 0xD9)):
            at += 2
        else:
            size = number_at(data, at + 2, ">H")
            if marker == 0xFE or 0xE0 <= marker <= 0xEF:
                yield from _segment(data[at + 4 : at + 2 + size], layer)
            at += 2 + size
            if marker == 0xDA:
                pixels = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]").search(data, at)
                at = pixels.start() if pixels else len(data)


def _segment(part: bytes, layer: Layer) -> Iterator[Piece]:
    yield from binary_pieces(part, layer)
    yield from text_pieces(part.decode("latin-1"), layer)


def _webp_parts(data: bytes, layer: Layer) -> Iterator[Piece]:
    end, at = 8 + number_at(data, 4, "<I"), 12
    while at + 8 <= min(end, len(data)):
        kind, size = data[at : at + 4], number_at(data, at + 4, "<I")
        if kind not in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF"):
            yield from binary_pieces(data[at + 8 : at + 8 + size], layer)
        at += 8 + size + size % 2
    yield from _behind(data[end:], layer)


def _behind(rest: bytes, layer: Layer) -> Iterator[Piece]:
    """What stands behind the end of a picture: no viewer shows it, and it may be a file of its own."""
    if rest.strip(b"\0"):
        yield from layer.inner(rest)
