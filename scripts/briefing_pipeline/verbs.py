"""The commands about one briefing: each is legal or refused with its reasons, and says in words what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, get_args

from .accepted import identifying
from .case import Case, Refused, if_published, one_line, open_case
from .dates import day_of, midnight, written
from .findings import Finding, Severity, did_you_mean
from .gate import gate
from .model import FrontMatter
from .moves import ASKS_ALREADY, NEVER_UP, State, Verb
from .record import NOTICE_LENGTH, Hold, Liftable, person
from .terms import LONDON, PUBLISHED_REVIEWS, STAND_IN, WITHOUT_REVIEW, HoldReason, Status
from .verify import search, watch


def submit(case: Case, wrote: Sequence[str] = (), trial: Callable[[Case], Sequence[Finding]] | None = None) -> list[str]:
    """Hand the text in for sign-off: from now on it awaits publication. A `trial` says what is wrong with its prints."""
    case.demand(Verb.SUBMIT)
    faults = [finding for finding in case.faults if finding.is_error]
    faults = faults or [finding for finding in (trial(case) if trial else ()) if finding.is_error]
    if faults:
        raise Refused("it has faults, and people would sign off what must still change", findings=faults)
    others = sorted({name for name in [*wrote, *case.committed_by()] if person(name) != person(case.by)})
    entry: dict[str, Any] = {"did": "submitted", "digest": case.briefing.digest} | ({"wrote": others} if others else {})
    asks = case.briefing.wish in (Status.PUBLISHED, Status.AWAITING)
    undone = case.write(entry, {} if asks else {"status": str(Status.AWAITING)})
    besides = f" As far as is known it was also written by {_and(others)}, who cannot sign it off either." if others else ""
    return [f'"{case.slug}" was submitted by {case.by}.{besides}', *undone]


def approve(case: Case, role: str, why: str | None = None) -> list[str]:
    """Sign off exactly this text in a role. Nobody signs off what they wrote or submitted."""
    case.demand(Verb.APPROVE)
    _one_of(role, case.publication.roles, "role")
    front = case.briefing.front
    needed = case.publication.required(front.kind) if front else []
    if not case.briefing.digest:
        raise Refused("its front matter has faults, so there is nothing to sign off", findings=case.faults)
    submissions = [entry for entry in case.record.current if entry.did == "submitted"]
    changed = {entry.digest for entry in submissions}.isdisjoint(case.record.same_text(case.briefing.digest))
    since = case.committed_by(submissions[-1].at) if changed and submissions else []
    if person(case.by) in case.record.writers | {person(name) for name in since}:
        hint = "a second person must: add --by and the address of whoever has read it and signs it off"
        raise Refused(f"{case.by} wrote or submitted it, and nobody signs off their own text", hint=hint)
    if role == WITHOUT_REVIEW and not why:
        raise Refused("it must be said why the review need not be published first", hint='add --why "…"')
    entry: dict[str, Any] = {"did": "approved", "role": role, "digest": case.briefing.digest}
    entry |= {"why": one_line(why, "--why")} if why is not None else {}
    entry |= {"wrote": since} if since else {}
    said = [f'"{case.slug}" was signed off as {role} by {case.by}, in exactly this text.', *case.write(entry)]
    if role not in (*needed, STAND_IN, WITHOUT_REVIEW):
        said.append(f"A briefing of its kind does not need that role; it needs {_and(needed)}.")
    return said


def hold(case: Case, reason: str, owner: str, look_again: date, note: str | None = None) -> list[str]:
    """Withhold it until a named role clears the hold. `look_again` is a day to ask, and ends nothing."""
    case.demand(Verb.HOLD)
    _one_of(reason, [str(known) for known in HoldReason], "reason")
    if midnight(look_again) <= case.now:
        raise Refused(f"{written(look_again)}, the day to look again, is over or today", hint="give a day to come")
    owner = one_line(owner, "--owner")
    if (reason, owner, look_again) in [(one.entry.reason, one.entry.owner, one.entry.look_again) for one in case.holds]:
        raise Refused(f"it is held for {reason} already, by {owner}, to be looked at again on {written(look_again)}")
    before = _public(case)
    entry: dict[str, Any] = {
        "did": "held",
        "reason": reason,
        "owner": owner,
        "look_again": look_again.isoformat(),
    }
    entry |= {"seen": True} if case.slug in before else {}
    entry |= {"note": one_line(note, "--note")} if note is not None else {}
    said = case.write(entry, {"status": str(Status.AWAITING)} if case.briefing.wish is Status.PUBLISHED else {})
    roles = " or ".join(case.publication.may_clear(HoldReason(reason)))
    said = [f'"{case.slug}" is held: {reason}. Only {roles} may clear it; no date will.', *said]
    gone = sorted(before - _public(open_case(case.catalogue.root, case.slug, case.by, case.now)))
    if case.slug in gone and (faulty := sorted({finding.path for finding in case.findings if finding.is_error})):
        said.append(f"THE BUILD WILL STOP until the errors in {_and(faulty)} are mended: briefings check")
    if others := [slug for slug in gone if slug != case.slug]:
        said.append(f"Withheld with it, because they point at it or share its text: {_and(others)}.")
    return said


def _public(case: Case) -> set[str]:
    """What the gate lets through now."""
    decisions = gate(case.catalogue, case.findings, case.now).decisions
    return {slug for slug, decision in decisions.items() if decision.public}


def clear(case: Case, role: str, why: str, which: str | None = None) -> list[str]:
    """End a hold, in a role that may. `which` is its number or its reason, where several are open."""
    case.demand(Verb.CLEAR)
    found = _which_hold(case, role, which)
    said = case.write({"did": "cleared", "hold": found.number, "role": role, "why": one_line(why, "--why")})
    return [f'The hold on "{case.slug}" for {found.entry.reason}, of {day_of(found.entry.at)}, was cleared by {case.by}.', *said]


def _which_hold(case: Case, role: str, which: str | None) -> Hold:
    """The one open hold that is meant and that the role may clear. Raises Refused."""
    if not case.holds:
        raise Refused("no hold is open")
    meant = [one for one in case.holds if which in (None, str(one.number), str(one.entry.reason))]
    allowed = {one.entry.reason: case.publication.may_clear(one.entry.reason) for one in meant}
    fitting = [one for one in meant if role in allowed[one.entry.reason]]
    if len(fitting) == 1:
        return fitting[0]
    if meant and not fitting:
        told = [f"a hold for {reason} is cleared by {' or '.join(roles)}, not by {role}" for reason, roles in allowed.items()]
        raise Refused(*told, hint=did_you_mean(role, sorted({one for roles in allowed.values() for one in roles})))
    known = [f"{one.number} ({one.entry.reason}, {one.entry.owner}, since {day_of(one.entry.at)})" for one in case.holds]
    raise Refused("which hold is meant is not clear", hint=f"add --hold and its number: {', '.join(known)}")


def publish(cases: Sequence[Case], on: date | None = None) -> list[str]:
    """Ask for publication, together where they point at each other; sets status and, where it is missing, the date."""
    for case in cases:
        case.demand(Verb.PUBLISH)
    asked = [case for case in cases if case.state is State.PUBLISHED and on is None]
    cases = [case for case in cases if case not in asked]
    if not cases:
        return _asks_already(asked)
    if on and any((since := _since(case)) and midnight(on) < min(since, _today(case)) for case in cases):
        # Else the year for which a review stays available could be shortened at will.
        raise Refused("it is up already, and the day since when is not moved back", hint="give a day to come")
    asking = if_published(cases, on)
    wrong = {case.slug: [why for why in asking.decisions[case.slug].reasons if why.refusal != "date"] for case in cases}
    if any(wrong.values()):
        reasons = [f'"{slug}": {reason.text}' for slug, why in wrong.items() for reason in why]
        raise Refused(*reasons, findings=[finding for finding in asking.findings if finding.is_error])
    said = []
    for case in cases:
        front = asking.briefings[case.slug].front
        assert front, "the gate lets nothing through that has no front matter"
        assert front.published_on, "a date was set above"
        values = {"status": str(Status.PUBLISHED)}
        if on or not (case.briefing.front and case.briefing.front.published_on):
            values["published_on"] = front.published_on.date().isoformat()
        entry = {"did": "published", "was": case.briefing.digest, "digest": asking.briefings[case.slug].digest}
        undone = case.write(entry, values)
        later = f"from the first build on or after {day_of(front.published_on)}"
        when = "from the next build" if front.published_on <= case.now else later
        dated = f", dated {day_of(front.published_on)}" if on and midnight(on) < _today(case) else ""
        said += [f'"{case.slug}" will be seen {when}{dated}.', *undone]
    return said


def _asks_already(cases: Sequence[Case]) -> list[str]:
    """What to say of those that ask for publication. Raises Refused where something is missing."""
    decisions = if_published(cases).decisions
    reasons = [f'"{case.slug}": {why.text}' for case in cases for why in decisions[case.slug].reasons if why.refusal != "date"]
    if reasons:
        raise Refused(*reasons)
    return [f'"{case.slug}" {ASKS_ALREADY}.' for case in cases]


def _today(case: Case) -> datetime:
    return midnight(case.now.astimezone(LONDON).date())


def _since(case: Case) -> datetime | None:
    """Since when one that asks for publication may be seen."""
    return case.briefing.front.published_on if case.briefing.front and case.state is State.PUBLISHED else None


def withdraw(case: Case, why: str, instead: str | None = None) -> list[str]:
    """Take it back: readers find a notice with `why`, and `instead` to read in its place."""
    case.demand(Verb.WITHDRAW)
    public = _public(case)
    if not case.record.was_published and case.slug not in public:
        raise Refused(f'"{case.slug}": {NEVER_UP}')
    line = one_line(why, "--why")
    if len(line) > NOTICE_LENGTH:
        raise Refused(f"the reason is {len(line)} characters long", hint=f"at most {NOTICE_LENGTH}, in words for readers")
    if any(search(line, watch(case.catalogue, public - {case.slug}, case.now))):
        hint = "say it without names, titles or quotations"
        raise Refused("the reason is for readers, and it names something withheld", hint=hint)
    marks = identifying(line, case.briefing, case.catalogue)
    if wrong := [mark.message for mark in marks if mark.severity is Severity.ERROR]:
        hint = "say why in general words: what went out of date, or was wrong"
        raise Refused(*(f"the reason is for readers: {message}" for message in wrong), hint=hint)
    if instead == case.slug:
        raise Refused("a briefing cannot be read instead of itself", hint="name another one, or leave --instead out")
    if instead is not None:
        _one_of(instead, sorted(public - {case.slug}), "published briefing")
    if too_early := _minimum_year(case):
        override_it = f'briefings override {case.slug} --refusal minimum-year --why "the reason"'
        raise Refused(too_early, hint=f"to take it down at once, hold it; to withdraw it all the same: {override_it}")
    entry = {"did": "withdrawn", "why": line} | ({"instead": instead} if instead else {})
    said = case.write(entry, {"status": str(Status.WITHDRAWN)})
    notice = "Readers find a notice at its address" + (" once no hold is open." if case.holds else " from the next build.")
    doubts = [f"Read the reason once more before the next build: {mark.message}." for mark in marks]
    who = f"Who has a pack with it, and must be told: briefings recall {case.slug}"
    return [f'"{case.slug}" is withdrawn. {notice}', *doubts, who, *said]


def _minimum_year(case: Case) -> str:
    """Why one from a published review may not be withdrawn yet, or nothing."""
    front = case.briefing.front
    if not front or not front.published_on or not any(source.type in PUBLISHED_REVIEWS for source in front.sources):
        return ""
    ends = front.published_on.astimezone(LONDON).date() + timedelta(days=case.publication.minimum_days)
    lifted = any(entry.refusal == "minimum-year" for entry in case.record.overrides(case.briefing.digest))
    if lifted or case.now >= midnight(ends):
        return ""
    return f"it was learned from a published review, and stays available until {written(ends)}"


def override(case: Case, refusal: str, why: str, role: str | None = None) -> list[str]:
    """Lift one refusal of procedure, with a reason; it stays marked until somebody else signs the text off."""
    case.demand(Verb.OVERRIDE)
    reason = one_line(why, "--why")
    _one_of(refusal, get_args(Liftable), "refusal that can be lifted")
    if not case.briefing.digest:
        raise Refused("its front matter has faults: mend them first", findings=case.faults)
    if refusal == "minimum-year":
        stands = bool(_minimum_year(case))
    else:
        reasons = [reason for reason in if_published([case]).decisions[case.slug].reasons if reason.refusal == refusal]
        roles = [reason.role for reason in reasons if reason.role]
        if refusal == "sign-off" and roles:
            if not role:
                raise Refused("which sign-off is not clear", hint=f"add --role and the one that is missing: {_and(roles)}")
            _one_of(role, roles, "missing sign-off")
        stands = bool(reasons)
    if not stands:
        raise Refused(f'nothing is refused for "{refusal}", so there is nothing to lift')
    entry = {"did": "overridden", "refusal": refusal} | ({"role": role} if refusal == "sign-off" else {})
    said = case.write(entry | {"why": reason, "digest": case.briefing.digest})
    what = f"the missing sign-off {role}" if refusal == "sign-off" else refusal
    return [f'"{case.slug}": {what} is overridden by {case.by}. It stays marked until somebody else signs this text off.', *said]


def review(case: Case, review_by: date) -> list[str]:
    """It was looked at again and is still right: sets the day by which to look again."""
    case.demand(Verb.REVIEW)
    front = case.briefing.front
    if not front:
        raise Refused("its front matter has faults: mend them first", findings=case.faults)
    earliest = max(case.now, front.published_on or case.now)
    if midnight(review_by) <= earliest:
        raise Refused(f"{written(review_by)} is over or today", hint="give a day to come")
    digest = _with_review(case, front, review_by)
    entry = {"did": "reviewed", "review_by": review_by.isoformat(), "was": case.briefing.digest, "digest": digest}
    said = case.write(entry, {"review_by": review_by.isoformat()})
    return [f'"{case.slug}" was reviewed by {case.by}, and is to be looked at again by {written(review_by)}.', *said]


def _with_review(case: Case, front: FrontMatter, review_by: date) -> str:
    return replace(case.briefing, front=front.model_copy(update={"review_by": review_by})).digest


def _one_of(word: str, choices: Iterable[str], what: str) -> None:
    """Raises Refused where `word` is none of the choices."""
    known = list(choices)
    if word not in known:
        raise Refused(f'"{word}" is no {what}', hint=did_you_mean(word, known, f"one of {', '.join(known)}" if known else ""))


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
