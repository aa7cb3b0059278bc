"""What a run of text looks like once its own format, its styles and the document's defaults are put together."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.oxml import parse_xml

from .names import A, Element, W, above, is_on, val

_THEME = {
    "background1": "lt1", "light1": "lt1", "text1": "dk1", "dark1": "dk1",
    "background2": "lt2", "light2": "lt2", "text2": "dk2", "dark2": "dk2",
}  # fmt: skip
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "000080", "darkCyan": "008080", "darkGray": "808080",
    "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000", "green": "00FF00",
    "lightGray": "C0C0C0", "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF", "yellow": "FFFF00",
}  # fmt: skip


class Styles:
    """The styles of one document."""

    def __init__(self, document: Document) -> None:
        self.root = document.styles.element
        self.by_id = {str(style.get(f"{W}styleId")): style for style in self.root.iter(f"{W}style")}
        defaults = [style for style in self.by_id.values() if is_on(style.get(f"{W}default"))]
        self.default = {str(style.get(f"{W}type")): str(style.get(f"{W}styleId")) for style in defaults}
        self.colours = _theme_colours(document)

    def chain(self, name: str | None) -> Iterator[Element]:
        """A style and those on which it is based."""
        seen: set[str] = set()
        while name and name in self.by_id and name not in seen:
            seen.add(name)
            yield self.by_id[name]
            name = val(self.by_id[name], "basedOn")

    def of_paragraph(self, paragraph: Element) -> Iterator[Element]:
        return self.chain(val(paragraph, "pPr/pStyle") or self.default.get("paragraph")) if paragraph is not None else iter(())

    def of_table(self, run: Element) -> Iterator[Element]:
        for table in run.iterancestors(f"{W}tbl"):
            yield from self.chain(val(table, "tblPr/tblStyle"))

    def formats(self, run: Element) -> Iterator[Element]:
        """The formats of a run, the nearest first."""
        own = run.find(f"{W}rPr")
        if own is not None:
            yield own
        paragraph = above(run, "p")
        for style in (*self.chain(val(run, "rPr/rStyle")), *self.of_paragraph(paragraph), *self.of_table(run)):
            if (found := style.find(f"{W}rPr")) is not None:
                yield found
        if (found := self.root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")) is not None:
            yield found

    def first(self, run: Element, name: str) -> Element | None:
        """The nearest format that says something of this kind."""
        return next((found for one in self.formats(run) if (found := one.find(f"{W}{name}")) is not None), None)

    def colour(self, run: Element) -> str:
        """The colour of a run's letters as RRGGBB, or "auto"."""
        found = self.first(run, "color")
        return "auto" if found is None else self._resolved(found, "themeColor", "val")

    def ground(self, run: Element) -> tuple[str, bool]:
        """The colour behind a run as RRGGBB, and whether it is a highlight, on which black letters stay black."""
        highlight = self.first(run, "highlight")
        if highlight is not None and highlight.get(f"{W}val") in _HIGHLIGHTS:
            return _HIGHLIGHTS[str(highlight.get(f"{W}val"))], True
        for shade in self._shades(run):
            fill = self._resolved(shade, "themeFill", "fill")
            if fill != "auto":
                return fill, False
        return "FFFFFF", False

    def _shades(self, run: Element) -> Iterator[Element]:
        """The shadings behind a run, the nearest first: its own, its paragraph's, its cell's, its table's."""
        own = self.first(run, "shd")
        places = [own] if own is not None else []
        paragraph = above(run, "p")
        for holder in (paragraph, *self.of_paragraph(paragraph)):
            places += [] if holder is None else holder.findall(f"{W}pPr/{W}shd")
        for cell in run.iterancestors(f"{W}tc"):
            places += cell.findall(f"{W}tcPr/{W}shd")
            row = cell.getparent()
            table = above(cell, "tbl")
            for style in self.chain(val(table, "tblPr/tblStyle")):
                places += _of_cell(style, row, cell, table)
            places += [] if table is None else table.findall(f"{W}tblPr/{W}shd")
        yield from places

    def _resolved(self, element: Element, theme: str, plain: str) -> str:
        name = str(element.get(f"{W}{theme}") or "")
        shaded = any(element.get(f"{W}{theme}{end}") for end in ("Shade", "Tint"))
        if name and not shaded and (known := self.colours.get(_THEME.get(name, name))):
            return known
        value = str(element.get(f"{W}{plain}") or "auto").upper()
        return value if len(value) == 6 and all(sign in "0123456789ABCDEF" for sign in value) else "auto"


def _of_cell(style: Element, row: Element, cell: Element, table: Element) -> Iterator[Element]:
    """The shadings that a table's style gives a cell in this place."""
    rows = [one for one in table.iter(f"{W}tr") if above(one, "tbl") is table]
    cells = row.findall(f"{W}tc")
    first, last = row is rows[0], row is rows[-1]
    fits = {
        "firstRow": first,
        "lastRow": last,
        "firstCol": bool(cells) and cell is cells[0],
        "lastCol": bool(cells) and cell is cells[-1],
    }
    for condition in style.findall(f"{W}tblStylePr"):
        if fits.get(str(condition.get(f"{W}type")), True):
            yield from condition.findall(f"{W}tcPr/{W}shd")
    yield from style.findall(f"{W}tcPr/{W}shd")
    yield from style.findall(f"{W}tblPr/{W}shd")


def _theme_colours(document: Document) -> dict[str, str]:
    part = next((one.target_part for one in document.part.rels.values() if one.reltype.endswith("/theme")), None)
    scheme = parse_xml(part.blob).find(f".//{A}clrScheme") if part is not None else None
    colours: dict[str, str] = {}
    for entry in scheme if scheme is not None else ():
        for colour in entry:
            colours[entry.tag.removeprefix(A)] = str(colour.get("lastClr") or colour.get("val") or "").upper()
    return {name: colour for name, colour in colours.items() if len(colour) == 6}
