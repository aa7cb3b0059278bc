"""Brings into the line of the text what Word keeps beside it: text boxes, diagrams, headers and footers, formulas, pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from .names import DGM, DRAWN, MC, WP, WPS, A, Element, M, R, V, W, above, remove, text_in, unwrap
from .package import Place, Word

# What a current Word understands of `mc:Choice`; for anything else it shows the fallback.
_UNDERSTOOD = frozenset("wps wpg wpc wpi wp14 w14 w15 w16 w16se w16cid am3d aink cx a14 pic14 c14 asvg v".split())
# A text box within a centimetre of another's height stands beside it.
_ROW = 360_000
# A picture stands in the text as its number between two characters that no text has.
TOKEN = re.compile("\ue000(\\d+)\ue001")


@dataclass(frozen=True)
class Drawn:
    """A picture as Word holds it: its bytes, its type, its description, and what is cut off at each side, from 0 to 1."""

    data: bytes
    name: str
    alt: str
    crop: tuple[float, float, float, float] = (0, 0, 0, 0)


@dataclass
class Unfolded:
    """What stood beside the text: pictures by their number, and the lines of headers and footers."""

    pictures: list[Drawn] = field(default_factory=list)
    asides: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def choose_alternatives(word: Word) -> None:
    """Of two forms of the same shape, keep the one that Word shows."""
    for place in word.places:
        for both in list(place.root.iter(f"{MC}AlternateContent")):
            options = [
                one for one in both if one.tag == f"{MC}Choice" and set(str(one.get("Requires", "")).split()) <= _UNDERSTOOD
            ]
            shown = (options or [one for one in both if one.tag == f"{MC}Fallback"])[:1]
            for one in [one for one in both if one not in shown]:
                both.remove(one)
            for one in shown:
                unwrap(one)
            unwrap(both)


def unfold(word: Word) -> Unfolded:
    """Leave nothing in the file that pandoc would pass over."""
    found = Unfolded()
    for place in word.places:
        _plain(place.root)
        for drawing in list(place.root.iter(*DRAWN)):
            _put_pictures(drawing, place, found)
        for paragraph in reversed(list(place.root.iter(f"{W}p"))):
            _unfold_boxes(paragraph, place)
        if place.name in ("header", "footer"):
            lines = (text_in(one) for one in place.root.iter(f"{W}p"))
            found.asides += [(place.name, _without_tokens(line)) for line in lines if _without_tokens(line)]
            if any(TOKEN.search(item.text or "") for item in place.root.iter(f"{W}t")):
                found.left_out.append(f"a picture in the {place.name} (a logo?)")
    found.asides = list(dict.fromkeys(found.asides))
    return found


def _without_tokens(line: str) -> str:
    return " ".join(TOKEN.sub("", line).split())


def _plain(root: Element) -> None:
    """Fields, formulas, small print above words, indents: as plain words in their place."""
    for item in root.iter(f"{W}t"):
        item.text = re.sub("[\ue000\ue001]", "", item.text or "")
    for element in list(root.iter(f"{W}fldSimple", f"{W}smartTag", f"{W}customXml")):
        for about in element.findall(f"{W}smartTagPr") + element.findall(f"{W}customXmlPr"):
            element.remove(about)
        unwrap(element)
    for ruby in list(root.iter(f"{W}ruby")):
        above_words = " ".join(text_in(one) for one in ruby.iter(f"{W}rt"))
        ruby.getparent().replace(ruby, _t(f"{''.join(text_in(one) for one in ruby.iter(f'{W}rubyBase'))} ({above_words})"))
    for formula in list(root.iter(f"{M}oMath")):
        formula.getparent().replace(formula, _run(text_in(formula)))
    for element in list(root.iter(f"{M}oMathPara")):
        unwrap(element)
    # pandoc takes an indented paragraph for a quotation.
    for indent in list(root.iter(f"{W}ind")):
        indent.getparent().remove(indent)


def _t(text: str) -> Element:
    element = OxmlElement("w:t")
    element.text = text
    element.set(qn("xml:space"), "preserve")
    return element


def _run(text: str) -> Element:
    run = OxmlElement("w:r")
    run.append(_t(text))
    return run


def _paragraph(text: str) -> Element:
    paragraph = OxmlElement("w:p")
    paragraph.append(_run(text))
    return paragraph


def _put_pictures(drawing: Element, place: Place, found: Unfolded) -> None:
    """The pictures of a drawing, as their numbers in its place."""
    for picture in _pictures_of(drawing, place, found):
        drawing.addprevious(_t(f"\ue000{len(found.pictures)}\ue001"))
        found.pictures.append(picture)


def _unfold_boxes(paragraph: Element, place: Place) -> None:
    """Text boxes and diagrams go below the paragraph that holds them, from top to bottom."""
    boxes: list[tuple[tuple[float, float], list[Element]]] = []
    for drawing in [one for one in paragraph.iter(*DRAWN) if above(one, "p") is paragraph]:
        boxes += [(_position(drawing), blocks) for blocks in _blocks_of(drawing, place)]
        remove(drawing)
    if len({key for key, _ in boxes}) == len(boxes):
        boxes.sort(key=lambda box: box[0])
    after = paragraph
    for _, blocks in boxes:
        for block in blocks:
            after.addnext(block)
            after = block


def _position(drawing: Element) -> tuple[float, float]:
    """How far down and to the right a shape is anchored; inline shapes stand first."""
    places = {side: next(drawing.iter(f"{WP}position{side}"), None) for side in "VH"}
    numbers = {side: None if one is None else one.findtext(f"{WP}posOffset") for side, one in places.items()}
    try:
        return float(round(int(numbers["V"] or 0) / _ROW)), float(numbers["H"] or 0)
    except ValueError:
        return 0.0, 0.0


def _blocks_of(drawing: Element, place: Place) -> Iterator[list[Element]]:
    for box in list(drawing.iter(f"{W}txbxContent")):
        yield [block for block in box if block.tag in (f"{W}p", f"{W}tbl", f"{W}sdt")]
    for letters in drawing.iter(f"{V}textpath"):
        yield [_paragraph(str(letters.get("string", "")))]
    for diagram in drawing.iter(f"{DGM}relIds"):
        data = place.part.rels.get(str(diagram.get(f"{R}dm")))
        if data is not None and not data.is_external:
            points = parse_xml(data.target_part.blob).iter(f"{DGM}pt")
            yield [_paragraph(text_in(line)) for point in points for line in point.iter(f"{A}p") if text_in(line)]


def _pictures_of(drawing: Element, place: Place, found: Unfolded) -> Iterator[Drawn]:
    for image in drawing.iter(f"{A}blip", f"{V}imagedata"):
        if next(image.iterancestors(*DRAWN)) is not drawing:
            continue
        relation = place.part.rels.get(str(image.get(f"{R}embed") or image.get(f"{R}id") or ""))
        # A pattern that fills a text box is no picture of the briefing.
        if next(image.iterancestors(f"{WPS}spPr"), None) is not None:
            found.left_out.append("a picture that fills a shape")
        elif relation is None or relation.is_external:
            found.left_out.append("a picture that is not in the file, but somewhere else")
            yield Drawn(b"", "", _description(image))
        else:
            part = relation.target_part
            yield Drawn(part.blob, str(part.partname), _description(image), _crop(image))


def _description(image: Element) -> str:
    """The description that the author of the file gave; none where Word made one up, or took the file's name."""
    for holder in image.iterancestors():
        found = [holder.get("alt")] if str(holder.tag).startswith(V) else []
        found += [one.get("descr") for one in holder if str(one.tag).rpartition("}")[2] in ("docPr", "nvPicPr")]
        found += (
            [one.get("descr") for one in holder.iter() if str(one.tag).endswith("}cNvPr")] if holder.tag.endswith("}pic") else []
        )
        if text := next((" ".join(str(one).split()) for one in found if one), ""):
            made_up = "automatically generated" in text.casefold() or re.search(
                r"[\\/]|\.(png|jpe?g|gif|bmp|tiff?|[ew]mf|svg)$", text, re.I
            )
            return "" if made_up else text
        if holder.tag in DRAWN:
            break
    return ""


def _crop(image: Element) -> tuple[float, float, float, float]:
    """What is cut off at the left, top, right and bottom."""
    if image.tag == f"{V}imagedata":
        return _sides([str(image.get(f"crop{side}", "0")) for side in ("left", "top", "right", "bottom")], 65_536)
    cut = next((one for one in image.getparent() if one.tag == f"{A}srcRect"), None)
    return (0, 0, 0, 0) if cut is None else _sides([str(cut.get(side, "0")) for side in "ltrb"], 100_000)


def _sides(written: list[str], whole: int) -> tuple[float, float, float, float]:
    """Parts of the whole, from 0 to 1: "25000" of 100,000, "16384f" of 65,536, "25%" or "0.25"."""
    sides: list[float] = []
    for text in written:
        try:
            if text.endswith("%"):
                number = float(text[:-1]) / 100
            elif text.endswith("f") or "." not in text:
                number = float(text.removesuffix("f")) / whole
            else:
                number = float(text)
        except ValueError:
            number = 0.0
        sides.append(min(max(number, 0.0), 1.0))
    return sides[0], sides[1], sides[2], sides[3]
