"""`briefings import`: nothing that a reader of the Word file sees is lost, and nothing that they do not see comes along.

How each file in tests/word/ was made, its maker says: make.py there.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt, RGBColor
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree
from PIL import Image

from briefing_pipeline.case import Refused
from briefing_pipeline.characters import hidden
from briefing_pipeline.check import check
from briefing_pipeline.load import load, load_briefing
from briefing_pipeline.load.settings import load_settings
from briefing_pipeline.markdown import read_body
from briefing_pipeline.start import Start, text_of
from briefing_pipeline.terms import SECTIONS, Kind
from briefing_pipeline.word import Choices, Imported, kind_of, read, sort, title_of
from briefing_pipeline.word.dialect import Writer
from briefing_pipeline.word.headings import section_of
from briefing_pipeline.word.package import BROKEN, open_word
from briefing_pipeline.words import words_of
from conftest import ROOT, House, examples

WORD = Path(__file__).parent / "word"
sys.path.insert(0, str(WORD))
import make  # noqa: E402

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
SETTINGS, _ = load_settings(ROOT)
STRUCK = "[To write: keep or delete what was struck through in Word:"
ALL = Choices("drop", "drop", "accept")
NONE = Choices()
EXPECTED = {"placeholder-left", "section-unknown", "picture-alt", "table-ragged", "words-many", "words-too-many", "link-text"}


def visible(path: Path) -> Iterator[str]:
    """Every paragraph that the file shows, read from its XML without any part of the press: text, boxes, notes, headers, footers."""
    with zipfile.ZipFile(path) as file:
        for name in sorted(file.namelist()):
            if re.fullmatch(r"word/(document|footnotes|endnotes|header\d+|footer\d+)\.xml", name):
                root = etree.fromstring(file.read(name))
                for paragraph in root.iter(f"{W}p"):
                    if next(paragraph.iterancestors(FALLBACK), None) is None:
                        inner = [
                            one
                            for one in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br")
                            if next(one.iterancestors(f"{W}p")) is paragraph
                        ]
                        yield "".join(one.text or "" if one.tag == f"{W}t" else " " for one in inner)


def imported(path: Path, kind: Kind = Kind.THEMATIC, choices: Choices = NONE, title: str = "") -> tuple[str, Imported]:
    """The whole briefing as it would be written."""
    assert SETTINGS
    labels = {one: SETTINGS.sections(one) for one in Kind}
    was = read(path, choices, with_words=True)
    title = title or title_of(was, kind, labels[kind]) or "A title"
    made = sort(was, title, kind, labels[kind])
    start = Start(title, kind, ["neglect"], sections=made.sections, rest=made.rest, notes="\n".join(was.notes))
    return text_of(start, SETTINGS), made


def put(house: House, text: str, made: Imported) -> list[Any]:
    """The findings for what was written."""
    folder = house.root / "briefings" / "a-briefing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "briefing.md").write_text(text, encoding="utf-8")
    for name, data in made.pictures.items():
        (folder / name).write_bytes(data)
    catalogue, findings = load(house.root)
    return [*findings, *check(catalogue)]


def refusal(path: Path, choices: Choices = NONE, *, with_words: bool = True) -> str:
    with pytest.raises(Refused) as refused:
        read(path, choices, with_words=with_words)
    return "\n".join([*refused.value.reasons, refused.value.hint])


def saved(document: Any, tmp_path: Path, name: str = "x.docx") -> Path:
    document.save(str(tmp_path / name))
    return tmp_path / name


OPEN = [
    ("open", Kind.CASE_SPECIFIC),
    ("open-by-office", Kind.CASE_SPECIFIC),
    ("laid-out", Kind.THEMATIC),
    ("office", Kind.CASE_SPECIFIC),
]


@pytest.mark.parametrize(("name", "kind"), OPEN)
def test_every_word_that_is_seen_is_in_the_briefing(house: House, name: str, kind: Kind) -> None:
    path = WORD / f"{name}.docx"
    text, made = imported(path, kind)
    # A heading that was told to be a section's stands there under the section's own name.
    named = {line.split("”")[0].strip(" “") for line in made.told if "→" in line}
    have = Counter(words_of(text))
    seen = [paragraph for paragraph in visible(path) if paragraph.strip() and paragraph not in named]
    assert len(seen) > 7
    for paragraph in seen:
        assert not Counter(words_of(paragraph)) - have, paragraph
    assert {one.fault.rule for one in put(house, text, made)} <= EXPECTED


@pytest.mark.parametrize("name", ["open", "open-by-office"])
def test_the_text_stands_in_its_order(name: str) -> None:
    text, _ = imported(WORD / f"{name}.docx", Kind.CASE_SPECIFIC)
    told = [
        "family of four",
        "Neglect is quiet",
        "cold rooms",
        "no lamp lit",
        "Neighbours",
        "Three services",
        "Boxed words",
        "second boxed",
        "Saw",
    ]
    told += [
        "rang home",
        "hungry",
        "First lesson",
        "Second lesson",
        "![](",
        "navy and white](",
        "### Timeline",
        "Autumn",
        "national guidance",
    ]
    told += [
        "old page",
        "shared drive",
        "> Ring",
        "Who lit",
        "## To be sorted",
        "lamp report",
        "Note 1: The family is invented",
        "restricted",
        "large print",
    ]
    places = [text.index(words) for words in told]
    assert places == sorted(places)
    assert "- Neglect is quiet\n  - cold rooms\n    - no lamp lit\n- Neighbours" in text
    assert "| School | tired | rang home |\n| School | hungry and late |  |" in text
    assert "[the national guidance](https://www.example.org/guidance?a=1&b=2)" in text
    assert "file:" not in text


def test_boxes_round_a_wheel_are_put_in_order_by_their_headings(house: House) -> None:
    text, made = imported(WORD / "laid-out.docx")
    numbers = re.findall(r"Words of the (\w+) box", text)
    assert numbers == ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"]
    assert text.startswith("---\ntitle: Seven boxes round a wheel\n")
    assert {one.fault.rule for one in put(house, text, made)} == {"placeholder-left"}


@pytest.mark.parametrize("name", ["open", "unseen", "laid-out", "office", "office-unseen", "open-by-office"])
def test_nothing_of_who_wrote_the_file_comes_along(name: str) -> None:
    text, made = imported(WORD / f"{name}.docx", choices=Choices("drop", "keep-as-notes", "accept"))
    assert "quillfeather" not in text.casefold()
    assert all(b"Quillfeather" not in data for data in made.pictures.values())


@pytest.mark.parametrize(
    ("name", "unseen"),
    [
        (
            "unseen",
            [
                "secretvanish secretstyled",
                "secretwhite",
                "secrettiny",
                "secretblack",
                "secretcomment",
                "olddeleted",
                "newinserted",
            ],
        ),
        ("office-unseen", ["officehidden", "officewhite", "officecomment", "officedeleted", "officeinserted"]),
    ],
)
def test_what_is_not_seen_is_refused_all_in_one_run(name: str, unseen: list[str]) -> None:
    told = refusal(WORD / f"{name}.docx")
    for words in unseen:
        assert words in told
    assert "paragraph 2: white on white" in told
    for option in ("--hidden drop", "--comments keep-as-notes", "--changes reject"):
        assert option in told
    # Where others can read what is printed, no word of it stands there.
    told = refusal(WORD / f"{name}.docx", with_words=False)
    assert "paragraph 2: white on white" in told
    assert "secret" not in told
    assert "office" not in told.replace("office-unseen", "")


def test_what_was_decided_is_asked_no_more() -> None:
    told = refusal(WORD / "unseen.docx", Choices(hidden="drop"))
    assert "secretvanish" not in told
    assert "secretcomment" in told
    assert "--hidden" not in told


@pytest.mark.parametrize("name", ["unseen", "office-unseen"])
def test_what_is_not_seen_goes_the_way_that_was_chosen(name: str) -> None:
    path, own = WORD / f"{name}.docx", "secret" if name == "unseen" else "office"
    inserted, deleted = ("newinserted", "olddeleted") if name == "unseen" else ("officeinserted", "officedeleted")
    text, _ = imported(path, choices=Choices("drop", "drop", "accept"))
    assert inserted in text
    assert deleted not in text
    assert not re.search(f"{own}(?!inserted)", text)
    text, _ = imported(path, choices=Choices("keep", "keep-as-notes", "reject"))
    assert deleted in text
    assert inserted not in text
    body = text.partition("\n---\n")[2]
    for words in ("vanish", "styled", "white", "tiny", "black") if name == "unseen" else ("hidden", "white"):
        assert own + words in body
    assert f"{own}comment" in text
    assert f"{own}comment" not in body


def test_hidden_text_of_every_make_is_found(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles["Quote"].font.hidden = True
    document.styles.add_style("Pale", 1).font.color.rgb = RGBColor(254, 254, 254)
    document.add_paragraph("by its paragraph style", style="Quote")
    document.add_paragraph("pale by style", style="Pale")
    document.add_paragraph().add_run("pale on the page").font.color.rgb = RGBColor(250, 250, 250)
    document.sections[0].header.paragraphs[0].add_run("hidden header").font.hidden = True
    body = document.element.body
    for inner in (
        '<w:r><w:rPr><w:color w:val="000000" w:themeColor="background1"/></w:rPr><w:t>themed</w:t></w:r>',
        '<w:r><w:rPr><w:w w:val="1"/></w:rPr><w:t>squeezed</w:t></w:r>',
        '<w:r><w:rPr><w:shd w:val="clear" w:fill="112233"/><w:color w:val="112233"/></w:rPr><w:t>on its shading</w:t></w:r>',
        '<w:r><w:rPr><w14:textFill><w14:noFill/></w14:textFill></w:rPr><w:t>hollow</w:t></w:r>',
        '<w:ins w:id="1"><w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden insertion</w:t></w:r></w:ins>',
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>not hidden at all</w:t></w:r>',
        '<w:r><w:rPr><w:shd w:val="clear" w:fill="000000"/></w:rPr><w:t>white by itself on black</w:t></w:r>',
        '<w:r><w:rPr><w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/></w:rPr><w:t>white on blue</w:t></w:r>',
    ):  # fmt: skip
        space = f'{nsdecls("w")} xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
        body.insert(len(body) - 1, parse_xml(f"<w:p {space}>{inner}</w:p>"))
    table = document.add_table(1, 1)
    table.cell(0, 0).text = "in a hidden row"
    table.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:hidden {nsdecls('w')}/>"))
    document.add_paragraph("shape: ")
    make.text_box(document, ["in a hidden shape"])
    for mark in document.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
        mark.set("hidden", "1")
    told = refusal(saved(document, tmp_path))
    unseen = [
        "by its paragraph style",
        "pale by style",
        "pale on the page",
        "hidden header",
        "themed",
        "squeezed",
        "on its shading",
        "hollow",
    ]
    for words in [*unseen, "hidden insertion", "in a hidden row", "in a hidden shape"]:
        assert words in told, words
    for words in ("not hidden", "white by itself", "white on blue"):
        assert words not in told
    assert "header, paragraph 1: formatted as hidden" in told
    text, _ = imported(tmp_path / "x.docx", choices=ALL)
    for words in unseen:
        assert words not in text, words


def test_tracked_rows_formats_and_moves_are_changes_too(tmp_path: Path) -> None:
    where = 'w:id="1" w:author="Q"'
    document = docx.Document()
    body = document.element.body
    for inner in (
        f'<w:p {nsdecls("w")}><w:moveFrom {where}><w:r><w:t>wandering</w:t></w:r></w:moveFrom><w:r><w:t>left</w:t></w:r></w:p>',
        f'<w:p {nsdecls("w")}><w:r><w:t>right</w:t></w:r><w:moveTo {where}><w:r><w:t>wandering</w:t></w:r></w:moveTo></w:p>',
        f'<w:p {nsdecls("w")}><w:pPr><w:rPr><w:del {where}/></w:rPr></w:pPr><w:r><w:t>one</w:t></w:r></w:p>',
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve"> half</w:t></w:r></w:p>',
        f'<w:p {nsdecls("w")}><w:r><w:rPr><w:rPrChange {where}><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>unhidden</w:t></w:r></w:p>',
        f'<w:tbl {nsdecls("w")}><w:tr><w:tc><w:p><w:r><w:t>kept row</w:t></w:r></w:p></w:tc></w:tr>'
        f'<w:tr><w:trPr><w:ins {where}/></w:trPr><w:tc><w:p><w:r><w:t>new row</w:t></w:r></w:p></w:tc></w:tr></w:tbl>',
    ):  # fmt: skip
        body.insert(len(body) - 1, parse_xml(inner))
    path = saved(document, tmp_path)
    told = refusal(path)
    for how in ("moved away", "moved to here", "the end of a paragraph deleted", "made to look different", "a row added"):
        assert how in told
    accepted, _ = imported(path, choices=Choices(changes="accept"))
    assert "rightwandering" in accepted
    assert "one half" in accepted
    assert "new row" in accepted
    assert "unhidden" in refusal(path, Choices(changes="reject"))
    rejected, _ = imported(path, choices=Choices("drop", "", "reject"))
    assert "wanderingleft" in rejected
    assert "new row" not in rejected
    assert "unhidden" not in rejected


def test_what_pandoc_passes_over_is_kept(tmp_path: Path) -> None:
    document = docx.Document()
    body = document.element.body
    names = f'{nsdecls("w", "r", "wp", "a")} xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    names += ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
    data = f"<dgm:dataModel {names}><dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Diagram words</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>"
    kind = "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml"
    diagram = Part(PackURI("/word/diagrams/data1.xml"), kind, data.encode(), document.part.package)
    key = document.part.relate_to(diagram, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/diagramData")
    for inner in (
        '<w:fldSimple w:instr="PAGE"><w:r><w:t>Field words</w:t></w:r></w:fldSimple>',
        '<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>Small words</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>Large words</w:t></w:r></w:rubyBase></w:ruby></w:r>',
        "<m:oMath><m:r><m:t>Formula words</m:t></m:r></m:oMath>",
        '<w:r><w:pict><v:shape><v:textpath string="Wordart words"/></v:shape></w:pict></w:r>',
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="d"/><a:graphic><a:graphicData uri="x"><dgm:relIds r:dm="{key}"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>',
        "<w:sdt><w:sdtContent><w:r><w:t>Control words</w:t></w:r></w:sdtContent></w:sdt>",
    ):  # fmt: skip
        body.insert(len(body) - 1, parse_xml(f"<w:p {names}>{inner}</w:p>"))
    header = document.sections[0].header.paragraphs[0]
    header._p.append(parse_xml(f'<w:r {names}><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>Header box words</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>'))  # fmt: skip
    document.sections[0].first_page_header.paragraphs[0].text = "Header of a first page that is not shown"
    document.sections[0].different_first_page_header_footer = False
    text, _ = imported(saved(document, tmp_path), title="T")
    for words in ("Field", "Small", "Large", "Formula", "Wordart", "Diagram", "Control", "Header box"):
        assert f"{words} words" in text, words
    assert "not shown" not in text


def test_without_the_part_for_word_the_line_to_type_is_told(house: House) -> None:
    begin = "import sys; sys.modules['docx'] = None; sys.argv[1:] = ['import', 'x.docx']; from briefing_pipeline.__main__ import main; main()"
    run = subprocess.run([sys.executable, "-c", begin], cwd=house.root, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert 'pip install "briefing-pipeline[word]"' in run.stderr


def test_what_was_cut_off_a_picture_does_not_come_along(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(make.picture("red", "lime")))
    for blip in document.element.body.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip"):
        blip.addnext(parse_xml(f'<a:srcRect {nsdecls("a")} r="50000"/>'))
    text, made = imported(saved(document, tmp_path))
    (data,) = made.pictures.values()
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.size == (40, 40)
    assert {colour for _, colour in image.getcolors() or []} == {(255, 0, 0)}
    assert "![](picture-1.png)" in text


def test_a_picture_that_cannot_be_shown_is_not_passed_over(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_picture(io.BytesIO(make.picture()))
    make.describe(document, "A map of the quay")
    for part in document.part.package.iter_parts():
        if str(part.partname).endswith(".png"):
            part.partname = PackURI("/word/media/image1.emf")
    text, made = imported(saved(document, tmp_path))
    assert made.pictures == {}
    assert "*[To write: a picture stood here: A map of the quay. It was left out, because its type, .emf, cannot be shown" in text


@pytest.mark.parametrize(
    "heading",
    [
        "Background",
        "1. BACKGROUND",
        "1) Introduction:",
        "Step 1 – Context",
        "Bakground",
        "About the family",
        "Background to the review",
        "The family",
    ],
)
def test_a_section_is_known_by_many_names(heading: str) -> None:
    section, sure = section_of(heading, Kind.CASE_SPECIFIC, SECTIONS[Kind.CASE_SPECIFIC])
    assert (section, sure >= 0.8) == ("background", True)


@pytest.mark.parametrize("heading", ["Further reading", "Contacts", "Neglect", "The voice of the child", "2022", ""])
def test_other_headings_are_no_sections(heading: str) -> None:
    assert section_of(heading, Kind.CASE_SPECIFIC, SECTIONS[Kind.CASE_SPECIFIC])[1] < 0.8


def test_headings_are_known_however_they_are_made(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("A title as plain words")
    document.add_paragraph("Background").runs[0].bold = True
    document.add_paragraph("one")
    run_in = document.add_paragraph()
    run_in.add_run("Why it matters:").bold = True
    run_in.add_run(" two")
    listed = document.add_paragraph(style="List Number")
    listed.add_run("The story").bold = True
    document.add_paragraph("three")
    document.add_paragraph("4. Findings")
    document.add_paragraph("four")
    document.add_paragraph("Something else entirely").runs[0].bold = True
    document.add_paragraph("five")
    document.add_paragraph("Key learning about brothers: nobody saw them").runs[0].bold = True
    document.add_paragraph("six")
    text, _ = imported(saved(document, tmp_path), Kind.CASE_SPECIFIC, title="T")
    sections = dict(re.findall(r"## (.*)\n\n((?:(?!\n## )[\s\S])*)", text.partition("\n---\n")[2]))
    assert sections["Background"].strip() == "one"
    assert sections["Why it matters"].strip() == "two"
    assert sections["What happened"].strip() == "three"
    assert "four" in sections["What we learned"]
    assert "### Something else entirely\n\nfive" in sections["What we learned"]
    assert "### Key learning about brothers: nobody saw them\n\nsix" in sections["What we learned"]
    assert sections["To be sorted"].strip() == "A title as plain words"


def test_seven_headings_of_other_words_are_taken_in_their_order(tmp_path: Path) -> None:
    document = docx.Document()
    for number in range(7):
        document.add_heading(f"Heading {'abcdefg'[number] * 3}", 2)
        document.add_paragraph(f"text {number}")
    text, made = imported(saved(document, tmp_path), title="T")
    assert re.findall(r"text (\d)", text) == list("0123456")
    assert "## What it is\n\n### Heading aaa\n\ntext 0" in text
    assert "To be sorted" not in text
    assert sum("(by its place)" in line for line in made.told) == 7


def test_a_table_that_lays_out_the_page_is_taken_apart(tmp_path: Path) -> None:
    document = docx.Document()
    beside = document.add_table(2, 2)
    for row, (head, words) in enumerate((("1. What is it?", "Words one"), ("2. Why it matters", "Words two"))):
        beside.cell(row, 0).text, beside.cell(row, 1).text = head, words
    below = document.add_table(2, 2)
    for column, (head, words) in enumerate((("Warning signs", "Words four"), ("Next steps", "Words six"))):
        below.cell(0, column).text, below.cell(1, column).text = head, words
    text, _ = imported(saved(document, tmp_path), title="T")
    for label, words in {
        "What it is": "one",
        "Why it matters": "two",
        "Signs to look for": "four",
        "What to do now": "six",
    }.items():
        assert f"## {label}\n\nWords {words}\n" in text
    assert "|" not in text


def test_the_kind_is_guessed_from_the_headings() -> None:
    labels = {kind: SECTIONS[kind] for kind in Kind}
    assert kind_of(read(WORD / "open.docx", NONE, with_words=True), labels) is Kind.CASE_SPECIFIC
    assert kind_of(read(WORD / "laid-out.docx", NONE, with_words=True), labels) is Kind.THEMATIC


def test_as_an_officer_types_it(house: House) -> None:
    run = house.briefings("import", str(WORD / "open.docx"), "--kind", "case", "--theme", "neglect")
    assert run.returncode == 0, run.stderr
    assert "“The incident” → What happened" in run.stdout
    assert "briefings check the-lamp-in-the-window" in run.stdout
    briefing, findings = load_briefing(house.root / "briefings" / "the-lamp-in-the-window")
    assert briefing
    assert briefing.front
    assert briefing.front.status == "draft"
    assert findings == []
    assert sorted(briefing.pictures) == ["picture-1.png", "two-halves-navy-and-white.png"]
    again = house.briefings("import", str(WORD / "open.docx"), "--kind", "case", "--theme", "neglect")
    assert again.returncode == 2
    assert "belongs to another briefing" in again.stderr
    unsure = house.briefings("import", str(WORD / "open.docx"), "--slug", "other", "--hidden", "both")
    assert unsure.returncode == 2
    missing = house.briefings("import", str(WORD / "unseen.docx"), CI="true")
    assert missing.returncode == 1
    assert "secret" not in missing.stdout + missing.stderr
    check_run = house.briefings("check", "the-lamp-in-the-window")
    assert "move each part of it into the section where it belongs" in check_run.stderr
    nowhere = house.briefings("import", "nowhere.docx", "--kind", "case", "--theme", "neglect")
    assert nowhere.returncode == 2
    assert "there is no file nowhere.docx" in nowhere.stderr


def zipped(*parts: tuple[str, bytes | str], base: Path = WORD / "open.docx") -> bytes:
    """A Word file with some of its parts replaced or added."""
    target = io.BytesIO()
    with zipfile.ZipFile(base) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        changed = dict(parts)
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, data in parts:
            new.writestr(name, data)
    return target.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(WORD / "open.docx") as file:
        return file.read(name)


def related(kind: str) -> bytes:
    """The document's relations with one more."""
    relation = f'<Relationship Id="rX" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="styles.xml"/>'
    return part("word/_rels/document.xml.rels").replace(b"</Relationships>", f"{relation}</Relationships>".encode())


def plain_zip(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as file:
        for name, data in files.items():
            file.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return target.getvalue()


XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LOL = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
DOCUMENT = part("word/document.xml")
NAKED = DOCUMENT[DOCUMENT.index(b"<w:document") :]
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "empty"),
    "pdf": (b"%PDF-1.7 x", "a PDF"),
    "old word": (b"\xd0\xcf\x11\xe0" + bytes(600), "old Word (.doc)"),
    "encrypted": (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "a password"),
    "rtf": (b"{\\rtf1 x}", "Rich Text"),
    "web page": (b"<html><p>x</p></html>", "web page"),
    "text": (b"Just words", "no Word file"),
    "odt": (plain_zip(mimetype=b"application/vnd.oasis.opendocument.text", content_dot_xml=b"<a/>"), "LibreOffice"),
    "workbook": (plain_zip(xl__workbook_dot_xml=b"<a/>"), "a workbook"),
    "zip": (plain_zip(a_dot_txt=b"x"), "a zip, not a Word file"),
    "half a file": (zipped()[:20_000], "no Word file that can be read"),
    "bomb": (zipped(("word/media/x.bin", bytes(160_000_000))), "unpacked it has"),
    "long xml": (zipped(("word/x.xml", b"<a>" + b" " * 21_000_000 + b"</a>")), "21 MB of text"),
    "entities of a file": (zipped(("word/document.xml", XXE + NAKED)), "declares entities"),
    "entities in entities": (zipped(("word/settings.xml", LOL + b"<a>&b;</a>")), "declares entities"),
    "entities in another encoding": (zipped(("word/x.bin", XXE.decode().replace("?>", ' encoding="UTF-16"?>', 1).encode("utf-16"))), "declares entities"),
    "broken xml": (zipped(("word/document.xml", NAKED[:-30])), "is damaged"),
    "deep": (zipped(("word/document.xml", b"<a>" * 5000 + b"</a>" * 5000)), "is damaged"),
    "macros": (zipped(("word/vbaProject.bin", b"x")), "holds macros"),
    "macro type": (zipped(("[Content_Types].xml", part("[Content_Types].xml").replace(b"wordprocessingml.document.main", b"x"))), "no Word file"),
    "object": (zipped(("word/_rels/document.xml.rels", related("oleObject"))), "an object of another program"),
    "chart": (zipped(("word/_rels/document.xml.rels", related("chart"))), "holds a chart"),
    "put in later": (zipped(("word/_rels/document.xml.rels", related("aFChunk"))), "another document"),
    "tables in tables": (zipped(("word/document.xml", NAKED.replace(b"<w:body>", b"<w:body>" + b"<w:tbl><w:tr><w:tc>" * 7 + b"<w:p/>" + b"</w:tc></w:tr></w:tbl>" * 7, 1))), "tables in tables"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_word_file_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    data, words = HOSTILE[name]
    path = tmp_path / "x.docx"
    path.write_bytes(data)
    told = refusal(path)
    assert words in told
    assert "hostname" not in told


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.docx").symlink_to(WORD / "open.docx")
    assert "a link to somewhere else" in refusal(tmp_path / "x.docx")


def test_far_too_much_is_refused(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("words " * 40_000)
    with pytest.raises(Refused) as refused:
        imported(saved(document, tmp_path))
    assert "far too much for a briefing" in refused.value.reasons[0]


signs = st.text("ab Z9é“’\t*_[]<>#|`\\~&;!(){}%-+=.:1\u200b\u00a0\u202e\u2028漢🙂/\"'$^", max_size=24) | st.text(max_size=10)
run = st.tuples(signs, st.sampled_from(["", "b", "i", "bi", "u", "s", "br"]))
paragraph = st.tuples(st.just("p"), st.sampled_from(["Normal", "List Bullet", "List Bullet 2", "List Number", "Quote", "Heading 2", "Title", "Caption"]), st.lists(run, max_size=5))  # fmt: skip
table = st.tuples(st.just("t"), st.integers(1, 3), st.lists(signs, min_size=1, max_size=9), st.booleans())


def writable(text: str) -> str:
    """What Word's XML can hold at all."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff\ue000\ue001]", "", text)


def built(blocks: list[Any]) -> Any:
    document = docx.Document()
    for block in blocks:
        if block[0] == "p":
            added = document.add_paragraph(style=block[1])
            for text, look in block[2]:
                piece = added.add_run(writable(text))
                piece.bold, piece.italic, piece.underline, piece.font.strike = "b" in look, "i" in look, look == "u", look == "s"
                if look == "br":
                    piece.add_break(WD_BREAK.LINE)
                piece.font.size = Pt(11)
        else:
            _, columns, cells, merge = block
            rows = -(-len(cells) // columns)
            added = document.add_table(rows, columns)
            for at, text in enumerate(cells):
                added.cell(at // columns, at % columns).text = writable(text)
            if merge and rows > 1:
                added.cell(0, 0).merge(added.cell(1, columns - 1))
    return document


def unhidden(text: str) -> list[str]:
    for at, _ in reversed(list(hidden(text))):
        text = text[:at] + text[at + 1 :]
    return words_of(text)


marks = st.sampled_from(["Str", "Strong", "Emph", "Strikeout", "Link", "LineBreak", "Space", "Note"])


def inline(kind: str, text: str) -> Any:
    """One piece of a paragraph as pandoc gives it."""
    words: list[Any] = [{"t": "Str", "c": text}]
    match kind:
        case "Str":
            return words[0]
        case "Space" | "LineBreak":
            return {"t": kind}
        case "Link":
            return {"t": "Link", "c": [["", [], []], words, ["https://www.example.org/a(b)*c_d?e=1&amp;f", ""]]}
        case "Note":
            return {"t": "Note", "c": [{"t": "Para", "c": words}]}
    return {"t": kind, "c": words}


@examples(300)
@given(
    st.lists(st.tuples(marks, signs.filter(bool)), min_size=1, max_size=8),
    st.sampled_from(["Para", "BulletList", "OrderedList", "BlockQuote", "Table"]),
)
def test_whatever_is_written_is_read_again_as_the_same_words(pieces: list[tuple[str, str]], holder: str) -> None:
    block: Any = {"t": "Para", "c": [inline(kind, writable(text)) for kind, text in pieces]}
    cell = [["", [], []], {"t": "AlignDefault"}, 1, 1, [block]]
    rows = [[["", [], []], [cell, cell]]]
    wrapped = {
        "Para": block,
        "BulletList": {"t": "BulletList", "c": [[block], [block]]},
        "OrderedList": {"t": "OrderedList", "c": [[3, {"t": "Decimal"}, {"t": "Period"}], [[block]]]},
        "BlockQuote": {"t": "BlockQuote", "c": [block]},
        "Table": {
            "t": "Table",
            "c": [["", [], []], [None, []], [], [["", [], []], rows], [[["", [], []], 0, [], rows]], [["", [], []], []]],
        },
    }[holder]
    writer = Writer([])
    body, faults = read_body(f"## A\n\n{writer.blocks([wrapped])}\n", 1, {})
    assert {fault.rule for fault in faults} <= EXPECTED, faults
    got = " ".join(section.text for section in body.sections).replace(STRUCK, "")
    meant = "".join(writable(text) for kind, text in pieces if kind not in ("Space", "LineBreak", "Note"))
    times = {"BulletList": 2, "Table": 4}.get(holder, 1)
    assert letters(re.sub(r"\(note \d+\)", "", got)) == letters(meant) * times
    assert letters(" ".join(writer.notes)) == letters("".join(writable(text) for kind, text in pieces if kind == "Note")) * times


def letters(text: str) -> str:
    """Letters and figures alone, in their order."""
    return "".join(words_of(text))


@examples(12)
@given(st.lists(paragraph | table, max_size=7))
@example([("p", "Caption", [("b:a", "")]), ("t", 1, ["b"], False)])
def test_whatever_stands_in_a_file_its_words_are_kept_and_read_again(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[Any]
) -> None:
    folder = tmp_path_factory.getbasetemp() / "den"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = saved(built(blocks), folder.parent, "den.docx")
    text, made = imported(path)
    (folder / "briefing.md").write_text(text, encoding="utf-8")
    briefing, findings = load_briefing(folder)
    assert briefing
    assert {one.fault.rule for one in findings} <= EXPECTED, [one.as_text() for one in findings]
    # What a reader sees of it, once the press has read it.
    sections = " ".join([text.split("\n")[1], *(f"{one.heading} {one.text}" for one in briefing.body.sections)])
    named = " ".join(line for line in made.told if "→" in line)
    have = letters(f"{sections} {named}".replace(STRUCK, ""))
    for words in map(unhidden, visible(path)):
        assert "".join(words) in have, words


@examples(60)
@given(st.integers(0, 39_000), st.binary(min_size=1, max_size=40))
def test_no_damage_to_a_file_raises(at: int, damage: bytes) -> None:
    data = (WORD / "open.docx").read_bytes()
    try:
        open_word(data[:at] + damage + data[at + len(damage) :])
    except Refused:
        pass
    except BROKEN:
        pass


def test_a_heading_that_is_kept_loses_its_number_and_questions_are_known_by_what_is_asked(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("6. Actions for you and your agency", 2)
    document.add_paragraph("Ring the dentist.")
    document.add_heading("7. Discuss in your team", 2)
    document.add_paragraph("Who asks about teeth?")
    text, _ = imported(saved(document, tmp_path), title="T")
    assert "## What to do now\n\n### Actions for you and your agency\n\nRing the dentist." in text
    assert "## Questions for reflection\n\nWho asks about teeth?" in text
    assert "To be sorted" not in text
