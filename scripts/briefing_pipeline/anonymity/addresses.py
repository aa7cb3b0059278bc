"""Where somebody lives, or can be written to: postcodes, streets, e-mail."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..passages import Mark, Reading, mark
from .shared import ACCEPT, EVERYWHERE, TEXT, error, known_words, settings

_AREAS = frozenset(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G"
    " GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW"
    " OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD"
    " WF WN WR WS WV YO ZE".split()
)
_POSTCODE = re.compile(r"(?<!\w)([A-Za-z]{1,2})\d[A-Za-z\d]?[ \u00a0]?\d([ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2})(?!\w)")
_DISTRICT = re.compile(
    r"(?<!\w)(?:(?:postcode|postal district)\s+(?:area\s+|district\s+)?([A-Z]{1,2})\d{1,2}[A-Z]?(?!\w)"
    r"|([A-Z]{1,2})\d{1,2}[A-Z]?\s+(?:postcode|area|district|estate)(?!\w)|(?<=in )([A-Z]{2})\d{1,2}(?!\w))"
)
_NAME = r"(?:[A-Z][\w'’]{0,30}\.?|of|the)"
_KIND = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Close|Drive|Crescent|Court|Gardens|Grove|Terrace|Place|Row|Square|Walk|Way|Mews"
    r"|Hill|Parade|View|Rise|Green|Mount|Boulevard|Croft|Fold|Brow)(?![\w])"
)
_HOUSE = re.compile(
    rf"(?<![\w.,])(?:(?:[Ff]lat|[Aa]partment|[Rr]oom)\s\w{{1,4}},?\s)?\d{{1,4}}[A-Za-z]?,?\s(?:{_NAME}\s){{1,4}}{_KIND}"
)
_STREET = re.compile(
    r"(?<!\w)(?:in|on|at|of|off|near|from|to|along)\s((?:[A-Z][\w'’]{0,30}\s){1,3}(?:Street|Road|Avenue|Lane|Crescent|Close|Drive|Terrace|Grove))(?!\w|\s[A-Z])"
)
_NO_STREET = ("High Street", "Downing Street", "High Court", "Crown Court", "County Court", "Family Court", "Supreme Court")
_BEFORE_AT = re.compile(r"[\w.+'’-]{1,64}$")
_AFTER_AT = re.compile(r"(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}(?![\w@])")


def emails(reading: Reading) -> Iterator[Mark]:
    """E-mail addresses that are not the partnership's own."""
    extra = reading.extra
    own = {address.lower() for address in (extra.contact, (extra.used or "").removeprefix("mailto:"))} if extra else set()
    own |= {words.lower() for words in settings(reading).allow}
    for piece in reading.of(*EVERYWHERE):
        # Before the host of a web page stands a user's name, which `link-host` is about.
        at = -1 if piece.form == "address" and not piece.text.lower().startswith("mailto:") else piece.text.find("@")
        while at >= 0:
            before = _BEFORE_AT.search(piece.text, max(0, at - 64), at)
            after = _AFTER_AT.match(piece.text, at + 1)
            if before and after and piece.text[before.start() : after.end()].lower() not in own:
                hint = f"give the partnership's own address, `extra.contact`; or {ACCEPT}"
                yield error(piece, before.start(), after.end(), "e-mail", '"*" is an e-mail address', hint)
            at = piece.text.find("@", at + 1)


def postcodes(reading: Reading) -> Iterator[Mark]:
    """Whole postcodes; a district alone is a warning."""
    for piece in reading.of(*EVERYWHERE):
        for match in _POSTCODE.finditer(piece.text):
            if match[1].upper() in _AREAS and match[1].isupper() == match[2].isupper():
                yield error(piece, *match.span(), "postcode", '"*" is a postcode: it stands for about fifteen homes')
        for match in _DISTRICT.finditer(piece.text):
            if (match[1] or match[2] or match[3]) in _AREAS:
                message = '"*" names a postcode district: with an age or a month it may be enough'
                yield mark(piece, *match.span(), "postcode", message, ACCEPT)


def streets(reading: Reading) -> Iterator[Mark]:
    """A house in a street; a street alone is a warning."""
    for piece in reading.of(*TEXT):
        ends = []
        for match in _HOUSE.finditer(piece.text):
            if not any(name in match[0] for name in _NO_STREET[1:]):
                ends.append(match.end())
                yield error(piece, *match.span(), "street-address", '"*" is an address')
        familiar = known_words(reading, piece) if _STREET.search(piece.text) else set()
        for match in _STREET.finditer(piece.text):
            first = next(at for at, word in enumerate(piece.words) if word.start >= match.start(1))
            if match.end() not in ends and first not in familiar and not match[1].endswith(_NO_STREET):
                yield mark(
                    piece, *match.span(1), "street-address", '"*" is a street: with a month or an injury it may be enough', ACCEPT
                )
