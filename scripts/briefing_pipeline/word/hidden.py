"""Text and pictures that are in a Word file and that its reader does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..colours import contrast
from .names import DRAWN, W14, WP, A, Element, V, W, is_on, text_in
from .styles import Styles

# Half-points: letters below four points cannot be read on paper.
SMALLEST = 8
# Letters and ground that nobody tells apart.
ALIKE = 1.25
_VML_HIDDEN = re.compile(r"(visibility|display|mso-hide)\s*:\s*(hidden|none|all)", re.IGNORECASE)


def hidden_in(root: Element, styles: Styles) -> Iterator[tuple[Element, str]]:
    """Each run, or shape with what is in it, that no reader sees, and why not."""
    for shape in root.iter(*DRAWN):
        if _is_hidden_shape(shape):
            yield shape, "in a hidden shape"
    for run in root.iter(f"{W}r"):
        if any(child.tag in (f"{W}t", f"{W}delText", f"{W}sym", *DRAWN) for child in run) and (why := why_hidden(run, styles)):
            yield run, why


def why_hidden(run: Element, styles: Styles) -> str:
    """Why a run is not seen; "" where it is."""
    rows = (row.find(f"{W}trPr/{W}hidden") for row in run.iterancestors(f"{W}tr"))
    if any(is_on(mark.get(f"{W}val", "1")) for mark in rows if mark is not None):
        return "in a hidden row"
    if _is_vanished(run, styles):
        return "formatted as hidden"
    if not text_in(run, deleted=True):
        return ""
    size = styles.first(run, "sz")
    if size is not None and _number(size) < SMALLEST:
        return f"in letters {_number(size) / 2:g} pt high"
    width = styles.first(run, "w")
    if width is not None and _number(width) < 10:
        return f"in letters squeezed to {_number(width):g} %"
    if any(one.find(f"{W14}textFill/{W14}noFill") is not None for one in styles.formats(run)):
        return "in letters without colour"
    return _why_alike(run, styles)


def _is_vanished(run: Element, styles: Styles) -> bool:
    """What the run says of itself counts; else one style that hides is enough, whatever the others say."""
    own = run.find(f"{W}rPr/{W}vanish")
    if own is not None:
        return is_on(own.get(f"{W}val", "1"))
    marks = (one.find(f"{W}{name}") for one in styles.formats(run) for name in ("vanish", "specVanish"))
    return any(is_on(mark.get(f"{W}val", "1")) for mark in marks if mark is not None)


def _why_alike(run: Element, styles: Styles) -> str:
    ground, is_highlight = styles.ground(run)
    colour = _filled(run, styles) or styles.colour(run)
    if colour == "auto":
        # Word writes white on a dark shading by itself, but not on a highlight.
        if not is_highlight:
            return ""
        colour = "000000"
    if contrast(f"#{colour}", f"#{ground}") >= ALIKE:
        return ""
    names = {"FFFFFF": "white", "000000": "black"}
    return f"{names.get(colour, 'coloured')} on {names.get(ground, 'the same colour')}"


def _filled(run: Element, styles: Styles) -> str:
    """The colour of Word's newer kind of fill, where it is a plain one."""
    for one in styles.formats(run):
        fill = one.find(f"{W14}textFill/{W14}solidFill/{W14}srgbClr")
        if fill is not None and re.fullmatch(r"[0-9A-Fa-f]{6}", str(fill.get(f"{W14}val"))):
            return str(fill.get(f"{W14}val")).upper()
    return ""


def _is_hidden_shape(shape: Element) -> bool:
    if not text_in(shape) and next(shape.iter(f"{A}blip", f"{V}imagedata"), None) is None:
        return False
    marks = [str(one.get("hidden", "")) for one in shape.iter(f"{WP}docPr")]
    outer = [one for one in shape if isinstance(one.tag, str) and one.tag.startswith(V)]
    return any(mark in ("1", "true") for mark in marks) or any(_VML_HIDDEN.search(str(one.get("style", ""))) for one in outer)


def _number(element: Element) -> float:
    try:
        return float(str(element.get(f"{W}val", "")).removesuffix("%"))
    except ValueError:
        return 1000.0


def show(element: Element) -> None:
    """Make a hidden run an ordinary one."""
    form = element.find(f"{W}rPr")
    for mark in list(form) if form is not None else ():
        if mark.tag in (f"{W}vanish", f"{W}specVanish"):
            form.remove(mark)
