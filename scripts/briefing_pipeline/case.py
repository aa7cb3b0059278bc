"""One briefing as a command finds it: who gives the command, what would be missing, and how it is written down."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from .check import check
from .dates import midnight
from .decision import Decision
from .findings import Finding, did_you_mean
from .gate import gate
from .load import TEXT, load
from .load.record import RECORD
from .load.text import decode
from .model import Briefing, Catalogue
from .moves import MOVES, State, Verb, state_of
from .partnership import Publication
from .publish import has_notice
from .record import ENTRY, Hold, Published, Record
from .terms import LONDON, STAND_IN, WITHOUT_REVIEW, Status
from .write import NotWritten, append_entry, set_values


class Refused(Exception):
    """The command may not do this: every reason, a hint, and the findings where there are some. Nothing was changed."""

    def __init__(self, *reasons: str, hint: str = "", findings: Sequence[Finding] = (), code: int = 1) -> None:
        self.reasons, self.hint, self.findings, self.code = reasons, hint, list(findings), code
        super().__init__(*reasons)


@dataclass(frozen=True)
class Case:
    """A briefing, its record and its house, and who commands what when."""

    catalogue: Catalogue
    findings: Sequence[Finding]
    briefing: Briefing
    record: Record
    publication: Publication
    by: str
    now: datetime

    @property
    def slug(self) -> str:
        return self.briefing.slug

    @property
    def state(self) -> State:
        return state_of(self.briefing, self.record, self.publication)

    @property
    def holds(self) -> list[Hold]:
        return self.record.open_holds(self.publication.may_clear)

    @property
    def faults(self) -> list[Finding]:
        """What is wrong with it, as seriously as if it were to be published now."""
        mine = [finding for finding in self.findings if finding.path.startswith(f"briefings/{self.slug}/")]
        return [replace(finding, severity=finding.fault.severity) for finding in mine]

    def demand(self, verb: Verb) -> None:
        """Raises Refused where the move is not legal."""
        if why := MOVES[verb][self.state]:
            raise Refused(f'"{self.slug}": {why}')

    def write(self, entry: Mapping[str, Any], values: dict[str, str] | None = None) -> list[str]:
        """Append to the record, then set the front matter; returns what is left for the officer to do.

        The record comes first: whatever ends this half-way leaves the briefing withheld.
        """
        folder = self.catalogue.root / "briefings" / self.slug
        whole = {"did": entry["did"], "at": f"{self.now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", "by": self.by, **entry}
        # What cannot be read again is never written.
        ENTRY.validate_python(whole | {"before": ""})
        try:
            append_entry(folder / RECORD, whole)
        except NotWritten:
            raise Refused("what you wrote cannot be put on record as it is", hint="use plain letters and punctuation") from None
        except OSError as error:
            raise Refused(f"it cannot be put on record: {error.strerror or error}", hint="make room, and type it again") from None
        try:
            if values:
                set_values(folder / TEXT, values)
        except (NotWritten, OSError):
            lines = ", ".join(f"{key}: {value}" for key, value in (values or {}).items())
            return [f"The front matter could not be changed. Write this into it yourself: {lines}"]
        return []

    def committed_by(self, since: datetime | None = None) -> list[str]:
        """Whoever committed a change to the text, as far as git knows."""
        after = [f"--since={since.isoformat()}"] if since else []
        path = f"briefings/{self.slug}/{TEXT}"
        lines = git(self.catalogue.root, "log", *after, "--format=%ae", "--", path).splitlines()
        return sorted({line.strip() for line in lines if line.strip()})


def open_case(root: Path, slug: str, by: str, now: datetime) -> Case:
    """Load the house and find the briefing. Raises Refused where there is none."""
    catalogue, findings = load(root)
    findings += check(catalogue)
    briefing = catalogue.briefing(slug)
    if briefing is None:
        near = did_you_mean(slug, [other.slug for other in catalogue.briefings], "`briefings status` lists them")
        raise Refused(f'there is no briefing "{slug}" here', hint=near, code=2)
    if catalogue.settings is None:
        raise Refused("mkdocs.yml cannot be read", findings=[finding for finding in findings if finding.path == "mkdocs.yml"])
    return Case(catalogue, findings, briefing, catalogue.records[slug], catalogue.settings.extra.publication, by, now)


def who(root: Path, by: str | None, option: str = "--by") -> str:
    """The address of whoever decides: `by`, else git's user.email. Raises Refused where there is none; `option` gave it."""
    name = (by if by is not None else git(root, "config", "user.email")).strip()
    if not name:
        raise Refused("nobody is named as the one who decides", hint="add --by your.address@example.org")
    if name.count("@") != 1 or not all(name.split("@")) or not name.isprintable() or " " in name:
        hint = "people are known by theirs: --wrote their.address@example.org"
        hint = "decisions are signed with one: --by your.address@example.org" if option == "--by" else hint
        raise Refused(f'"{name}" is not an e-mail address', hint=hint)
    return name


def git(root: Path, *words: str) -> str:
    """What git answers; nothing where there is no git."""
    command = ["git", *words]
    try:
        run = subprocess.run(
            command, cwd=root, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=20, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return run.stdout if run.returncode == 0 else ""


def one_line(text: str, option: str) -> str:
    """A reason as one line. Raises Refused where it is empty, or holds characters that nobody can see."""
    line = " ".join(text.split())
    try:
        hidden = decode(line.encode())[1]
    except UnicodeEncodeError:
        line, hidden = "", []
    if not re.search(r"\w", line) or hidden:
        raise Refused(f"{option} says nothing that can be read", hint="write it in words, in quotation marks")
    return line


@dataclass(frozen=True)
class Asking:
    """Briefings as they would be if they asked for publication, what the gate would say, and their faults."""

    briefings: Mapping[str, Briefing]
    decisions: Mapping[str, Decision]
    findings: Sequence[Finding]


def if_published(cases: Sequence[Case], on: date | None = None) -> Asking:
    """What the gate would say if these asked for publication together, on the day `on`, else their own, else today.

    It is asked about the moment at which the last of them is due.
    """
    first = cases[0]
    moments = [first.now]
    today = first.now.astimezone(LONDON).date()
    asking: dict[str, Briefing] = {}
    records = dict(first.catalogue.records)
    for case in cases:
        briefing, front = case.briefing, case.briefing.front
        if front:
            when = midnight(on) if on else front.published_on or midnight(today)
            front = front.model_copy(update={"status": Status.PUBLISHED, "published_on": when})
            briefing = replace(briefing, wish=Status.PUBLISHED, front=front, legible=front)
            entry = Published.model_construct(
                did="published", at=case.now, by=case.by, before="", was=case.briefing.digest, digest=briefing.digest
            )
            moments.append(when)
            records[case.slug] = replace(case.record, entries=(*case.record.entries, entry))
        asking[case.slug] = briefing
    briefings = tuple(asking.get(briefing.slug, briefing) for briefing in first.catalogue.briefings)
    catalogue = replace(first.catalogue, briefings=briefings, records=records)
    folders = tuple(f"briefings/{slug}/" for slug in asking)
    read = [finding for case in cases for finding in case.faults if finding.fault.rule not in _OF_THE_DATE]
    findings = [finding for finding in [*read, *check(catalogue)] if finding.path.startswith(folders)]
    return Asking(asking, gate(catalogue, findings, max(moments)).decisions, findings)


# Publishing sets the date: what was wrong with the old one, the rules say anew.
_OF_THE_DATE = ("key-missing", "review-before-publication")


@dataclass(frozen=True)
class Outlook:
    """What a briefing still lacks before readers see it, and the command to type next; none where nothing is left to do."""

    missing: tuple[str, ...]
    next: str


def outlook(case: Case) -> Outlook:
    """What is still missing, in the order in which it can be mended."""
    slug = case.slug
    if case.state is State.UNREADABLE:
        return Outlook(("its record of decisions cannot be relied on",), f"briefings check {slug}")
    if case.state is State.WITHDRAWN and not case.holds:
        since = case.record.withdrawal.at if case.record.withdrawal else case.now
        return Outlook((), "" if has_notice(case.catalogue.root / "site", slug, since) else "briefings build")
    if any(hold.entry.seen for hold in case.holds) and case.record.entries[-1].did == "held":
        return Outlook((), "briefings build   (takes it off the site)")
    reasons = [reason for reason in if_published([case]).decisions[slug].reasons if reason.refusal not in ("status", "date")]
    missing = tuple(reason.text for reason in reasons)
    if case.holds:
        hold = case.holds[0]
        role = case.publication.may_clear(hold.entry.reason)[0]
        return Outlook(
            missing, f'briefings clear {slug} --hold {hold.number} --role {role} --why "the reason"   (once it has ended)'
        )
    if case.state is State.DRAFT:
        faulty = any(finding.is_error for finding in case.faults)
        return Outlook(missing, f"briefings check {slug}" if faulty else f"briefings submit {slug}")
    for reason in reasons:
        if reason.refusal == "fault":
            return Outlook(missing, f"briefings check {slug}")
        if reason.refusal == "shared":
            others = [other for other in case.catalogue.records if any(f'"{other}"' in why.text for why in reasons)]
            both = f"   (together, once {' and '.join(others)} can be published too)"
            return Outlook(missing, f"briefings publish {' '.join([slug, *others])}{both}")
        if reason.refusal == "notice-period":
            break
        if reason.role or reason.refusal == "second-person":
            role = reason.role or case.publication.roles[0]
            why = ' --why "the reason"' if role in (WITHOUT_REVIEW, STAND_IN) else ""
            return Outlook(missing, f"briefings approve {slug} --role {role}{why} --by THEIR-ADDRESS")
    if case.state is State.PUBLISHED:
        if any(entry.refusal == "minimum-year" for entry in case.record.overrides(case.briefing.digest)):
            return Outlook(missing, f'briefings withdraw {slug} --why "the reason, for readers"')
        return Outlook(missing, "briefings build")
    return Outlook(missing, f"briefings publish {slug}")
