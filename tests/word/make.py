"""Makes the Word files beside it: three with python-docx, two with LibreOffice from flat OpenDocument, one by LibreOffice from the first.

python tests/word/make.py        (LibreOffice's `soffice` must be there: apt-get install libreoffice-writer-nogui)
"""

from __future__ import annotations

import base64
import io
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from PIL import Image

HERE = Path(__file__).parent
WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def picture(colour: str = "teal", half: str = "white") -> bytes:
    """Two halves of different colours, with a note in the file that must not come along."""
    image = Image.new("RGB", (80, 40), colour)
    image.paste(half, (40, 0, 80, 40))
    target = io.BytesIO()
    exif = image.getexif()
    exif[0x010E] = "camera note of Quillfeather"
    image.save(target, "PNG", exif=exif)
    return target.getvalue()


def text_box(document: Document, lines: list[str], down: int = 0, across: int = 0) -> None:
    """A text box as Word writes it: in the new form, and once more in the old one for programs that know only that."""
    inner = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines)
    anchor = (
        f"<wp:anchor><wp:positionH relativeFrom='page'><wp:posOffset>{across}</wp:posOffset></wp:positionH>"
        f"<wp:positionV relativeFrom='page'><wp:posOffset>{down}</wp:posOffset></wp:positionV>"
        f"<wp:docPr id='7' name='Text Box 7'/><a:graphic><a:graphicData uri='x'><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent>"
        "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
    )
    run = document.paragraphs[-1].add_run()
    run._r.append(
        parse_xml(
            f'<mc:AlternateContent {nsdecls("w", "wp", "a")} {WPS} {MC} {V}><mc:Choice Requires="wps"><w:drawing>{anchor}</w:drawing></mc:Choice>'
            f"<mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
        )
    )


def footnote(document: Document, number: int, text: str) -> None:
    """A footnote at the end of the last paragraph; python-docx knows none."""
    related = [one for one in document.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.FOOTNOTES]
    note = f'<w:footnote w:id="{number}"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote>'
    if related:
        part = related[0].target_part
        part._blob = part.blob.replace(b"</w:footnotes>", f"{note}</w:footnotes>".encode())
    else:
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
        blob = f"<w:footnotes {nsdecls('w')}>{note}</w:footnotes>".encode()
        part = Part(PackURI("/word/footnotes.xml"), kind, blob, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.paragraphs[-1].add_run()._r.append(parse_xml(f'<w:footnoteReference {nsdecls("w")} w:id="{number}"/>'))


def link(paragraph: Any, words: str, address: str) -> None:
    key = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    paragraph._p.append(
        parse_xml(
            f'<w:hyperlink {nsdecls("w", "r")} r:id="{key}"><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:hyperlink>'
        )
    )


def describe(document: Document, words: str) -> None:
    """Give the last picture a description."""
    list(document.element.body.iter(qn("wp:docPr")))[-1].set("descr", words)


def open_briefing() -> Document:
    """A case-specific briefing with Word's own headings, under other names than ours; nothing in it is hidden."""
    document = docx.Document()
    document.core_properties.author = "Quillfeather"
    document.core_properties.title = "Template for briefings"
    section = document.sections[0]
    section.header.paragraphs[0].text = "Northmere Safeguarding Children Partnership, restricted circulation"
    section.footer.paragraphs[0].text = "Ask the learning team for the large print edition"
    document.add_paragraph("The lamp in the window", style="Title")
    document.add_paragraph("A seven minute read", style="Subtitle")
    document.add_heading("1. Introduction", 1)
    paragraph = document.add_paragraph("A family of four with ")
    paragraph.add_run("two").bold = True
    paragraph.add_run(" young children lived * above_a_shop * [by] the <old> quay & paid £5|week.")
    footnote(document, 2, "The family is invented.")
    document.add_heading("Why is this important?", 1)
    document.add_paragraph("Neglect is quiet", style="List Bullet")
    document.add_paragraph("cold rooms", style="List Bullet 2")
    document.add_paragraph("no lamp lit", style="List Bullet 3")
    document.add_paragraph("Neighbours notice", style="List Bullet")
    document.add_heading("The incident", 1)
    document.add_paragraph("Three services called.")
    text_box(document, ["Boxed words on the landing", "and a second boxed line"])
    table = document.add_table(3, 3)
    table.style = "Table Grid"
    table.cell(0, 0).text, table.cell(0, 1).text, table.cell(0, 2).text = "Service", "Saw", "Did"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "School"
    table.cell(1, 1).text, table.cell(1, 2).text = "tired", "rang home"
    table.cell(2, 1).merge(table.cell(2, 2)).text = "hungry and late"
    document.add_heading("Key learning", 1)
    document.add_paragraph("First lesson", style="List Number")
    document.add_paragraph("Second lesson", style="List Number")
    document.add_picture(io.BytesIO(picture()))
    document.add_picture(io.BytesIO(picture("navy")))
    describe(document, "Two halves, navy and white")
    document.add_heading("Timeline", 2)
    document.add_paragraph("Autumn, then winter.")
    document.add_heading("Good practice", 1)
    paragraph = document.add_paragraph("Read ")
    link(paragraph, "the national guidance", "https://www.example.org/guidance?a=1&b=2")
    link(paragraph, " the old page", "http://old.example.org/x")
    link(paragraph, " the shared drive", "file:///S:/Quillfeather/cases.docx")
    document.add_heading("What next?", 1)
    document.add_paragraph("Ring within the hour.", style="Quote")
    document.add_heading("Further reading", 1)
    document.add_paragraph("The lamp report, second edition.")
    document.add_heading("Reflective questions", 1)
    document.add_paragraph("Who lit the lamp?")
    return document


def unseen_briefing() -> Document:
    """A thematic one, with everything in it that a reader of Word does not see."""
    document = docx.Document()
    document.add_paragraph("What is neglect?").runs[0].bold = True
    paragraph = document.add_paragraph("Seen words. ")
    paragraph.add_run("secretvanish").font.hidden = True
    style = document.styles.add_style("Quiet", 2)
    style.font.hidden = True
    based = document.styles.add_style("Quieter", 2)
    based.base_style = style
    paragraph.add_run(" secretstyled", style="Quieter")
    white = paragraph.add_run(" secretwhite")
    white.font.color.rgb = RGBColor(255, 255, 255)
    tiny = paragraph.add_run(" secrettiny")
    tiny.font.size = Pt(1)
    black = paragraph.add_run(" secretblack")
    black.font.highlight_color = WD_COLOR_INDEX.BLACK
    document.add_paragraph("Signs to look for").runs[0].bold = True
    paragraph = document.add_paragraph("Cold hands. ")
    commented = paragraph.add_run("Empty cupboards.")
    document.add_comment(commented, text="secretcomment: ask the school nurse about this", author="Quillfeather", initials="Q")
    body = document.element.body
    where = 'w:id="9" w:author="Quillfeather" w:date="2022-01-01T00:00:00Z"'
    change = f"<w:p {nsdecls('w')}><w:r><w:t xml:space='preserve'>We wrote </w:t></w:r><w:del {where}><w:r><w:delText>olddeleted</w:delText></w:r></w:del>"
    change += f"<w:ins {where}><w:r><w:t>newinserted</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> here.</w:t></w:r></w:p>"
    body.insert(len(body) - 1, parse_xml(change))
    head = document.add_table(2, 1)
    head.style = "Light List Accent 1"
    head.cell(0, 0).text = "White on blue is read by everybody"
    head.cell(1, 0).text = "plain"
    return document


def laid_out_briefing() -> Document:
    """Seven text boxes round a picture, as many partnerships draw it: the order is in the places only, and in numbers."""
    document = docx.Document()
    document.add_paragraph("Seven boxes round a wheel", style="Title")
    document.add_paragraph()
    boxes = [
        ["1. What is it?", "Words of the first box."], ["7. Questions for your team", "Words of the seventh box?"], ["2. Why it matters", "Words of the second box."],
        ["6. Next steps", "Words of the sixth box."], ["3. Findings", "Words of the third box."], ["5. Best practice", "Words of the fifth box."],
        ["4. Warning signs", "Words of the fourth box."],
    ]  # fmt: skip
    for number, lines in enumerate(boxes):
        text_box(document, lines, down=number // 2 * 2_000_000, across=number % 2 * 3_000_000)
    return document


FODT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:default-outline-level="1"/></office:styles>
<office:automatic-styles>
<style:style style:name="Hid" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="Wht" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>
<style:page-layout style:name="pm"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"/><style:header-style/><style:footer-style/></style:page-layout>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm"><style:header><text:p>Running header words</text:p></style:header>
<style:footer><text:p>Running footer words</text:p></style:footer></style:master-page></office:master-styles>
<office:body><office:text>%s</office:text></office:body></office:document>"""
HEAD = '<text:h text:style-name="Heading_20_1" text:outline-level="1">%s</text:h>'


def office_open() -> str:
    data = base64.b64encode(picture("olive")).decode()
    return FODT % (
        HEAD
        % "Background"
        + "<text:p>A baby and an aunt.<text:note text:note-class='footnote'><text:note-citation>1</text:note-citation><text:note-body>"
        "<text:p>Footnote words of the office.</text:p></text:note-body></text:note> They moved twice.</text:p>"
        "<text:p><draw:frame draw:name='f' text:anchor-type='paragraph' svg:width='5cm' svg:height='2cm' svg:x='9cm' svg:y='1cm'><draw:text-box>"
        "<text:p>Framed words of the office</text:p></draw:text-box></draw:frame>Beside the frame.</text:p>"
        + HEAD
        % "What happened"
        + "<text:list><text:list-item><text:p>outer item</text:p><text:list><text:list-item><text:p>inner item</text:p></text:list-item></text:list>"
        "</text:list-item><text:list-item><text:p>last item</text:p></text:list-item></text:list>"
        "<table:table table:name='t'><table:table-column table:number-columns-repeated='2'/>"
        "<table:table-row><table:table-cell table:number-columns-spanned='2' office:value-type='string'><text:p>merged head</text:p></table:table-cell><table:covered-table-cell/></table:table-row>"
        "<table:table-row><table:table-cell table:number-rows-spanned='2'><text:p>tall cell</text:p></table:table-cell><table:table-cell><text:p>right one</text:p></table:table-cell></table:table-row>"
        "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>right two</text:p></table:table-cell></table:table-row></table:table>"
        + HEAD
        % "Lessons learned"
        + f"<text:p><draw:frame draw:name='g' text:anchor-type='as-char' svg:width='3cm' svg:height='1.5cm'><draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame></text:p>"
        "<text:p>See <text:a xlink:type='simple' xlink:href='https://www.example.org/'>the example page</text:a>.</text:p>"
    )


def office_unseen() -> str:
    info = "<office:change-info><dc:creator>Quillfeather</dc:creator><dc:date>2022-01-01T00:00:00</dc:date></office:change-info>"
    return FODT % (
        f"<text:tracked-changes><text:changed-region xml:id='i1' text:id='i1'><text:insertion>{info}</text:insertion></text:changed-region>"
        f"<text:changed-region xml:id='d1' text:id='d1'><text:deletion>{info}<text:p>officedeleted</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        + HEAD
        % "What it is"
        + "<text:p>Open words <text:span text:style-name='Hid'>officehidden</text:span> and <text:span text:style-name='Wht'>officewhite</text:span> end.</text:p>"
        "<text:p>Kept <text:change text:change-id='d1'/><text:change-start text:change-id='i1'/>officeinserted<text:change-end text:change-id='i1'/> words.</text:p>"
        "<text:p>With a note<office:annotation><dc:creator>Quillfeather</dc:creator><dc:date>2022-01-01T00:00:00</dc:date><text:p>officecomment words</text:p></office:annotation> here.</text:p>"
    )


def by_office(source: Path, name: str) -> None:
    """Have LibreOffice save a file as .docx."""
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            "docx:MS Word 2007 XML",
            "--outdir",
            f"{folder}/out",
            str(source),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        shutil.copy(next(Path(folder, "out").iterdir()), HERE / name)


def main() -> None:
    open_briefing().save(str(HERE / "open.docx"))
    unseen_briefing().save(str(HERE / "unseen.docx"))
    laid_out_briefing().save(str(HERE / "laid-out.docx"))
    by_office(HERE / "open.docx", "open-by-office.docx")
    for name, text in (("office", office_open()), ("office-unseen", office_unseen())):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, f"{name}.fodt")
            source.write_text(text, encoding="utf-8")
            by_office(source, f"{name}.docx")


if __name__ == "__main__":
    main()
