"""Shows the preview to one browser on this machine: nobody without the secret address, and no page of another site."""

from __future__ import annotations

import hmac
import json
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, unquote

from ..colours import stylesheet
from ..headers import HEADERS, PAGE_POLICY
from .screen import LOOKS, Screen
from .view import Viewer

HOST = "127.0.0.1"
# The page of a briefing stands in a frame of ours; nothing is kept, and nothing is told to whoever comes after.
OURS = HEADERS | {
    "Content-Security-Policy": f"{PAGE_POLICY}; frame-src 'self'; frame-ancestors 'self'",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg"}
_TYPES |= {
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".pdf": "application/pdf",
}
# Seconds of silence after which a browser is told that the preview is still there.
_STILL_THERE = 10.0


class Server(ThreadingHTTPServer):
    """The preview of one house. Raises OSError where the port is taken."""

    daemon_threads = True
    # On Windows a port that is in use could be taken all the same.
    allow_reuse_address = os.name != "nt"

    def __init__(self, port: int) -> None:
        self.token, self._once = secrets.token_urlsafe(32), secrets.token_urlsafe(16)
        self.stopping = threading.Event()
        self.viewer: Viewer | None = None
        self.screen = Screen(f"/{self.token}/")
        super().__init__((HOST, port), Handler)
        self.place = f"http://{HOST}:{self.server_port}"

    def server_bind(self) -> None:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        super().server_bind()

    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that went away in the middle is nobody's fault."""

    def address(self, name: str | None) -> str:
        """The secret address, of one briefing or of the list."""
        return f"{self.place}{self.path_of(name)}"

    def path_of(self, name: str | None) -> str:
        return f"/{self.token}/briefing/{quote(name)}/" if name else f"/{self.token}/"

    def opening(self, name: str | None) -> str:
        """An address that leads to the secret one, once: others may see with what a browser was started."""
        return f"{self.place}/open/{self._once}/{quote(name or '')}"

    def is_once(self, code: str) -> bool:
        fits = bool(self._once) and hmac.compare_digest(code.encode(), self._once.encode())
        if fits:
            self._once = ""
        return fits


class Handler(BaseHTTPRequestHandler):
    """GET only, and every answer carries OURS."""

    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    routes: ClassVar[dict[str, str]] = {"": "_list", "briefing": "_briefing", "events": "_events", "site": "_site"}
    routes |= {"print": "_print", "looks": "_looks"}

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: addresses name what is withheld."""

    def end_headers(self) -> None:
        for name, value in OURS.items():
            self.send_header(name, value)
        super().end_headers()

    def version_string(self) -> str:
        return "briefings preview"

    def do_GET(self) -> None:
        # Not urlsplit(), which raises for an address like //[
        parts = [unquote(part) for part in self.path.partition("?")[0].split("/")[1:]] or [""]
        if not self._is_ours():
            self._refuse()
        elif parts[:1] == ["open"] and len(parts) == 3 and self.server.is_once(parts[1]):
            self._send(303, "text/plain", b"", {"Location": self.server.path_of(parts[2] or None)})
        elif not hmac.compare_digest(parts[0].encode("utf-8", "replace"), self.server.token.encode()):
            self._refuse()
        else:
            try:
                self._route(parts[1:])
            except (ConnectionError, TimeoutError):
                self.close_connection = True
            except Exception as error:  # noqa: BLE001 - one page that breaks down may not end the preview
                self._text(500, f"The preview broke down here: {type(error).__name__}. Load the page again.")

    def _is_ours(self) -> bool:
        """Whether a request is for this address, and comes from our own page, or from whoever typed or opened the address."""
        asked = self.headers.get_all("Host") or []
        if asked != [f"{HOST}:{self.server.server_port}"] or self.headers.get("Origin", self.server.place) != self.server.place:
            return False
        opened = self.headers.get("Sec-Fetch-Mode") == "navigate" and self.headers.get("Sec-Fetch-Dest") == "document"
        return opened or self.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")

    def _refuse(self) -> None:
        self.close_connection = True
        self._text(403, "This address is not known. Open the address that briefings preview printed.")

    def _route(self, parts: list[str]) -> None:
        name = self.routes.get(parts[0] if parts else "")
        if name and self.server.viewer:
            getattr(self, name)(self.server.viewer, *[part for part in parts[1:] if part])
        else:
            self._text(404, "There is nothing here.")

    def _list(self, viewer: Viewer, *_: str) -> None:
        self._page(self.server.screen.list(viewer.desk.known))

    def _briefing(self, viewer: Viewer, slug: str = "", *_: str) -> None:
        if not slug or slug not in {*viewer.desk.known.names, *viewer.desk.good}:
            self._page(self.server.screen.elsewhere(viewer.desk.known, slug), 404)
        else:
            self._page(self.server.screen.briefing(viewer.view(slug)))

    def _site(self, viewer: Viewer, *path: str) -> None:
        """A briefing's page and what it uses, as if this were the site."""
        if path[:1] == ("assets",):
            self._asset(viewer, "/".join(path[1:]))
            return
        view = viewer.view(path[0]) if path else None
        if view and view.html and len(path) == 1:
            self._page(view.html)
            return
        data = viewer.file(path[0], path[1]) if len(path) == 2 else None
        if data is None:
            self._page(self.server.screen.elsewhere(viewer.desk.known, path[0] if path else ""), 404)
        else:
            self._send(200, _TYPES.get(Path(path[1]).suffix.lower(), "application/octet-stream"), data)

    def _asset(self, viewer: Viewer, name: str) -> None:
        settings = viewer.desk.known.catalogue.settings
        if name == "colours.css" and settings:
            self._send(200, "text/css", stylesheet(settings.extra.colours).encode())
        elif settings and settings.logo and name == settings.logo.name:
            self._send(200, _TYPES[Path(name).suffix.lower()], settings.logo.data)
        elif name == "keep.js":
            # A log in the browser would keep what is withheld.
            self._file(LOOKS, name)
        else:
            self._file(viewer.looks / "assets", name)

    def _looks(self, _: Viewer, name: str = "", *__: str) -> None:
        self._file(LOOKS, name)

    def _file(self, folder: Path, name: str) -> None:
        path = (folder / name).resolve()
        kind = _TYPES.get(path.suffix.lower())
        if kind and path.is_relative_to(folder.resolve()) and path.is_file():
            self._send(200, kind, path.read_bytes())
        else:
            self._text(404, "There is nothing here.")

    def _print(self, viewer: Viewer, slug: str = "", name: str = "", *_: str) -> None:
        """The PDF of a briefing, KEY.pdf, or one of its sides as a picture, KEY-1.png."""
        print_ = viewer.paper.latest(slug)
        found = {f"{print_.key}.pdf": print_.files.get(slug, b"")} if print_ else {}
        found |= {f"{print_.key}-{side}.png": data for side, data in enumerate(print_.pictures, 1)} if print_ else {}
        if found.get(name):
            self._send(200, _TYPES[Path(name).suffix], found[name])
        else:
            self._text(404, "There is a newer print.")

    def _events(self, viewer: Viewer, slug: str = "", *_: str) -> None:
        """Tells a page of each change, as long as it listens."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for event in self._changes(viewer, slug):
            self.wfile.write(event.encode())
            self.wfile.flush()

    def _changes(self, viewer: Viewer, slug: str) -> Iterator[str]:
        """The state of a briefing, or the mere news that something is new, each time that it is another one."""
        last, desk = "", viewer.desk
        while not self.server.stopping.is_set():
            moves = desk.moves
            told = json.dumps(self.server.screen.state(viewer.view(slug))) if slug else str(moves)
            yield f"data: {told}\n\n" if told != last else ": still there\n\n"
            last = told
            with desk.moved:
                desk.moved.wait_for(lambda seen=moves: desk.moves != seen or self.server.stopping.is_set(), _STILL_THERE)  # type: ignore[misc]

    def _page(self, html: str, code: int = 200) -> None:
        self._send(code, "text/html; charset=utf-8", html.encode())

    def _text(self, code: int, text: str) -> None:
        self._send(code, "text/plain; charset=utf-8", text.encode())

    def _send(self, code: int, kind: str, data: bytes, more: dict[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **(more or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Whatever is wrong with a request, in few words."""
        self.close_connection = True
        self._text(code, "The preview only shows pages.")
