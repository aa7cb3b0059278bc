"""Bytes to text: UTF-8 only, and no character that a reader cannot see."""

from __future__ import annotations

from ..characters import hidden
from ..findings import Fault

RETYPE = "delete the word and type it again"


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
    line, seen = 1, 0
    for at, what in hidden(text):
        line, seen = line + text.count("\n", seen, at), at
        faults.append(Fault(line, "hidden-character", f"there is {what}", RETYPE, words=text[at]))
    return text, faults
