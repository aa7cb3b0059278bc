"""Gives lists their levels where Word has them only in the names of styles, and takes the styles away."""

from __future__ import annotations

import re
from typing import Any

_LEVEL = re.compile(r"List (?:Bullet|Number|Continue)? ?([2-5])")
_LISTS = ("BulletList", "OrderedList")


def nested(blocks: list[Any]) -> list[Any]:
    """The blocks without wrappers; a list in a style such as "List Bullet 2" stands within the list before it."""
    result: list[Any] = []
    for block in blocks:
        level = _level(block)
        for one in _bare(block):
            holder, depth = result, 1
            while depth < level and holder and holder[-1]["t"] in _LISTS:
                holder = _items(holder[-1])[-1]
                depth += 1
            # A list goes on after one that stands within its last item.
            if holder and one["t"] == "BulletList" == holder[-1]["t"] and (depth > 1 or _has_inner(holder[-1])):
                holder[-1]["c"] += one["c"]
            else:
                holder.append(one)
    return result


def _has_inner(block: Any) -> bool:
    return any(one["t"] in _LISTS for one in _items(block)[-1])


def _items(block: Any) -> list[list[Any]]:
    items: list[list[Any]] = block["c"] if block["t"] == "BulletList" else block["c"][1]
    return items or [[]]


def _level(block: Any) -> int:
    """The level that the style of a list's first item, or of a paragraph that goes on in a list, names; else 1."""
    inner = _items(block)[0][:1] if block["t"] in _LISTS else [block]
    styles = [str(value) for one in inner if one["t"] == "Div" for key, value in one["c"][0][2] if key == "custom-style"]
    match = _LEVEL.match(styles[0]) if styles else None
    return int(match[1]) if match else 1


def _bare(block: Any) -> list[Any]:
    """A block without the wrappers round it and in it."""
    content = block.get("c")
    match block["t"]:
        case "Div":
            return nested(content[1])
        case "BulletList":
            block["c"] = [nested(item) for item in content]
        case "OrderedList":
            content[1] = [nested(item) for item in content[1]]
        case "BlockQuote":
            block["c"] = nested(content)
        case "Table":
            for rows in (content[3][1], content[5][1], *(part for body in content[4] for part in (body[2], body[3]))):
                for _, cells in rows:
                    for cell in cells:
                        cell[4] = nested(cell[4])
        case "Para" | "Plain":
            block["c"] = _inlines(content)
        case "Header":
            content[2] = _inlines(content[2])
    return [block]


def _inlines(inlines: list[Any]) -> list[Any]:
    bare: list[Any] = []
    for item in inlines:
        if item["t"] == "Span":
            bare += _inlines(item["c"][1])
        elif item["t"] in ("Strong", "Emph"):
            bare.append({"t": item["t"], "c": _inlines(item["c"])})
        else:
            bare.append(item)
    return bare
