"""My learning log: kept in the reader's browser, listed, saved as a file, deleted."""

from __future__ import annotations

import csv
import io

from playwright.sync_api import Page, expect

FILLED = """localStorage.setItem("learning-log", JSON.stringify([
 {slug: "disguised-compliance", title: "Disguised compliance: when agreement is not change", how: "discussed", minutes: 5, on: "2026-11-20", note: "=1+1"},
 {slug: "the-empty-chair", title: "The empty chair: who was not at the meeting", how: "read", minutes: 4, on: "2026-11-12", note: ""}]))"""


def test_a_briefing_is_put_into_the_log_by_keyboard_and_stays_there(tab: Page, served: str) -> None:
    sent: list[str] = []
    tab.goto(served + "the-empty-chair/")
    tab.on("request", lambda request: sent.append(request.url))
    tab.get_by_label("We discussed this").focus()
    tab.keyboard.press("Space")
    tab.keyboard.press("Tab")
    tab.keyboard.type("Ring the absent GP")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.locator("form #said")).to_have_text("It is in your log.")
    assert [url for url in sent if not url.endswith("icon.svg")] == []
    tab.get_by_role("link", name="See your log").click()
    expect(tab.get_by_role("heading", name="1 entry, 4 minutes")).to_be_visible()
    entry = tab.locator("#kept li")
    expect(entry).to_contain_text("The empty chair")
    expect(entry).to_contain_text("Discussed with my team")
    expect(entry).to_contain_text("Ring the absent GP")
    assert tab.context.cookies() == []


def test_the_log_is_saved_printed_and_deleted(tab: Page, served: str) -> None:
    tab.goto(served + "log/")
    expect(tab.locator("#sum")).to_have_text("Nothing is in your log yet")
    tab.evaluate(FILLED)
    tab.reload()
    expect(tab.locator("#sum")).to_have_text("2 entries, 9 minutes")
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Save as a file").click()
    text = download.value.path().read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["Date", "Briefing", "What", "Minutes", "Note", "Address"]
    assert rows[1] == [
        "2026-11-20",
        "Disguised compliance: when agreement is not change",
        "Discussed with my team",
        "5",
        "'=1+1",
        served + "disguised-compliance/",
    ]
    assert len(rows) == 3
    tab.emulate_media(media="print")
    assert tab.locator("#kept li h3").first.is_visible()
    assert not tab.locator("#clear").is_visible()
    tab.emulate_media(media="screen")
    tab.get_by_role("button", name="Take out The empty chair").click()
    expect(tab.locator("#sum")).to_have_text("1 entry, 5 minutes")
    tab.get_by_role("button", name="Delete everything").click()
    expect(tab.locator("#sum")).to_have_text("Nothing is in your log yet")
    assert tab.evaluate("localStorage.length") == 0
    tab.get_by_role("button", name="Undo").click()
    expect(tab.locator("#sum")).to_have_text("1 entry, 5 minutes")


def test_a_browser_that_keeps_nothing_says_so(tab: Page, served: str) -> None:
    tab.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };")
    tab.goto(served + "the-empty-chair/")
    tab.get_by_role("button", name="Add to my log").click()
    expect(tab.locator("form #said")).to_contain_text("does not let this page keep anything")


def test_a_log_that_somebody_else_wrote_does_no_harm(tab: Page, served: str) -> None:
    tab.goto(served + "log/")
    tab.evaluate(
        """localStorage.setItem("learning-log", JSON.stringify([{slug: "x", title: "<img src=x onerror=window.bad=1>", how: "read", minutes: "many", on: "2026-11-12", note: ""}, 7, null]))"""
    )
    tab.reload()
    expect(tab.locator("#kept li")).to_have_count(1)
    expect(tab.locator("#kept li")).to_contain_text("<img")
    assert tab.evaluate("window.bad === undefined")
    tab.evaluate("""localStorage.setItem("learning-log", "{broken")""")
    tab.reload()
    expect(tab.locator("#sum")).to_have_text("Nothing is in your log yet")
