"""Spots in the front matter: its fences, quotation marks, dates, and ids that are a slip away from a known one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from typing import Any

import yaml

from ..day_forms import meant
from ..load.front_matter import UNREADABLE
from ..write import FENCES
from .known import Known, unmistakable
from .spots import Spot, composed, header_of, lines

_DASHES = re.compile(r"[-‐-―−]{1,6}")
# A line that front matter may have: a key, an entry of a list, the rest of a long value, a comment, a blank.
_OF_KEYS = re.compile(r"[A-Za-z_]+[ \t]*:(?:\s|$)|-\s|\s+\S|#|[\]}]")
_BARE_TEXT = re.compile(r"(?P<key>title|summary):[ \t]+(?P<text>[^\s\"'\[\]{}|>&*!%@`#,?-].*?)[ \t]*")
_DATES = {"published_on": True, "review_by": False, "review_published_on": False, "on": False}
# Nothing else stands between the top and a value: not in `private`, which readers never see, and never the status.
_PLACES = {("kind",), ("themes",), ("audience",), ("ages",), ("training",), ("sources", "type"), ("changes", "on")}
_PLACES |= {("published_on",), ("review_by",), ("review_published_on",)}


def fences(text: str, _: Known) -> Iterator[Spot]:
    """Lines of dashes, as Word makes them, where three hyphens are meant: the first line, and the second where none is sound."""
    if not any(fault.rule == "fence" for fault in header_of(text).faults):
        return
    rows = [(start, line) for start, line in lines(text) if line.strip()]
    found = [(start, line) for start, line in rows if _DASHES.fullmatch(line.strip()) and not re.fullmatch(r"-|---\s*", line)]
    if rows and found and found[0] == rows[0]:
        text_after = _fence(*found[0]).put(text)
        rest = found[1:] if any(fault.rule == "fence" for fault in header_of(text_after).faults) else []
        meant_ones = [found[0], *rest[:1]]
    else:
        meant_ones = found[:1]
    spots = [_fence(start, line) for start, line in meant_ones]
    parts = FENCES.match(_all_put(spots, text))
    # Between them there must stand what can only be keys and values, whether or not it can be read yet.
    if parts and parts["yaml"].strip() and all(_OF_KEYS.match(line) for _, line in lines(parts["yaml"]) if line.strip()):
        yield from spots


def _all_put(spots: Sequence[Spot], text: str) -> str:
    for spot in sorted(spots, key=lambda spot: -spot.start):
        text = spot.put(text)
    return text


def _fence(start: int, line: str) -> Spot:
    begin = start + len(line) - len(line.lstrip())
    end = start + len(line.rstrip())
    return Spot(begin, end, "---", "a line of dashes is three hyphens again", lambda before, after: True)


def quotation_marks(text: str, _: Known) -> Iterator[Spot]:
    """A title or summary with a colon in it and no quotation marks round it: YAML takes it for another key."""
    parts = FENCES.match(text)
    if not parts or not any(fault.rule == "yaml" for fault in header_of(text).faults):
        return
    spots = []
    for start, line in lines(text[: parts.end("yaml")], parts.start("yaml")):
        match = _BARE_TEXT.fullmatch(line)
        if match and re.search(r":(?:\s|$)", match["text"]):
            value = match["text"].replace("\\", "\\\\").replace('"', '\\"')
            what = f'"{match["key"]}" stands in quotation marks'
            spots.append(
                Spot(start + match.start("text"), start + match.end("text"), f'"{value}"', what, lambda before, after: True)
            )
    # Only if all of them together make front matter that can be read is any of them put in.
    header = header_of(_all_put(spots, text))
    if header.data and not any(fault.rule in UNREADABLE for fault in header.faults):
        yield from spots


def values(text: str, known: Known) -> Iterator[Spot]:
    """Dates in another form, and ids that are a slip away from a known one."""
    data = header_of(text).data
    start, node = composed(text)
    taken: set[tuple[str, str]] = set()
    for path, scalar in scalars(node, ()):
        names = tuple(str(part) for part in path if isinstance(part, str))
        if names not in _PLACES:
            continue
        value = scalar.value
        new = _date(names[-1], value) if names[-1] in _DATES else _id(names[-1], value, known)
        # Mended, it would stand twice in its list.
        beside = _beside(data, path)
        if new is None or new == value or new in beside or (str(path[:-1]), new) in taken:
            continue
        taken.add((str(path[:-1]), new))
        what = f'"{".".join(names)}" is {new}, no longer "{value}"'
        begin, end = start + scalar.start_mark.index, start + scalar.end_mark.index
        yield Spot(begin, end, new, what, _only(path, new))


def _date(key: str, value: str) -> str | None:
    days = meant(value, time=_DATES[key])
    return days[0] if len(days) == 1 else None


def _id(key: str, value: str, known: Known) -> str | None:
    choices = known.values.get(key, {})
    return None if value in choices else unmistakable(value, choices)


def scalars(node: yaml.Node | None, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], yaml.ScalarNode]]:
    if isinstance(node, yaml.ScalarNode):
        yield path, node
    elif isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            yield from scalars(child, (*path, index))
    elif isinstance(node, yaml.MappingNode):
        for key, child in node.value:
            yield from scalars(child, (*path, str(key.value)))


def _beside(data: Any, path: tuple[str | int, ...]) -> list[object]:
    """What stands in the same list."""
    if not isinstance(path[-1], int):
        return []
    for part in path[:-1]:
        data = data[part]
    return list(data)


def _only(path: tuple[str | int, ...], value: str) -> Callable[[str, str], bool]:
    """Holds where nothing but the one value has changed."""

    def holds(before: str, after: str) -> bool:
        old, new = header_of(before), header_of(after)
        wanted = deepcopy(old.data)
        place: Any = wanted
        for part in path[:-1]:
            place = place[part]
        place[path[-1]] = value
        return new.data == wanted and new.body == old.body

    return holds
