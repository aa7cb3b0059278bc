"""Pictures of every type of page, to be looked at: BRIEFINGS_PICTURES=a-folder writes them there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

PLACE = os.environ.get("BRIEFINGS_PICTURES", "")
PAGES = {
    "home": "",
    "find": "find/",
    "find-words": "find/?q=bruise+on+baby&for=Police&age=Under+1",
    "find-mended": "find/?q=disguised+complience",
    "find-nothing": "find/?q=zebra+crossing&kind=Thematic",
    "all": "briefings/",
    "list": "briefings/positive-practice/",
    "themes": "themes/",
    "theme": "themes/disguised-compliance/",
    "roles": "for/",
    "role": "for/schools/",
    "briefing": "disguised-compliance/",
    "team": "disguised-compliance/#team",
    "dsl": "dsl/",
    "using": "using/",
    "log": "log/",
    "about": "about/",
    "accessibility": "accessibility/",
    "privacy": "privacy/",
    "missing": "disguised-complience/",
}
LOOKS = {"phone": (390, 844, "light"), "desktop": (1280, 900, "light"), "dark": (1280, 900, "dark")}
LOG = """localStorage.setItem("learning-log", JSON.stringify([
 {slug: "disguised-compliance", title: "Disguised compliance: when agreement is not change", how: "discussed", minutes: 5, on: "2026-11-20", note: "We will ask for last night, not for most nights."},
 {slug: "the-empty-chair", title: "The empty chair: who was not at the meeting", how: "read", minutes: 4, on: "2026-11-12", note: ""}]))"""


@pytest.mark.skipif(not PLACE, reason="set BRIEFINGS_PICTURES to a folder")
@pytest.mark.parametrize("look", LOOKS)
def test_pictures(browser: Browser, served: str, look: str) -> None:
    width, height, scheme = LOOKS[look]
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
    )
    tab = context.new_page()
    tab.goto(served)
    tab.evaluate(LOG)
    folder = Path(PLACE)
    folder.mkdir(parents=True, exist_ok=True)
    for name, path in PAGES.items():
        tab.goto("about:blank")
        tab.goto(served + path)
        settle(tab, path)
        tab.screenshot(path=folder / f"{name}-{look}.png", full_page=name != "team")
    context.close()


def settle(tab: Page, path: str) -> None:
    tab.wait_for_load_state("networkidle")
    if path.startswith("find/"):
        expect(tab.locator("#count")).not_to_have_text("Searching …")
    tab.evaluate("document.fonts.ready")
