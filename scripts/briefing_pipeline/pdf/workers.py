"""Worker processes that set PDFs: warm, limited, and each job's failure its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Collection, Iterator
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType

from pebble import ProcessExpired, ProcessPool

from .typeset import Job, Typeset, start_worker, typeset

# A machine may be busy with other things: by the clock a job may take so many times its seconds of computing.
PATIENCE = 4


class Workers:
    """A pool that starts with its first job and stays warm until the end of its `with`."""

    def __init__(self, fonts: Path, temporary: Path, most: int | None = None) -> None:
        self._fonts, self._temporary, self._most = fonts, temporary, most or os.cpu_count() or 1
        self._pool: ProcessPool | None = None

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """End all jobs now, from whatever thread: they have failed."""
        if self._pool:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()

    def set_all(self, jobs: Collection[Job]) -> Iterator[tuple[Job, Typeset]]:
        """Each job with its result, as they come. A job that ends its worker, or never ends, is a result that says so."""
        if not jobs:
            return
        self._pool = self._pool or ProcessPool(
            min(len(jobs), self._most),
            initializer=start_worker,
            initargs=(str(self._fonts), str(self._temporary)),
            context=multiprocessing.get_context("spawn"),
        )
        waiting: dict[Future[Typeset], Job] = {
            self._pool.schedule(typeset, args=(job,), timeout=job.seconds * PATIENCE): job for job in jobs
        }
        for future in as_completed(waiting):
            try:
                result = future.result()
            except TimeoutError:
                result = _failed("it takes too long")
            except ProcessExpired as error:
                result = _failed(f"it needs too much time or memory, or what sets it broke down (exit {error.exitcode})")
            except BrokenProcessPool:
                result = _failed("the processes that print could not be started")
            yield waiting[future], result


def _failed(why: str) -> Typeset:
    return Typeset(b"", 0, (why,))
