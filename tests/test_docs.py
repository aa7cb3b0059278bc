"""The documentation is held to the code: each command and option in it exists, and each link in it leads somewhere."""

from __future__ import annotations

import io
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import pytest
import typer
import yaml
from PIL import Image
from pydantic import BaseModel

from briefing_pipeline.cli import app
from briefing_pipeline.gate import Shown
from briefing_pipeline.identity import Palette, Statement
from briefing_pipeline.load import load_briefing
from briefing_pipeline.load.settings import load_settings
from briefing_pipeline.model import FrontMatter
from briefing_pipeline.partnership import Partnership
from briefing_pipeline.terms import Age, Kind, SourceType, Status
from conftest import ROOT, House, briefing_text

PAGES = [
    ROOT / "README.md",
    *sorted((ROOT / "docs").glob("*.md")),
    ROOT / "scripts" / "briefing_pipeline" / "house" / "README.md",
]
KEYS = (ROOT / "docs" / "keys.md").read_text(encoding="utf-8")
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
    text = re.sub(r"(?s)```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"))
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        assert target.startswith(("https://", "../")) or (page.parent / target).exists(), target


def test_the_guide_has_all_that_an_officer_types() -> None:
    """Every command is in the README or a page that it leads to."""
    said = " ".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [verb for verb in COMMANDS if not re.search(rf"`(?:briefings )?{verb}\b|briefings {verb}\b", said)] == []


def kinds_in(annotation: Any, path: str) -> Iterator[tuple[str, Any]]:
    """What a key holds, and how it is written: the entries of a list have no name of their own, those of a group have any."""
    inside = get_args(annotation)
    match get_origin(annotation):
        case origin if origin is Annotated or origin is list:
            yield from kinds_in(inside[0], path)
        case origin if origin is Union or origin is UnionType:
            for part in inside:
                yield from kinds_in(part, path) if part is not type(None) else ()
        case origin if origin is dict:
            yield from kinds_in(inside[1], f"{path}.*")
        case _:
            yield path, annotation


def keys_of(model: type[BaseModel], before: str = "") -> Iterator[tuple[str, bool, bool]]:
    """Each key that a model knows, whether it must be there, and whether keys of its own stand below it."""
    for name, field in model.model_fields.items():
        for path, kind in kinds_in(field.annotation, before + name):
            group = isinstance(kind, type) and issubclass(kind, BaseModel) and kind is not Palette
            yield path, field.is_required(), group
            yield from keys_of(kind, f"{path}.") if group else ()


def table(heading: str, first: str) -> dict[str, list[str]]:
    """The rows below a heading of keys.md in the table whose first column is called `first`, by what stands there in code."""
    part = KEYS.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    part = part.split(f"\n| {first} |")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in part.split("\n")[2:]]
    return {re.sub(r"\b[A-Z]+\b", "*", row[0].strip("` ")): row for row in rows}


def test_the_keys_of_a_briefing_are_those_of_the_model() -> None:
    rows = table("The keys of briefing.md", "key")
    known = {path: must for path, must, _ in keys_of(FrontMatter)}
    assert rows.keys() == known.keys()
    for key, must in known.items():
        needed = rows[key][3]
        assert (needed == ("in each entry" if "." in key else "yes")) == must, key
    public = Shown(load_briefing(ROOT / "briefings" / "told-seen-checked")[0], {}, frozenset()).public()  # type: ignore[arg-type]
    for key, row in rows.items():
        assert row[4].rstrip(" |") in ("readers", "nobody"), key
        # What nobody sees now may be one that readers could see; what readers see must be one.
        assert row[4].startswith("nobody") or key.split(".")[0] in public, key
        assert row[4].startswith("nobody") or not key.startswith("private"), key


@pytest.mark.parametrize(
    ("first", "known"), [("`kind`", Kind), ("`status`", Status), ("`ages`", Age), ("`sources.type`", SourceType)]
)
def test_the_closed_lists_are_whole(first: str, known: type[Kind | Status | Age | SourceType]) -> None:
    assert list(table("The lists to choose from", first)) == [str(value) for value in known]


def test_the_audiences_are_those_of_a_new_house() -> None:
    settings, _ = load_settings(ROOT)
    assert settings
    listed = KEYS.split("**Audiences**")[1].split("\n\n")[0].split("as you like:")[1]
    assert re.findall(r"`([^`]+)`", listed) == list(settings.extra.audiences)


def test_the_settings_are_those_of_the_model() -> None:
    rows = table("The settings in mkdocs.yml", "key below `extra:`")
    known = list(keys_of(Partnership))
    assert {path for path, _, group in known if not group} <= rows.keys() <= {path for path, *_ in known}
    assert {key for key, row in rows.items() if row[3].startswith("yes") and "." not in key} == {
        path for path, must, _ in known if must and "." not in path
    }
    for name in Palette.model_fields:
        assert f"`{name}`" in KEYS.split("The colours are")[1].split("\n\n")[0], name


def test_the_accessibility_statement_can_be_copied(house: House) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", KEYS, re.DOTALL)
    assert yaml.safe_load(example)["extra"]["accessibility"].keys() == Statement.model_fields.keys()
    settings = house.root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    own = re.search(r"(?m)^  accessibility:\n(?: {4}.*\n)+", text)
    assert own
    settings.write_text(text.replace(own.group(), example.removeprefix("extra:\n")), encoding="utf-8")
    assert house.briefings("check", "mkdocs.yml").returncode == 0
    assert load_settings(house.root)[1] == []


@pytest.mark.parametrize("status", ["published", "draft"])
def test_the_whole_example_is_sound_and_has_every_key(house: House, status: str) -> None:
    (example,) = re.findall(r"```markdown\n(.*?)```", KEYS, re.DOTALL)
    front = yaml.safe_load(example.split("---\n")[1])
    assert front.keys() == FrontMatter.model_fields.keys()
    assert front["private"].keys() == FrontMatter.model_fields["private"].annotation.model_fields.keys()  # type: ignore[union-attr]
    picture = io.BytesIO()
    Image.new("RGB", (40, 20)).save(picture, "PNG")
    house.add("told-seen-checked", briefing_text(title="Told, seen, checked"))
    house.add("a-held-case", briefing_text("case-specific", title="Another title", status="draft"))
    house.add("the-quiet-child", example.replace("status: published", f"status: {status}"), **{"a-week.png": picture.getvalue()})
    run = house.briefings("check", "the-quiet-child")
    assert "Nothing is wrong" in run.stdout, run.stdout + run.stderr
