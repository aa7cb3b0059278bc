"""Standard input, output and error: there even where they were closed, and a failure to write to them told from others."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


class NotTold(Exception):
    """An answer could not be written to where the command was to write it."""


class _Told(io.TextIOWrapper):
    """Raises NotTold where it cannot be written to; BrokenPipeError where nobody reads any more."""

    def write(self, text: str, /) -> int:
        with _apart():
            return super().write(text)

    def flush(self) -> None:
        with _apart():
            super().flush()


@contextmanager
def _apart() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise NotTold(error.strerror or str(error)) from error


def prepare() -> None:
    """Once, before anything is opened. Text is UTF-8 whatever the machine's own encoding is."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            # It takes the number that is free, so that no file of ours does, and what is printed goes nowhere.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
    if sys.stdin is None:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - a number, open until the end
    # Half made, they could say nothing of a Ctrl+C.
    with _later():
        sys.stdout, sys.stderr = _told(sys.stdout, 1), _told(sys.stderr, 2)


@contextmanager
def _later() -> Iterator[None]:
    """Ctrl+C comes when this is over; where the machine cannot hold it back, at once."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _told(stream: TextIO | None, number: int) -> TextIO:
    if stream is None:
        stream = open(number, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - a number, open until the end
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    lines, through = stream.line_buffering, stream.write_through
    return _Told(stream.detach(), "utf-8", "replace", line_buffering=lines, write_through=through)


def flush() -> None:
    """Write out what was said. Raises NotTold or BrokenPipeError."""
    try:
        sys.stdout.flush()
    finally:
        sys.stderr.flush()


def silence() -> None:
    """What could not be written is let go: at its end, Python would try again and complain."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (NotTold, OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


# What is known to be done, whatever goes wrong afterwards.
_DONE: list[str] = []


def done(what: str) -> None:
    """Note that something was done, in a sentence: it is said if the command breaks down afterwards."""
    _DONE.append(what)


def how_things_stand() -> str:
    """What was done, as far as it is known."""
    return " ".join(_DONE) or "Whether all was done by then is not known: look with `briefings status`."


@contextmanager
def left_to_us() -> Iterator[None]:
    """Ctrl+C ends this process alone, not those that are begun here: it ends them itself, and they have nothing to say."""
    if hasattr(signal, "pthread_sigmask"):
        from multiprocessing import resource_tracker

        # It is begun with the first child, and lets Ctrl+C through again as it does so.
        resource_tracker.ensure_running()
    with _later():
        yield
