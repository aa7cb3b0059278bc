"""Pictures are decoded and encoded anew: what was hidden in the file (place, camera, comments, scripts) is gone."""

from __future__ import annotations

import hashlib
import io
import re
import struct
import warnings
import zlib
from collections.abc import Iterable

from PIL import Image, ImageFile, ImageOps

from ..characters import is_device, same
from ..findings import Fault
from ..model import Picture
from .svg import read_svg

PICTURE_TYPES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP", ".svg": "SVG"}
MEGAPIXELS_AT_MOST = 25
WIDTH_AT_MOST = 1600

# Files made by cameras have at most a dozen.
SCANS_AT_MOST = 100
# What formats and printers can take.
SIDE_AT_MOST = 16_000

_NAME = re.compile(r"\w[\w .()-]*")
_UNREADABLE = Fault(0, "picture-unreadable", "it cannot be opened", "open it and save it again as PNG or JPEG")
# What Pillow raises over broken files.
_BROKEN = (
    *(OSError, ValueError, SyntaxError, EOFError, MemoryError, OverflowError, struct.error, zlib.error),
    *(KeyError, IndexError, TypeError, AttributeError, RuntimeError, AssertionError),
)


def read_picture(name: str, data: bytes) -> tuple[Picture | None, list[Fault]]:
    """The picture without its metadata, or None and the faults. `name` says the type."""
    kind = PICTURE_TYPES["." + name.rpartition(".")[2].lower()]
    clean, width, height, faults = read_svg(data) if kind == "SVG" else _read_bitmap(kind, data)
    if faults:
        return None, faults
    return Picture(name, clean, width, height, hashlib.sha256(data).hexdigest()), []


def name_fault(name: str, names: Iterable[str]) -> Fault | None:
    """What is wrong with the name of a picture that stands among `names`: it becomes part of a web address."""
    hint = "rename it, for example front-door.png"
    if not _NAME.fullmatch(name) or is_device(name) or len(name) > 100:
        return Fault(0, "picture-name", "its name has more than letters, digits, spaces, dots and hyphens", hint)
    if any(other != name and same(other) == same(name) for other in names):
        return Fault(0, "picture-name", "another file here has the same name but for its capitals or accents", hint)
    return None


def _read_bitmap(kind: str, data: bytes) -> tuple[bytes, int, int, list[Fault]]:
    size = _size_of_webp(data)
    # A library that is loaded beside us may switch it on for the whole process.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if size and (fault := _large(*size)) is not None:
                return b"", 0, 0, [fault]
            picture: Image.Image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
            if (fault := _header_fault(kind, picture, data)) is not None:
                return b"", 0, 0, [fault]
            picture.load()
            clean = _encode(kind, picture)
            width, height = Image.open(io.BytesIO(clean)).size
    except Image.DecompressionBombError:
        return b"", 0, 0, [Fault(0, "picture-large", "it has far more than 25 megapixels", "make it smaller")]
    except _BROKEN:
        return b"", 0, 0, [_UNREADABLE]
    return clean, width, height, []


def _header_fault(kind: str, picture: Image.Image, data: bytes) -> Fault | None:
    """What the first bytes of a picture say against decoding the rest."""
    if picture.format != kind:
        return Fault(0, "picture-type", f"its name says {kind}, but it is {picture.format}", "save it again as PNG or JPEG")
    if (fault := _large(picture.width, picture.height)) is not None:
        return fault
    if getattr(picture, "n_frames", 1) > 1:
        return Fault(0, "picture-moving", "it has more than one frame, and paper shows one", "save the frame that matters")
    # Each of them goes over the whole picture once: a small file could keep the decoder busy for hours.
    if kind == "JPEG" and data.count(b"\xff\xda") > SCANS_AT_MOST:
        return _UNREADABLE
    return None


def _large(width: int, height: int) -> Fault | None:
    if width * height <= MEGAPIXELS_AT_MOST * 1_000_000 and max(width, height) <= SIDE_AT_MOST:
        return None
    message = f"it is {width:,} by {height:,} pixels, at most 25 megapixels and 16,000 a side are read"
    return Fault(0, "picture-large", message, "make it smaller: 1,600 pixels across are plenty")


def _size_of_webp(data: bytes) -> tuple[int, int] | None:
    """The size in a WebP's header: Pillow makes room for all of the pixels before it tells."""
    if data[:4] != b"RIFF" or data[8:15] != b"WEBPVP8" or len(data) < 30:
        return None
    if data[15:16] == b"X":
        return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(data[27:30], "little")
    if data[15:16] == b"L":
        bits = int.from_bytes(data[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return int.from_bytes(data[26:28], "little") & 0x3FFF, int.from_bytes(data[28:30], "little") & 0x3FFF


def _encode(kind: str, picture: Image.Image) -> bytes:
    """Upright, in plain RGB or grey, at most 1,600 pixels wide, with nothing but its pixels."""
    picture = ImageOps.exif_transpose(picture)
    if picture.mode.startswith("I"):
        # Sixteen bits of grey: Pillow would cut them off at 255 instead of making them fewer.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if see_through and kind != "JPEG" else "L" if picture.mode in ("L", "1") else "RGB"
    pixels = picture.convert(mode)
    if pixels.width > WIDTH_AT_MOST:
        height = max(1, round(pixels.height * WIDTH_AT_MOST / pixels.width))
        pixels = pixels.resize((WIDTH_AT_MOST, height), Image.Resampling.LANCZOS)
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    target = io.BytesIO()
    if kind == "PNG":
        bare.save(target, kind, optimize=True)
    else:
        bare.save(target, kind, quality=88)
    return target.getvalue()
