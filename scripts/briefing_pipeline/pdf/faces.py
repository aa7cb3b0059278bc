"""The shipped fonts as the typesetter takes them: unpacked, and each subset a family of its own."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

from ..fonts import coverage

# In this order a character is looked for, and then in the emoji fonts that a print needs.
FAMILIES = ("Atkinson Hyperlegible Next", "Atkinson Ext")
_FAMILY_NAMES = (1, 16)
# What joins emoji or colours them: the fonts draw each by itself.
JOINERS = re.compile("[\u200d\ufe0f\U0001f3fb-\U0001f3ff]")


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


# A letter with its marks.
_CLUSTER = re.compile(".[\u0300-\u036f]*", re.DOTALL)
# Flags are pairs of letters, over which the typesetter breaks down in drawings: there they are plain letters.
_OF_FLAGS = {0x1F1E6 + at: chr(ord("A") + at) for at in range(26)}


def with_families(drawing: bytes, fonts: Sequence[Path]) -> bytes:
    """An SVG, as `read_svg` wrote it, whose words name the family of each letter, and no other: in drawings the typesetter
    takes all of a word from one font, whichever it finds. Its size is that of its viewBox."""
    regular = [font for font in fonts if "-400-normal" in font.name]

    def family(letter: str) -> str:
        has_it = (font for font in regular if all(ord(character) in coverage(font) for character in letter))
        return family_of(next(has_it, regular[0]))

    def spelled(words: re.Match[str]) -> str:
        written = ""
        plain = JOINERS.sub("", unicodedata.normalize("NFC", words[1])).translate(_OF_FLAGS)
        letters = _CLUSTER.findall(plain)
        for name, run in groupby(letters, family):
            text = "".join(run)
            written += text if name == FAMILIES[0] else f"<tspan font-family=\"'{name}'\">{text}</tspan>"
        return f">{written}<"

    root, end, rest = re.sub(r' font-family="[^"]*"', "", drawing.decode("utf-8")).partition(">")
    root = re.sub(r' (width|height)="[^"]*"', "", root).replace("<svg", f'<svg font-family="{FAMILIES[0]}"', 1)
    return re.sub(r">([^<]+)<", spelled, root + end + rest).encode()
