"""What the site says to browsers in its own defence: one policy, in each page and in files for the common web servers."""

from __future__ import annotations

import json
from pathlib import Path

from .owners import SITE, Owners

# Nothing inline, nothing from elsewhere. Pagefind's engine is WebAssembly, and runs in a worker.
_SOURCES = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
# For the page itself, where the server sends nothing. Who may frame a page only the server can say.
PAGE_POLICY = "; ".join(f"{name} {source}" for name, source in _SOURCES.items())

HEADERS = {
    "Content-Security-Policy": f"{PAGE_POLICY}; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def write_headers(output: Path) -> Owners:
    """Write the files from which web servers take HEADERS, each in its server's own form."""
    files = {
        "_headers": _netlify(),
        ".htaccess": _apache(),
        "nginx-headers.conf": _nginx(),
        "staticwebapp.config.json": _azure(),
    }
    for name, text in files.items():
        (output / name).write_text(text, encoding="utf-8")
    return dict.fromkeys(files, SITE)


def _netlify() -> str:
    """Netlify, Cloudflare Pages and others that read `_headers`."""
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())


def _apache() -> str:
    lines = "".join(f'  Header always set {name} "{value}"\n' for name, value in HEADERS.items())
    return f"ErrorDocument 404 /404.html\nOptions -Indexes\n<IfModule mod_headers.c>\n{lines}</IfModule>\n"


def _nginx() -> str:
    lines = "".join(f'add_header {name} "{value}" always;\n' for name, value in HEADERS.items())
    return f"# Inside the site's server block: include nginx-headers.conf;\nerror_page 404 /404.html;\n{lines}"


def _azure() -> str:
    """Azure Static Web Apps."""
    missing = {"404": {"rewrite": "/404.html", "statusCode": 404}}
    return json.dumps({"globalHeaders": HEADERS, "responseOverrides": missing}, indent=1) + "\n"
