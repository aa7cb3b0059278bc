"""Atom and JSON feeds of what is new, changed and withdrawn: for the whole site, and for each theme."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

from .gate import Notice, Release, Released

ITEMS_AT_MOST = 50
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class Item:
    """One piece of news; the same `key` later replaces an earlier one in the reader's list."""

    key: str
    url: str
    title: str
    text: str
    on: date


def feeds(release: Release) -> Iterator[tuple[str, str]]:
    """The path and text of each feed."""
    name = release.settings.site_name
    yield from _both(release, "", name, _items(release, release.briefings))
    for slug, theme in release.themes.items():
        own = [briefing for briefing in release.briefings if slug in briefing.public()["themes"]]
        yield from _both(release, f"themes/{slug}/", f"{name}: {theme.front.title}", _items(release, own))


def _items(release: Release, briefings: list[Released] | tuple[Released, ...]) -> list[Item]:
    """Newest first. Withdrawals are in every feed: to leave one out would tell its theme."""
    site = release.settings.site_url
    items = [item for briefing in briefings for item in _of_briefing(site, briefing)]
    items += [_of_notice(site, notice) for notice in release.notices]
    return sorted(items, key=lambda item: (-item.on.toordinal(), item.key))[:ITEMS_AT_MOST]


def _of_briefing(site: str, briefing: Released) -> Iterator[Item]:
    public = briefing.public()
    url = f"{site}{briefing.slug}/"
    yield Item(url, url, briefing.title, public["summary"], public["published_on"])
    for number, change in enumerate(public["changes"], 1):
        yield Item(f"{url}#change-{number}", url, f"Changed: {briefing.title}", change.note, change.on)


def _of_notice(site: str, notice: Notice) -> Item:
    """Nothing of the withdrawn briefing but its address: with the same key it replaces what a reader's list still holds."""
    url = f"{site}{notice.slug}/"
    return Item(url, url, "A briefing has been withdrawn", notice.why, notice.withdrawn_on)


def _both(release: Release, folder: str, title: str, items: list[Item]) -> Iterator[tuple[str, str]]:
    yield f"{folder}feed.xml", _atom(release, folder, title, items)
    yield f"{folder}feed.json", _json(release, folder, title, items)


def _atom(release: Release, folder: str, title: str, items: list[Item]) -> str:
    site = release.settings.site_url
    feed = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": release.settings.extra.language})
    _add(feed, "id", f"{site}{folder}feed.xml")
    _add(feed, "title", title)
    _add(feed, "updated", _stamp(max((item.on for item in items), default=release.now.date())))
    _add(_add(feed, "author"), "name", release.settings.extra.partnership)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site}{folder}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{site}{folder}")
    for item in items:
        entry = _add(feed, "entry")
        _add(entry, "id", item.key)
        _add(entry, "title", item.title, type="text")
        _add(entry, "updated", _stamp(item.on))
        _add(entry, "link", rel="alternate", type="text/html", href=item.url)
        _add(entry, "content", item.text, type="text")
    ElementTree.indent(feed)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ElementTree.tostring(feed, encoding="unicode") + "\n"


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, attributes)
    element.text = text or None
    return element


def _json(release: Release, folder: str, title: str, items: list[Item]) -> str:
    site = release.settings.site_url
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": f"{site}{folder}",
        "feed_url": f"{site}{folder}feed.json",
        "language": release.settings.extra.language,
        "authors": [{"name": release.settings.extra.partnership}],
        "items": [
            {"id": item.key, "url": item.url, "title": item.title, "content_text": item.text, "date_modified": _stamp(item.on)}
            for item in items
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
