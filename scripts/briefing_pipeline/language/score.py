"""How plain a briefing is, in figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyphen

from ..passages import Mark, Reading
from ..wording import PlainEnglish
from .sentences import Sentence, length_of, passive, sentences

_VOWELS = re.compile(r"[aeiouy]+")
# “made”, “looked”, “times”; but “table”, “wanted”, “houses”.
_SILENT = re.compile(r"(?:[^aeiouyl]e|(?<=[aeiouy])le|[^aeiouytd]ed|[^aeiouysxzcgh]es)$")
# Two vowels side by side that are heard apart: “period”, “video”, “being”, “area”.
_APART = re.compile(r"(?<![tscg])i[ao](?!u)|[eo]ing$|eo$|(?<=[dr])ea$|iet")
# Fewer words say little about how a text reads.
WORDS_TO_JUDGE = 100


@dataclass(frozen=True)
class Score:
    """A briefing's sentences and words; `reading_age` in years, None where there is too little text to tell."""

    reading_age: float | None
    sentences: int
    longest_sentence: int
    words_a_sentence: float
    passive_sentences: int

    def as_dict(self) -> dict[str, Any]:
        return {
            "reading_age": self.reading_age,
            "sentences": self.sentences,
            "longest_sentence": self.longest_sentence,
            "words_a_sentence": self.words_a_sentence,
            "passive_sentences": self.passive_sentences,
        }

    def in_words(self) -> str:
        """One line for `status`."""
        if not self.sentences:
            return "Plain English: there is no text yet."
        age = f"reading age {self.reading_age:g}, " if self.reading_age else ""
        return (
            f"Plain English: {age}{self.words_a_sentence:g} words a sentence, the longest has {self.longest_sentence};"
            f" {self.passive_sentences} of {self.sentences} sentences are passive."
        )


def score(reading: Reading) -> Score:
    """The figures for the text of all sections, without headings and tables."""
    every = [item for piece in reading.of("prose", "quotation") for item in sentences(piece)]
    lengths = [length_of(item) for item in every]
    mean = sum(lengths) / len(every) if every else 0.0
    passives = sum(1 for item in every if passive(item))
    return Score(_age(every, mean), len(every), max(lengths, default=0), round(mean, 1), passives)


def _age(every: list[Sentence], mean: float) -> float | None:
    """The grade of Flesch and Kincaid, and five years: the age at which a pupil reads such a text with ease."""
    words = [word.key for item in every for word in item.words]
    if len(words) < WORDS_TO_JUDGE:
        return None
    grade = 0.39 * mean + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return round(grade + 5, 1)


@lru_cache(maxsize=50_000)
def syllables(word: str) -> int:
    """The groups of vowels that are heard; or the parts into which a British printer would part it, if those are more.

    Printers alone are a fifth too low: they leave no single letter at the end of a line (“a-way”, “ba-by”).
    """
    heard = len(_VOWELS.findall(word[:60])) - len(_SILENT.findall(word)) + len(_APART.findall(word))
    return max(1, heard, len(_hyphens().positions(word[:60])) + 1)


@lru_cache(maxsize=1)
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB")


def reading_age(reading: Reading) -> Iterator[Mark]:
    """One mark where the whole briefing asks for more schooling than a tired reader should need."""
    most = (reading.extra.plain_english if reading.extra else PlainEnglish()).reading_age
    result = score(reading)
    if result.reading_age and result.reading_age > most:
        line = reading.briefing.body.sections[0].line
        message = f"this briefing has a reading age of {result.reading_age:g} years, above {most}"
        yield Mark("reading-age", line, "", message, "write shorter sentences and shorter words")
