"""What a house knows, and what a slip of the pen in it unmistakably means."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..model import Catalogue
from ..terms import AGE_LABELS, KIND_LABELS, SECTIONS, SOURCE_LABELS, Kind

# Shorter words are too near to each other.
LONG_ENOUGH = 6


@dataclass(frozen=True)
class Known:
    """For each key the ids of its values with what people call them, and for each kind the labels of its sections."""

    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sections: Mapping[Kind, list[str]] = field(default_factory=dict)


def known_in(catalogue: Catalogue) -> Known:
    """What this house knows. Of the status nothing: a wish to publish is an officer's."""
    extra = catalogue.settings.extra if catalogue.settings else None
    values = {
        "kind": {str(kind): label for kind, label in KIND_LABELS.items()},
        "ages": {str(age): label for age, label in AGE_LABELS.items()},
        "type": {str(source): label for source, label in SOURCE_LABELS.items()},
        "themes": {slug: theme.front.title for slug, theme in catalogue.themes.items()},
        "audience": dict(extra.audiences) if extra else {},
        "training": {slug: course.title for slug, course in extra.training.items()} if extra else {},
    }
    sections = {
        kind: list((catalogue.settings.sections(kind) if catalogue.settings else SECTIONS[kind]).values()) for kind in Kind
    }
    return Known(values, sections)


def unmistakable(word: str, choices: Mapping[str, str], cutoff: float = 0.9) -> str | None:
    """The one choice that `word` can mean: the same but for capitals and signs, or a letter away from this one only."""
    same = [choice for choice, label in choices.items() if folded(word) and folded(word) in (folded(choice), folded(label))]
    if same:
        return same[0] if len(same) == 1 else None
    if not LONG_ENOUGH <= len(word) <= 100:
        return None
    near = difflib.get_close_matches(folded(word), [folded(choice) for choice in choices], n=2, cutoff=cutoff)
    return next(choice for choice in choices if folded(choice) == near[0]) if len(near) == 1 else None


def folded(text: str) -> str:
    """A text without its capitals, with one hyphen for whatever stands between its words."""
    return re.sub(r"[\W_]+", "-", text.casefold()).strip("-")
