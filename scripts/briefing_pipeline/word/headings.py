"""Which section of a kind a heading in a Word file means, whatever its wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

from ..terms import Kind
from ..words import fold

_WHY = (
    "why does it matter; why is this important; why this matters; why is it important; importance; significance; "
    "what is the impact; impact; impact on children; impact on the child; risks; why do we need to know; "
    "relevance"
)
_GOOD = (
    "good practice; best practice; what good looks like; what does good look like; good practice looks like; "
    "practice points; implications for practice; learning for practice; effective practice; practice guidance; "
    "what works; what helps"
)
_NOW = (
    "what to do; what you can do; what can you do; what should you do; what next; next steps; actions; action; "
    "action required; what needs to happen; what needs to change; what do i need to do; implementing change; "
    "making a difference; recommendations; how to respond; what can we do; responding; what you need to do; "
    "taking action"
)
_QUESTIONS = (
    "questions; reflective questions; questions to consider; questions for your team; questions to reflect on; "
    "reflection; reflections; discussion; discussion points; for discussion; points for discussion; points for "
    "reflection; think about; things to think about; team discussion; supervision questions; questions for "
    "practitioners; questions for discussion; discuss; discuss in your team; discuss with your team; to discuss; "
    "talk about it; talk about it in your team; over to you; questions to ask; questions to ask yourself; what would you do"
)
_BEGIN = "background; introduction; context; overview; circumstances"
_LEARNED = (
    "key learning; learning; learning points; lessons; lessons learned; lessons learnt; findings; key findings; "
    "key themes; what we learnt; what did we learn; what have we learned; what the review found; review findings; "
    "key messages; key lessons; what was learned"
)
# Other names that partnerships give the sections, by kind and section.
ALSO: dict[Kind, dict[str, str]] = {
    Kind.CASE_SPECIFIC: {
        "background": (
            f"{_BEGIN}; about the family; the family; the child; case summary; case background; family background; "
            "who is this about"
        ),
        "why-it-matters": _WHY,
        "what-happened": (
            "the incident; incident; serious incident; the story; case history; events; key events; timeline; "
            "chronology; the case; what took place; summary of events; summary of the case; case overview"
        ),
        "what-we-learned": _LEARNED,
        "good-practice": f"{_GOOD}; strengths; good practice identified",
        "what-to-do-now": _NOW,
        "questions": _QUESTIONS,
    },
    Kind.THEMATIC: {
        "what-it-is": (f"what is it; what is; what are; what do we mean; what do we mean by; definition; {_BEGIN}"),
        "why-it-matters": _WHY,
        "what-reviews-tell-us": (
            f"{_LEARNED}; what the reviews say; learning from reviews; what research tells us; research; evidence; "
            "local learning; national learning; what do we know; what we know; the incident; what happened; case "
            "examples; the story"
        ),
        "signs": (
            "signs; the signs; signs and indicators; signs and symptoms; indicators; what to look for; what to "
            "look out for; warning signs; red flags; recognising; how to recognise it; how to spot it; spotting "
            "the signs; risk factors; what you might see; recognising the signs"
        ),
        "good-practice": _GOOD,
        "what-to-do-now": _NOW,
        "questions": _QUESTIONS,
    },
    Kind.POSITIVE_PRACTICE: {
        "situation": (f"{_BEGIN}; the family; about the family; the child; about the child; case background"),
        "why-it-matters": _WHY,
        "what-people-did": (
            "what happened; what we did; what was done; the work; the intervention; intervention; the approach; "
            "our approach; actions taken; how they did it; the story; what practitioners did; what did people do"
        ),
        "what-worked": (
            "what went well; outcome; outcomes; the difference it made; results; good practice; what was good; "
            f"strengths; {_LEARNED}"
        ),
        "what-made-it-possible": (
            "what helped; enablers; success factors; key factors; what supported this; support; why it worked; "
            "how it was possible"
        ),
        "in-your-team": (f"how to do it; in your team; try it yourself; how you can do it; learning for your team; {_NOW}"),
        "questions": _QUESTIONS,
    },
}
_NUMBER = re.compile(r"^\s*(?:(?:step|section|minute|part)\s+)?\(?\d{1,2}\s*(?:[.):–—-]|\s)\s*", re.IGNORECASE)
LONGEST = 12
# Above this, a wording is a section's for certain enough.
SURE = 0.8


def plain(heading: str) -> str:
    """A heading without its number, capitals and signs."""
    words = re.sub(r"[^\w\s']", " ", fold(_NUMBER.sub("", heading)).replace("&", " and "))
    return " ".join(words.split()).removeprefix("the ")


def section_of(heading: str, kind: Kind, labels: Mapping[str, str]) -> tuple[str, float]:
    """The id of the section that a heading means most likely, and how likely, from 0 to 1."""
    wanted = plain(heading)
    if not wanted or len(wanted.split()) > LONGEST:
        return "", 0.0
    ratings = {section: max(_likeness(wanted, name) for name in _names(section, kind, labels)) for section in labels}
    best = max(ratings, key=lambda section: ratings[section])
    return best, ratings[best]


def _names(section: str, kind: Kind, labels: Mapping[str, str]) -> list[str]:
    return [plain(labels[section]), *(plain(name) for name in ALSO[kind].get(section, "").split(";"))]


def _likeness(wanted: str, name: str) -> float:
    """1 for the same words; a little less where they begin the heading, or stand in it; else how alike the letters are."""
    if wanted == name:
        return 1.0
    extra = len(wanted.split()) - len(name.split())
    if 0 < extra <= 5 and wanted.startswith(f"{name} "):
        return 0.85 + len(name) / 1000
    if 0 < extra <= 4 and " " in name and f" {name} " in f" {wanted} ":
        return 0.82 + len(name) / 1000
    ratio = SequenceMatcher(None, wanted, name).ratio()
    return ratio if ratio > SURE else 0.0


def likeliest_kind(headings: list[str], labels: Mapping[Kind, Mapping[str, str]]) -> Kind | None:
    """The kind whose sections the headings fit best; None where two fit alike."""
    fits: dict[Kind, float] = {}
    for kind in Kind:
        best: dict[str, float] = {}
        for heading in headings:
            section, sure = section_of(heading, kind, labels[kind])
            best[section] = max(best.get(section, 0.0), sure)
        fits[kind] = sum(best.values())
    first, second = sorted(fits.values(), reverse=True)[:2]
    return max(fits, key=lambda kind: fits[kind]) if first > second else None
