"""The runs of text that stand among other bytes."""

from __future__ import annotations

import math
import re

_UTF8 = rb"(?:[\t\r\n\x20-\x7e]|[\xc2-\xf4][\x80-\xbf]{1,3})"
_RUNS = (
    (re.compile(_UTF8 + rb"{4,}"), "utf-8"),
    (re.compile(rb"(?:[\t\r\n\x20-\x7e\xa0-\xff]\0|[\x00-\xff][\x01\x02\x1e\x20]){4,}"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t\r\n\x20-\x7e\xa0-\xff]|[\x01\x02\x1e\x20][\x00-\xff]){4,}"), "utf-16-be"),
    (re.compile(rb"(?:[\x20-\x7e]\0{3}){4,}"), "utf-32-le"),
)
_ACCENTS = bytes(range(0xA0, 0x100))
_LATIN = re.compile(rb"[\x20-\x7e\xa0-\xff]{4,}")

# Each byte's kind: a for plain letters and signs, l and c for what begins and continues a letter in UTF-8, 0 for none.
_KINDS = bytes(
    ord(
        "a"
        if 32 <= byte < 127 or byte in b"\t\r\n"
        else "c"
        if 0x80 <= byte < 0xC0
        else "l"
        if 0xC2 <= byte < 0xF5
        else "0"
        if not byte
        else "-"
    )
    for byte in range(256)
)
_WIDE = (b"a0" * 6, b"0a" * 6, b"a000" * 4)


def runs_in(data: bytes, least: int = 4) -> str:
    """The runs of text of so many bytes among others. A byte before a run may give its length, and look like a letter of it."""
    found: list[str] = []
    for pattern, encoding in _RUNS if b"\0" in data else _RUNS[:1]:
        found += [run.decode(encoding, "replace") for run in pattern.findall(data) if len(run) >= least]
    found += [run.decode("latin-1") for run in _LATIN.findall(data) if len(run) >= least and _is_latin(run)]
    return "\n".join([*found, *(run[1:] for run in found)])


def unlikely_runs_in(data: bytes) -> str:
    """The runs of text that do not stand among so many bytes by chance: of three random ones, one looks like a letter."""
    if not data:
        return ""
    least = int(math.log(len(data))) + 5
    kinds = data.translate(_KINDS)
    for longer in (b"lccc", b"lcc", b"lc"):
        kinds = kinds.replace(longer, b"a" * len(longer))
    # Quicker than to look for the runs, of which there are mostly none.
    if b"a" * least in kinds or any(wide in kinds for wide in _WIDE):
        return runs_in(data, least)
    return ""


def _is_latin(run: bytes) -> bool:
    """Whether bytes look like text with a few accents; among other bytes most runs do not."""
    plain = len(run.translate(None, _ACCENTS))
    return len(run) * 3 <= plain * 4 and plain < len(run)
