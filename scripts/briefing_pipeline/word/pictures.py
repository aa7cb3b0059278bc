"""Pictures from a Word file: cut as they were shown, without metadata, under names that can stand in a web address."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PIL import Image

from ..load.pictures import MEGAPIXELS_AT_MOST, PICTURE_TYPES, SIDE_AT_MOST, read_picture
from ..slugs import plain_slug
from .package import BROKEN
from .unfold import Drawn

# What Word may hold and a page cannot show: read by Pillow, and written anew.
_OLD = {".gif": "PNG", ".bmp": "PNG", ".tif": "PNG", ".tiff": "PNG"}
_WORDS_OF_A_NAME = 5


@dataclass(frozen=True)
class Made:
    """A picture as it goes beside the briefing; `why` says why there is none."""

    name: str
    data: bytes
    alt: str
    why: str = ""


def make(pictures: Sequence[Drawn]) -> list[Made]:
    """One for each, in their order; the same picture twice is one file."""
    made: dict[tuple[bytes, tuple[float, ...]], Made] = {}
    taken: set[str] = set()
    result: list[Made] = []
    for number, drawn in enumerate(pictures, 1):
        key = (drawn.data, drawn.crop)
        if key not in made:
            made[key] = _made(drawn, _stem(drawn, number, taken))
        result.append(Made(made[key].name, made[key].data, drawn.alt, made[key].why))
    return result


def _stem(drawn: Drawn, number: int, taken: set[str]) -> str:
    stem = plain_slug(" ".join(drawn.alt.split()[:_WORDS_OF_A_NAME]))[:60].strip("-") or f"picture-{number}"
    stem = f"{stem}-{number}" if stem in taken else stem
    taken.add(stem)
    return stem


def _made(drawn: Drawn, stem: str) -> Made:
    suffix = PurePath(drawn.name).suffix.lower()
    if not drawn.data:
        return Made("", b"", drawn.alt, "it is not in the file: in Word, insert it, and save")
    if suffix not in PICTURE_TYPES and suffix not in _OLD:
        return Made(
            "", b"", drawn.alt, f"its type, {suffix or 'unknown'}, cannot be shown: in Word save it as PNG, and insert that"
        )
    if suffix == ".svg" and not any(drawn.crop):
        picture, faults = read_picture("x.svg", drawn.data)
        return Made(f"{stem}.svg", picture.data, drawn.alt) if picture else Made("", b"", drawn.alt, faults[0].message)
    try:
        data, ending = _cut(drawn)
    except BROKEN:
        return Made("", b"", drawn.alt, "it cannot be opened: in Word save it as PNG, and insert that")
    picture, faults = read_picture(f"x{ending}", data)
    return Made(f"{stem}{ending}", picture.data, drawn.alt) if picture else Made("", b"", drawn.alt, faults[0].message)


def _cut(drawn: Drawn) -> tuple[bytes, str]:
    """The part that Word shows: what is cut off there may be what nobody should see. Raises one of BROKEN."""
    suffix = PurePath(drawn.name).suffix.lower()
    if not any(drawn.crop) and suffix in PICTURE_TYPES:
        return drawn.data, suffix
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        image = Image.open(io.BytesIO(drawn.data))
        width, height = image.size
        if max(width, height) > SIDE_AT_MOST or width * height > MEGAPIXELS_AT_MOST * 1_000_000:
            raise ValueError
        left, top, right, bottom = drawn.crop
        box = (round(width * left), round(height * top), round(width * (1 - right)), round(height * (1 - bottom)))
        if box[0] >= box[2] or box[1] >= box[3]:
            raise ValueError
        target = io.BytesIO()
        image.convert("RGBA" if image.mode in ("RGBA", "LA", "PA", "P") else "RGB").crop(box).save(target, "PNG")
    return target.getvalue(), ".png"
