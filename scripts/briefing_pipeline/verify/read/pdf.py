"""PDFs: what the pages show or hide, every string of every object, every stream, and what earlier revisions held."""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator
from typing import Any

import pikepdf
import pypdfium2

from .binary import binary_pieces
from .fonts import outline_pieces
from .layers import text_pieces
from .limits import Layer, Mark, Piece, Unreadable
from .pdf_streams import (
    STRING,
    content_words,
    loose,
    mapped_words,
    shown_as_hex,
    syntax_words,
    unpacked,
    without_filters,
    word_texts,
)
from .pictures import PIXELS_AT_MOST, pixel_digests

REVISIONS_AT_MOST = 8
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
# What shows text in a content stream.
_SHOWS = re.compile(rb"T[jJ]|[)>\]]\s*['\"]")
# pdfium gives U+FFFE or U+0002 for a hyphen at a line's end.
_LINE_HYPHEN = re.compile("[-\u2010\u00ad\ufffe\u0002][\r\n]*")
# A file's first lines: readers know by bytes that are no text that it is none.
_HEADER = re.compile(rb"%PDF-[0-9.]{1,8}\s++%[^\r\n]{1,8}\s")
_NO_SYNTAX = re.compile(rb"[^\t\n\f\r\x20-\x7e\0]")
Drawn = tuple[pikepdf.Stream, Any]
_FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def pdf_pieces(data: bytes, layer: Layer) -> Iterator[Piece]:
    """All of a PDF. Raises Unreadable for one with a password."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if pdf.is_encrypted:
            raise Unreadable("a PDF with a password")
        streams, glyphs = yield from _objects(pdf, layer)
        yield from _shown(data, layer)
        if (hidden := _hidden_as_pages(pdf, glyphs)) is not None:
            yield from _shown(hidden, layer)
    yield from _raw(data, streams, layer)


def _shown(data: bytes, layer: Layer) -> Iterator[Piece]:
    """The text of the pages, visible or not, in one piece, and with words put together that a line's end parts."""
    document = pypdfium2.PdfDocument(data)
    try:
        pages = []
        for page in document:
            words = page.get_textpage()
            pages.append(words.get_text_range())
            words.close()
            page.close()
    finally:
        document.close()
    text = "\n".join(pages)
    layer.spend(len(text))
    yield from text_pieces(text.replace("\ufffe", "-").replace("\u0002", "-"), layer)
    joined = _LINE_HYPHEN.sub("", text)
    if joined != text:
        yield joined


def _hidden_as_pages(pdf: pikepdf.Pdf, glyphs: list[Drawn]) -> bytes | None:
    """A copy in which all that pages might draw, or hide in a layer, is a page of its own; None where there is nothing."""
    reached = {form.objgen for page in pdf.pages for form in _forms_in(page.obj.get("/Resources"), _content_of(page), set())}
    forms = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and _is_drawn(item) and item.objgen not in reached]
    drawn = [(item, item.get("/Resources", pikepdf.Dictionary())) for item in forms] + glyphs
    drawn = [(item, resources) for item, resources in drawn if _SHOWS.search(unpacked(item))]
    layered = "/OCProperties" in pdf.Root
    clipped = [page for page in pdf.pages if "/CropBox" in page.obj]
    if not drawn and not layered and not clipped:
        return None
    if layered:
        del pdf.Root["/OCProperties"]
    for page in clipped:
        del page.obj["/CropBox"]
    for item, resources in drawn:
        shown = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[-5000, -5000, 5000, 5000])
        shown["/Contents"] = pdf.make_stream(unpacked(item))
        shown["/Resources"] = resources
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(shown)))
    target = io.BytesIO()
    pdf.save(target, compress_streams=False, static_id=True)
    return target.getvalue()


def _forms_in(resources: Any, content: bytes, seen: set[tuple[int, int]]) -> Iterator[pikepdf.Stream]:
    """The forms that a content stream draws, and those that they draw: their text is on the page."""
    named = resources.get("/XObject") if isinstance(resources, pikepdf.Dictionary) else None
    for name, form in named.items() if isinstance(named, pikepdf.Dictionary) else ():
        asked = re.search(re.escape(name.encode()) + rb"\s+Do\b", content)
        if asked and isinstance(form, pikepdf.Stream) and form.get("/Subtype") == "/Form" and form.objgen not in seen:
            seen.add(form.objgen)
            yield form
            yield from _forms_in(form.get("/Resources"), unpacked(form), seen)


def _content_of(page: pikepdf.Page) -> bytes:
    return b"\n".join(unpacked(part) for part in _contents(page))


def _is_drawn(item: pikepdf.Stream) -> bool:
    return item.get("/Subtype") == "/Form" or item.get("/PatternType") == 1


def _objects(pdf: pikepdf.Pdf, layer: Layer) -> Generator[Piece, None, tuple[int, list[Drawn]]]:
    """Strings, names and keys of all objects, reached from a page or not, and what their streams hold.

    Returns how many streams there are, and those that draw the glyphs of a font.
    """
    words: set[str] = set()
    attached: dict[tuple[int, int], str] = {}
    fonts: set[tuple[int, int]] = set()
    content = {part.objgen for page in pdf.pages for part in _contents(page)}
    streams: list[pikepdf.Stream] = []
    glyphs: list[Drawn] = []
    for item in (pdf.trailer, *pdf.objects):
        if not isinstance(item, pikepdf.Object):
            words.add(str(item))
            continue
        facts = item.stream_dict if isinstance(item, pikepdf.Stream) else item
        written = facts.to_json(dereference=True, schema_version=2).decode("utf-8", "replace")
        words.update(_QUOTED.findall(written))
        if isinstance(item, pikepdf.Stream):
            streams.append(item)
        if '"/EF"' in written:
            attached |= {part.objgen: name for part, name in _embedded(facts)}
        if '"/FontFile' in written:
            fonts |= {font.objgen for font in _font_files(facts)}
        if '"/CharProcs"' in written:
            glyphs += _glyphs(facts)
    yield from text_pieces("\n".join(text for word in sorted(words) for text in word_texts(word)), layer)
    for item in streams:
        plain, unread, behind = without_filters(item, layer)
        if behind.strip(b"\0\r\n "):
            yield from layer.inner(behind)
        if item.get("/Subtype") == "/Image" and item.objgen not in attached:
            yield from _image_pieces(item, plain, unread, layer)
            continue
        if unread or "/DecodeParms" in item or "/DP" in item:
            plain = unpacked(item)
        if item.objgen in attached:
            yield from layer.inner(plain, attached[item.objgen])
        elif item.get("/Type") == "/EmbeddedFile":
            yield from layer.inner(plain)
        elif item.objgen in fonts:
            yield from outline_pieces(plain, layer)
        elif item.objgen in content or _is_drawn(item):
            yield from content_words(plain, layer)
        elif item.get("/Type") not in ("/XRef", "/ObjStm"):
            yield from loose(plain, layer)
            if b"begincmap" in plain:
                yield from mapped_words(plain, layer)
            elif _SHOWS.search(plain):
                yield from content_words(plain, layer)
                yield from shown_as_hex(plain, layer)
    return len(streams), glyphs


def _glyphs(facts: Any) -> Iterator[Drawn]:
    """What draws the glyphs of a font of drawings, with what it draws with."""
    for part in _dictionaries(facts):
        drawings = part.get("/CharProcs")
        resources = part.get("/Resources")
        for item in drawings.values() if isinstance(drawings, pikepdf.Dictionary) else ():
            if isinstance(item, pikepdf.Stream):
                if not isinstance(resources, pikepdf.Dictionary) and _SHOWS.search(unpacked(item)):
                    raise Unreadable("a PDF with a font that draws words of which nobody can say in which font")
                yield item, resources


def _contents(page: pikepdf.Page) -> list[pikepdf.Stream]:
    contents = page.obj.get("/Contents")
    parts = list(contents) if isinstance(contents, pikepdf.Array) else [contents]
    return [part for part in parts if isinstance(part, pikepdf.Stream)]


def _dictionaries(item: Any) -> Iterator[pikepdf.Dictionary]:
    """A dictionary and those that stand in it, without following references."""
    if isinstance(item, pikepdf.Dictionary):
        yield item
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Array)):
        for part in item.values() if isinstance(item, pikepdf.Dictionary) else item:
            if isinstance(part, (pikepdf.Dictionary, pikepdf.Array)) and not part.is_indirect:
                yield from _dictionaries(part)


def _embedded(facts: Any) -> Iterator[tuple[pikepdf.Stream, str]]:
    """The files that are attached by an object, with their names."""
    for part in _dictionaries(facts):
        files = part.get("/EF")
        name = next((str(part[key]) for key in ("/UF", "/F", "/Unix", "/DOS", "/Mac") if key in part), "")
        for file in files.values() if isinstance(files, pikepdf.Dictionary) else ():
            if isinstance(file, pikepdf.Stream):
                yield file, name


def _font_files(facts: Any) -> Iterator[pikepdf.Stream]:
    for part in _dictionaries(facts):
        for font in (part.get(key) for key in _FONT_FILES):
            if isinstance(font, pikepdf.Stream):
                yield font


def _image_pieces(item: pikepdf.Stream, plain: bytes, unread: list[str], layer: Layer) -> Iterator[Piece]:
    """A picture in a PDF, by its pixels; a JPEG is a file of its own."""
    if unread == ["/DCTDecode"]:
        yield from layer.inner(plain)
        return
    if int(item.get("/Width", 0)) * int(item.get("/Height", 0)) > PIXELS_AT_MOST:
        raise Unreadable("a PDF with a picture that is too large")
    try:
        picture = pikepdf.PdfImage(item).as_pil_image()
        mask = item.get("/SMask")
        shown = picture.convert("RGB")
        if isinstance(mask, pikepdf.Stream):
            shown.putalpha(pikepdf.PdfImage(mask).as_pil_image().convert("L").resize(shown.size))
    except (pikepdf.PikepdfError, NotImplementedError, ValueError, OSError, TypeError, KeyError) as error:
        raise Unreadable(f"a PDF with a picture that cannot be opened ({type(error).__name__})") from error
    yield from (Mark(digest) for digest in pixel_digests(shown))


def _raw(data: bytes, known: int, layer: Layer) -> Iterator[Piece]:
    """What the object table does not lead to: bytes between objects, and the objects and streams of earlier revisions."""
    ends = [match.end() for match in re.finditer(rb"%%EOF", data)]
    if len(ends) > REVISIONS_AT_MOST:
        raise Unreadable("a PDF with more revisions than can be read")
    for end in ends[:-1]:
        try:
            yield from layer.inner(data[:end] + b"\n")
        except pikepdf.PikepdfError:
            continue
    if ends and data[ends[-1] :].strip():
        yield from layer.inner(data[ends[-1] :].strip())
    between, bodies = _split(data)
    yield from binary_pieces(between, layer)
    if _NO_SYNTAX.search(STRING.sub(b"", _HEADER.sub(b"", between))):
        raise Unreadable("a PDF with something between its objects that is no PDF")
    yield from syntax_words(between, layer)
    # A stream more than the object table knows is one that it hides.
    if len(ends) > 1 or len(bodies) > known:
        for body in bodies:
            yield from _stray(body, layer)


def _split(data: bytes) -> tuple[bytes, list[bytes]]:
    """The bytes outside streams, and each stream's own."""
    between: list[bytes] = []
    bodies: list[bytes] = []
    at = 0
    for start in re.finditer(rb"stream\r?\n", data):
        end = data.find(b"endstream", start.end())
        if start.start() < at or end < 0:
            continue
        between.append(data[at : start.start()])
        bodies.append(data[start.end() : end])
        at = end + len(b"endstream")
    return b"".join([*between, data[at:]]), bodies


def _stray(body: bytes, layer: Layer) -> Iterator[Piece]:
    try:
        body = layer.inflate(body)[0]
    except Unreadable:
        layer.spend(len(body))
    yield from binary_pieces(body, layer)
    yield from syntax_words(body, layer)
