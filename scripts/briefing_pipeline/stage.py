"""A release to the folder that the renderer reads: pictures and looks. Nothing withheld is ever on that path."""

from __future__ import annotations

import shutil
from pathlib import Path

from .colours import stylesheet
from .gate import Release


def stage(release: Release, docs: Path, looks: Path) -> None:
    """Fill the empty folder `docs` with the assets and the released pictures."""
    docs.mkdir(parents=True)
    # Emoji fonts are for print: screens bring their own.
    shutil.copytree(looks / "assets", docs / "assets", ignore=shutil.ignore_patterns("emoji"))
    (docs / "assets" / "colours.css").write_text(stylesheet(release.settings.extra.colours), encoding="utf-8")
    if logo := release.settings.logo:
        (docs / "assets" / logo.name).write_bytes(logo.data)
    for notice in release.notices:
        (docs / notice.slug).mkdir()
    for briefing in release.briefings:
        folder = docs / briefing.slug
        folder.mkdir()
        for picture in briefing.pictures:
            (folder / picture.name).write_bytes(picture.data)
