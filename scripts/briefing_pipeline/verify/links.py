"""Links and requests: every address inside the site leads somewhere, and nothing is asked of another host."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from ..findings import Fault, Finding, found

# Elements whose address the browser fetches by itself.
_FETCHED = {"img", "script", "link", "iframe", "object", "embed", "video", "audio", "source", "track", "input"}


class _Page(HTMLParser):
    """The ids of a page, the addresses it fetches and those it links to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if "id" in values:
            self.ids.add(values["id"])
        canonical = tag == "link" and values.get("rel") in ("canonical", "alternate")
        for key in ("href", "src", "data", "poster", "action"):
            if key in values:
                (self.fetched if tag in _FETCHED and not canonical else self.links).append(values[key])
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.links.append(values.get("content", "").partition("url=")[2])


def check_links(output: Path, site_url: str) -> list[Finding]:
    """Findings for dead links and anchors, unsafe addresses, and requests to other hosts."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(output.rglob("*.html"))}
    findings: list[Finding] = []
    for path, page in pages.items():
        name = path.relative_to(output).as_posix()
        here = site_url + ("" if name == "404.html" else name.removesuffix("index.html"))
        faults = [fault for address in page.fetched for fault in _fetched(address, here, output, site_url)]
        faults += [fault for address in page.links for fault in _linked(address, here, output, site_url, pages)]
        findings += found(name, dict.fromkeys(faults))
    for path in sorted(output.rglob("*.css")):
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", path.read_text(encoding="utf-8")):
            here = site_url + path.relative_to(output).as_posix()
            findings += found(path.relative_to(output).as_posix(), _fetched(address, here, output, site_url))
    return findings


def _file(address: str, output: Path, site_url: str) -> Path | None:
    """The file that an address of ours leads to, None if there is none."""
    parts = urlsplit(address)
    path = output / unquote(parts._replace(query="", fragment="").geturl().removeprefix(site_url)).lstrip("/")
    path = path / "index.html" if path.is_dir() else path
    return path if path.is_file() and path.resolve().is_relative_to(output.resolve()) else None


def _absolute(address: str, here: str, site_url: str) -> str:
    # The 404 page is served at any depth: its addresses begin at the site's root.
    root = urlsplit(site_url).path
    return (
        site_url + address[len(root) :] if address.startswith(root) and not address.startswith("//") else urljoin(here, address)
    )


def _fetched(address: str, here: str, output: Path, site_url: str) -> Iterator[Fault]:
    if address.startswith("data:image/"):
        return
    target = _absolute(address, here, site_url)
    if not target.startswith(site_url):
        yield Fault(
            0,
            "request-outside",
            f"it asks {urlsplit(target).netloc or target[:40]} for a file",
            "put the file into overrides/assets",
        )
    elif _file(target, output, site_url) is None:
        yield Fault(0, "link-dead", f'it needs "{address}", which is not there', "look at the frames in overrides/")


def _linked(address: str, here: str, output: Path, site_url: str, pages: dict[Path, _Page]) -> Iterator[Fault]:
    target = _absolute(address, here, site_url)
    if not target.startswith(site_url):
        if urlsplit(target).scheme not in ("https", "mailto", "tel"):
            yield Fault(0, "link-scheme", f'it links to "{address[:60]}"', "link to https:, mailto: or tel: only")
        return
    path = _file(target, output, site_url)
    if path is None:
        yield Fault(0, "link-dead", f'it links to "{address}", which is not there', "correct the link")
        return
    anchor = unquote(urlsplit(target).fragment)
    if anchor and path in pages and anchor not in pages[path].ids:
        yield Fault(0, "link-dead", f'it links to "{address}", and there is no "#{anchor}"', "correct the link")
