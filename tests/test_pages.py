"""Every type of page in a real browser: accessible, in bounds, quiet, light, and there without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pikepdf
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page, Route, expect

from briefing_pipeline.build import Built, Stop
from briefing_pipeline.colours import DARK, LIGHT, PAIRS, contrast
from conftest import ROOT, House
from test_log import FILLED

WIDTHS = (320, 768, 1280)
BRIEFING = "disguised-compliance/"


def as_it_is(_: Page) -> None:
    """Nothing to do before looking."""


def found(tab: Page) -> None:
    expect(tab.locator("#count")).not_to_have_text("Searching …")


def filters_open(tab: Page) -> None:
    found(tab)
    tab.evaluate("for (const group of document.querySelectorAll('.filters, .filters details')) group.open = true")


def team_running(tab: Page) -> None:
    expect(tab.locator(".team-foot")).to_be_visible()
    tab.locator(".steps-strip button").last.click()


def log_filled(tab: Page) -> None:
    tab.evaluate(FILLED)
    tab.reload()
    expect(tab.locator("#kept li")).to_have_count(2)


# Every type of page, and the states that a page can be in.
VIEWS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "home": ("", as_it_is),
    "find": ("find/?q=baby&for=Police", filters_open),
    "find, nothing found": ("find/?q=zebra&kind=Thematic", found),
    "all": ("briefings/", as_it_is),
    "list": ("briefings/thematic/", as_it_is),
    "ages": ("ages/", as_it_is),
    "themes": ("themes/", as_it_is),
    "theme": ("themes/think-family/", as_it_is),
    "roles": ("for/", as_it_is),
    "role": ("for/schools/", as_it_is),
    "briefing": (BRIEFING, as_it_is),
    "briefing with a table": ("the-words-in-the-file/", as_it_is),
    "team mode": (f"{BRIEFING}#team", team_running),
    "dsl": ("dsl/", as_it_is),
    "using": ("using/", as_it_is),
    "log": ("log/", log_filled),
    "about": ("about/", as_it_is),
    "accessibility": ("accessibility/", as_it_is),
    "privacy": ("privacy/", as_it_is),
    "missing": ("disguised-complience/", as_it_is),
}
PATHS = list(dict.fromkeys(path for path, _ in VIEWS.values()))


@pytest.mark.parametrize("name", VIEWS)
def test_pages_are_accessible_and_fit(browser: Browser, served: str, name: str) -> None:
    """axe with all its rules, best practice too, at three widths in light and dark; no sideways scroll; targets of 24 px."""
    path, prepare = VIEWS[name]
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    errors: list[str] = []
    tab.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.goto(served + path)
    prepare(tab)
    tab.evaluate(AXE_SCRIPT)
    for width in WIDTHS:
        tab.set_viewport_size({"width": width, "height": 800})
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert small_targets(tab) == []
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            # Only colours differ in the dark.
            assert violations(tab, ["color-contrast", "link-in-text-block"] if scheme == "dark" else None) == [], (width, scheme)
    assert [message for message in errors if "404" not in message] == []
    context.close()


def violations(tab: Page, rules: list[str] | None) -> list[str]:
    """What axe finds wrong with the page as it stands: by all its rules, or by some."""
    options = {"resultTypes": ["violations"]} | ({"runOnly": {"type": "rule", "values": rules}} if rules else {})
    answer = tab.evaluate("options => axe.run(document, options)", options)
    return [f"{found['id']}: {node['html'][:160]}" for found in answer["violations"] for node in found["nodes"]]


def small_targets(tab: Page) -> list[str]:
    """Controls under 24 by 24 px that WCAG 2.5.8 does not excuse as words in a sentence."""
    small: list[str] = (
        tab.evaluate("""() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter((it) => {
      const box = it.getBoundingClientRect();
      const label = it.closest("label");
      const size = label ? label.getBoundingClientRect() : box;
      const inSentence = it.matches("a") && it.parentElement.matches("p, li, dd, td, h2, h3, strong, span");
      return box.width && !it.matches(".skip") && !inSentence && (size.width < 24 || size.height < 24);
    }).map((it) => it.outerHTML.slice(0, 120))""")
    )
    return small


def test_nothing_is_asked_of_another_host_and_nothing_is_kept(tab: Page, served: str) -> None:
    """What the privacy page says: no other host, no cookie, nothing stored, nothing sent."""
    asked: list[tuple[str, str]] = []
    tab.on("request", lambda request: asked.append((request.method, request.url)))
    for path in PATHS:
        tab.goto(served + path)
        if path.startswith(("find", BRIEFING, "disguised-complience")):
            tab.wait_for_load_state("networkidle")
    assert asked
    assert all(method == "GET" and url.startswith((served, "data:")) for method, url in asked)
    assert tab.context.cookies() == []
    assert tab.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_no_page_has_script_or_style_of_its_own(sample: Built) -> None:
    """What a strict Content-Security-Policy asks for."""
    for path in sample.site.resolve().rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", html), path
    for path in (ROOT / "overrides" / "assets").glob("*.js"):
        assert not re.search(r"setAttribute\(.style|innerHTML|style=", path.read_text(encoding="utf-8")), path


class Outline(HTMLParser):
    """The headings, landmarks and ids of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))


def test_headings_landmarks_and_language(sample: Built) -> None:
    for path in sample.site.resolve().rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        outline = Outline(html)
        assert outline.levels.count(1) == 1, path
        assert all(after - before <= 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False)), path
        assert all(outline.tags.count(tag) == 1 for tag in ("main", "title")), path
        assert len(outline.ids) == len(set(outline.ids)), path
        assert '<html lang="en-GB">' in html
        assert 'href="/accessibility/"' in html or "accessibility/" in html
        assert '<link rel="alternate" type="application/atom+xml"' in html


def test_each_page_says_what_it_is(sample: Built) -> None:
    titles = [
        re.findall("<title>(.*?)</title>", path.read_text(encoding="utf-8"))[0] for path in sample.site.resolve().rglob("*.html")
    ]
    assert len(titles) == len(set(titles))


def test_menu_by_keyboard_at_320_px(browser: Browser, served: str) -> None:
    """All four links are there, each takes focus on screen and visibly, and nothing before them does so off screen."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    tab = context.new_page()
    tab.goto(served)
    reached: list[str] = []
    for _ in range(12):
        tab.keyboard.press("Tab")
        here = tab.evaluate("""() => { const it = document.activeElement; const box = it.getBoundingClientRect(); const look = getComputedStyle(it);
          return {name: it.textContent.trim(), on: box.left >= 0 && box.right <= innerWidth + 1 && box.top >= 0 && box.bottom <= innerHeight + 1,
                  ring: parseFloat(look.outlineWidth) >= 2 && look.outlineStyle !== "none"}; }""")
        assert here["on"], here
        assert here["ring"], here
        reached.append(here["name"])
    assert [name for name in reached if name in ("Find", "Themes", "Your role", "For DSLs")] == [
        "Find",
        "Themes",
        "Your role",
        "For DSLs",
    ]
    tab.get_by_role("link", name="Themes", exact=True).press("Enter")
    tab.wait_for_url(re.compile("/themes/$"))
    context.close()


def test_focus_is_never_hidden_on_the_way_through_a_briefing(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 480}, reduced_motion="reduce")
    tab = context.new_page()
    tab.goto(served + BRIEFING)
    for _ in range(45):
        tab.keyboard.press("Tab")
        seen = tab.evaluate("""() => { const it = document.activeElement; if (it === document.body) return true;
          const box = it.getBoundingClientRect(); const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
          return box.width > 0 && box.top >= 0 && (it.contains(top) || top?.contains(it)); }""")
        assert seen, tab.evaluate("document.activeElement.outerHTML")
    context.close()


def test_wide_text_spacing_loses_nothing(browser: Browser, served: str) -> None:
    """WCAG 1.4.12, at 400 % of a desktop."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, bypass_csp=True)
    tab = context.new_page()
    for path in ("", BRIEFING, "find/", f"{BRIEFING}#team"):
        tab.goto("about:blank")
        tab.goto(served + path)
        if path.startswith("find"):
            found(tab)
        tab.add_style_tag(
            content="*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}p{margin-bottom:2em!important}"
        )
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        assert (
            tab.evaluate(
                """[...document.querySelectorAll("a, button, label, h1, h2, h3, p")].filter((it) => !it.closest(".unseen, .contents, .steps-strip") && it.clientWidth && it.scrollWidth > it.clientWidth + 1).map((it) => it.outerHTML.slice(0, 80))"""
            )
            == []
        )
    context.close()


def test_colours_of_screen_and_paper_are_the_same() -> None:
    tokens = dict(
        re.findall(r"--([a-z-]+):(#[0-9a-f]{6})", (ROOT / "overrides" / "assets" / "tokens.css").read_text(encoding="utf-8"))
    )
    assert {name: tokens[name] for name in LIGHT} == LIGHT
    assert all(contrast(palette[text], palette[ground]) >= needs for palette in (LIGHT, DARK) for text, ground, needs in PAIRS)
    assert round(contrast("#000000", "#ffffff"), 1) == 21
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_forced_colours_keep_what_matters(browser: Browser, served: str) -> None:
    context = browser.new_context(forced_colors="active", viewport={"width": 1280, "height": 800})
    tab = context.new_page()
    tab.goto(served)
    colours = tab.evaluate("""() => { const shape = document.querySelector(".shape"); const button = document.querySelector(".search button");
      return [getComputedStyle(shape).fill, getComputedStyle(document.body).backgroundColor, getComputedStyle(button).borderTopStyle]; }""")
    assert colours[0] != colours[1]
    assert colours[2] == "solid"
    context.close()


def test_pages_without_script(browser: Browser, served: str) -> None:
    """Every briefing is reached and read; nothing is offered that would not work."""
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(served + "find/")
    assert not tab.locator("#q").is_visible()
    tab.get_by_role("link", name="Thematic").first.click()
    assert tab.locator(".cards > li").count() == 7
    tab.locator(".cards a").first.click()
    assert tab.locator(".s").count() == 7
    assert not tab.locator("#keep").is_visible()
    tab.get_by_role("link", name="Use with your team").click()
    expect(tab.locator("h1")).to_have_text("Using a briefing with your team")
    tab.goto(served)
    assert not tab.locator("#q").is_visible()
    tab.goto(served + "log/")
    expect(tab.get_by_text("The log needs JavaScript")).to_be_visible()
    context.close()


def test_every_briefing_stands_in_plain_lists(sample: Built) -> None:
    site = sample.site.resolve()
    slugs = {path.parent.name for path in site.glob("*/*.pdf") if path.stem == path.parent.name}
    for group in (
        ["briefings"],
        ["briefings/2021", "briefings/2022"],
        ["briefings/thematic", "briefings/case-specific", "briefings/positive-practice"],
    ):
        linked: set[str] = set()
        for name in group:
            linked |= set(re.findall(r'href="(?:\.\./)+([a-z0-9-]+)/"', (site / name / "index.html").read_text(encoding="utf-8")))
        assert slugs <= linked


def test_a_briefing_offers_what_there_is(tab: Page, served: str) -> None:
    tab.goto(served + BRIEFING)
    with tab.expect_download() as download:
        tab.get_by_role("link", name=re.compile(r"Download PDF \(2 pages, \d+ kB\)")).evaluate(
            "it => { it.download = ''; it.click(); }"
        )
    assert download.value.path().read_bytes().startswith(b"%PDF")
    for name in ("Large print", "Team sheet"):
        expect(tab.get_by_role("link", name=re.compile(rf"{name} \(\d+ pages?, \d+ kB\)"))).to_be_visible()
    facts = tab.locator(".facts")
    expect(facts.get_by_role("link", name="Tell us how you used it")).to_have_attribute("href", "mailto:briefings@example.org")
    read_next = facts.locator("dt:has-text('Read next') ~ dd a")
    assert 2 <= read_next.count() <= 5
    expect(read_next.first).to_have_text("Told, seen, checked: relying less on self-reporting")


def test_weights_and_still_pages(browser: Browser, served: str) -> None:
    """At most 250 kB for the first briefing, 60 kB for the next, and nothing moves."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    tab = context.new_page()
    session = context.new_cdp_session(tab)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    tab.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    for path, most in ((BRIEFING, 250_000), ("told-seen-checked/", 60_000)):
        sizes.clear()
        tab.goto(served + path)
        tab.wait_for_load_state("networkidle")
        assert 3_000 < sum(sizes) <= most, path
        assert tab.evaluate("window.moved") == 0
    for path in ("", "find/", "themes/think-family/"):
        tab.goto(served + path)
        tab.wait_for_load_state("networkidle")
        assert tab.evaluate("window.moved") < 0.02, path
    context.close()


POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; worker-src 'self'"


def test_everything_works_under_a_strict_policy(tab: Page, served: str) -> None:
    """Search, team mode and the log under a Content-Security-Policy without a single exception for inline code."""
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)

    def guard(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, headers=answer.headers | {"content-security-policy": POLICY})

    tab.route(re.compile(r"/(\?.*)?$"), guard)
    tab.goto(served + "find/?q=baby")
    found(tab)
    expect(tab.locator("#results li h3").first).to_be_visible()
    tab.goto(served + BRIEFING + "#team")
    expect(tab.locator(".team-foot")).to_be_visible()
    tab.goto(served + "log/")
    expect(tab.locator("#sum")).to_be_visible()
    assert complaints == []


def test_a_partnership_changes_its_colours_and_logo_in_the_settings_alone(house: House) -> None:
    settings = house.root / "mkdocs.yml"
    text = (
        settings.read_text(encoding="utf-8")
        .replace('brand: "#0f4c57"', 'brand: "#5a1846"')
        .replace("# logo: logo.svg", "logo: arms.svg")
    )
    settings.write_text(text, encoding="utf-8")
    (house.root / "arms.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><desc>made by hand</desc><circle cx="4" cy="4" r="3"/></svg>',
        encoding="utf-8",
    )
    house.add("open-briefing")
    site = house.build().site
    assert "--brand:#5a1846" in (site / "assets" / "colours.css").read_text(encoding="utf-8")
    assert '<img src="./assets/arms.svg" alt="" height="40">' in (site / "index.html").read_text(encoding="utf-8")
    assert "made by hand" not in (site / "assets" / "arms.svg").read_text(encoding="utf-8")
    for name in ("open-briefing", "open-briefing-large-print", "open-briefing-team-sheet"):
        with pikepdf.open(site / "open-briefing" / f"{name}.pdf") as pdf:
            drawn = b"".join(page.Contents.read_bytes() for page in pdf.pages)
            assert b"0.3529412 0.09411765 0.27450982 scn" in drawn, name
            assert b"0.05882353 0.29803923 0.34117648 scn" not in drawn, name
    settings.write_text(text.replace("#5a1846", "#d8a0c0"), encoding="utf-8")
    with pytest.raises(Stop) as stop:
        house.build()
    assert {finding.fault.rule for finding in stop.value.findings if finding.is_error} == {"colour-contrast"}
