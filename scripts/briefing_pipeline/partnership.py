"""What a partnership says of itself in mkdocs.yml, under `extra:`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .identity import Colours, LogoFile, Role, Statement
from .terms import (
    CLEARED_BY,
    MINIMUM_DAYS,
    NOTICE_WORKING_DAYS,
    REVIEW_DUE_DAYS,
    SIGN_OFFS,
    STAND_IN,
    TERM_STARTS,
    WITHOUT_REVIEW,
    HoldReason,
    Kind,
)
from .values import Https, Id, Key, Line, Number, Strict, Text
from .wording import Anonymity, PlainEnglish


class Course(Strict):
    """A training course of the partnership."""

    title: Text
    url: Https | None = None


class Publication(Strict):
    """`extra.publication`: what the gate asks for, beyond what it always asks for."""

    sign_offs: dict[Literal["all", "case-specific", "thematic", "positive-practice"], list[Id]] = {}
    cleared_by: dict[Annotated[HoldReason, Field(strict=False)], Annotated[list[Id], Field(min_length=1)]] = {}
    notice_working_days: Annotated[int, Field(ge=0, le=60)] = NOTICE_WORKING_DAYS
    minimum_days: Annotated[int, Field(ge=0, le=3660)] = MINIMUM_DAYS
    review_due_days: Annotated[int, Field(ge=0, le=3660)] = REVIEW_DUE_DAYS

    def required(self, kind: Kind) -> list[str]:
        """The roles that sign off a briefing of this kind, each once."""
        asked = SIGN_OFFS | {str(key): roles for key, roles in self.sign_offs.items()}
        return list(dict.fromkeys([*asked["all"], *asked[kind]]))

    def may_clear(self, reason: HoldReason) -> list[str]:
        """The roles that may clear a hold."""
        return self.cleared_by.get(reason) or CLEARED_BY[reason]

    @property
    def roles(self) -> list[str]:
        """Every role that may sign off something, in alphabetical order."""
        return sorted({role for kind in Kind for role in self.required(kind)} | {STAND_IN, WITHOUT_REVIEW})


class Packs(Strict):
    """`extra.packs`: for whom the site's termly packs are, and the day (01 to 28) on which each school term begins, as 09-01."""

    audience: Id = "schools"
    terms: Annotated[
        dict[
            Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")],
            Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])$")],
        ],
        Field(min_length=1),
    ] = TERM_STARTS


class Partnership(Strict):
    """`extra:` in mkdocs.yml: all that a partnership says about itself."""

    partnership: Line
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-GB"
    intro: Text
    contact: Text
    call_now: Text
    call_number: Number
    notice: Text | None = None
    used: Annotated[str, StringConstraints(pattern=r"^(https://|mailto:)[^\s\"'<>\\\\]+$")] | None = None
    logo: LogoFile | None = None
    colours: Colours = Colours()
    accessibility: Statement | None = None
    audiences: dict[Key, Line]
    roles: dict[Key, Role] = {}
    training: dict[Key, Course]
    sections: dict[Annotated[Kind, Field(strict=False)], dict[Id, Text]] = {}
    publication: Publication = Publication()
    packs: Packs = Packs()
    plain_english: PlainEnglish = PlainEnglish()
    anonymity: Anonymity = Anonymity()

    @property
    def told_at(self) -> str:
        """Where readers say how they used a briefing, as it is printed: a form's address, or a mail address."""
        return (self.used or self.contact).removeprefix("mailto:").partition("?")[0]
