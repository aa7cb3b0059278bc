"""What can be mended in a house: texts and folders' names; nothing that is signed off, unless that was asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from ..characters import same
from ..load import TEXT
from ..load.files import TEXT_BYTES, read_file
from ..load.folder import RECORD
from ..load.front_matter import validate
from ..markdown import read_body
from ..model import Briefing, Catalogue, FrontMatter
from ..slugs import slug_faults
from ..write import replace_file
from . import mend
from .known import known_in
from .spots import composed, header_of
from .values import scalars

_MARK = b"\xef\xbb\xbf"
VOID = "--void-sign-offs"


@dataclass(frozen=True)
class Mended:
    """A text as it is and as it would be, and what is mended in it."""

    path: str
    before: bytes
    after: bytes
    said: tuple[str, ...]


@dataclass
class Plan:
    """What would be written, which folders would be renamed, and what is left alone, with the reason."""

    texts: list[Mended] = field(default_factory=list)
    renames: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)

    def carry_out(self, root: Path) -> None:
        """Each file is written whole or not at all; a plan that was cut short is finished by the next. Raises OSError."""
        for text in self.texts:
            replace_file(root / text.path, text.after)
        for old, new in self.renames.items():
            (root / "briefings" / old).rename(root / "briefings" / new)


def plan(catalogue: Catalogue, wanted: Collection[str], *, void: bool) -> Plan:
    """What can be mended in the briefings wanted (all, where none is named); `void` lets signed-off texts be changed."""
    made = Plan()
    known = known_in(catalogue)
    chosen = [briefing for briefing in catalogue.briefings if not wanted or briefing.slug in wanted]
    for briefing in chosen:
        made.renames |= _rename(briefing, catalogue, made, void=void)
    for briefing in catalogue.briefings:
        data, unread = read_file(catalogue.root / briefing.path, TEXT_BYTES)
        try:
            text = data.removeprefix(_MARK).decode("utf-8")
        except UnicodeDecodeError:
            continue
        new, said = mend(text, known) if briefing in chosen and not unread else (text, [])
        new = renamed(new, made.renames)
        said += ["the new names of other briefings stand in it"] if said == [] and new != text else []
        if new == text:
            continue
        if not void and voids(briefing, new, catalogue):
            what = "; ".join(said)
            made.left.append(
                f"{briefing.path}: {what}: this would void the sign-offs of the text; to do it all the same, add {VOID}"
            )
            continue
        mark = _MARK if data.startswith(_MARK) else b""
        made.texts.append(Mended(briefing.path, data, mark + new.encode(), tuple(said)))
    return made


def voids(briefing: Briefing, text: str, catalogue: Catalogue) -> bool:
    """Whether somebody signed off exactly what stands there now, and `text` would be something else."""
    record = catalogue.records[briefing.slug]
    header = header_of(text)
    front = validate(FrontMatter, header)
    body, _ = read_body(header.body, header.body_line, briefing.pictures)
    after = replace(briefing, front=front, legible=front, text=header.body, body=body)
    signed = {getattr(entry, "digest", "") for entry in record.entries} - {""}
    return not record.readable or (briefing.digest in signed and after.digest != briefing.digest)


def _rename(briefing: Briefing, catalogue: Catalogue, made: Plan, *, void: bool) -> dict[str, str]:
    """The folder's new name, where only capitals, blanks or underscores are wrong with the old one."""
    old = briefing.slug
    new = re.sub(r"[ _-]+", "-", old.lower()).strip("-")
    if new == old or any(slug_faults(new, "the folder's name")):
        return {}
    others = [other for other in catalogue.briefings if other is not briefing]
    taken = {same(name) for other in others for name in (other.slug, *(other.legible.aliases if other.legible else []))}
    if new in taken | set(made.renames.values()):
        return {}
    if (catalogue.root / "briefings" / old / RECORD).exists():
        made.left.append(f'briefings/{old}: it is not renamed to "{new}": its record of decisions is bound to its name')
        return {}
    signed = [other for other in others if not void and voids(other, renamed(other.raw, {old: new}), catalogue)]
    if signed:
        names = ", ".join(f'"{other.slug}"' for other in signed)
        made.left.append(f'briefings/{old}: it is not renamed to "{new}": signed-off texts name it, {names}; add {VOID} to do it')
        return {}
    return {old: new}


def renamed(text: str, names: Mapping[str, str]) -> str:
    """The text with the new names of briefings wherever it points at them."""
    for old, new in names.items():
        if f"../{old}/{TEXT}" in text or old in text:
            text = _renamed_in_lists(text, old, new)
            text = text.replace(f"](../{old}/{TEXT}", f"](../{new}/{TEXT}")
    return text


def _renamed_in_lists(text: str, old: str, new: str) -> str:
    start, node = composed(text)
    for begin, end in sorted(_spans(node, old), reverse=True):
        text = text[: start + begin] + new + text[start + end :]
    return text


def _spans(node: yaml.Node | None, slug: str) -> Iterator[tuple[int, int]]:
    """Where `related` and `private.rests_on` name a briefing."""
    for path, scalar in scalars(node, ()):
        names = tuple(part for part in path if isinstance(part, str))
        if scalar.value == slug and names in (("related",), ("private", "rests_on")):
            yield scalar.start_mark.index, scalar.end_mark.index
