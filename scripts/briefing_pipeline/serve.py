"""Shows a built site on this machine alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from .headers import HEADERS


class _Handler(SimpleHTTPRequestHandler):
    """The site's own 404 page, and no line for every request."""

    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, "404.html")
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve_site(site: Path, port: int, ready: Callable[[str], None]) -> None:
    """Serve `site` on 127.0.0.1 until interrupted; `ready` is told the address. Raises OSError if the port is taken."""
    # The link is followed at each request, so that a new build shows at once.
    with ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(site))) as server:
        ready(f"http://127.0.0.1:{server.server_port}/")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return
