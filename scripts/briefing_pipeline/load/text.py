"""Bytes to text: UTF-8 only, and no character that a reader cannot see."""

from __future__ import annotations

import re
import unicodedata

from ..findings import Fault

# Characters that hide, split or reorder text: controls, soft hyphen, zero-width, direction marks, line separators, tags.
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e"
    r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
# Emoji are joined by U+200D and dressed by U+FE0F: fine between or after symbols, nowhere else.
_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2190-\u2bff\u00a9\u00ae\u3030\u303d\u3297\u3299#*0-9]")


def decode(data: bytes) -> tuple[str, list[Fault]]:
    """The text, with one kind of line end and no byte-order mark; what is not UTF-8 or hidden is a fault."""
    faults: list[Fault] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        hint = "in the editor choose Save as, and the encoding UTF-8"
        faults.append(Fault(line, "encoding", "this file is not UTF-8 text", hint))
        text = data.decode("utf-8", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    faults.extend(_hidden(text))
    return text, faults


def _hidden(text: str) -> list[Fault]:
    faults = []
    for match in _HIDDEN.finditer(text):
        at, character = match.start(), match.group()
        before = text[at - 1 : at]
        if character == "\ufe0f" and _EMOJI.match(before):
            continue
        if character == "\u200d" and re.match("[\ufe0f\U0001f000-\U0001faff\u2600-\u27bf]", before):
            continue
        name = unicodedata.name(character, "a control character").lower()
        message = f"there is a hidden character (U+{ord(character):04X}, {name})"
        faults.append(Fault(text.count("\n", 0, at) + 1, "hidden-character", message, "delete the word and type it again"))
    return faults


def scripts_of(word: str) -> set[str]:
    """The scripts of a word's letters: {"LATIN"}, or more where letters only look alike."""
    return {unicodedata.name(character, "UNKNOWN").split(" ")[0] for character in word if character.isalpha()}
