"""The commands about one briefing: submit, approve, hold, clear, publish, withdraw, override, review."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from filelock import FileLock, Timeout

from .. import verbs
from ..case import Case, Outlook, Refused, open_case, outlook, who
from ..findings import Finding
from ..preview.trial import print_faults_of
from ..streams import done
from .shared import AsJson, Root, day, err, print_findings, print_json, print_lines, typed

Slug = Annotated[str, typer.Argument(metavar="NAME", help="The briefing: its folder in briefings/.")]
By = Annotated[str | None, typer.Option("--by", metavar="ADDRESS", help="Who decides. Default: the address that git knows.")]
Why = Annotated[str, typer.Option("--why", metavar="REASON", help="The reason, in quotation marks.")]
MaybeWhy = Annotated[str | None, typer.Option("--why", metavar="REASON", help="The reason, in quotation marks.")]
Role = Annotated[str, typer.Option("--role", help="In which role, e.g. anonymisation.")]


def submit(
    name: Slug,
    wrote: Annotated[
        list[str] | None, typer.Option("--wrote", metavar="ADDRESS", help="Somebody else who wrote it; may be repeated.")
    ] = None,
    by: By = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Hand a briefing in for sign-off: from now on it awaits publication."""
    _run(
        root,
        [name],
        by,
        as_json,
        lambda cases: verbs.submit(cases[0], [who(root, address, "--wrote") for address in wrote or []], _trial),
    )


def _trial(case: Case) -> list[Finding]:
    return print_faults_of(case.briefing, case.catalogue, case.now)


def approve(name: Slug, role: Role, why: MaybeWhy = None, by: By = None, root: Root = Path(), as_json: AsJson = False) -> None:
    """Sign off exactly the text as it stands now. Any change afterwards voids it."""
    _run(root, [name], by, as_json, lambda cases: verbs.approve(cases[0], role, why))


def hold(
    name: Slug,
    reason: Annotated[str, typer.Option("--reason", help="Why, e.g. criminal-trial, inquest, court-order, other.")],
    owner: Annotated[str, typer.Option("--owner", help="Who watches over it.")],
    look_again: Annotated[
        date, typer.Option("--look-again", parser=day, metavar="DAY", help="A day to ask again. It ends nothing.")
    ],
    note: Annotated[str | None, typer.Option("--note", help="A private note. It never leaves the house.")] = None,
    by: By = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Withhold a briefing until a named role clears the hold."""
    _run(root, [name], by, as_json, lambda cases: verbs.hold(cases[0], reason, owner, look_again, note))


def clear(
    name: Slug,
    role: Role,
    why: Why,
    which: Annotated[
        str | None, typer.Option("--hold", metavar="NUMBER", help="Which hold, where several are open: its number or reason.")
    ] = None,
    by: By = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """End a hold, in a role that may end it."""
    _run(root, [name], by, as_json, lambda cases: verbs.clear(cases[0], role, why, which))


def publish(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="The briefing, or several that point at each other.")],
    on: Annotated[
        date | None, typer.Option("--on", parser=day, metavar="DAY", help="The day from which it may be seen. Default: today.")
    ] = None,
    by: By = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Ask for publication: refused, with every reason, while anything is missing."""
    _run(root, list(dict.fromkeys(names)), by, as_json, lambda cases: verbs.publish(cases, on))


def withdraw(
    name: Slug,
    why: Annotated[str, typer.Option("--why", metavar="REASON", help="The reason that readers will see, in quotation marks.")],
    instead: Annotated[str | None, typer.Option("--instead", metavar="OTHER", help="A briefing to read in its place.")] = None,
    by: By = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Take a published briefing back; a notice stays at its address."""
    _run(root, [name], by, as_json, lambda cases: verbs.withdraw(cases[0], why, instead))


def override(
    name: Slug,
    refusal: Annotated[str, typer.Option("--refusal", help="What to lift: sign-off, notice-period or minimum-year.")],
    why: Why,
    role: Annotated[str | None, typer.Option("--role", help="With --refusal sign-off: the role that is missing.")] = None,
    by: By = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Lift one refusal of procedure. It stays marked until somebody else signs the text off."""
    _run(root, [name], by, as_json, lambda cases: verbs.override(cases[0], refusal, why, role))


def review(
    name: Slug,
    review_by: Annotated[date, typer.Option("--review-by", parser=day, metavar="DAY", help="When to look at it again.")],
    by: By = None,
    root: Root = Path(),
    as_json: AsJson = False,
) -> None:
    """Say that a briefing was looked at again and is still right."""
    _run(root, [name], by, as_json, lambda cases: verbs.review(cases[0], review_by))


def _run(root: Path, names: list[str], by: str | None, as_json: bool, act: Callable[[list[Case]], list[str]]) -> None:
    """One command at a time; says what happened, what is still missing, and what to type next."""
    now = datetime.now(UTC)
    slugs = [_slug(name) for name in names]
    try:
        person = who(root, by)
        with one_at_a_time(root):
            said = act([open_case(root, slug, person, now) for slug in slugs])
        done("It is on record.")
        cases = [open_case(root, slug, person, now) for slug in slugs]
    except Refused as refused:
        refuse(refused, as_json)
        raise typer.Exit(refused.code) from None
    looks = [(case.slug, outlook(case)) for case in cases]
    if as_json:
        rest = [{"briefing": slug, "missing": list(look.missing), "next": look.next} for slug, look in looks]
        print_json({"done": True, "said": said, "briefings": rest})
        return
    print_lines(*said)
    for slug, look in looks:
        if look.missing:
            print_lines(f'Still missing for "{slug}":' if len(looks) > 1 else "Still missing:")
            print_lines(*(f"  - {text}" for text in look.missing))
    print_lines(*dict.fromkeys(next_step(look, root) for _, look in looks))


def next_step(look: Outlook, root: Path) -> str:
    """What to type next, or that nothing is left to do."""
    return f"Next: {typed(look.next, root)}" if look.next else "Nothing is left to do: the site shows it as it was decided."


def _slug(name: str) -> str:
    """The name of the folder, whatever path to it is typed."""
    parts = [part for part in Path(name.replace("\\", "/")).parts if part != "briefing.md"]
    return parts[-1] if parts else name


@contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Holds the lock of a house's records. Raises Refused where another command does."""
    lock = FileLock(root / "build" / ".decisions.lock", timeout=3)
    try:
        (root / "build").mkdir(exist_ok=True)
        lock.acquire()
    except Timeout:
        raise Refused("another command is at work here", hint="wait until it is done, and type it again") from None
    except OSError as error:
        why, hint = error.strerror or str(error), "make room, or move what is in the way there"
        raise Refused(f"nothing can be written in build/: {why}", hint=hint) from None
    try:
        yield
    finally:
        lock.release()


def refuse(refused: Refused, as_json: bool) -> None:
    """Every reason, on the terminal or as JSON."""
    if as_json:
        findings = [finding.as_dict() for finding in refused.findings]
        print_json({"done": False, "refused": list(refused.reasons), "hint": refused.hint, "findings": findings})
        return
    print_findings(refused.findings)
    for reason in refused.reasons:
        err.print(f"Refused: {reason}", markup=False, style="bold")
    if refused.hint:
        err.print(f"    hint: {refused.hint}", markup=False)
    err.print("Nothing was changed.")
