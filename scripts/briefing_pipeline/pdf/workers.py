"""Worker processes that set PDFs: warm, limited, and each job's failure its own."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Collection, Iterator
from concurrent.futures import CancelledError, Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from pebble import ProcessExpired, ProcessPool

from ..streams import left_to_us
from .typeset import Job, Typeset, start_worker, typeset

# A machine may be busy with other things: by the clock a job may take so many times its seconds of computing.
PATIENCE = 4


class Workers:
    """A pool that starts with its first job and stays warm until the end of its `with`."""

    def __init__(self, temporary: Path, most: int | None = None) -> None:
        self._temporary, self._most = temporary, most or os.cpu_count() or 1
        self._pool: ProcessPool | None = None
        self._waiting: Collection[Future[Typeset]] = ()
        # A pool can be joined once.
        self._ending = threading.Lock()

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End all jobs now, from whatever thread: they have failed."""
        with self._ending:
            pool, self._pool = self._pool, None
            if pool:
                pool.stop()  # type: ignore[no-untyped-call]
                pool.join()
            # One that the pool had not begun is told by nobody else.
            for future in self._waiting:
                if not future.done():
                    future.set_exception(BrokenProcessPool())
                elif future.cancelled():
                    with suppress(RuntimeError):
                        future.set_running_or_notify_cancel()

    def set_all(self, jobs: Collection[Job]) -> Iterator[tuple[Job, Typeset]]:
        """Each job with its result, as they come. A job that ends its worker, or never ends, is a result that says so."""
        if not jobs:
            return
        with self._ending, left_to_us():
            pool = self._pool = self._pool or ProcessPool(
                min(len(jobs), self._most),
                initializer=start_worker,
                initargs=(str(self._temporary),),
                context=multiprocessing.get_context("spawn"),
            )
            waiting: dict[Future[Typeset], Job] = {
                pool.schedule(typeset, args=(job,), timeout=job.seconds * PATIENCE): job for job in jobs
            }
            self._waiting = waiting
        for future in as_completed(waiting):
            try:
                result = future.result()
            except TimeoutError:
                result = _failed("it takes too long")
            except ProcessExpired as error:
                result = _failed(f"it needs too much time or memory, or what sets it broke down (exit {error.exitcode})")
            except (BrokenProcessPool, CancelledError):
                result = _failed("the processes that print could not be started, or were ended")
            yield waiting[future], result


def _failed(why: str) -> Typeset:
    return Typeset(b"", 0, (why,))
