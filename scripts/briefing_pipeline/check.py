"""The rules: each is a generator over one briefing's facts, reads nothing, prints nothing, and yields faults."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from difflib import SequenceMatcher
from pathlib import PurePath

from .accepted import wording
from .addresses import address_faults
from .anonymity import is_ordinary, names_in
from .bounds import over_limits
from .characters import hidden, is_device, same, scripts_of
from .findings import Fault, Finding, Severity, did_you_mean, found
from .guidance import is_placeholder, marked
from .load import LENIENT
from .looks import looks_of
from .markdown import briefing_link
from .model import Briefing, Catalogue, Section, Settings, Theme
from .passages import read
from .pdf.fonts import broken_fonts, glyph_fault, unprintable
from .terms import (
    PUBLISHED_REVIEWS,
    RESERVED_ENDINGS,
    RESERVED_SLUGS,
    SLUG_AT_MOST,
    TO_BE_SORTED,
    WITHOUT_REVIEW,
    WORDS_ADVISED,
    WORDS_AT_MOST,
    Kind,
)

Rule = Callable[[Briefing, Catalogue], Iterator[Fault]]

SECTIONS_AT_MOST = 50
PRINTED = ("title", "note", "heading", "prose", "quotation", "cell", "drawing")
_TAG = re.compile(r"<[^>]*>")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check(catalogue: Catalogue) -> list[Finding]:
    """Every fault of the house that reading alone could not see."""
    findings: list[Finding] = []
    for theme in catalogue.themes.values():
        findings += found(theme.path, check_theme(theme, catalogue))
        if any(other is not theme and same(other.slug) == same(theme.slug) for other in catalogue.themes.values()):
            fault = Fault(0, "slug-clash", f'the theme "{theme.slug}" stands here twice, but for capitals or accents', "keep one")
            findings += found(theme.path, [fault])
    if catalogue.settings:
        findings += found("mkdocs.yml", _names_in_settings(catalogue.settings, catalogue))
    for briefing in catalogue.briefings:
        findings += check_briefing(briefing, catalogue)
    return findings


def check_briefing(briefing: Briefing, catalogue: Catalogue) -> list[Finding]:
    """The faults of one briefing; in one that is not to be published yet they are warnings."""
    faults = [fault for rule in RULES_OF_A_BRIEFING for fault in rule(briefing, catalogue)]
    return found(briefing.path, faults, lenient=briefing.wish in LENIENT)


def _names_in_settings(settings: Settings, catalogue: Catalogue) -> Iterator[Fault]:
    """What a partnership says of itself names no child either."""
    said = {"site_name": settings.site_name, **dict(strings_in(settings.extra.model_dump(mode="json"), "extra"))}
    for key, text in said.items():
        line = next((settings.lines[name] for name in (key, key.rpartition(".")[0]) if name in settings.lines), 1)
        yield from (mark.fault() for mark in names_in(text, line, catalogue))


def strings_in(value: object, key: str) -> Iterator[tuple[str, str]]:
    """Each text of the settings, by its key."""
    if isinstance(value, str):
        yield key, value
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in parts:
        yield from strings_in(part, f"{key}.{name}")


def check_theme(theme: Theme, catalogue: Catalogue) -> Iterator[Fault]:
    """A theme's name, words and courses."""
    yield from slug_faults(theme.slug, "the file's name")
    if not 60 <= theme.words <= 120:
        message = f"the introduction has {theme.words} words"
        yield Fault(0, "theme-words", message, "write 60 to 120", Severity.WARNING)
    text = " ".join([theme.front.title, *theme.front.synonyms, _TAG.sub(" ", theme.html)])
    yield from (mark.fault() for mark in names_in(" ".join(text.split()), 0, catalogue))
    if catalogue.settings:
        for course in theme.front.training:
            yield from _unknown("training-unknown", "course", course, catalogue.settings.extra.training, 1)


def slug_faults(slug: str, what: str, line: int = 0) -> Iterator[Fault]:
    """What is wrong with a web address by itself."""
    if len(slug) > SLUG_AT_MOST:
        message = f"{what} is {len(slug)} characters long"
        yield Fault(line, "slug-form", message, f"at most {SLUG_AT_MOST}: people type it from paper")
        return
    if same(slug) in RESERVED_SLUGS:
        yield Fault(line, "slug-reserved", f'{what}, "{slug}", is an address of the site itself', "choose another")
    if is_device(slug):
        yield Fault(line, "slug-reserved", f'{what}, "{slug}", is a name that Windows keeps for a device', "choose another")
    if same(slug).endswith(RESERVED_ENDINGS):
        message = f'{what}, "{slug}", ends as the large print or the team sheet of another briefing would'
        yield Fault(line, "slug-reserved", message, "choose another")
    if SLUG.fullmatch(slug):
        return
    mixed = len(scripts_of(slug)) > 1
    why = "mixes letters of different alphabets that look alike" if mixed else "has more than a-z, 0-9 and single hyphens"
    plain = plain_slug(slug)
    yield Fault(line, "slug-form", f'{what}, "{slug}", {why}', f'for example "{plain}"' if SLUG.fullmatch(plain) else "")


def plain_slug(text: str) -> str:
    """A web address made of a text; "" where it has no letter that an address may have."""
    bare = re.sub(r"['’]", "", unicodedata.normalize("NFKD", text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def _unknown(rule: str, what: str, name: str, known: object, line: int) -> Iterator[Fault]:
    names = [str(key) for key in known] if isinstance(known, dict) else []
    if name in names:
        return
    lists = {"theme": "themes/", "audience": "`extra.audiences` in mkdocs.yml", "course": "`extra.training` in mkdocs.yml"}
    message = f'there is no {what} "{name}"'
    if len(scripts_of(name)) > 1:
        message += ": it mixes letters of different alphabets that look alike"
    yield Fault(line, rule, message, did_you_mean(name, names, f"the {what}s are in {lists[what]}" if what in lists else ""))


def glyphs(briefing: Briefing, catalogue: Catalogue) -> Iterator[Fault]:
    """What is read can be printed too. Fonts that cannot be read are a finding of the build."""
    looks = looks_of(catalogue.root)
    if broken_fonts(looks):
        return
    for piece in read(briefing, catalogue).of(*PRINTED):
        if piece.text.isascii():
            continue
        # Other rules say what is wrong with these.
        told = {piece.text[at] for at, _ in hidden(piece.text)} | {"\N{REPLACEMENT CHARACTER}"}
        if missing := [character for character in unprintable(piece.text, looks) if character not in told]:
            yield glyph_fault(missing, piece.passage.line)


def slug(briefing: Briefing, catalogue: Catalogue) -> Iterator[Fault]:
    """The folder's name is the web address: well formed, not reserved, nobody else's."""
    names = [(briefing.slug, "the folder's name", 0)]
    aliases = briefing.legible.aliases if briefing.legible else []
    names += [(alias, "an alias", briefing.line("aliases", index)) for index, alias in enumerate(aliases)]
    taken = taken_slugs(other for other in catalogue.briefings if other is not briefing)
    for name, what, line in names:
        yield from slug_faults(name, what, line)
        if same(name) in taken or (line and same(name) == same(briefing.slug)):
            yield Fault(line, "slug-clash", f'{what}, "{name}", belongs to another briefing too', "choose another")


def taken_slugs(briefings: Iterable[Briefing]) -> set[str]:
    """The web addresses that belong to briefings, earlier ones too, as `same` compares them."""
    read = list(briefings)
    return {same(one.slug) for one in read} | {same(alias) for one in read if one.legible for alias in one.legible.aliases}


def references(briefing: Briefing, catalogue: Catalogue) -> Iterator[Fault]:
    """Themes, audiences, courses and related briefings exist, and are named once."""
    front = briefing.legible
    if not front:
        return
    slugs = {other.slug: other for other in catalogue.briefings if other is not briefing}
    extra = catalogue.settings.extra if catalogue.settings else None
    for index, name in enumerate(front.private.rests_on):
        yield from _unknown("rests-on-unknown", "other briefing", name, slugs, briefing.line("private", "rests_on", index))
    for index, name in enumerate(front.private.names):
        if is_ordinary(name):
            message = f'"{name}" alone is an ordinary word, and would be found everywhere'
            hint = "write the whole name, with the surname"
            yield Fault(briefing.line("private", "names", index), "name-ordinary", message, hint)
    record = catalogue.records.get(briefing.slug)
    decided = record and any(entry.did == "approved" and entry.role == WITHOUT_REVIEW for entry in record.entries)
    for index, source in enumerate(front.sources if front.kind is Kind.CASE_SPECIFIC and not decided else []):
        if source.type in PUBLISHED_REVIEWS and not source.url:
            message = "this review has no address where it is published"
            hint = "add url: before the text is signed off; or somebody decides in the role without-review"
            yield Fault(briefing.line("sources", index), "review-address", message, hint, Severity.WARNING)
    lists: list[tuple[str, str, str, list[str], object]] = [
        ("themes", "theme-unknown", "theme", front.themes, dict(catalogue.themes)),
        ("related", "related-unknown", "other briefing", front.related, slugs),
    ]
    if extra:
        lists.append(("audience", "audience-unknown", "audience", front.audience, extra.audiences))
        lists.append(("training", "training-unknown", "course", front.training, extra.training))
    for key, rule, what, names, known in lists:
        for index, name in enumerate(names):
            yield from _unknown(rule, what, name, known, briefing.line(key, index))
    for key in ("themes", "audience", "ages", "training", "related", "aliases"):
        names = [str(name) for name in getattr(front, key)]
        for index, name in enumerate(names):
            if name in names[:index]:
                yield Fault(briefing.line(key, index), "value-repeated", f'"{name}" stands twice in "{key}"', "keep one")


def dates(briefing: Briefing, _: Catalogue) -> Iterator[Fault]:
    """What asks to be published has its date, and is reviewed after it."""
    front = briefing.legible
    if not front:
        return
    if not front.published_on:
        if briefing.wish not in LENIENT and "published_on" not in briefing.data:
            hint = "add a line `published_on: 2022-03-14`"
            yield Fault(briefing.line("status"), "key-missing", 'the key "published_on" is missing', hint)
    elif front.review_by and front.review_by <= front.published_on.date():
        message = "the review date is not after the date of publication"
        hint = "correct one of the two dates"
        yield Fault(briefing.line("review_by"), "review-before-publication", message, hint, words=str(front.review_by))


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


def links(briefing: Briefing, catalogue: Catalogue) -> Iterator[Fault]:
    """A link leads to another briefing, to a section of this one, or to a safe address elsewhere."""
    slugs = {other.slug: other for other in catalogue.briefings}
    for link in briefing.body.links:
        if link.text.strip().casefold() in ("", "here", "click here", "this", "link", "read more", "more"):
            hint = "write what the reader will find there"
            message = f'a link\'s words are only "{link.text.strip()}"'
            yield Fault(link.line, "link-text", message, hint, words=f"[{link.text}]")
        target = briefing_link(link.href)
        if target:
            other = slugs.get(target[0])
            if not other:
                hint = did_you_mean(target[0], slugs)
                yield Fault(link.line, "link-unknown", f'there is no briefing "{target[0]}"', hint)
            elif target[1]:
                yield from _anchor(target[1], other, link.line, catalogue)
        elif link.href.startswith("#"):
            yield from _anchor(link.href[1:], briefing, link.line, catalogue)
        else:
            yield from (replace(fault, words=link.href) for fault in address_faults(link, list(slugs)))


def _anchor(anchor: str, target: Briefing, line: int, catalogue: Catalogue) -> Iterator[Fault]:
    ids = list(catalogue.settings.sections(target.legible.kind)) if catalogue.settings and target.legible else [anchor]
    if anchor not in ids:
        yield Fault(line, "link-unknown", f'there is no section "#{anchor}" there', did_you_mean(anchor, ids))


def pictures(briefing: Briefing, _: Catalogue) -> Iterator[Fault]:
    """A picture stands beside the briefing, and its description says what it shows."""
    for use in briefing.body.pictures:
        if use.name not in briefing.files:
            hint = did_you_mean(use.name, briefing.files, "pictures stand in the briefing's own folder")
            if re.search(r"[/\\:]", use.name):
                hint = "put the picture into the briefing's own folder, and write its name alone"
            yield Fault(use.line, "picture-missing", f'there is no picture "{use.name}" beside this briefing', hint)
        elif use.name not in briefing.pictures and PurePath(use.name).suffix.lower() not in (
            ".png",
            ".jpg",
            ".jpeg",
            ".webp",
            ".svg",
        ):
            yield Fault(use.line, "picture-type", f'"{use.name}" is not a picture', "use PNG, JPEG, WebP or SVG")
        stem = PurePath(use.name).stem.casefold()
        plain = use.alt.strip().casefold()
        if not plain or plain in (use.name.casefold(), stem) or re.search(r"\.(png|jpe?g|webp|svg|gif|bmp)$", plain):
            hint = "write ![what the picture shows](its-file.png), for somebody who cannot see it"
            message = "a picture's description is missing, or is only a file name"
            yield Fault(use.line, "picture-alt", message, hint, words=use.alt or use.name)


RULES_OF_A_BRIEFING: tuple[Rule, ...] = (
    slug,
    references,
    dates,
    sections,
    placeholders,
    length,
    links,
    pictures,
    glyphs,
    wording,
)
