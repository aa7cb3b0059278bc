"""Machines that die, fill up or race: the site is the whole old one or the whole new one, and the next run tidies up.

The short form runs with all tests; `scripts/test-long` sets BRIEFINGS_LONG for the long one.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from briefing_pipeline.publish import changed, forget, publish, read_manifest, release_before
from conftest import LONG, NOW, ROOT, House, briefing_text

KILLS, FILLS, PAIRS = (50, 10, 20) if LONG else (6, 3, 2)


def start(house: House, errors: int = subprocess.DEVNULL) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "briefing_pipeline", "build", "--now", NOW.isoformat()]
    return subprocess.Popen(command, cwd=house.root, stdout=subprocess.DEVNULL, stderr=errors, text=True, start_new_session=True)


def edition_of(site: Path) -> str:
    """The whole site, as the build left it, by the digest of its briefing; fails where one byte is missing."""
    manifest = read_manifest(site)
    assert manifest is not None
    assert changed(site.resolve(), manifest) == []
    return str(manifest["briefings"][0]["digest"])


def rewrite(house: House, number: int) -> None:
    """Another text, signed off, so that each build makes another site."""
    shutil.rmtree(house.root / "briefings" / "open-briefing", ignore_errors=True)
    house.add("open-briefing", briefing_text().replace("Words about signs", f"Words about signs, for the {number}th time,"))


def left_over(house: House) -> list[str]:
    return [path.name for path in (house.root / "build").iterdir() if path.name.startswith("work-")]


def test_killed_at_any_moment(house: House) -> None:
    rewrite(house, 0)
    started = time.monotonic()
    house.build()
    takes = time.monotonic() - started + 1
    known = {edition_of(house.root / "site")}
    chance = random.Random(7)
    finished = 0
    for number in range(1, KILLS + 1):
        rewrite(house, number)
        build = start(house)
        time.sleep(chance.uniform(0, takes))
        # Now and then with all that it started, now and then leaving its children to go on.
        if chance.random() < 0.5:
            os.killpg(build.pid, signal.SIGKILL)
        else:
            build.kill()
        build.wait()
        finished += build.returncode == 0
        edition = edition_of(house.root / "site")
        known.add(edition)
        assert len(known) <= number + 1
    rewrite(house, KILLS + 1)
    house.build()
    assert edition_of(house.root / "site") not in known
    # What an orphan still writes is swept away by the build after the next.
    deadline = time.monotonic() + 30
    while left_over(house) and time.monotonic() < deadline:
        time.sleep(1)
        house.build()
    assert left_over(house) == []
    assert finished < KILLS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB; where this machine does not let us mount one, the test cannot be made."""
    place = tmp_path / "small"
    place.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], capture_output=True, check=False)
    if mount.returncode != 0:
        pytest.skip("this machine does not let us mount a small disk")
    yield place
    subprocess.run(["mount", "-o", "remount,rw", str(place)], check=False)
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk(small_disk: Path) -> None:
    house = House(small_disk)
    rewrite(house, 0)
    house.build()
    chance = random.Random(3)
    for number in range(1, FILLS + 1):
        before = edition_of(house.root / "site")
        rewrite(house, number)
        left = chance.randint(1, 900) * 1000 if number % 2 else chance.randint(1, 60) * 100_000
        free = shutil.disk_usage(small_disk).free
        (small_disk / "filler").write_bytes(b"\0" * max(0, free - left))
        run = house.briefings("build", "--now", NOW.isoformat())
        after = edition_of(house.root / "site")
        if run.returncode == 0:
            assert after != before
        else:
            assert run.returncode == 1
            assert after == before
            assert "error[disk]" in run.stderr, run.stderr
            assert "make room" in run.stderr
            assert "Traceback" not in run.stderr
        (small_disk / "filler").unlink()
        house.build()
        assert edition_of(house.root / "site") not in ("", before)
        assert left_over(house) == []


def test_a_place_that_cannot_be_written(house: House, small_disk: Path) -> None:
    rewrite(house, 0)
    target = small_disk / "site"
    assert house.briefings("build", "--now", NOW.isoformat(), "--site", str(target)).returncode == 0
    before = edition_of(target)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    rewrite(house, 1)
    run = house.briefings("build", "--now", NOW.isoformat(), "--site", str(target))
    assert run.returncode == 1
    assert "error[disk]" in run.stderr
    assert "Traceback" not in run.stderr
    assert edition_of(target) == before


def test_two_at_once(house: House) -> None:
    rewrite(house, 0)
    house.build()
    for number in range(1, PAIRS + 1):
        rewrite(house, number)
        pair = [start(house, subprocess.PIPE), start(house, subprocess.PIPE)]
        answers = [(*build.communicate(timeout=120), build.returncode) for build in pair]
        assert 0 in [code for _, _, code in answers]
        assert all(code == 0 or "another build is running" in error for _, error, code in answers)
        edition_of(house.root / "site")
    assert left_over(house) == []


def test_a_clock_set_back_does_not_mix_up_releases(tmp_path: Path) -> None:
    releases, site = tmp_path / "releases", tmp_path / "site"
    (releases / "20991231T235959000000-12345678").mkdir(parents=True)
    made = []
    for number in range(4):
        output = tmp_path / "output"
        output.mkdir()
        listed = {"n": number, "files": {}, "briefings": [], "notices": {}}
        (output / "release.json").write_text(json.dumps(listed), encoding="utf-8")
        made.append(publish(output, releases, site))
        assert forget(releases, made[-1], {}) == []
    assert site.resolve() == made[-1].resolve()
    assert release_before(site, releases) == made[-2]
    assert sorted(releases.iterdir()) == sorted(made[-3:])


@pytest.mark.parametrize(
    "environment", [{"LANG": "C", "LC_ALL": "C"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii"}]
)
def test_an_old_fashioned_machine(house: House, environment: dict[str, str]) -> None:
    house.add("open-briefing", briefing_text(title="Siân’s 3 o’clock – and café"))
    run = house.briefings("build", "--now", NOW.isoformat(), **environment)
    assert run.returncode == 0, run.stderr
    assert "Siân’s 3 o’clock" in (house.root / "site" / "open-briefing" / "index.html").read_text(encoding="utf-8")


def test_no_fonts(house: House) -> None:
    house.add("open-briefing")
    shutil.copytree(ROOT / "overrides", house.root / "overrides", ignore=shutil.ignore_patterns("*.woff2"))
    run = house.briefings("build", "--now", NOW.isoformat())
    assert run.returncode == 1
    assert "error[fonts]" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_work_folder_that_was_left_is_removed(house: House) -> None:
    house.add("open-briefing")
    left = house.root / "build" / "work-left"
    (left / "output").mkdir(parents=True)
    (left / "output" / "page.html").write_text("x" * 1000, encoding="utf-8")
    (house.root / ".site.99999.new").symlink_to("nowhere")
    house.build()
    assert left_over(house) == []
    assert not (house.root / ".site.99999.new").is_symlink()


def test_a_hold_on_a_full_disk_is_refused_whole(small_disk: Path) -> None:
    house = House(small_disk)
    rewrite(house, 0)
    (small_disk / "build").mkdir()
    before = {path.name: path.read_bytes() for path in (small_disk / "briefings" / "open-briefing").iterdir()}
    with contextlib.suppress(OSError):
        (small_disk / "filler").write_bytes(bytes(shutil.disk_usage(small_disk).free + 4096))
    run = house.briefings("hold", "open-briefing", "--reason", "other", "--owner", "Legal", "--look-again", "2099-01-01", "--by", "a@example.org")  # fmt: skip
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "Nothing was changed" in run.stderr
    assert {path.name: path.read_bytes() for path in (small_disk / "briefings" / "open-briefing").iterdir()} == before


def releases_of(house: House) -> list[Path]:
    return sorted((house.root / "build" / "releases").iterdir())


def sound_build(house: House) -> str:
    run = house.briefings("build", "--now", NOW.isoformat())
    assert run.returncode == 0, run.stderr
    return run.stdout


def test_words_that_were_taken_out_stay_in_no_older_release(house: House) -> None:
    house.add("other-briefing", briefing_text(title="The one that stays"))
    rewrite(house, 1)
    sound_build(house)
    (first,) = releases_of(house)
    rewrite(house, 2)
    sound_build(house)
    (second,) = releases_of(house)
    assert second != first
    assert all(b"for the 1th time" not in path.read_bytes() for path in (house.root / "build").rglob("*.html"))
    run = house.briefings("rollback", "--now", NOW.isoformat())
    assert run.returncode == 1
    assert "there is no older release" in run.stderr


def test_what_changes_no_text_can_be_rolled_back(house: House) -> None:
    rewrite(house, 1)
    sound_build(house)
    settings = house.root / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("site_name: ", "site_name: New "), encoding="utf-8")
    theme = house.root / "themes" / "neglect.md"
    theme.write_text(theme.read_text(encoding="utf-8") + "\nOne more sentence about it.\n", encoding="utf-8")
    sound_build(house)
    house.add("second-briefing", briefing_text(title="One more of them"))
    sound_build(house)
    first, second, _ = releases_of(house)
    assert house.briefings("rollback", "--now", NOW.isoformat()).returncode == 0
    assert (house.root / "site").resolve() == second.resolve()
    assert house.briefings("rollback", "--now", NOW.isoformat()).returncode == 0
    assert (house.root / "site").resolve() == first.resolve()


def hold(house: House, slug: str) -> None:
    words = ("--reason", "inquest", "--owner", "Legal", "--look-again", "2099-01-01", "--by", "a@example.org")
    assert house.briefings("hold", slug, *words).returncode == 0


def cut_out(release: Path) -> None:
    (release / "release.json").unlink()


def cut_short(release: Path) -> None:
    (release / "release.json").write_text("{", encoding="utf-8")


def without_briefings(release: Path) -> None:
    listed = json.loads((release / "release.json").read_text(encoding="utf-8"))
    del listed["briefings"]
    (release / "release.json").write_text(json.dumps(listed), encoding="utf-8")


def odd_briefings(release: Path) -> None:
    listed = json.loads((release / "release.json").read_text(encoding="utf-8"))
    listed["briefings"] = [1, {"slug": None}, {"slug": [1]}]
    (release / "release.json").write_text(json.dumps(listed), encoding="utf-8")


def a_pipe(release: Path) -> None:
    (release / "release.json").unlink()
    os.mkfifo(release / "release.json")


@pytest.mark.parametrize("damage", [cut_out, cut_short, without_briefings, odd_briefings, a_pipe])
def test_a_release_that_cannot_tell_what_it_holds_goes(house: House, damage: Callable[[Path], None]) -> None:
    house.add("held-briefing", briefing_text(title="The one that is held"))
    rewrite(house, 1)
    sound_build(house)
    (first,) = releases_of(house)
    damage(first)
    hold(house, "held-briefing")
    sound_build(house)
    assert releases_of(house) == [(house.root / "site").resolve()]
    assert not first.exists()


def test_an_older_release_that_cannot_be_removed_is_said(house: House) -> None:
    rewrite(house, 1)
    sound_build(house)
    (first,) = releases_of(house)
    (first / "stuck").mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(first / "stuck")], capture_output=True, check=False)
    if mount.returncode != 0:
        pytest.skip("this machine does not let us mount anything")
    try:
        rewrite(house, 2)
        run = house.briefings("build", "--now", NOW.isoformat())
    finally:
        subprocess.run(["umount", "-l", str(first / "stuck")], check=True)
    assert run.returncode == 1
    assert f"build/releases/{first.name}: error[disk]" in run.stderr
    assert "The new site is up all the same." in run.stderr
    assert "Nothing was published" not in run.stderr
    assert (house.root / "site").resolve() != first.resolve()
    sound_build(house)
    assert not first.exists()


def test_a_rollback_leaves_nothing_that_is_held(house: House) -> None:
    rewrite(house, 1)
    sound_build(house)
    house.add("held-briefing", briefing_text(title="The one that is held"))
    sound_build(house)
    first = releases_of(house)[0]
    hold(house, "held-briefing")
    assert house.briefings("rollback", "--now", NOW.isoformat()).returncode == 0
    assert releases_of(house) == [first]
