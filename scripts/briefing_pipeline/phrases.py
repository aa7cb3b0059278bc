"""Lists of phrases looked up in a text: in time that depends on the text, and not on how long the lists are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

# Words with their apostrophes. A hyphen parts two words, so that "follow-up" and "follow up" are the same.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_GAP = re.compile(r"[ \t\u00a0]*(?:[-‐‑\n][ \t\u00a0]*)?")
# Letters that are no letter with an accent, and are typed as these.
_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "’": "'"})
# A word with an ending left open is looked up by so many letters.
_STEM = 3


class Word(NamedTuple):
    """A word in a text, where it stands, and how it is compared: without capitals, accents and possessive."""

    start: int
    end: int
    text: str
    key: str


class Found(NamedTuple):
    """A phrase of a list where it stands in a text: from the word `first` up to, and without, the word `last`."""

    first: int
    last: int
    phrase: str


@lru_cache(maxsize=20_000)
def key_of(word: str) -> str:
    """How a word is compared."""
    plain = word.lower().translate(_PLAIN)
    if not plain.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return plain


def words_in(text: str) -> tuple[Word, ...]:
    """Every word of a text, in order."""
    found = []
    for match in _WORD.finditer(text):
        word = _POSSESSIVE.sub("", match[0]) if "'" in match[0] or "’" in match[0] else match[0]
        found.append(Word(match.start(), match.start() + len(word), word, key_of(word)))
    return tuple(found)


def together(text: str, before: Word, after: Word) -> bool:
    """Whether nothing but a space, a hyphen or a line's end parts two words."""
    return _GAP.fullmatch(text, before.end, after.start) is not None


class Phrases:
    """A list of phrases; `*` at the end of a word stands for any ending."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._whole: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        self._stems: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        for phrase in phrases:
            parts = tuple(_parts(phrase))
            if parts and parts[0].endswith("*"):
                self._stems.setdefault(parts[0][:_STEM], []).append((phrase, parts))
            elif parts:
                self._whole.setdefault(parts[0], []).append((phrase, parts))
        for listed in (*self._whole.values(), *self._stems.values()):
            listed.sort(key=lambda entry: -len(entry[1]))

    def find(self, text: str, words: tuple[Word, ...]) -> Iterator[Found]:
        """The phrases in a text, the longest at each place, none within another."""
        end = 0
        for first, word in enumerate(words):
            whole, stems = self._whole.get(word.key, ()), self._stems.get(word.key[:_STEM], ()) if self._stems else ()
            if first < end or not (whole or stems):
                continue
            for phrase, parts in (*whole, *stems):
                if _stands(parts, text, words, first):
                    end = first + len(parts)
                    yield Found(first, end, phrase)
                    break


def _parts(phrase: str) -> Iterator[str]:
    for match in re.finditer(rf"({_WORD.pattern})(\*?)", phrase):
        yield key_of(_POSSESSIVE.sub("", match[1])) + match[2]


def _stands(parts: tuple[str, ...], text: str, words: tuple[Word, ...], first: int) -> bool:
    if first + len(parts) > len(words):
        return False
    for offset, part in enumerate(parts):
        key = words[first + offset].key
        if not (key.startswith(part[:-1]) if part.endswith("*") else key == part):
            return False
        if offset and not together(text, words[first + offset - 1], words[first + offset]):
            return False
    return True


def read_list(path: Path) -> list[str]:
    """The lines of a list; # begins a remark."""
    lines = (line.split("#", 1)[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def read_pairs(path: Path) -> dict[str, str]:
    """The lines `words = better words` of a list."""
    pairs = (line.partition("=") for line in read_list(path))
    return {words.strip(): better.strip() for words, _, better in pairs}
