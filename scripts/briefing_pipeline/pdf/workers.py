"""Worker processes that set PDFs: warm, limited, and each job's failure its own."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Collection, Iterator
from concurrent.futures import Future, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from pebble import ProcessExpired, ProcessPool

from .typeset import Job, Typeset, start_worker, typeset

# A machine may be busy with other things: by the clock a job may take so many times its seconds of computing.
PATIENCE = 4


def set_all(jobs: Collection[Job], fonts: Path, temporary: Path) -> Iterator[tuple[Job, Typeset]]:
    """Each job with its result, as they come. A job that ends its worker, or never ends, is a result that says so."""
    if not jobs:
        return
    workers = min(len(jobs), os.cpu_count() or 1)
    with ProcessPool(
        workers,
        initializer=start_worker,
        initargs=(str(fonts), str(temporary)),
        context=multiprocessing.get_context("spawn"),
    ) as pool:
        waiting: dict[Future[Typeset], Job] = {
            pool.schedule(typeset, args=(job,), timeout=job.seconds * PATIENCE): job for job in jobs
        }
        try:
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
        finally:
            pool.stop()  # type: ignore[no-untyped-call]


def _failed(why: str) -> Typeset:
    return Typeset(b"", 0, (why,))
