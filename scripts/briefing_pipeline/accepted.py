"""The rules of language and anonymity over one briefing, without what its officer has accepted with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from .anonymity import anonymity
from .findings import RULES, Fault, Severity, did_you_mean
from .language import language
from .model import Briefing, Catalogue, Passage
from .passages import Piece, Reading, read
from .phrases import words_in


def wording(briefing: Briefing, catalogue: Catalogue) -> Iterator[Fault]:
    """Every word that a rule marks and nobody has accepted, and every acceptance that is not needed."""
    reading = read(briefing, catalogue)
    accepted = briefing.legible.private.accepted if briefing.legible else []
    open_ones = {_key(entry.rule, entry.words): index for index, entry in enumerate(accepted)}
    used: set[int] = set()
    for marked in chain(language(reading), anonymity(reading)):
        index = open_ones.get(_key(marked.rule, marked.words))
        if index is not None:
            used.add(index)
        if index is None or marked.firm:
            yield marked.fault()
    for index, entry in enumerate(accepted):
        if index not in used:
            line = briefing.line("private", "accepted", index)
            hint = (
                "take it out" if entry.rule in RULES else did_you_mean(entry.rule, RULES, "the rule stands in [ ] in a finding")
            )
            message = f'nothing in this briefing is marked by {entry.rule} for "{entry.words}"'
            yield Fault(line, "accepted-stale", message, hint, Severity.WARNING, entry.words)


def identifying(text: str, briefing: Briefing, catalogue: Catalogue) -> list[Fault]:
    """What may tell who a briefing is about, in one line that is written beside it for readers."""
    piece = Piece(Passage(0, text, "prose"), tuple(words_in(text)))
    return [marked.fault() for marked in anonymity(Reading(briefing, catalogue, (piece,)))]


def _key(rule: str, words: str) -> tuple[str, tuple[str, ...]]:
    """Capitals, punctuation and line ends make no difference to what was accepted."""
    return rule, tuple(word.key for word in words_in(words))
