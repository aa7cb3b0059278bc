"""What is printed: each kind of PDF passes every check, and each check finds what was broken on purpose."""

from __future__ import annotations

import ctypes
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdfium2 import raw

from briefing_pipeline.build import Built
from briefing_pipeline.check import check
from briefing_pipeline.fonts import rows_of
from briefing_pipeline.gate import Release, gate
from briefing_pipeline.load import load
from briefing_pipeline.looks import Frames
from briefing_pipeline.packs import packs_of
from briefing_pipeline.pdf.fit import FITS, fits_for
from briefing_pipeline.pdf.jobs import Printer, qr_code
from briefing_pipeline.pdf.reading import letters, opened, read
from briefing_pipeline.pdf.sound import unsound
from briefing_pipeline.pdf.typeset import Job, Typeset
from briefing_pipeline.pdf.workers import Workers
from briefing_pipeline.stage import stage
from briefing_pipeline.terms import SECTIONS, Kind
from conftest import NOW, ROOT, House, briefing_text

LOOKS = ROOT / "overrides"
WITH_A_TABLE, WITH_A_PICTURE = "the-empty-chair", "told-seen-checked"


@pytest.fixture(scope="module")
def release() -> Release:
    catalogue, findings = load(ROOT)
    found = gate(catalogue, [*findings, *check(catalogue)], NOW).release
    assert found
    return found


@pytest.fixture(scope="module")
def jobs(release: Release, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Job]:
    docs = tmp_path_factory.mktemp("print") / "docs"
    stage(release, docs, LOOKS)
    printer = Printer(release, docs, LOOKS, Frames(LOOKS))
    return {job.name: job for briefing in release.briefings for job in printer.briefing(briefing)}


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Callable[[list[Job]], dict[str, Typeset]]:
    folder = tmp_path_factory.mktemp("workers")

    def setting(jobs: list[Job]) -> dict[str, Typeset]:
        with Workers(folder) as pool:
            return {job.name: result for job, result in pool.set_all(jobs)}

    return setting


def data_of(sample: Built, name: str) -> bytes:
    slug = name.removesuffix("-large-print").removesuffix("-team-sheet")
    return (sample.site / slug / f"{name}.pdf").read_bytes()


def test_every_print_of_the_sample_is_sound(sample: Built, jobs: dict[str, Job]) -> None:
    for name, job in jobs.items():
        assert list(unsound(data_of(sample, name), job.html, job.codes)) == [], name


def test_what_is_read_is_what_the_briefing_says(sample: Built, release: Release) -> None:
    """In the order of the tags, the seven sections with their headings, letter by letter."""
    for briefing in release.briefings:
        for ending in ("", "-large-print"):
            pdf, document = opened(data_of(sample, briefing.slug + ending))
            told = letters("".join(piece.text for piece in read(pdf, document).told))
            document.close()
            wanted = ""
            for number, section in enumerate(briefing.sections, 1):
                text = re.sub(r"<[^>]*>", "", section.html)
                wanted += f"{number}{section.heading}{text}"
            wanted = letters(wanted.replace("&amp;", "&").replace("&quot;", '"'))
            assert told.count(wanted) == 1, briefing.slug + ending
            assert told.startswith(letters(f"{_kind(briefing.public()['kind'])} briefing {briefing.title}"))


def _kind(kind: str) -> str:
    return kind.replace("-", " ").capitalize()


def test_two_sides_of_a4_with_margins_and_type_of_ten_and_a_half_points(sample: Built, release: Release) -> None:
    for briefing in release.briefings:
        with pikepdf.open(io.BytesIO(data_of(sample, briefing.slug))) as pdf:
            assert len(pdf.pages) <= 2
            for page in pdf.pages:
                assert [round(float(edge)) for edge in page.MediaBox] == [0, 0, 595, 842]
        small = "".join(text for size, text in told(data_of(sample, briefing.slug)) if size < 10)
        # Smaller is only what stands round the text: for whom it is, and the foot.
        assert small.startswith("For ")
        assert letters("".join(re.sub("<[^>]*>", "", section.html) for section in briefing.sections))[:40] not in letters(small)
        assert len(small) < 800


def told(data: bytes) -> Iterator[tuple[float, str]]:
    """What is read aloud, run by run, with the size of its type in points."""
    pdf, document = opened(data)
    for piece in read(pdf, document).told:
        words = document[piece.page].get_textpage()
        for item in document[piece.page].get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=1):
            if raw.FPDFPageObj_GetMarkedContentID(item) == piece.mark:
                size = ctypes.c_float()
                raw.FPDFTextObj_GetFontSize(item, size)
                yield round(size.value, 1), piece.text
                break
        words.close()
    document.close()


def test_metadata_is_public_and_says_what_it_should(sample: Built, release: Release) -> None:
    for briefing in release.briefings:
        public = briefing.public()
        with pikepdf.open(io.BytesIO(data_of(sample, briefing.slug))) as pdf:
            assert str(pdf.docinfo["/Title"]) == briefing.title
            assert str(pdf.docinfo["/Subject"]) == public["summary"]
            version = max([public["published_on"], *(change.on for change in public["changes"])])
            assert str(pdf.docinfo["/CreationDate"]) == str(pdf.docinfo["/ModDate"]) == f"D:{version:%Y%m%d}000000Z"


def broken(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(target)
    return target.getvalue()


def tags(pdf: pikepdf.Pdf, kind: str) -> list[pikepdf.Dictionary]:
    found = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == kind and "/P" in item]
    assert found, kind
    return found


def without_language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pikepdf.String("fr")


def with_its_file_name(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def with_another_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = "Untitled"


def with_more_metadata(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Keywords"] = "case NSCP"


def with_a_script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))


def with_an_attachment(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["notes.txt"] = b"notes"


def with_no_bookmarks(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Outlines


def with_an_empty_heading(pdf: pikepdf.Pdf) -> None:
    tags(pdf, "/H2")[0].K = pikepdf.Array()


def with_a_table_without_heads(pdf: pikepdf.Pdf) -> None:
    for head in tags(pdf, "/TH"):
        head.S = pikepdf.Name.TD


def with_heads_of_nothing(pdf: pikepdf.Pdf) -> None:
    for cell in [*tags(pdf, "/TD"), *tags(pdf, "/TH")]:
        del cell["/A"]


def with_a_file_name_for_a_description(pdf: pikepdf.Pdf) -> None:
    tags(pdf, "/Figure")[0].Alt = pikepdf.String("picture.svg")


def without_tags(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def in_another_order(pdf: pikepdf.Pdf) -> None:
    section = next(item.P for item in tags(pdf, "/H2"))
    section.K = pikepdf.Array(reversed(list(section.K)))


@pytest.mark.parametrize(
    ("change", "rule", "said"),
    [
        (without_language, "pdf-structure", "language is not en-GB"),
        (with_its_file_name, "pdf-structure", "file name"),
        (with_another_title, "pdf-structure", "title is not"),
        (with_more_metadata, "pdf-structure", "/Keywords"),
        (with_a_script, "pdf-structure", "a script"),
        (with_an_attachment, "pdf-structure", "an attached file"),
        (with_no_bookmarks, "pdf-structure", "bookmarks are not its headings"),
        (with_an_empty_heading, "pdf-structure", "a heading is empty"),
        (with_a_table_without_heads, "pdf-structure", "no head"),
        (with_heads_of_nothing, "pdf-structure", "of which cells"),
        (with_a_file_name_for_a_description, "pdf-structure", "no description"),
        (in_another_order, "pdf-text", "lost, or there twice"),
        (without_tags, "pdf-ua", "PDFUA1"),
    ],
)
def test_a_pdf_broken_on_purpose_is_found(
    sample: Built, jobs: dict[str, Job], change: Callable[[pikepdf.Pdf], None], rule: str, said: str
) -> None:
    job = jobs[WITH_A_PICTURE if change is with_a_file_name_for_a_description else WITH_A_TABLE]
    faults = list(unsound(broken(data_of(sample, job.name), change), job.html, job.codes))
    assert any(found == rule and said in message for found, message in faults), faults


# Ways to draw wrongly, as somebody who changes overrides/print/ might.
SPOILT = """
#let sheet = sheet + (
  ".out": (node, style, inside) => block(width: 300mm, inside(style)),
  ".over": (node, style, inside) => { v(-5mm, weak: false); headed(2, 12pt, 0pt, 0pt, node, inside(style)) },
  ".alone": (node, style, inside) => { v(245mm); heading(level: 2, inside(style)); pagebreak() },
  ".gone": (node, style, inside) => none,
  ".twice": (node, style, inside) => { inside(style); inside(style) },
  ".sunk": (node, style, inside) => place(bottom, dy: 9mm, image("/" + node.kids.first().file, width: 18mm, alt: "QR code")),
  ".low": (node, style, inside) => place(bottom, dy: 9mm, inside(style)),
)
"""


@pytest.fixture(scope="module")
def spoilt_looks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    looks = tmp_path_factory.mktemp("spoilt") / "overrides"
    shutil.copytree(LOOKS, looks)
    with (looks / "print" / "sheet.typ").open("a", encoding="utf-8") as file:
        file.write(SPOILT)
    return looks


@pytest.mark.parametrize(
    ("body", "rule", "said"),
    [
        ("<p>Words</p>", "", ""),
        ("<p class=out>" + "wide " * 60 + "</p>", "pdf-layout", "beyond the margin"),
        ("<p class=low>Words in the foot of the page</p>", "pdf-layout", "beyond the margin"),
        ("<p class=sunk><img alt='QR code' src='QR'></p>", "pdf-layout", "a picture on page 1 stands beyond the margin"),
        ("<p>Words under a heading that covers them</p><h2 class=over>Over the words</h2><p>More</p>", "pdf-layout", "overlaps"),
        ("<h2 class=alone>Alone</h2><p>Overleaf</p>", "pdf-layout", "alone at the foot"),
        ("<p class=gone>Never shown</p>", "pdf-text", "lost, or there twice"),
        ("<p class=twice>Shown </p>", "pdf-text", "lost, or there twice"),
        ("<footer><img alt='QR code' src='QR'><p>Words</p></footer>", "pdf-code", "leads to https://elsewhere.example.org/"),
    ],
)  # fmt: skip
def test_a_layout_broken_on_purpose_is_found(
    workers: Callable[[list[Job]], dict[str, Typeset]], spoilt_looks: Path, body: str, rule: str, said: str
) -> None:
    html = f'<html lang=en-GB><head><title>T</title></head><body class="{{fit}}"><h1>T</h1>{body}</body></html>'
    html = html.replace("'QR'", f"'{qr_code('https://elsewhere.example.org/')}'")
    job = Job("a", html, "https://example.org/a/", spoilt_looks, ("roomy",), 2, name="a")
    result = workers([job])["a"]
    assert result.errors == ()
    if rule:
        assert any(found == rule and said in message for found, message in result.faults), result.faults
    else:
        assert result.faults == ()


def test_a_code_that_is_not_there_is_found(sample: Built, jobs: dict[str, Job]) -> None:
    job = jobs[WITH_A_TABLE]
    faults = list(unsound(data_of(sample, job.name), job.html, [*job.codes, "https://briefings.example.org/other/"]))
    assert faults == [("pdf-code", "no QR code in it leads to https://briefings.example.org/other/")]


def test_codes_can_be_read_from_a_grey_picture_of_the_whole_page(sample: Built, jobs: dict[str, Job]) -> None:
    for name in (WITH_A_TABLE, f"{WITH_A_TABLE}-large-print", f"{WITH_A_TABLE}-team-sheet"):
        document = pypdfium2.PdfDocument(data_of(sample, name))
        seen = [
            code.text for page in document for code in zxingcpp.read_barcodes(page.render(scale=2.1, grayscale=True).to_pil())
        ]
        document.close()
        assert seen == list(jobs[name].codes)


def test_often_the_first_guess_fits(
    workers: Callable[[list[Job]], dict[str, Typeset]], jobs: dict[str, Job], release: Release, sample: Built
) -> None:
    first = [replace(jobs[briefing.slug], fits=fits_for(jobs[briefing.slug].html, LOOKS)[:1]) for briefing in release.briefings]
    results = workers(first)
    fitting = [name for name, result in results.items() if result.data and not result.faults]
    assert len(fitting) >= 0.5 * len(first)
    for name in fitting:
        assert results[name].data == data_of(sample, name)


def test_headings_are_measured() -> None:
    assert [rows_of(label, LOOKS) for label in ("Background", "Signs to look for", "What good practice looks like")] == [1, 2, 3]
    assert all(rows_of(label, LOOKS) <= 3 for labels in SECTIONS.values() for label in labels.values())


def test_the_guess_follows_the_length(jobs: dict[str, Job], release: Release) -> None:
    job = jobs[release.briefings[0].slug]

    def guess(words: str) -> tuple[str, ...]:
        html = re.sub(r'(<div class="x">).*?(</div>)', rf"\1<p>{words}</p>\2", job.html, count=1, flags=re.DOTALL)
        return fits_for(html, LOOKS)

    firsts = [FITS.index(guess("word " * count)[0]) for count in range(0, 1000, 20)]
    assert firsts == sorted(firsts)
    assert set(firsts) == set(range(len(FITS)))
    assert guess("word " * 1000) == (FITS[-1], FITS[-1] + " whole")


def test_team_sheets_can_be_filled_in_on_screen(sample: Built) -> None:
    for path in sorted(sample.site.glob("*/*-team-sheet.pdf")):
        with pikepdf.open(path) as pdf:
            fields = list(pdf.Root.AcroForm.Fields)
            names = [str(field.T) for field in fields]
            assert len(names) == len(set(names)) == 19
            assert all(str(field.TU).strip() for field in fields)
            assert len(tags(pdf, "/Form")) == 19
            # Two rows of two heads each, and three actions.
            assert [str(head.A.Scope) for head in tags(pdf, "/TH") if not isinstance(head.A, pikepdf.Array)] == ["/Row"] * 7


def test_packs_are_sound_and_say_where_everything_is(
    sample: Built, release: Release, jobs: dict[str, Job], tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    stage(release, docs, LOOKS)
    printer = Printer(release, docs, LOOKS, Frames(LOOKS))
    for pack in packs_of(release):
        data = (sample.site / "packs" / f"{pack.name}.pdf").read_bytes()
        job = printer.pack(pack, {briefing.slug: "roomy lines-2" for briefing in release.briefings}, True)
        assert list(unsound(data, job.html, job.codes)) == [], pack.name
        pdf, document = opened(data)
        pages = {heading.text: heading.pieces[0].page + 1 for heading in read(pdf, document).headings if heading.kind == "/H1"}
        contents = re.sub(r"\s+", " ", document[1].get_textpage().get_text_range())
        document.close()
        for briefing in pack.briefings:
            page = next(page for title, page in pages.items() if letters(title) == letters(briefing.title))
            assert page % 2 == 1
            assert re.search(rf"{re.escape(briefing.title)} .{{5,20}} {page}\b", contents), (briefing.title, page)
        assert json.loads((sample.site / "packs" / f"{pack.name}.json").read_text(encoding="utf-8"))["term"] == pack.term.slug


# What an officer may write, and what once could not be printed, or not as PDF/UA-1 asks.
PRINTABLE = {
    "lists": """1. One thing

   And a second paragraph of it.

2. Another

   > with a quotation

- said:

  | Sign | Meaning |
  |---|---|
  | late | tired |

- one
  - two
    1. three
       - four

"""
    + "".join(f"{number}. step {number}\n" for number in range(1, 13)),
    "links": """See [**bold words**](https://example.org/x), **[words in bold](https://example.org/y)**, [***both***](https://example.org/z),
[some **of it** bold](https://example.org/v), [why it matters](#why-it-matters) and <https://example.org/w>.

- ![A grey square](grey.png)

  Words below a picture.

| Place | Link |
|---|---|
| [**office**](https://example.org/u) | ![A grey square](grey.png) |
""",
    "long-table": "| Sign | Meaning |\n|---|---|\n" + "| late again | tired at first |\n" * 18,
    "drawn": "![Two words of other languages](drawn.svg)\n\nThumbs 👍🏽 up.\n",
    "names": "![A grey square](<grey square.png>)\n\n![A grey square](carré.png)\n",
    "address": "\n".join(f"{'  ' * depth}- level {depth}" for depth in range(9))
    + f"\n{'  ' * 9}- https://example.org/{'a' * 90}\n",
    "head-with-links": "| [When](https://example.org/when) | What |\n|---|---|\n" + "| then | several words of it |\n" * 14,
    "quotation": "> " + "\n> ".join(f"They said this, in line {number}.\\" for number in range(24)) + "\n> And no more.\n",
    "short-table": "| A | B |\n|---|---|\n| a | b |\n",
    "six-columns": "| Designated safeguarding lead | Safeguarding chronology | Immediately afterwards | Headteacher conversation | The safeguarding partner | Multi-agency |\n|---|---|---|---|---|---|\n| a | b | c | d | e | f |\n",
    "one-long-row": f"| one | two | three |\n|---|---|---|\n| {' | '.join('Some words stand here. ' * 12 for _ in range(3))} |\n",
    "hard-blanks": "\u00a0".join(["word"] * 20) + "\n",
    "deep": "\n".join(f"{'  ' * depth}- level {depth}" for depth in range(10)) + "\n",
    "wide": f"""| {" | ".join(f"head{number}" for number in range(12))} |
{"|---" * 12}|
| {" | ".join("several words" for _ in range(12))} |

| Address | What it is |
|---|---|
| https://example.org/{"a" * 90} | Some words in this cell |

{"x" * 150} and words
""",
}


DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 40"><text x="5" y="25" font-family="Arial, serif">'
    '<tspan font-weight="700">Łódź &amp; dŵr</tspan> ok 😀 ŵe\u0301 👍🏽 🇬🇧</text></svg>'
)


def test_whatever_may_be_written_can_be_printed(house: House) -> None:
    grey = io.BytesIO()
    Image.new("RGB", (40, 40), "grey").save(grey, "PNG")
    labels = list(SECTIONS[Kind.THEMATIC].values())
    for name, text in PRINTABLE.items():
        known = dict.fromkeys(("grey.png", "grey square.png", "carré.png"), grey.getvalue()) | {"drawn.svg": DRAWN.encode()}
        pictures = {file: data for file, data in known.items() if file in text}
        body = "\n".join(f"## {label}\n\nSome words.\n\n{text if at in (2, 6) else ''}" for at, label in enumerate(labels))
        house.add(f"with-{name}", briefing_text(body=body, title=f"A briefing with {name}"), **pictures)
    built = house.build()
    assert [finding.as_text() for finding in built.warnings if "with-" in finding.path] == []
    # In large print the table goes on overleaf: its head is drawn there again, and told once.
    pdf, document = opened((built.site / "with-long-table" / "with-long-table-large-print.pdf").read_bytes())
    reading = read(pdf, document)
    assert sum(piece.text.strip() == "Sign" for piece in reading.pieces) > sum(head.text.strip() == "Sign" for head in reading.elements if head.kind == "/TH") == 2  # fmt: skip
    document.close()
    # Each in its three forms, and the pack of them all.
    assert built.pdfs == 3 * len(PRINTABLE) + 1
    with pikepdf.open(built.site / "with-links" / "with-links-team-sheet.pdf") as sheet:
        led_to = [str(note.A.URI) for page in sheet.pages for note in page.get("/Annots", []) if "/A" in note]
    assert "https://briefings.example.org/with-links/#why-it-matters" in led_to
