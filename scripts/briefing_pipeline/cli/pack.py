"""The commands about packs for a term: make one, and find who has one that holds a briefing."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from ..archive import holders, packs_in, read_register, registers
from ..build import RELEASES, Stop, pack_up
from ..findings import did_you_mean
from ..load import load
from ..packs import EVERYBODY, read_term
from ..public_log import is_public
from ..publish import read_manifest
from ..streams import done
from ..switch import real
from .house import _print_stop
from .shared import AsJson, Now, PublicLog, Root, Site, as_dicts, err, plural, print_findings, print_json, print_lines, steps


def pack(
    term: Annotated[str, typer.Option("--term", help="The school term, e.g. autumn-2021.")],
    audience: Annotated[
        str | None, typer.Option("--audience", help="An id from `extra.audiences`, or `all`. Default: that of the site's packs.")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="The folder to write to. Default: build/packs/ in the house.")] = None,
    root: Root = Path(),
    now: Now = None,
    public_log: PublicLog = None,
    as_json: AsJson = False,
) -> None:
    """Make the pack for a term: one PDF to print, and one zip for a USB stick."""
    discreet, when = is_public(public_log), now or datetime.now(UTC)
    settings = load(root)[0].settings
    if settings:
        starts, known = settings.extra.packs.terms, [*settings.extra.audiences, EVERYBODY]
        if read_term(term, starts) is None:
            year = "".join(filter(str.isdecimal, term))
            forms = [f"{name}-{year if len(year) == 4 else when.year}" for name in starts]
            raise typer.BadParameter(f'there is no term "{term}": {did_you_mean(term, forms, "write it as " + ", ".join(forms))}')
        if audience is not None and audience not in known:
            raise typer.BadParameter(f'there is no audience "{audience}": {did_you_mean(audience, known, ", ".join(known))}')
    folder = Path(os.path.abspath(out or root / "build" / "packs"))  # noqa: PTH100 - without ".." and as it was written
    if any(real(folder).is_relative_to(one) for one in (real(root / "site"), real(root / RELEASES))):
        raise typer.BadParameter(f"{folder} is the site, whose files only a build may write: name another folder")
    try:
        made, files, noted = pack_up(root, term, audience, folder, when, steps(as_json))
    except Stop as stop:
        _print_stop(stop, as_json, discreet, root, when, "No pack was written.")
        raise typer.Exit(1) from None
    done(f"The pack is in {folder}.")
    if as_json:
        print_json(made.facts() | {"files": [str(path) for path in files], "findings": as_dicts(noted)})
        return
    print_lines(f"{made.title}, for: {made.label}. {plural(len(made.briefings), 'briefing')}:")
    print_lines(*(f"  {briefing.title}" for briefing in made.briefings))
    print_lines(*(f"Written: {path}" for path in files))
    print_findings(noted)


def recall(
    slug: Annotated[str, typer.Argument(metavar="NAME", help="The briefing: the name of its folder.")],
    places: Annotated[
        list[Path] | None, typer.Option("--in", help="Look at the packs in this folder too. May be given more than once.")
    ] = None,
    root: Root = Path(),
    site: Site = None,
    public_log: PublicLog = None,
    as_json: AsJson = False,
) -> None:
    """List every pack that holds a briefing, on the site now, earlier, or written elsewhere: who must be told."""
    if is_public(public_log):
        raise typer.BadParameter("where a briefing went is not for a log that others can read")
    catalogue, findings = load(root)
    if catalogue.settings is None:
        print_findings([finding for finding in findings if finding.is_error])
        raise typer.Exit(1)
    known = [briefing.slug for briefing in catalogue.briefings]
    read = {path: read_register(path) for path in registers(root)}
    unreadable = [str(path) for path, entries in read.items() if entries is None]
    slug = Path(slug).name
    entries = [entry for register in read.values() for entry in register or []]
    entries += _packs_of_releases(root, site or root / "site")
    for place in places or []:
        if not place.is_dir():
            raise typer.BadParameter(f"there is no folder {place}")
        entries += packs_in(place)
    found = _once(holders(entries, slug))
    if slug not in known and not found:
        raise typer.BadParameter(f'there is no briefing "{slug}": {did_you_mean(slug, known, "briefings status lists them")}')
    if as_json:
        print_json({"briefing": slug, "packs": found, "unreadable": unreadable})
    else:
        _print_holders(slug, found)
        for path in unreadable:
            err.print(f"There may be more: {path} lists packs that were made, and cannot be read. Put back a copy that is whole.")
    raise typer.Exit(1 if unreadable else 0)


def _print_holders(slug: str, found: list[dict[str, Any]]) -> None:
    if not found:
        print_lines(f"No pack that is known here holds {slug}.")
        return
    places: dict[str, list[str]] = {}
    for entry in found:
        what = f"{entry['title']}, for: {entry['for']} (as at {entry['as_at']}), with version {entry['version']}. It is or was:"
        made = f", made on {entry['made'][:10]}" if entry.get("made") else ""
        places.setdefault(what, []).append(f"{entry['pack']} in {entry['where']}{made}")
    print_lines(f"{plural(len(places), 'pack')} with {slug}:")
    for what, several in places.items():
        print_lines(f"  {what}", *(f"    - {place}" for place in dict.fromkeys(several)))
    who = dict.fromkeys(str(entry["for"]) for entry in found)
    print_lines("", f"Tell: {'; '.join(who)}.")
    err.print("A pack that was copied on is known to nobody here: ask those whom you tell to pass it on.")


def _packs_of_releases(root: Path, site: Path) -> list[dict[str, Any]]:
    """The packs of the site and of the releases that are kept."""
    folders = sorted(root.glob(f"{RELEASES}*/*"))
    current = real(site)
    entries: list[dict[str, Any]] = []
    for folder in [*folders, *([current] if current not in [real(one) for one in folders] else [])]:
        if manifest := read_manifest(folder):
            earlier = f"the site of {str(manifest.get('built_for'))[:10]}, which is kept for `briefings rollback`"
            where = "the site, as it is now" if real(folder) == current else earlier
            entries += [entry | {"where": where} for entry in packs_in(folder)]
    return entries


def _once(entries: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each pack at each place once, latest last."""
    seen = {
        (str(entry.get("where")), str(entry.get("pack")), str(entry.get("as_at")), str(entry["version"])): entry
        for entry in entries
    }
    wanted = ("title", "as_at", "for", "where", "pack")
    sound = [entry for entry in seen.values() if all(isinstance(entry.get(key), str) for key in wanted)]
    return sorted(sound, key=lambda entry: (str(entry["as_at"]), str(entry["where"])))
