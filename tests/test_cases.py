"""Every rule's folder of cases: a house's files that differ from a sound one, and the findings that they must give."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from briefing_pipeline.check import check
from briefing_pipeline.findings import RULES
from briefing_pipeline.gate import gate
from briefing_pipeline.load import load
from conftest import NOW, House

CASES = Path(__file__).parent / "cases"
# What needs more than a house's files to happen is tested beside the module that finds it.
ELSEWHERE = {
    "house", "file-kind", "pages-too-many", "glyph-missing", "leak", "unreadable-output", "link-dead", "request-outside", "pdf-link", "pdf-ua", "pdf-structure", "pdf-text", "pdf-layout", "pdf-code", "pack-empty", "output-changed",
    "output-listed", "output-outdated", "print-failed", "render-failed", "index-failed", "fonts", "frame", "looks-file", "rollback",
    "site-foreign", "build-running", "disk",
}  # fmt: skip


def folders() -> list[Path]:
    return sorted(path.parent for path in CASES.rglob("expected.txt"))


@pytest.mark.parametrize("case", folders(), ids=lambda path: path.relative_to(CASES).as_posix())
def test_case(house: House, case: Path) -> None:
    house.add("sound-briefing")
    for path in sorted(case.rglob("*")):
        target = house.root / path.relative_to(case)
        if path.is_file() and path.name != "expected.txt":
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    for folder in (house.root / "briefings").iterdir():
        if folder.is_dir() and not (folder / "decisions.yml").exists():
            house.sign(folder.name)
    catalogue, findings = load(house.root)
    findings += check(catalogue)
    findings += gate(catalogue, findings, NOW).findings
    found = sorted({f"{item.path}:{item.fault.line}: {item.severity}[{item.fault.rule}]" for item in findings})
    assert found == (case / "expected.txt").read_text(encoding="utf-8").split("\n")[:-1]
    rule = case.relative_to(CASES).parts[0]
    assert any(f"[{rule}]" in line for line in found)


def test_every_rule_has_its_cases() -> None:
    assert {path.name for path in CASES.iterdir()} | ELSEWHERE == set(RULES)
