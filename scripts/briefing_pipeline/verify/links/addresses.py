"""Addresses: what is ours and stands in the output, what leads elsewhere, and what is wrong with either."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from ...findings import Fault

SCHEMES = ("https", "mailto", "tel")
_NOT_A_REQUEST = re.compile(r"data:(?:image|font|application/(?:x-)?font)[/;,+\w-]", re.IGNORECASE)
_UNSEEN = re.compile(r"[\t\r\n]")
_SHOWN = 80


@dataclass(frozen=True)
class Site:
    """The output, its address, and the ids on each of its pages."""

    output: Path
    url: str
    ids: Mapping[Path, frozenset[str]]

    def absolute(self, address: str, here: str) -> str:
        """An address as a browser reads it: no line ends, slashes for backslashes, the host in small letters."""
        plain = _UNSEEN.sub("", address).strip(" \x00\f\v")
        if not re.match(r"(?:data|mailto|tel|javascript):", plain, re.IGNORECASE):
            plain = plain.replace("\\", "/")
        plain = re.sub(r"^(https?):/*", r"\1://", plain, flags=re.IGNORECASE)
        target = urljoin(here, plain)
        parts = urlsplit(target)
        target = parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()
        return f"{target}/" if f"{target}/" == self.url else target

    def file(self, target: str) -> Path | None:
        """The file that an address of ours leads to, None if there is none."""
        place = unquote(urlsplit(target)._replace(query="", fragment="").geturl().removeprefix(self.url))
        path = self.output / place.lstrip("/")
        try:
            if path.is_dir():
                path = path / "index.html"
            elif place.endswith("/"):
                return None
            return path if path.is_file() and path.resolve().is_relative_to(self.output.resolve()) else None
        except (OSError, ValueError):
            return None

    def fetched(self, address: str, here: str) -> Iterator[Fault]:
        """What is wrong with an address that the browser asks for by itself."""
        if _NOT_A_REQUEST.match(address.strip()):
            return
        try:
            target = self.absolute(address, here)
        except ValueError:
            yield _broken(address)
            return
        if target.startswith(self.url):
            yield from self._inside(address, target, "needs")
        elif urlsplit(target).scheme in ("http", "https", "ws", "wss", "ftp", ""):
            hint = "put the file into overrides/assets"
            yield Fault(0, "request-outside", f'it asks "{urlsplit(target).netloc or target[:_SHOWN]}" for a file', hint)
        else:
            yield Fault(0, "link-scheme", f'it needs "{address[:_SHOWN]}"', "put the file into overrides/assets")

    def asked(self, address: str, here: str) -> Iterator[Fault]:
        """What is wrong with an address that is only a host to be asked, such as that of `preconnect`."""
        yield from (fault for fault in self.fetched(address, here) if fault.rule != "link-dead")

    def linked(self, address: str, here: str) -> Iterator[Fault]:
        """What is wrong with an address that a reader may follow."""
        try:
            target = self.absolute(address, here)
        except ValueError:
            yield _broken(address)
            return
        if target.startswith(self.url):
            yield from self._inside(address, target, "links to")
        elif urlsplit(target).scheme not in SCHEMES or (target.startswith("https:") and not urlsplit(target).hostname):
            yield Fault(0, "link-scheme", f'it links to "{address[:_SHOWN]}"', "link to https:, mailto: or tel: only")

    def _inside(self, address: str, target: str, does: str) -> Iterator[Fault]:
        path = self.file(target)
        if path is None:
            where = "correct the link" if does == "links to" else "look at the frames in overrides/"
            yield Fault(0, "link-dead", f'it {does} "{address[:_SHOWN]}", which is not there', where)
            return
        anchor = unquote(urlsplit(target).fragment).partition(":~:")[0]
        if anchor and anchor != "top" and path in self.ids and anchor not in self.ids[path]:
            yield Fault(
                0, "link-dead", f'it {does} "{address[:_SHOWN]}", and there is no "#{anchor[:_SHOWN]}"', "correct the link"
            )


def _broken(address: str) -> Fault:
    return Fault(0, "link-dead", f'it links to "{address[:_SHOWN]}", which is no address', "correct the link")
