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


def runs_in(data: bytes, least: int = 4) -> str:
    """The runs of text of so many bytes among others. A byte before a run may give its length, and look like a letter of it."""
    found: list[str] = []
    for pattern, encoding in _RUNS if b"\0" in data else _RUNS[:1]:
        found += [run.decode(encoding, "replace") for run in pattern.findall(data) if len(run) >= least]
    found += [run.decode("latin-1") for run in _LATIN.findall(data) if len(run) >= least and _is_latin(run)]
    return "\n".join([*found, *(run[1:] for run in found)])


def unlikely_runs_in(data: bytes) -> str:
    """The runs of text that do not stand among so many bytes by chance: of three random ones, one looks like a letter."""
    return runs_in(data, int(math.log(len(data))) + 5) if data else ""


def _is_latin(run: bytes) -> bool:
    """Whether bytes look like text with a few accents; among other bytes most runs do not."""
    plain = len(run.translate(None, _ACCENTS))
    return len(run) * 3 <= plain * 4 and plain < len(run)
