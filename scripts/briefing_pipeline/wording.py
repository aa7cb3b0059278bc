"""What a partnership may set about plain English and anonymity, and what a briefing's officer has accepted with a reason."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from .values import Strict, Text

# `verify` looks for reasons from so many words on: shorter ones ("the trial ended") are anybody's words.
WORDS_OF_A_REASON = 5


def _reason(value: object) -> object:
    """A reason long enough to be one, and to be looked for in the output."""
    if isinstance(value, str) and len(value.split()) < WORDS_OF_A_REASON:
        raise PydanticCustomError("reason-form", "says too little")
    return value


class PlainEnglish(Strict):
    """`extra.plain_english`: how plain is plain enough, and words that this partnership adds or allows."""

    sentence_words: Annotated[int, Field(ge=10, le=60)] = 25
    reading_age: Annotated[int, Field(ge=8, le=25)] = 14
    jargon: dict[Text, Text] = {}
    blaming: dict[Text, Text] = {}
    abbreviations: list[Text] = []
    allow: list[Text] = []


class Anonymity(Strict):
    """`extra.anonymity`: the list of the area's places, words that identify nobody here, and how much is too much together."""

    places: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*\.txt$")] | None = None
    allow: list[Text] = []
    together: Annotated[int, Field(ge=2, le=10)] = 4


class Accepted(Strict):
    """`private.accepted`: words that a rule marks, and why they may stand."""

    rule: Text
    words: Text
    why: Annotated[Text, BeforeValidator(_reason)]
