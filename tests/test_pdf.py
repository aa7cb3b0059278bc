"""The cache of finished PDFs, and the workers that set them: no entry is trusted unseen, no job harms another."""

from __future__ import annotations

import multiprocessing
import shutil
import threading
import time
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pebble import ProcessPool

from briefing_pipeline.pdf.cache import Cache, key_of
from briefing_pipeline.pdf.typeset import MEMORY_BYTES, Job, Typeset, _set, start_worker
from briefing_pipeline.pdf.workers import Workers
from conftest import ROOT, House, briefing_text

LOOKS = ROOT / "overrides"
# So many words that they take minutes to set.
ENDLESS = "<p>" + "words without an end " * 3_000_000


def a_job(slug: str, body: str, seconds: int = 60) -> Job:
    html = f'<html lang=en><title>{slug}</title><body class="{{fit}}"><h1>{slug}</h1>{body}'
    return Job(slug, html, f"https://example.org/{slug}/", LOOKS, ("roomy",), 1, seconds)


@pytest.fixture
def set_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the prints that were really set, not taken from the cache; it is empty at first."""
    shutil.rmtree(house.root / "build")
    names: list[str] = []
    set_all = Workers.set_all

    def noted(self: Workers, jobs: Collection[Job]) -> Iterator[tuple[Job, Typeset]]:
        names.extend(job.name for job in jobs)
        return set_all(self, jobs)

    monkeypatch.setattr(Workers, "set_all", noted)
    return names


def set_of(slug: str) -> list[str]:
    return [slug, f"{slug}-large-print", f"{slug}-team-sheet"]


def set_all(jobs: Collection[Job], temporary: Path) -> dict[str, Typeset]:
    with Workers(temporary) as workers:
        return {job.slug: result for job, result in workers.set_all(jobs)}


def pdfs(house: House) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (house.root / "site").resolve().rglob("*.pdf")}


def entries(house: House) -> list[Path]:
    return sorted((house.root / "build" / "cache").iterdir())


def test_nothing_is_set_twice_and_what_is_gone_is_forgotten(house: House, set_anew: list[str]) -> None:
    house.add("first-briefing")
    house.add("second-briefing", briefing_text(title="Another title", published_on="2022-10-03"))
    house.build()
    packs = ["packs/autumn-2022", "packs/spring-2022"]
    assert sorted(set_anew) == [*set_of("first-briefing"), *packs, *set_of("second-briefing")]
    first, kept = pdfs(house), entries(house)
    assert len(kept) == 8
    assert all(len(path.name) == 64 and "briefing" not in path.name for path in kept)
    set_anew.clear()
    house.build()
    assert set_anew == []
    assert pdfs(house) == first
    text = house.text("second-briefing")
    text.write_text(text.read_text().replace("Another title", "A third title"))
    house.sign("second-briefing")
    house.build()
    assert sorted(set_anew) == ["packs/autumn-2022", *set_of("second-briefing")]
    run = house.briefings("hold", "second-briefing", "--reason", "other", "--owner", "x", "--look-again", "2099-01-01", "--by", "a@example.org")  # fmt: skip
    assert run.returncode == 0, run.stderr
    house.build()
    assert len(entries(house)) == 4
    assert set(entries(house)) <= set(kept)


def test_a_broken_entry_is_no_entry(house: House, set_anew: list[str]) -> None:
    house.add("one-briefing")
    house.build()
    sound = pdfs(house)
    cut, swapped, other, altered = entries(house)
    was = swapped.read_bytes()
    cut.write_bytes(cut.read_bytes()[:-100])
    swapped.write_bytes(other.read_bytes())
    other.write_bytes(was)
    altered.write_bytes(altered.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6"))
    set_anew.clear()
    house.build()
    assert len(set_anew) == 4
    assert pdfs(house) == sound
    for path in entries(house):
        path.write_bytes(b"")
    house.build()
    assert pdfs(house) == sound


def test_the_key_follows_all_that_goes_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = tmp_path / "overrides"
    shutil.copytree(LOOKS, looks)
    picture = tmp_path / "a.png"
    picture.write_bytes(b"1")
    job = Job("a", "<p>", "https://example.org/", looks, ("roomy",), 1, pictures={"https://example.org/a.png": picture})
    keys = {key_of(job)}
    picture.write_bytes(b"22")
    keys.add(key_of(job))
    for part in ("print/page.typ", "assets/tokens.css", "assets/fonts/OFL.txt"):
        (looks / part).write_text("another")
        keys.add(key_of(job))
    others = [
        replace(job, html="<b>"),
        replace(job, base_url="https://example.org/a/"),
        replace(job, pictures={}),
        replace(job, fits=("tight",)),
        replace(job, sides=2),
        replace(job, codes=("https://example.org/",)),
        replace(job, emoji=(looks / "assets/fonts/emoji/noto-emoji-0-400-normal.woff2",)),
        replace(job, mark="DRAFT"),
    ]
    keys |= {key_of(other) for other in others}
    monkeypatch.setattr("briefing_pipeline.pdf.cache._made_with", lambda: ["another version"])
    keys.add(key_of(job))
    assert len(keys) == 6 + len(others)


def test_an_entry_of_another_name_is_refused(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("a" * 64, Typeset(b"%PDF", 2, (), (), "tight lines-1"))
    assert cache.get("a" * 64) == Typeset(b"%PDF", 2, (), (), "tight lines-1")
    (tmp_path / ("a" * 64)).rename(tmp_path / ("b" * 64))
    assert cache.get("b" * 64) is None
    cache.keep_only([])
    assert list(tmp_path.iterdir()) == []


def test_a_layout_that_never_ends_is_one_finding_and_the_rest_is_printed(tmp_path: Path) -> None:
    jobs = [a_job("endless", ENDLESS, seconds=3), *(a_job(f"sound-{number}", "<p>Words</p>") for number in range(3))]
    started = time.monotonic()
    results = set_all(jobs, tmp_path)
    assert time.monotonic() - started < 30
    assert "it needs too much time" in results["endless"].errors[0]
    assert all(results[f"sound-{number}"].pages == 1 for number in range(3))


def test_a_worker_cannot_take_all_the_memory(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    with ProcessPool(1, initializer=start_worker, initargs=(str(tmp_path),), context=context) as pool:
        assert len(pool.schedule(bytes, args=(2**20,)).result()) == 2**20
        with pytest.raises(MemoryError):
            pool.schedule(bytes, args=(MEMORY_BYTES,)).result()


def test_a_worker_that_is_killed_costs_one_job(tmp_path: Path) -> None:
    jobs = [
        a_job("first-victim", ENDLESS),
        a_job("second-victim", ENDLESS),
        *(a_job(f"sound-{number}", "<p>Words</p>") for number in range(3)),
    ]

    def kill() -> None:
        deadline = time.monotonic() + 60
        killed: set[int] = set()
        while len(killed) < 2 and time.monotonic() < deadline:
            time.sleep(0.2)
            for process in multiprocessing.active_children():
                if process.pid and process.pid not in killed and _seconds_of(process.pid) > 3:
                    process.kill()
                    killed.add(process.pid)

    threading.Thread(target=kill, daemon=True).start()
    results = set_all(jobs, tmp_path)
    assert all("broke down" in results[f"{name}-victim"].errors[0] for name in ("first", "second"))
    assert all(results[f"sound-{number}"].pages == 1 for number in range(3))


def _seconds_of(process: int) -> float:
    """The seconds of computing that a process has had."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ("#let other = unknown", "unknown variable: unknown (sheet.typ, line 1)"),
        ("#let sheet = (", "unclosed delimiter (sheet.typ, line 1)"),
        (r'#import "\u{40}preview/cetz:0.2.0"', "failed to download package"),
        (r'#import "\u{40}local/mine:0.2.0"', "package not found"),
        ('#import "@preview/cetz:0.2.0"', "imports a package: a design may use its own files only"),
        ('#let other = read("/etc/hostname")', "file not found"),
        ('#let other = read("../../../../etc/hostname")', "would escape the project root"),
    ],
)
def test_a_spoilt_design_is_an_error_with_its_place(tmp_path: Path, spoilt: str, said: str) -> None:
    looks = tmp_path / "overrides"
    shutil.copytree(LOOKS, looks)
    sheet = looks / "print" / "sheet.typ"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("// ", spoilt + "\n// ", 1), encoding="utf-8")
    results = set_all([replace(a_job("a", "<p>Words"), looks=looks)], tmp_path)
    assert said in results["a"].errors[0]
    assert str(tmp_path) not in results["a"].errors[0]


def test_where_typst_breaks_down_the_print_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its panics are no Exception, and nothing of ours may swallow Ctrl+C with them."""

    class PanicException(BaseException):
        pass

    def breaking_down(*_: object) -> bytes:
        raise PanicException("index out of range")

    monkeypatch.setattr("briefing_pipeline.pdf.typeset._drawn", breaking_down)
    # Not `typeset`, which would limit this very process.
    assert _set(a_job("a", "<p>Words"), "roomy").errors == ("PanicException: index out of range",)

    def stopped(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("briefing_pipeline.pdf.typeset._drawn", stopped)
    with pytest.raises(KeyboardInterrupt):
        _set(a_job("a", "<p>Words"), "roomy")
