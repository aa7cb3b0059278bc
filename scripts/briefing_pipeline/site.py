"""Runs the renderer. To change MkDocs for another one, this is the module to touch."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader

from .feeds import feeds
from .findings import Fault, Finding, found
from .gate import Place, Release
from .headers import PAGE_POLICY
from .owners import SITE, Owners
from .pages import Page

# What the renderer adds to the pages.
_ADDED = ("404.html", "sitemap.xml", "sitemap.xml.gz")


def render(
    release: Release, pages: Iterable[Page], docs: Path, output: Path, looks: Path, temporary: Path
) -> tuple[Owners, list[Finding]]:
    """Write each page into `docs` and let MkDocs put its frame round it; the site stands in `output`. Whose each page is."""
    owners: Owners = dict.fromkeys(_ADDED, SITE)
    for page in pages:
        _write(page, docs)
        owners[f"{page.path}/index.html".lstrip("/")] = page.owner
    for name, text in feeds(release):
        (docs / name).write_text(text, encoding="utf-8")
        owners[name] = SITE
    config = docs.parent / "mkdocs.yml"
    config.write_text(yaml.safe_dump(_config(release, docs, output, looks), allow_unicode=True), encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(config)]
    environment = os.environ | {"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1", "TMPDIR": str(temporary)}
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    if run.returncode == 0:
        return owners, []
    lines = [line for line in run.stderr.splitlines() if line.startswith(("ERROR", "WARNING", "Aborted", "Error"))]
    message = "; ".join(lines) or "MkDocs stopped without a word"
    fault = Fault(0, "render-failed", message, "look at the frames in overrides/ and at mkdocs.yml")
    return owners, found("overrides/", [fault])


def _write(page: Page, docs: Path) -> None:
    """One page: front matter that we made, and HTML in one block, which MkDocs passes through untouched."""
    path = docs / page.path / "index.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    header = yaml.safe_dump(_meta(page), allow_unicode=True, sort_keys=False)
    path.write_text(f"---\n{header}---\n\n{_content(page)}\n", encoding="utf-8")


def _content(page: Page) -> str:
    return f"<div>\n{page.html.strip()}\n</div>"


def _meta(page: Page) -> dict[str, Any]:
    """What the frame is told of a page."""
    return {
        "title": page.title,
        "description": page.description,
        "area": page.area,
        "listed": page.listed,
        "go_to": page.go_to,
        "script": page.script,
        "feed": page.feed,
        "facts": dict(page.facts),
        "filters": {key: values for key, values in page.filters.items() if values},
    }


def framed(page: Page, place: Place, looks: Path) -> str:
    """One page below the home page as the renderer would write it, without running it: a test holds the two together."""
    url = f"{page.path}/"
    about = {"meta": _meta(page), "content": _content(page), "url": url, "is_homepage": False}
    about["canonical_url"] = place.settings.site_url + url
    frame = _frames(looks / "frame").get_template("main.html")
    return frame.render(page=about, config=_names(place), base_url="/".join([".."] * page.depth))


@cache
def _frames(folder: Path) -> Environment:
    """As the renderer has it: nothing is escaped but what main.html escapes by hand."""
    return Environment(loader=FileSystemLoader(folder), autoescape=False)


def _names(place: Place) -> dict[str, Any]:
    """What the frame is told of the site."""
    settings = place.settings
    extra = settings.extra.model_dump(mode="json", exclude={"publication"}) | {"policy": PAGE_POLICY}
    return {"site_name": settings.site_name, "site_url": settings.site_url, "extra": extra}


def _config(release: Release, docs: Path, output: Path, looks: Path) -> dict[str, Any]:
    """The house's own mkdocs.yml is the officer's; the renderer gets this one, made from what was checked."""
    return _names(release) | {
        "docs_dir": str(docs),
        "site_dir": str(output),
        "theme": {
            "name": None,
            "custom_dir": str(looks / "frame"),
            "locale": "en",
            "static_templates": [name for name in _ADDED if not name.endswith(".gz")],
        },
        "plugins": [],
        "use_directory_urls": True,
    }
