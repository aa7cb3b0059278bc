"""Finds what an officer means in a closed list: an id, a title, a part of one, another word for it, or something close."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .model import Catalogue
from .terms import AGE_LABELS, KIND_LABELS, KIND_MEANINGS
from .words import words_of

# A longer list is shown when it is asked for.
LISTED_AT_MOST = 15


@dataclass(frozen=True)
class Choice:
    """One entry of a closed list, and what else it is called."""

    id: str
    title: str
    synonyms: tuple[str, ...] = ()
    meaning: str = ""

    @property
    def names(self) -> Iterator[str]:
        return (" ".join(words_of(name)) for name in (self.id, self.title, *self.synonyms))


KINDS = [Choice(str(kind), label, meaning=KIND_MEANINGS[kind]) for kind, label in KIND_LABELS.items()]
AGES = [Choice(str(age), label) for age, label in AGE_LABELS.items()]


def themes_of(catalogue: Catalogue) -> list[Choice]:
    return [Choice(slug, theme.front.title, tuple(theme.front.synonyms)) for slug, theme in sorted(catalogue.themes.items())]


def audiences_of(catalogue: Catalogue) -> list[Choice]:
    known = catalogue.settings.extra.audiences if catalogue.settings else {}
    return [Choice(slug, title) for slug, title in known.items()]


def fitting(typed: str, choices: Sequence[Choice]) -> list[Choice]:
    """The entries that a text may mean: one that is called just so; else those that begin with it; else those that hold it."""
    wanted = " ".join(words_of(typed))
    if not wanted:
        return []
    exact = [choice for choice in choices if choice.id == typed.strip() or wanted in choice.names]
    if len(exact) == 1:
        return exact
    begins = [choice for choice in choices if any(f" {name}".find(f" {wanted}") >= 0 for name in choice.names)]
    return exact or begins or [choice for choice in choices if any(wanted in name for name in choice.names)]


def close_to(typed: str, choices: Sequence[Choice]) -> Choice | None:
    """The entry whose id, title or synonym is spelt nearly so."""
    names = {name: choice for choice in choices for name in choice.names}
    near = difflib.get_close_matches(" ".join(words_of(typed))[:100], names, n=1, cutoff=0.7)
    return names[near[0]] if near else None


def chosen(typed: str, what: str, choices: Sequence[Choice]) -> tuple[Choice | None, str]:
    """The one entry that is meant, or none and why that is not clear."""
    found = fitting(typed, choices)
    if len(found) == 1:
        return found[0], ""
    if found:
        return None, f'"{typed}" may be any of {len(found)} {what}s: {", ".join(choice.id for choice in found)}'
    near = close_to(typed, choices)
    known = (
        f'did you mean "{near.title}" ({near.id})?' if near else f"the {what}s are {', '.join(choice.id for choice in choices)}"
    )
    return None, f'there is no {what} "{typed}": {known}'
