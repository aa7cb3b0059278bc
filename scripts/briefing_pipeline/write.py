"""Writes what the commands decide: an entry in the record, a value in the front matter, and nothing else in either file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from .load.front_matter import read_header
from .load.yaml import Header, read_yaml
from .record import hash_of

FENCES = re.compile(r"\A(?P<open>\s*---[ \t]*\r?\n)(?P<yaml>.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ABOUT = (
    "# The record of this briefing: who decided what, when and why. The briefings command writes it.\n"
    "# Each entry is chained to the one before: one changed, removed or moved by hand withholds the briefing.\n"
)


class NotWritten(Exception):
    """A value cannot be put into a file without disturbing what is there, or without being changed itself."""


def append_entry(path: Path, entry: Mapping[str, Any]) -> None:
    """Add an entry to the record at `path`, which is readable or does not exist. Raises NotWritten."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    entries = read_yaml(text, Header(), 1).get("decisions", []) if text else []
    chained = dict(entry) | {"before": hash_of(entries[-1]) if entries else ""}
    content = {"decisions": [*entries, chained], "seal": hash_of(chained)}
    written = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100_000)
    # What cannot be read again as it was is never written: nobody could tell it from a hand's work.
    if read_yaml(written, Header(), 1) != content:
        raise NotWritten
    replace_file(path, (_ABOUT + written).encode())


def set_values(path: Path, values: dict[str, str]) -> None:
    """Set keys of the front matter at `path`, each other byte staying as it is. Raises NotWritten."""
    data = path.read_bytes()
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") else b""
    try:
        old = data.removeprefix(mark).decode("utf-8")
        new = old
        for key, value in values.items():
            new = _with(new, key, value)
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise NotWritten from error
    before, after = (read_header(text.replace("\r\n", "\n")) for text in (old, new))
    if after.data != before.data | values or after.body != before.body:
        raise NotWritten
    replace_file(path, mark + new.encode())


def _with(text: str, key: str, value: str) -> str:
    """The text with one value put in the place of the old one, or on a line of its own below the status."""
    fences = FENCES.match(text)
    node = yaml.compose(fences["yaml"], Loader=yaml.SafeLoader) if fences else None
    if not fences or not isinstance(node, yaml.MappingNode):
        raise NotWritten
    start = fences.start("yaml")
    for key_node, value_node in node.value:
        if key_node.value == key:
            if not isinstance(value_node, yaml.ScalarNode):
                raise NotWritten
            begin, end = value_node.start_mark.index, value_node.end_mark.index
            if begin == end:
                # An empty value stands nowhere: the new one goes behind the colon.
                begin = end = fences["yaml"].index(":", key_node.end_mark.index) + 1
                value = f" {value}"
            return text[: start + begin] + value + text[start + end :]
    above = next((pair for pair in node.value if pair[0].value == "status"), None)
    if above is None:
        raise NotWritten
    at = text.index("\n", start + above[1].end_mark.index) + 1
    line_end = "\r\n" if text[at - 2 : at] == "\r\n" else "\n"
    return f"{text[:at]}{key}: {value}{line_end}{text[at:]}"


def replace_file(path: Path, data: bytes) -> None:
    """Write a file whole, or leave the old one."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with new.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except OSError:
        new.unlink(missing_ok=True)
        raise
