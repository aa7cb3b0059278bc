"""Prints drafts by the real typesetter, one at a time, in a warm worker: the newest wish of each briefing counts."""

from __future__ import annotations

import io
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pypdfium2
from jinja2 import TemplateError

from ..findings import Fault
from ..fonts import broken_fonts
from ..gate import Place
from ..looks import Frames
from ..pdf import Printed, print_faults
from ..pdf.cache import key_of
from ..pdf.fit import FITS
from ..pdf.jobs import ANY_SIDES
from ..pdf.typeset import Job, Typeset, probe
from ..pdf.workers import Workers
from .draft import MARK, Draft
from .trial import jobs_of

# A print of two sides takes a tenth of a second of computing; whoever waits for one is told soon that it will not come.
SECONDS = 12
# Dots for each point of a page: a side fills half of a wide screen.
DOTS = 1.8
# The prints of so many briefings are kept in memory.
KEPT = 6


@dataclass(frozen=True)
class Wish:
    """What is to be printed."""

    draft: Draft
    place: Place
    marked: bool


@dataclass(frozen=True)
class Print:
    """A finished print: its pages as PNG pictures, the PDFs by name, and what is wrong with them."""

    key: str = ""
    pictures: tuple[bytes, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    prints: dict[str, Printed] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()
    # A copy was not set yet.
    whole: bool = False

    @property
    def sides(self) -> int:
        return len(self.pictures)


class Paper:
    """A thread that prints what was wished for last; `told` is called after each print."""

    def __init__(self, looks: Path, temporary: Path, told: Callable[[], None]) -> None:
        self._looks, self.temporary, self._told = looks, temporary, told
        self._frames, self._workers = Frames(looks), Workers(temporary, 1)
        self._wishes: dict[str, Wish] = {}
        self._done: dict[str, tuple[Wish, Print]] = {}
        self._wake = threading.Condition()
        self._stopped = False

    def wish(self, slug: str, wish: Wish) -> None:
        """Print this, unless it is what was printed last."""
        with self._wake:
            newest = self._wishes.get(slug) or self._done.get(slug, (None,))[0]
            if newest != wish:
                self._wishes[slug] = wish
                self._wake.notify()

    def latest(self, slug: str) -> Print | None:
        return self._done[slug][1] if slug in self._done else None

    def is_at_work(self, slug: str) -> bool:
        return slug in self._wishes

    def stop(self) -> None:
        """End `run`, whatever it is at."""
        with self._wake:
            self._stopped = True
            self._wake.notify()
        self._workers.stop()

    def run(self) -> None:
        """Until `stop`. The worker is warm before the first wish."""
        fonts = broken_fonts(self._looks)
        with self._workers as workers:
            if not fonts:
                list(workers.set_all([probe(self._looks)]))
            while (next_one := self._next()) is not None:
                slug, wish = next_one
                for print_ in [Print(faults=(fonts,), whole=True)] if fonts else self._print(wish, workers):
                    self._put(slug, wish, print_)

    def _next(self) -> tuple[str, Wish] | None:
        with self._wake:
            self._wake.wait_for(lambda: self._wishes or self._stopped)
            return None if self._stopped else next(iter(self._wishes.items()))

    def _put(self, slug: str, wish: Wish, print_: Print) -> None:
        with self._wake:
            self._done.pop(slug, None)
            self._done[slug] = wish, print_
            for old in list(self._done)[:-KEPT]:
                del self._done[old]
            if print_.whole and self._wishes.get(slug) == wish:
                del self._wishes[slug]
        self._told()

    def _is_stale(self, wish: Wish) -> bool:
        return self._stopped or self._wishes.get(wish.draft.slug) != wish

    def _print(self, wish: Wish, workers: Workers) -> Iterator[Print]:
        """The briefing itself; then, if nothing newer is wished for, with its copies."""
        docs, before = self.temporary / "docs", self.latest(wish.draft.slug)
        try:
            jobs = self._jobs(wish, docs)
            key = key_of(jobs[0])
            if before and before.key == key and before.whole:
                yield before
                return
            print_ = replace(self._main(jobs[0], wish, workers), key=key)
            copies = jobs[1:] if print_.pictures else []
            yield replace(print_, whole=not copies)
            if copies and not self._is_stale(wish):
                yield self._with_copies(print_, copies, wish, workers)
        except TemplateError as error:
            yield _failed("frame", f"a frame cannot be filled: {error.message}", "bring it back as it was")
        except Exception as error:  # noqa: BLE001 - a text that nobody foresaw, or a full disk, may not end the printing
            yield _failed("print-failed", f"it cannot be printed: {type(error).__name__}: {error}", "save it again")
        finally:
            shutil.rmtree(docs, ignore_errors=True)

    def _jobs(self, wish: Wish, docs: Path) -> list[Job]:
        jobs = jobs_of(wish.draft, wish.place, docs, self._looks, self._frames)
        return [replace(job, seconds=SECONDS, mark=MARK if wish.marked else "") for job in jobs]

    def _main(self, job: Job, wish: Wish, workers: Workers) -> Print:
        """The briefing's own print. One that is too long is shown too, as tightly as it can be set."""
        result = _set(job, workers)
        faults = print_faults(job, wish.draft, result, self._looks)
        if result.pages > job.sides:
            result = _set(replace(job, sides=ANY_SIDES, fits=FITS[-1:]), workers)
        return self._seen(job, result, faults, wish)

    def _seen(self, job: Job, result: Typeset, faults: Sequence[Fault], wish: Wish) -> Print:
        if not result.data:
            return Print(faults=tuple(faults), whole=True)
        pages = list(_pages(result.data))
        if wish.marked and not all(MARK in text for _, text in pages):
            return _failed("print-failed", f'a page would not say "{MARK}", so it is not shown', "look at overrides/print/")
        printed = {job.name: Printed(len(pages), len(result.data), fit=result.fit)}
        return Print("", tuple(picture for picture, _ in pages), {job.name: result.data}, printed, tuple(faults))

    def _with_copies(self, print_: Print, jobs: Sequence[Job], wish: Wish, workers: Workers) -> Print:
        """Large print and team sheet beside it: their faults, and themselves where there is none."""
        files, prints, faults = dict(print_.files), dict(print_.prints), list(print_.faults)
        for job in jobs:
            result = _set(job, workers)
            wrong = print_faults(job, wish.draft, result, self._looks)
            faults += wrong
            if not wrong and (not wish.marked or all(MARK in text for text in _texts(result.data))):
                files[job.name] = result.data
                prints[job.name] = Printed(result.pages, len(result.data))
        return replace(print_, files=files, prints=prints, faults=tuple(dict.fromkeys(faults)), whole=True)


def _failed(rule: str, message: str, hint: str) -> Print:
    return Print(faults=(Fault(0, rule, message, hint),), whole=True)


def _set(job: Job, workers: Workers) -> Typeset:
    return next(result for _, result in workers.set_all([job]))


def _pages(data: bytes) -> Iterator[tuple[bytes, str]]:
    """Each page as a PNG picture, with its text."""
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            target = io.BytesIO()
            page.render(scale=DOTS).to_pil().save(target, "PNG")
            yield target.getvalue(), page.get_textpage().get_text_range()
    finally:
        document.close()


def _texts(data: bytes) -> Iterator[str]:
    document = pypdfium2.PdfDocument(data)
    try:
        for page in document:
            yield page.get_textpage().get_text_range()
    finally:
        document.close()
