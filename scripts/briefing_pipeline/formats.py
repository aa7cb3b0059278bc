"""Findings as other programs read them: SARIF 2.1.0, and the annotations of GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from . import __version__
from .findings import RULES, Finding
from .quoted import Sources, span

SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def by_file(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Each file with its findings, errors first; files with errors come before those without."""
    files: dict[str, list[Finding]] = {}
    for finding in sorted(set(findings), key=lambda item: (not item.is_error, item.sort_key())):
        files.setdefault(finding.path, []).append(finding)
    return dict(sorted(files.items(), key=lambda item: (not item[1][0].is_error, item[0])))


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, file by file."""
    return [finding for several in by_file(findings).values() for finding in several]


def sarif(findings: Sequence[Finding], sources: Sources, folder: str, left_out: int) -> dict[str, Any]:
    """A SARIF log; `folder` is where the house stands below the place in which it is read, "" or with a slash at its end."""
    listed = in_order(findings)
    ids = sorted({finding.fault.rule for finding in listed})
    rules = [{"id": rule, "shortDescription": {"text": RULES[rule]}} for rule in ids]
    driver = {"name": "briefings", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, ids, sources, folder) for finding in listed],
        "properties": {"leftOut": left_out},
    }
    return {"$schema": SARIF, "version": "2.1.0", "runs": [run]}


def _result(finding: Finding, ids: list[str], sources: Sources, folder: str) -> dict[str, Any]:
    told = finding.as_dict()
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(f"{folder}{told['path']}")}}
    if region := _region(finding, sources):
        place["region"] = region
    text = f"{told['message']} (hint: {told['hint']})" if told["hint"] else told["message"]
    return {
        "ruleId": finding.fault.rule,
        "ruleIndex": ids.index(finding.fault.rule),
        "level": told["severity"],
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }


def _region(finding: Finding, sources: Sources) -> dict[str, int]:
    """The line, and the columns of the words meant, counted from 1."""
    if not finding.fault.line:
        return {}
    line = sources.line(finding)
    meant = span(line, finding.fault) if line else None
    columns = {"startColumn": meant[0] + 1, "endColumn": meant[1] + 1} if meant else {}
    return {"startLine": finding.fault.line, **columns}


def github(findings: Sequence[Finding], sources: Sources, folder: str) -> Iterator[str]:
    """One workflow command a finding."""
    for finding in in_order(findings):
        told, region = finding.as_dict(), _region(finding, sources)
        fields: dict[str, str | int] = {"file": f"{folder}{told['path']}"}
        if region:
            fields |= {"line": region["startLine"]}
        if "startColumn" in region:
            fields |= {"col": region["startColumn"], "endColumn": region["endColumn"] - 1}
        fields["title"] = finding.fault.rule
        text = f"{told['message']}\nhint: {told['hint']}" if told["hint"] else str(told["message"])
        listed = ",".join(f"{name}={_field(str(value))}" for name, value in fields.items())
        yield f"::{told['severity']} {listed}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _field(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
