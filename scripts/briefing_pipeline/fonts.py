"""Which characters the shipped fonts can print."""

from __future__ import annotations

import html as entities
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

from .findings import Fault

# Joiners and variation selectors have no picture of their own; white space is no glyph.
_UNSEEN = frozenset("\n\t \u00a0\u200d\ufe0f")


@cache
def coverage(font: Path) -> frozenset[int]:
    """The characters that a font file has a glyph for. Raises OSError or what fontTools raises where it cannot be read."""
    if not font.is_file():
        raise OSError("it is no file")
    with font.open("rb") as file, TTFont(file, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def _characters(html: str) -> set[str]:
    """Every character that the HTML prints; its styles and tags are left out."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return set(entities.unescape(re.sub(r"<[^>]*>", " ", body))) - _UNSEEN


def _beyond(characters: set[str], fonts: list[Path]) -> set[str]:
    return {character for character in characters if not any(ord(character) in coverage(font) for font in fonts)}


def _text_fonts(looks: Path) -> list[Path]:
    """Regular and bold of each subset cover the same characters: the regular ones speak for all."""
    return sorted((looks / "assets" / "fonts").glob("*-400-normal.woff2"))


def _emoji_files(looks: Path) -> list[Path]:
    return sorted((looks / "assets" / "fonts" / "emoji").glob("*.woff2"))


def broken_fonts(looks: Path) -> Fault | None:
    """What is wrong with the fonts that print: without a usable one nothing can be set."""
    hint = "bring back overrides/assets/fonts as it came with the press"
    if not any(font.name.endswith("-latin-400-normal.woff2") for font in _text_fonts(looks)):
        return Fault(0, "fonts", "the fonts that print are not there", hint)
    for font in (looks / "assets" / "fonts").rglob("*.woff2"):
        try:
            coverage(font)
        except (TTLibError, OSError, ValueError, KeyError, AssertionError, EOFError) as error:
            return Fault(0, "fonts", f"the font {font.name} cannot be read ({type(error).__name__})", hint)
    return None


def emoji_fonts(html: str, looks: Path) -> list[str]:
    """The addresses, below the site's, of the emoji fonts that this page needs: mostly none."""
    beyond = _beyond(_characters(html), _text_fonts(looks))
    fonts = _emoji_files(looks) if beyond else []
    return [font.relative_to(looks).as_posix() for font in fonts if beyond - _beyond(beyond, [font])]


def unprintable(text: str, looks: Path, *, emoji: bool = True) -> list[str]:
    """The characters of a text for which no shipped font has a glyph."""
    beyond = _beyond(set(text) - _UNSEEN, _text_fonts(looks))
    return sorted(_beyond(beyond, _emoji_files(looks) if emoji else [])) if beyond else []


def unprintable_in(html: str, looks: Path) -> list[str]:
    """The characters that HTML prints and for which no shipped font has a glyph."""
    return unprintable("".join(_characters(html)), looks)


def glyph_fault(missing: list[str], line: int = 0) -> Fault:
    names = ", ".join(f'"{one}" (U+{ord(one):04X}, {unicodedata.name(one, "unknown").lower()})' for one in missing)
    hint = "use a character of the Latin alphabet, or say it in words"
    return Fault(line, "glyph-missing", f"the fonts cannot print {names}", hint)


# The column of the headings beside the text, in points, and their size: sheet.typ gives them the same.
_RAIL, _SIZE = 29.5 * 72 / 25.4, 11.5


@cache
def _widths(font: Path) -> dict[int, float]:
    """Each character's width, in units of the type size."""
    with TTFont(font, lazy=True) as opened:
        units = opened["head"].unitsPerEm
        return {code: opened["hmtx"][name][0] / units for code, name in opened.getBestCmap().items()}


@cache
def _widths_of(looks: Path, weight: int) -> dict[int, float]:
    fonts = sorted((looks / "assets" / "fonts").glob(f"*-{weight}-normal.woff2"))
    return {code: width for font in fonts for code, width in _widths(font).items()}


@lru_cache(maxsize=1 << 16)
def wide(text: str, looks: Path, *, bold: bool) -> float:
    """How wide a text is on one line, in sizes of the type."""
    widths = _widths_of(looks, 700 if bold else 400)
    return sum([widths.get(ord(character), 0.7) for character in text])


def rows_in(text: str, room: float, looks: Path, *, bold: bool) -> int:
    """How many lines a text takes where so much fits on each, in sizes of the type: measured, word by word."""
    space = wide(" ", looks, bold=bold)
    rows, used = 1, 0.0
    for word in text.split():
        width = wide(word, looks, bold=bold)
        if used and used + space + width > room:
            rows, used = rows + 1, 0.0
        used += (space if used else 0) + width
        # A word that is wider than a line is broken.
        rows, used = rows + int(used // room), used % room
    return rows


def rows_of(label: str, looks: Path) -> int:
    """How many lines a section's heading takes beside the text."""
    return rows_in(label, _RAIL / _SIZE, looks, bold=True)


def has_a_wide_word(label: str, looks: Path) -> bool:
    """Whether a word of a section's heading is wider than the room beside the text."""
    return any(wide(word, looks, bold=True) > _RAIL / _SIZE for word in label.split())
