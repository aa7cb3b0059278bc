"""The colours of the site: ours, the partnership's own in their place, and whether everybody can read them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .identity import Colours, Palette

# As in overrides/assets/tokens.css, from which paper is printed; a test holds the two together.
LIGHT = {
    "page": "#ffffff", "tint": "#eef4f3", "write": "#f7f4ec", "ink": "#17262a", "soft": "#465a5f", "line": "#cfdadb",
    "ui": "#6a7f84", "brand": "#0f4c57", "on-brand": "#ffffff", "link": "#0b5a6b", "visited": "#5b3a7a",
}  # fmt: skip
DARK = {
    "page": "#10191c", "tint": "#19262a", "write": "#23241d", "ink": "#e8eeee", "soft": "#aebdc0", "line": "#33454a",
    "ui": "#7f959b", "brand": "#8fd0d6", "on-brand": "#10191c", "link": "#9ad6dd", "visited": "#cdb4ea",
}  # fmt: skip

# Which colour stands on which ground, and the ratio that WCAG 2.2 AA asks for: text 4.5, edges of controls 3.
TEXT, EDGE = 4.5, 3.0
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "soft", "link", "brand") for ground in ("page", "tint", "write")),
    ("visited", "page", TEXT),
    ("on-brand", "brand", TEXT),
    *(("ui", ground, EDGE) for ground in ("page", "tint", "write")),
]


@dataclass(frozen=True)
class Weak:
    """Two colours that stand on each other and are too alike."""

    scheme: str
    text: str
    ground: str
    ratio: float
    needs: float


def palettes(colours: Colours) -> dict[str, dict[str, str]]:
    """Every colour, light and dark, with the partnership's own in place of ours."""
    return {"light": LIGHT | _given(colours.light), "dark": DARK | _given(colours.dark)}


def _given(palette: Palette) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in palette.model_dump(exclude_none=True).items()}


def weak(colours: Colours) -> Iterator[Weak]:
    """Each pair whose contrast is below what it needs."""
    for scheme, palette in palettes(colours).items():
        for text, ground, needs in PAIRS:
            ratio = contrast(palette[text], palette[ground])
            if ratio < needs:
                yield Weak(scheme, text, ground, ratio, needs)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.x, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def on_paper(colours: Colours) -> str:
    """The partnership's own colour where it can be read on white paper, else ours."""
    brand = palettes(colours)["light"]["brand"]
    return brand if contrast(brand, "#ffffff") >= 4.5 else LIGHT["brand"]


def stylesheet(colours: Colours) -> str:
    """The colours as custom properties: dark where the device asks for it, unless the reader chose otherwise."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in palette.items()) for palette in palettes(colours).values())
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not(.light){{color-scheme:dark;{dark}}}}}\n"
        f"@media screen{{:root.dark{{color-scheme:dark;{dark}}}}}\n"
    )
