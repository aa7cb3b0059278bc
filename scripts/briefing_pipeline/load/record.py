"""decisions.yml to a Record: strictly, and every break in the chain of entries with its line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..findings import Fault
from ..record import ENTRY, Record, hash_of
from .files import TEXT_BYTES, read_file
from .text import decode
from .yaml import Header, read_yaml

RECORD = "decisions.yml"
_BACK = (
    f"bring back {RECORD} as it was, from a copy or from git, and make again what was decided since;"
    " to take the briefing down meanwhile, write `status: awaiting-publication` into it, and build"
)


def load_record(path: Path) -> tuple[Record, list[Fault]]:
    """The record in a file; an empty one where there is no file, an unreadable one where anything is in doubt."""
    if not os.path.lexists(path):
        return Record(), []
    content, unread = read_file(path, TEXT_BYTES)
    text, faults = decode(content)
    faults += [unread] if unread else []
    header = Header(faults=faults)
    data = read_yaml(text, header, 1) if text.strip() else {}
    faults = [
        Fault(fault.line, "record-unreadable", fault.message.replace("the front matter", "the record"), _BACK)
        for fault in header.faults
    ]
    if not faults:
        faults = list(_chain_faults(data, header.lines))
    entries = []
    for index, raw in enumerate(data.get("decisions", []) if not faults else []):
        try:
            entries.append(ENTRY.validate_python(raw))
        except ValidationError as error:
            where = ".".join(str(part) for part in error.errors()[0]["loc"][1:])
            message = f"entry {index + 1} cannot be read{f', at {where!r}' if where else ''}"
            faults.append(Fault(header.lines.get(f"decisions.{index}", 1), "record-unreadable", message, _BACK))
    return (Record((), readable=False), faults) if faults else (Record(tuple(entries)), [])


def _chain_faults(data: dict[str, Any], lines: dict[str, int]) -> Iterator[Fault]:
    """Each entry holds the hash of the one before it, and `seal` that of the last."""
    entries = data.get("decisions")
    if set(data) != {"decisions", "seal"} or not isinstance(entries, list) or not entries:
        yield Fault(1, "record-unreadable", "there are no decisions in it, or its end is missing", _BACK)
        return
    before, above = "", 1
    for index, entry in enumerate(entries):
        line = lines.get(f"decisions.{index}", 1)
        if not isinstance(entry, dict):
            yield Fault(line, "record-unreadable", f"entry {index + 1} cannot be read", _BACK)
            return
        if entry.get("before") != before:
            what = f"entry {index}, or one after it," if index else "an entry before this one"
            yield Fault(above if index else line, "record-changed", f"{what} was changed, removed or moved by hand", _BACK)
        before, above = hash_of(entry), line
    if data["seal"] != before:
        what = f"entry {len(entries)}, or one after it,"
        yield Fault(above, "record-changed", f"{what} was changed, removed or moved by hand", _BACK)
