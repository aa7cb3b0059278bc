"""What stands beside a picture's pixels, and the pixels themselves as a hash."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
import zlib
from collections.abc import Iterator

from PIL import Image, ImageFile, ImageSequence

from .binary import binary_pieces, number_at, number_pieces
from .layers import text_pieces
from .limits import Layer, Mark, Piece, Unreadable

PIXELS_AT_MOST = 50_000_000
FRAMES_AT_MOST = 64
# Tables, sizes and the beginning of a scan: numbers. Whatever has another mark is searched as text.
_JPEG_NUMBERS = (*range(0xC0, 0xD0), 0xDA, 0xDB, 0xDC, 0xDD)
_JPEG_SCAN_ENDS = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}


def picture_pieces(data: bytes, layer: Layer, kind: str) -> Iterator[Piece]:
    """Hashes of the pixels, and every part that is not pixels. `kind` is what the name's ending says."""
    # A library that is loaded beside us may switch it on for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
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
    at, kind, pixels = 8, b"", []
    while kind != b"IEND":
        size, kind = number_at(data, at, ">I"), data[at + 4 : at + 8]
        part = data[at + 8 : at + 8 + size]
        if len(part) < size:
            raise Unreadable("a picture that is cut short")
        if kind in (b"zTXt", b"iCCP"):
            key, _, rest = part.partition(b"\0")
            plain, behind = layer.inflate(rest[1:])
            yield from binary_pieces(key + b"\0" + plain, layer)
            yield from _behind(behind, layer)
        elif kind == b"iTXt":
            yield from _international(part, layer)
        elif kind == b"tIME" and size == 7:
            yield f"{number_at(part, 0, '>H')}-{part[2]:02}-{part[3]:02}"
        elif kind == b"IDAT":
            pixels.append(part)
        elif kind == b"fdAT":
            raise Unreadable("a picture that moves, whose frames cannot be read")
        elif kind == b"PLTE" or (kind == b"IHDR" and size == 13):
            yield from number_pieces(part, layer)
        else:
            yield from binary_pieces(part, layer)
            if kind == b"tEXt":
                yield from text_pieces(part.replace(b"\0", b"\n").decode("latin-1"), layer)
        at += 12 + size
    plain, behind = layer.inflate(b"".join(pixels))
    yield from _behind(plain[_pixel_bytes(data) :], layer)
    yield from _behind(behind, layer)
    yield from _behind(data[at:], layer)


def _pixel_bytes(data: bytes) -> int:
    """How many bytes the pixels of a PNG take: each line, in a woven one of seven passes, and one before it for its filter."""
    width, height, depth, colours, woven = number_at(data, 16, ">I"), number_at(data, 20, ">I"), data[24], data[25], data[28]
    bits = depth * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}.get(colours, 4)
    passes = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
    total = 0
    for left, top, across, down in passes if woven else ((0, 0, 1, 1),):
        columns, lines = -(-(width - left) // across), -(-(height - top) // down)
        total += lines * (1 + (columns * bits + 7) // 8) if columns > 0 and lines > 0 else 0
    return total


def _international(part: bytes, layer: Layer) -> Iterator[Piece]:
    key, _, rest = part.partition(b"\0")
    packed, rest = rest[:1] == b"\x01", rest[2:]
    language, _, rest = rest.partition(b"\0")
    title, _, text = rest.partition(b"\0")
    text, behind = layer.inflate(text) if packed else (text, b"")
    yield from binary_pieces(b"\n".join((key, language, title, text)), layer)
    yield from _behind(behind, layer)


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
            if marker in _JPEG_NUMBERS:
                yield from number_pieces(data[at + 4 : at + 2 + size], layer)
            else:
                yield from _segment(data[at + 4 : at + 2 + size], layer)
            at += 2 + size
            if marker == 0xDA:
                ends = _JPEG_SCAN_ENDS.search(data, at)
                end = ends.start() if ends else len(data)
                yield from number_pieces(data[at:end], layer)
                at = end


def _segment(part: bytes, layer: Layer) -> Iterator[Piece]:
    yield from binary_pieces(part, layer)
    yield from text_pieces(part.decode("latin-1"), layer)


def _webp_parts(data: bytes, layer: Layer) -> Iterator[Piece]:
    end = 8 + number_at(data, 4, "<I")
    yield from _webp_chunks(data[12:end], layer)
    yield from _behind(data[end:], layer)


def _webp_chunks(data: bytes, layer: Layer) -> Iterator[Piece]:
    """Each part of a WebP; a frame has parts of its own behind its place and duration."""
    at = 0
    while at < len(data):
        kind, size = data[at : at + 4], number_at(data, at + 4, "<I")
        part = data[at + 8 : at + 8 + size]
        if len(part) < size:
            raise Unreadable("a picture that is cut short")
        if kind == b"ANMF":
            yield from number_pieces(part[:16], layer)
            yield from _webp_chunks(part[16:], layer)
        elif kind in (b"VP8 ", b"VP8L", b"ALPH"):
            yield from number_pieces(part, layer)
        else:
            yield from binary_pieces(part, layer)
        at += 8 + size + size % 2


def _behind(rest: bytes, layer: Layer) -> Iterator[Piece]:
    """What stands behind the end of a picture: no viewer shows it, and it may be a file of its own."""
    if rest.strip(b"\0"):
        yield from layer.inner(rest)
