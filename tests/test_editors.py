"""What editors get: a schema of the front matter, a task whose messages they underline, and a check at each save."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_pipeline.load import load
from briefing_pipeline.load.front_matter import read_header, validate
from briefing_pipeline.load.yaml import Header
from briefing_pipeline.model import FrontMatter
from briefing_pipeline.schema import ABOUT, SNIPPETS, schema_of
from conftest import ROOT, House, briefing_text

SCHEMA = schema_of(load(ROOT)[0])
TYPES = {"string": ("str",), "array": ("list",), "object": ("dict",), "integer": ("int",)}
KEYWORDS = {"type", "enum", "enumDescriptions", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "items", "uniqueItems", "properties", "additionalProperties", "required", "description", "$schema", "title"}  # fmt: skip


def wrong(schema: dict[str, Any], value: Any, path: str = "") -> list[str]:
    """What a validator of draft 7 finds, for the keywords that the schema uses; a keyword more fails the test."""
    assert set(schema) <= KEYWORDS, set(schema) - KEYWORDS
    if isinstance(value, bool) or type(value).__name__ not in TYPES[schema["type"]]:
        return [f"{path}: type"]
    found = [f"{path}: enum"] if "enum" in schema and value not in schema["enum"] else []
    if isinstance(value, str):
        found += [f"{path}: pattern"] if not re.search(schema.get("pattern", ""), value) else []
        found += [f"{path}: length"] if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 10**9) else []
    elif isinstance(value, int):
        found += [f"{path}: range"] if not schema.get("minimum", 0) <= value <= schema.get("maximum", 10**9) else []
    elif isinstance(value, list):
        found += [f"{path}: few"] if len(value) < schema.get("minItems", 0) else []
        found += (
            [f"{path}: twice"] if schema.get("uniqueItems") and len({json.dumps(item) for item in value}) < len(value) else []
        )
        found += [fault for item in value for fault in wrong(schema["items"], item, f"{path}[]")]
    else:
        assert schema["additionalProperties"] is False
        found += [f"{path}.{key}: missing" for key in schema.get("required", []) if key not in value]
        found += [f"{path}.{key}: unknown" for key in value if key not in schema["properties"]]
        known = [key for key in value if key in schema["properties"]]
        found += [fault for key in known for fault in wrong(schema["properties"][key], value[key], f"{path}.{key}")]
    return found


def header(**front: str) -> dict[str, Any]:
    return read_header(briefing_text(**front)).data


def test_it_takes_every_briefing_of_the_sample() -> None:
    briefings = load(ROOT)[0].briefings
    assert len(briefings) == 19
    for briefing in briefings:
        assert wrong(SCHEMA, dict(briefing.data)) == [], briefing.slug


@pytest.mark.parametrize(
    ("front", "found"),
    [
        ({}, []),
        ({"drafts": "true"}, [".drafts: unknown"]),
        ({"status": "pubished"}, [".status: enum"]),
        ({"status": ""}, [".status: missing"]),
        ({"themes": "[neglct]"}, [".themes[]: enum"]),
        ({"themes": "[]"}, [".themes: few"]),
        ({"themes": "neglect"}, [".themes: type"]),
        ({"audience": "[schools, schools]"}, [".audience: twice"]),
        ({"review_by": "14/03/2027"}, [".review_by: pattern"]),
        ({"published_on": "2022-03-14 09:00"}, []),
        ({"title": "x" * 91}, [".title: length"]),
        ({"sources": "[{type: lcspr, year: 21}]"}, [".sources[].year: range"]),
        ({"sources": "[{type: lcspr, year: 2021, link: x}]"}, [".sources[].link: unknown"]),
        ({"changes": "[{on: 2022-03-14}]"}, [".changes[].note: missing"]),
        ({"private": "{name: [x]}"}, [".private.name: unknown"]),
        ({"training": "[signs-of-safty]"}, [".training[]: enum"]),
        ({"ages": "[1-5]"}, [".ages[]: enum"]),
    ],
)
def test_it_finds_what_check_finds(front: dict[str, str], found: list[str]) -> None:
    assert wrong(SCHEMA, header(**front)) == found


VALUES = st.one_of(
    st.text(max_size=5), st.integers(-1, 3000), st.none(), st.booleans(), st.lists(st.text(max_size=3), max_size=2),
    st.sampled_from(["2022-03-14", "2022-03-14 09:00", "thematic", "draft", ["neglect"], ["schools"], ["1-4"], [{"type": "scr", "year": 2020}], {"notes": "x"}]),
)  # fmt: skip


@given(st.dictionaries(st.sampled_from([*FrontMatter.model_fields, "other"]), VALUES, max_size=4))
def test_what_it_takes_the_model_takes(changed: dict[str, Any]) -> None:
    """But for days that no calendar has, and texts of blanks."""
    data = header() | changed
    if not wrong(SCHEMA, data):
        front = validate(FrontMatter, made := Header(data=data))
        assert front or all(fault.rule == "date-form" or "empty" in fault.message for fault in made.faults), made.faults


def test_every_key_says_what_it_is_for_and_every_choice_what_it_means() -> None:
    def keys(schema: dict[str, Any], path: str = "") -> set[str]:
        inner = schema.get("items", schema).get("properties", {})
        return {path + key for key in inner} | {deep for key, part in inner.items() for deep in keys(part, f"{path}{key}.")}

    assert keys(SCHEMA) == set(ABOUT)
    assert set(SCHEMA["properties"]) == set(FrontMatter.model_fields)
    themes = SCHEMA["properties"]["themes"]["items"]
    assert dict(zip(themes["enum"], themes["enumDescriptions"], strict=True))["neglect"] == "Neglect"
    assert "$ref" not in json.dumps(SCHEMA)


def test_it_is_printed_and_written(house: House) -> None:
    house.add("zyxquibble", briefing_text(status="draft"))
    assert "zyxquibble" in house.briefings("schema").stdout
    assert "zyxquibble" not in house.briefings("schema", "--public-log").stdout + house.briefings("schema", CI="1").stdout
    printed = house.briefings("schema")
    assert json.loads(printed.stdout)["properties"]["themes"]["items"]["enum"] == ["neglect"]
    assert house.briefings("schema", "--write").returncode == 0
    assert json.loads((house.root / ".vscode" / "briefing.schema.json").read_text(encoding="utf-8")) == json.loads(printed.stdout)
    snippets = json.loads((house.root / ".vscode" / SNIPPETS).read_text(encoding="utf-8"))
    assert snippets["Key: themes"]["body"] == ["themes: [${1|neglect|}]"]
    assert snippets["themes: neglect"]["prefix"] == ["neglect", "Neglect"]
    assert snippets["Key: kind"]["body"] == ["kind: ${1|case-specific,thematic,positive-practice|}"]
    assert {f"Key: {key}" for key in FrontMatter.model_fields} <= set(snippets)
    (house.root / "mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    assert house.briefings("schema").returncode == 1


def test_each_task_is_a_command_of_ours() -> None:
    tasks = json.loads((ROOT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    assert {task["args"][0] for task in tasks} == {"check", "preview", "build"}


def task() -> dict[str, Any]:
    tasks = json.loads((ROOT / ".vscode" / "tasks.json").read_text(encoding="utf-8"))["tasks"]
    check: dict[str, Any] = {task["label"]: task for task in tasks}["Check"]
    return check


def test_the_task_understands_what_check_prints(house: House) -> None:
    house.add("a-briefing", briefing_text(themes="[neglct]").replace("## Signs", "## Sings"))
    house.add("a-draft", briefing_text(status="draft", title="A", audience="[polise]"))
    pattern = task()["problemMatcher"]["pattern"]
    lines = house.briefings("check").stderr.split("\n")
    found = {match.groups()[:4] for line in lines if (match := re.match(pattern["regexp"], line))}
    assert found >= {
        ("briefings/a-briefing/briefing.md", "8", "error", "theme-unknown"),
        ("briefings/a-draft/briefing.md", "9", "warning", "audience-unknown"),
    }
    assert (pattern["file"], pattern["line"], pattern["severity"], pattern["code"], pattern["message"]) == (1, 2, 3, 4, 5)
    findings = json.loads(house.briefings("check", "--json").stdout)["findings"]
    assert len(found) == len([finding for finding in findings if finding["line"]])


def test_a_save_is_checked_at_once(house: House) -> None:
    house.add("a-draft", briefing_text(status="draft"))
    background = task()["problemMatcher"]["background"]
    command = [sys.executable, "-m", "briefing_pipeline", *task()["args"]]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=house.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as run:
        assert run.stderr
        alarm = threading.Timer(30, run.kill)
        alarm.start()
        seen: list[list[str]] = [[]]
        for line in run.stderr:
            seen[-1].append(line.rstrip("\n"))
            if re.match(background["endsPattern"], line.rstrip("\n")):
                if len(seen) == 2:
                    break
                seen.append([])
                house.text("a-draft").write_text(briefing_text(status="pubished"), encoding="utf-8")
        alarm.cancel()
        run.kill()
    assert re.match(background["beginsPattern"], seen[0][0])
    assert not any("error[" in line for line in seen[0])
    assert any("error[status]" in line for line in seen[1])
