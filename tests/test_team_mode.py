"""Team mode: one section at a time, by keyboard and clicker, with a clock that can be paused, and without a connection."""

from __future__ import annotations

from playwright.sync_api import Page, expect

BRIEFING = "disguised-compliance/"


def start(tab: Page, served: str) -> None:
    tab.goto(served + BRIEFING)
    tab.get_by_role("link", name="Use with your team").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(".team-foot")).to_be_visible()


def shown(tab: Page) -> list[str]:
    """The headings of the sections that can be seen."""
    return tab.locator(".s .t").evaluate_all("labels => labels.filter((it) => it.checkVisibility()).map((it) => it.textContent)")  # type: ignore[no-any-return]


def test_seven_sections_by_keyboard_and_clicker(tab: Page, served: str) -> None:
    tab.set_viewport_size({"width": 1280, "height": 3000})
    start(tab, served)
    labels = tab.locator(".steps-strip span").all_text_contents()
    assert len(labels) == 7
    assert shown(tab) == labels[:1]
    assert tab.evaluate("document.activeElement.textContent.trim()").endswith(labels[0])
    assert not tab.locator("header.head").is_visible()
    for key, at in (
        ("ArrowRight", 1),
        ("PageDown", 2),
        (" ", 3),
        ("PageUp", 2),
        ("ArrowLeft", 1),
        ("End", 6),
        ("ArrowRight", 6),
        ("Home", 0),
        ("ArrowLeft", 0),
    ):
        tab.keyboard.press(key)
        assert shown(tab) == [labels[at]], key
    expect(tab.get_by_role("button", name="Back")).to_be_disabled()
    tab.get_by_role("button", name="Next").click()
    expect(tab.locator(".team-foot [role=status]")).to_have_text(f"Section 2 of 7: {labels[1]}")
    tab.locator(".steps-strip button").nth(6).click()
    expect(tab.locator(".steps-strip [aria-current=step] b")).to_have_text("7")
    expect(tab.locator("#always")).to_be_visible()
    expect(tab.locator("#always")).to_contain_text("What are our key thoughts?")
    tab.keyboard.press("Escape")
    expect(tab.locator(".team-foot")).to_have_count(0)
    assert len(shown(tab)) == 7
    assert not tab.locator("#always").is_visible()
    assert tab.evaluate("document.activeElement.id") == "team-start"


def test_a_long_section_is_read_to_its_end_before_the_page_turns(tab: Page, served: str) -> None:
    tab.set_viewport_size({"width": 900, "height": 420})
    start(tab, served)
    first = shown(tab)
    tab.keyboard.press("PageDown")
    assert shown(tab) == first
    assert tab.evaluate("scrollY") > 100
    for _ in range(6):
        tab.keyboard.press("PageDown")
    assert shown(tab) != first


def test_the_clock_runs_pauses_and_moves_nobody_on(tab: Page, served: str) -> None:
    tab.clock.install()
    start(tab, served)
    time = tab.locator(".clock > span")
    first = shown(tab)
    tab.clock.run_for(65_000)
    expect(time).to_have_text("1:05")
    tab.get_by_role("button", name="Pause").click()
    tab.clock.run_for(60_000)
    expect(time).to_have_text("1:05")
    tab.get_by_role("button", name="Go on").click()
    tab.clock.run_for(6 * 60_000)
    expect(time).to_have_text("7:05")
    expect(tab.locator(".clock")).to_contain_text("Seven minutes are over")
    assert shown(tab) == first


def test_it_works_without_a_connection_and_back_leaves_it(tab: Page, served: str) -> None:
    tab.goto(served + BRIEFING)
    tab.wait_for_load_state("networkidle")
    tab.context.set_offline(True)
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.get_by_role("link", name="Use with your team").click()
    for _ in range(6):
        tab.get_by_role("button", name="Next").click()
    expect(tab.get_by_role("button", name="Finish")).to_be_visible()
    expect(tab.locator(".s-last")).to_be_visible()
    tab.go_back()
    expect(tab.locator(".team-foot")).to_have_count(0)
    tab.get_by_label("I have read this").check()
    tab.get_by_role("button", name="Add to my log").click()
    expect(tab.locator("form #said")).to_have_text("It is in your log.")
    # The browser looks for its own icon again; the page asks for nothing.
    assert [url for url in asked if not url.endswith("icon.svg")] == []
    tab.context.set_offline(False)


def test_its_address_can_be_sent(tab: Page, served: str) -> None:
    tab.goto(served + BRIEFING + "#team")
    expect(tab.locator(".team-foot")).to_be_visible()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Disguised compliance: when agreement is not change")
