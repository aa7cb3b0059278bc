"""The shipped fonts as the typesetter takes them: unpacked, and each subset a family of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from ..fonts import coverage

# In this order a character is looked for, and then in the emoji fonts that a print needs.
FAMILIES = ("Atkinson Hyperlegible Next", "Atkinson Ext")
_FAMILY_NAMES = (1, 16)


def text_fonts(fonts: Path) -> list[Path]:
    """The .woff2 files that every print is given."""
    return sorted(fonts.glob("*.woff2"))


def families(emoji: Sequence[Path]) -> list[str]:
    """The families of a print that needs these emoji fonts, in the order in which a character is looked for."""
    return [*FAMILIES, *(family_of(font) for font in emoji)]


def family_of(font: Path) -> str:
    """The family by which a shipped .woff2 file is called for: one covers few characters, and the next goes on."""
    if font.parent.name == "emoji":
        return f"Emoji {font.stem.split('-')[2]}"
    return FAMILIES["-latin-ext-" in font.name]


def unpack(font: Path, target: Path) -> None:
    """Write a .woff2 file as TrueType into a folder, the same bytes at any time. Raises OSError where it cannot."""
    with TTFont(font, recalcTimestamp=False) as opened:
        opened.flavor = None
        for record in opened["name"].names:
            if record.nameID in _FAMILY_NAMES:
                record.string = family_of(font)
        opened.save(target / f"{font.stem}.ttf")


def with_families(drawing: bytes, fonts: Sequence[Path]) -> bytes:
    """An SVG, as `read_svg` wrote it, whose words name the family of each character, and no other: in drawings the typesetter
    takes all of a word from one font, whichever it finds."""
    regular = [font for font in fonts if "-400-normal" in font.name]

    def family(character: str) -> str:
        return family_of(next((font for font in regular if ord(character) in coverage(font)), regular[0]))

    def spelled(words: re.Match[str]) -> str:
        written = ""
        for name, characters in groupby(words[1], family):
            run = "".join(characters)
            written += run if name == FAMILIES[0] else f"<tspan font-family=\"'{name}'\">{run}</tspan>"
        return f">{written}<"

    plain = re.sub(r' font-family="[^"]*"', "", drawing.decode("utf-8"))
    return re.sub(r">([^<]+)<", spelled, plain.replace("<svg", f'<svg font-family="{FAMILIES[0]}"', 1)).encode()
