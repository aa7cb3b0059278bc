"""What `check` prints: the line that is meant with the words marked, file by file, and the formats that programs read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing_pipeline.findings import Fault, Finding, Severity
from briefing_pipeline.formats import by_file, github, sarif
from briefing_pipeline.quoted import WIDTH, Sources, quote, span
from conftest import NOW, House, briefing_text

FAULTY = briefing_text(themes="[neglct]", review_by="14/03/2027", audience="[schools, polise]")


def said(house: House, *words: str) -> tuple[int, str, str]:
    run = house.briefings("check", "--now", NOW.isoformat(), *words)
    assert "Traceback" not in run.stderr
    return run.returncode, run.stdout, run.stderr


def test_the_line_stands_below_its_message_with_the_words_marked(house: House) -> None:
    house.add("a-briefing", FAULTY)
    _, _, text = said(house)
    assert (
        'briefings/a-briefing/briefing.md:8: error[theme-unknown]: there is no theme "neglct"\n'
        "      8 | themes: [neglct]\n"
        "        |          ^^^^^^\n"
        '    hint: did you mean "neglect"?'
    ) in text
    assert "      7 | review_by: 14/03/2027\n        |            ^^^^^^^^^^\n" in text


def test_files_with_errors_come_first_and_so_do_errors_in_a_file(house: House) -> None:
    house.add("a-draft", briefing_text(title="A draft", status="draft", themes="[neglct]"))
    long = "\n".join(f"## {label}\n\n{'A word. ' * 80}\n" for label in ["What it is", "Why it matters", "What reviews tell us"])
    rest = ["Signs to look for", "What good practice looks like", "What to do now", "Questions for reflection"]
    body = long + "\n".join(f"## {label}\n\n{'A word. ' * 80}\n" for label in rest)
    house.add("b-long", briefing_text(title="Long", body=body, audience="[polise]"))
    code, _, text = said(house)
    heads = re.findall(r"^(briefings/[^:]+):\d+: (error|warning)\[", text, re.MULTILINE)
    assert code == 1
    assert heads == [
        ("briefings/b-long/briefing.md", "error"),
        ("briefings/b-long/briefing.md", "warning"),
        ("briefings/a-draft/briefing.md", "warning"),
    ]
    assert text.endswith("1 error and 2 warnings in 2 files.\n")


def test_a_log_that_others_read_shows_no_line_of_any_text(house: House) -> None:
    house.add(
        "open-briefing", briefing_text(private="\n  names: [Zyxquibble Person]").replace("Words about signs", "zyxquibble words")
    )
    house.add("a-draft", briefing_text(title="A draft", status="draft", themes="[zyxquibble]"))
    (house.root / "themes" / "short.md").write_text("---\ntitle: Short\n---\nZyx quibble.\n", encoding="utf-8")
    assert "zyxquibble" in said(house)[2]
    for form in ("text", "json", "sarif", "github"):
        _, out, err = said(house, "--format", form, "--public-log")
        assert "zyxquibble" not in (out + err).casefold(), form
        assert " | " not in err, form
    assert "theme-words" in said(house, "--public-log")[2]


@pytest.mark.parametrize(
    ("fault", "line", "marked"),
    [
        (Fault(1, "theme-unknown", 'there is no theme "neglct"'), "themes: [neglct]", "neglct"),
        (Fault(1, "theme-unknown", 'there is no theme "polic"'), "audience: [police, polic]", "polic"),
        (Fault(1, "date-form", '"on" is not a date', words="1/2/2022"), "- {on: 1/2/2022}", "1/2/2022"),
        (Fault(1, "key-missing", 'the key "title" is missing'), "kind: thematic", None),
        (Fault(1, "raw-html", "there is HTML", words="<b>"), "漢字 and\t<b>bold</b>", "<b>"),
    ],
)
def test_the_words_meant_are_found(fault: Fault, line: str, marked: str | None) -> None:
    found = span(line, fault)
    assert (line[slice(*found)] if found else None) == marked


@given(st.text(st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=400), st.integers(0, 400), st.integers(1, 30))
def test_marks_stand_below_the_words_whatever_their_width(line: str, start: int, length: int) -> None:
    start = min(start, max(0, len(line) - 1))
    end = min(len(line), start + length)
    shown = quote(line, (start, end), WIDTH)
    assert cell_len(shown.text) <= 2 * WIDTH + 4
    assert 0 <= shown.start < shown.end
    first = "".join("    " if sign == "\t" else sign if sign.isprintable() or sign == "\xa0" else "�" for sign in line[start:end])
    # What stands in the cells marked is the beginning of the words, as far as they are shown.
    before = next((at for at in range(len(shown.text) + 1) if cell_len(shown.text[:at]) == shown.start), None)
    assert before is not None
    assert not first or shown.text[before:].lstrip("\u0300").startswith(first[:1]) or cell_len(first[:1]) == 0


def findings_of(path: str) -> list[Finding]:
    fault = Fault(4, "theme-unknown", 'there is no theme "50%,:x"', 'did\nyou mean "neglect"?')
    whole = Fault(0, "file-type", "this is not a theme", "", Severity.WARNING)
    return [Finding(path, fault, Severity.ERROR), Finding("themes/x y.txt", whole, Severity.WARNING)]


def test_annotations_are_escaped(tmp_path: Path) -> None:
    first, second = github(findings_of("briefings/a,b:c/briefing.md"), Sources(tmp_path), "sub/")
    assert first == (
        "::error file=sub/briefings/a%2Cb%3Ac/briefing.md,line=4,title=theme-unknown::"
        'there is no theme "50%25,:x"%0Ahint: did�you mean "neglect"?'
    )
    assert second == "::warning file=sub/themes/x y.txt,title=file-type::this is not a theme"


def test_sarif_has_the_structure_of_2_1_0(house: House) -> None:
    house.add("a-briefing", FAULTY)
    (house.root / "themes" / "odd name.txt").write_text("x", encoding="utf-8")
    code, out, _ = said(house, "--format", "sarif")
    log = json.loads(out)
    assert code == 1
    assert set(log) == {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["tool"]["driver"]["name"] == "briefings"
    assert run["columnKind"] == "unicodeCodePoints"
    assert len({rule["id"] for rule in rules}) == len(rules)
    lines = (house.text("a-briefing")).read_text(encoding="utf-8").split("\n")
    marked = set()
    for result in run["results"]:
        assert set(result) == {"ruleId", "ruleIndex", "level", "message", "locations"}
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning")
        assert result["message"]["text"]
        (place,) = result["locations"]
        physical = place["physicalLocation"]
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", physical["artifactLocation"]["uri"])
        region = physical.get("region")
        if region and "startColumn" in region:
            line = lines[region["startLine"] - 1]
            marked.add(line[region["startColumn"] - 1 : region["endColumn"] - 1])
    assert marked == {"neglct", "polise", "14/03/2027"}
    assert "themes/odd%20name.txt" in out


def test_json_is_the_same_by_both_names_and_agrees_with_sarif(house: House) -> None:
    house.add("a-briefing", FAULTY)
    answer = said(house, "--json")[1]
    assert answer == said(house, "--format", "json")[1]
    found = json.loads(answer)["findings"]
    results = json.loads(said(house, "--format", "sarif")[1])["runs"][0]["results"]
    assert [item["rule"] for item in found] == [item["ruleId"] for item in results]


def test_every_finding_is_there_once_in_every_format(tmp_path: Path) -> None:
    findings = [*findings_of("a/b.md"), *findings_of("a/b.md")]
    assert sum(len(several) for several in by_file(findings).values()) == 2
    assert len(sarif(findings, Sources(tmp_path), "", 0)["runs"][0]["results"]) == 2


@pytest.mark.parametrize(
    "name",
    [
        "a-briefing",
        "briefings/a-briefing/",
        "briefings/a-briefing/briefing.md",
        "briefings/a-briefing/x.png",
        "mkdocs.yml",
        "briefings\\a-briefing",
    ],
)
def test_one_place_is_checked_by_any_of_its_names(house: House, name: str) -> None:
    house.add("a-briefing", FAULTY, **{"x.png": b"no picture"})
    house.add("b-briefing", briefing_text(title="B", audience="[polise]"))
    code, _, text = said(house, name)
    assert "b-briefing" not in text
    assert code == (0 if name == "mkdocs.yml" else 1)
