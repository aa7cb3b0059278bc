"""Light or dark: as the device has it, until the reader chooses, and then on every page from its first moment."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from briefing_pipeline.colours import DARK, LIGHT

GROUND = "getComputedStyle(document.body).backgroundColor"


def rgb(colour: str) -> str:
    return f"rgb({', '.join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))})"


def test_a_choice_holds_on_every_page_and_can_be_taken_back(tab: Page, served: str) -> None:
    tab.goto(served)
    assert tab.evaluate(GROUND) == rgb(LIGHT["page"])
    tab.get_by_label("As on your device").focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    expect(tab.get_by_label("Dark")).to_be_checked()
    assert tab.evaluate(GROUND) == rgb(DARK["page"])
    tab.goto(served + "the-empty-chair/")
    assert tab.evaluate(GROUND) == rgb(DARK["page"])
    expect(tab.get_by_label("Dark")).to_be_checked()
    tab.emulate_media(media="print")
    assert tab.evaluate(GROUND) == rgb(LIGHT["page"])
    tab.emulate_media(media="screen", color_scheme="dark")
    tab.get_by_label("Light").check()
    assert tab.evaluate(GROUND) == rgb(LIGHT["page"])
    tab.get_by_label("As on your device").check()
    assert tab.evaluate(GROUND) == rgb(DARK["page"])
    assert tab.evaluate("localStorage.length") == 0


def test_it_is_dark_before_anything_is_shown(browser: Browser, served: str) -> None:
    """The body has the reader's colours as soon as there is one."""
    context = browser.new_context()
    context.add_init_script("""localStorage.setItem("colours", "dark");
      new MutationObserver((_, watch) => { if (document.body) { window.first = getComputedStyle(document.body).backgroundColor; watch.disconnect(); } })
        .observe(document, {childList: true, subtree: true});""")
    tab = context.new_page()
    tab.goto(served)
    assert tab.evaluate("window.first") == rgb(DARK["page"])
    context.close()


def test_what_is_kept_is_not_believed(tab: Page, served: str) -> None:
    tab.goto(served)
    tab.evaluate("""localStorage.setItem("colours", "<b>")""")
    tab.reload()
    expect(tab.get_by_label("As on your device")).to_be_checked()
    assert tab.evaluate(GROUND) == rgb(LIGHT["page"])


def test_without_script_there_is_no_choice(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(served)
    expect(tab.get_by_text("As on your device")).to_be_hidden()
    context.close()
