"""What a withheld briefing says, read as plainly as can be: also where its file is broken, misnamed or in another encoding."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ..load.files import read_file
from ..model import Briefing, Catalogue

# Larger ones are no text.
BYTES_AT_MOST = 4_000_000
_ENCODINGS = ("cp1252", "latin-1", "utf-16", "utf-16-le", "utf-16-be")
_LINE = re.compile(r"^([ \t]*)(?:-[ \t]+)?(?:([^:#\[\]{}]{1,60}?)[ \t]*:(?:[ \t]+|$))?(.*)$")
# The id of a rule of ours, in what is accepted: no value that anybody keeps private.
_RULE = re.compile(r"(?<=[{,])\s*rule:\s*[\w-]{1,40}")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
# Keys that stand under `private:`, and mean the same where they stand beside it by mistake.
_PRIVATE_KEYS = ("case_reference", "names", "notes")
_RESTS_ON = "rests_on"
# Of what is accepted under `private:` only the reason is private: the words stand in the text, and the rule is an id of ours.
_ACCEPTED = "accepted"
_NOT_PRIVATE = ("rule", "words")

# A key at the beginning of a line of front matter.
_KEY = re.compile(r"^[\s-]*[\w-]{1,40}:")


def raw_texts(briefing: Briefing, root: Path) -> Iterator[str]:
    """The briefing's file as it was read, and as every encoding gives it where it is not UTF-8."""
    yield briefing.raw
    yield from other_readings(bytes_of(root / briefing.path))


def written_texts(briefing: Briefing, root: Path) -> Iterator[str]:
    """The briefing's file in pieces, each somebody's words: where one value ends and the next key begins is no sentence.

    Front matter that cannot be read stays in one piece with the rest.
    """
    head = front_matter(briefing)
    if head:
        yield briefing.raw.removeprefix(head)
        yield from (_KEY.sub("", line) for line in head.split("\n"))
        yield from _strings(briefing.data)
    else:
        yield briefing.raw
    yield from other_readings(bytes_of(root / briefing.path))


def front_matter(briefing: Briefing) -> str:
    """What stands above the text, "" where it cannot be read."""
    text = briefing.text.strip()
    return briefing.raw[: briefing.raw.rfind(text)] if briefing.data and text else ""


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in parts:
        yield from _strings(part)


def other_readings(data: bytes) -> Iterator[str]:
    """The texts that bytes may stand for which are no UTF-8."""
    try:
        data.decode("utf-8")
        if b"\0" not in data:
            return
    except UnicodeDecodeError:
        pass
    for encoding in _ENCODINGS:
        text = data.decode(encoding, "replace")
        yield text.replace("\r\n", "\n").replace("\r", "\n")


def bytes_of(path: Path) -> bytes:
    """A file's bytes; none for what is no file, cannot be read, or is too large to be a text."""
    try:
        return read_file(path.resolve(), BYTES_AT_MOST)[0] if path.is_file() else b""
    except OSError:
        return b""


def strays(catalogue: Catalogue) -> Iterator[Path]:
    """What stands in briefings/ and was not read as a briefing."""
    known = {briefing.slug for briefing in catalogue.briefings}
    folder = catalogue.root / "briefings"
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.name not in known and not path.name.startswith("."):
            yield path


def values_of(data: Mapping[str, Any], name: str) -> Iterator[Any]:
    """The values of a key, whatever its capitals."""
    return (value for key, value in data.items() if _plain(key) == name)


def titles(briefing: Briefing, root: Path) -> Iterator[str]:
    """The title; where the front matter cannot be read, what stands on the lines that look like one."""
    yield from _said_under("title", briefing, root)


def summaries(briefing: Briefing, root: Path) -> Iterator[str]:
    """The summary, read as the title is."""
    yield from _said_under("summary", briefing, root)


def _said_under(name: str, briefing: Briefing, root: Path) -> Iterator[str]:
    known = [str(value) for value in values_of(briefing.data, name) if value is not None]
    yield from known
    # A title that did not survive another encoding is no title.
    broken = not known or any("\ufffd" in text for text in known)
    for text in raw_texts(briefing, root) if broken else ():
        yield from (value for key, value in _lines(text) if key == name and value)


def aliases(briefing: Briefing, root: Path) -> Iterator[str]:
    for value in values_of(briefing.data, "aliases"):
        yield from (str(part) for part in (value if isinstance(value, list) else [value]) if part is not None)
    for text in raw_texts(briefing, root) if not briefing.data else ():
        yield from (part for key, value in _lines(text) if key == "aliases" for part in re.split(r"[\[\],\s]+", value) if part)


def private_texts(briefing: Briefing, root: Path) -> Iterator[str]:
    """Every value under `private:`, and under what is misspelt or misplaced for it; never those of `rests_on`.

    Of what is accepted it is the reasons alone: its words, `accepted_words`, are the text's own.
    """
    for key, value in briefing.data.items():
        name = _plain(key)
        if _is_private(name):
            yield from _flat(_secret(value), "", 0)
        elif name in _PRIVATE_KEYS:
            yield from _flat(value, name, 1)
    readings = [] if briefing.data else [briefing.raw]
    for text in (*readings, *other_readings(bytes_of(root / briefing.path))):
        yield from _private_lines(text)


def _secret(value: Any) -> Any:
    """What stands under `private:`; of what is accepted, all but the rule and the words."""
    if not isinstance(value, dict):
        return value
    return {
        name: [_reason(entry) for entry in part] if _plain(name) == _ACCEPTED and isinstance(part, list) else part
        for name, part in value.items()
    }


def _reason(entry: Any) -> Any:
    return {key: part for key, part in entry.items() if _plain(key) not in _NOT_PRIVATE} if isinstance(entry, dict) else entry


def accepted_words(briefing: Briefing) -> Iterator[str]:
    """The words of the text that somebody has accepted: no secret where that text is published, and one where it is not."""
    for key, value in briefing.data.items():
        if _is_private(_plain(key)) and isinstance(value, dict):
            lists = (part for part in values_of(value, _ACCEPTED) if isinstance(part, list))
            entries = (entry for part in lists for entry in part if isinstance(entry, dict))
            yield from (str(words) for entry in entries for words in values_of(entry, "words") if words)


def rests_on(briefing: Briefing) -> Iterator[str]:
    """The briefings that it rests on, wherever that is said."""
    for key, value in briefing.data.items():
        parts = [value] if _plain(key) == _RESTS_ON else []
        if _is_private(_plain(key)) and isinstance(value, dict):
            parts = list(values_of(value, _RESTS_ON))
        for part in parts:
            yield from (str(slug) for slug in (part if isinstance(part, list) else [part]) if slug is not None)


def _plain(key: object) -> str:
    return unicodedata.normalize("NFKC", str(key)).casefold().strip()


def _is_private(name: str) -> bool:
    return bool(get_close_matches(name, ["private"], n=1, cutoff=0.8))


def _flat(value: Any, key: str, depth: int) -> Iterator[str]:
    """The values in a value of any shape, numbers and dates too; a key that is a name is one of them."""
    if isinstance(value, dict):
        for name, part in value.items():
            if depth == 0 and _plain(name) == _RESTS_ON:
                continue
            # "Sarah Quill: mother" is a name; "role: mother" is not.
            if " " in str(name).strip() or (depth and str(name)[:1].isupper()):
                yield str(name)
            yield from _flat(part, str(name), depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from _flat(part, key, depth + 1)
    elif value is not None:
        yield from _scalar(key, value)


def _scalar(key: str, value: Any) -> Iterator[str]:
    """A value by itself, or with its key where it says nothing alone: "7" and "yes" stand on every page."""
    text = str(value).strip()
    if isinstance(value, bool) or len(re.sub(r"[\W_]", "", text)) < 2 or re.fullmatch(r"[\d\W]{1,2}", text):
        if key and text:
            yield f"{key} {text}"
        return
    yield text
    day = _DATE.fullmatch(text)
    if day:
        try:
            written = date(int(day[1]), int(day[2]), int(day[3]))
        except ValueError:
            return
        yield f"{written.day} {written:%B} {written.year}"
        yield f"{written:%d/%m/%Y}"


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Keys and values of the lines of front matter, whether or not it is well formed."""
    for line in _head(text):
        match = _LINE.match(line)
        if match and match[2]:
            yield _plain(match[2].strip("'\" \t-")), match[3].strip(" \t'\"")


def _head(text: str) -> list[str]:
    """The lines before the first section, at most: all that may be front matter."""
    return re.split(r"(?m)^##? ", text.removeprefix("\ufeff"), maxsplit=1)[0].split("\n")


def _private_lines(text: str) -> Iterator[str]:
    """The values on the lines below `private:`, up to the next key that is not indented."""
    inside = False
    for line in _head(text):
        match = _LINE.match(line)
        if not match or not line.strip():
            continue
        name = _plain(match[2] or "")
        if not match[1] and name:
            inside = _is_private(name) or name in _PRIVATE_KEYS
        elif line.strip() == "---":
            inside = False
        if inside and name != _RESTS_ON:
            for part in re.split(r"[\[\]{},]|(?<=\s)#", "" if name == "rule" else _RULE.sub("", match[3])):
                yield from _scalar(name, re.sub(r"^[^:'\"]{1,40}:\s+", "", part.strip()).strip(" \t'\""))
