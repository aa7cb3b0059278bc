"""Links and requests: every address inside the site leads somewhere, and nothing is asked of another host."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ...findings import Fault, Finding, found
from ..read import Unreadable, decoded
from .addresses import Site
from .code import script_addresses, strings, style_addresses
from .markup import Markup
from .pdf import pdf_faults

_MARKUP = (".html", ".svg", ".xml")


def check_links(output: Path, site_url: str) -> list[Finding]:
    """Findings for dead links and anchors, unsafe addresses, and requests to other hosts."""
    files = [path for path in sorted(output.rglob("*")) if path.is_file() and not path.is_symlink()]
    pages = {path: _markup(path) for path in files if path.suffix.lower() in _MARKUP}
    site = Site(output, site_url, {path: frozenset(page.ids) for path, page in pages.items() if page})
    findings: list[Finding] = []
    for path in files:
        faults: Iterable[Fault] = ()
        here = _address_of(path, site)
        if path in pages:
            faults = _page_faults(pages[path], here, site)
        elif (reader := _READERS.get(path.suffix.lower())) is not None:
            faults = reader(_text(path), here, site)
        elif path.suffix.lower() == ".pdf":
            faults = pdf_faults(path, site)
        findings += found(path.relative_to(output).as_posix(), dict.fromkeys(faults))
    return findings


def _address_of(path: Path, site: Site) -> str:
    """The address of a file. The 404 page is served at any depth: its addresses begin at the site's root."""
    name = path.relative_to(site.output).as_posix()
    if name == "404.html":
        return site.url
    return site.url + (name.removesuffix("index.html") if path.name == "index.html" else name)


def _text(path: Path) -> str:
    """A file's text; none for one that cannot be read, as that is a finding already."""
    try:
        return decoded(path.read_bytes()).removeprefix("\ufeff")
    except (Unreadable, OSError):
        return ""


def _markup(path: Path) -> Markup | None:
    return _parsed(_text(path), feed=path.suffix.lower() == ".xml")


def _parsed(text: str, *, feed: bool = False) -> Markup | None:
    """Markup taken apart; None where it cannot be."""
    try:
        return Markup(text, feed=feed)
    except AssertionError:
        return None


def _page_faults(page: Markup | None, here: str, site: Site) -> Iterator[Fault]:
    if page is None:
        yield Fault(0, "unreadable-output", "its markup cannot be taken apart, so nobody can say where it leads", "build again")
        return
    if page.base:
        yield from site.asked(page.base, here)
        here = site.absolute(page.base, here)
    for address in page.fetched:
        yield from site.fetched(address, here)
    for address in page.asked:
        yield from site.asked(address, here)
    for address in page.linked:
        yield from site.linked(address, here)
    for name in sorted({name for name in page.ids if page.ids.count(name) > 1} if len(set(page.ids)) < len(page.ids) else ()):
        yield Fault(0, "link-dead", f'two places on it are called "#{name[:80]}"', "give each heading its own name")


def _style_faults(text: str, here: str, site: Site) -> Iterator[Fault]:
    for address in style_addresses(text):
        yield from site.fetched(address, here)


def _script_faults(text: str, here: str, site: Site) -> Iterator[Fault]:
    for address in script_addresses(text):
        yield from site.asked(address, here)


def _json_faults(text: str, here: str, site: Site) -> Iterator[Fault]:
    """Addresses of ours in a feed or list, and the markup of a feed's entries."""
    try:
        value: Any = json.loads(text) if text else None
    except (ValueError, RecursionError):
        return
    for part in strings(value):
        if part.startswith(site.url) and not re.search(r"\s", part):
            yield from site.linked(part, here)
    items = value.get("items") if isinstance(value, dict) else None
    for item in items if isinstance(items, list) else []:
        content = item.get("content_html") if isinstance(item, dict) else None
        if isinstance(content, str):
            yield from _page_faults(_parsed(content), here, site)


def _text_faults(text: str, here: str, site: Site) -> Iterator[Fault]:
    """The sitemap that robots.txt names."""
    for address in re.findall(r"(?im)^sitemap:\s*(\S+)", text):
        yield from site.linked(address, here)


_READERS: dict[str, Callable[[str, str, Site], Iterator[Fault]]] = {
    ".css": _style_faults,
    ".js": _script_faults,
    ".mjs": _script_faults,
    ".json": _json_faults,
    ".txt": _text_faults,
}
