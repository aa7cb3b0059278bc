"""The addresses that style sheets and scripts ask for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})\s?|(.))")
_NAMESPACE = re.compile(r"@namespace[^;]*;", re.IGNORECASE)
_STYLE = re.compile(
    r"(?:url|src)\(\s*(?:\"([^\"]*)\"|'([^']*)'|((?:\\[0-9a-fA-F]{1,6}\s?|\\.|[^\"')\s\\])+))"
    r"|@import\s+(?:\"([^\"]*)\"|'([^']*)')"
    r"|image-set\(\s*(?:\"([^\"]*)\"|'([^']*)')",
    re.IGNORECASE,
)
_OUTSIDE = r"[\"'`]((?:https?:|wss?:)?//[^\"'`\s]+)"
# Only what is surely a request: an address in a text or a namespace asks nobody for anything.
_SCRIPT = re.compile(
    r"\b(?:fetch|import|importScripts|Worker|SharedWorker|WebSocket|EventSource|sendBeacon|Request|Image|Audio|register|addModule"
    rf"|instantiateStreaming)\s*\(\s*{_OUTSIDE}"
    r"|\bURL\s*\(\s*[\"']((?:https?:|wss?:)?//[^\"'`\s]+)"
    rf"|\.open\s*\(\s*[\"'`][A-Za-z]+[\"'`]\s*,\s*{_OUTSIDE}"
    rf"|\b(?:import|export)\b[^;\"'`()]*?{_OUTSIDE}"
    rf"|\.(?:src|srcset|action|poster)\s*=\s*{_OUTSIDE}"
    rf"|setAttribute\s*\(\s*[\"'`](?:src|srcset|action|poster|data)[\"'`]\s*,\s*{_OUTSIDE}"
)


def style_addresses(text: str) -> Iterator[str]:
    """What a style sheet fetches; a mere `#id` is no file."""
    for match in _STYLE.finditer(_NAMESPACE.sub("", _COMMENT.sub("", text))):
        address = _ESCAPE.sub(_unescaped, next((part for part in match.groups() if part), ""))
        if address and not address.startswith("#"):
            yield address


def _unescaped(match: re.Match[str]) -> str:
    return chr(min(int(match[1], 16), 0x10FFFF)) if match[1] else match[2]


def script_addresses(text: str) -> Iterator[str]:
    """The absolute addresses that a script asks, as far as they stand in it as such."""
    plain = text.replace("\\/", "/")
    for match in _SCRIPT.finditer(plain):
        address = next(part for part in match.groups() if part)
        # A namespace is a name, not a place, and an address yet to be put together has no host.
        if re.match(r"(?:\w+:)?//[\w.\[\]:-]+", address) and "//www.w3.org/" not in address:
            yield address


def map_addresses(text: str) -> Iterator[str]:
    """The absolute addresses in an import map or in rules for fetching ahead."""
    try:
        yield from (value for value in strings(json.loads(text)) if re.match(r"(?:https?:)?//", value))
    except (ValueError, RecursionError):
        return


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for part in value.values():
            yield from strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)
    elif isinstance(value, str):
        yield value
