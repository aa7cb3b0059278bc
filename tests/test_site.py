"""The built site in a real browser, and its PDFs in a real checker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import page as pdf_checker
import pikepdf
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from briefing_pipeline.build import Built
from conftest import ROOT

PATHS = ("", "find/", "briefings/", "themes/", "themes/disguised-compliance/", "disguised-compliance/", "no-such-page/")


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    yield opened
    context.close()


def briefing_pdfs(sample: Built) -> list[Path]:
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
        sections = re.search(r'<section class="s".*</section>', html, re.DOTALL)
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


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible_and_fit(browser: Browser, served: str, path: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light")
    tab = context.new_page()
    messages: list[str] = []
    tab.on("console", lambda message: messages.append(message.text))
    tab.on("pageerror", lambda error: messages.append(str(error)))
    tab.goto(served + path)
    if path == "find/":
        expect(tab.locator("#filters input").first).to_be_attached()
    result = Axe().run(tab)
    assert result.violations_count == 0, result.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert [message for message in messages if "404" not in message] == []
    context.close()


def test_nothing_is_asked_of_another_host(tab: Page, served: str) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        tab.goto(served + path)
        tab.wait_for_load_state("networkidle")
    assert asked
    assert all(url.startswith((served, "data:")) for url in asked)


def test_a_synonym_finds_the_briefings_of_its_theme(tab: Page, served: str) -> None:
    tab.goto(served + "find/?q=false+compliance")
    first = tab.locator("#results li h3").first
    expect(first).to_contain_text("Disguised compliance")
    written = (ROOT / "briefings" / "disguised-compliance" / "briefing.md").read_text(encoding="utf-8")
    assert "false compliance" not in written.lower()


def test_filters_work_by_keyboard(tab: Page, served: str) -> None:
    tab.goto(served + "find/")
    kind = tab.get_by_label("Thematic")
    expect(kind).to_be_visible()
    tab.locator("#q").focus()
    for _ in range(40):
        tab.keyboard.press("Tab")
        if kind.evaluate("element => element === document.activeElement"):
            break
    tab.keyboard.press("Space")
    expect(tab.locator("#count")).to_have_text("7 briefings")
    theme = tab.locator("input[name=Theme][value='Disguised compliance']")
    for _ in range(60):
        tab.keyboard.press("Tab")
        if theme.evaluate("element => element === document.activeElement"):
            break
    tab.keyboard.press("Space")
    expect(tab.locator("#results li h3").first).to_contain_text("isguised compliance")
    assert "Kind=Thematic" in tab.url
    assert "Theme=Disguised+compliance" in tab.url
    tab.reload()
    expect(tab.locator("#active button")).to_have_count(2)


def test_lists_are_there_without_script(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(served + "find/")
    assert tab.locator("#results li").count() == 16
    context.close()


def test_find_is_reached_from_home_by_keyboard(tab: Page, served: str) -> None:
    tab.goto(served)
    tab.locator("#q").focus()
    tab.keyboard.type("bruise on baby")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("find"))
    expect(tab.locator("#count")).to_have_text(re.compile(r"^\d+ briefings?$"))
    links = tab.locator("#results li h3 a").all_text_contents()[:3]
    assert any("babies" in link or "mark" in link for link in links)
