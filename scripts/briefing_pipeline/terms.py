"""The closed lists of the field and their labels, and the numbers that rules rest on."""

from __future__ import annotations

from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

# Words a minute of adults reading English non-fiction, silently and aloud (Brysbaert 2019, a review of 190 studies).
SILENT_WPM = 238
ALOUD_WPM = 183
# Seven minutes aloud are 7 x 183 = 1,281 words; two sides of A4 at 10.5 pt hold about 1,050.
WORDS_AT_MOST = 1280
WORDS_ADVISED = 1000
SIDES_AT_MOST = 2
TITLE_AT_MOST = 90
SUMMARY_AT_MOST = 200
SLUG_AT_MOST = 80

# Web addresses that belong to the site itself.
RESERVED_SLUGS = frozenset(
    "404 about accessibility ages aliases all assets audiences briefing briefings build draft drafts dsl feed feeds find fonts"
    " for home index log new pack packs pagefind pdf print privacy release robots rss search site sitemap static tags team theme"
    " themes using".split()
)
# What the files of a briefing's further prints are called after its own name.
LARGE, TEAM = "-large-print", "-team-sheet"
RESERVED_ENDINGS = (LARGE, TEAM)


class Kind(StrEnum):
    """The three kinds of briefing (one case, several cases, what worked)."""

    CASE_SPECIFIC = "case-specific"
    THEMATIC = "thematic"
    POSITIVE_PRACTICE = "positive-practice"


class Status(StrEnum):
    """What the officer wishes; the gate decides whether it comes true."""

    DRAFT = "draft"
    AWAITING = "awaiting-publication"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class HoldReason(StrEnum):
    """Why a briefing may not be published yet. A date that passes ends none of them."""

    CRIMINAL_INVESTIGATION = "criminal-investigation"
    CRIMINAL_TRIAL = "criminal-trial"
    INQUEST = "inquest"
    FAMILY_PROCEEDINGS = "family-proceedings"
    COURT_ORDER = "court-order"
    PARALLEL_REVIEW = "parallel-review"
    FAMILY_NOT_INFORMED = "family-not-informed"
    REVIEW_NOT_PUBLISHED = "review-not-published"
    STATUTORY_NOTICE = "statutory-notice"
    PARTNER_SIGN_OFF = "partner-sign-off"
    OTHER = "other"


class SourceType(StrEnum):
    LCSPR = "lcspr"
    SCR = "scr"
    RAPID_REVIEW = "rapid-review"
    BRIEF_LEARNING_REVIEW = "brief-learning-review"
    MULTI_AGENCY_AUDIT = "multi-agency-audit"
    NATIONAL_REVIEW = "national-review"
    PRACTICE_EXAMPLE = "practice-example"


class Age(StrEnum):
    UNBORN = "unborn"
    UNDER_1 = "under-1"
    FROM_1 = "1-4"
    FROM_5 = "5-10"
    FROM_11 = "11-15"
    FROM_16 = "16-17"


# Sign-offs that every briefing needs ("all"), and those of its kind; mkdocs.yml may change them.
SIGN_OFFS: dict[str, list[str]] = {
    "all": ["case-review-subgroup"],
    Kind.CASE_SPECIFIC: ["anonymisation", "family-informed"],
    Kind.THEMATIC: ["anonymisation"],
    Kind.POSITIVE_PRACTICE: ["consent"],
}
# Decided only where the text calls for it: a thematic briefing that stands in for a case that is held, and a case whose
# review is not published.
STAND_IN = "stand-in"
WITHOUT_REVIEW = "without-review"

# The roles that may clear a hold, by its reason; mkdocs.yml may change them.
CLEARED_BY: dict[HoldReason, list[str]] = {
    HoldReason.CRIMINAL_INVESTIGATION: ["legal-adviser"],
    HoldReason.CRIMINAL_TRIAL: ["legal-adviser"],
    HoldReason.INQUEST: ["legal-adviser"],
    HoldReason.FAMILY_PROCEEDINGS: ["legal-adviser"],
    HoldReason.COURT_ORDER: ["legal-adviser"],
    HoldReason.PARALLEL_REVIEW: ["case-review-subgroup"],
    HoldReason.FAMILY_NOT_INFORMED: ["family-informed", "case-review-subgroup"],
    HoldReason.REVIEW_NOT_PUBLISHED: ["case-review-subgroup"],
    HoldReason.STATUTORY_NOTICE: ["case-review-subgroup"],
    HoldReason.PARTNER_SIGN_OFF: ["case-review-subgroup"],
    HoldReason.OTHER: ["case-review-subgroup"],
}

# The reviews that the law asks to be published, and that a briefing on one case waits for.
PUBLISHED_REVIEWS = frozenset({SourceType.LCSPR, SourceType.SCR})
# Working Together to Safeguard Children: seen by the Panel, the Secretary of State and Ofsted at least seven working days
# before; kept available for at least one year. Defaults of settings, and no claim of legal compliance.
NOTICE_WORKING_DAYS = 7
MINIMUM_DAYS = 365
REVIEW_DUE_DAYS = 90

# When the terms of schools in England begin, near enough: Easter moves the real ones. Defaults of settings.
TERM_STARTS = {"autumn": "09-01", "spring": "01-01", "summer": "04-16"}

KIND_LABELS = {
    Kind.CASE_SPECIFIC: "Case-specific",
    Kind.THEMATIC: "Thematic",
    Kind.POSITIVE_PRACTICE: "Positive practice",
}
KIND_MEANINGS = {
    Kind.CASE_SPECIFIC: "Learning from one review",
    Kind.THEMATIC: "Learning across several reviews",
    Kind.POSITIVE_PRACTICE: "What worked, and why",
}
SOURCE_LABELS = {
    SourceType.LCSPR: "Local Child Safeguarding Practice Review",
    SourceType.SCR: "Serious Case Review",
    SourceType.RAPID_REVIEW: "Rapid Review",
    SourceType.BRIEF_LEARNING_REVIEW: "Brief learning review",
    SourceType.MULTI_AGENCY_AUDIT: "Multi-agency audit",
    SourceType.NATIONAL_REVIEW: "National review",
    SourceType.PRACTICE_EXAMPLE: "Practice example",
}
AGE_LABELS = {
    Age.UNBORN: "Unborn",
    Age.UNDER_1: "Under 1",
    Age.FROM_1: "1 to 4",
    Age.FROM_5: "5 to 10",
    Age.FROM_11: "11 to 15",
    Age.FROM_16: "16 and 17",
}

# The seven sections of each kind: fixed ids, and the labels used unless mkdocs.yml changes them.
SECTIONS: dict[Kind, dict[str, str]] = {
    Kind.CASE_SPECIFIC: {
        "background": "Background",
        "why-it-matters": "Why it matters",
        "what-happened": "What happened",
        "what-we-learned": "What we learned",
        "good-practice": "What good practice looks like",
        "what-to-do-now": "What to do now",
        "questions": "Questions for reflection",
    },
    Kind.THEMATIC: {
        "what-it-is": "What it is",
        "why-it-matters": "Why it matters",
        "what-reviews-tell-us": "What reviews tell us",
        "signs": "Signs to look for",
        "good-practice": "What good practice looks like",
        "what-to-do-now": "What to do now",
        "questions": "Questions for reflection",
    },
    Kind.POSITIVE_PRACTICE: {
        "situation": "The situation",
        "why-it-matters": "Why it matters",
        "what-people-did": "What people did",
        "what-worked": "What worked",
        "what-made-it-possible": "What made it possible",
        "in-your-team": "How to do it in your team",
        "questions": "Questions for reflection",
    },
}
# Where `import` puts what it could not place; no kind has such a section, so that it is always a finding.
TO_BE_SORTED = "To be sorted"
