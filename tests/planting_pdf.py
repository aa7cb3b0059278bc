"""Ways to hide words in a PDF."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from planting import drawing, named, percent, saved, xmp, zipped

Change = Callable[[Pdf, Dictionary, str], None]


def document(change: Change, text: str, **save: Any) -> bytes:
    """A PDF of one page, after `change`."""
    pdf = Pdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page = Dictionary(
        Type=Name.Page, MediaBox=[0, 0, 600, 800], Resources=Dictionary(Font=Dictionary(F1=pdf.make_indirect(font)))
    )
    page["/Contents"] = pdf.make_stream(b"BT /F1 12 Tf 20 700 Td (Open words) Tj ET")
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    change(pdf, pdf.pages[0].obj, text)
    target = io.BytesIO()
    pdf.save(target, fix_metadata_version=False, **save)
    return target.getvalue()


def drawn(before: str, how: str = "{} Tj", after: str = "") -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        # In numbers, as the fonts of real documents have it: the letters stand nowhere in the file.
        content = f"{before} BT /F1 12 Tf 20 700 Td {how.format(f'<{text.encode().hex()}>')} ET {after}"
        page["/Contents"] = pdf.make_stream(content.encode("latin-1"))

    return change


def _cropped(pdf: Pdf, page: Dictionary, text: str) -> None:
    page["/CropBox"] = Array([400, 0, 600, 100])
    drawn("")(pdf, page, text)


def _letters(pdf: Pdf, page: Dictionary, text: str) -> None:
    shown = " ".join(f"1 0 0 1 {20 + 8 * at} 700 Tm ({letter}) Tj" for at, letter in enumerate(text))
    page["/Contents"] = pdf.make_stream(f"BT /F1 12 Tf {shown} ET".encode())


def _kerned(pdf: Pdf, page: Dictionary, text: str) -> None:
    shown = " -60 ".join(f"({letter})" for letter in text)
    page["/Contents"] = pdf.make_stream(f"BT /F1 12 Tf 20 700 Td [{shown}] TJ ET".encode())


def _hyphenated(pdf: Pdf, page: Dictionary, text: str) -> None:
    first, second = text[:3], text[3:]
    page["/Contents"] = pdf.make_stream(f"BT /F1 12 Tf 20 700 Td ({first}-) Tj 0 -14 Td ({second}) Tj ET".encode())


def _lines(pdf: Pdf, page: Dictionary, text: str) -> None:
    shown = " 0 -14 Td ".join(f"({word}) Tj" for word in text.split(" "))
    page["/Contents"] = pdf.make_stream(f"BT /F1 12 Tf 20 700 Td {shown} ET".encode())


def _layer(pdf: Pdf, page: Dictionary, text: str) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("Layer")))
    hidden = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group]), BaseState=Name.OFF))
    pdf.Root["/OCProperties"] = hidden
    page.Resources["/Properties"] = Dictionary(L1=group)
    page["/Contents"] = pdf.make_stream(f"/OC /L1 BDC BT /F1 12 Tf 20 700 Td <{text.encode().hex()}> Tj ET EMC".encode())


def _form(pdf: Pdf, page: Dictionary, text: str) -> pikepdf.Stream:
    form = pdf.make_stream(f"BT /F1 12 Tf 2 7 Td <{text.encode().hex()}> Tj ET".encode())
    form["/Type"], form["/Subtype"], form["/BBox"] = Name.XObject, Name.Form, Array([0, 0, 200, 20])
    form["/Resources"] = page.Resources
    return form


def _form_drawn(pdf: Pdf, page: Dictionary, text: str) -> None:
    page.Resources["/XObject"] = Dictionary(X1=_form(pdf, page, text))
    page["/Contents"] = pdf.make_stream(b"/X1 Do")


def _form_orphan(pdf: Pdf, page: Dictionary, text: str) -> None:
    page.Resources["/XObject"] = Dictionary(X1=_form(pdf, page, text))


def _facts(**facts: Any) -> Dictionary:
    return Dictionary({f"/{key}": value for key, value in facts.items()})


def _note(**facts: Any) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        filled = {key: String(text) if value is None else value for key, value in facts.items()}
        page["/Annots"] = Array([pdf.make_indirect(_facts(Type=Name.Annot, Rect=Array([0, 0, 9, 9]), **filled))])

    return change


def _appearance(pdf: Pdf, page: Dictionary, text: str) -> None:
    shape = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 9, 9], AP=Dictionary(N=_form(pdf, page, text)))
    page["/Annots"] = Array([pdf.make_indirect(shape)])


def _field(key: str) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        field = pdf.make_indirect(_facts(FT=Name.Tx, T=String("a"), **{key[1:]: String(text)}))
        pdf.Root["/AcroForm"] = Dictionary(Fields=Array([field]))

    return change


def _info(pdf: Pdf, page: Dictionary, text: str) -> None:
    pdf.docinfo["/Subject"] = String(text)


def _info_key(pdf: Pdf, page: Dictionary, text: str) -> None:
    pdf.docinfo[f"/{text.replace(' ', '#20')}"] = String("x")


def _metadata(encoding: str) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        stream = pdf.make_stream(xmp(text).decode().encode(encoding))
        stream["/Type"], stream["/Subtype"] = Name.Metadata, Name.XML
        pdf.Root["/Metadata"] = stream

    return change


def _outline(pdf: Pdf, page: Dictionary, text: str) -> None:
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(text, 0))


def _destination(pdf: Pdf, page: Dictionary, text: str) -> None:
    names = Array([String(text.replace(" ", "-")), Array([page, Name.Fit])])
    pdf.Root["/Names"] = Dictionary(Dests=Dictionary(Names=names))


def _link(pdf: Pdf, page: Dictionary, text: str) -> None:
    action = Dictionary(S=Name.URI, URI=String(f"https://example.org/?q={percent(text)}"))
    page["/Annots"] = Array([pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action))])


def _attached(name: str, wrap: Callable[[str], bytes]) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, wrap(text), filename=name)

    return change


def _attachment(key: str) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        spec = pikepdf.AttachedFileSpec(pdf, b"open", filename="a.txt")
        if key == "name":
            spec = pikepdf.AttachedFileSpec(pdf, b"open", filename=f"{text.replace(' ', '-')}.txt")
        else:
            spec.obj["/Desc"] = String(text)
        pdf.attachments["a.txt"] = spec

    return change


def _structure(key: str) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        pdf.Root["/StructTreeRoot"] = Dictionary(K=_facts(S=Name.Figure, **{key[1:]: String(text)}))

    return change


def _spoken(pdf: Pdf, page: Dictionary, text: str) -> None:
    words = ("\ufeff" + text).encode("utf-16-be").hex()
    page["/Contents"] = pdf.make_stream(f"/Span <</ActualText <{words}>>> BDC BT /F1 9 Tf (x) Tj ET EMC".encode())


def _script(pdf: Pdf, page: Dictionary, text: str) -> None:
    pdf.Root["/Names"] = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), Dictionary(JS=pdf.make_stream(text.encode()))]))
    )


def _orphan(pdf: Pdf, page: Dictionary, text: str) -> None:
    page["/PieceInfo"] = Dictionary(X=pdf.make_stream(f"BT [({text[:4]}) -20 ({text[4:]})] TJ ET".encode()))


def _label(pdf: Pdf, page: Dictionary, text: str) -> None:
    pdf.Root["/PageLabels"] = Dictionary(Nums=Array([0, Dictionary(P=String(text))]))


def _utf8(pdf: Pdf, page: Dictionary, text: str) -> None:
    page["/PieceInfo"] = Dictionary(X=String(b"\xef\xbb\xbf" + text.encode()))


def _jpeg(pdf: Pdf, page: Dictionary, text: str) -> None:
    stream = pdf.make_stream(saved("JPEG", comment=text.encode()))
    facts = {"Type": Name.XObject, "Subtype": Name.Image, "Filter": Name.DCTDecode, "ColorSpace": Name.DeviceRGB}
    for key, value in (facts | {"Width": drawing().width, "Height": drawing().height, "BitsPerComponent": 8}).items():
        stream[f"/{key}"] = value
    page.Resources["/XObject"] = Dictionary(I1=stream)


def _spoken_letters(pdf: Pdf, page: Dictionary, text: str) -> None:
    spans = (f"/Span <</ActualText ({letter})>> BDC BT /F1 9 Tf (x) Tj ET EMC" for letter in text)
    page["/Contents"] = pdf.make_stream("\n".join(spans).encode())


def _far_apart(pdf: Pdf, page: Dictionary, text: str) -> None:
    shown = " ".join(f"({letter}) Tj 30 0 Td" for letter in text)
    page["/Contents"] = pdf.make_stream(f"BT /F1 12 Tf 20 700 Td {shown} ET".encode())


def _remark(pdf: Pdf, page: Dictionary, text: str) -> None:
    page["/Contents"] = pdf.make_stream(f"BT /F1 12 Tf 20 700 Td (Open words) Tj ET % {text}\n".encode())


def _behind_a_stream(filters: Name | Array, wrap: Callable[[bytes], bytes]) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        stream = pdf.make_stream(b"")
        stream.write(wrap(zlib.compress(b"Open words")) + text.encode(), filter=filters)
        page["/PieceInfo"] = Dictionary(X=stream)

    return change


def _behind_letters(text: str) -> bytes:
    filters = Array([Name.ASCII85Decode, Name.FlateDecode])
    change = _behind_a_stream(filters, lambda data: base64.a85encode(data) + b"~>")
    return document(change, text, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


def _glyph(pdf: Pdf, page: Dictionary, text: str) -> None:
    """A font whose glyph is a drawing that shows words, in codes of a font of its own."""
    letters = sorted(set(text) - {" "})
    names = [Name("/space"), *(Name(f"/{letter}") for letter in letters)]
    coded = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    coded["/Encoding"] = Dictionary(Type=Name.Encoding, Differences=Array([1, *names]))
    codes = "".join(f"{letters.index(letter) + 2 if letter in letters else 1:02x}" for letter in text)
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type3, FontBBox=[0, 0, 9, 9], FontMatrix=[1, 0, 0, 1, 0, 0], FirstChar=97, LastChar=97
    )
    font["/Widths"], font["/Encoding"] = Array([9]), Dictionary(Differences=Array([97, Name("/a")]))
    font["/CharProcs"] = Dictionary(a=pdf.make_stream(f"BT /F1 12 Tf <{codes}> Tj ET".encode()))
    font["/Resources"] = Dictionary(Font=Dictionary(F1=pdf.make_indirect(coded)))
    page.Resources.Font["/F2"] = pdf.make_indirect(font)
    page["/Contents"] = pdf.make_stream(b"BT /F2 1 Tf (a) Tj ET")


def _meaning(form: str) -> Change:
    def change(pdf: Pdf, page: Dictionary, text: str) -> None:
        whole = text.encode("utf-16-be").hex()
        letters = " ".join(f"<{letter.encode('utf-16-be').hex()}>" for letter in text)
        page.Resources.Font.F1["/ToUnicode"] = pdf.make_stream(
            f"begincmap {form.format(whole=whole, letters=letters)} endcmap".encode()
        )

    return change


def _inline(pdf: Pdf, page: Dictionary, text: str) -> None:
    page["/Contents"] = pdf.make_stream(f"BI /W {len(text)} /H 1 /BPC 8 /CS /G ID {text} EI".encode())


def _inline_packed(pdf: Pdf, page: Dictionary, text: str) -> None:
    packed = base64.a85encode(zlib.compress(text.encode())) + b"~>"
    page["/Contents"] = pdf.make_stream(f"BI /W {len(text)} /H 1 /BPC 8 /CS /G /F [/A85 /Fl] ID ".encode() + packed + b" EI")


def _nothing(pdf: Pdf, page: Dictionary, text: str) -> None:
    return


def _earlier(text: str) -> bytes:
    """A revision whose page said it, and a later one that says something else."""
    first = document(drawn(""), text, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(io.BytesIO(first)) as pdf:
        number = pdf.pages[0].obj.Contents.objgen[0]
    start = first.rindex(b"startxref")
    before = int(first[start:].split()[1])
    trailer = first[first.rindex(b"trailer") + 7 : start].strip()
    at = len(first)
    new = f"{number} 0 obj\n<</Length 39>>\nstream\nBT /F1 12 Tf 20 700 Td (Open words) Tj ET\nendstream\nendobj\n".encode()
    new = new.replace(b"/Length 39", b"/Length 41")
    table = f"xref\n{number} 1\n{at:010} 00000 n \ntrailer\n".encode() + trailer[:-2] + f" /Prev {before}>>\n".encode()
    return first + new + table + f"startxref\n{at + len(new)}\n%%EOF\n".encode()


def _between(text: str) -> bytes:
    plain = document(_nothing, "", object_stream_mode=pikepdf.ObjectStreamMode.disable)
    start = plain.rindex(b"xref\n0")
    return plain[:start] + plain[start:].replace(b"trailer", b"trailer %" + text.encode() + b"\n", 1)


_CHANGES: dict[str, Change] = {
    "text": drawn(""),
    "invisible text": drawn("", "3 Tr {} Tj"),
    "white text": drawn("1 1 1 rg"),
    "tiny text": drawn("0.001 0 0 0.001 0 0 cm"),
    "text off the page": drawn("1 0 0 1 5000 5000 cm"),
    "clipped text": drawn("0 0 1 1 re W n"),
    "text as a clip": drawn("", "7 Tr {} Tj"),
    "text in a crop box": _cropped,
    "text below a picture": drawn("", after="1 g 0 0 600 800 re f"),
    "kerned text": _kerned,
    "letters placed one by one": _letters,
    "words on lines": _lines,
    "hyphen at a line's end": _hyphenated,
    "hidden layer": _layer,
    "form": _form_drawn,
    "form that no page draws": _form_orphan,
    "annotation": _note(Subtype=Name.Text, Contents=None),
    "annotation's author": _note(Subtype=Name.Text, T=None),
    "appearance": _appearance,
    "form field": _field("/V"),
    "form field's tooltip": _field("/TU"),
    "information": _info,
    "information key": _info_key,
    "XMP": _metadata("utf-8"),
    "XMP in UTF-16": _metadata("utf-16"),
    "outline": _outline,
    "destination": _destination,
    "link": _link,
    "attachment": _attached("a.txt", str.encode),
    "attached zip": _attached("a.zip", lambda text: zipped(data=text.encode())),
    "attached PDF": _attached("a.pdf", lambda text: document(drawn("", "3 Tr {} Tj"), text)),
    "attachment's name": _attachment("name"),
    "attachment's description": _attachment("description"),
    "alternative text": _structure("/Alt"),
    "actual text": _structure("/ActualText"),
    "expansion": _structure("/E"),
    "actual text in the page": _spoken,
    "actual text letter by letter": _spoken_letters,
    "letters far apart": _far_apart,
    "comment in the page": _remark,
    "behind a stream's end": _behind_a_stream(Name.FlateDecode, bytes),
    "glyph that shows words": _glyph,
    "meaning of a code": _meaning("1 beginbfchar <42> <{whole}> endbfchar"),
    "meanings of codes": _meaning("1 beginbfrange <41> <5a> [{letters}] endbfrange"),
    "picture in the page": _inline,
    "packed picture in the page": _inline_packed,
    "script": _script,
    "stream of no use": _orphan,
    "page label": _label,
    "UTF-8 string": _utf8,
    "picture's comment": _jpeg,
}


def _pdf(change: Change) -> Callable[[str], bytes]:
    return lambda text: document(change, text)


PDFS = {f"pdf {name}": named("a.pdf", _pdf(change)) for name, change in _CHANGES.items()} | {
    "pdf earlier revision": named("a.pdf", _earlier),
    "pdf comment between objects": named("a.pdf", _between),
    "pdf behind its end": named("a.pdf", lambda text: document(_nothing, "") + text.encode()),
    "pdf behind a stream's end, in letters": named("a.pdf", _behind_letters),
    "pdf object streams": named(
        "a.pdf", lambda text: document(_info, text, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    ),
}
