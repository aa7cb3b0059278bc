"""What names nobody by itself, and may together: age, month, place, family, injury, illness, work, origin, court."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..model import Passage
from ..passages import Mark, Piece, Reading, mark
from ..phrases import Phrases, read_list
from .dates import BIRTH, MONTH
from .places import places
from .shared import ACCEPT, HERE, TEXT, is_about_a_case, settings

_NUMBER = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
)
_CHILD = r"(?:child|boy|girl|baby|infant|toddler|son|daughter|brother|sister|pupil|teenager)"
_AGE = re.compile(
    rf"(?<![\w-])(?:{_NUMBER}[- ](?:year|month|week|day)s?[- ]old(?!\w)"
    rf"|aged\s{_NUMBER}(?![\w]|\s?(?:to|and|or|–|-|,)\s?\d)|{_CHILD}\sof\s{_NUMBER}(?!\w)"
    rf"|(?:was|is|turned)\s(?:only\s|just\s)?{_NUMBER}(?=[,.;]|\s(?:and|when|at|years\sold)(?!\w))"
    rf"|at\s{_NUMBER}\s(?:days|weeks|months)(?!\w))",
    re.IGNORECASE,
)
_AGE_IN_MONTHS = re.compile(
    rf"(?<![\w-])(?:{_NUMBER}[- ](?:month|week|day)s?[- ]old(?!\w)"
    rf"|(?:aged|at|of)\s(?:only\s|just\s|about\s)?{_NUMBER}\s(?:month|week|day)s?(?!\w))",
    re.IGNORECASE,
)
_MONTH = re.compile(rf"(?<!\w)(?i:in|since|from|until|by|during|of|late|early|mid|before|after)[\s-]{MONTH}(?:\s\d{{4}}(?!\d))?")
# A month of the partnership's own work, or of what everybody lived through, is no month of the case.
AROUND = 60
_NOT_OF_THE_CASE = re.compile(
    r"(?<!\w)(?:audit\w*|publish\w*|publication|guidance|national|annual|reports?|figures|data|pandemic|lockdown|training|law|act)(?!\w)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    rf"(?<!\w)(?:(?:youngest|eldest|oldest|second|third|fourth|middle)\s(?:{_CHILD}\s)?of\s{_NUMBER}(?!\w)"
    r"(?!\s(?:reviews|cases|agencies|services|visits|contacts))"
    r"|(?:her|his|their|a|the)\s(?:identical\s)?twins?(?!\w)|twin\s(?:brother|sister|baby|babies|boys|girls)(?!\w)|triplets?(?!\w)"
    rf"|middle\s{_CHILD}(?!\w)|first-?born(?!\w)|only\s(?:son|daughter)(?!\w))",
    re.IGNORECASE,
)
_FAMILY = re.compile(
    rf"(?<!\w)(?:family\sof\s{_NUMBER}|(?:mother|father|mum|dad|parents?)\sof\s{_NUMBER}"
    rf"|{_NUMBER}\s(?:children|siblings|brothers|sisters|sons|daughters)"
    r"|(?:older|younger|elder|half|step)[- ]?(?:brother|sister|sibling)s?)(?!\w)",
    re.IGNORECASE,
)
_INJURY = re.compile(
    r"(?<!\w)(?:(?:broken|fractured)\s(?:bones?|arm|leg|ribs?|wrist|skull|jaw|nose|collarbone|finger|thigh|ankle|elbow|femur|hip|back|neck)|(?:skull|rib|arm|leg|spiral|femur)\sfractures?|badly\s(?:hurt|burned|burnt)|scald(?:s|ed)?"
    r"|bite\smarks?|stab(?:bed|\swounds?)|head\sinjur(?:y|ies)|brain\sinjury|shaken|strangled|drowned|suffocated|poisoned|overdose[ds]?"
    r"|hanged|set\son\sfire|(?:bluish\s|small\s)?(?:mark|bruise)\son\s(?:the|his|her)\s[\w’']{2,12})(?!\w)",
    re.IGNORECASE,
)
_COURT = re.compile(
    r"(?<!\w)(?:convicted|sentenced|jailed|imprisoned|(?:was|were)\sarrested|charged\swith|pleaded\sguilty|found\sguilty|inquest|coroner"
    r"|manslaughter|murder(?:ed)?|care\sorder|care\sproceedings|High\sCourt|Crown\sCourt|deported|on\sbail|in\sprison)(?!\w)",
    re.IGNORECASE,
)
_WORK = re.compile(
    r"(?<!\w)(?:mother|father|mum|dad|parent|partner|stepfather|stepmother|grandmother|grandfather|he|she)(?:\s\w{1,12}){0,3}?\s"
    r"(?:was|is|works?|worked|working|employed)\s(?:as\s)?(?:an?\s)(?:\w{1,12}\s){0,2}?("
    + "|".join(re.escape(job) for job in read_list(HERE / "jobs.txt"))
    + r")(?!\w)",
    re.IGNORECASE,
)
_CONDITIONS = Phrases(read_list(HERE / "conditions.txt"))
_ORIGINS = Phrases(read_list(HERE / "origins.txt"))


class Circumstance(NamedTuple):
    """One thing that narrows down who a child may be, and where it is said."""

    kind: str
    piece: Piece
    start: int
    end: int


_PATTERNS = (
    ("age", _AGE),
    ("birth", BIRTH),
    ("brothers and sisters", _ORDER),
    ("family size", _FAMILY),
    ("injury", _INJURY),
    ("court or police", _COURT),
    ("work", _WORK),
)


def circumstances(reading: Reading) -> Iterator[Circumstance]:
    """All of them, in the order of the text within each kind."""
    for piece in reading.of(*TEXT):
        if piece.form == "note":
            continue
        for kind, pattern in _PATTERNS:
            yield from (Circumstance(kind, piece, *match.span()) for match in pattern.finditer(piece.text))
        yield from (Circumstance("month", piece, *span) for span in _months(piece))
        for kind, listed in (("rare condition", _CONDITIONS), ("origin, faith or language", _ORIGINS)):
            for found in listed.find(piece.text, piece.words):
                start, end = piece.words[found.first].start, piece.words[found.last - 1].end
                if kind == "rare condition" or piece.text[start].isupper():
                    yield Circumstance(kind, piece, start, end)


def _months(piece: Piece) -> Iterator[tuple[int, int]]:
    for match in _MONTH.finditer(piece.text):
        if not _NOT_OF_THE_CASE.search(piece.text, max(0, match.start() - AROUND), match.end() + AROUND):
            yield match.span()


def sibling_order(reading: Reading) -> Iterator[Mark]:
    """A child's place among brothers and sisters."""
    for piece in reading.of(*TEXT):
        for match in _ORDER.finditer(piece.text):
            hint = f"write “a brother or sister”; or {ACCEPT}"
            yield mark(piece, *match.span(), "sibling-order", '"*" tells a child\'s place in the family', hint)


def circumstances_of_a_case(reading: Reading) -> Iterator[Mark]:
    """In a briefing about a case: rare conditions, exact ages in months, and too much that may name a child together."""
    if not is_about_a_case(reading):
        return
    found = list(circumstances(reading))
    for item in found:
        if item.kind == "rare condition":
            hint = f"write “a serious illness”; or {ACCEPT}"
            yield mark(item.piece, item.start, item.end, "rare-condition", '"*" is so rare that it may name a child', hint)
    named = list(places(reading))
    dated = {item.piece.passage for item in found if item.kind in ("month", "birth")}
    yield from _ages_in_months(reading, {item.line for item in named}, dated)
    yield from _together(reading, found, named)


def _ages_in_months(reading: Reading, lines: set[int], dated: set[Passage]) -> Iterator[Mark]:
    """An age in days, weeks or months beside a month, a birth or a place."""
    for piece in reading.of(*TEXT):
        line = piece.passage.line
        if piece.passage in dated or lines & set(range(line, line + piece.text.count("\n") + 1)):
            for match in _AGE_IN_MONTHS.finditer(piece.text):
                message = '"*" is an exact age beside a month or a place'
                yield mark(piece, *match.span(), "age-in-months", message, "write “a few months old”, or leave the month out")


def _together(reading: Reading, found: list[Circumstance], named: list[Mark]) -> Iterator[Mark]:
    """One mark where so many kinds of circumstances stand in one briefing that they may name a child."""
    first: dict[str, str] = {}
    for item in found:
        first.setdefault(item.kind, " ".join(item.piece.text[item.start : item.end].split()))
    if named:
        first["place"] = " ".join(named[0].words.split())
    if len(first) >= settings(reading).together and reading.briefing.body.sections:
        told = ", ".join(f"{kind} (“{words}”)" for kind, words in sorted(first.items()))
        message = f"this briefing holds {len(first)} things that may name a child together: {told}"
        hint = "blur what the lesson does not need. No check can clear a text: whoever signs off its anonymity does"
        yield Mark("combination", reading.briefing.body.sections[0].line, ", ".join(sorted(first)), message, hint)
