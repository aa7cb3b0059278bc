"""What is wrong, where, and what would mend it: errors are values until the command line prints them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

# Every rule of the press, by the id that stands in brackets in a message. The value says what the rule asks for.
RULES: dict[str, str] = {
    # settings
    "colour-contrast": "The partnership's colours can be told apart by everybody: text 4.5 to 1, edges of controls 3 to 1.",
    "accessibility-statement": "The accessibility statement names its last test, and that is not older than twelve months.",
    # reading files
    "house": "The house has mkdocs.yml, and the folders briefings/ and themes/.",
    "settings": "mkdocs.yml is readable and holds only known settings under `extra:`.",
    "briefing-file": "Each folder in briefings/ is one briefing, and holds its text in briefing.md.",
    "file-type": "Beside a briefing stand only its pictures and its record.",
    "file-kind": "What is read is a plain file of the house, and may be opened: no link, pipe or device.",
    "file-size": "A text or SVG has at most 200 kB, another picture at most 20 MB.",
    "text-limits": "Text has no endless lines, no long runs of one sign, and no more Markdown than a briefing can need.",
    "nesting": "Lists, quotations and brackets in a text are nested ten deep at most.",
    "encoding": "Text is saved as UTF-8.",
    "hidden-character": "Text holds no control, zero-width or direction-changing characters.",
    "fence": "Front matter stands between two lines of three hyphens, at the very top.",
    "yaml": "Front matter is well-formed YAML.",
    "key-repeated": "A key stands once, whatever its capitals.",
    "yaml-limits": "Front matter is nested ten deep at most, with at most 100 entries in a list and 1,000 values in all.",
    "yaml-alias": "Front matter uses no anchors, aliases, merge keys or tags.",
    "key-unknown": "Only known keys stand in front matter.",
    "key-missing": "Every required key is there, with a value.",
    "value-type": "A value is of the type that its key asks for.",
    "value-length": "A text is no longer than its place allows.",
    "value-unknown": "A value from a closed list is one of that list.",
    "date-form": "A date is written 2022-03-14, or 2022-03-14 09:00 where a time may be given.",
    "status": "The status is one of the four, and can be read.",
    # names and references
    "slug-form": "A web address is made of a-z, 0-9 and single hyphens.",
    "slug-reserved": "A web address is none of those that the site itself uses.",
    "slug-clash": "A web address belongs to one briefing only.",
    "theme-unknown": "A theme is a file in themes/.",
    "audience-unknown": "An audience is one of `extra.audiences` in mkdocs.yml.",
    "training-unknown": "A course is one of `extra.training` in mkdocs.yml.",
    "related-unknown": "A related briefing exists.",
    "value-repeated": "A list names each thing once.",
    "review-before-publication": "A briefing is reviewed after it is published, not before.",
    "name-ordinary": "A name under `private.names` is more than one ordinary word.",
    "rests-on-unknown": "A briefing under `private.rests_on` exists.",
    "review-address": "A case-specific briefing from a published review says where that review is.",
    # the record of decisions
    "record-unreadable": "The record, decisions.yml, can be read, entry by entry.",
    "record-changed": "The record is as the commands wrote it: no entry is changed, removed or moved by hand.",
    "sign-off-void": "What readers have stays as it was signed off, until it is signed off again.",
    # text
    "text-before-sections": "Nothing stands between the front matter and the first section.",
    "section-missing": "Every section of the kind is there.",
    "section-unknown": "Only the seven sections of the kind are there.",
    "section-repeated": "A section stands once.",
    "section-order": "The sections stand in the order of the kind.",
    "section-empty": "A section says something.",
    "placeholder-left": "No line that says what is still to be written is left in a summary, title or section.",
    "heading-level": "Inside a section only ### headings are used, and they say something.",
    "words-many": "A briefing of more than 1,000 words may not fit on two sides.",
    "words-too-many": "A briefing has at most 1,280 words: seven minutes read aloud at 183 words a minute.",
    "pages-too-many": "A briefing prints on two sides of A4 at most.",
    "raw-html": "Text is Markdown, without HTML.",
    "html-comment": "Text has no HTML comments: they would reach the reader.",
    "template-marker": "Text has no template or snippet markers.",
    "markdown-unsupported": "Text uses paragraphs, lists, tables, quotations, bold, italic, links and pictures only.",
    "markdown-left": "No Markdown sign is left over where readers would see it.",
    "table-size": "A table has at most 200 rows and 12 columns.",
    "table-ragged": "Every row of a table has as many cells as its head, and the head is not empty.",
    "glyph-missing": "Every character can be printed in the fonts that are shipped.",
    "theme-words": "A theme's introduction has 60 to 120 words.",
    # plain English
    "sentence-long": "A sentence has at most 25 words.",
    "reading-age": "A briefing can be read with ease at the age of 14.",
    "passive": "Most sentences of a section say who did it.",
    "jargon": "Plain words are used where there are some.",
    "abbreviation": "An abbreviation is written out where it first stands.",
    "blaming-words": "No word of ours blames or judges a child or family.",
    "spelling-british": "Words are spelt as in Britain.",
    # anonymity: a check lowers the risk and clears nothing, the sign-off does
    "private-name": "No name under `private.names` stands in what readers see, nor a part of one.",
    "birth-date": "Nobody's date of birth is given.",
    "exact-date": "A briefing about one case gives no exact day.",
    "nhs-number": "There is no NHS number.",
    "pupil-number": "There is no unique pupil number.",
    "telephone": "There is no telephone number but those that are printed for readers.",
    "e-mail": "There is no e-mail address but the partnership's own.",
    "postcode": "There is no postcode.",
    "street-address": "There is no address.",
    "place-named": "No school, nursery, hospital or other place of the area is named.",
    "person-name": "No word looks like a person's name.",
    "age-in-months": "An exact age in months does not stand beside a month or a place.",
    "sibling-order": "A child's place among brothers and sisters is not told.",
    "rare-condition": "A rare condition is not named in a briefing about one case.",
    "combination": "A briefing about one case holds few things that may name a child together.",
    "accepted-stale": "What is accepted under `private.accepted` still stands in the text, and is still marked.",
    # links and pictures
    "link-scheme": "A link to elsewhere is https:, mailto: or tel:.",
    "link-host": "A link to elsewhere names its host plainly: no password, no number, no mixed alphabets.",
    "link-form": "A link to another briefing is written ../its-folder/briefing.md.",
    "link-unknown": "A link leads to a briefing, and to a section, that exists.",
    "link-text": "A link's words say where it leads.",
    "link-withheld": "A published briefing points only at what is published with it.",
    "quote-withheld": "A published briefing quotes nobody whom a withheld one quotes in the same words.",
    "picture-withheld": "A published briefing shows no picture that stands beside a withheld one too.",
    "picture-missing": "A picture stands beside its briefing.",
    "picture-unused": "A picture beside a briefing is used in it.",
    "picture-alt": "A picture's description says what it shows.",
    "picture-type": "A picture is PNG, JPEG, WebP or SVG, and its name says which.",
    "picture-unreadable": "A picture can be opened.",
    "picture-large": "A picture has at most 25 megapixels, and at most 16,000 pixels a side.",
    "picture-moving": "A picture does not move.",
    "picture-name": "A picture's name has letters, digits, spaces, dots and hyphens, and is not another's but for capitals.",
    "pictures-many": "A briefing uses at most 20 pictures.",
    "picture-svg": "An SVG holds shapes and text only.",
    # what is about to be published
    "leak": "Nothing withheld stands anywhere in the output.",
    "unreadable-output": "Every file of the output can be read and searched.",
    "link-dead": "Every link and anchor inside the site leads somewhere.",
    "pdf-link": "A PDF links to https:, mailto: or tel:, or to a place in it, and runs nothing.",
    "request-outside": "No page asks another host for anything.",
    "pdf-ua": "Every PDF passes PDF/UA-1.",
    "pdf-structure": "A PDF has the title, language, bookmarks, tables and descriptions that it should, and nothing that acts.",
    "pdf-text": "A PDF, read in the order of its tags, says what its page says: nothing lost, nothing twice.",
    "pdf-layout": "In a PDF nothing is cut, nothing overlaps, and no heading stands alone at the foot of a page.",
    "pdf-code": "A QR code, as it is printed, leads to the right address.",
    "output-outdated": "The published site shows what the gate lets through today.",
    "output-listed": "The output holds the files that the release lists, each with its owner, and nothing else.",
    "output-changed": "The published files are those that the release lists.",
    # making and publishing
    "print-failed": "Every briefing can be printed.",
    "pack-empty": "A pack holds a briefing at least.",
    "pack-register": "The list of the packs that were made can be read.",
    "fonts": "The fonts that come with the press are there, and can be read.",
    "frame": "The frames in overrides/ can be filled.",
    "looks-file": "overrides/ holds what pages and PDFs use, as plain files.",
    "render-failed": "The site can be rendered.",
    "index-failed": "The search index can be made.",
    "rollback": "An older release is put back only if the gate lets all of it through today.",
    "site-foreign": "The place for the site holds a site of ours, or nothing.",
    "build-running": "One build runs at a time.",
    "disk": "The output can be written.",
}


class Severity(StrEnum):
    """An error stops the build; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Fault:
    """Something wrong at a line of one file; which file, the finding says. Line 0 means the file as a whole.

    `words` are the words meant, as they stand in that line: where the line is shown, they are marked.
    """

    line: int
    rule: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    words: str = ""

    def __post_init__(self) -> None:
        if self.rule not in RULES:
            raise KeyError(f"no such rule: {self.rule}")


@dataclass(frozen=True)
class Finding:
    """A fault and the file in which it stands; `path` is relative to the house."""

    path: str
    fault: Fault
    severity: Severity

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def sort_key(self) -> tuple[str, int, str, str]:
        return (self.path, self.fault.line, self.fault.rule, self.fault.message)

    def as_text(self) -> str:
        """`briefings/x/briefing.md:7: error[theme-unknown]: …`, and the hint below it."""
        line = f":{self.fault.line}" if self.fault.line else ""
        text = f"{as_shown(self.path)}{line}: {self.severity}[{self.fault.rule}]: {as_shown(self.fault.message)}"
        return f"{text}\n    hint: {as_shown(self.fault.hint)}" if self.fault.hint else text

    def as_dict(self) -> dict[str, str | int]:
        return {
            "path": as_shown(self.path),
            "line": self.fault.line,
            "severity": str(self.severity),
            "rule": self.fault.rule,
            "message": as_shown(self.fault.message),
            "hint": as_shown(self.fault.hint),
        }


def as_shown(text: str) -> str:
    """A message as it may be printed: cut where a file's words would drown it, nothing in it that steers a terminal."""
    whole = text if len(text) <= LONGEST else f"{text[: LONGEST * 2 // 3]} … {text[-LONGEST // 3 :]}"
    return "".join(character if character.isprintable() or character == "\u00a0" else "\ufffd" for character in whole)


# What cannot be read whole, nobody can look for in the output either: it is an error in a draft too.
STRICT = frozenset(("status", "name-ordinary", "file-size", "text-limits", "nesting", "yaml-limits"))
# So many findings of one kind for one file are enough to see what is wrong.
ALIKE = 20
LONGEST = 400


def found(path: str, faults: Iterable[Fault], *, lenient: bool = False) -> list[Finding]:
    """The findings for one file; `lenient` turns errors into warnings, except where nobody can know what is withheld."""
    return [
        Finding(path, fault, Severity.WARNING if lenient and fault.rule not in STRICT else fault.severity)
        for fault in few(faults)
    ]


def few(faults: Iterable[Fault]) -> list[Fault]:
    """The first faults of each kind, and for the rest one that counts them."""
    alike: dict[tuple[str, Severity], list[Fault]] = {}
    for fault in faults:
        alike.setdefault((fault.rule, fault.severity), []).append(fault)
    kept: list[Fault] = []
    for group in alike.values():
        kept += group[:ALIKE]
        if more := group[ALIKE:]:
            kept.append(replace(more[0], message=f"and {len(more):,} more: {more[0].message}"))
    return kept


def few_files(place: str, findings: Iterable[Finding]) -> list[Finding]:
    """The first of many files in one place with the same fault, and for the rest one finding that counts them."""
    alike: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.fault.rule, finding.severity), []).append(finding)
    kept: list[Finding] = []
    for group in alike.values():
        kept += group[:ALIKE]
        if more := group[ALIKE:]:
            message = f"and {len(more):,} more files of which the same is true: {more[0].fault.message}"
            kept.append(Finding(place, replace(more[0].fault, line=0, message=message), more[0].severity))
    return kept


def did_you_mean(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of the choices, followed by `otherwise`."""
    known = list(choices)
    if len(word) > 100:
        return otherwise
    if len(known) > 100:
        # In a large house each comparison counts: most slips come after the first letter.
        known = [choice for choice in known if choice[:1] == word[:1].casefold()]
    near = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    near = near or [choice for choice in known if len(word) > 2 and word.casefold() in choice]
    guess = f'did you mean "{near[0]}"?' if near else ""
    return " ".join(part for part in (guess, otherwise) if part)
