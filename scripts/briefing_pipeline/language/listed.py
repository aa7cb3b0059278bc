"""Words of lists: jargon, words that blame, and spellings that are not British."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from ..passages import Mark, Piece, Reading, mark
from ..phrases import Found, Phrases, read_list, read_pairs, words_in
from ..terms import KIND_LABELS, SOURCE_LABELS
from ..wording import PlainEnglish

_HERE = Path(__file__).parent
_JARGON = read_pairs(_HERE / "jargon.txt")
_BLAMING = read_pairs(_HERE / "blaming.txt")
# American forms that are British too in another sense, or as they stand.
_BRITISH_TOO = frozenset(read_list(_HERE / "british_too.txt"))


def jargon(reading: Reading) -> Iterator[Mark]:
    """Each word of jargon, once, with plainer words."""
    plain = _settings(reading)
    for piece, found, better in _listed(reading, _JARGON | plain.jargon, plain.allow, quotations=False):
        yield _marked(piece, found, "jargon", '"*" is jargon', f"for example: {better}")


def blaming(reading: Reading) -> Iterator[Mark]:
    """Words that judge a child or family where they stand as ours; somebody else's, in quotation marks, may stand."""
    plain = _settings(reading)
    for piece, found, better in _listed(reading, _BLAMING | plain.blaming, plain.allow, quotations=False):
        message = '"*" judges the person and hides what happened'
        hint = f"{better}; if it is what somebody said or wrote, put it in quotation marks"
        yield _marked(piece, found, "blaming-words", message, hint)


def british(reading: Reading) -> Iterator[Mark]:
    """American spellings; a capital inside a sentence makes a proper name of it."""
    spellings = _american()
    for piece, found, better in _listed(reading, spellings, _settings(reading).allow, quotations=True):
        word = piece.words[found.first]
        if word.text.islower() or found.first == 0:
            yield _marked(piece, found, "spelling-british", '"*" is American spelling', f'write "{better}"')


@lru_cache(maxsize=1)
def _american() -> Mapping[str, str]:
    """American spellings and the British ones, from codespell's list read backwards."""
    text = (files("codespell_lib") / "data" / "dictionary_en-GB_to_en-US.txt").read_text(encoding="utf-8")
    pairs = (line.partition("->") for line in text.splitlines())
    return {american: british for british, arrow, american in pairs if arrow and american not in _BRITISH_TOO}


def _settings(reading: Reading) -> PlainEnglish:
    return reading.extra.plain_english if reading.extra else PlainEnglish()


def _marked(piece: Piece, found: Found, rule: str, message: str, hint: str) -> Mark:
    return mark(piece, piece.words[found.first].start, piece.words[found.last - 1].end, rule, message, hint)


def _listed(
    reading: Reading, pairs: Mapping[str, str], allowed: list[str], *, quotations: bool
) -> Iterator[tuple[Piece, Found, str]]:
    """The first place of each phrase of a list, and what is better. The field's own terms may always be used."""
    phrases = _phrases(tuple(pairs))
    seen: set[str] = set()
    for piece in reading.of(
        "title", "note", "prose", "cell", "heading", "picture", "drawing", *(["quotation"] if quotations else [])
    ):
        for found in phrases.find(piece.text, piece.words):
            ours = quotations or not piece.is_quoted(piece.words[found.first].start)
            if ours and found.phrase not in seen and not _is_term(reading, piece, found, tuple(allowed)):
                seen.add(found.phrase)
                yield piece, found, pairs[found.phrase]


def _is_term(reading: Reading, piece: Piece, found: Found, allowed: tuple[str, ...]) -> bool:
    """Whether it is part of a term of the field, or of what the partnership allows."""
    terms = _terms(tuple(_vocabulary(reading)), allowed).find(piece.text, piece.words)
    return any(term.first <= found.first and found.last <= term.last for term in terms)


@lru_cache(maxsize=8)
def _phrases(listed: tuple[str, ...]) -> Phrases:
    return Phrases(listed)


@lru_cache(maxsize=4)
def _terms(vocabulary: tuple[str, ...], allowed: tuple[str, ...]) -> Phrases:
    """Terms of two words or more, and whatever the partnership allows."""
    return Phrases([*allowed, *(term for term in vocabulary if len(words_in(term)) > 1)])


def _vocabulary(reading: Reading) -> Iterator[str]:
    yield from (*KIND_LABELS.values(), *SOURCE_LABELS.values())
    for theme in reading.catalogue.themes.values():
        yield from (theme.front.title, *theme.front.synonyms)
    if extra := reading.extra:
        yield from (extra.partnership, *extra.audiences.values(), *(course.title for course in extra.training.values()))
