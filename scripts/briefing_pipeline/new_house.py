"""A new partnership's own house: settings, themes, a sample of each kind, and what checks it; whole or not at all."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template

from pydantic import TypeAdapter, ValidationError

from . import __version__
from .check import check
from .check_settings import check_settings
from .colours import weak
from .findings import Finding
from .identity import Colours, Hex, Palette
from .load import load
from .load.front_matter import read_header
from .schema import SCHEMA, SNIPPETS, schema_of, snippets_of
from .shipped import shipped
from .values import Line, Mail, Number, Site
from .write import FENCES

# Where each thing that is shipped goes, by its name in the package.
PARTS = {
    "house/README.md": "README.md",
    "house/gitignore": ".gitignore",
    "house/requirements.txt": "requirements.txt",
    "house/workflows": ".github/workflows",
    "house/hooks": "hooks",
    "house/briefings": "briefings",
    "house/themes": "themes",
    "house/vscode": ".vscode",
}
_BESIDE = {"house/themes": "themes", "house/vscode": ".vscode"}
# What `schema --write` makes names what is in the house in which it was made.
_OF_ANOTHER = shutil.ignore_patterns(SCHEMA, SNIPPETS)
_FILLED = ("README.md", "requirements.txt")
# The sample's introductions speak of its own audits and figures, which are not this partnership's.
_INTRODUCTION = (
    "The briefings on this page belong to one theme: $title. Each can be read in seven minutes, between two visits or aloud"
    " in a team meeting, and ends in questions to talk about.\n\n"
    "Begin with the one that is nearest to the child whom you have in mind. Then ask what your own team would have noticed,"
    " and whom it would have rung. Say what you will do differently from Monday on, and how you will know that it has helped.\n"
)


@dataclass(frozen=True)
class Partner:
    """What a house says about its partnership."""

    name: str
    area: str
    site_url: str
    contact: str
    call_now: str
    call_number: str
    brand: str


@dataclass(frozen=True)
class Question:
    """One thing that a house says: the option that gives it, how it is asked for, its form, and what to say of another."""

    option: str
    asks: str
    form: TypeAdapter[str]
    wanted: str


_Line: TypeAdapter[str] = TypeAdapter(Line)
# By the fields of Partner, in the order in which they are asked for.
QUESTIONS = {
    "name": Question("--name", "The partnership's name", _Line, "type the partnership's name: it stands on each page"),
    "area": Question("--area", "The area that it serves", _Line, "type the area's name, for example Northmere"),
    "site_url": Question(
        "--address",
        "The website's address, https://…",
        TypeAdapter(Site),
        "a website's address begins with https://, for example https://briefings.example.org",
    ),
    "contact": Question(
        "--contact",
        "An e-mail address for readers",
        TypeAdapter(Mail),
        "an e-mail address is written like briefings@example.org",
    ),
    "call_now": Question(
        "--call-now", "The words before the number to call", _Line, "say when to call, for example: Worried about a child? Call"
    ),
    "call_number": Question(
        "--call-number",
        "The number to call when worried about a child",
        TypeAdapter(Number),
        "a number has figures and spaces only, at most 20, for example 01632 960 123",
    ),
    "brand": Question(
        "--brand",
        "The colour of headings and links",
        TypeAdapter(Hex),
        "a colour is # and six figures or letters from a to f, for example #0f4c57",
    ),
}


def answer_fault(key: str, answer: str) -> str:
    """What is wrong with one answer, in words about that answer; nothing where it is fit."""
    question = QUESTIONS[key]
    try:
        question.form.validate_python(answer)
    except ValidationError:
        return question.wanted
    # A dash alone is no name.
    if not re.search(r"\w", answer):
        return question.wanted
    if key == "brand" and any(weak(Colours(light=Palette(brand=answer, link=answer)))):
        return "that colour is too pale to be read on white: take a darker one"
    return ""


class NotMade(Exception):
    """The house cannot be made there, or so; `findings` says what is wrong with its settings."""

    def __init__(self, why: str, findings: tuple[Finding, ...] = ()) -> None:
        self.findings = findings
        super().__init__(why)


def make_house(folder: Path, partner: Partner) -> list[Finding]:
    """Make the house, and return its warnings. Raises NotMade or OSError, and then nothing is left behind."""
    refuse_place(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as temporary:
        draft = Path(temporary, "house")
        draft.mkdir()
        _write(draft, partner)
        catalogue, findings = load(draft)
        findings += [*check(catalogue), *check_settings(catalogue.settings, datetime.now(UTC))]
        if wrong := tuple(finding for finding in findings if finding.is_error):
            raise NotMade("these settings cannot be used", wrong)
        snippets = json.dumps(snippets_of(schema_of(catalogue)), indent=1, ensure_ascii=False)
        _put(draft / ".vscode" / SNIPPETS, snippets + "\n")
        _move(draft, folder)
    return findings


def refuse_place(folder: Path) -> None:
    """Raises NotMade where no house can be made."""
    whole = folder.resolve()
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise NotMade(f"{folder} is not a folder")
    if folder.is_dir() and any(path.name != ".git" for path in folder.iterdir()):
        raise NotMade(f"{folder} is not empty: name a new folder")
    for above in whole.parents:
        if (above / "mkdocs.yml").is_file() and (above / "briefings").is_dir():
            raise NotMade(f"{folder} lies in another house, {above}: name a folder elsewhere")


def _write(draft: Path, partner: Partner) -> None:
    for name, place in PARTS.items():
        source, target = shipped(name, _BESIDE.get(name)), draft / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target, ignore=_OF_ANOTHER) if source.is_dir() else shutil.copyfile(source, target)
    for name in _FILLED:
        text = Template((draft / name).read_text(encoding="utf-8"))
        _put(draft / name, text.safe_substitute(name=partner.name, version=__version__))
    for theme in sorted((draft / "themes").glob("*.md")):
        _introduce(theme)
    (draft / "hooks" / "pre-commit").chmod(0o755)
    settings = shipped("house/mkdocs.yml", "mkdocs.yml").read_text(encoding="utf-8")
    _put(draft / "mkdocs.yml", "".join(f"{line}\n" for line in _settings(settings.splitlines(), partner)))


def _introduce(theme: Path) -> None:
    """Keep what is known of a theme, and put an introduction that is true of every partnership in the place of the sample's."""
    text = theme.read_text(encoding="utf-8")
    introduction = Template(_INTRODUCTION).substitute(title=read_header(text).data["title"])
    _put(theme, text[: FENCES.match(text).end()] + "\n" + introduction)  # type: ignore[union-attr]


def _put(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _settings(lines: list[str], partner: Partner) -> Iterator[str]:
    """mkdocs.yml with this partnership's values in the place of the sample's."""
    intro = f"Short briefings for everyone who works with children and families in {partner.area}."
    values = {
        "site_url": partner.site_url,
        "  partnership": partner.name,
        "  intro": intro,
        "  contact": partner.contact,
        "  call_now": partner.call_now,
        "  call_number": partner.call_number,
        "  used": f"mailto:{partner.contact}",
    }
    skipping = False
    for line in lines:
        key = line.split(":")[0]
        # The sample's notice and its accessibility test are not this site's.
        if re.match(r" {0,2}\S", line):
            skipping = key == "  accessibility"
        if key == "  notice":
            yield '  # notice: "A sentence that stands on top of every page."'
        elif key == "    light":
            colour = json.dumps(partner.brand)
            yield f"    light: {{brand: {colour}, link: {colour}}}"
        elif not skipping:
            yield f"{key}: {json.dumps(values[key], ensure_ascii=False)}" if key in values else line


def _move(draft: Path, folder: Path) -> None:
    """Put the finished house in its place: all of it, or, where that fails, nothing."""
    if not folder.exists():
        draft.rename(folder)
        return
    moved: list[Path] = []
    try:
        for path in sorted(draft.iterdir()):
            path.rename(folder / path.name)
            moved.append(folder / path.name)
    except OSError:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
