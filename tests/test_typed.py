"""What is typed in haste: capitals, forgotten options, names with spaces, the wrong folder; each is told in one message."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from rich.console import Console

from briefing_pipeline.cli import app
from briefing_pipeline.cli import house as commands
from briefing_pipeline.cli.command import _EXAMPLES, _choices
from briefing_pipeline.partnership import Publication
from briefing_pipeline.terms import HoldReason
from conftest import House, briefing_text

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def refused(house: House, *words: str, code: int = 2) -> str:
    """What a command says that does nothing."""
    run = house.briefings(*words)
    assert run.returncode == code, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    return run.stderr


def test_all_that_is_missing_is_said_at_once_with_a_line_to_type(house: House) -> None:
    said = refused(house, "hold", "toothache")
    for option in ("--reason", "--owner", "--look-again"):
        assert f"\n  {option}" in said
    assert ", ".join(HoldReason) in said
    assert "briefings hold toothache --reason criminal-investigation --owner" in said


def test_the_choices_are_those_of_the_house_and_of_the_command(house: House) -> None:
    settings = house.root / "mkdocs.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "  publication: {sign_offs: {thematic: [our-board]}}\n", encoding="utf-8"
    )
    assert "our-board" in refused(house, "approve", "toothache")
    assert "legal-adviser" in refused(house, "clear", "toothache", "--why", "over now")


def test_whatever_may_be_missing_has_an_example() -> None:
    for verb, command in COMMANDS.items():
        for param in command.params:
            if param.required:
                name = param.metavar if param.param_type_name == "argument" else param.opts[0]
                assert _choices(name, verb, Publication()) or name in _EXAMPLES, (verb, name)
                assert param.help, (verb, name)


def test_help_is_help_even_where_something_is_missing_and_there_is_no_house(tmp_path: Path, house: House) -> None:
    (house.root / "mkdocs.yml").unlink()
    run = house.briefings("hold", "--help")
    assert run.returncode == 0
    assert "Withhold a briefing" in run.stdout
    assert house.briefings("check", "--explain", "fence").returncode == 0


def test_capitals_change_nothing(house: House) -> None:
    house.add("quiet-child")
    assert house.briefings("STATUS").stdout == house.briefings("status").stdout
    assert "Did you mean 'status'" in refused(house, "STAUTS")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("import", "Who", "is", "in", "the", "house.docx"), '"Who is in the house.docx"'),
        (("hold", "toothache", "--owner", "Kim", "Lee", "--reason", "other"), '"Kim Lee"'),
        (("status", "the", "quiet", "child"), '"the quiet child"'),
    ],
)
def test_names_with_spaces_want_quotation_marks(house: House, words: tuple[str, ...], name: str) -> None:
    said = refused(house, *words)
    assert "quotation marks" in said
    assert name in said


def test_a_misspelt_choice_is_told_as_everywhere_else(house: House) -> None:
    said = refused(house, "import", "a.docx", "--hidden", "dorp")
    assert "Value error" not in said
    assert '"dorp" is none of its choices: did you mean "drop"? one of drop, keep' in said


@pytest.mark.parametrize(
    "verb", [verb for verb, command in COMMANDS.items() if any(param.name == "root" for param in command.params)]
)
def test_the_wrong_folder_is_one_message_for_every_command(house: House, verb: str) -> None:
    wrong = House.__new__(House)
    wrong.root = house.root / "elsewhere"
    wrong.root.mkdir()
    said = refused(wrong, verb)
    assert f"there is no house of briefings in {wrong.root}: a house is" in said
    assert f"there is one in {house.root}. Type first: cd " in said
    assert list(wrong.root.iterdir()) == []
    (wrong.root / "house" / "briefings").mkdir(parents=True)
    (wrong.root / "house" / "mkdocs.yml").touch()
    (house.root / "mkdocs.yml").unlink()
    assert f"there is one in {wrong.root / 'house'}." in refused(wrong, verb)


LONG = "the-day-on-which-nobody-asked-the-child-what-it-was-that-had-happened"


@pytest.mark.parametrize("width", [60, 100, 160, 300])
def test_no_name_is_ever_broken(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], width: int
) -> None:
    house.add("short-one", briefing_text(title="A short one", related=f"[{LONG}]"))
    house.add(LONG, briefing_text(status="awaiting-publication", title="A long one"))
    monkeypatch.setattr(commands, "out", Console(width=width, highlight=False, soft_wrap=True))
    with pytest.raises(typer.Exit):
        commands.status(root=house.root)
    shown = capsys.readouterr().out
    assert shown.count("short-one") == 1
    assert shown.count(LONG) == 2


def test_a_draft_says_only_what_to_type_next(house: House) -> None:
    house.add("a-draft", briefing_text(status="draft", published_on=""))
    house.add("a-rough-draft", briefing_text(status="draft", title="A rough one", themes="[neglct]"))
    for listed in (house.briefings("status").stdout, house.briefings("build").stdout):
        assert "a draft: briefings submit a-draft" in listed
        assert "a draft with faults: briefings check a-rough-draft" in listed
        assert "sign-off" not in listed
    assert "the sign-off anonymisation is missing" in house.briefings("status", "a-draft").stdout
    rows = json.loads(house.briefings("status", "--json").stdout)["briefings"]
    assert "the sign-off anonymisation is missing" in rows[0]["reasons"]
