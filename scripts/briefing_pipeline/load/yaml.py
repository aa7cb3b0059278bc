"""YAML to plain data with the line of every key: bounded before it is composed, without aliases, tags or doubled keys."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from ..characters import hidden
from ..findings import Fault
from .text import RETYPE

DEPTH_AT_MOST = 10
# For a record or the settings; front matter has less.
MANY = 20_000
# The parser in C takes a tenth of the time of the one in Python.
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# A number as people write one: what else YAML takes for a number (1:30, 0x1F, 1e9, .inf, 010) was meant as text.
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?", re.ASCII)
_QUOTE = "put quotes round the value"


@dataclass
class Header:
    """A file's front matter as plain data, the line of each key, the text below it, and what was wrong."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    body: str = ""
    body_line: int = 1
    faults: list[Fault] = field(default_factory=list)


class _PlainLoader(_Base):  # type: ignore[misc]
    """SafeLoader, but dates stay as they were written, so that only our own forms pass."""


for _tag in ("timestamp", "value", "merge"):
    _PlainLoader.add_constructor(f"tag:yaml.org,2002:{_tag}", _Base.construct_yaml_str)


def read_yaml(
    text: str, header: Header, first_line: int, entries_at_most: int = MANY, values_at_most: int = MANY
) -> dict[str, Any]:
    """The mapping that `text` holds, as plain data; faults and the lines of keys go to `header`."""
    loader = None
    try:
        before = len(header.faults)
        for fault in _event_faults(text, first_line, entries_at_most, values_at_most):
            header.faults.append(fault)
            if fault.rule == "yaml-limits":
                break
        if len(header.faults) > before:
            return {}
        loader = _PlainLoader(text)
        node = loader.get_single_node()
        if node is None:
            return {}
        if not isinstance(node, yaml.MappingNode):
            header.faults.append(Fault(first_line, "yaml", "these are not keys and values", "each line is written `key: value`"))
            return {}
        header.faults.extend(_walk(node, "", header.lines, first_line))
        data = loader.construct_document(node)
        return data if isinstance(data, dict) else {}
    except yaml.YAMLError as error:
        header.faults.append(_yaml_fault(error, first_line))
    except (ValueError, OverflowError, TypeError):
        header.faults.append(Fault(first_line, "yaml", "a number or key cannot be read", _QUOTE))
    finally:
        if loader:
            loader.dispose()
    return {}


def _event_faults(text: str, first_line: int, entries_at_most: int, values_at_most: int) -> Iterator[Fault]:
    """What must be known before the values are put together; reading stops where a limit is passed."""
    open_lists: list[int] = []
    values = 0
    for event in yaml.parse(text, Loader=_Base):
        line = first_line + (event.start_mark.line if event.start_mark else 0)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            hint = 'put quotes round the value, or write "and" for &'
            yield Fault(line, "yaml-alias", "an anchor or alias (& or *) is used", hint)
        if getattr(event, "tag", None):
            yield Fault(line, "yaml-alias", "a tag (!) is used", _QUOTE)
        if isinstance(event, (yaml.DocumentStartEvent, yaml.DocumentEndEvent)) and event.explicit:
            yield Fault(line, "yaml", "a line with ..., %YAML or --- stands among the keys", "take the line out")
        if isinstance(event, yaml.CollectionEndEvent):
            open_lists.pop()
        if isinstance(event, yaml.NodeEvent):
            values += 1
            if open_lists:
                open_lists[-1] += 1
        if isinstance(event, yaml.CollectionStartEvent):
            open_lists.append(0 if isinstance(event, yaml.SequenceStartEvent) else -values_at_most)
        if len(open_lists) > DEPTH_AT_MOST:
            message = f"lists and groups are nested more than {DEPTH_AT_MOST} deep"
            yield Fault(line, "yaml-limits", message, "two or three levels are enough")
        if open_lists and open_lists[-1] > entries_at_most:
            yield Fault(line, "yaml-limits", f"a list has more than {entries_at_most} entries", "keep those that matter")
        if values > values_at_most:
            yield Fault(line, "yaml-limits", f"there are more than {values_at_most:,} keys and values", "keep those that matter")


def _yaml_fault(error: yaml.YAMLError, first_line: int) -> Fault:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it holds a character that nobody can see"
    hint = "a value with a colon, a # or a quotation mark in it stands in quotes; lists are written [one, two]"
    if "not allowed" in problem or "could not find expected" in problem or "\\t" in problem or "tab" in problem:
        problem = "a colon, a tab or the indentation is not where YAML expects it"
    elif "unhashable" in problem:
        problem = "a key is a list or a group, and must be a word"
    return Fault(first_line + (mark.line if mark else 0), "yaml", f"the front matter cannot be read: {problem}", hint)


def _walk(node: yaml.Node, path: str, lines: dict[str, int], first_line: int) -> Iterator[Fault]:
    """Note the line of every key and list entry; find repeated keys, merge keys and values that are not what they seem."""
    if isinstance(node, yaml.SequenceNode):
        for index, child in enumerate(node.value):
            lines[f"{path}.{index}"] = first_line + child.start_mark.line
            yield from _walk(child, f"{path}.{index}", lines, first_line)
    if isinstance(node, yaml.ScalarNode):
        yield from _scalar_faults(node, path, first_line + node.start_mark.line)
    if not isinstance(node, yaml.MappingNode):
        return
    seen: dict[str, str] = {}
    for key_node, value_node in node.value:
        line = first_line + key_node.start_mark.line
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        if isinstance(key_node, yaml.ScalarNode) and key != "<<":
            # A key is text: YAML 1.1 would read `on:` as yes.
            key_node.tag = "tag:yaml.org,2002:str"
            yield from _scalar_faults(key_node, path, line)
        if key == "<<":
            yield Fault(line, "yaml-alias", "a merge key (<<) is used", "write the keys out")
            continue
        folded = unicodedata.normalize("NFKC", key).casefold().strip()
        if folded in seen:
            rule = "status" if folded == "status" and not path else "key-repeated"
            yield Fault(line, rule, f'the key "{key}" stands twice', "keep the one that is right")
        seen[folded] = key
        here = f"{path}.{key}" if path else key
        lines[here] = line
        yield from _walk(value_node, here, lines, first_line)


def called(path: str) -> str:
    """A key as an officer would say it, entries counted from one: `"on" of entry 1 of "changes"`."""
    keys = path.split(".")
    at = next((at for at, key in enumerate(keys) if at and key.isascii() and key.isdigit()), None)
    if at is None:
        return f'"{path}"'
    entry = f'entry {int(keys[at]) + 1} of "{".".join(keys[:at])}"'
    return f"{called('.'.join(keys[at + 1 :]))} of {entry}" if keys[at + 1 :] else entry


def _scalar_faults(node: yaml.ScalarNode, path: str, line: int) -> Iterator[Fault]:
    """Hidden characters that were written as escapes, and numbers in forms that nobody meant as a number."""
    for _, what in hidden(node.value):
        # The file itself was searched before: here only what "\u202e" and its like stand for is new.
        if node.style == '"':
            yield Fault(line, "hidden-character", f"an escape stands for {what}", RETYPE)
            break
    if node.style in ('"', "'") and node.end_mark.line > node.start_mark.line:
        # Whatever stands on the lines between, private or not, would belong to this value.
        message = f"the quotation marks that open here close {node.end_mark.line - node.start_mark.line} lines below"
        yield Fault(line, "value-type", message, "close them on the same line")
    if node.tag.endswith((":int", ":float")) and not _NUMBER.fullmatch(node.value):
        node.tag = "tag:yaml.org,2002:str"
        yield Fault(line, "value-type", f'YAML reads "{node.value}" under {called(path)} as a number', _QUOTE)
