"""The rules: each is a generator over one briefing's facts, reads nothing, prints nothing, and yields faults."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath

from .accepted import wording
from .addresses import address_faults
from .anonymity import is_ordinary, names_in
from .characters import hidden, same, scripts_of
from .check_sections import length, placeholders, sections
from .findings import Fault, Finding, Severity, did_you_mean, found
from .fonts import broken_fonts, glyph_fault, unprintable
from .load import LENIENT
from .looks import looks_of
from .markdown import briefing_link
from .model import Briefing, Catalogue, Settings, Theme
from .passages import read
from .slugs import slug_faults, taken_slugs
from .terms import (
    PUBLISHED_REVIEWS,
    WITHOUT_REVIEW,
    Kind,
)

Rule = Callable[[Briefing, Catalogue], Iterator[Fault]]

PRINTED = ("title", "note", "heading", "prose", "quotation", "cell", "drawing")
_TAG = re.compile(r"<[^>]*>")


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
        findings += found("overrides/", _unused_looks(catalogue.root))
    for briefing in catalogue.briefings:
        findings += check_briefing(briefing, catalogue)
    return findings


def check_briefing(briefing: Briefing, catalogue: Catalogue) -> list[Finding]:
    """The faults of one briefing; in one that is not to be published yet they are warnings."""
    faults = [fault for rule in RULES_OF_A_BRIEFING for fault in rule(briefing, catalogue)]
    return found(briefing.path, faults, lenient=briefing.wish in LENIENT)


def _unused_looks(root: Path) -> Iterator[Fault]:
    """Looks of the house's own are all of them, or none."""
    own = root / "overrides"
    if own.is_dir() and looks_of(root) != own:
        message = "nothing of it is used: it has no frame/main.html"
        yield Fault(0, "looks-file", message, "copy all of the press's overrides/ here, and change your copy", Severity.WARNING)


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
