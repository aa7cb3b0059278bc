"""All that readers read of one briefing, piece by piece, each with its line and its words; and what a rule marks in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from .findings import Fault, Severity
from .model import Briefing, Catalogue, Passage
from .partnership import Partnership
from .phrases import Word, words_in

_TAG = re.compile(r"<[^>]*>")
_QUOTED = re.compile(r"[“\"][^“”\"]+[”\"]|‘(?:[^‘’]|’(?=\w)){1,500}’")


@dataclass(frozen=True)
class Piece:
    """A passage and its words."""

    passage: Passage
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return self.passage.text

    @property
    def form(self) -> str:
        return self.passage.form

    @cached_property
    def quoted(self) -> list[tuple[int, int]]:
        """Where somebody's own words stand in it."""
        if self.form == "quotation":
            return [(0, len(self.text))]
        return [match.span() for match in _QUOTED.finditer(self.text)]

    def is_quoted(self, at: int) -> bool:
        return any(start <= at < end for start, end in self.quoted)


@dataclass(frozen=True)
class Mark:
    """Words that a rule marks, with what is wrong and what would mend it. `firm` ones cannot be accepted."""

    rule: str
    line: int
    words: str
    message: str
    hint: str = ""
    severity: Severity = Severity.WARNING
    firm: bool = False

    def fault(self) -> Fault:
        return Fault(self.line, self.rule, self.message, self.hint, self.severity, self.words.split("\n")[0])


def mark(
    piece: Piece, start: int, end: int, rule: str, message: str, hint: str = "", severity: Severity = Severity.WARNING
) -> Mark:
    """A mark on the words from `start` to `end`; a * in the message stands for them."""
    words = piece.text[start:end]
    line = piece.passage.line + piece.text.count("\n", 0, start)
    return Mark(rule, line, words, message.replace("*", " ".join(words.split()), 1), hint, severity)


@dataclass(frozen=True)
class Reading:
    """One briefing as its readers read it, and its house."""

    briefing: Briefing
    catalogue: Catalogue
    pieces: tuple[Piece, ...]

    @property
    def extra(self) -> Partnership | None:
        """What the partnership says about itself; None where mkdocs.yml cannot be read."""
        return self.catalogue.settings.extra if self.catalogue.settings else None

    def of(self, *forms: str) -> Iterator[Piece]:
        """The pieces of some forms, in the order in which they are read."""
        return (piece for piece in self.pieces if piece.form in forms)


def read(briefing: Briefing, catalogue: Catalogue) -> Reading:
    """The briefing's pieces, from its title to the last picture."""
    passages = (*_front(briefing), *_body(briefing))
    return Reading(briefing, catalogue, tuple(Piece(passage, words_in(passage.text)) for passage in passages))


def _front(briefing: Briefing) -> Iterator[Passage]:
    front = briefing.legible
    if not front:
        return
    for key in ("title", "summary"):
        if key in briefing.data:
            yield Passage(briefing.line(key), getattr(front, key), "title")
    for index, change in enumerate(front.changes):
        yield Passage(briefing.line("changes", index, "note"), change.note, "note")
    for index, source in enumerate(front.sources):
        yield Passage(briefing.line("sources", index, "title"), source.title or "", "note")
        yield Passage(briefing.line("sources", index, "url"), source.url or "", "address")
    yield Passage(0, briefing.slug.replace("-", " "), "name")
    for index, alias in enumerate(front.aliases):
        yield Passage(briefing.line("aliases", index), alias.replace("-", " "), "name")


def _body(briefing: Briefing) -> Iterator[Passage]:
    for section in briefing.body.sections:
        yield Passage(section.line, section.heading, "heading")
        yield from section.passages
    for link in briefing.body.links:
        yield Passage(link.line, link.href, "address")
    for use in briefing.body.pictures:
        yield Passage(use.line, use.alt, "picture")
        yield Passage(use.line, PurePath(use.name).stem, "name")
        picture = briefing.pictures.get(use.name)
        if picture and picture.name.lower().endswith(".svg"):
            yield Passage(use.line, " ".join(_TAG.sub(" ", picture.data.decode("utf-8", "replace")).split()), "drawing")
