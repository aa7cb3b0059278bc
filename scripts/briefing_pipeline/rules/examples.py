"""A rule's example: one of its cases, laid out as a house and checked, so that the message is what the press says today."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from ..check import check
from ..check_settings import check_settings
from ..findings import Finding
from ..load import load
from ..load.files import TEXT_BYTES, read_file
from ..load.text import decode
from ..shipped import shipped
from ..terms import SECTIONS, Kind
from .texts import TELLING

_EXPECTED = re.compile(r"(?P<path>.+?):(?P<line>\d+): (?P<severity>error|warning)\[(?P<rule>[a-z0-9-]+)\]")
# So many lines stand above and below the one that is meant.
AROUND = 1
LONGEST = 160
_SOUND = (
    "---\ntitle: A sound briefing\nkind: thematic\nstatus: published\nsummary: One sentence.\npublished_on: 2022-03-14\n"
    "review_by: 2027-03-14\nthemes: [neglect]\n---\n"
) + "".join(f"## {label}\n\nWords.\n\n" for label in SECTIONS[Kind.THEMATIC].values())


@dataclass(frozen=True)
class Example:
    """The file and the lines that somebody might write, and what is said of them; no message where only a build says it."""

    path: str
    lines: tuple[str, ...]
    said: str


@dataclass(frozen=True)
class _Case:
    folder: Path
    path: str
    line: int
    others: int


def severities(rule: str) -> set[str]:
    """Whether the rule's cases give errors, warnings or both."""
    return {match["severity"] for folder in _folders(rule) for match in _expected(folder) if match["rule"] == rule}


@cache
def example_of(rule: str) -> Example | None:
    """The plainest case of a rule, None where there is none."""
    cases = [
        _Case(folder, match["path"], int(match["line"]), len(list(_expected(folder))))
        for folder in _folders(rule)
        for match in _expected(folder)
        if match["rule"] == rule
    ]
    if not cases:
        return None
    case = min(
        cases,
        key=lambda case: (
            case.folder.name != TELLING.get(rule),
            case.others,
            not case.line,
            not case.path.endswith(".md"),
            case.folder.name,
        ),
    )
    said = next((finding.as_text() for finding in _findings(case.folder) if finding.fault.rule == rule), "")
    return Example(case.path, _lines(case), said)


def _folders(rule: str) -> list[Path]:
    place = shipped("cases", "tests/cases") / rule
    return sorted(path for path in place.iterdir() if path.is_dir()) if place.is_dir() else []


def _expected(folder: Path) -> Iterator[re.Match[str]]:
    for line in (folder / "expected.txt").read_text(encoding="utf-8").split("\n"):
        if match := _EXPECTED.fullmatch(line):
            yield match


def _findings(case: Path) -> list[Finding]:
    """What checking a house with the case in it gives."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "briefings" / "sound-briefing").mkdir(parents=True)
        (root / "briefings" / "sound-briefing" / "briefing.md").write_text(_SOUND, encoding="utf-8")
        (root / "themes").mkdir()
        shutil.copy(shipped("house/mkdocs.yml", "mkdocs.yml"), root)
        shutil.copy(shipped("house/themes", "themes") / "neglect.md", root / "themes")
        shutil.copytree(case, root, dirs_exist_ok=True)
        for gone in (root / "remove.txt").read_text(encoding="utf-8").split() if (root / "remove.txt").is_file() else []:
            shutil.rmtree(root / gone) if (root / gone).is_dir() else (root / gone).unlink()
        catalogue, findings = load(root)
        return [*findings, *check(catalogue), *check_settings(catalogue.settings, datetime.now(UTC))]


def _lines(case: _Case) -> tuple[str, ...]:
    """The line that is meant with one above and below, as they can be shown."""
    if not case.line or not (case.folder / case.path).is_file():
        return ()
    data, _ = read_file(case.folder / case.path, TEXT_BYTES)
    rows = decode(data)[0].split("\n")[max(0, case.line - 1 - AROUND) : case.line + AROUND]
    return tuple(row if len(row) <= LONGEST else f"{row[:LONGEST]} …" for row in rows)
