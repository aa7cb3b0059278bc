"""What is wrong, where, and what would mend it: errors are values until the command line prints them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
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
    "encoding": "Text is saved as UTF-8.",
    "hidden-character": "Text holds no control, zero-width or direction-changing characters.",
    "fence": "Front matter stands between two lines of three hyphens, at the very top.",
    "yaml": "Front matter is well-formed YAML.",
    "key-repeated": "A key stands once, whatever its capitals.",
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
    "rests-on-unknown": "A briefing under `private.rests_on` exists.",
    # the record of decisions
    "record-unreadable": "The record, decisions.yml, can be read, entry by entry.",
    "record-changed": "The record is as the commands wrote it: no entry is changed, removed or moved by hand.",
    # text
    "text-before-sections": "Nothing stands between the front matter and the first section.",
    "section-missing": "Every section of the kind is there.",
    "section-unknown": "Only the seven sections of the kind are there.",
    "section-repeated": "A section stands once.",
    "section-order": "The sections stand in the order of the kind.",
    "section-empty": "A section says something.",
    "heading-level": "Inside a section only ### headings are used, and they say something.",
    "words-many": "A briefing of more than 1,000 words may not fit on two sides.",
    "words-too-many": "A briefing has at most 1,280 words: seven minutes read aloud at 183 words a minute.",
    "pages-too-many": "A briefing prints on two sides of A4 at most.",
    "raw-html": "Text is Markdown, without HTML.",
    "html-comment": "Text has no HTML comments: they would reach the reader.",
    "template-marker": "Text has no template or snippet markers.",
    "markdown-unsupported": "Text uses paragraphs, lists, tables, quotations, bold, italic, links and pictures only.",
    "table-ragged": "Every row of a table has as many cells as its head, and the head is not empty.",
    "glyph-missing": "Every character can be printed in the fonts that are shipped.",
    "theme-words": "A theme's introduction has 60 to 120 words.",
    # links and pictures
    "link-scheme": "A link to elsewhere is https:, mailto: or tel:.",
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
    "picture-large": "A picture has at most 25 megapixels.",
    "picture-svg": "An SVG holds shapes and text only.",
    # what is about to be published
    "leak": "Nothing withheld stands anywhere in the output.",
    "unreadable-output": "Every file of the output can be read and searched.",
    "link-dead": "Every link and anchor inside the site leads somewhere.",
    "request-outside": "No page asks another host for anything.",
    "pdf-ua": "Every PDF passes PDF/UA-1.",
    "output-changed": "The published files are those that the release lists.",
    # making and publishing
    "print-failed": "Every briefing can be printed.",
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
    """Something wrong at a line of one file; which file, the finding says. Line 0 means the file as a whole."""

    line: int
    rule: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR

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
        text = f"{self.path}{line}: {self.severity}[{self.fault.rule}]: {self.fault.message}"
        return f"{text}\n    hint: {self.fault.hint}" if self.fault.hint else text

    def as_dict(self) -> dict[str, str | int]:
        return {
            "path": self.path,
            "line": self.fault.line,
            "severity": str(self.severity),
            "rule": self.fault.rule,
            "message": self.fault.message,
            "hint": self.fault.hint,
        }


def found(path: str, faults: Iterable[Fault], *, lenient: bool = False) -> list[Finding]:
    """The findings for one file; `lenient` turns errors into warnings, except an unreadable status."""
    return [Finding(path, fault, Severity.WARNING if lenient and fault.rule != "status" else fault.severity) for fault in faults]


def did_you_mean(word: str, choices: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest of the choices, followed by `otherwise`."""
    known = list(choices)
    near = difflib.get_close_matches(word.casefold(), known, n=1, cutoff=0.6)
    near = near or [choice for choice in known if len(word) > 2 and word.casefold() in choice]
    guess = f'did you mean "{near[0]}"?' if near else ""
    return " ".join(part for part in (guess, otherwise) if part)
