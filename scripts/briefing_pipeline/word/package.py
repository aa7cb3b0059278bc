"""Opens a Word file that may come from anybody: its type, sizes and XML are looked at before anything is built from them."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import docx
from defusedxml import ElementTree as SafeTree
from defusedxml.common import DefusedXmlException
from docx.document import Document
from docx.oxml import parse_xml
from lxml import etree

from ..case import Refused
from ..load.files import read_file
from .names import Element, R, W, is_on, val

FILE_BYTES = 30_000_000
UNPACKED_BYTES = 150_000_000
XML_BYTES = 20_000_000
PARTS_AT_MOST = 2_000
ELEMENTS_AT_MOST = 400_000
DEPTH_AT_MOST = 150
TABLES_IN_TABLES = 5

SAVE = "open it in Word, choose Save as, and the type Word Document (.docx)"
# What python-docx and lxml raise over files that Word did not make.
BROKEN = (
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, SyntaxError, AssertionError, OverflowError, RecursionError),
    *(OSError, EOFError, NotImplementedError, zlib.error, zipfile.BadZipFile, etree.LxmlError, docx.exceptions.PythonDocxError),
)
# What begins a file of another kind.
_OTHER = {
    b"%PDF": "a PDF: open it in Word, which turns it into text, look it over, and save it as .docx",
    b"{\\rtf": f"a file in Rich Text Format: {SAVE}",
    b"<": f"a web page or XML file: {SAVE}",
    b"\x89PNG": "a picture",
    b"\xff\xd8": "a picture",
}
# Parts and relations that hold more than text, by the end of their type, and what an officer can do about each.
_REFUSED = {
    "vbaProject": f"it holds macros: {SAVE}",
    "oleObject": "it holds an object of another program: in Word copy what it shows, and paste it as a picture or as text",
    "package": "it holds a file of another program: in Word copy what it shows, and paste it as a picture or as text",
    "control": "it holds an ActiveX control: in Word delete it, or write its words as text",
    "chart": "it holds a chart, and with it a sheet of figures: in Word copy it, paste it as a picture, and delete the chart",
    "chartEx": "it holds a chart, and with it a sheet of figures: in Word copy it, paste it as a picture, and delete the chart",
    "aFChunk": f"it holds another document that Word would put in when it opens the file: {SAVE}",
    "subDocument": "it is a master document: in Word open its outline, expand the subdocuments, and unlink them",
}


@dataclass
class Place:
    """Where text stands: "" for the text itself, else "header", "footer", "footnotes" or "endnotes"."""

    name: str
    root: Element
    part: Any


@dataclass
class Word:
    """An open Word file, whose XML may be changed, and which is put together again by `as_bytes`."""

    document: Document
    places: list[Place]

    @property
    def body(self) -> Element:
        return self.document.element.body

    def as_bytes(self) -> bytes:
        for place in self.places:
            if place.name in ("footnotes", "endnotes"):
                place.part._blob = etree.tostring(place.root)
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()


def read_word(path: Path) -> Word:
    """The file at `path`. Raises Refused with every reason why it is not read."""
    if not path.exists():
        raise Refused(
            f"there is no file {path}", hint="type its whole name, in quotation marks if there are spaces in it", code=2
        )
    data, unread = read_file(path, FILE_BYTES)
    if unread:
        hint = (
            "make its pictures smaller: in Word, Picture Format, Compress Pictures" if unread.rule == "file-size" else unread.hint
        )
        raise Refused(f"{path.name}: {unread.message}", hint=hint)
    try:
        return open_word(data, path.name)
    except BROKEN:
        raise Refused(f"{path.name} is no Word file that can be read", hint=SAVE) from None


def open_word(data: bytes, name: str = "this file") -> Word:
    """A Word file from its bytes. Raises Refused, or one of BROKEN."""
    if (why := _other_type(data)) is not None:
        raise Refused(f"{name} is {why}")
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        faults = list(_package_faults(file)) or list(_xml_faults(file))
    if faults:
        raise Refused(*(f"{name}: {fault}" for fault in faults))
    document = docx.Document(io.BytesIO(data))
    faults = list(dict.fromkeys([*_relation_faults(document), *_body_faults(document.element.body)]))
    if faults:
        raise Refused(*(f"{name}: {fault}" for fault in faults))
    return Word(document, list(_places(document)))


def _other_type(data: bytes) -> str | None:
    if not data:
        return "empty: copy it again"
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "locked with a password: in Word, File, Info, Protect Document, take the password away, and save it"
        return f"a file of an old Word (.doc), or of another program: {SAVE}"
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    other = next((what for sign, what in _OTHER.items() if start.startswith(sign)), None)
    return other or (None if data.startswith(b"PK") else f"no Word file, whatever its name says: {SAVE}")


def _package_faults(file: zipfile.ZipFile) -> Iterator[str]:
    """What the zip's own list of its parts gives away."""
    infos = file.infolist()
    names = {info.filename for info in infos}
    folders = {name.split("/")[0] for name in names}
    if "mimetype" in names and "content.xml" in names:
        yield "it was saved by LibreOffice or OpenOffice in their own type: open it there, and save it as Word (.docx)"
    elif "xl" in folders or "ppt" in folders:
        yield "it is a workbook or a presentation, not a Word file: copy its text into Word"
    elif "[Content_Types].xml" not in names:
        yield f"it is a zip, not a Word file: {SAVE}"
    if any(info.flag_bits & 1 for info in infos):
        yield f"it is locked with a password: {SAVE}"
    if len(infos) > PARTS_AT_MOST or len(names) < len(infos):
        yield f"it is put together as Word never does it: {SAVE}"
    size = sum(info.file_size for info in infos)
    if size > UNPACKED_BYTES:
        most = UNPACKED_BYTES // 1_000_000
        yield f"unpacked it has {size // 1_000_000:,} MB, at most {most} are read: make its pictures smaller"
    if any(name.endswith("vbaProject.bin") for name in names):
        yield _REFUSED["vbaProject"]


def _xml_faults(file: zipfile.ZipFile) -> Iterator[str]:
    """Each part is read in pieces, never more than is left of what may be read; its XML declares no types and entities."""
    left, elements = UNPACKED_BYTES, 0
    for info in file.infolist():
        with file.open(info) as part:
            data = part.read(left + 1)
        left -= len(data)
        if left < 0:
            yield "unpacked it is larger than it says"
            return
        if not (
            info.filename.endswith((".xml", ".rels", ".vml")) or data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
        ):
            continue
        if len(data) > XML_BYTES:
            yield f"its part {info.filename} has {len(data) // 1_000_000} MB of text, far more than a briefing"
            continue
        try:
            elements += _count(data)
        except DefusedXmlException:
            yield f"its part {info.filename} declares entities, which Word never does: {SAVE}"
        except (ParseError, ValueError, LookupError):
            yield f"its part {info.filename} is damaged: {SAVE}"
        if elements > ELEMENTS_AT_MOST:
            yield "it holds far more than a briefing: split it in Word"
            return
        if b"purl.oclc.org/ooxml" in data and info.filename == "_rels/.rels":
            yield "it is a Strict Open XML document: in Word choose Save as, and the type Word Document (.docx) without “Strict”"


def _count(data: bytes) -> int:
    """How many elements there are. Raises ValueError where they are nested far deeper than in any document."""
    depth = number = 0
    for event, element in SafeTree.iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        number += event == "start"
        if depth > DEPTH_AT_MOST or number > ELEMENTS_AT_MOST:
            raise ValueError
        if event == "end":
            element.clear()
    return number


def _relation_faults(document: Document) -> Iterator[str]:
    for part in document.part.package.iter_parts():
        if "macroEnabled" in part.content_type:
            yield _REFUSED["vbaProject"]
        for relation in part.rels.values():
            kind = relation.reltype.rpartition("/")[2]
            if kind in _REFUSED:
                yield _REFUSED[kind]


def _body_faults(body: Element) -> Iterator[str]:
    if next(body.iter(f"{W}altChunk"), None) is not None:
        yield _REFUSED["aFChunk"]
    for table in body.iter(f"{W}tbl"):
        if sum(1 for _ in table.iterancestors(f"{W}tbl")) >= TABLES_IN_TABLES:
            yield "it has tables in tables in tables: in Word take them apart"
            return


def _places(document: Document) -> Iterator[Place]:
    """The text, its notes, and those headers and footers that are shown."""
    yield Place("", document.element, document.part)
    shown = set(_shown_headers(document))
    for key, relation in document.part.rels.items():
        kind = relation.reltype.rpartition("/")[2]
        if kind in ("footnotes", "endnotes") and not relation.is_external:
            yield Place(kind, parse_xml(relation.target_part.blob), relation.target_part)
        elif kind in ("header", "footer") and key in shown:
            yield Place(kind, relation.target_part.element, relation.target_part)


def _shown_headers(document: Document) -> Iterator[str]:
    """The relations of headers and footers, without those for first or even pages where pages are all alike."""
    even = is_on(val(document.settings.element, "evenAndOddHeaders"))
    for section in document.element.iter(f"{W}sectPr"):
        first = is_on(val(section, "titlePg"))
        for reference in section.iter(f"{W}headerReference", f"{W}footerReference"):
            if {"first": first, "even": even}.get(str(reference.get(f"{W}type")), True):
                yield str(reference.get(f"{R}id"))
