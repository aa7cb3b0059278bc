"""The second fence: searches every byte that is about to be published, and fails closed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import page

from ..findings import Fault, Finding, found
from ..words import RUN, fold
from .links import check_links
from .read import Unreadable, texts
from .watch import Watch, watch

__all__ = ["Watch", "verify", "watch"]


def verify(output: Path, watched: Watch, site_url: str, done: Callable[[], None] = lambda: None) -> list[Finding]:
    """Every leak, unreadable file, dead link, outside request and inaccessible PDF in the folder `output`."""
    findings: list[Finding] = []
    for path in sorted(output.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            continue
        name = path.relative_to(output).as_posix()
        findings += found(_safe(name, watched), dict.fromkeys(_faults(path, name, watched)))
        done()
    if not any(finding.fault.rule == "unreadable-output" for finding in findings):
        findings += check_links(output, site_url)
    return findings


def _faults(path: Path, name: str, watched: Watch) -> Iterator[Fault]:
    if path.is_symlink() or not path.is_file():
        yield Fault(0, "unreadable-output", "it is a link or a device, not a file", "build again")
        return
    try:
        if what := watched.hashes.get(hashlib.sha256(path.read_bytes()).hexdigest()):
            yield _leak(what, name)
        for text in (name, *texts(path)):
            yield from (_leak(what, hit) for what, hit in search(text, watched))
        if path.suffix.lower() == ".pdf":
            yield from _pdf_faults(path)
    except (Unreadable, OSError, UnicodeDecodeError) as error:
        why = str(error) if isinstance(error, Unreadable) else "a file that cannot be read"
        yield Fault(
            0, "unreadable-output", f"it is {why}, so nobody can say what is in it", "take it out of overrides/, and build again"
        )


def _leak(what: str, hit: str) -> Fault:
    """The hit is told by its hash: a log of findings must not leak either."""
    mark = hashlib.sha256(hit.encode()).hexdigest()[:12]
    hint = "look where it comes from: a text that quotes it, a picture, a setting, a name that is an ordinary word"
    return Fault(0, "leak", f"it holds {what} (sha256 {mark})", hint)


def _safe(name: str, watched: Watch) -> str:
    """A file's name, or its hash where the name itself is withheld."""
    return f"(a file, sha256 {hashlib.sha256(name.encode()).hexdigest()[:12]})" if any(search(name, watched)) else name


def search(text: str, watched: Watch) -> Iterator[tuple[str, str]]:
    """Each withheld thing in a text: its kind and the words. Time is linear in the text."""
    folded = fold(text)
    words = re.findall(r"\w+", folded)
    for start, word in enumerate(words):
        for phrase, what in watched.phrases.get(word, ()):
            if tuple(words[start : start + len(phrase)]) == phrase:
                yield what, " ".join(phrase)
    for start in range(len(words) - RUN + 1):
        run = " ".join(words[start : start + RUN])
        if run in watched.runs:
            yield watched.runs[run], run
    yield from _addresses(folded, watched)


def _addresses(folded: str, watched: Watch) -> Iterator[tuple[str, str]]:
    """Web addresses: hyphenated ones anywhere, those of one word only where an address can stand."""
    for token in {f"-{token}-" for token in re.findall(r"[^\W_]+(?:-[^\W_]+)+", folded)}:
        yield from ((what, slug) for slug, what in watched.addresses.items() if "-" in slug and f"-{slug}-" in token)
    for token in re.findall(r"(?:^|[/\"'=])([^\W_]+)(?=$|[/\"'.#?])", folded):
        if token in watched.addresses:
            yield watched.addresses[token], token


def _pdf_faults(path: Path) -> Iterator[Fault]:
    try:
        report = page.validate_pdf(path, profile="ua1")
    except page.PageError as error:
        yield Fault(0, "pdf-ua", f"it cannot be checked: {error}", "build again")
        return
    for failure in report.failures:
        yield Fault(0, "pdf-ua", f"{failure.rule_id}: {failure.message}", "look at overrides/print/")
