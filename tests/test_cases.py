"""Every rule's folder of cases: a house's files that differ from a sound one, and the findings that they must give."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from briefing_pipeline.build import Stop
from briefing_pipeline.check import check
from briefing_pipeline.check_settings import check_settings
from briefing_pipeline.findings import RULES, Finding
from briefing_pipeline.gate import gate
from briefing_pipeline.load import load
from conftest import NOW, ROOT, House

CASES = Path(__file__).parent / "cases"
# What needs more than files to happen is tested beside the module that finds it.
ELSEWHERE = {"file-kind", "sign-off-void", "output-changed", "output-outdated", "index-failed", "rollback", "build-running", "disk", "pdf-structure", "pdf-text", "pdf-layout", "pdf-code", "pack-empty", "pack-register"}  # fmt: skip
# What only a build finds.
BUILT = {
    "pages-too-many", "leak", "unreadable-output", "link-dead", "request-outside", "pdf-link", "pdf-ua", "print-failed",
    "output-listed", "render-failed", "frame", "looks-file", "fonts", "site-foreign",
}  # fmt: skip


def folders() -> list[Path]:
    return sorted(path.parent for path in CASES.rglob("expected.txt"))


@pytest.mark.parametrize("case", folders(), ids=lambda path: path.relative_to(CASES).as_posix())
def test_case(house: House, case: Path) -> None:
    house.add("sound-briefing")
    lay_out(case, house)
    rule = case.relative_to(CASES).parts[0]
    findings = found_by_build(house) if rule in BUILT else found_by_check(house)
    found = sorted({f"{item.path}:{item.fault.line}: {item.severity}[{item.fault.rule}]" for item in findings})
    assert found == (case / "expected.txt").read_text(encoding="utf-8").split("\n")[:-1]
    assert any(f"[{rule}]" in line for line in found)


def lay_out(case: Path, house: House) -> None:
    """The case's files over a sound house; `overrides/` over the press's own, `remove.txt` names what is missing."""
    if (case / "overrides").is_dir():
        shutil.copytree(ROOT / "overrides", house.root / "overrides")
    for path in sorted(case.rglob("*")):
        target = house.root / path.relative_to(case)
        if path.is_file() and path.name not in ("expected.txt", "remove.txt"):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    for folder in (house.root / "briefings").iterdir():
        if folder.is_dir() and not (folder / "decisions.yml").exists():
            house.sign(folder.name)
    if (case / "remove.txt").is_file():
        for name in (case / "remove.txt").read_text(encoding="utf-8").split():
            place = house.root / name
            shutil.rmtree(place) if place.is_dir() else place.unlink()


def found_by_check(house: House) -> list[Finding]:
    catalogue, findings = load(house.root)
    findings += [*check(catalogue), *check_settings(catalogue.settings, NOW)]
    return [*findings, *gate(catalogue, findings, NOW).findings]


def found_by_build(house: House) -> list[Finding]:
    try:
        return house.build().warnings
    except Stop as stop:
        # The search index names its files by their contents, which change with every frame.
        told = [item for item in stop.findings if not item.path.startswith("pagefind/")]
        return [replace(item, path=item.path.removeprefix(f"{house.root}/")) for item in told]


def test_every_rule_has_its_cases() -> None:
    assert {path.name for path in CASES.iterdir()} | ELSEWHERE == set(RULES)
