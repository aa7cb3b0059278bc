"""The documentation is held to the code: each command and option in it exists, and each link in it leads somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer

from briefing_pipeline.cli import app
from conftest import ROOT

PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "scripts" / "briefing_pipeline" / "house" / "README.md",
]
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def commands_in(text: str) -> list[str]:
    """What stands in code, by itself or in a line, and begins with the press's name."""
    lines = re.findall(r"(?m)^ {4,}(?:\S*/)?(briefings [a-z].*)$", text)
    return [re.sub(r"\s{2,}[(#].*", "", line) for line in [*lines, *re.findall(r"`(briefings [a-z][^`]*)`", text)]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name + "-" + page.name)
def test_each_command_and_option_exists(page: Path) -> None:
    for typed in commands_in(page.read_text(encoding="utf-8")):
        _, verb, *rest = shlex.split(typed.replace("…", ""))
        assert verb in COMMANDS, typed
        known = {name for parameter in COMMANDS[verb].params for name in [*parameter.opts, *parameter.secondary_opts]} | {
            "--help"
        }
        assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known, typed


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name + "-" + page.name)
def test_each_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert target.startswith(("https://", "../")) or (page.parent / target).exists(), target


def test_the_guide_has_all_that_an_officer_types() -> None:
    """Every command is in the README or a page that it leads to."""
    said = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [verb for verb in COMMANDS if not re.search(rf"`(?:briefings )?{verb}\b|briefings {verb}\b", said)] == []
