"""The PDFs to which pages lead: only those that have been made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from .pdf import Printed

# What may be printed of a briefing besides its PDF, by the end of the file's name.
COPIES = {"": "Download PDF", "-large-print": "Large print", "-team-sheet": "Team sheet"}


@dataclass(frozen=True)
class Copy:
    """A PDF that a page leads to: the words of its link, its address in the site, its sides and its bytes."""

    label: str
    path: str
    pages: int
    size: int


def copies(slug: str, prints: Mapping[str, Printed]) -> list[Copy]:
    """The PDFs of a briefing that are there; `prints` knows a further one as SLUG-large-print or SLUG-team-sheet."""
    return [
        Copy(label, f"{slug}/{slug}{ending}.pdf", prints[slug + ending].pages, prints[slug + ending].size)
        for ending, label in COPIES.items()
        if slug + ending in prints
    ]


def packs(prints: Mapping[str, Printed]) -> list[Copy]:
    """The packs that are there; `prints` knows one as packs/autumn-2026."""
    names = sorted(name for name in prints if name.startswith("packs/"))
    return [
        Copy(PurePosixPath(name).name.replace("-", " ").capitalize(), f"{name}.pdf", prints[name].pages, prints[name].size)
        for name in names
    ]
