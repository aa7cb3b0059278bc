"""What a PDF costs in seconds of computing: ours, its checks, bare WeasyPrint on the same HTML, two CSS columns, and two workers.

    .venv/bin/python benchmarks/print_costs.py [ROUNDS]

WeasyPrint is no part of the press: where it is not installed too, those lines are left out. Rounds are interleaved, and the least
of each is what is told: other work on the machine only ever adds.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from briefing_pipeline.check import check
from briefing_pipeline.gate import gate
from briefing_pipeline.load import load
from briefing_pipeline.looks import Frames
from briefing_pipeline.pdf.jobs import Printer
from briefing_pipeline.pdf.sound import unsound
from briefing_pipeline.pdf.typeset import Job, typeset
from briefing_pipeline.pdf.workers import Workers
from briefing_pipeline.stage import stage

ROOT = Path(__file__).resolve().parents[1]
LOOKS = ROOT / "overrides"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
COLUMNS = "<style>@page{size:A4}body{columns:2}header{column-span:all}</style></head>"


def jobs(temporary: Path) -> list[Job]:
    catalogue, findings = load(ROOT)
    release = gate(catalogue, [*findings, *check(catalogue)], NOW).release
    assert release
    stage(release, temporary / "docs", LOOKS)
    printer = Printer(release, temporary / "docs", LOOKS, Frames(LOOKS))
    return [printer.briefing(briefing)[0] for briefing in release.briefings]


def bare(job: Job) -> bytes:
    """WeasyPrint without our design: the least that it can take for these words."""
    from weasyprint import HTML

    folder = next((path.parent for path in job.pictures.values()), job.looks)
    return HTML(string=job.html, base_url=f"{folder}/").write_pdf(pdf_variant="pdf/ua-1")  # type: ignore[no-any-return]


def seconds(do: Callable[[Job], object], every: list[Job]) -> float:
    started = time.process_time()
    for job in every:
        do(job)
    return (time.process_time() - started) / len(every)


def wall(workers: int, every: list[Job], temporary: Path) -> float:
    """Wall seconds for eight times the sample's briefings in a pool that is warm; no two jobs are alike."""

    def others(count: int) -> list[Job]:
        return [
            replace(job, name=f"{job.name}-{number}", html=job.html.replace("</h1>", f" {number}</h1>"))
            for job in every
            for number in range(count)
        ]

    with Workers(temporary, workers) as pool:
        list(pool.set_all(others(workers)[: 2 * workers]))
        started = time.monotonic()
        list(pool.set_all(others(8)))
        return time.monotonic() - started


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    temporary = Path(tempfile.mkdtemp())
    tempfile.tempdir = str(temporary)
    every = jobs(temporary)
    made = {job.name: typeset(job).data for job in every}
    numbered = iter(range(10**9))

    def ours(job: Job) -> object:
        # Not the same words again: a worker remembers what it has set.
        return typeset(replace(job, html=job.html.replace("</p>", f" {next(numbered)}</p>")))

    def checked(job: Job) -> object:
        return list(unsound(made[job.name], job.html, job.codes))

    ways = {"ours, with its tries and checks": (ours, every), "of that, checks": (checked, every)}
    if importlib.util.find_spec("weasyprint"):
        ways["bare WeasyPrint"] = (bare, every)
        columns = [replace(job, html=job.html.replace("</head>", COLUMNS)) for job in every]
        ways["bare WeasyPrint, two columns"] = (bare, columns)
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, (do, which) in ways.items():
            best[name] = min(best[name], seconds(do, which))
    for name, least in best.items():
        print(f"{name}: {least:.3f} s of computing for a PDF")
    one, two = (min(wall(workers, every, temporary) for _ in range(rounds)) for workers in (1, 2))
    print(f"two workers, of one: {one / two:.2f} times as fast ({one:.1f} and {two:.1f} s)")


if __name__ == "__main__":
    main()
