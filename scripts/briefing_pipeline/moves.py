"""Which command is legal in which state: one table."""

from __future__ import annotations

from enum import StrEnum

from .model import Briefing
from .partnership import Publication
from .record import Record
from .terms import Status


class State(StrEnum):
    """Where a briefing stands, from its record first and its status second."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    HELD = "held"
    WITHDRAWN = "withdrawn"
    UNREADABLE = "unreadable"


class Verb(StrEnum):
    SUBMIT = "submit"
    APPROVE = "approve"
    HOLD = "hold"
    CLEAR = "clear"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    OVERRIDE = "override"
    REVIEW = "review"


def state_of(briefing: Briefing, record: Record, publication: Publication) -> State:
    """The state of a briefing; a withdrawal comes before a hold, and a hold before the status."""
    if not record.readable:
        return State.UNREADABLE
    if record.withdrawal or briefing.wish is Status.WITHDRAWN:
        return State.WITHDRAWN
    if record.open_holds(publication.may_clear):
        return State.HELD
    if briefing.wish is Status.PUBLISHED:
        return State.PUBLISHED
    return State.SUBMITTED if record.submitted else State.DRAFT


_FIRST = "it was not submitted yet: `briefings submit` comes first"
_HELD = "it is held, and a hold must be cleared first"
_BACK = "it is withdrawn: to bring it back, submit it and have it signed off anew"
_RECORD = "its record cannot be relied on: `briefings check` says where it was changed, and what to do"
_NO_HOLD = "no hold is open"
NEVER_UP = "it was never published, so there is nothing to take back"
ASKS_ALREADY = "asks for publication already, and nothing is missing; to move the day, add --on"
_DOWN = "it is not published"
_GONE = "it is withdrawn already"


def _row(*why: str) -> dict[State, str]:
    return dict(zip(State, why, strict=True))


# "" where the move is legal, else why it is not.
MOVES: dict[Verb, dict[State, str]] = {
    #                    draft     submitted published  held      withdrawn  unreadable
    Verb.SUBMIT:    _row("",       "",       "",        "",       "",        _RECORD),
    Verb.APPROVE:   _row(_FIRST,   "",       "",        "",       _BACK,     _RECORD),
    Verb.HOLD:      _row("",       "",       "",        "",       "",        _RECORD),
    Verb.CLEAR:     _row(_NO_HOLD, _NO_HOLD, _NO_HOLD,  "",       "",        _RECORD),
    Verb.PUBLISH:   _row(_FIRST,   "",       "",        _HELD,    _BACK,     _RECORD),
    Verb.WITHDRAW:  _row(NEVER_UP, "",       "",        "",       _GONE,     _RECORD),
    Verb.OVERRIDE:  _row(_FIRST,   "",       "",        "",       _BACK,     _RECORD),
    Verb.REVIEW:    _row(_DOWN,    _DOWN,    "",        _DOWN,    _DOWN,     _RECORD),
}  # fmt: skip
