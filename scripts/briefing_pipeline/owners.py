"""Whose each file of the output is: what nobody owns is not published."""

from __future__ import annotations

from pathlib import Path

from .findings import Fault, Finding, found

# Path in the output to the briefing that owns the file; what belongs to none is the site's, or the search's.
Owners = dict[str, str]
SITE = "site"
SEARCH = "search"


def check_owners(output: Path, owners: Owners) -> list[Finding]:
    """A finding for each file that nobody owns, and for each owned file that is not there."""
    there = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_symlink() or not path.is_dir()}
    findings: list[Finding] = []
    for name in sorted(there - owners.keys()):
        hint = "look where it comes from: overrides/frame/ perhaps"
        findings += found(name, [Fault(0, "output-listed", "nobody owns this file, so it may not be published", hint)])
    for name in sorted(owners.keys() - there):
        findings += found(name, [Fault(0, "output-listed", "this file should be there, and is not", "build again")])
    return findings
