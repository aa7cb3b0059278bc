"""A briefing printed on trial, so that nobody signs off a text that cannot be printed as it stands."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from ..findings import Finding, found
from ..gate import Place
from ..load import TEXT
from ..looks import Frames, looks_of
from ..model import Briefing, Catalogue
from ..pdf import print_faults
from ..pdf.jobs import Printer
from ..pdf.typeset import Job
from ..pdf.workers import Workers
from .draft import Draft, draft_of, place_of
from .folder import own_folder


def print_faults_of(briefing: Briefing, catalogue: Catalogue, now: datetime) -> list[Finding]:
    """What is wrong with the prints that a briefing would have. What they are made of is gone when this returns."""
    settings = catalogue.settings
    place = place_of(settings, catalogue.themes, now) if settings else None
    draft = draft_of(briefing, place, (), None) if place else None
    if not place or not draft:
        return []
    looks = looks_of(catalogue.root)
    with own_folder() as folder, Workers(folder, 1) as workers:
        jobs = jobs_of(draft, place, folder / "docs", looks, Frames(looks))
        faults = [fault for job, result in workers.set_all(jobs) for fault in print_faults(job, draft, result, looks)]
    return found(f"briefings/{briefing.slug}/{TEXT}", list(dict.fromkeys(faults)))


def jobs_of(draft: Draft, place: Place, docs: Path, looks: Path, frames: Frames) -> list[Job]:
    """A draft's set; its pictures are put into a folder of its own in `docs`."""
    folder = docs / draft.slug
    folder.mkdir(parents=True)
    for picture in draft.pictures:
        (folder / picture.name).write_bytes(picture.data)
    return Printer(place, docs, looks, frames).briefing(draft)
