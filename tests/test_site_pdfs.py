"""The PDFs of the sample site in a real checker: that they are sound, say what the page says, and bring their fonts."""

from __future__ import annotations

import re
from pathlib import Path

import page as pdf_checker
import pikepdf
import pypdfium2

from briefing_pipeline.build import Built


def briefing_pdfs(sample: Built) -> list[Path]:
    """The briefings themselves, without large print, team sheets and packs."""
    return sorted(path for path in sample.site.glob("*/*.pdf") if path.stem == path.parent.name)


def test_sixteen_briefings_and_their_pdfs(sample: Built) -> None:
    pdfs = briefing_pdfs(sample)
    assert len(pdfs) == 16
    for path in pdfs:
        report = pdf_checker.validate_pdf(path, profile="ua1")
        assert report.is_compliant, [failure.message for failure in report.failures]
        assert report.document.page_count <= 2


def test_pdf_says_what_the_page_says_and_loses_no_heading(sample: Built) -> None:
    for path in briefing_pdfs(sample):
        document = pypdfium2.PdfDocument(path.read_bytes())
        printed = re.findall(r"\w+", " ".join(page.get_textpage().get_text_range() for page in document))
        document.close()
        html = (path.parent / "index.html").read_text(encoding="utf-8")
        sections = re.search(r'<section class="s".*(?=<section class="always")', html, re.DOTALL)
        assert sections
        on_page = re.findall(r"\w+", re.sub(r"<[^>]*>", " ", sections[0]))
        joined = " ".join(printed)
        for heading in re.findall(r'<span class="t">(.*?)</span>', sections[0]):
            assert heading in " ".join(joined.split()) or set(heading.split()) <= set(printed)
        missing = [word for word in set(on_page) if on_page.count(word) > printed.count(word)]
        # A word that a line break splits at its hyphen is joined again by the reader of the PDF.
        assert len(missing) <= 4, (path.name, missing)


def test_fonts_are_ours_and_embedded(sample: Built) -> None:
    for path in briefing_pdfs(sample):
        with pikepdf.open(path) as pdf:
            fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/BaseFont" in item]
            names = {str(font.get("/BaseFont")) for font in fonts}
        assert names
        assert all("Atkinson" in name for name in names), (path.name, names)
