"""Bytes to text: UTF-8 only, and no character that a reader cannot see."""

from __future__ import annotations

from codecs import BOM_UTF16_BE, BOM_UTF16_LE

from ..characters import hidden
from ..findings import Fault

UTF8 = "in the editor choose Save as, and the encoding UTF-8"
RETYPE = "delete the word and type it again"


def decode(data: bytes) -> tuple[str, list[Fault]]:
    """The text, with one kind of line end and no byte-order mark; what is not UTF-8 or hidden is a fault.

    Of a file in UTF-16 nothing is read: each of its letters would be two faults.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "", [Fault(1, "encoding", "this file is saved as UTF-16, and must be UTF-8", UTF8)]
    faults: list[Fault] = []
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.append(Fault(line, "encoding", "this file is not UTF-8 text", UTF8))
        text = data.decode("utf-8", errors="replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    line, seen = 1, 0
    for at, what in hidden(text):
        line, seen = line + text.count("\n", seen, at), at
        faults.append(Fault(line, "hidden-character", f"there is {what}", RETYPE, words=text[at]))
    return text, faults
