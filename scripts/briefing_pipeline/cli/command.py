"""How a command is read: everything that is wrong with what was typed is said at once, with an example that can be typed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, get_args

import typer
from typer.core import TyperCommand, TyperGroup

from ..findings import did_you_mean
from ..load.settings import load_settings
from ..partnership import Publication
from ..record import Liftable
from ..switch import real
from ..terms import HoldReason
from .shared import quoted, typed

# What an example has where something is missing that has no closed list.
_EXAMPLES = {
    "NAME": "the-quiet-child",
    "NAME...": "the-quiet-child",
    "FILE.docx": '"The quiet child.docx"',
    "DIR": "our-house",
    "--owner": '"Kim Lee"',
    "--look-again": "2027-03-14",
    "--review-by": "2028-03-14",
    "--why": '"the reason"',
    "--term": "autumn-2026",
}
# What works without a house: an option that does not look at it.
_WITHOUT_A_HOUSE = {"check": "rule", "serve": "site"}


class Group(TyperGroup):
    """The commands by their names, in capitals or not."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        return super().resolve_command(ctx, [args[0].lower(), *args[1:]])


class Command(TyperCommand):
    """A command that first looks whether it stands in a house, and then says all that is missing in one message."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        given, spare, _ = self.make_parser(ctx).parse_args(args=list(args))
        if not given.get("help"):
            if any(param.name == "root" for param in self.params) and not given.get(_WITHOUT_A_HOUSE.get(self.name or "", "")):
                _demand_house(ctx, Path(given.get("root") or ""))
            if spare:
                ctx.fail(_too_many(args, spare))
            missing = [param for param in self.params if param.required and given.get(param.name or "") in (None, (), [])]
            if missing:
                ctx.fail("\n".join(["this is missing:", *_missing(missing, ctx.info_name, given, args)]))
        try:
            return super().parse_args(ctx, args)
        except typer.BadParameter as error:
            _put_plainly(error, given)
            raise


def is_house(folder: Path) -> bool:
    """Whether a folder holds what makes a house, readable or not."""
    return all(os.path.lexists(folder / name) for name in ("mkdocs.yml", "briefings"))


def _demand_house(ctx: Any, root: Path) -> None:
    """Ends the command where `root` is no house, and names the one that is near."""
    if is_house(root):
        return
    where = real(root)
    near = next((folder for folder in _near(where) if is_house(folder)), None)
    there = (
        f"there is one in {near}. Type first: cd {quoted(near)}" if near else "go to its folder with cd, or give it with --root"
    )
    ctx.fail(f"there is no house of briefings in {where}: a house is a folder with mkdocs.yml and briefings/ in it; {there}")


def _near(folder: Path) -> Iterator[Path]:
    """The folders above, and those directly below."""
    yield from folder.parents
    try:
        yield from sorted(path for path in folder.iterdir() if path.is_dir())
    except OSError:
        return


def _too_many(args: Sequence[str], spare: Sequence[str]) -> str:
    """What to say of words that belong to nothing: a name was typed without quotation marks round it."""
    at = next((at for at in range(len(args)) if list(args[at : at + len(spare)]) == list(spare)), 0)
    whole = [*([args[at - 1]] if at and not args[at - 1].startswith("-") else []), *spare]
    few = "this word is" if len(spare) == 1 else "these words are"
    together = " ".join(whole)
    example = f': "{together}"' if len(whole) > 1 else ""
    return f"{few} too many: {' '.join(spare)}\nPut quotation marks round a name or text that has spaces in it{example}"


def _missing(missing: Sequence[Any], verb: str, given: Mapping[str, Any], args: Sequence[str]) -> Iterator[str]:
    """A line for each thing that is missing, its choices, and an example of the whole command."""
    publication = _publication(Path(given.get("root") or ""))
    example = [quoted(word) for word in args]
    for param in missing:
        name = _name(param)
        choices = _choices(name, verb, publication)
        among = f" One of: {', '.join(choices)}." if not all(choice in param.help for choice in choices) else ""
        yield f"  {name:<13}{param.help}{among}"
        value = choices[0] if choices else _EXAMPLES[name]
        example = [value, *example] if param.param_type_name == "argument" else [*example, name, value]
    yield f"For example: {typed(f'briefings {verb}')} {' '.join(example)}"


def _name(param: Any) -> str:
    """What an officer types or sees of an option or argument."""
    return str(param.metavar if param.param_type_name == "argument" else param.opts[0])


def _publication(root: Path) -> Publication:
    """The house's roles, ours where its settings cannot be read."""
    settings = load_settings(root)[0]
    return settings.extra.publication if settings else Publication()


def _choices(name: str, verb: str, publication: Publication) -> list[str]:
    """The closed list behind an option, empty where there is none."""
    match name:
        case "--role" if verb == "clear":
            return sorted({role for reason in HoldReason for role in publication.may_clear(reason)})
        case "--role":
            return publication.roles
        case "--reason":
            return [str(reason) for reason in HoldReason]
        case "--refusal":
            return list(get_args(Liftable))
    return []


def _put_plainly(error: typer.BadParameter, given: Mapping[str, Any]) -> None:
    """Takes the library's own words out of a message, and says which choice may be meant."""
    error.message = error.message.removeprefix("Value error, ")
    param: Any = error.param
    choices = [str(choice) for choice in (param.type_descriptor.choices or ())] if param else []
    if choices:
        value = str(given.get(param.name))
        hint = did_you_mean(value, choices, f"one of {', '.join(choices)}")
        error.message = f'"{value}" is none of its choices: {hint}'
