"""A page, picture or feed in markup: its ids, the addresses it fetches, and those it links to."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from .code import map_addresses, script_addresses, style_addresses

# Elements whose address the browser fetches by itself.
_FETCHED = {"img", "script", "link", "iframe", "frame", "object", "embed", "video", "audio", "source", "track", "input", "body"}
_FETCHED |= {"image", "use", "feimage", "mpath", "table", "td", "portal", "applet"}
# What a <link> names without fetching it, and what it only prepares to ask.
_NAMED = {"canonical", "alternate", "prev", "next", "license", "author", "me", "help", "search", "self", "hub", "related", "via"}
_PREPARED = {"preconnect", "dns-prefetch"}
_ADDRESSES = ("href", "src", "data", "poster", "background", "manifest", "xlink:href", "cite", "longdesc")
_SENT = ("action", "formaction", "ping")
_CANDIDATE = re.compile(r"\s*((?:data:[^\s]+|[^\s,][^\s]*[^\s,]|[^\s,]))(?:\s+[^,]*)?(?:,|$)")
_IN_FEEDS = {"loc", "link", "id", "guid", "icon", "logo", "image:loc", "comments"}
_MARKED_UP = {"content", "summary", "description", "content:encoded"}


class Markup(HTMLParser):
    """`fetched` by the browser, `asked` where only a host is named, `linked` for the reader to follow."""

    def __init__(self, text: str, *, feed: bool = False) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.linked: list[str] = []
        self.fetched: list[str] = []
        self.asked: list[str] = []
        self.base = ""
        self.within = ""
        self.kind = ""
        self.text: list[str] = []
        self.is_feed = feed
        self.feed(text)
        self.close()
        self._end_text()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._end_text()
        values = {key: value or "" for key, value in attrs}
        self.within, self.kind = tag, values.get("type", "").lower()
        self.ids += [values["id"]] if "id" in values else []
        if tag == "a" and "name" in values and values["name"] != values.get("id"):
            self.ids.append(values["name"])
        if tag == "base":
            self.base = self.base or values.get("href", "")
            return
        place = self._place(tag, set(values.get("rel", "").lower().split()))
        place += [values[key] for key in _ADDRESSES if key in values and key != "cite"]
        self.linked += [values[key] for key in ("cite",) if key in values]
        self.linked += [values["url"]] if self.is_feed and tag in ("enclosure", "media:content") and "url" in values else []
        self.fetched += [address for key in _SENT for address in values.get(key, "").split()]
        for key in ("srcset", "imagesrcset"):
            self.fetched += [match[1] for match in _CANDIDATE.finditer(values.get(key, ""))]
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            to = re.search(r"url\s*=\s*['\"]?([^'\"]+)", values.get("content", ""), re.IGNORECASE)
            self.linked += [to[1].strip()] if to else []
        for key, value in values.items():
            if key == "style" or "url(" in value:
                self.fetched += style_addresses(value)
            elif key.startswith("on"):
                self.asked += script_addresses(value)
            elif key == "srcdoc":
                self._take(Markup(value))

    def _place(self, tag: str, rel: set[str]) -> list[str]:
        if self.is_feed and tag != "img":
            return self.linked
        if tag == "link" and rel & _PREPARED:
            return self.asked
        if tag == "link" and rel and rel <= _NAMED:
            return self.linked
        return self.fetched if tag in _FETCHED else self.linked

    def handle_endtag(self, tag: str) -> None:
        self._end_text()
        self.within = ""

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def unknown_decl(self, data: str) -> None:
        self.text.append(data.removeprefix("CDATA["))

    def handle_pi(self, data: str) -> None:
        if data.startswith("xml-stylesheet") and (to := re.search(r"href\s*=\s*['\"]([^'\"]+)", data)):
            self.fetched.append(to[1])

    def _end_text(self) -> None:
        """The text of the element that just ended or was interrupted."""
        text = "".join(self.text)
        self.text = []
        if self.within == "style":
            self.fetched += style_addresses(text)
        elif self.within == "script":
            self.asked += map_addresses(text) if self.kind in ("importmap", "speculationrules") else script_addresses(text)
        elif self.is_feed and self.within in _IN_FEEDS and re.match(r"\s*https?:", text):
            self.linked.append(text.strip())
        elif self.is_feed and self.within in _MARKED_UP and self.kind != "text" and "<" in text:
            self._take(Markup(text))

    def _take(self, inner: Markup) -> None:
        """What markup inside this one asks for; its ids are its own."""
        self.fetched += [address for address in inner.fetched if not address.startswith("#")]
        self.linked += [address for address in inner.linked if not address.startswith("#")]
        self.asked += inner.asked
