"""Abbreviations: each is written out where it first stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..passages import Mark, Piece, Reading, mark
from ..phrases import read_list
from ..wording import PlainEnglish

_CAPITALS = re.compile(r"(?<![\w&/.-])([A-Z]{2,6})(s?)(?![\w&]|[-.]\w)")
_KNOWN = frozenset(read_list(Path(__file__).parent / "abbreviations.txt"))
_ROMAN = re.compile(r"[IVX]+")
# A line of capitals is a shout, and no row of abbreviations.
_SHOUT = re.compile(r"(?<!\w)[A-Z]{2,}+\W{1,4}[A-Z]{2,}+\W{1,4}[A-Z]{2,}+")


def abbreviations(reading: Reading) -> Iterator[Mark]:
    """Each abbreviation once, unless "Long Form (ABBR)" or "ABBR (long form)" stands there or before it."""
    plain = reading.extra.plain_english if reading.extra else PlainEnglish()
    known = {*_KNOWN, *plain.abbreviations, *plain.allow}
    expanded = {short for piece, short, match in _found(reading) if _explained(piece, match)}
    seen: set[str] = set()
    for piece, short, match in _found(reading):
        # A title has no room: it is enough that the text explains it.
        done = _explained(piece, match) or (piece.form in ("title", "heading") and short in expanded)
        if short not in known | seen and not done:
            hint = f"write it out where it first stands: “its long form ({short})”"
            yield mark(piece, match.start(), match.end(), "abbreviation", '"*" is not explained before it is used', hint)
        if piece.form not in ("title", "heading") or not done:
            seen.add(short)


def _found(reading: Reading) -> Iterator[tuple[Piece, str, re.Match[str]]]:
    for piece in reading.of("title", "note", "heading", "prose", "quotation", "cell"):
        if not _SHOUT.search(piece.text):
            yield from ((piece, match[1], match) for match in _CAPITALS.finditer(piece.text) if not _ROMAN.fullmatch(match[1]))


def _explained(piece: Piece, match: re.Match[str]) -> bool:
    """Whether it stands in brackets behind words, or has words in brackets, or after “or”, behind it."""
    before, after = piece.text[max(0, match.start() - 12) : match.start()], piece.text[match.end() : match.end() + 12]
    in_brackets = re.search(r"\w[\"”’]?\s+\(([Tt]he |or )?$", before) and re.match(r"s?[),;]", after)
    return bool(in_brackets or re.match(r"\s+\(\w+[\s-]", after) or re.match(r"\s+\([a-z]{6,}", after))
