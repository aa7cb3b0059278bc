"""Texts as words, so that two can be compared whatever their case, ligatures, quotation marks or invisible characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import accumulate

# So many words in a row that two texts share are no accident.
RUN = 8
# Soft hyphen, joiners, fillers, zero-width, direction marks, variation selectors, tags: none of them shows.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    "\uffa0\ufff9-\ufffc\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)
# Unicode's categories of marks that stand on a letter, and of signs that are not drawn.
_DRAWN_INTO = ("Mn", "Me", "Cf")
# So few different signs are quicker replaced one by one.
FEW_SIGNS = 64
_WORD = re.compile(r"[^\W_]+")
# What editors and phones make of an apostrophe, of quotation marks and of a hyphen.
_TYPED = (
    (re.compile("[\u0060\u00b4\u02b9\u02bb-\u02bd\u2018\u2019\u201b\u2032\uff07]"), "'"),
    (re.compile("[\u201c-\u201f\u2033\u00ab\u00bb]"), '"'),
    (re.compile("[\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]"), "-"),
)


def fold(text: str) -> str:
    """Case, ligatures, composed accents, typographic quotes and hyphens, and invisible characters make no difference."""
    if text.isascii():
        return text.lower()
    text = _UNSEEN.sub("", text)
    for typed, plain in _TYPED:
        text = typed.sub(plain, text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def bare(text: str) -> str:
    """A text folded, and without accents and whatever else is drawn into the letter before it, or is not drawn at all."""
    if text.isascii():
        return text.lower()
    signs = {sign: _bare_sign(sign) for sign in set(text) if sign > "\x7f"}
    if len(signs) > FEW_SIGNS:
        return text.translate({ord(sign): plain for sign, plain in signs.items()}).lower()
    for sign, plain in signs.items():
        if sign != plain:
            text = text.replace(sign, plain)
    return text.lower()


@cache
def _bare_sign(sign: str) -> str:
    parts = unicodedata.normalize("NFKD", fold(sign))
    return "".join(part for part in parts if unicodedata.category(part) not in _DRAWN_INTO)


def words_of(text: str) -> list[str]:
    """The words, folded; an underscore parts them as a space does."""
    return _WORD.findall(fold(text))


def runs_of(words: Sequence[str]) -> list[str]:
    """Every eight words in a row."""
    if len(words) < RUN:
        return []
    # Slices of one text cost a quarter of joining eight words each time.
    text = " ".join(words)
    ends = list(accumulate(len(word) + 1 for word in words))
    return [text[start : end - 1] for start, end in zip([0, *ends], ends[RUN - 1 :], strict=False)]
