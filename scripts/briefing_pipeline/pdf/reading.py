"""A PDF as a screen reader takes it: the tags in order, each with its text and where on the page that text stands."""

from __future__ import annotations

import ctypes
import io
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw

# A drawing's words are told by its description; a marker of a list is told by the list.
_NOT_TEXT = frozenset(("/Figure", "/Lbl"))
HEADINGS = frozenset(f"/H{level}" for level in range(1, 7))


@dataclass(frozen=True)
class Piece:
    """Text that is drawn in one go: its mark, its box in points from the foot of the page, and the letters that it has."""

    page: int
    mark: int
    text: str
    box: tuple[float, float, float, float]
    letters: str


@dataclass
class Element:
    """A tag: its kind, the object in the file, its pieces of text in order, and its parent."""

    kind: str
    item: Any
    parent: Element | None = None
    pieces: list[Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def letters(self) -> str:
        return "".join(piece.letters for piece in self.pieces)


@dataclass(frozen=True)
class Reading:
    """All pages, all elements in reading order, all pieces of text, and the pieces that are told, in reading order.

    What belongs to no element is the page's furniture: its foot."""

    pages: list[pypdfium2.PdfPage]
    elements: list[Element]
    pieces: list[Piece]
    told: list[Piece]
    tagged: set[int]

    @property
    def headings(self) -> list[Element]:
        return [element for element in self.elements if element.kind in HEADINGS]


def letters(text: str) -> str:
    """What is left of a text when spaces, hyphens and the rest between letters and digits go: line breaks make no difference."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text)))


def read(pdf: pikepdf.Pdf, document: pypdfium2.PdfDocument) -> Reading:
    """The tags of a PDF with their text."""
    drawn = list(document)
    pieces = [piece for number, page in enumerate(drawn) for piece in _pieces(page, number)]
    marked: dict[tuple[int, int], list[Piece]] = {}
    for piece in pieces:
        marked.setdefault((piece.page, piece.mark), []).append(piece)
    pages: dict[tuple[int, int], int] = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    reading = Reading(drawn, [], pieces, [], set())
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        _walk(root, None, -1, reading, marked, pages, True)
    return reading


def _pieces(page: pypdfium2.PdfPage, number: int) -> Iterator[Piece]:
    words = page.get_textpage()
    edges = [ctypes.c_float() for _ in range(4)]
    sides = [ctypes.byref(edge) for edge in edges]
    for at in range(raw.FPDFPage_CountObjects(page)):
        item = raw.FPDFPage_GetObject(page, at)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_GetBounds(item, *sides)
            left, bottom, right, top = (edge.value for edge in edges)
            text = _text(item, words)
            yield Piece(number, raw.FPDFPageObj_GetMarkedContentID(item), text, (left, bottom, right, top), letters(text))


_BUFFER = (ctypes.c_ushort * 1024)()


def _text(item: Any, words: pypdfium2.PdfTextPage) -> str:
    buffer = _BUFFER
    size = raw.FPDFTextObj_GetText(item, words, buffer, ctypes.sizeof(buffer))
    if size > ctypes.sizeof(buffer):
        buffer = (ctypes.c_ushort * (size // 2))()
        raw.FPDFTextObj_GetText(item, words, buffer, size)
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace")


def _walk(
    item: Any,
    parent: Element | None,
    page: int,
    reading: Reading,
    marked: dict[tuple[int, int], list[Piece]],
    pages: dict[tuple[int, int], int],
    is_text: bool,
) -> None:
    """Down the tree in order, each mark read where it stands."""
    if "/Pg" in item:
        page = pages.get(item.Pg.objgen, page)
    element = parent
    if "/S" in item:
        element = Element(str(item.S), item, parent)
        reading.elements.append(element)
        is_text = is_text and element.kind not in _NOT_TEXT
    kids = item.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/MCID" not in kid:
            if kid.get("/Type") != "/OBJR":
                _walk(kid, element, page, reading, marked, pages, is_text)
            continue
        here, mark = (page, kid) if not isinstance(kid, pikepdf.Dictionary) else (_page_of(kid, pages, page), kid.MCID)
        found = marked.get((here, int(mark)), [])
        reading.tagged.update(id(piece) for piece in found)
        above = element
        while above:
            above.pieces += found
            above = above.parent
        if is_text:
            reading.told.extend(found)


def _page_of(kid: Any, pages: dict[tuple[int, int], int], page: int) -> int:
    return pages.get(kid.Pg.objgen, page) if "/Pg" in kid else page


def opened(data: bytes) -> tuple[pikepdf.Pdf, pypdfium2.PdfDocument]:
    return pikepdf.open(io.BytesIO(data)), pypdfium2.PdfDocument(data)
