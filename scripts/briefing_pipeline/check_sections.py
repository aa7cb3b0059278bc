"""The rules for the seven sections: which they are, in which order, what stands in them and how long they are."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from .bounds import over_limits
from .findings import Fault, Severity
from .guidance import is_placeholder, marked
from .model import Briefing, Catalogue, Section
from .terms import TO_BE_SORTED, WORDS_ADVISED, WORDS_AT_MOST

SECTIONS_AT_MOST = 50


def sections(briefing: Briefing, catalogue: Catalogue) -> Iterator[Fault]:
    """Exactly the seven sections of the kind, in order, each with something in it."""
    front = briefing.legible
    if not front or not catalogue.settings:
        return
    if not briefing.body.sections and any(over_limits(briefing.text)):
        return
    labels = list(catalogue.settings.sections(front.kind).values())
    if (many := len(briefing.body.sections)) > SECTIONS_AT_MOST:
        hint = f"the sections are {', '.join(labels)}"
        yield Fault(briefing.body.sections[0].line, "section-unknown", f"there are {many:,} sections, and must be seven", hint)
        return
    seen: list[str] = []
    for section in briefing.body.sections:
        if section.heading not in labels:
            hint = _nearest(section.heading, labels)
            yield Fault(section.line, "section-unknown", f'a {front.kind} briefing has no section "{section.heading}"', hint)
        elif section.heading in seen:
            yield Fault(section.line, "section-repeated", f'the section "{section.heading}" stands twice', "keep one")
        else:
            seen.append(section.heading)
            yield from _empty(section)
    meant = [_meant(section.heading, labels) for section in briefing.body.sections]
    for index, label in enumerate(labels):
        if label not in seen and label not in meant:
            before = next((other for other in reversed(labels[:index]) if other in seen), None)
            hint = f'put it after "{before}"' if before else "put it first"
            yield Fault(_line_after(briefing, before), "section-missing", f'the section "{label}" is missing', hint)
    for label, right in zip(seen, [label for label in labels if label in seen], strict=True):
        if label != right:
            line = next(section.line for section in briefing.body.sections if section.heading == label)
            yield Fault(line, "section-order", f'the section "{label}" stands where "{right}" belongs', "put them in order")
            break


def _meant(heading: str, labels: list[str]) -> str | None:
    """The label that a heading comes close to."""
    if heading in labels:
        return heading
    ratios = {label: SequenceMatcher(None, label.casefold(), heading.casefold()).ratio() for label in labels}
    best = max(ratios, key=lambda label: ratios[label])
    return best if ratios[best] > 0.6 else None


def _nearest(heading: str, labels: list[str]) -> str:
    if heading == TO_BE_SORTED:
        return "move each part of it into the section where it belongs or delete it, then delete this heading"
    best = _meant(heading, labels)
    return f'did you mean "{best}"?' if best else f"the sections are {', '.join(labels)}"


def _empty(section: Section) -> Iterator[Fault]:
    if not section.text.strip():
        yield Fault(section.line, "section-empty", f'the section "{section.heading}" is empty', "write it")


def _line_after(briefing: Briefing, heading: str | None) -> int:
    """The line at which the section after `heading` begins, or the file's last line."""
    lines = [section.line for section in briefing.body.sections]
    start = next((section.line for section in briefing.body.sections if section.heading == heading), 0)
    return next((line for line in lines if line > start), briefing.raw.rstrip("\n").count("\n") + 1)


def placeholders(briefing: Briefing, _: Catalogue) -> Iterator[Fault]:
    """No line that says what to write is left, once for each place."""
    front = briefing.legible
    places = [(briefing.line(key), f"the {key}", str(getattr(front, key))) for key in ("title", "summary") if front]
    places += [(section.line, f'the section "{section.heading}"', section.text) for section in briefing.body.sections]
    lines = briefing.raw.split("\n")
    for first, what, text in places:
        if is_placeholder(text):
            at = next((number for number in range(first, len(lines) + 1) if marked(lines[number - 1])), first)
            hint = "write it, and take out the line in [ ] that says what belongs there"
            message = f"{what} still says what is to be written"
            yield Fault(at, "placeholder-left", message, hint, words=marked(lines[at - 1]))


def length(briefing: Briefing, _: Catalogue) -> Iterator[Fault]:
    """Seven minutes aloud, two sides of paper."""
    words = briefing.body.words
    if not words or words <= WORDS_ADVISED:
        return
    longest = max(briefing.body.sections, key=lambda section: section.words)
    hint = f'the longest section is "{longest.heading}" ({longest.words} words)'
    if words > WORDS_AT_MOST:
        message = f"the briefing has {words} words, at most {WORDS_AT_MOST} can be read aloud in seven minutes"
        yield Fault(longest.line, "words-too-many", message, hint)
    else:
        message = f"the briefing has {words} words, and may not fit on two sides above {WORDS_ADVISED}"
        yield Fault(longest.line, "words-many", message, hint, Severity.WARNING)
