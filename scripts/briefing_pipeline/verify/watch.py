"""What must not appear: read from the facts, not from the gate's answer, so that this fence holds by itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..gate import notice_of
from ..model import Briefing, Catalogue, Publication
from ..record import Approved, Cleared, Held, Overridden, Record
from ..sharing import pointers
from ..terms import AGE_LABELS, KIND_LABELS, SECTIONS, SOURCE_LABELS, HoldReason, Status
from ..words import RUN, fold, runs_of, words_of

_TARGET = re.compile(r"\]\(\.\./[^)\s]*\)")
# Shorter reasons ("the trial ended") are anybody's words.
WORDS_OF_A_REASON = 5


@dataclass
class Watch:
    """Withheld phrases, eight-word runs, web addresses and file hashes, each with the words that name its kind."""

    phrases: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    runs: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def add(self, text: str, what: str) -> None:
        """Watch for a short text as a whole, for a long one run by run."""
        words = words_of(text)
        if len(words) > RUN:
            self.runs |= dict.fromkeys(runs_of(words), what)
        elif words:
            self.phrases.setdefault(words[0], []).append((tuple(words), what))


def is_open(briefing: Briefing, record: Record, now: datetime, may_clear: Callable[[HoldReason], Collection[str]]) -> bool:
    """Whether a briefing's own front matter and record, plainly read, let it be seen."""
    front = briefing.front
    wished = front and front.status is Status.PUBLISHED and front.published_on and front.published_on <= now
    return bool(wished and record.readable and not record.withdrawal and not record.open_holds(may_clear))


def watch(catalogue: Catalogue, public: Collection[str], now: datetime) -> Watch:
    """What to look for: all of each briefing that is not among the slugs `public`, or whose own words say no."""
    may_clear = (catalogue.settings.extra.publication if catalogue.settings else Publication()).may_clear
    records = catalogue.records
    listed = [briefing for briefing in catalogue.briefings if briefing.slug in public]
    opened = [briefing for briefing in listed if is_open(briefing, records[briefing.slug], now, may_clear)]
    slugs = {briefing.slug for briefing in opened}
    closed = [briefing for briefing in catalogue.briefings if briefing.slug not in slugs]
    known = Watch()
    for briefing in catalogue.briefings:
        for text in _private(briefing.data.get("private"), slugs):
            known.add(text, "a private value")
    for record in records.values():
        for text in _reasons(record):
            if len(words_of(text)) >= WORDS_OF_A_REASON:
                known.add(text, "a reason from a record")
    seen_texts = [words_of(text) for text in _public_texts(opened, catalogue)]
    seen = {run for words in seen_texts for run in runs_of(words)}
    pointed_at = {slug for briefing in opened for _, slug in pointers(briefing)}
    names = {name.casefold() for briefing in opened for name in briefing.files}
    hashes = {value for briefing in opened for value in briefing.files.values()} | {hashlib.sha256(b"").hexdigest()}
    common = {tuple(words_of(term)) for term in _vocabulary(catalogue)}
    for briefing in closed:
        notice = notice_of(briefing, catalogue, slugs)
        title = words_of(str(briefing.data.get("title", "")))
        # Published text may still name one that has a notice, and link to it.
        named = runs_of(title) if notice and (briefing.slug in pointed_at or _says(seen_texts, title)) else None
        if tuple(title) not in common and named is None:
            known.add(" ".join(title), "a withheld title")
        passed = seen | set(named or ())
        aliases = briefing.data.get("aliases")
        # The address of a withdrawn one stays, with its notice.
        for address in [] if notice else [briefing.slug, *(aliases if isinstance(aliases, list) else [])]:
            known.addresses[fold(str(address))] = "a withheld address"
        for name, value in briefing.files.items():
            if name.casefold() not in names and name != "decisions.yml":
                known.add(name, "a withheld file's name")
            if value not in hashes:
                known.hashes[value] = "a withheld file"
        # A link's target and words, run together, are nobody's sentence.
        for text in [_TARGET.sub("]", briefing.raw), *_body_texts(briefing)]:
            known.runs |= {run: "withheld text" for run in runs_of(words_of(text)) if run not in passed}
    return known


def _says(texts: Iterable[Sequence[str]], title: Sequence[str]) -> bool:
    """Whether published text names the title."""
    phrase = f" {' '.join(title)} "
    return any(phrase in f" {' '.join(words)} " for words in texts)


def _reasons(record: Record) -> Iterator[str]:
    """The notes and reasons of a record, but for the public reason of a withdrawal."""
    for entry in record.entries:
        if isinstance(entry, Held) and entry.note:
            yield entry.note
        elif isinstance(entry, (Approved, Cleared, Overridden)) and entry.why:
            yield entry.why


def _private(value: Any, opened: Collection[str]) -> Iterator[str]:
    """Every value under `private:`, whatever its shape; a published briefing's name is no secret."""
    if isinstance(value, dict):
        for part in value.values():
            yield from _private(part, opened)
    elif isinstance(value, list):
        for part in value:
            yield from _private(part, opened)
    elif value is not None and value not in opened:
        yield str(value)


def _body_texts(briefing: Briefing) -> Iterator[str]:
    yield from (f"{section.heading} {section.text}" for section in briefing.body.sections)
    yield from (use.alt for use in briefing.body.pictures)
    for picture in briefing.pictures.values():
        if picture.name.lower().endswith(".svg"):
            yield re.sub(r"<[^>]*>", " ", picture.data.decode())


def _public_texts(opened: Iterable[Briefing], catalogue: Catalogue) -> Iterator[str]:
    """What published text contains: whole files without `private`, so that shared wording is no leak."""
    for briefing in opened:
        yield from _body_texts(briefing)
        front = briefing.front
        if front:
            yield from (front.title, front.summary, *(change.note for change in front.changes))
            yield from (source.label for source in front.sources)
    for theme in catalogue.themes.values():
        yield re.sub(r"<[^>]*>", " ", theme.html)
    yield from _vocabulary(catalogue)
    # Seven headings in a row and their like: the form of a briefing is no secret.
    for labels in SECTIONS.values():
        yield " ".join(labels.values())


def _vocabulary(catalogue: Catalogue) -> Iterator[str]:
    """The closed lists that every page may print."""
    for theme in catalogue.themes.values():
        yield from (theme.front.title, *theme.front.synonyms)
    yield from (*KIND_LABELS.values(), *AGE_LABELS.values(), *SOURCE_LABELS.values())
    for labels in SECTIONS.values():
        yield from labels.values()
    if catalogue.settings:
        yield from catalogue.settings.extra.audiences.values()
        yield from (course.title for course in catalogue.settings.extra.training.values())
        yield from (catalogue.settings.site_name, catalogue.settings.extra.partnership)
