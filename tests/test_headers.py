"""The site's own defences: the policy in every page and in each server's file, and pages that run under it without a word."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Browser

from briefing_pipeline.build import Built
from briefing_pipeline.headers import HEADERS, PAGE_POLICY


def test_every_page_carries_the_policy_and_nothing_inline(sample: Built) -> None:
    pages = list(sample.site.resolve().rglob("*.html"))
    assert len(pages) > 40
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert f'<meta http-equiv="Content-Security-Policy" content="{PAGE_POLICY.replace(chr(39), "&#39;")}">' in text, path
        assert '<meta name="referrer" content="no-referrer">' in text
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", text), path


def test_the_policy_allows_nothing_inline_or_from_elsewhere() -> None:
    assert "unsafe-inline" not in PAGE_POLICY
    assert "'unsafe-eval'" not in PAGE_POLICY
    assert not re.search(r"https?:|\*", PAGE_POLICY)
    assert "default-src 'none'" in PAGE_POLICY
    assert HEADERS["Content-Security-Policy"].endswith("frame-ancestors 'none'")


def test_each_server_has_its_file(sample: Built) -> None:
    site = sample.site.resolve()
    for name in ("_headers", ".htaccess", "nginx-headers.conf"):
        text = (site / name).read_text(encoding="utf-8")
        assert all(key in text and value in text for key, value in HEADERS.items()), name
    azure = json.loads((site / "staticwebapp.config.json").read_text(encoding="utf-8"))
    assert azure["globalHeaders"] == HEADERS
    assert azure["responseOverrides"]["404"]["rewrite"] == "/404.html"


def test_the_console_stays_empty_under_the_policy(browser: Browser, served: str, sample: Built) -> None:
    """Every page of the site, as a browser runs it, with the policy sent by the server and in the page."""
    context = browser.new_context()
    tab = context.new_page()
    messages: list[str] = []
    tab.on("console", lambda message: messages.append(f"{tab.url}: {message.text}"))
    tab.on("pageerror", lambda error: messages.append(f"{tab.url}: {error}"))
    site = sample.site.resolve()
    paths = [path.relative_to(site).as_posix().removesuffix("index.html") for path in sorted(site.rglob("index.html"))]
    for path in paths:
        answer = tab.goto(served + path)
        assert answer
        assert answer.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
    tab.goto(served + "find/?q=neglect")
    tab.locator("#results li").first.wait_for()
    tab.wait_for_load_state("networkidle")
    assert messages == []
    # The policy is enforced: what it forbids does not run.
    tab.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.head.append(s); }"
    )
    assert tab.evaluate("window.ran") is None
    assert any("Content Security Policy" in text for text in messages)
    context.close()
