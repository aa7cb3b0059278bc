"""The PDFs and packs to which pages lead: only those that have been made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .packs import Pack
from .pdf import PACKS, Printed
from .terms import LARGE, TEAM

# What may be printed of a briefing besides its PDF, by the end of the file's name.
COPIES = {"": "Download PDF", LARGE: "Large print", TEAM: "Team sheet"}


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


@dataclass(frozen=True)
class PackCopies:
    """A term's pack as pages offer it: a PDF to print, and a zip of so many bytes for a USB stick."""

    title: str
    pdf: Copy
    zip: str
    zip_size: int


def pack_copies(made: Iterable[Pack], prints: Mapping[str, Printed], sizes: Mapping[str, int]) -> list[PackCopies]:
    """Packs in their order; `prints` knows one as packs/autumn-2026, `sizes` as packs/autumn-2026.zip."""
    return [
        PackCopies(
            pack.term.title,
            Copy(pack.term.title, f"{name}.pdf", prints[name].pages, prints[name].size),
            f"{name}.zip",
            sizes[f"{name}.zip"],
        )
        for pack in made
        for name in (f"{PACKS}{pack.name}",)
    ]
