"""A page for every rule: what it asks for, why, an example with its message, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..findings import RULES, STRICT
from ..mend import MENDS
from ..quoted import visible
from .examples import Example, example_of, severities
from .texts import GROUPS, MENDING, NO_EXAMPLE, WARNINGS, WHY

# What is found here stops a build whatever state a briefing is in.
_ALWAYS = ("Settings", "What is about to be published", "Making and publishing")
TITLE = "# The rules of the briefing press"


@dataclass(frozen=True)
class Page:
    """All that is said about one rule."""

    rule: str
    group: str
    asks: str
    weight: str
    why: str
    mending: str
    by_fix: str
    example: Example | None
    no_example: str

    def as_markdown(self) -> str:
        parts = [f"# {self.rule}", f"**{self.asks}**", self.weight]
        parts += [f"## Why\n\n{self.why}"] if self.why else []
        if self.example:
            parts.append(f"## {self._where()}\n\nIn `{self.example.path}`{_block(self.example.lines)}")
            parts.append(f"## What it says{_block(self.example.said.split(chr(10)))}" if self.example.said else self._later())
        else:
            parts.append(f"## Example\n\nThere is none: {self.no_example}.")
        parts.append(f"## How to mend it\n\n{self.mending}\n\n{self.by_fix}")
        return "\n\n".join(parts) + "\n"

    def as_text(self) -> str:
        """The page for a terminal."""
        lines = [self.rule, "", self.asks, self.weight, *(["", f"Why: {self.why}"] if self.why else [])]
        if self.example:
            lines += ["", f"{self._where()}, in {self.example.path}{':' if self.example.lines else ''}"]
            lines += [f"    {visible(line)}" for line in self.example.lines]
            said = [f"    {line}" for line in self.example.said.split("\n")]
            lines += ["", "What it says:", *said] if self.example.said else ["", self._later()]
        else:
            lines += ["", f"There is no example: {self.no_example}."]
        return "\n".join([*lines, "", f"How to mend it: {self.mending}", self.by_fix])

    def _where(self) -> str:
        return "What you might write" if self.example and self.example.lines else "Where it shows, for example"

    def _later(self) -> str:
        """When a message comes that checking the files of one example alone does not bring."""
        if self.group in _ALWAYS:
            return "Only `briefings build` and `briefings verify` find it, and say what stands where."
        return "It is said of a briefing that asks for publication and is signed off, or when it is printed."


def page_of(rule: str) -> Page:
    """The page of a rule. Raises KeyError where there is no such rule."""
    example = example_of(rule)
    hint = example.said.partition("\n    hint: ")[2] if example else ""
    mending = MENDING.get(rule) or f"{hint[:1].upper()}{hint[1:]}." * bool(hint)
    fixed = MENDS.get(rule)
    by_fix = f"`briefings check --fix` mends it {fixed}." if fixed else "`briefings check --fix` leaves it to you."
    why, none = WHY.get(rule, ""), NO_EXAMPLE.get(rule, "its files are too large to come with the press")
    return Page(rule, group_of(rule), RULES[rule], _weight(rule), why, mending, by_fix, example, none)


def group_of(rule: str) -> str:
    """The heading under which a rule stands in the index."""
    group = ""
    for name in RULES:
        group = GROUPS.get(name, group)
        if name == rule:
            return group
    raise KeyError(rule)


def _weight(rule: str) -> str:
    if rule in STRICT:
        return "An error, in a draft too: it stops the build."
    found = severities(rule) or {"warning" if rule in WARNINGS else "error"}
    if found == {"warning"}:
        return "A warning: it stops nothing."
    if group_of(rule) in _ALWAYS or rule in ("house", "settings"):
        return (
            "An error, which stops the build, or a warning, as the message says."
            if len(found) > 1
            else "An error: it stops the build."
        )
    return "An error in a briefing that asks for publication: it stops the build. A warning in one that does not."


def _block(lines: list[str] | tuple[str, ...]) -> str:
    """Lines as they are, in a block that none of them can close."""
    return "".join(f"\n\n````text\n{chr(10).join(visible(line) for line in lines)}\n````") if lines else "."


def write_pages(folder: Path) -> Iterator[Path]:
    """Write a page for every rule, and the index. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    index = [
        TITLE,
        "",
        "Each message of `briefings check` ends in a rule's name in brackets. `briefings check --explain NAME` shows its page.",
    ]
    for rule in RULES:
        if rule in GROUPS:
            index += ["", f"## {GROUPS[rule]}", ""]
        index.append(f"- [{rule}]({rule}.md): {RULES[rule]}")
        (folder / f"{rule}.md").write_text(page_of(rule).as_markdown(), encoding="utf-8", newline="\n")
        yield folder / f"{rule}.md"
    (folder / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8", newline="\n")
    yield folder / "index.md"


def is_ours(folder: Path) -> bool:
    """Whether pages may be written into a folder: there is none, or it is empty, or holds such pages."""
    if not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        return True
    index = folder / "index.md"
    return index.is_file() and index.read_text(encoding="utf-8", errors="replace").startswith(TITLE)
