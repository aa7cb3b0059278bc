"""What belongs in each section and how long it may be: the line under a heading of a new briefing, which no reader may see."""

from __future__ import annotations

import re

from .terms import Kind
from .words import runs_of, words_of

_QUESTIONS = ("Three to five questions that a team can talk about for ten minutes; none that yes or no would answer.", 80)

# What belongs in each section, and its words at most; the seven of a kind fit on two sides.
GUIDANCE: dict[Kind, dict[str, tuple[str, int]]] = {
    Kind.CASE_SPECIFIC: {
        "background": ("Who the child and the family are, without a name, place, date or age that could tell who it is.", 120),
        "why-it-matters": ("Why anybody who works with children should read on, and what is known from elsewhere.", 100),
        "what-happened": (
            "What each service saw and did, in order, and how a day was for the child, in the child's own words.",
            250,
        ),
        "what-we-learned": ("Three to six points: each a sentence in bold, and what stands behind it in the system.", 180),
        "good-practice": ("What somebody who does it well says and does, with words that a reader can use tomorrow.", 150),
        "what-to-do-now": ("What must change, who does it, and how we will know that it did.", 120),
        "questions": _QUESTIONS,
    },
    Kind.THEMATIC: {
        "what-it-is": ("What the theme means, in words that a new colleague understands, and what it is not.", 120),
        "why-it-matters": ("What it does to a child, and how often it comes up in reviews here or elsewhere.", 100),
        "what-reviews-tell-us": ("What several reviews have in common, so that none of the children can be recognised.", 220),
        "signs": ("What you would see, hear or read in a record; a list, with the plainest first.", 150),
        "good-practice": ("What somebody who does it well says and does, with words that a reader can use tomorrow.", 180),
        "what-to-do-now": ("What must change, who does it, and how we will know that it did.", 120),
        "questions": _QUESTIONS,
    },
    Kind.POSITIVE_PRACTICE: {
        "situation": ("What the child and the family needed, and who was there. They agreed, and nobody knows them by it.", 130),
        "why-it-matters": ("Why this is worth telling, and what usually stands in the way of it.", 100),
        "what-people-did": ("What each person did, step by step, so that somebody else could do the same.", 220),
        "what-worked": ("What became better for the child, how you know, and what the child and the family say.", 150),
        "what-made-it-possible": ("What the organisation gave people to do it with: time, training, supervision, a form.", 150),
        "in-your-team": ("The first step for another team, what it needs, and how we will know that it works there too.", 120),
        "questions": _QUESTIONS,
    },
}
SUMMARY = "[To write: one sentence for lists and search, at most 200 characters]"

# The sign by which such a line is known, whatever else has become of it.
_MARK = re.compile(r"\[\s*to\s+write\b", re.IGNORECASE)
_LINES = frozenset(run for kind in GUIDANCE.values() for text, _ in kind.values() for run in runs_of(words_of(text)))


def placeholder(text: str) -> str:
    """A line of Markdown for the officer: it never passes for finished text."""
    return f"*[To write: {text}]*"


def guidance(kind: Kind, section: str) -> str:
    """The line that stands under the heading of a section that is still to be written."""
    text, words = GUIDANCE[kind][section]
    return placeholder(f"{text} About {words} words.")


def marked(line: str) -> str:
    """The sign in a line, as it stands there; "" where there is none."""
    match = _MARK.search(line)
    return match.group() if match else ""


def is_placeholder(text: str) -> bool:
    """Whether a text holds what was to be replaced: the sign, or most words of a line of guidance without it."""
    return bool(marked(text)) or not _LINES.isdisjoint(runs_of(words_of(text)))
