"""What the commands share: options, the two consoles, and how answers are printed."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from ..build import Steps
from ..day_forms import meant
from ..findings import Finding, did_you_mean
from ..formats import in_order
from ..public_log import fit_to_show
from ..switch import real, recover
from ..terms import LONDON

# A log has no edge: 200 columns hold the table.
out = Console(highlight=False, soft_wrap=True, width=None if sys.stdout.isatty() else 200)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def moment(text: str) -> datetime:
    """A moment as an officer types it; without a time zone it is meant in London."""
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        form = "write a day as 2022-03-14, or a day and a time as 2022-03-14T09:00"
        raise typer.BadParameter(f"{form}{_perhaps(text)}") from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=LONDON)


def day(text: str) -> date:
    """A day as an officer types it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"write a day as 2027-03-14{_perhaps(text)}") from None


def _perhaps(text: str) -> str:
    """Each day that was perhaps meant."""
    days = meant(text)
    return f": did you mean {' or '.join(days)}?" if days else ""


Root = Annotated[Path, typer.Option("--root", help="The house: the folder that holds mkdocs.yml, briefings/ and themes/.")]
Now = Annotated[
    datetime | None,
    typer.Option("--now", parser=moment, metavar="MOMENT", help="Decide as at this moment, e.g. 2022-03-14T09:00. Default: now."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
PublicLog = Annotated[
    bool | None,
    typer.Option(
        "--public-log/--full-log",
        help="Whether others can read what is printed: then withheld briefings are a number only. Default: yes where CI is set.",
        show_default=False,
    ),
]
Site = Annotated[Path | None, typer.Option("--site", help="Where the published site is linked. Default: site/ in the house.")]


class ShownSteps(Steps):
    """Bars on a terminal, lines in a log."""

    @contextmanager
    def of(self, name: str, total: int) -> Iterator[Callable[[], None]]:
        if not err.is_terminal:
            err.print(f"{name} …")
            yield lambda: None
            return
        columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=err, transient=True) as progress:
            task = progress.add_task(name, total=total)
            yield lambda: progress.advance(task)
            progress.update(task, completed=total)


def steps(as_json: bool) -> Steps:
    """Nothing stands beside JSON."""
    return Steps() if as_json else ShownSteps()


def shown_of(findings: Sequence[Finding], discreet: bool, root: Path, now: datetime) -> tuple[Sequence[Finding], int]:
    """The findings that may be shown, and how many may not."""
    return fit_to_show(findings, root, now) if discreet else (findings, 0)


def place_of(name: str, root: Path, discreet: bool) -> str:
    """`briefings/SLUG/`, `themes/ID.md` or `mkdocs.yml` for whatever an officer or an editor may name."""
    parts = [part for part in Path(name.replace("\\", "/")).parts if part != "briefing.md"]
    if parts == ["mkdocs.yml"] or (parts and real(root / "mkdocs.yml") == real(Path(name))):
        return "mkdocs.yml"
    inside = parts[-3:] if parts[-3:-2] == ["briefings"] else parts[-2:]
    slug = inside[1] if inside[:1] == ["briefings"] and len(inside) > 1 else (parts[-1] if parts else name)
    if (root / "briefings" / slug).exists():
        return f"briefings/{slug}/" if (root / "briefings" / slug).is_dir() else f"briefings/{slug}"
    if (root / "themes" / slug).is_file():
        return f"themes/{slug}"
    known = [] if discreet else [path.name for path in (root / "briefings").glob("*")]
    raise typer.BadParameter(
        f'there is no briefing "{name}" in {root / "briefings"}: {did_you_mean(slug, known, "briefings status lists them")}'
    )


def as_dicts(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    return [finding.as_dict() for finding in in_order(findings)]


def print_left_out(number: int) -> None:
    """How many findings were not for a log that others can read."""
    if number:
        err.print(f"{plural(number, 'finding')} on what is withheld: type the command on your own machine to see them.")


def print_findings(findings: Sequence[Finding]) -> None:
    """Errors last, so that they stand where the eye is, and how many there are."""
    for finding in sorted(in_order(findings), key=lambda finding: finding.is_error):
        err.print(finding.as_text(), markup=False, style="bold" if finding.is_error else None)
    if findings:
        number = Counter(finding.is_error for finding in set(findings))
        err.print(f"{plural(number[True], 'error')}, {plural(number[False], 'warning')}.")


def print_lines(*lines: str) -> None:
    """Text as it is, whatever brackets are in it."""
    for line in lines:
        out.print(line, markup=False)


def plural(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def myself() -> str:
    """The command as it can be typed here."""
    if shutil.which("briefings"):
        return "briefings"
    here = Path(".venv", "Scripts", "briefings.exe") if os.name == "nt" else Path(".venv", "bin", "briefings")
    return str(here) if here.is_file() else sys.argv[0].replace("__main__.py", "briefings")


def quoted(path: Path | str) -> str:
    """A path or word as it can be typed here."""
    return subprocess.list2cmdline([str(path)]) if os.name == "nt" else shlex.quote(str(path))


def there(site: Path) -> Path:
    """The place of the site, put right where a build was killed while it put a new one there."""
    try:
        recover(site.absolute())
    except OSError:
        err.print("A build was killed while it put a new site up, and the old one could not be put back: build again.")
    return site


def typed(command: str, root: Path = Path()) -> str:
    """`briefings …` as it can be typed here, for the house at `root`."""
    verb, _, rest = command.removeprefix("briefings ").partition(" ")
    house = "" if real(root) == Path.cwd() else f"--root {quoted(root)}"
    return " ".join(part for part in (myself(), verb, house, rest) if part)


def print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
