"""A log that others can read names no withheld briefing, file or field: a number is all it says."""

from __future__ import annotations

import json

import pytest

from conftest import NOW, House, briefing_text

CANARY = "zyxquibble"


@pytest.fixture
def waiting(house: House) -> House:
    """One that is published, and withheld ones of every kind, each with faults and with a canary wherever a log may look."""
    house.add("open-briefing")
    for status in ("draft", "awaiting-publication", "withdrawn"):
        text = briefing_text(
            status=status,
            title=f"The {CANARY} {status}",
            themes=f"[{CANARY}]",
            audience=f"[{CANARY}]",
            related=f"[{CANARY}-other]",
        )
        house.add(f"{CANARY}-{status}", text, **{f"{CANARY}.docx": b"x", f"{CANARY}.png": b"y"})
    return house


def said(house: House, *words: str, **environment: str) -> tuple[int, str]:
    run = house.briefings(*words, "--now", NOW.isoformat(), **environment)
    assert "Traceback" not in run.stderr
    return run.returncode, run.stdout + run.stderr


@pytest.mark.parametrize("json_too", [(), ("--json",)])
@pytest.mark.parametrize("command", ["build", "check", "status", "verify"])
def test_nothing_is_named(waiting: House, command: str, json_too: tuple[str, ...]) -> None:
    waiting.build()
    code, text = said(waiting, command, *json_too, "--public-log")
    assert code == 0
    assert CANARY not in text
    assert said(waiting, command, *json_too, CI="true") == (code, text) or command == "build"
    assert CANARY not in said(waiting, command, *json_too, CI="1")[1]
    if command != "verify":
        assert CANARY in said(waiting, command, *json_too)[1]
        assert CANARY in said(waiting, command, *json_too, "--full-log", CI="true")[1]


def test_a_build_that_stops_because_of_one_names_only_a_number(waiting: House) -> None:
    waiting.add(f"{CANARY}-misspelt", briefing_text(title=f"{CANARY} again", status="awaiting-pubication"))
    code, text = said(waiting, "build", "--public-log")
    assert code == 1
    assert CANARY not in text
    assert "on what is withheld" in text
    assert "Nothing was published" in text
    answer = json.loads(waiting.briefings("build", "--public-log", "--json").stdout)
    assert answer["published"] is False
    assert answer["left_out"] > 0


def test_a_published_one_that_points_at_one_does_not_name_it(waiting: House) -> None:
    link = f"[the other](../{CANARY}-draft/briefing.md)"
    waiting.add("second-briefing", briefing_text(title="Second").replace("Words about signs", f"See {link}. Words about signs"))
    code, text = said(waiting, "build", "--public-log")
    assert code == 1
    assert CANARY not in text
    assert said(waiting, "check", "--public-log")[1].count(CANARY) == 0


def test_what_is_published_is_still_told(house: House) -> None:
    house.add("open-briefing", briefing_text(review_by="2022-03-01"))
    house.add("other-briefing", briefing_text(title="Other"))
    (house.root / "themes" / "short.md").write_text("---\ntitle: Short\n---\nToo short.\n", encoding="utf-8")
    assert "theme-words" in said(house, "check", "--public-log")[1]


@pytest.mark.parametrize("command", [("status", "open-briefing"), ("check", "zyxquibbel-draft")])
def test_no_story_and_no_guess(waiting: House, command: tuple[str, ...]) -> None:
    code, text = said(waiting, *command, "--public-log")
    assert code == 2
    assert CANARY not in text


def test_counts_stand_in_a_public_log(waiting: House) -> None:
    answer = json.loads(waiting.briefings("status", "--json", "--public-log", "--now", NOW.isoformat()).stdout)
    assert [row["briefing"] for row in answer["briefings"]] == ["open-briefing"]
    assert sum(answer["counts"].values()) == 4
    built = json.loads(waiting.briefings("build", "--json", "--public-log", "--now", NOW.isoformat()).stdout)
    assert (built["withheld"], built["number_withheld"]) == ([], 3)


def test_a_part_of_a_private_name_is_not_called_one(house: House) -> None:
    """In a briefing that asks for publication, and in a theme."""
    house.add("open-briefing", briefing_text(private="{names: [Ottilie Quibblewick]}", summary="What Quibblewick told us."))
    theme = house.root / "themes" / "neglect.md"
    theme.write_text(theme.read_text(encoding="utf-8").replace("Northmere", "Öttilie"), encoding="utf-8")
    for command in ("check", "build"):
        code, text = said(house, command, "--public-log")
        assert code == 1
        assert "Quibblewick" not in text
        assert "ttilie" not in text
    assert "Quibblewick" in said(house, "check")[1]
    assert "Öttilie" in said(house, "check")[1]


def test_what_leaked_is_traced_to_its_file_on_the_officers_own_terminal_alone(house: House) -> None:
    """A draft whose title is a word of the site itself stops the build, and says which draft it is."""
    house.add("open-briefing")
    house.add("home-draft", briefing_text(status="draft", title="Find a briefing"))
    code, text = said(house, "build")
    assert code == 1
    assert "briefings/home-draft/briefing.md:2: error[leak]: what stands here was found in the output" in text
    code, text = said(house, "build", "--public-log")
    assert code == 1
    assert "home-draft" not in text
    assert "error[leak]" in text
