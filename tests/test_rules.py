"""Every rule has its page, in the terminal and in the documentation, from its own text and one of its cases."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from briefing_pipeline.cli.check import found_in
from briefing_pipeline.findings import RULES
from briefing_pipeline.load import load
from briefing_pipeline.mend import MENDS
from briefing_pipeline.mend.house import plan
from briefing_pipeline.rules import group_of, page_of
from briefing_pipeline.rules.texts import GROUPS, MENDING, NO_EXAMPLE, TELLING, WHY
from conftest import NOW, ROOT, House, briefing_text

CASES = ROOT / "tests" / "cases"


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_a_page(rule: str) -> None:
    page = page_of(rule)
    assert page.group in GROUPS.values()
    assert page.mending.endswith((".", "?")), page.mending
    assert page.example or NO_EXAMPLE.get(rule)
    if page.example and page.example.said:
        assert f"[{rule}]: " in page.example.said
    markdown, text = page.as_markdown(), page.as_text()
    for part in (page.asks, page.weight, page.why, page.mending):
        assert part in markdown
        assert part in text
    assert "\n\n\n\n" not in markdown


def test_texts_name_rules_that_exist() -> None:
    for table in (GROUPS, WHY, MENDING, NO_EXAMPLE, TELLING, MENDS):
        assert set(table) <= set(RULES)
    assert not [rule for rule in NO_EXAMPLE if (CASES / rule).exists()]
    assert all((CASES / rule / case / "expected.txt").is_file() for rule, case in TELLING.items())
    assert next(iter(RULES)) in GROUPS
    assert group_of("theme-unknown") == "Names and references"


def test_most_pages_show_the_message_itself() -> None:
    said = [rule for rule in RULES if (example := page_of(rule).example) and example.said]
    assert len(said) >= 60
    for rule in ("fence", "status", "date-form", "theme-unknown", "section-unknown", "picture-alt", "record-changed"):
        assert rule in said


SLIPS = {
    "fence": ("---\n", "—\n"),
    "date-form": ("2027-03-14", "14/03/2027"),
    "value-unknown": ("kind: thematic", "kind: Thematic"),
    "theme-unknown": ("[neglect]", "[neglct]"),
    "yaml": ("title: Listening", "title: Listening: hearing"),
    "audience-unknown": ("[schools]", "[Schools and colleges]"),
    "training-unknown": ("summary:", "training: [Early Help]\nsummary:"),
    "section-unknown": ("## Signs to look for", "## Sings to look for"),
    "heading-level": ("## Signs to look for", "# Signs to look for"),
    "text-before-sections": ("## What it is", "##What it is"),
    "slug-form": ("", ""),
}


@pytest.mark.parametrize("rule", MENDS)
def test_what_a_page_says_of_fix_is_true(house: House, rule: str) -> None:
    house.add("A-Draft" if rule == "slug-form" else "a-draft", briefing_text(status="draft").replace(*SLIPS[rule]))

    def rules() -> set[str]:
        return {finding.fault.rule for finding in found_in(house.root, [], NOW)[1]}

    assert rule in rules()
    plan(load(house.root)[0], [], void=False).carry_out(house.root)
    assert rules() == set()


def test_explain_in_the_terminal(house: House) -> None:
    for name in ("theme-unknown", "[theme-unknown]", "error[theme-unknown]"):
        run = house.briefings("check", "--explain", name)
        assert run.returncode == 0
        assert "A theme is a file in themes/." in run.stdout
        assert 'there is no theme "neglct"' in run.stdout
    run = house.briefings("check", "--explain", "theme-unknwn")
    assert run.returncode == 2
    assert 'did you mean "theme-unknown"?' in " ".join(re.sub("[│╭╮╰╯─]", " ", run.stderr).split())


def test_the_pages_are_written_and_linked(house: House, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "rules"
    assert house.briefings("rules", str(folder)).returncode == 0
    index = (folder / "index.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(([a-z0-9-]+)\.md\)", index))
    assert linked == set(RULES) == {path.stem for path in folder.iterdir()} - {"index"}
    assert re.findall(r"^## (.*)$", index, re.MULTILINE) == list(GROUPS.values())
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert house.briefings("rules", str(folder)).returncode == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_pages_are_not_written_among_other_things(house: House) -> None:
    before = sorted(path.name for path in house.root.iterdir())
    assert house.briefings("rules", ".").returncode == 2
    assert sorted(path.name for path in house.root.iterdir()) == before


def test_the_page_for_officers_names_rules_that_exist() -> None:
    text = (ROOT / "docs" / "messages.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE)
    assert len(rows) == len(set(rows)) == 10
    assert set(rows) <= set(RULES)
    assert set(re.findall(r"(?:error|warning)\[([a-z-]+)\]", text)) <= set(RULES)


def test_the_installed_package_has_its_pages_and_names_that_windows_takes(wheel: Path, tmp_path: Path) -> None:
    code = "from briefing_pipeline.rules import page_of\nprint(page_of('theme-unknown').as_text())"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(wheel), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert 'there is no theme "neglct"' in run.stdout
    names = [path.relative_to(wheel).as_posix() for path in wheel.rglob("*")]
    assert len({name.casefold() for name in names}) == len(names)
    device = re.compile(r'(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)|[<>:"|?*\\]|[. ](/|$)', re.IGNORECASE)
    assert not [name for name in names if device.search(name)]
    examples = [rule for rule in RULES if (CASES / rule).exists() and not (wheel / "briefing_pipeline" / "cases" / rule).is_dir()]
    assert examples == ["file-size"]
