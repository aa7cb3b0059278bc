"""A Word file to the sections of a briefing: look into it, bring all into line, turn it into text, put it in its place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..case import Refused
from ..findings import STRICT
from ..load.files import TEXT_BYTES
from ..markdown import read_body
from ..start import title_faults
from ..terms import Kind
from ..words import words_of
from .dialect import Block, Writer
from .headings import likeliest_kind
from .inspect import Choices, inspect
from .names import W, text_in
from .package import BROKEN, SAVE, Word, read_word
from .pandoc import blocks_of
from .pictures import Made, make
from .place import NUMBER, Part, Placed, headings_in, inlines_of, place, words_of_inlines
from .signs import escaped, seen
from .unfold import TOKEN, Unfolded, choose_alternatives, unfold

__all__ = ["Choices", "Imported", "Read", "kind_of", "read", "sort", "title_of"]

# Titles that Word's templates and programs leave in the properties.
_NO_TITLE = re.compile(
    r"microsoft word|^(document|template|untitled|title|word document)\b|\.(docx?|dotx?)$|7.?minute.?briefing|^\s*$", re.I
)


@dataclass
class Read:
    """A Word file as it was read: its blocks, pictures, the words that must not be lost, and its title if it has one."""

    blocks: list[Block]
    beside: Unfolded
    pictures: list[Made]
    paragraphs: list[str]
    notes: list[str]
    title: str = ""
    first: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Imported:
    """Sections as Markdown, what is to be sorted, pictures by name, and what the officer should know."""

    sections: dict[str, str]
    rest: str
    pictures: dict[str, bytes]
    told: list[str]


def read(path: Path, choices: Choices, *, with_words: bool) -> Read:
    """The Word file at `path`. Raises Refused with every reason, and with excerpts if `with_words`."""
    word = read_word(path)
    try:
        choose_alternatives(word)
        notes = inspect(word, choices, with_words=with_words)
        beside = unfold(word)
        paragraphs = [TOKEN.sub(" ", text) for text in _paragraphs(word)]
        property_title = word.document.core_properties.title or ""
        meta, blocks = blocks_of(word.as_bytes())
    except BROKEN:
        raise Refused(f"{path.name} is put together in a way that Word does not use", hint=SAVE) from None
    result = Read(blocks, beside, make(beside.pictures), paragraphs, [seen(note) for note in notes])
    _take_title(result, meta, " ".join(property_title.split()))
    return result


def _paragraphs(word: Word) -> list[str]:
    """Every paragraph of the text and of the notes to which it refers."""
    kinds = {"footnotes": f"{W}footnoteReference", "endnotes": f"{W}endnoteReference"}
    texts = [text_in(paragraph) for paragraph in word.body.iter(f"{W}p")]
    for one in word.places:
        if one.name in kinds:
            used = {reference.get(f"{W}id") for reference in word.body.iter(kinds[one.name])}
            notes = [note for note in one.root if note.get(f"{W}id") in used]
            texts += [text_in(paragraph) for note in notes for paragraph in note.iter(f"{W}p")]
    return texts


def _take_title(read: Read, meta: Mapping[str, Any], property_title: str) -> None:
    """The words in the style Title; else the property, unless a template left it there. Other lines of a title page are kept."""
    plain = Writer(read.pictures)
    lines = {name: inlines_of(meta, name) for name in ("title", "subtitle", "author", "date", "abstract")}
    texts = {name: plain.line(inlines) for name, inlines in lines.items() if inlines}
    bare = words_of_inlines(lines["title"])
    if bare and not title_faults(bare):
        read.title = bare
        texts.pop("title", None)
    elif not bare and not _NO_TITLE.search(property_title) and not title_faults(property_title):
        read.title = property_title
    read.first = list(texts.items())


def kind_of(read: Read, labels: Mapping[Kind, Mapping[str, str]]) -> Kind | None:
    """The kind of briefing that the headings of the file fit best."""
    return likeliest_kind(headings_in(read.blocks, labels), labels)


def title_of(read: Read, kind: Kind, labels: Mapping[str, str]) -> str:
    """The title that the file gives; "" where it gives none that a briefing may have."""
    title = read.title or place(read.blocks, "", kind, labels).title
    return "" if title_faults(title) else title


def sort(read: Read, title: str, kind: Kind, labels: Mapping[str, str]) -> Imported:
    """What was read, put into the sections of a kind. Raises Refused where it is far too much for a briefing."""
    placed = place(read.blocks, title, kind, labels)
    writer = Writer(read.pictures)
    sections = {section: writer.blocks(blocks) for section, blocks in placed.sections.items()}
    rest = [_rest(part, writer) for part in placed.rest]
    rest[:0] = [f"From the {name} of the title page: {text}" for name, text in read.first]
    rest += [f"Note {number}: {text}" for number, text in enumerate(writer.notes, 1) if text]
    rest += [f"From the {name}: {escaped(text)}" for name, text in read.beside.asides]
    # A heading that is the section's own goes, and so does the number of any other.
    known = [part.words if part.sure == 1 else part.words.split(" ")[0] for part in placed.mapped if _is_known(part)]
    rest += _lost(read, [title, *known, *sections.values(), *rest])
    imported = Imported({key: text for key, text in sections.items() if text}, "\n\n".join(filter(None, rest)), writer.used, [])
    imported.told = [*_mapped(placed, labels), *_told(imported, read, writer)]
    _refuse_too_much(imported)
    return imported


def _is_known(part: Part) -> bool:
    return part.sure == 1 or re.match(f"{NUMBER} ", part.words) is not None


def _rest(part: Part, writer: Writer) -> str:
    return writer.blocks([*([part.heading] if part.heading else []), *part.blocks])


def _lost(read: Read, texts: list[str]) -> list[str]:
    """Paragraphs of which any word is nowhere in what was written: pandoc passes over what it does not know."""
    have = Counter(word for text in texts for word in words_of(_bare(text)))
    lost: list[str] = []
    for paragraph in read.paragraphs:
        need = Counter(words_of(paragraph))
        if need - have:
            lost.append(f"From the Word file: {escaped(paragraph)}")
        else:
            have -= need
    return lost


def _bare(markdown: str) -> str:
    """Markdown as its words: what is escaped without its backslash."""
    return re.sub(r"\\(?=[^\w\s])", "", markdown)


def _mapped(placed: Placed, labels: Mapping[str, str]) -> list[str]:
    lines = [
        f"  “{part.words}” → {labels[part.section]}{' (by its place)' if part.how == 'order' else ''}" for part in placed.mapped
    ]
    missing = [label for section, label in labels.items() if section not in placed.sections]
    lines = ["Sections found:", *lines] if lines else ["No heading of the file could be told to be a section's."]
    return [*lines, *([f"Still to be written: {', '.join(missing)}"] if missing else [])]


def _told(imported: Imported, read: Read, writer: Writer) -> list[str]:
    told = [*dict.fromkeys([*writer.told, *(f"{what} was left out" for what in read.beside.left_out)])]
    without = sum(1 for text in [*imported.sections.values(), imported.rest] for _ in re.finditer(r"!\[\]\(", text))
    if without:
        told.append(f"pictures without a description: {without}; write what each shows between [ and ]")
    if imported.rest:
        told.append("what found no place stands at the end, under “To be sorted”")
    return [f"Note: {text}" for text in told]


def _refuse_too_much(imported: Imported) -> None:
    """What the press would not read at all is not written either."""
    text = "\n\n".join(f"## {key}\n\n{value}" for key, value in [*imported.sections.items(), ("rest", imported.rest)])
    _, faults = read_body(text, 1, {})
    reasons = [f"this is far too much for a briefing: {fault.message}" for fault in faults if fault.rule in STRICT]
    if len(text.encode()) > TEXT_BYTES // 2:
        reasons.append(f"this is far too much for a briefing: {len(words_of(text)):,} words")
    if reasons:
        raise Refused(*reasons, hint="a briefing is two pages: shorten it in Word, or split it")
