"""The commands that begin a briefing: new, from nothing, and import, from a Word file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from ..case import Refused
from ..choices import AGES, KINDS, Choice, audiences_of, chosen, themes_of
from ..guidance import SUMMARY
from ..load import load, load_briefing
from ..model import Catalogue, Settings
from ..public_log import is_public
from ..start import Start, address_faults, put, slug_of, summary_faults, text_of, title_faults
from ..streams import done
from ..terms import Kind
from .ask import Questions
from .decide import one_at_a_time, refuse
from .shared import AsJson, Root, print_json, print_lines, typed

Several = list[str] | None
Title = Annotated[str | None, typer.Option("--title", help="At most 90 characters, in quotation marks.")]
KindOf = Annotated[str | None, typer.Option("--kind", help="case-specific, thematic or positive-practice.")]
Theme = Annotated[Several, typer.Option("--theme", help="A theme, by its id or part of its name; may be repeated.")]
Audience = Annotated[Several, typer.Option("--audience", help="For whom; may be repeated. None means all agencies.")]
Age = Annotated[Several, typer.Option("--age", help="unborn, under-1, 1-4, 5-10, 11-15 or 16-17; may be repeated.")]
Summary = Annotated[str | None, typer.Option("--summary", help="One sentence for lists and search, at most 200 characters.")]
SlugOf = Annotated[str | None, typer.Option("--slug", metavar="ADDRESS", help="Its web address. Default: made from the title.")]


@dataclass
class Given:
    """What was typed behind the command, what is wrong with it and what is missing."""

    catalogue: Catalogue
    title: str = ""
    kind: Choice | None = None
    themes: list[Choice] = field(default_factory=list)
    audience: list[Choice] = field(default_factory=list)
    ages: list[Choice] = field(default_factory=list)
    summary: str = ""
    slug: str = ""
    wrong: list[str] = field(default_factory=list)

    def take(self, what: str, choices: Sequence[Choice], names: Several) -> list[Choice]:
        """The choices that were typed, one by one or with commas between."""
        meant: list[Choice] = []
        for name in (part.strip() for several in names or [] for part in several.split(",")):
            found, why = chosen(name, what, choices)
            if found and found not in meant:
                meant.append(found)
            self.wrong += [why] if why else []
        return meant

    def start(self, **more: object) -> Start:
        ids = {"themes": self.themes, "audience": self.audience, "ages": self.ages}
        lists = {key: [choice.id for choice in choices] for key, choices in ids.items()}
        kind = Kind(self.kind.id if self.kind else "")
        return Start(title=self.title, kind=kind, summary=self.summary or SUMMARY, **lists, **more)  # type: ignore[arg-type]


def new(
    title: Title = None,
    kind: KindOf = None,
    theme: Theme = None,
    audience: Audience = None,
    age: Age = None,
    summary: Summary = None,
    slug: SlugOf = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Begin a briefing: asks what it needs, and writes a draft with a line under each heading that says what belongs there."""
    with refusals(as_json):
        given = _given(root, title, kind, theme, audience, age, summary, slug)
        _complete(given, ask=not as_json and is_terminal())
        path = _write(root, given, given.start(), {})
    _tell(root, given.slug, path, [], as_json)


class Hidden(StrEnum):
    DROP = "drop"
    KEEP = "keep"


class Comments(StrEnum):
    DROP = "drop"
    KEEP = "keep-as-notes"


class Changes(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"


def import_word(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="The Word file.")],
    title: Title = None,
    kind: KindOf = None,
    theme: Theme = None,
    audience: Audience = None,
    age: Age = None,
    summary: Summary = None,
    slug: SlugOf = None,
    hidden: Annotated[Hidden | None, typer.Option("--hidden", help="What becomes of text that cannot be seen in Word.")] = None,
    comments: Annotated[Comments | None, typer.Option("--comments", help="What becomes of comments.")] = None,
    changes: Annotated[Changes | None, typer.Option("--changes", help="What becomes of tracked changes.")] = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Make a draft of a briefing that was written in Word: each part in its section, what found no place at the end."""
    ask = not as_json and is_terminal()
    with refusals(as_json):
        word = _word()
        given = _given(root, title, kind, theme, audience, age, summary, slug)
        settings = given.catalogue.settings
        labels = {one: settings.sections(one) for one in Kind} if settings else {}
        read = word.read(file, word.Choices(hidden or "", comments or "", changes or ""), with_words=not is_public(None))
        likely = word.kind_of(read, labels)
        if not given.kind and ask:
            given.kind = Questions().one("kind", KINDS, str(likely or ""))
        suggested = word.title_of(read, Kind(given.kind.id), labels[Kind(given.kind.id)]) if given.kind else ""
        given.title = given.title or ("" if ask else suggested)
        _complete(given, ask=ask, title=suggested, kind=str(likely or ""))
        start = given.start()
        made = word.sort(read, given.title, start.kind, labels[start.kind])
        notes = "\n".join(["Comments from the Word file:", *(f"- {note}" for note in read.notes)]) if read.notes else ""
        start = replace(start, sections=made.sections, rest=made.rest, notes=notes)
        path = _write(root, given, start, made.pictures)
    _tell(root, given.slug, path, made.told, as_json)


def _word() -> ModuleType:
    """The part for Word files. Raises Refused where it was not installed."""
    try:
        from .. import word
    except ModuleNotFoundError as error:
        hint = 'type: pip install "briefing-pipeline[word]"'
        raise Refused(f"the part that reads Word files is not installed ({error.name} is missing)", hint=hint, code=2) from None
    return word


@contextmanager
def refusals(as_json: bool) -> Iterator[None]:
    """Tells a refusal, or that the officer broke off; nothing was written then."""
    try:
        yield
    except Refused as refused:
        refuse(refused, as_json)
        raise typer.Exit(refused.code) from None
    except (KeyboardInterrupt, EOFError):
        print_lines("", "Broken off. Nothing was written.")
        raise typer.Exit(1) from None


def is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _given(
    root: Path,
    title: str | None,
    kind: str | None,
    theme: Several,
    audience: Several,
    age: Several,
    summary: str | None,
    slug: str | None,
) -> Given:
    """What was typed, looked up in the house. Raises Refused with everything that is wrong with it."""
    catalogue, findings = load(root)
    if not catalogue.settings or any(finding.fault.rule == "house" for finding in findings):
        broken = [finding for finding in findings if finding.fault.rule in ("house", "settings")]
        raise Refused("this is no house of briefings that can be read", hint="give its folder with --root", findings=broken)
    given = Given(catalogue, title=" ".join((title or "").split()), summary=" ".join((summary or "").split()), slug=slug or "")
    given.kind = next(iter(given.take("kind", KINDS, [kind] if kind else None)), None)
    given.themes = given.take("theme", themes_of(catalogue), theme)
    given.audience = given.take("audience", audiences_of(catalogue), audience)
    given.ages = given.take("age", AGES, age)
    given.wrong += title_faults(given.title) if title is not None else []
    given.wrong += summary_faults(given.summary) if summary is not None else []
    given.wrong += address_faults(given.slug, catalogue) if slug is not None else []
    if given.wrong:
        raise Refused(*given.wrong, code=2)
    return given


def _complete(given: Given, *, ask: bool, title: str = "", kind: str = "") -> None:
    """Ask for what is missing, or refuse and name all of it; `title` and `kind` are suggested."""
    missing = {"--title": not given.title, "--kind": not given.kind, "--theme": not given.themes}
    if any(missing.values()) and not ask:
        names = ", ".join(option for option, is_missing in missing.items() if is_missing)
        hint = "where nobody can be asked, all of it stands behind the command: --title, --kind and --theme"
        raise Refused(f"this is missing: {names}", hint=hint, code=2)
    if any(missing.values()):
        _ask(given, title, kind)
    given.slug = given.slug or slug_of(given.title)
    faults = address_faults(given.slug, given.catalogue)
    if faults and ask:
        print_lines(*(f"  {fault}" for fault in faults))
        given.slug = Questions().text("Web address (a-z, 0-9 and hyphens)", lambda slug: address_faults(slug, given.catalogue))
    elif faults:
        raise Refused(*faults, code=2)


def _ask(given: Given, title: str, kind: str) -> None:
    questions = Questions()
    if not given.title:
        more = f", Enter for “{title}”" if title else ""
        given.title = questions.text(f"Title (at most 90 characters{more})", title_faults, title)
    given.kind = given.kind or questions.one("kind", KINDS, kind)
    given.themes = given.themes or questions.several("theme", themes_of(given.catalogue))
    given.audience = given.audience or questions.several("audience", audiences_of(given.catalogue), none="all agencies")
    given.ages = given.ages or questions.several("age", AGES, none="no age in particular")
    if not given.summary:
        question = "Summary in one sentence (Enter: write it later)"
        given.summary = questions.text(question, lambda text: summary_faults(text) if text else [])


def _write(root: Path, given: Given, start: Start, pictures: dict[str, bytes]) -> Path:
    settings = given.catalogue.settings
    assert isinstance(settings, Settings)
    with one_at_a_time(root):
        return put(root, given.slug, {"briefing.md": text_of(start, settings).encode(), **pictures})


def _tell(root: Path, slug: str, path: Path, said: Sequence[str], as_json: bool) -> None:
    """What was written, and what to do next."""
    place = path.relative_to(root).as_posix()
    done(f"The draft is in {place}.")
    commands = [f"briefings {verb} {slug}" for verb in ("preview", "check", "submit")]
    if as_json:
        _, findings = load_briefing(path.parent)
        print_json(
            {
                "done": True,
                "written": place,
                "said": list(said),
                "next": commands,
                "findings": [one.as_dict() for one in findings],
            }
        )
        return
    print_lines(f"Written: {place}", *said, "", f"Next: edit {place} in a plain-text editor, then")
    for command, why in zip(commands, ("look at it", "see what is still missing", "hand it in for sign-off"), strict=True):
        print_lines(f"  {typed(command, root)}    ({why})")
