"""Addresses elsewhere: which of them a link may have."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .characters import hidden, scripts_of
from .findings import Fault
from .model import Link

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ELSEWHERE = re.compile(r"https://(?P<host>[^/?#]*)(?P<rest>.*)", re.DOTALL)
_LABEL = re.compile(r"[^\W_]([\w-]{0,61}[^\W_])?")
_MAIL = re.compile(r"mailto:[A-Za-z0-9._+'-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", re.ASCII)
_PHONE = re.compile(r"tel:\+?[0-9](?:[0-9().-]|%20| ){1,24}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")
_ADDRESS_IN_WORDS = re.compile(r"(?:https?://|www\.)[^\s/?#]+", re.IGNORECASE)
_FORM = "write https:// for a page elsewhere, ../its-folder/briefing.md for a briefing"


def address_faults(link: Link, slugs: list[str]) -> list[Fault]:
    """What is wrong with a link that leads to no briefing."""
    href = link.href
    if (what := next(hidden(href), None)) is not None:
        return [Fault(link.line, "hidden-character", f"a link's address holds {what[1]}", "type the address again")]
    if href.lower().startswith("mailto:"):
        hint = "write mailto: and one address, with nothing after it"
        return [] if _MAIL.fullmatch(href) else [Fault(link.line, "link-form", "a link to an e-mail address holds more", hint)]
    if href.lower().startswith("tel:"):
        hint = "write tel: and the number, for example tel:01632960123"
        return [] if _PHONE.fullmatch(href) else [Fault(link.line, "link-form", "a link to a telephone number holds more", hint)]
    match = _ELSEWHERE.fullmatch(href)
    if not match:
        return [_no_address(href, link.line, slugs)]
    if _CONTROL.search(href):
        return [Fault(link.line, "link-form", "an address has a space, a backslash or a control character in it", _FORM)]
    faults = _host_faults(match["host"], link.line)
    shown = _ADDRESS_IN_WORDS.match(link.text.strip())
    if not faults and shown and _host_of(shown.group()) != _host_of(href):
        message = f'a link\'s words say "{shown.group()}", and it leads to {match["host"]}'
        faults = [Fault(link.line, "link-text", message, "write what the reader will find there")]
    return faults


def _host_of(address: str) -> str:
    whole = address if "://" in address else f"https://{address}"
    try:
        return (urlsplit(whole).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _host_faults(host: str, line: int) -> list[Fault]:
    hint = "copy the address from the browser's address bar"
    if "@" in host:
        return [Fault(line, "link-host", "an address has a name or password before its host", "take out all up to the @")]
    name, _, port = host.partition(":")
    labels = name.removesuffix(".").split(".")
    if (port and not (port.isascii() and port.isdigit() and len(port) <= 5)) or not all(map(_LABEL.fullmatch, labels)):
        return [Fault(line, "link-host", f'"{host}" is no name of a host', hint)]
    if len(labels) < 2 or labels[-1].isdigit() or labels[-1].lower().startswith("0x"):
        return [Fault(line, "link-host", f'"{host}" can be reached from no other network, or is a number', hint)]
    for label in labels:
        try:
            shown = label[4:].encode("ascii").decode("punycode") if label.lower().startswith("xn--") else label
        except UnicodeError:
            return [Fault(line, "link-host", f'"{host}" is no name of a host', hint)]
        if not shown.isascii() and scripts_of(shown) != {"LATIN"}:
            return [Fault(line, "link-host", f'"{host}" has letters of another alphabet, which look alike', hint)]
    return []


def _no_address(href: str, line: int, slugs: list[str]) -> Fault:
    match = _SCHEME.match(href)
    if match and match.group().lower() != "https:":
        scheme = match.group().lower()
        hint = "write https://" if scheme == "http:" else "link to https:, mailto: or tel: only"
        return Fault(line, "link-scheme", f'a link begins with "{scheme}"', hint)
    name = next((part for part in href.split("/") if part in slugs), "")
    hint = f"write ../{name or 'its-folder'}/briefing.md for a briefing, https:// for a page elsewhere"
    return Fault(line, "link-form", "a link leads neither to a briefing nor to a page elsewhere", hint)
