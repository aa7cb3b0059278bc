"""The second fence: searches every byte that is about to be published, and fails closed."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path

from ..findings import Fault, Finding, found
from ..pdf.sound import inaccessible
from ..streams import left_to_us
from .links import check_links
from .read import Mark, Unreadable, name_texts, pieces
from .search import Watch, search
from .watch import watch

__all__ = ["Watch", "search", "verify", "watch"]

# So few are searched before other processes could have started.
FILES_AT_ONCE = 400
_DIGEST = re.compile(r"\(sha256 ([0-9a-f]{12})\)")
_QUOTED = re.compile(r'"[^"]*"')


def verify(
    output: Path, watched: Watch, site_url: str, done: Callable[[], None] = lambda: None, *, pdf_ua: bool = True
) -> list[Finding]:
    """Every leak, unreadable file, dead link and outside request in the folder `output`; with `pdf_ua` inaccessible PDFs too."""
    findings: list[Finding] = []
    files = []
    for path in sorted(output.rglob("*")):
        name = path.relative_to(output).as_posix()
        if not path.is_dir() or path.is_symlink():
            files.append((path, name))
        elif not any(path.iterdir()):
            findings += found(name, _name_faults(name, watched))
    for name, faults in _search_all(files, Search(watched, pdf_ua)):
        findings += found(name, faults)
        done()
    findings += check_links(output, site_url)
    return [*(_told(finding, watched) for finding in findings), *_origins(findings, watched)]


def _origins(leaks: Sequence[Finding], watched: Watch) -> Iterator[Finding]:
    """Where in the house the short things that leaked come from: what names withheld files is for the officer's own terminal."""
    digests = {match[1] for leak in leaks if leak.fault.rule == "leak" and (match := _DIGEST.search(leak.fault.message))}
    if not digests:
        return
    hint = "if these are ordinary words, or a name of the site itself, change them here; else take them out where they stand"
    known = dict.fromkeys(where for what, where in watched.origins.items() if _digest(what, watched) in digests)
    for path, line in known:
        yield from found(path, [Fault(line, "leak", "what stands here was found in the output", hint)])


@dataclass(frozen=True)
class Search:
    """What is asked of each file."""

    watched: Watch
    pdf_ua: bool

    def faults(self, path: Path, name: str) -> list[Fault]:
        return list(dict.fromkeys(_faults(path, name, self.watched, pdf_ua=self.pdf_ua)))


# The search of a worker process, given to it once.
_GIVEN: list[Search] = []


def _search_all(files: Sequence[tuple[Path, str]], asked: Search) -> Iterator[tuple[str, list[Fault]]]:
    """Each file's faults; many files by as many processes as there are processors."""
    if len(files) <= FILES_AT_ONCE:
        yield from ((name, asked.faults(path, name)) for path, name in files)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=_give, initargs=(asked,)) as pool:
        with left_to_us():
            told = pool.map(_faults_here, *zip(*files, strict=True), chunksize=20)
        for index, (_, name) in enumerate(files):
            try:
                yield name, next(told)
            except BrokenProcessPool:
                fault = Fault(0, "unreadable-output", "it was not searched: the process that did broke down", "build again")
                yield from ((name, [fault]) for _, name in files[index:])
                return
            except KeyboardInterrupt:
                pool.shutdown(wait=False, cancel_futures=True)
                raise


def _give(asked: Search) -> None:
    _GIVEN.append(asked)


def _faults_here(path: Path, name: str) -> list[Fault]:
    return _GIVEN[0].faults(path, name)


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
                    yield _leak(what, piece.digest, watched)
            else:
                yield from (_leak(what, hit, watched) for what, hit in search(piece, watched))
        if pdf_ua and data.startswith(b"%PDF-"):
            yield from (Fault(0, "pdf-ua", failure, "look at overrides/print/") for failure in inaccessible(data))
    except (Unreadable, OSError) as error:
        why = str(error) if isinstance(error, Unreadable) else "a file that cannot be read"
        yield Fault(
            0, "unreadable-output", f"it is {why}, so nobody can say what is in it", "take it out of overrides/, and build again"
        )


def _name_faults(name: str, watched: Watch) -> Iterator[Fault]:
    """What the names of a file and its folders give away."""
    yield from dict.fromkeys(_leak(what, hit, watched) for what, hit in _hits(name, watched))


def _hits(text: str, watched: Watch) -> Iterator[tuple[str, str]]:
    try:
        for said in name_texts(text):
            yield from search(said, watched)
    except Unreadable:
        yield "a name that cannot be read", text


def _leak(what: str, hit: str, watched: Watch) -> Fault:
    """The hit is told by its hash: a log of findings must not leak either."""
    hint = "look where it comes from: a text that quotes it, a picture, a setting, a name that is an ordinary word"
    return Fault(0, "leak", f"it holds {what} (sha256 {_digest(hit, watched)})", hint)


def _digest(text: str, watched: Watch) -> str:
    return hashlib.sha256((watched.salt + text).encode("utf-8", "replace")).hexdigest()[:12]


def _told(finding: Finding, watched: Watch) -> Finding:
    """A finding that names nothing withheld: what does is told by its hash."""
    fault = finding.fault
    path = f"(a file, sha256 {_digest(finding.path, watched)})" if any(_hits(finding.path, watched)) else finding.path
    message, hint = (_without_withheld(text, watched) for text in (fault.message, fault.hint))
    if (path, message, hint) == (finding.path, fault.message, fault.hint):
        return finding
    return replace(finding, path=path, fault=replace(fault, message=message, hint=hint))


def _without_withheld(text: str, watched: Watch) -> str:
    """A sentence whose quotations, or failing that all of it, give way to hashes where they hold something withheld."""
    if not any(_hits(text, watched)):
        return text
    hashed = _QUOTED.sub(
        lambda part: f"(withheld, sha256 {_digest(part[0], watched)})" if any(_hits(part[0], watched)) else part[0], text
    )
    return hashed if not any(_hits(hashed, watched)) else f"(it holds withheld words, sha256 {_digest(text, watched)})"
