"""Numbers that belong to one person: of the NHS, of a pupil, of a telephone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import phonenumbers

from ..passages import Mark, Reading
from .shared import ACCEPT, EVERYWHERE, error, settings

_NHS = re.compile(r"(?<![\w.])(\d{3})[ -]?(\d{3})[ -]?(\d{4})(?!\w)")
_SAYS_NHS = re.compile(r"NHS\s+(?:no\.?|number)\W{0,4}(?:is\s+)?$", re.IGNORECASE)
_PUPIL = re.compile(r"(?<!\w)([A-Z](?:[ ]?\d){11}[ ]?[0-9A-Z])(?!\w)")
_SAYS_PUPIL = re.compile(r"(?:UPN|pupil\s+number)\W{0,4}(?:is\s+)?$", re.IGNORECASE)
# The letters of a pupil number: I, O and S look like figures.
_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_TELEPHONE = re.compile(r"(?<![\w+.])(?:\+|\(?0)[\d()]?(?:[ .\-()]{0,2}\d){7,13}(?!\w)")
# Freephone and numbers of organisations: no person has one.
_PRINTED_FOR_READERS = ("800", "808", "3")


def nhs_numbers(reading: Reading) -> Iterator[Mark]:
    """Ten figures whose last one is the right check digit, or that are said to be an NHS number."""
    for piece in reading.of(*EVERYWHERE):
        for match in _NHS.finditer(piece.text):
            said = _SAYS_NHS.search(piece.text, max(0, match.start() - 20), match.start())
            if said or is_nhs_number("".join(match.groups())):
                yield error(piece, *match.span(), "nhs-number", '"*" is an NHS number')


def is_nhs_number(figures: str) -> bool:
    """Ten figures with the check digit of modulus 11. Numbers that begin with 0 are telephones."""
    total = sum(int(figure) * weight for figure, weight in zip(figures, range(10, 1, -1), strict=False))
    return figures[0] != "0" and len(set(figures)) > 1 and (11 - total % 11) % 11 == int(figures[9])


def pupil_numbers(reading: Reading) -> Iterator[Mark]:
    """Unique pupil numbers: a check letter and twelve figures."""
    for piece in reading.of(*EVERYWHERE):
        for match in _PUPIL.finditer(piece.text):
            said = _SAYS_PUPIL.search(piece.text, max(0, match.start() - 20), match.start())
            if said or is_pupil_number(match[1].replace(" ", "")):
                yield error(piece, *match.span(), "pupil-number", '"*" is a pupil number (UPN)')


def is_pupil_number(number: str) -> bool:
    """A letter, eleven figures and a figure, or a letter where the number is temporary; the first letter is the check."""
    last = _LETTERS.find(number[12]) if number[12].isalpha() else int(number[12])
    total = sum(int(figure) * weight for figure, weight in zip(number[1:12], range(2, 13), strict=True)) + last * 13
    return last >= 0 and number[0] == _LETTERS[total % 23]


def telephones(reading: Reading) -> Iterator[Mark]:
    """Telephone numbers, but for the partnership's own, freephone, and those that only organisations have."""
    extra = reading.extra
    own = {_national(number) for number in ([extra.call_number] if extra else [])}
    own |= {_national(number) for number in settings(reading).allow}
    for piece in reading.of(*EVERYWHERE):
        for match in _TELEPHONE.finditer(piece.text):
            number = _national(match[0])
            if number and number not in own and not number.startswith(_PRINTED_FOR_READERS):
                hint = f"give a number that is printed for readers: your front door, 999, or a helpline; or {ACCEPT}"
                yield error(piece, *match.span(), "telephone", '"*" is a telephone number', hint)


def _national(text: str) -> str | None:
    """The number without its first 0, or as +48… from abroad; None for what cannot be one."""
    try:
        number: Any = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(number.national_number) if number.country_code == 44 else f"+{number.country_code}{number.national_number}"
