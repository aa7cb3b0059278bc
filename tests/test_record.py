"""The record of decisions: what the commands write is read again, and what a hand changed in it is found."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from briefing_pipeline.check import check
from briefing_pipeline.gate import gate
from briefing_pipeline.load import load
from briefing_pipeline.load.record import load_record
from briefing_pipeline.record import Held
from briefing_pipeline.write import NotWritten, append_entry, set_values
from conftest import NOW, House, briefing_text, examples

ENTRIES: list[dict[str, Any]] = [
    {"did": "submitted", "by": "writer@example.org", "digest": "a" * 64},
    {
        "did": "held",
        "by": "second@example.org",
        "reason": "inquest",
        "owner": "Łucja: “the clerk”",
        "look_again": "2027-01-01",
        "note": "a: #b 'c'",
    },
    {"did": "approved", "by": "second@example.org", "role": "anonymisation", "digest": "a" * 64},
    {"did": "cleared", "by": "second@example.org", "hold": 2, "role": "legal-adviser", "why": "The inquest ended."},
]


def written(path: Path, number: int = len(ENTRIES)) -> str:
    for entry in ENTRIES[:number]:
        append_entry(path, entry | {"at": "2026-01-10T09:00:00Z"})
    return path.read_text(encoding="utf-8")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "decisions.yml"
    text = written(path)
    record, faults = load_record(path)
    assert not faults
    assert [entry.did for entry in record.entries] == ["submitted", "held", "approved", "cleared"]
    held = record.entries[1]
    assert isinstance(held, Held)
    assert held.owner == "Łucja: “the clerk”"
    assert held.note == "a: #b 'c'"
    assert record.open_holds(lambda reason: ["legal-adviser"]) == []
    assert [hold.number for hold in record.open_holds(lambda reason: ["somebody-else"])] == [2]
    path.write_bytes(text.replace("\n", "\r\n").encode())
    assert load_record(path) == (record, [])


def without(text: str, number: int) -> str:
    """The record with one entry cut out, as a hand would."""
    parts = text.split("- did: ")
    return "- did: ".join(parts[: number + 1] + parts[number + 2 :])


def swapped(text: str) -> str:
    parts = text.split("- did: ")
    parts[2], parts[3] = parts[3], parts[2]
    return "- did: ".join(parts)


def last_cut(text: str) -> str:
    """The last entry removed, and the end left as it was."""
    parts = text.split("- did: ")
    return "- did: ".join(parts[:-1]) + parts[-1][parts[-1].index("seal:") :]


@pytest.mark.parametrize(
    ("name", "line", "rule"),
    [
        ("a removed hold", 4, "record-changed"),
        ("the first removed", 4, "record-changed"),
        ("the last removed", 17, "record-changed"),
        ("a changed role", 17, "record-changed"),
        ("a changed reason of the last", 23, "record-changed"),
        ("a changed person", 4, "record-changed"),
        ("two swapped", 4, "record-changed"),
        ("one twice", 17, "record-changed"),
        ("truncated in an entry", 1, "record-unreadable"),
        ("truncated after an entry", 1, "record-unreadable"),
        ("a key twice", 6, "record-unreadable"),
        ("empty", 1, "record-unreadable"),
        ("white space", 1, "record-unreadable"),
        ("no entries", 1, "record-unreadable"),
        ("text", 1, "record-unreadable"),
        ("an alias", 4, "record-unreadable"),
        ("another key", 1, "record-unreadable"),
        ("not UTF-8", 2, "record-unreadable"),
        ("a hidden character", 5, "record-unreadable"),
    ],
)
def test_a_hand_is_found(house: House, name: str, line: int, rule: str) -> None:
    folder = house.add("open-briefing")
    path = folder / "decisions.yml"
    path.unlink()
    text = written(path)
    damaged: dict[str, str | bytes] = {
        "a removed hold": without(text, 1),
        "the first removed": without(text, 0),
        "the last removed": last_cut(text),
        "a changed role": text.replace("role: anonymisation", "role: consent"),
        "a changed reason of the last": text.replace("The inquest ended.", "The inquest is over."),
        "a changed person": text.replace("by: writer@", "by: nobody@"),
        "two swapped": swapped(text),
        "one twice": text.replace(
            "- did: cleared", "- did: approved" + text.split("- did: approved")[1].split("- did: cleared")[0] + "- did: cleared"
        ),
        "truncated in an entry": text[: text.index("look_again")],
        "truncated after an entry": text[: text.index("- did: approved")],
        "a key twice": text.replace(
            "  by: writer@example.org\n", "  by: writer@example.org\n  by: writer@example.org\n", 1
        ).replace("  at:", "  at:", 1),
        "empty": "",
        "white space": " \n\n",
        "no entries": "decisions: []\nseal: ''\n",
        "text": "nothing to see here",
        "an alias": text.replace("- did: submitted", "- &x did: submitted"),
        "another key": text + "note: mine\n",
        "not UTF-8": text.encode().replace(b"chained", b"ch\xe4ined"),
        "a hidden character": text.replace("writer@", "wri\u200bter@"),
    }
    found = damaged[name]
    path.write_bytes(found if isinstance(found, bytes) else found.encode())
    catalogue, findings = load(house.root)
    assert not catalogue.records["open-briefing"].readable
    mine = [finding for finding in findings if finding.path == "briefings/open-briefing/decisions.yml"]
    assert mine
    assert {finding.fault.rule for finding in mine} == {rule}
    assert all(finding.is_error and finding.fault.hint for finding in mine)
    assert line in {finding.fault.line for finding in mine}
    findings += check(catalogue)
    verdict = gate(catalogue, findings, NOW)
    assert verdict.release is None
    assert "record" in {reason.refusal for reason in verdict.decisions["open-briefing"].reasons}


@pytest.mark.parametrize("status", ["awaiting-publication", "draft", "withdrawn"])
def test_a_broken_record_of_a_withheld_one_stops_nobody_else(house: House, status: str) -> None:
    house.add("open-briefing")
    folder = house.add("other-briefing", briefing_text(status=status, title="The other one entirely"))
    (folder / "decisions.yml").write_text("", encoding="utf-8")
    catalogue, findings = load(house.root)
    assert [(finding.fault.rule, finding.is_error) for finding in findings] == [("record-unreadable", False)]
    release = gate(catalogue, findings, NOW).release
    assert release
    assert [briefing.slug for briefing in release.briefings] == ["open-briefing"]


def test_a_record_of_another_briefing_signs_nothing_off(house: House) -> None:
    folder = house.add("open-briefing")
    other = house.add("other-briefing", briefing_text(title="The other one entirely"))
    (other / "decisions.yml").write_bytes((folder / "decisions.yml").read_bytes())
    catalogue, _ = load(house.root)
    decisions = gate(catalogue, [], NOW).decisions
    assert decisions["open-briefing"].public
    assert {reason.refusal for reason in decisions["other-briefing"].reasons} == {"sign-off", "second-person"}


def test_a_record_that_is_a_link_or_a_folder_is_none(house: House) -> None:
    folder = house.add("open-briefing")
    (folder / "decisions.yml").rename(house.root / "elsewhere.yml")
    (folder / "decisions.yml").symlink_to(house.root / "elsewhere.yml")
    assert not load(house.root)[0].records["open-briefing"].readable
    (folder / "decisions.yml").unlink()
    (folder / "decisions.yml").mkdir()
    assert not load(house.root)[0].records["open-briefing"].readable


@examples(300)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_bytes_raise_and_none_are_a_record(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("record") / "decisions.yml"
    path.write_bytes(data)
    record, faults = load_record(path)
    assert faults
    assert not record.readable


HEADER = """---
# what this is
title:   "Seeing: the child"   # my note
kind: thematic
status: 'draft'         # not yet
published_on:           # to be told
summary: >-
  One sentence
  on two lines.
private: {status: mine, notes: "status: x"}
sources: [{type: scr,   year: 2020}]
---
## What it is

status: draft
"""


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_setting_a_value_disturbs_nothing_else(tmp_path: Path, ends: str, mark: str) -> None:
    path = tmp_path / "briefing.md"
    path.write_bytes((mark + HEADER).replace("\n", ends).encode())
    set_values(path, {"status": "published", "published_on": "2026-11-24", "review_by": "2027-11-24"})
    wanted = HEADER.replace("status: 'draft' ", "status: published ").replace("published_on: ", "published_on: 2026-11-24 ", 1)
    wanted = wanted.replace("# not yet\n", "# not yet\nreview_by: 2027-11-24\n")
    assert path.read_bytes() == (mark + wanted).replace("\n", ends).encode()


@pytest.mark.parametrize(
    "text",
    [
        "no front matter",
        "---\ntitle: x\n---\n",
        "---\nstatus: [draft\n---\n",
        "---\nstatus: {a: b}\n---\n",
        "---\n{title: x, status: draft}\n---\n",
    ],
)
def test_what_cannot_be_set_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / "briefing.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(NotWritten):
        set_values(path, {"status": "published", "published_on": "2026-11-24"})
    assert path.read_text(encoding="utf-8") == text


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=40)


@examples(300)
@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}", fullmatch=True).filter(
            lambda key: key not in ("status", "on", "off", "no", "yes", "true", "false", "null", "y", "n")
        ),
        TEXTS | st.integers() | st.lists(TEXTS),
        max_size=5,
    ),
    st.booleans(),
)
def test_any_front_matter_keeps_its_other_values(
    tmp_path_factory: pytest.TempPathFactory, data: dict[str, object], flow: bool
) -> None:
    path = tmp_path_factory.mktemp("front") / "briefing.md"
    header = yaml.safe_dump({"status": "draft"} | data, allow_unicode=True, default_flow_style=None if flow else False)
    path.write_bytes(f"---\n{header}---\nText\n".encode())
    before = path.read_bytes()
    try:
        set_values(path, {"status": "awaiting-publication"})
    except NotWritten:
        assert path.read_bytes() == before
    else:
        after = path.read_bytes()
        assert yaml.safe_load(after.split(b"---\n")[1]) == data | {"status": "awaiting-publication"}
