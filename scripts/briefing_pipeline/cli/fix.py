"""`check --fix`: shows what is mended, writes it, and says what was left alone."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.text import Text

from ..case import Refused
from ..load import load
from ..mend.house import Mended, Plan, plan
from ..quoted import visible
from .decide import one_at_a_time
from .shared import err, plural

_COLOURS = {"-": "red", "+": "green", "@": "cyan"}


def fix_house(root: Path, wanted: Sequence[str], console: Console, *, dry: bool, void: bool) -> list[str]:
    """Mend what can be mended in the places wanted, all where none is named; the places as they are called then."""
    slugs = {place.split("/")[1] for place in wanted if place.startswith("briefings/")}
    if wanted and not slugs:
        return list(wanted)
    if dry:
        _tell(plan(load(root)[0], slugs, void=void), console, dry=True)
        return list(wanted)
    try:
        with one_at_a_time(root):
            made = plan(load(root)[0], slugs, void=void)
            made.carry_out(root)
    except Refused as refused:
        err.print(f"Nothing was mended: {'; '.join(refused.reasons)}.", markup=False)
        raise typer.Exit(1) from None
    except OSError as error:
        err.print(
            f"It could not all be mended: {error.strerror or error}. Type the command again when there is room.", markup=False
        )
        raise typer.Exit(1) from None
    _tell(made, console, dry=False)
    new = {f"briefings/{old}/": f"briefings/{name}/" for old, name in made.renames.items()}
    return [new.get(place, place) for place in wanted]


def _tell(made: Plan, console: Console, *, dry: bool) -> None:
    for text in made.texts:
        for line in _diff(text):
            console.print(line)
    would = "would be" if dry else "was"
    for text in made.texts:
        err.print(f"{text.path}: {would} mended: {visible('; '.join(text.said))}.", markup=False)
    for old, new in made.renames.items():
        err.print(f'briefings/{old} {would} renamed to "{new}", here and wherever it is named.', markup=False)
    for reason in made.left:
        err.print(f"Left alone: {visible(reason)}.", markup=False)
    number = sum(len(text.said) for text in made.texts) + len(made.renames)
    err.print(f"{plural(number, 'change')} {'to make' if dry else 'made'}.\n" if number else "There was nothing to mend.\n")


def _diff(text: Mended) -> Iterator[Text]:
    before, after = (data.decode("utf-8-sig").split("\n") for data in (text.before, text.after))
    for line in difflib.unified_diff(before, after, f"a/{text.path}", f"b/{text.path}", lineterm=""):
        style = "bold" if line.startswith(("---", "+++")) and line.endswith(text.path) else _COLOURS.get(line[0], "")
        yield Text(visible(line.rstrip("\r")), style)
