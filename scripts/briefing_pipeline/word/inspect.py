"""What a reader of the Word file does not see in it: nothing of that is taken over, or let go, unless the officer says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from ..case import Refused
from .changes import changes, settle
from .hidden import hidden_in, show
from .names import Element, W, above, remove, text_in
from .package import Word
from .styles import Styles

EXCERPT = 60
SHOWN_AT_MOST = 40
# So many words around a comment say where it belongs; more might make the published text look like a private note.
ANCHOR_WORDS = 5


@dataclass(frozen=True)
class Choices:
    """How the officer wants what cannot be seen; "" where nothing was said."""

    hidden: str = ""
    comments: str = ""
    changes: str = ""


@dataclass(frozen=True)
class Seen:
    """Something that a reader would not see: what, where, how, and its words."""

    what: str
    where: str
    how: str
    words: str

    def as_text(self, *, with_words: bool) -> str:
        words = self.words if len(self.words) <= EXCERPT else f"{self.words[:EXCERPT]} …"
        return f"{self.where}: {self.how}" + (f": “{words or 'a picture'}”" if with_words else "")


@dataclass
class Inspection:
    """What was found, and the notes that comments became."""

    seen: list[Seen] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


# What each kind is called, the option that decides it, and its two answers.
OPTIONS = {
    "hidden text": ("--hidden drop", "--hidden keep"),
    "comments": ("--comments drop", "--comments keep-as-notes"),
    "tracked changes": ("--changes accept", "--changes reject"),
}


def inspect(word: Word, choices: Choices, *, with_words: bool) -> list[str]:
    """Do with hidden text, comments and changes what was chosen, and give the notes that comments became. Raises Refused."""
    found = Inspection()
    # What is hidden may hang on which changes are accepted, and comments on neither.
    _settle_changes(word, choices.changes, found)
    _settle_comments(word, choices.comments, found)
    _settle_hidden(word, choices.hidden, found)
    if found.seen:
        raise Refused(*_reasons(found.seen, with_words=with_words), hint=_hint(found.seen))
    return found.notes


def _where(word: Word) -> dict[Element, str]:
    """How each paragraph is called: "paragraph 7", or "header, paragraph 1"."""
    names: dict[Element, str] = {}
    for place in word.places:
        for number, paragraph in enumerate(place.root.iter(f"{W}p"), 1):
            names[paragraph] = f"{place.name}, paragraph {number}" if place.name else f"paragraph {number}"
    return names


def _place_of(element: Element, names: dict[Element, str]) -> str:
    holder = element if element in names else above(element, "p")
    inside = next(element.iter(f"{W}p"), None)
    return names.get(holder) or names.get(inside) or "the file"


def _settle_changes(word: Word, choice: str, found: Inspection) -> None:
    names = _where(word)
    for place in word.places:
        if choice:
            settle(place.root, choice == "accept")
        else:
            found.seen += _joined(
                Seen("tracked changes", _place_of(element, names), how, text) for element, how, text in changes(place.root)
            )


def _settle_hidden(word: Word, choice: str, found: Inspection) -> None:
    names, styles = _where(word), Styles(word.document)
    for place in word.places:
        hidden = list(hidden_in(place.root, styles))
        if not choice:
            found.seen += _joined(
                Seen("hidden text", _place_of(element, names), how, text_in(element, deleted=True)) for element, how in hidden
            )
        for element, _ in hidden if choice else ():
            if choice == "drop":
                remove(element)
            else:
                show(element)


def _joined(seen: Iterator[Seen]) -> Iterator[Seen]:
    """What follows on each other in one paragraph is told once."""
    for (what, where, how), several in groupby(seen, key=lambda one: (one.what, one.where, one.how)):
        words = dict.fromkeys(one.words for one in several)
        yield Seen(what, where, how, " ".join(filter(None, words)))


def _settle_comments(word: Word, choice: str, found: Inspection) -> None:
    names, body = _where(word), word.body
    anchors = {str(one.get(f"{W}id")): one for one in body.iter(f"{W}commentReference")}
    starts = {str(one.get(f"{W}id")): one for one in body.iter(f"{W}commentRangeStart")}
    for comment in word.document.comments if _has_comments(word) else ():
        key = str(comment.comment_id)
        anchor = starts.get(key, anchors.get(key))
        words = text_in(comment._comment_elm)
        if not choice:
            where = _place_of(anchor, names) if anchor is not None else "the file"
            found.seen.append(Seen("comments", where, "a comment", words))
        elif choice == "keep-as-notes" and words:
            about = " ".join(_words_after(starts.get(key), key).split()[:ANCHOR_WORDS])
            found.notes.append(f"On “{about}”: {words}" if about else words)
    for place in word.places if choice else ():
        for mark in list(
            place.root.iter(*(f"{W}{name}" for name in ("commentRangeStart", "commentRangeEnd", "commentReference")))
        ):
            remove(mark)


def _has_comments(word: Word) -> bool:
    return any(relation.reltype.endswith("/comments") for relation in word.document.part.rels.values())


def _words_after(start: Element | None, key: str) -> str:
    """The words between the two ends of what a comment is about, as far as its paragraph goes."""
    parts: list[str] = []
    for element in start.itersiblings() if start is not None else ():
        if element.tag == f"{W}commentRangeEnd" and element.get(f"{W}id") == key:
            break
        parts.append(text_in(element))
    return " ".join(parts)


def _reasons(seen: Sequence[Seen], *, with_words: bool) -> Iterator[str]:
    for what in OPTIONS:
        of_kind = [one for one in seen if one.what == what]
        if of_kind:
            yield f"this file holds {what} ({len(of_kind)})"
        yield from (f"{what}, {one.as_text(with_words=with_words)}" for one in of_kind[:SHOWN_AT_MOST])
        if len(of_kind) > SHOWN_AT_MOST:
            yield f"{what}, and {len(of_kind) - SHOWN_AT_MOST} more"


def _hint(seen: Sequence[Seen]) -> str:
    asked = [" or ".join(options) for what, options in OPTIONS.items() if any(one.what == what for one in seen)]
    return f"look at it in Word, and mend it there; or say what is to become of it: {'; '.join(asked)}"
