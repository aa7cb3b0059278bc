"""The strict reader of front matter: python-frontmatter over PyYAML's SafeLoader, then pydantic, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeVar, get_args

import frontmatter
from frontmatter.default_handlers import YAMLHandler
from pydantic import BaseModel, ValidationError

from ..day_forms import meant
from ..findings import Fault, did_you_mean
from ..model import FrontMatter
from ..terms import Status
from .yaml import Header, called, read_yaml

FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
# What Word and some phones make of three hyphens: only dashes, and not all of them hyphens.
_LONG_DASH = re.compile(r"^[ \t]*+(?!-*+[ \t]*+$)[-‐-―−]++[ \t]*+$", re.MULTILINE)
Model = TypeVar("Model", bound=BaseModel)
# A briefing has one list of each kind, and none of them is long.
ENTRIES_AT_MOST = 100
VALUES_AT_MOST = 1_000
# Faults that hide all values, the status too.
UNREADABLE = ("fence", "yaml", "yaml-alias", "yaml-limits")
EXAMPLE = "the first line is ---, then the keys, then another line with ---; `check --fix` mends what Word made of it"
# How a list of groups of keys is written, by its key.
_GROUPS = {
    "changes": "write [{on: 2026-11-25, note: What changed}], or - {on: …, note: …} on a line of its own for each",
    "sources": "write [{type: lcspr, year: 2021}], or - {type: …, year: …} on a line of its own for each",
    "accepted": "write - {rule: …, words: …, why: …} on a line of its own for each",
}
# What a text that must have a form looks like, by its key; else it is a web address.
_FORMS = {
    "call_number": "figures and spaces only, for example 01632 960 123",
    "used": "a form's address, https://…, or an e-mail address, mailto:name@example.org",
    "site_url": "https://, a name and at most a path, for example https://briefings.example.org",
    "language": "for example en-GB",
    "logo": "the name of a picture beside mkdocs.yml, for example logo.svg",
    "places": "the name of a file beside mkdocs.yml, for example places.txt",
}
_COLOUR = "a colour is # and six figures or letters from a to f, for example #0f4c57"


class FenceError(Exception):
    """The front matter does not stand between two fences; `line` is where one is meant."""

    def __init__(self, message: str, line: int) -> None:
        self.line = line
        super().__init__(message)


class StrictHandler(YAMLHandler):
    """Splits at the fences or raises FenceError; composes the YAML node by node to see keys, lines and aliases."""

    def __init__(self, header: Header, first_line: int) -> None:
        super().__init__()
        self.header = header
        self.first_line = first_line

    def split(self, text: str) -> tuple[str, str]:
        opening = FENCE.match(text)
        if not opening:
            if (dash := _LONG_DASH.match(text)) is not None:
                raise FenceError(
                    f'the first line is "{dash.group().strip()}", a long dash, and must be three hyphens: ---', self.first_line
                )
            raise FenceError("there is no front matter: the file does not begin with three hyphens, ---", self.first_line)
        closing = FENCE.search(text, opening.end())
        if not closing:
            if (dash := _LONG_DASH.search(text, opening.end())) is not None:
                line = self.first_line + text.count("\n", 0, dash.start())
                raise FenceError(f'line {line} is "{dash.group().strip()}", a long dash, and must be three hyphens: ---', line)
            message = "the front matter is not closed: its second line of three hyphens, ---, is missing"
            raise FenceError(message, self.first_line)
        self.header.body_line = self.first_line + text.count("\n", 0, closing.end())
        # Kept as it stands: frontmatter.parse() would strip it, and lines would no longer agree.
        self.header.body = text[closing.end() :]
        return text[opening.end() : closing.start()], ""

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        data = read_yaml(fm, self.header, self.first_line, ENTRIES_AT_MOST, VALUES_AT_MOST)
        self.header.faults.extend(_broken_lines(data, self.header.lines))
        return data


def read_header(text: str) -> Header:
    """Front matter and body of a file; never raises for what is written in it."""
    header = Header()
    first_line = 1 + text[: len(text) - len(text.lstrip())].count("\n")
    try:
        header.data, _ = frontmatter.parse(text, handler=StrictHandler(header, first_line))
    except FenceError as error:
        header.faults.append(Fault(error.line, "fence", str(error), EXAMPLE))
    return header


def _broken_lines(data: Mapping[str, Any], lines: Mapping[str, int], path: str = "") -> Iterator[Fault]:
    """What readers may see stands on one line; notes under `private` may be longer."""
    for key, value in data.items():
        here = f"{path}.{key}" if path else key
        parts = value if isinstance(value, list) else [value]
        for index, part in enumerate(parts):
            if isinstance(part, str) and "\n" in part.strip() and here != "private.notes":
                line = _line_of(lines, [*here.split("."), str(index)])
                yield Fault(line, "value-type", f"{called(here)} has more than one line", "write it on one line")
            elif isinstance(part, dict):
                yield from _broken_lines(part, lines, f"{here}.{index}" if isinstance(value, list) else here)


def validate(model: type[Model], header: Header) -> Model | None:
    """The front matter as a `model`, or None with a fault added for each thing wrong with it."""
    if any(fault.rule in UNREADABLE for fault in header.faults):
        return None
    try:
        return model.model_validate(header.data)
    except ValidationError as error:
        header.faults.extend(
            _marked(_value_fault(model, header, dict(item)), dict(item)) for item in error.errors(include_url=False)
        )
    return None


def _marked(fault: Fault, error: dict[str, Any]) -> Fault:
    """The fault with the value that is meant, where it is one and stands in the file."""
    value = error["input"]
    known = isinstance(value, (str, int)) and error["type"] not in ("missing", "extra_forbidden")
    return replace(fault, words=str(value)) if known else fault


def legible(header: Header) -> FrontMatter | None:
    """The keys that are sound, so that one fault does not hide the next; None where not even the kind can be read."""
    data = {key: value for key, value in header.data.items() if key in FrontMatter.model_fields}
    stand_ins: dict[str, Any] = {"title": "-", "status": "draft", "summary": "-", "themes": ["-"]}
    absent = {key: value for key, value in stand_ins.items() if key not in data}
    for _ in range(len(data) + 1):
        try:
            front = FrontMatter.model_validate(data | absent)
        except ValidationError as error:
            for key in {str(item["loc"][0]) for item in error.errors()}:
                data.pop(key, None)
                if key in stand_ins:
                    absent[key] = stand_ins[key]
        else:
            return front.model_copy(update={"themes": []}) if "themes" in absent else front
    return None


def _value_fault(model: type[BaseModel], header: Header, error: dict[str, Any]) -> Fault:
    where = [str(part) for part in error["loc"]]
    line = _line_of(header.lines, where)
    name = called(".".join(where))
    context = error.get("ctx", {})
    last = where[-1] if where else ""
    if where[:1] == ["status"]:
        return _status_fault(line, error)
    match error["type"]:
        case "extra_forbidden":
            known = _keys_at(model, where[:-1])
            fitting = did_you_mean(last, known, f"the keys are {', '.join(known)}")
            # A misspelt status would otherwise count as a missing one as well; either way it cannot be read.
            return Fault(line, "key-unknown", f"there is no key {name}", fitting)
        case "missing":
            return Fault(line, "key-missing", f"the key {name} is missing", f"add a line `{last}: …`")
        case "string_too_long":
            most = context["max_length"]
            return Fault(line, "value-length", f"{name} is {len(str(error['input']))} characters long", f"at most {most}")
        case "string_too_short" | "too_short":
            return Fault(line, "key-missing", f"{name} is empty", "give it a value, or take the line out if it is optional")
        case "enum":
            choices = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
            hint = did_you_mean(str(error["input"]), choices, f"one of {', '.join(choices)}")
            return Fault(line, "value-unknown", f'"{error["input"]}" is not one of the values of {name}', hint)
        case "date-form":
            return Fault(line, "date-form", f"{name} {error['msg']}", _day_meant(error["input"]))
        case "reason-form":
            hint = "say in five words or more why these words identify nobody"
            return Fault(line, "value-type", f"{name} {error['msg']}", hint)
        case "string_pattern_mismatch":
            form = _COLOUR if "colours" in where else _FORMS.get(last, "a web address begins with https://")
            if last == "[key]":
                name = called(".".join(where[:-1]))
                form = "it stands in web addresses: a-z, 0-9 and single hyphens, for example health-visiting"
            return Fault(line, "value-type", f"{name} is not written as it should be", form)
        case "greater_than_equal" | "less_than_equal":
            bounds = {"ge": "at least", "le": "at most"}
            within = ", ".join(f"{words} {context[key]}" for key, words in bounds.items() if key in context)
            return Fault(line, "value-type", f"{name} is out of range", within)
    grouped = (
        next((_GROUPS[part] for part in where if part in _GROUPS), "") if error["type"] in ("list_type", "model_type") else ""
    )
    return Fault(line, "value-type", f"{name} {_wanted(error['type'])}", grouped or _as_read(error["type"], error["input"]))


def _day_meant(value: object) -> str:
    """Each day that the value may mean, as it is to be written."""
    days = meant(str(value), time=True)
    if not days:
        return "write year-month-day with two digits each, for example 2022-03-04"
    return f"write {days[0]}" if len(days) == 1 else f"it may be any of two days: write {' or '.join(days)}"


def _status_fault(line: int, error: dict[str, Any]) -> Fault:
    choices = [str(status) for status in Status]
    if error["type"] == "missing":
        return Fault(line, "status", "there is no status", f"add a line `status: …` with one of {', '.join(choices)}")
    hint = did_you_mean(str(error["input"]), choices, f"one of {', '.join(choices)}")
    return Fault(line, "status", f'"{error["input"]}" is no status', hint)


def _wanted(kind: str) -> str:
    wanted = {"string_type": "must be text", "list_type": "must be a list", "int_type": "must be a whole number"}
    wanted |= {"model_type": "must hold keys of its own", "dict_type": "must hold keys of its own"}
    return wanted.get(kind, "is not of the right type")


def _as_read(kind: str, value: object) -> str:
    if kind == "list_type" and isinstance(value, str):
        return f"write it in square brackets: [{value}]"
    if kind == "int_type" and isinstance(value, str):
        return "write it in plain figures, without quotes"
    match value:
        case None:
            return "it is empty: give it a value, or take the line out"
        case bool():
            return f"YAML reads it as {'yes' if value else 'no'}: put it in quotes if it is text"
        case int() | float():
            return "YAML reads it as a number: put it in quotes if it is text"
        case str():
            return "a group of keys stands indented below its name"
    return "a list is written [one, two]; text stands on one line"


def _line_of(lines: Mapping[str, int], where: list[str]) -> int:
    parts = list(where)
    while parts:
        if ".".join(parts) in lines:
            return lines[".".join(parts)]
        parts.pop()
    return 1


def _keys_at(model: type[BaseModel], where: list[str]) -> list[str]:
    """The keys that the model knows at a place: `["sources", "0"]` gives those of a source."""
    for part in where:
        if part.isdigit():
            continue
        annotation: Any = model.model_fields[part].annotation if part in model.model_fields else None
        candidates = [annotation, *get_args(annotation)]
        nested = [kind for kind in candidates if isinstance(kind, type) and issubclass(kind, BaseModel)]
        if not nested:
            return []
        model = nested[0]
    return list(model.model_fields)
