"""How a house stands: each briefing with its decision, what needs somebody's attention, and one briefing's whole story."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from .dates import day_of, written
from .decision import Decision
from .gate import notice_of
from .language import Score, score
from .model import Briefing, Catalogue
from .partnership import Publication
from .passages import read
from .record import Approved, Cleared, Entry, Held, Overridden, Published, Record, Reviewed, Submitted, Withdrawn
from .terms import KIND_LABELS, LONDON, STAND_IN, WITHOUT_REVIEW, Kind, Status


def rows(catalogue: Catalogue, decisions: Mapping[str, Decision]) -> list[dict[str, Any]]:
    """One row a briefing: kind, wish, decision and every reason."""
    public = {slug for slug, decision in decisions.items() if decision.public}
    return [
        {
            "briefing": briefing.slug,
            "kind": str(briefing.front.kind) if briefing.front else "unreadable",
            "wish": str(briefing.wish) if briefing.wish else "unreadable",
            "decision": _decision(briefing, catalogue, public),
            "reasons": [reason.text for reason in decisions[briefing.slug].reasons],
        }
        for briefing in catalogue.briefings
    ]


def in_brief(row: Mapping[str, Any], decision: Decision, record: Record, *, faulty: bool) -> list[str]:
    """Why a briefing is withheld, in a list of many: of a draft that nobody has handed in, only what to type next."""
    refusals = [reason.refusal for reason in decision.reasons]
    if row["wish"] != Status.DRAFT or "record" not in refusals or "hold" in refusals or not record.readable:
        return list(row["reasons"])
    name = row["briefing"]
    return [f"a draft with faults: briefings check {name}" if faulty else f"a draft: briefings submit {name}"]


def _decision(briefing: Briefing, catalogue: Catalogue, public: set[str]) -> str:
    if briefing.slug in public:
        return "published"
    return "notice only" if notice_of(briefing, catalogue, public) else "withheld"


def plain_english(catalogue: Catalogue) -> dict[str, Score]:
    """How plain each briefing is, by its address."""
    return {briefing.slug: score(read(briefing, catalogue)) for briefing in catalogue.briefings}


def counts(catalogue: Catalogue, decisions: Mapping[str, Decision]) -> dict[str, int]:
    """Published briefings by kind, and those that await publication; other kinds of waiting only where there are some."""
    table = {"case-specific": 0, "case-specific awaiting publication": 0, "thematic": 0, "positive-practice": 0}
    for briefing in catalogue.briefings:
        kind = str(briefing.front.kind) if briefing.front else "unreadable"
        if decisions[briefing.slug].public:
            name = kind
        elif briefing.wish is Status.AWAITING:
            name = f"{kind} awaiting publication"
        else:
            name = f"{kind} {briefing.wish or 'with an unreadable status'}"
            name += " by its status, but withheld" if briefing.wish is Status.PUBLISHED else ""
        table[name] = table.get(name, 0) + 1
    return table


def kind_label(kind: str) -> str:
    return KIND_LABELS[Kind(kind)] if kind in list(Kind) else "Unreadable"


def attention(catalogue: Catalogue, decisions: Mapping[str, Decision], now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Open holds with their age in days, sign-offs that an edit made void, overrides that nobody else has looked at, and
    published briefings whose review is due."""
    publication = catalogue.settings.extra.publication if catalogue.settings else Publication()
    found: dict[str, list[dict[str, Any]]] = {"holds": [], "void_sign_offs": [], "overrides": [], "reviews_due": []}
    for briefing in catalogue.briefings:
        record = catalogue.records[briefing.slug]
        name = {"briefing": briefing.slug}
        found["holds"] += [name | hold for hold in _holds(record, publication, now)]
        found["void_sign_offs"] += [name | void for void in _void(briefing, record, publication)]
        for entry in record.awaiting_second_person(briefing.digest):
            what = f"sign-off {entry.role}" if entry.role else entry.refusal
            found["overrides"].append(name | {"lifts": what, "by": entry.by, "on": _iso(entry.at), "why": entry.why})
        due = briefing.front.review_by if briefing.front and decisions[briefing.slug].public else None
        if due and (days := (due - now.astimezone(LONDON).date()).days) <= publication.review_due_days:
            found["reviews_due"].append(name | {"review_by": due.isoformat(), "days": days})
    return found


def _holds(record: Record, publication: Publication, now: datetime) -> Iterator[dict[str, Any]]:
    for hold in record.open_holds(publication.may_clear):
        entry = hold.entry
        yield {
            "hold": hold.number,
            "reason": str(entry.reason),
            "owner": entry.owner,
            "since": _iso(entry.at),
            "days": max(0, (now - entry.at).days),
            "look_again": entry.look_again.isoformat(),
            "past_look_again": entry.look_again <= now.astimezone(LONDON).date(),
            "cleared_by": publication.may_clear(entry.reason),
        }


def _void(briefing: Briefing, record: Record, publication: Publication) -> Iterator[dict[str, Any]]:
    """The last sign-off of each role that counts, where it is on another text than the one that stands there now."""
    counts = {*(publication.required(briefing.front.kind) if briefing.front else ()), STAND_IN, WITHOUT_REVIEW}
    same = record.same_text(briefing.digest)
    approvals = record.approvals()
    valid = {entry.role for entry in approvals if entry.digest in same}
    last = {entry.role: entry for entry in approvals}
    for role, entry in last.items():
        if role in counts - valid:
            yield {"role": role, "by": entry.by, "on": _iso(entry.at)}


def _iso(moment: datetime) -> str:
    return moment.astimezone(LONDON).date().isoformat()


def in_words(found: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """What needs attention, as lines under headings."""
    if found["holds"]:
        yield "Open holds:"
    for hold in found["holds"]:
        past = ", and that day is past" if hold["past_look_again"] else ""
        yield (
            f"  {hold['briefing']}: {hold['reason']} (number {hold['hold']}), for {hold['days']} days,"
            f" watched by {hold['owner']}; look again on {hold['look_again']}{past}"
        )
    if found["void_sign_offs"]:
        yield "Sign-offs that are void, because the text has changed since:"
    for void in found["void_sign_offs"]:
        yield f"  {void['briefing']}: {void['role']}, by {void['by']} on {void['on']}"
    if found["overrides"]:
        yield "Overrides that no second person has looked at:"
    for lifted in found["overrides"]:
        yield f"  {lifted['briefing']}: {lifted['lifts']}, by {lifted['by']} on {lifted['on']}: {lifted['why']}"
    if found["reviews_due"]:
        yield "Reviews due:"
    for due in found["reviews_due"]:
        late = f"{-due['days']} days late" if due["days"] < 0 else f"in {due['days']} days"
        yield f"  {due['briefing']}: by {due['review_by']}, {late}"


def story(record: Record) -> Iterator[str]:
    """Every entry of a record in words, oldest first."""
    for number, entry in enumerate(record.entries, 1):
        yield f"{number:3}  {day_of(entry.at)}  {entry.by} {_deed(entry)}"


def _deed(entry: Entry) -> str:
    match entry:
        case Submitted():
            return "submitted it" + (f"; also written by {', '.join(entry.wrote)}" if entry.wrote else "")
        case Approved():
            return f"signed it off as {entry.role}" + (f": {entry.why}" if entry.why else "")
        case Held():
            note = f" ({entry.note})" if entry.note else ""
            return f"held it: {entry.reason}; {entry.owner} watches over it, look again on {written(entry.look_again)}{note}"
        case Cleared():
            return f"cleared hold {entry.hold} as {entry.role}: {entry.why}"
        case Published():
            return "asked for publication"
        case Withdrawn():
            return f"withdrew it: {entry.why}" + (f" Read instead: {entry.instead}" if entry.instead else "")
        case Overridden():
            return f"overrode {entry.refusal}{f' {entry.role}' if entry.role else ''}: {entry.why}"
        case Reviewed():
            return f"reviewed it; look again by {written(entry.review_by)}"
