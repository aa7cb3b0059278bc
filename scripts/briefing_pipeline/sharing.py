"""What a briefing shares with the rest of the house: links, quotations, pictures and text of withheld ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from .decision import Around, Decision
from .findings import Fault, Finding, Severity, found
from .markdown import briefing_link
from .model import Briefing, Catalogue
from .record import Hold
from .terms import Kind, Status
from .words import runs_of, words_of

# Shorter quotations ("yes", "he is fine") are anybody's words.
WORDS_OF_A_QUOTE = 5

# Words that so many briefings have in common are the house's own, such as the questions that it asks every time.
BRIEFINGS_OF_A_WORDING = 4


@dataclass(frozen=True)
class Tie:
    """Something that a briefing shares with the withheld briefing `slug`."""

    line: int
    rule: str
    slug: str
    what: str


@dataclass(frozen=True)
class _Words:
    """A briefing as words with one space between them: each section, and each quotation with its line."""

    sections: tuple[str, ...]
    quotes: tuple[tuple[int, str], ...]
    text: str

    @classmethod
    def of(cls, briefing: Briefing) -> _Words:
        sections = tuple(_phrase(section.text) for section in briefing.body.sections)
        quotes = tuple(
            (quote.line, _phrase(quote.text))
            for section in briefing.body.sections
            for quote in section.quotes
            if len(words_of(quote.text)) >= WORDS_OF_A_QUOTE
        )
        return cls(sections, quotes, "|".join(sections))


@dataclass
class Neighbours:
    """The house as a briefing sees it, while `closed` (slugs) grows until nothing changes."""

    catalogue: Catalogue
    now: datetime
    closed: set[str] = field(default_factory=set)
    # Those that were withheld for reasons of their own, before anything shared was looked at.
    first: frozenset[str] = frozenset()

    def around(self, slug: str, known: Around) -> Around:
        """What `known` becomes now that `closed` are withheld; only what asks for publication is looked at."""
        briefing = self.briefings[slug]
        front = briefing.front
        if not front or briefing.wish is not Status.PUBLISHED:
            return known
        rests_on = tuple(name for name in front.private.rests_on if name in self.closed or name not in self.briefings)
        held = (other for other in self.cases_held() if other != slug) if front.kind is Kind.THEMATIC else ()
        in_common = next((f'{where}, and in "{other}"' for other in held if (where := self.in_common(slug, other))), "")
        ties = self.ties(briefing)
        return replace(known, rests_on=rests_on, in_common=in_common, shared=tuple(dict.fromkeys(tie.what for tie in ties)))

    @cached_property
    def briefings(self) -> Mapping[str, Briefing]:
        return {briefing.slug: briefing for briefing in self.catalogue.briefings}

    def ties(self, briefing: Briefing) -> list[Tie]:
        """What this briefing shares with a withheld one; a link to one that was withdrawn leads to its notice."""
        # What is withheld anyway shares nothing with those that are withheld because of it.
        closed = self.first if briefing.slug in self.first else self.closed
        ties = [
            Tie(line, "link-withheld", slug, f'it points at "{slug}", which is not published')
            for line, slug in pointers(briefing)
            if slug in closed and not self.has_notice(slug)
        ]
        for slug in self.confidential():
            # Where only a later one repeats what readers have had for long, nothing is given away.
            repeats = self.was_up(briefing.slug) and not self.is_held(slug)
            if slug != briefing.slug and slug in closed and not repeats:
                ties += self._common(briefing, self.briefings[slug])
        return ties

    def confidential(self) -> Iterator[str]:
        """Withheld ones whose words readers never had, or may have no longer. Mere drafts may be copies of published text."""
        for slug in sorted(self.closed):
            briefing, record = self.briefings[slug], self.catalogue.records[slug]
            if (
                self.is_held(slug)
                or not record.readable
                or (not self.was_up(slug) and (briefing.wish is not Status.DRAFT or record.entries))
            ):
                yield slug

    def cases_held(self) -> Iterator[str]:
        """Those whose learning a thematic briefing may carry in disguise: held ones, and single cases that wait."""
        for slug in self.confidential():
            front = self.briefings[slug].legible
            if self.is_held(slug) or not front or front.kind is Kind.CASE_SPECIFIC:
                yield slug

    def holds(self, slug: str) -> list[Hold]:
        settings = self.catalogue.settings
        return self.catalogue.records[slug].open_holds(settings.extra.publication.may_clear) if settings else []

    def is_held(self, slug: str) -> bool:
        return bool(self.holds(slug))

    def was_taken_down(self, slug: str) -> bool:
        """Whether readers could see it until it was held."""
        return any(hold.entry.seen for hold in self.holds(slug))

    def was_up(self, slug: str) -> bool:
        """Whether readers have had it: a publication is on record, and its date was reached."""
        front = self.briefings[slug].front
        reached = bool(front and front.published_on and front.published_on <= self.now)
        return reached and self.catalogue.records[slug].was_published

    def has_notice(self, slug: str) -> bool:
        record = self.catalogue.records[slug]
        return bool(record.readable and record.withdrawal and not self.is_held(slug))

    def in_common(self, slug: str, other: str) -> str:
        """The section with eight words in a row that another has too and that are not the house's own wording; "" for none."""
        common = self.runs_of(slug) & self.runs_of(other)
        told = {run for run in common if sum(run in self.runs_of(each) for each in self.briefings) < BRIEFINGS_OF_A_WORDING}
        sections = self.briefings[slug].body.sections if told else []
        return next((f'in "{one.heading}"' for one in sections if not told.isdisjoint(runs_of(words_of(one.text)))), "")

    def _common(self, briefing: Briefing, withheld: Briefing) -> Iterator[Tie]:
        """Pictures that both show, and quotations of either that stand in the other."""
        unpublished = f'"{withheld.slug}", which is not published'
        secret = {withheld.files[use.name] for use in withheld.body.pictures if use.name in withheld.files}
        for use in briefing.body.pictures:
            if briefing.files.get(use.name) in secret:
                yield Tie(use.line, "picture-withheld", withheld.slug, f"it shows a picture of {unpublished}")
        ours, theirs = self.words_in(briefing.slug), self.words_in(withheld.slug)
        lines = [line for line, quote in ours.quotes if quote in theirs.text]
        for section, text in () if lines else zip(briefing.body.sections, ours.sections, strict=True):
            lines += [section.line] if any(quote in text for _, quote in theirs.quotes) else []
        for line in lines:
            yield Tie(line, "quote-withheld", withheld.slug, f"it shares a quotation with {unpublished}")

    def words_in(self, slug: str) -> _Words:
        """A briefing's words, read once."""
        if slug not in self._words:
            self._words[slug] = _Words.of(self.briefings[slug])
        return self._words[slug]

    @cached_property
    def _words(self) -> dict[str, _Words]:
        return {}

    def runs_of(self, slug: str) -> frozenset[str]:
        """Every eight words in a row of a briefing's sections."""
        if slug not in self._runs:
            texts = [section.text for section in self.briefings[slug].body.sections]
            self._runs[slug] = frozenset(run for text in texts for run in runs_of(words_of(text)))
        return self._runs[slug]

    @cached_property
    def _runs(self) -> dict[str, frozenset[str]]:
        return {}

    def findings(self, decisions: Mapping[str, Decision]) -> list[Finding]:
        """An error for each thing shared that would withhold a published briefing by mistake.

        Where the other one was taken down by a hold it is no mistake: what points at it goes with it, and the build goes
        on: what points at it may not delay a taking down.
        """
        excused = {slug for slug in self.closed if self.was_taken_down(slug)}
        withheld_by_ties = {
            slug: self.ties(self.briefings[slug])
            for slug, decision in decisions.items()
            if decision.reasons and all(reason.refusal == "shared" for reason in decision.reasons)
        }
        while True:
            gone = {slug for slug, ties in withheld_by_ties.items() if all(tie.slug in excused for tie in ties)} - excused
            if not gone:
                break
            excused |= gone
        findings: list[Finding] = []
        for slug, ties in withheld_by_ties.items():
            # The root is told, not all that hangs on it; nor one with faults: once they are mended it may be right.
            roots = [tie for tie in ties if tie.slug in self.first and tie.slug not in excused]
            wrong = [tie for tie in roots if all(reason.refusal != "fault" for reason in decisions[tie.slug].reasons)]
            faults = [Fault(tie.line, tie.rule, f"{tie.what}: {decisions[tie.slug].why}", _HINTS[tie.rule]) for tie in wrong]
            findings += found(self.briefings[slug].path, faults)
        for slug, decision in decisions.items():
            briefing = self.briefings[slug]
            if decision.public:
                findings += found(briefing.path, self._to_notices(briefing))
            elif briefing.wish in (Status.DRAFT, Status.AWAITING):
                findings += found(briefing.path, self._not_yet(briefing))
            elif self.was_up(slug) and {reason.refusal for reason in decision.reasons} <= _OF_A_CHANGE:
                message = f"it was published, and the next build takes it off: {decision.why}"
                fault = Fault(briefing.line("status"), "sign-off-void", message, _SIGN_AGAIN, Severity.WARNING)
                findings += found(briefing.path, [fault])
        return findings

    def _not_yet(self, briefing: Briefing) -> Iterator[Fault]:
        """Told while the link can still be taken out without voiding a sign-off."""
        for line, slug in pointers(briefing):
            if slug in self.closed and slug != briefing.slug and not self.has_notice(slug):
                message = f'it points at "{slug}", which is not published: neither can go up before the other'
                yield Fault(line, "link-withheld", message, _HINTS["link-withheld"], Severity.WARNING)

    def _to_notices(self, briefing: Briefing) -> Iterator[Fault]:
        for line, slug in pointers(briefing):
            if slug in self.closed:
                message = f'it points at "{slug}", which is withdrawn: readers find a notice there'
                yield Fault(line, "link-withheld", message, "leave it, or take it out at the next change", Severity.WARNING)


# What is missing where nothing but the text has changed since it was signed off.
_OF_A_CHANGE = frozenset({"sign-off", "second-person"})
_SIGN_AGAIN = "have it signed off again before the next build, or bring the text back: `briefings status` says what is missing"
_HINTS = {
    "link-withheld": "take the link out until that one is published, or publish it: `briefings publish`",
    "quote-withheld": "take the quotation out, or say it in other words",
    "picture-withheld": "use another picture",
}


def pointers(briefing: Briefing) -> list[tuple[int, str]]:
    """Line and slug of each `related` entry and each link to another briefing."""
    related = briefing.front.related if briefing.front else []
    found_links = [(link.line, briefing_link(link.href)) for link in briefing.body.links]
    return [
        *((briefing.line("related", index), slug) for index, slug in enumerate(related)),
        *((line, target[0]) for line, target in found_links if target),
    ]


def _phrase(text: str) -> str:
    return f" {' '.join(words_of(text))} "
