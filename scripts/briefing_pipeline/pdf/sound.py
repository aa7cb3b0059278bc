"""What is wrong with a finished PDF, looked for in the PDF itself and in the HTML that it was made from."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from html.parser import HTMLParser
from typing import Any

import page as page_validation
import pikepdf
import pypdfium2
import zxingcpp
from pypdfium2 import raw

from .reading import HEADINGS, Element, Piece, Reading, letters, opened, read

Fault = tuple[str, str]
LAYOUT, STRUCTURE, TEXT, CODE, ACCESS = "pdf-layout", "pdf-structure", "pdf-text", "pdf-code", "pdf-ua"
POINTS = 72 / 25.4
# The page as page.typ gives it, in points: left, foot, right and top of the area for text. Letters reach a little beyond
# their line, and what stands at the foot of a page has an area of its own.
_AREA = (16 * POINTS, 17 * POINTS, 194 * POINTS, 285 * POINTS)
_PAPER = (8 * POINTS, 6 * POINTS, 202 * POINTS, 291 * POINTS)
_BEYOND = 2.5
_FACTS = {"/Title", "/Author", "/Subject", "/CreationDate", "/ModDate", "/Creator"}
_ACTIVE = ("/JS", "/JavaScript", "/OpenAction", "/AA", "/Launch", "/SubmitForm", "/ImportData", "/RichMedia")
_PICTURES = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM]
_DOTS = 200 / 72


def unsound(data: bytes, source: str, codes: Collection[str]) -> Iterator[Fault]:
    """Each fault of a PDF that was made from the HTML `source` and shows these addresses as QR codes."""
    yield from ((ACCESS, failure) for failure in inaccessible(data))
    pdf, document = opened(data)
    try:
        said, reading = _Source(source), read(pdf, document)
        yield from _facts(pdf, said)
        yield from _tags(reading)
        yield from _headings(pdf, reading, said)
        yield from _words(reading, said)
        yield from _layout(reading)
        yield from _codes(reading, codes)
    finally:
        document.close()
        pdf.close()


def inaccessible(data: bytes) -> Iterator[str]:
    """Each clause of PDF/UA-1 that a PDF fails."""
    try:
        report = page_validation.validate_pdf_bytes(data, profile="ua1")
    except page_validation.PageError as error:
        yield f"it cannot be checked: {error}"
        return
    yield from (f"{failure.rule_id}: {failure.message}" for failure in report.failures)


class _Source(HTMLParser):
    """What the HTML says: language, title, headings, and its text, with a mark where the layout puts a page number."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.language = self.title = ""
        self.headings: list[str] = []
        self.text: list[str] = []
        self._inside: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        if values.get("class") == "to-page":
            self.text.append("\0")
        if tag in ("head", "title", "style", "textarea") or re.fullmatch("h[1-6]", tag):
            self._inside.append(tag)
            if tag.startswith("h") and tag != "head":
                self.headings.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._inside:
            del self._inside[self._inside.index(tag) :]

    def handle_data(self, data: str) -> None:
        if "title" in self._inside:
            self.title += data
        elif not {"head", "style", "textarea"} & set(self._inside):
            self.text.append(data)
            if self._inside:
                self.headings[-1] += data


def _facts(pdf: pikepdf.Pdf, said: _Source) -> Iterator[Fault]:
    """Language, title and metadata; nothing that acts, nothing attached."""
    if str(pdf.Root.get("/Lang", "")) != said.language:
        yield STRUCTURE, f"its language is not {said.language}"
    preferences = pdf.Root.get("/ViewerPreferences")
    if preferences is None or not bool(preferences.get("/DisplayDocTitle", False)):
        yield STRUCTURE, "a reader would show its file name, not its title"
    if str(pdf.docinfo.get("/Title", "")) != " ".join(said.title.split()):
        yield STRUCTURE, "its title is not the one that it was given"
    for key in sorted(set(pdf.docinfo.keys()) - _FACTS):
        yield STRUCTURE, f"its metadata has {key}, which nobody asked for"
    for item in (pdf.Root, *pdf.objects):
        if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
            keys = set(item.keys())
            if keys & set(_ACTIVE) or str(item.get("/S", "")) in _ACTIVE:
                yield STRUCTURE, "it holds a script or an action"
            if keys & {"/EF", "/AF", "/EmbeddedFiles"} or item.get("/Type") == "/EmbeddedFile":
                yield STRUCTURE, "it holds an attached file"


def _tags(reading: Reading) -> Iterator[Fault]:
    """Tables with heads that say of what they are the head, pictures with a description that is none of their file."""
    for element in reading.elements:
        if element.kind == "/Table":
            inside = [inner for inner in reading.elements if _is_in(inner, element)]
            heads = [inner for inner in inside if inner.kind == "/TH"]
            if not heads:
                yield STRUCTURE, "a table has no head"
            # Either the head says whether it is a row's or a column's, or each cell names its heads.
            cells = [inner for inner in inside if inner.kind == "/TD"]
            if any(not _attribute(cell, "/Headers") for cell in cells) and any(not _attribute(head, "/Scope") for head in heads):
                yield STRUCTURE, "a table does not say of which cells its heads are the heads"
        elif element.kind == "/Figure":
            words = str(element.item.get("/Alt", "")).strip()
            if not words or re.fullmatch(r"\S+\.\w{2,4}", words):
                yield STRUCTURE, "a picture has no description"


def _is_in(element: Element, outer: Element) -> bool:
    above = element.parent
    while above is not None and above is not outer:
        above = above.parent
    return above is outer


def _attribute(cell: Element, name: str) -> Any:
    attributes: Any = cell.item.get("/A", [])
    every = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    found = [part[name] for part in every if isinstance(part, pikepdf.Dictionary) and name in part]
    return next((value for value in found if not isinstance(value, pikepdf.Array) or len(value)), None)


def _headings(pdf: pikepdf.Pdf, reading: Reading, said: _Source) -> Iterator[Fault]:
    """Headings are those of the text, none empty, and the bookmarks are the headings."""
    wanted = [letters(heading) for heading in said.headings]
    tagged = [heading.letters for heading in reading.headings]
    if not all(tagged):
        yield STRUCTURE, "a heading is empty"
    if tagged != wanted:
        yield STRUCTURE, "its headings are not those of the text"
    with pdf.open_outline() as outline:
        marks = [letters(str(item.title)) for item in _flat(outline.root)]
    if marks != wanted:
        yield STRUCTURE, "its bookmarks are not its headings"


def _flat(items: list[Any]) -> Iterator[Any]:
    for item in items:
        yield item
        yield from _flat(item.children)


def _words(reading: Reading, said: _Source) -> Iterator[Fault]:
    """Read in the order of its tags, it says what the HTML says: nothing lost, nothing twice."""
    got = "".join(piece.letters for piece in reading.told)
    parts = [letters(part) for part in "".join(said.text).split("\0")]
    # Most prints have no page numbers in their text, and a pattern of all of it takes longer to make than to match.
    same = got == parts[0] if len(parts) == 1 else re.fullmatch(r"\d+".join(re.escape(part) for part in parts), got)
    if not same:
        # Without digits, so that page numbers, which the HTML does not know, move nothing.
        got, wanted = re.sub(r"\d", "", got), re.sub(r"\d", "", "".join(parts))
        at = next(
            (index for index, (one, other) in enumerate(zip(got, wanted, strict=False)) if one != other),
            min(len(got), len(wanted)),
        )
        yield TEXT, f'something of its text is lost, or there twice, near "{wanted[max(0, at - 15) : at + 15]}"'


def _layout(reading: Reading) -> Iterator[Fault]:
    """Nothing beyond the margins, no heading over other words, none alone at the foot of a page."""
    for piece in reading.pieces:
        if piece.letters and not _within(piece.box, _AREA if id(piece) in reading.tagged else _PAPER):
            yield LAYOUT, f'"{piece.text.strip()[:30]}" on page {piece.page + 1} stands beyond the margin'
    for number, page in enumerate(reading.pages):
        if any(not _within(item.get_bounds(), _AREA) for item in page.get_objects(filter=_PICTURES, max_depth=1)):
            yield LAYOUT, f"a picture on page {number + 1} stands beyond the margin"
    for heading in reading.headings:
        own = [piece for piece in heading.pieces if piece.letters]
        others = [piece for piece in reading.told if piece.letters and piece not in own]
        if any(_overlap(one, other) for one in own for other in others if one.page == other.page):
            yield LAYOUT, f'the heading "{heading.text.strip()[:40]}" overlaps other words'
    blocks = _blocks(reading)
    for at, block in enumerate(blocks):
        after = blocks[at + 1] if at + 1 < len(blocks) else None
        if block.kind in HEADINGS and (after is None or after.pieces[0].page != block.pieces[-1].page):
            yield LAYOUT, f'the heading "{block.text.strip()[:40]}" stands alone at the foot of a page'


def _blocks(reading: Reading) -> list[Element]:
    """The headings, and the elements outside them that hold text, in reading order."""
    told = {id(piece) for piece in reading.told if piece.letters}
    blocks: list[Element] = []
    for element in reading.elements:
        within = blocks and blocks[-1].kind in HEADINGS and _is_in(element, blocks[-1])
        # A division that holds a heading tells nothing of what follows that heading.
        if element.kind not in HEADINGS and (within or any(_is_in(heading, element) for heading in reading.headings)):
            continue
        if any(id(piece) in told for piece in element.pieces):
            blocks.append(element)
    return blocks


def _within(box: tuple[float, float, float, float], area: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return left >= area[0] - _BEYOND and bottom >= area[1] - _BEYOND and right <= area[2] + _BEYOND and top <= area[3] + _BEYOND


def _overlap(one: Piece, other: Piece) -> bool:
    """Whether two pieces of text cover each other by more than letters of neighbouring lines may."""
    wide = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    high = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return wide > 1 and high > _BEYOND


def _codes(reading: Reading, wanted: Collection[str]) -> Iterator[Fault]:
    """The QR codes as they are printed say the addresses that they should, each where the page is drawn in grey."""
    seen = [text for page in reading.pages for text in _read_codes(page)]
    for address in sorted(set(wanted) - set(seen)):
        yield CODE, f"no QR code in it leads to {address}"
    for address in sorted(set(seen) - set(wanted)):
        yield CODE, f"a QR code in it leads to {address}"


def _read_codes(page: pypdfium2.PdfPage) -> Iterator[str]:
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]):
        left, bottom, right, top = item.get_bounds()
        wide, high = right - left, top - bottom
        if abs(wide - high) < 1 and 14 * POINTS < wide < 32 * POINTS:
            quiet = 4
            crop = (left - quiet, bottom - quiet, width - right - quiet, height - top - quiet)
            picture = page.render(scale=_DOTS, crop=tuple(max(0, edge) for edge in crop), grayscale=True).to_pil()
            yield from (code.text for code in zxingcpp.read_barcodes(picture))
