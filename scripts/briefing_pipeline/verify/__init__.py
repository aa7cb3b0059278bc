"""The second fence: searches every byte that is about to be published, and fails closed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from ..findings import Fault, Finding, found
from ..pdf.typeset import inaccessible
from .links import check_links
from .read import Mark, Unreadable, pieces, views
from .search import Watch, search
from .watch import watch

__all__ = ["Watch", "search", "verify", "watch"]

_QUOTED = re.compile(r'"[^"]*"')


def verify(
    output: Path, watched: Watch, site_url: str, done: Callable[[], None] = lambda: None, *, pdf_ua: bool = True
) -> list[Finding]:
    """Every leak, unreadable file, dead link and outside request in the folder `output`; with `pdf_ua` inaccessible PDFs too."""
    findings: list[Finding] = []
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if path.is_dir() and not path.is_symlink():
            findings += found(name, _name_faults(name, watched) if not any(path.iterdir()) else ())
            continue
        findings += found(name, dict.fromkeys(_faults(path, name, watched, pdf_ua=pdf_ua)))
        done()
    findings += check_links(output, site_url)
    return [_told(finding, watched) for finding in findings]


def _faults(path: Path, name: str, watched: Watch, *, pdf_ua: bool) -> Iterator[Fault]:
    yield from _name_faults(name, watched)
    if path.is_symlink() or not path.is_file():
        yield Fault(0, "unreadable-output", "it is a link or a device, not a file", "build again")
        return
    try:
        data = path.read_bytes()
        for piece in pieces(path.name, data):
            if isinstance(piece, Mark):
                if what := watched.hashes.get(piece.digest):
                    yield _leak(what, piece.digest)
            else:
                yield from (_leak(what, hit) for what, hit in search(piece, watched))
        if pdf_ua and data.startswith(b"%PDF-"):
            yield from (Fault(0, "pdf-ua", failure, "look at overrides/print/") for failure in inaccessible(data))
    except (Unreadable, OSError) as error:
        why = str(error) if isinstance(error, Unreadable) else "a file that cannot be read"
        yield Fault(
            0, "unreadable-output", f"it is {why}, so nobody can say what is in it", "take it out of overrides/, and build again"
        )


def _name_faults(name: str, watched: Watch) -> Iterator[Fault]:
    """What the names of a file and its folders give away."""
    yield from dict.fromkeys(_leak(what, hit) for what, hit in _hits(name, watched))


def _hits(text: str, watched: Watch) -> Iterator[tuple[str, str]]:
    try:
        for view in views(text):
            yield from search(view, watched)
    except Unreadable:
        yield "a name that cannot be read", text


def _leak(what: str, hit: str) -> Fault:
    """The hit is told by its hash: a log of findings must not leak either."""
    hint = "look where it comes from: a text that quotes it, a picture, a setting, a name that is an ordinary word"
    return Fault(0, "leak", f"it holds {what} (sha256 {_digest(hit)})", hint)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def _told(finding: Finding, watched: Watch) -> Finding:
    """A finding that names nothing withheld: what does is told by its hash."""
    fault = finding.fault
    path = f"(a file, sha256 {_digest(finding.path)})" if any(_hits(finding.path, watched)) else finding.path
    message, hint = (_without_withheld(text, watched) for text in (fault.message, fault.hint))
    if (path, message, hint) == (finding.path, fault.message, fault.hint):
        return finding
    return replace(finding, path=path, fault=replace(fault, message=message, hint=hint))


def _without_withheld(text: str, watched: Watch) -> str:
    """A sentence whose quotations, or failing that all of it, give way to hashes where they hold something withheld."""
    if not any(_hits(text, watched)):
        return text
    hashed = _QUOTED.sub(lambda part: f"(withheld, sha256 {_digest(part[0])})" if any(_hits(part[0], watched)) else part[0], text)
    return hashed if not any(_hits(hashed, watched)) else f"(it holds withheld words, sha256 {_digest(text)})"
