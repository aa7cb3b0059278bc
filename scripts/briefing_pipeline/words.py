"""Texts as words, so that two can be compared whatever their case, ligatures or invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

# So many words in a row that two texts share are no accident.
RUN = 8
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ufe0f]")


def fold(text: str) -> str:
    """Case, ligatures, composed accents and invisible characters make no difference."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text))


def runs_of(words: Sequence[str]) -> Iterator[str]:
    """Every eight words in a row."""
    for start in range(len(words) - RUN + 1):
        yield " ".join(words[start : start + RUN])
