"""The decision on one briefing: a pure function of what is written, what was decided, the settings and one clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from .dates import after_working_days, day_of, midnight, written
from .model import Briefing, Settings
from .partnership import Publication
from .record import Approved, Record, person
from .terms import LONDON, PUBLISHED_REVIEWS, STAND_IN, WITHOUT_REVIEW, Kind, Status

# With fewer sources than this a thematic briefing may be one held case in disguise.
SOURCES_OF_A_THEME = 3


@dataclass(frozen=True)
class Refusal:
    """A condition of publication: what it asks, how it is met, and whether an override may lift it."""

    asks: str
    met_by: str
    liftable: bool = False


# Every condition, in the order in which reasons are told. The guide prints this table.
REFUSALS: dict[str, Refusal] = {
    "status": Refusal("its status is `published`", "`briefings publish`"),
    "settings": Refusal("`mkdocs.yml` can be read", "mend the file"),
    "fault": Refusal("it has no faults", "mend what `briefings check` lists"),
    "record": Refusal("its record of decisions can be read, and it was submitted", "`briefings submit`"),
    "withdrawn": Refusal("it is not withdrawn", "`briefings submit`, and every sign-off anew"),
    "date": Refusal("`published_on` is reached in London: a date means 00:00", "wait, or `briefings publish --on`"),
    "hold": Refusal("no hold is open; a date that passes ends none", "`briefings clear`, by a role that may clear that hold"),
    "sign-off": Refusal(
        "every role of its kind has signed off exactly this text",
        "`briefings approve --role`, by nobody who wrote or submitted it",
        True,
    ),
    "second-person": Refusal(
        "somebody who neither wrote nor submitted it has signed off exactly this text", "`briefings approve`, by a second person"
    ),
    "review-published": Refusal(
        "where one case was reviewed in an LCSPR or SCR, that review is published (`url` in `sources`)",
        f"add the address, or `briefings approve --role {WITHOUT_REVIEW} --why`",
    ),
    "notice-period": Refusal("seven working days have run since `review_published_on`, if that is given", "wait", True),
    "stand-in": Refusal(
        "where a thematic one rests on a held briefing (`private.rests_on`) with fewer than three sources, or has eight"
        " words in a row in common with one, somebody has decided that it may stand in for it",
        f"`briefings approve --role {STAND_IN}`",
    ),
    "shared": Refusal(
        "no link, `related`, quotation or picture is shared with anything withheld",
        "take it out, or wait until that is published",
    ),
}


@dataclass(frozen=True)
class Reason:
    """One condition that is not met, in words; `role` is the sign-off that is missing, where it is one."""

    refusal: str
    text: str
    role: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Decision:
    """Published where there is no reason against it."""

    reasons: tuple[Reason, ...]

    @property
    def public(self) -> bool:
        return not self.reasons

    @property
    def why(self) -> str:
        return "; ".join(reason.text for reason in self.reasons)


@dataclass(frozen=True)
class Around:
    """What the rest of the house says of a briefing: its faults, the held ones it rests on, what it shares with withheld ones."""

    faults: int = 0
    rests_on: tuple[str, ...] = ()
    in_common: str = ""
    shared: tuple[str, ...] = ()


def decide(briefing: Briefing, record: Record, settings: Settings | None, now: datetime, around: Around) -> Decision:
    """Every reason why a briefing may not be seen at the moment `now` (which has a time zone); none means published."""
    reasons = [*_status(briefing), *_faults(briefing, around)]
    if settings:
        publication = settings.extra.publication
        reasons += _record(record)
        reasons += _date(briefing, now)
        reasons += _holds(record, publication)
        if record.readable:
            reasons += _sign_offs(briefing, record, publication)
            reasons += _review(briefing, record)
        reasons += _notice(briefing, record, publication, now)
        reasons += _disguise(briefing, record, around)
    else:
        reasons.append(Reason("settings", "the settings cannot be read"))
    reasons += [Reason("shared", text) for text in around.shared]
    order = list(REFUSALS)
    return Decision(tuple(sorted(reasons, key=lambda reason: order.index(reason.refusal))))


_WISHES = {
    Status.DRAFT: "it is a draft",
    Status.AWAITING: "it is awaiting publication",
    Status.WITHDRAWN: "it is withdrawn",
    None: "its status cannot be read",
}


def _status(briefing: Briefing) -> Iterator[Reason]:
    if briefing.wish is not Status.PUBLISHED:
        yield Reason("status", _WISHES.get(briefing.wish, "its status cannot be read"))


def _faults(briefing: Briefing, around: Around) -> Iterator[Reason]:
    faults = around.faults or (0 if briefing.front else 1)
    if faults:
        yield Reason("fault", f"it has {faults} fault{'s' if faults > 1 else ''}")


def _record(record: Record) -> Iterator[Reason]:
    if not record.readable:
        yield Reason("record", "its record of decisions cannot be relied on")
    elif record.withdrawal:
        yield Reason("withdrawn", f"it was withdrawn on {day_of(record.withdrawal.at)}")
    elif not record.submitted:
        yield Reason("record", "it was not submitted")


def _date(briefing: Briefing, now: datetime) -> Iterator[Reason]:
    published_on = briefing.front.published_on if briefing.front else None
    if published_on is None:
        yield Reason("date", "it has no date of publication that can be read")
    elif now < published_on:
        yield Reason("date", f"its date, {day_of(published_on)} at {published_on.astimezone(LONDON):%H:%M}, is not reached")


def _holds(record: Record, publication: Publication) -> Iterator[Reason]:
    for hold in record.open_holds(publication.may_clear):
        yield Reason("hold", f"it is held: {hold.entry.reason}, since {day_of(hold.entry.at)}")


def _sign_offs(briefing: Briefing, record: Record, publication: Publication) -> Iterator[Reason]:
    same = record.same_text(briefing.digest)
    if briefing.front:
        lifted = {entry.role for entry in record.overrides(briefing.digest) if entry.refusal == "sign-off"}
        for role in publication.required(briefing.front.kind):
            if role not in lifted and not _signed(record, same, role):
                yield Reason("sign-off", why_not_signed(record, same, role), role)
    if not any(entry.digest in same for entry in record.approvals()):
        yield Reason("second-person", "nobody but those who wrote or submitted it has signed off this text")


def _signed(record: Record, same: set[str], role: str) -> bool:
    return any(entry.role == role and entry.digest in same for entry in record.approvals())


def why_not_signed(record: Record, same: set[str], role: str) -> str:
    """Why the sign-off of a role does not count: missing, void, or by somebody who wrote the text."""
    given = [entry for entry in record.current if isinstance(entry, Approved) and entry.role == role]
    if any(entry.digest in same and person(entry.by) in record.writers for entry in given):
        return f"the sign-off {role} was given by somebody who wrote or submitted it"
    if given:
        return f"the sign-off {role} of {day_of(given[-1].at)} is void: the text has changed since"
    return f"the sign-off {role} is missing"


def _review(briefing: Briefing, record: Record) -> Iterator[Reason]:
    """One case from an LCSPR or SCR waits for that review."""
    front = briefing.front
    if not front or front.kind is not Kind.CASE_SPECIFIC:
        return
    waits = any(source.type in PUBLISHED_REVIEWS and not source.url for source in front.sources)
    if waits and not _signed(record, record.same_text(briefing.digest), WITHOUT_REVIEW):
        text = "the review that it was learned from has no address where it is published"
        yield Reason("review-published", text, WITHOUT_REVIEW)


def _notice(briefing: Briefing, record: Record, publication: Publication, now: datetime) -> Iterator[Reason]:
    front = briefing.front
    if not front or not front.review_published_on:
        return
    ends = after_working_days(front.review_published_on, publication.notice_working_days)
    lifted = any(entry.refusal == "notice-period" for entry in record.overrides(briefing.digest))
    if now < midnight(ends) and not lifted:
        yield Reason("notice-period", f"the notice of {publication.notice_working_days} working days runs until {written(ends)}")


def _disguise(briefing: Briefing, record: Record, around: Around) -> Iterator[Reason]:
    """A thematic briefing that rests on one held case is that case's briefing in disguise."""
    front = briefing.front
    if not front or front.kind is not Kind.THEMATIC:
        return
    sources = {(source.type, source.year, source.title, source.url) for source in front.sources}
    few = bool(around.rests_on) and len(sources) < SOURCES_OF_A_THEME
    if (few or around.in_common) and not _signed(record, record.same_text(briefing.digest), STAND_IN):
        common = f"has text in common with a held briefing ({around.in_common})"
        why = common if around.in_common else "rests on a held briefing and has few sources"
        yield Reason("stand-in", f"it {why}, and nobody has decided that it may stand in for it", STAND_IN)
