"""What a PDF costs in seconds of computing: ours, bare WeasyPrint on the same HTML, two CSS columns, the checks, and two workers.

    .venv/bin/python benchmarks/print_costs.py [ROUNDS]

Rounds are interleaved, and the least of each is what is told: other work on the machine only ever adds.
"""

from __future__ import annotations

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
from briefing_pipeline.pdf.typeset import Job, fetcher, start_worker, typeset
from briefing_pipeline.pdf.workers import Workers
from briefing_pipeline.stage import stage

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
# The same content with headings above the text, in two columns.
COLUMNS = (
    "<style>body{columns:2;column-gap:8mm}header{column-span:all}.s{padding-left:0;min-height:0}h2{position:static;width:auto}"
)
COLUMNS += ".s-last li{background:none;padding-bottom:0}</style></head>"


def jobs(temporary: Path) -> list[Job]:
    catalogue, findings = load(ROOT)
    release = gate(catalogue, [*findings, *check(catalogue)], NOW).release
    assert release
    stage(release, temporary / "docs", ROOT / "overrides")
    printer = Printer(release, temporary / "docs", ROOT / "overrides", Frames(ROOT / "overrides"))
    return [printer.briefing(briefing)[0] for briefing in release.briefings]


def bare(job: Job) -> bytes:
    from weasyprint import HTML

    html = HTML(string=job.html.replace("{fit}", job.fits[0]), base_url=job.base_url, url_fetcher=fetcher(job.roots))
    return html.write_pdf(pdf_variant="pdf/ua-1")  # type: ignore[no-any-return]


def seconds(do: Callable[[Job], object], every: list[Job]) -> float:
    started = time.process_time()
    for job in every:
        do(job)
    return (time.process_time() - started) / len(every)


def wall(workers: int, every: list[Job], temporary: Path) -> float:
    """Wall seconds for twice the sample's briefings in a pool that is warm."""
    with Workers(ROOT / "overrides" / "assets" / "fonts", temporary, workers) as pool:
        list(pool.set_all([replace(job, name=f"{job.name}-{number}") for job in every[:2] for number in range(workers)]))
        started = time.monotonic()
        list(pool.set_all([replace(job, name=f"{job.name}-{number}") for job in every for number in range(2)]))
        return time.monotonic() - started


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    temporary = Path(tempfile.mkdtemp())
    start_worker(str(ROOT / "overrides" / "assets" / "fonts"), str(temporary))
    # The fit that is found is known, so that each is set once by both.
    every = [replace(job, fits=(typeset(job).fit,)) for job in jobs(temporary)]
    columns = [replace(job, html=job.html.replace("</head>", COLUMNS)) for job in every]
    made = {job.name: typeset(job).data for job in every}

    def checked(job: Job) -> object:
        return list(unsound(made[job.name], job.html, job.codes))

    ways = {"ours": (typeset, every), "bare": (bare, every), "columns": (bare, columns), "checks": (checked, every)}
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(rounds):
        for name, (do, which) in ways.items():
            best[name] = min(best[name], seconds(do, which))
    for name, least in best.items():
        print(f"{name}: {least:.3f} s of computing for a PDF")
    setting = best["ours"] - best["checks"]
    print(
        f"ours without its checks, of bare WeasyPrint: {setting / best['bare']:.2f}; with them: {best['ours'] / best['bare']:.2f}"
    )
    print(f"our layout, of two CSS columns: {best['bare'] / best['columns']:.2f}")
    one, two = (min(wall(workers, every, temporary) for _ in range(rounds)) for workers in (1, 2))
    print(f"two workers, of one: {one / two:.2f} times as fast ({one:.1f} and {two:.1f} s)")


if __name__ == "__main__":
    main()
