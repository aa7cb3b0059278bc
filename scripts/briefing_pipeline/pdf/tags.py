"""What Typst cannot say, put into its PDF: which heads of a table are a row's, and where something may be typed."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from .tree import Node, Sheet, every

FIELD = "field:"
_SEVERAL_LINES = 1 << 12
_PRINTED = 4
# As large as fits, up to the viewer's usual size.
_TEXT = "0.09 0.149 0.165 rg /Helv 0 Tf"


def finished(data: bytes, sheet: Sheet) -> bytes:
    """The PDF with the heads of rows and the fields of its tree; as it was where there are none. The same bytes at any time."""
    heads = [_row_heads(node) for node in every(sheet.body) if node["tag"] == "table"]
    fields = {node["name"]: node.get("title", "") for node in every(sheet.body) if node["tag"] == "textarea"}
    if not fields and not any(heads):
        return data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        elements = list(_elements(pdf.Root.StructTreeRoot))
        tables = [element for element in elements if Name.Table == element.S]
        for table, places in zip(tables, heads, strict=True):
            rows = [element for element in _elements(table) if element.S == Name.TR]
            for row, column in places:
                _make_head(_cells(rows[row])[column])
        if fields:
            _make_form(pdf, elements, fields)
        target = io.BytesIO()
        pdf.save(target, deterministic_id=True)
        return target.getvalue()


def _row_heads(table: Node) -> list[tuple[int, int]]:
    """Where a table has a head of a row: row and column, each from 0."""
    return [
        (at, column)
        for at, row in enumerate(table["kids"])
        for column, cell in enumerate(row["kids"])
        if cell.get("scope") == "row"
    ]


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", [])
    return list(kids) if isinstance(kids, Array) else [kids]


def _elements(element: Any) -> Iterator[Any]:
    """The tags inside a tag, in reading order."""
    for kid in _kids(element):
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _cells(row: Any) -> list[Any]:
    return [kid for kid in _kids(row) if isinstance(kid, Dictionary) and kid.get("/S") in (Name.TD, Name.TH)]


def _make_head(cell: Any) -> None:
    cell.S = Name.TH
    cell.A = Dictionary(O=Name.Table, Scope=Name.Row)


def _make_form(pdf: pikepdf.Pdf, elements: list[Any], fields: dict[str, str]) -> None:
    """Each link to `field:NAME` becomes a field, with words that a screen reader says; its tag becomes a Form."""
    made = []
    for element in elements:
        notes = [kid.Obj for kid in _kids(element) if isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR]
        for note in notes:
            address = str(note.get("/A", Dictionary()).get("/URI", ""))
            if address.startswith(FIELD):
                name = address.removeprefix(FIELD)
                _make_field(note, name, fields[name])
                element.S = Name.Form
                made.append(note)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    pdf.Root.AcroForm = Dictionary(
        Fields=Array(made), DA=String(_TEXT), DR=Dictionary(Font=Dictionary(Helv=pdf.make_indirect(font))), NeedAppearances=True
    )


def _make_field(note: Any, name: str, words: str) -> None:
    for key in ("/A", "/Border", "/Contents", "/H", "/QuadPoints"):
        if key in note:
            del note[key]
    note.Subtype, note.FT = Name.Widget, Name.Tx
    note.T, note.TU, note.V = String(name), String(words), String("")
    note.Ff, note.F, note.DA = _SEVERAL_LINES, _PRINTED, String(_TEXT)
