"""`briefings new`, as an officer types it, rightly and wrongly."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefing_pipeline.check import check
from briefing_pipeline.choices import AGES, KINDS, Choice, chosen
from briefing_pipeline.cli.ask import Questions
from briefing_pipeline.guidance import GUIDANCE, guidance, is_placeholder
from briefing_pipeline.load import load, load_briefing
from briefing_pipeline.load.front_matter import read_header
from briefing_pipeline.load.settings import load_settings
from briefing_pipeline.start import Start, slug_of, text_of, title_faults
from briefing_pipeline.terms import SECTIONS, SLUG_AT_MOST, WORDS_ADVISED, Kind
from conftest import ROOT, House, examples

SETTINGS, _ = load_settings(ROOT)
THEMES = [
    Choice("childrens-mental-health", "Children’s mental health", ("CAMHS",)),
    Choice("domestic-abuse", "Domestic abuse", ("domestic violence", "DV")),
    Choice("neglect", "Neglect"),
    Choice("parental-mental-health", "Parental mental health"),
]


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_briefing_has_the_sections_of_its_kind_and_nothing_wrong_but_what_is_to_be_written(
    house: House, kind: Kind
) -> None:
    run = house.briefings(
        "new", "--title", "The child’s day", "--kind", kind, "--theme", "neglect", "--age", "1-4", "--age", "under"
    )
    assert run.returncode == 0, run.stderr
    path = house.text("the-childs-day")
    assert b"\r" not in path.read_bytes()
    briefing, findings = load_briefing(path.parent)
    assert briefing
    assert briefing.front
    assert [section.heading for section in briefing.body.sections] == list(SECTIONS[kind].values())
    assert (briefing.front.title, briefing.front.ages) == ("The child’s day", ["1-4", "under-1"])
    assert findings == []
    catalogue, _ = load(house.root)
    assert {(one.fault.rule, str(one.severity)) for one in check(catalogue)} == {("placeholder-left", "warning")}
    assert len(check(catalogue)) == 8
    for verb in ("preview", "check", "submit"):
        assert f"briefings {verb} the-childs-day" in run.stdout


def test_no_line_of_guidance_reaches_a_reader(house: House) -> None:
    house.briefings("new", "--title", "Held back", "--kind", "thematic", "--theme", "neglect")
    text = house.text("held-back").read_text(encoding="utf-8")
    house.text("held-back").write_text(
        text.replace("status: draft", "status: published\npublished_on: 2022-01-01"), encoding="utf-8"
    )
    house.sign("held-back")
    run = house.briefings("build")
    assert run.returncode == 1
    assert "placeholder-left" in run.stderr
    assert not (house.root / "site").exists()


def test_guidance_is_known_without_its_brackets_and_fits_on_two_sides() -> None:
    for kind in Kind:
        assert GUIDANCE[kind].keys() == SECTIONS[kind].keys()
        assert sum(words for _, words in GUIDANCE[kind].values()) <= WORDS_ADVISED
        for section in SECTIONS[kind]:
            assert is_placeholder(guidance(kind, section))
            assert is_placeholder(GUIDANCE[kind][section][0])
    assert not is_placeholder("To write is hard. [Names are changed.] What must change?")


def test_what_is_wrong_is_told_all_at_once_and_nothing_is_written(house: House) -> None:
    run = house.briefings(
        "new", "--title", "x" * 91, "--kind", "thematc", "--theme", "neglct", "--audience", "polce", "--age", "18"
    )
    assert run.returncode == 2
    for words in ("91 characters", '"Thematic"', "(neglect)", "(police)", 'no age "18"', "Nothing was changed"):
        assert words in run.stderr
    assert list((house.root / "briefings").iterdir()) == []


def test_where_nobody_can_be_asked_what_is_missing_is_named(house: House) -> None:
    run = house.briefings("new", "--title", "A day")
    assert run.returncode == 2
    assert "this is missing: --kind, --theme" in run.stderr


@pytest.mark.parametrize(
    ("title", "slug", "words"),
    [
        ("Home", None, "address of the site itself"),
        ("COM1", None, "Windows"),
        ("Ещё", None, "give one with --slug"),
        ("A day", "A Day", "a-day"),
    ],
)
def test_an_address_that_cannot_be_is_refused(house: House, title: str, slug: str | None, words: str) -> None:
    run = house.briefings(
        "new", "--title", title, "--kind", "thematic", "--theme", "neglect", *(["--slug", slug] if slug else [])
    )
    assert run.returncode == 2
    assert words in run.stderr


def test_nothing_is_overwritten(house: House) -> None:
    house.add("a-day", "something else")
    house.add("other").joinpath("briefing.md").write_text(
        house.text("other").read_text(encoding="utf-8").replace("themes:", "aliases: [old-day]\nthemes:"), encoding="utf-8"
    )
    for slug in ("a-day", "old-day"):
        run = house.briefings("new", "--title", "x", "--slug", slug, "--kind", "thematic", "--theme", "neglect", "--json")
        assert run.returncode == 2
        assert "belongs to another briefing" in json.loads(run.stdout)["refused"][0]
    assert house.text("a-day").read_text(encoding="utf-8") == "something else"


@examples(150)
@given(st.text(max_size=90), st.text(max_size=200))
@example("0", "\n")
@example("0", "two lines\nand an end\n\n")
def test_what_is_typed_comes_back_as_it_was(title: str, notes: str) -> None:
    title = " ".join(title.split())
    if title_faults(title):
        return
    assert SETTINGS
    text = text_of(Start(title, Kind.THEMATIC, ["neglect"], summary=title, ages=["1-4", "16-17"], notes=notes), SETTINGS)
    header = read_header(text)
    assert header.data["title"] == header.data["summary"] == title
    assert header.data["ages"] == ["1-4", "16-17"]
    assert header.data.get("private", {}).get("notes", "").splitlines() == notes.strip().splitlines()
    assert len(slug_of(title)) <= SLUG_AT_MOST


def test_a_long_title_makes_an_address_that_ends_with_a_word() -> None:
    slug = slug_of("Seeing the child behind what the adults of the family say about one another, once more")
    assert slug == "seeing-the-child-behind-what-the-adults-of-the-family-say-about-one-another-once"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("neglect", "neglect"),
        ("dv", "domestic-abuse"),
        ("camhs", "childrens-mental-health"),
        ("parental", "parental-mental-health"),
        ("DOMESTIC V", "domestic-abuse"),
    ],
)
def test_a_theme_is_found_by_any_of_its_names(typed: str, meant: str) -> None:
    found, _ = chosen(typed, "theme", THEMES)
    assert found
    assert found.id == meant


def test_what_may_be_several_and_what_is_misspelt_says_so() -> None:
    assert "any of 2 themes" in chosen("mental", "theme", THEMES)[1]
    assert 'did you mean "Domestic abuse"' in chosen("domestc abuse", "theme", THEMES)[1]
    assert "the themes are childrens-mental-health" in chosen("zzz", "theme", THEMES)[1]


def dialogue(*answers: str) -> tuple[Questions, list[str]]:
    typed: Iterator[str] = iter(answers)
    said: list[str] = []

    def ask(question: str) -> str:
        said.append(question)
        return next(typed)

    return Questions(ask, lambda *lines: said.extend(lines)), said


def test_words_narrow_the_list_and_numbers_choose_from_what_is_shown() -> None:
    questions, said = dialogue("", "mental", "9", "2", "neglct", "neglect, 1", "")
    themes = [Choice(f"t{number}", f"Thing {number}") for number in range(20)] + THEMES
    assert [choice.id for choice in questions.several("theme", themes)] == [
        "parental-mental-health",
        "neglect",
        "childrens-mental-health",
    ]
    assert "  24  Parental mental health" in said
    assert "   2  Parental mental health" in said
    assert "  there is no number 9 in the list above" in said
    assert any('did you mean "Neglect"' in line for line in said)


def test_a_list_that_must_have_one_says_so_and_a_long_one_is_not_poured_out() -> None:
    questions, said = dialogue("", "zzz", "1", "")
    themes = [Choice(f"a-theme-with-a-long-name-{number}", f"A theme with a long name {number}") for number in range(28)]
    assert questions.several("theme", themes) == themes[:1]
    assert "  at least one theme is needed: type its number or part of its name" in said
    assert '  there is no theme "zzz": type another word for it, or ? for all' in said
    assert not [line for line in said if "…" in line]


def test_enter_takes_what_is_suggested_and_none_where_none_is_allowed() -> None:
    questions, said = dialogue("banana", "", "", "x" * 91, "")
    assert questions.one("kind", KINDS, "thematic").id == "thematic"
    assert any("there is no kind" in line for line in said)
    assert questions.several("age", AGES, none="no age in particular") == []
    assert questions.text("Title", title_faults, "A day") == "A day"


def in_terminal(folder: Path, typed: list[bytes], *words: str) -> tuple[str, int]:
    """The command at a terminal, each answer typed when the one before was read."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "briefing_pipeline", *(words or ["new"])]
    # A session of its own, whose terminal this is: only then does Ctrl+C reach the command.
    begin = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
    run = subprocess.Popen(
        [sys.executable, "-c", begin, *command],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    deadline = time.monotonic() + 60
    last = b""
    while time.monotonic() < deadline:
        if not select.select([ours], [], [], 5)[0]:
            # Nothing for five seconds: whoever waits for an answer to Ctrl+C presses it again.
            os.write(ours, last if last in (b"\x03", b"\x04") else b"")
            continue
        try:
            shown += os.read(ours, 10_000)
        except OSError:
            break
        if typed and shown.endswith(b": "):
            last = typed.pop(0)
            os.write(ours, last)
            shown += b"\n"
    os.close(ours)
    try:
        return shown.decode(), run.wait(10)
    finally:
        run.kill()


def test_at_a_terminal_it_asks(house: House) -> None:
    shown, code = in_terminal(
        house.root, [b"The quiet child\n", b"positive\n", b"neglct\n", b"neg\n", b"\n", b"scho\n", b"1\n", b"\n", b"\n", b"\n"]
    )
    assert code == 0, shown
    assert "did you mean" in shown
    briefing, _ = load_briefing(house.root / "briefings" / "the-quiet-child")
    assert briefing
    assert briefing.front
    assert (briefing.front.kind, briefing.front.themes, briefing.front.audience) == (
        Kind.POSITIVE_PRACTICE,
        ["neglect"],
        ["schools"],
    )


@pytest.mark.parametrize("key", [b"\x03", b"\x04"], ids=["ctrl-c", "ctrl-d"])
def test_breaking_off_leaves_nothing(house: House, key: bytes) -> None:
    shown, code = in_terminal(house.root, [b"The quiet child\n", b"1\n", key])
    assert code == 1
    assert "Nothing was written" in shown
    assert "Traceback" not in shown
    assert list((house.root / "briefings").iterdir()) == []
