"""The house as the preview keeps it in memory: read once, and then only what changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from ..check import check, check_briefing
from ..check_settings import check_settings
from ..decision import Decision
from ..findings import Finding
from ..gate import Place, decide_anew, gate, reviewed_on
from ..lists import Card
from ..load import load, load_folder
from ..load.files import entries
from ..model import Briefing, Catalogue
from ..shown import card
from .draft import Draft, draft_of, is_showable, place_of

# Told of a step and how many things it has; what it gives is called after each.
Steps = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
# The name under which the house itself stands among its briefings: settings, themes, looks.
HOUSE = ""


@dataclass(frozen=True)
class Known:
    """All that is known of the house at one moment. Findings stand under the name of their folder, or under HOUSE."""

    catalogue: Catalogue
    read: Mapping[str, Sequence[Finding]]
    ruled: Mapping[str, Sequence[Finding]]
    decisions: Mapping[str, Decision]
    now: datetime
    # Whether the rules and the gate have looked at the whole house since the last change.
    settled: bool = True
    tied: Mapping[str, Sequence[Finding]] = field(default_factory=dict)

    def findings(self, name: str) -> list[Finding]:
        """What is wrong with one briefing, or with the house itself."""
        return [*self.read.get(name, ()), *self.ruled.get(name, ()), *self.tied.get(name, ())]

    def errors(self, name: str) -> int:
        return sum(finding.is_error for finding in (*self.read.get(name, ()), *self.ruled.get(name, ())))

    @property
    def names(self) -> list[str]:
        """Every folder of briefings/, whether a briefing or not."""
        return sorted({briefing.slug for briefing in self.catalogue.briefings} | (self.read.keys() - {HOUSE}))

    @cached_property
    def public(self) -> set[str]:
        return {slug for slug, decision in self.decisions.items() if decision.public}

    @cached_property
    def place(self) -> Place | None:
        """Where drafts are shown; nowhere while the settings cannot be read."""
        settings = self.catalogue.settings
        return place_of(settings, self.catalogue.themes, self.now) if settings else None

    def draft(self, briefing: Briefing) -> Draft | None:
        """A briefing of this house, or an earlier text of one, as it would be shown."""
        record = self.catalogue.records.get(briefing.slug)
        return draft_of(briefing, self.place, self.public, reviewed_on(record) if record else None) if self.place else None


class Desk:
    """Keeps what is known up to date. `moved` is told of every change, and `moves` counts them."""

    def __init__(self, root: Path, now: Callable[[], datetime], steps: Steps) -> None:
        self.root, self._now = root, now
        self.moved = threading.Condition()
        self.moves = 0
        # The last text that could be shown, of those that cannot be shown as they are.
        self.good: dict[str, Briefing] = {}
        self._lock = threading.Lock()
        self._cards: dict[str, tuple[Briefing, Card]] = {}
        self.known = self._all(steps)
        with steps("list", 1):
            self.cards(self.known)

    def _all(self, steps: Steps) -> Known:
        with steps("read", len(entries(self.root / "briefings"))) as done:
            catalogue, findings = load(self.root, done)
        now = self._now()
        with steps("check", 1):
            ruled = [*check(catalogue), *check_settings(catalogue.settings, now)]
        with steps("decide", 1):
            verdict = gate(catalogue, [*findings, *ruled], now)
        return Known(catalogue, by_name(findings), by_name(ruled), verdict.decisions, now, True, by_name(verdict.findings))

    def tell(self) -> None:
        """Something that is shown has changed."""
        with self.moved:
            self.moves += 1
            self.moved.notify_all()

    def look_again(self, names: Collection[str], steps: Steps) -> None:
        """Read what has changed, and nothing else."""
        with self._lock:
            before = {briefing.slug: briefing for briefing in self.known.catalogue.briefings}
            if HOUSE in names:
                self._cards.clear()
                self.known = self._all(steps)
            else:
                self.known = self._with(sorted(names), before)
            after = {briefing.slug: briefing for briefing in self.known.catalogue.briefings}
            for name in before.keys() | after.keys() if HOUSE in names else names:
                self._keep_good(name, before.get(name), after.get(name))
        self.tell()

    def _keep_good(self, name: str, old: Briefing | None, new: Briefing | None) -> None:
        if new and is_showable(new):
            self.good.pop(name, None)
        elif old and is_showable(old):
            self.good[name] = old

    def _with(self, names: Iterable[str], briefings: dict[str, Briefing]) -> Known:
        """What is known, with these folders read again, checked and decided on, one by one."""
        known = self.known
        records, decisions = dict(known.catalogue.records), dict(known.decisions)
        read, ruled, tied = dict(known.read), dict(known.ruled), dict(known.tied)
        briefings, there = dict(briefings), entries(self.root / "briefings")
        for name in names:
            for kept in (briefings, records, decisions, read, ruled, tied):
                kept.pop(name, None)
            path = self.root / "briefings" / name
            if path in there:
                briefing, record, read[name] = load_folder(path)
                if briefing:
                    briefings[name], records[name] = briefing, record
        in_order = tuple(briefings[slug] for slug in sorted(briefings))
        catalogue = replace(known.catalogue, briefings=in_order, records=records)
        known = replace(known, catalogue=catalogue, read=read, ruled=ruled, tied=tied, now=self._now(), settled=False)
        for name in names:
            if name in briefings:
                ruled[name] = check_briefing(briefings[name], catalogue)
                decisions[name] = decide_anew(name, catalogue, known.errors(name), known.decisions, known.now)
        return replace(known, decisions=decisions)

    def settle(self) -> None:
        """Let the rules and the gate look at the whole house. What has changed meanwhile, another time."""
        known = self.known
        if known.settled:
            return
        catalogue = known.catalogue
        ruled = [*check(catalogue), *check_settings(catalogue.settings, known.now)]
        read = [finding for several in known.read.values() for finding in several]
        verdict = gate(catalogue, [*read, *ruled], known.now)
        done = replace(known, ruled=by_name(ruled), decisions=verdict.decisions, tied=by_name(verdict.findings), settled=True)
        with self._lock:
            if self.known is known:
                self.known = done
        self.tell()

    def cards(self, known: Known) -> dict[str, Card]:
        """What may stand under "Read next": the published ones, newest first. Each is made once."""
        cards: list[Card] = []
        for briefing in known.catalogue.briefings:
            if known.decisions[briefing.slug].public:
                kept = self._cards.get(briefing.slug)
                if kept is None or kept[0] is not briefing:
                    draft, place = known.draft(briefing), known.place
                    if not draft or not place:
                        continue
                    kept = self._cards[briefing.slug] = briefing, card(draft, place)
                cards.append(kept[1])
        cards.sort(key=lambda one: (-one["published_on"].toordinal(), one["slug"]))
        return {one["slug"]: one for one in cards}


def by_name(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Findings under the name of the folder in briefings/ in which they stand, the others under HOUSE."""
    sorted_out: dict[str, list[Finding]] = {}
    for finding in findings:
        place, _, rest = finding.path.partition("/")
        name = rest.split("/")[0] if place == "briefings" else HOUSE
        sorted_out.setdefault(name, []).append(finding)
    return sorted_out
