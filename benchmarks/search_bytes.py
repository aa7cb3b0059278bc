"""How many bytes a reader's browser fetches until the first result of a search, text compressed as servers do.

.venv/bin/python benchmarks/search_bytes.py SITE
"""

from __future__ import annotations

import gzip
import sys
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote_plus

from playwright.sync_api import sync_playwright

QUESTIONS = [
    "neglect",
    "mum depressed",
    "bruise on baby",
    "dad won't engage",
    "child never seen alone",
    "record what the child says about home",
    "the mother missed three hospital appointments and nobody asked why",
    "what should I do when parents refuse to let the social worker in",
]
TEXT = (".html", ".css", ".js", ".json", ".txt", ".svg", ".xml")


class Counted(SimpleHTTPRequestHandler):
    """Serves a folder, text compressed, and counts the bytes of all bodies."""

    sent = 0

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        data = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        if path.suffix in TEXT:
            data = gzip.compress(data, 9)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
        Counted.sent += len(data)

    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Counted, directory=sys.argv[1]))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for question in QUESTIONS:
            Counted.sent = 0
            context = browser.new_context()
            page = context.new_page()
            started = time.monotonic()
            page.goto(f"http://127.0.0.1:{server.server_port}/find/?q={quote_plus(question)}")
            page.wait_for_selector("#results li h3 a")
            seconds = time.monotonic() - started
            page.wait_for_load_state("networkidle")
            print(f"{Counted.sent / 1000:.1f} kB, {seconds:.2f} s: {question}")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
