"""Characters that nobody sees, and letters that only look alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Characters that hide, split or reorder text: controls, soft hyphen, zero-width, direction marks, line separators, tags.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# Emoji are joined by U+200D and dressed by U+FE0F: fine between or after symbols, nowhere else.
_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2190-\u2bff\u00a9\u00ae\u3030\u303d\u3297\u3299#*0-9]")
_JOINED = re.compile("[\ufe0f\U0001f000-\U0001faff\u2600-\u27bf]")


def hidden(text: str) -> Iterator[tuple[int, str]]:
    """Where each hidden character stands, and what it is."""
    for match in _HIDDEN.finditer(text):
        at, character = match.start(), match.group()
        before = text[at - 1 : at]
        if character == "\ufe0f" and _EMOJI.match(before):
            continue
        if character == "\u200d" and _JOINED.match(before):
            continue
        name = unicodedata.name(character, "a control character").lower()
        yield at, f"a hidden character (U+{ord(character):04X}, {name})"


def scripts_of(word: str) -> set[str]:
    """The scripts of a word's letters: {"LATIN"}, or more where letters only look alike."""
    return {unicodedata.name(character, "UNKNOWN").split(" ")[0] for character in word if character.isalpha()}


def same(name: str) -> str:
    """A name as a file system or a hurried reader may take it: capitals and ways to write an accent make no difference."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE | re.DOTALL)


def is_device(name: str) -> bool:
    """Whether Windows takes a name for a device."""
    return bool(_DEVICE.fullmatch(name))
