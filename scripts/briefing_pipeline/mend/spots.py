"""A spot in a text that can be mended, and what must hold for that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from ..load.front_matter import UNREADABLE, read_header
from ..load.yaml import Header
from ..write import FENCES


@dataclass(frozen=True)
class Spot:
    """The characters from `start` to `end` become `new`; it is mended only if `holds(before, after)`."""

    start: int
    end: int
    new: str
    what: str
    holds: Callable[[str, str], bool]

    def put(self, text: str) -> str:
        return text[: self.start] + self.new + text[self.end :]


def header_of(text: str) -> Header:
    """The front matter and body of a text whose lines may end as Windows ends them."""
    return read_header(text.replace("\r\n", "\n"))


def composed(text: str) -> tuple[int, yaml.Node | None]:
    """Where the front matter begins, and its YAML with the place of each value; None where it is not sound."""
    parts = FENCES.match(text)
    header = header_of(text)
    if not parts or not header.data or any(fault.rule in UNREADABLE for fault in header.faults):
        return 0, None
    try:
        return parts.start("yaml"), yaml.compose(parts["yaml"], Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        # The reader in C takes some blanks that this one does not.
        return 0, None


def lines(text: str, start: int = 0) -> Iterator[tuple[int, str]]:
    """Each line from `start` on without its end, and where it begins."""
    for match in re.compile(r"([^\r\n]*)(?:\r?\n|\Z)").finditer(text, start):
        if match[0] or match.start() < len(text):
            yield match.start(), match[1]
