"""Where a command cannot say what it did, is closed off or broken off: it says what is known, and nothing that is not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from conftest import NOW, House, briefing_text

CANARY = "zyxquibble"
FULL = Path("/dev/full")
COMMAND = [sys.executable, "-m", "briefing_pipeline"]
HOLD = ("--reason", "other", "--owner", "Legal", "--look-again", "2099-01-01", "--by", "a@example.org")


def in_shell(house: House, line: str, *words: str) -> subprocess.CompletedProcess[str]:
    """A command in a line of the shell, where it is "$@"."""
    command = ["sh", "-c", line, "sh", *COMMAND, *words]
    return subprocess.run(command, cwd=house.root, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture
def full(house: House) -> House:
    if not FULL.exists():
        pytest.skip("this machine has no /dev/full")
    house.add("open-briefing")
    return house


@pytest.mark.parametrize("json_too", [(), ("--json",)])
def test_a_build_that_cannot_answer_says_that_the_site_is_up(full: House, json_too: tuple[str, ...]) -> None:
    run = in_shell(full, '"$@" >/dev/full', "build", "--now", NOW.isoformat(), *json_too)
    assert run.returncode == 1
    assert "The answer could not be written: No space left on device. The new site is up." in run.stderr
    assert "Nothing was published" not in run.stderr
    assert "Traceback" not in run.stderr
    assert (full.root / "site" / "index.html").is_file()


def test_a_hold_that_cannot_answer_says_that_it_is_on_record(full: House) -> None:
    run = in_shell(full, '"$@" >/dev/full', "hold", "open-briefing", *HOLD)
    assert run.returncode == 1
    assert run.stderr == "The answer could not be written: No space left on device. It is on record.\n"
    assert "did: held" in (full.root / "briefings" / "open-briefing" / "decisions.yml").read_text(encoding="utf-8")


def test_what_is_not_known_is_not_said(full: House) -> None:
    run = in_shell(full, '"$@" >/dev/full', "check")
    assert run.returncode == 1
    assert "look with `briefings status`" in run.stderr
    assert "published" not in run.stderr


def test_where_nothing_can_be_said_there_is_an_exit_code(full: House) -> None:
    assert in_shell(full, '"$@" >/dev/full 2>/dev/full', "status").returncode == 1
    run = in_shell(full, '"$@" 2>/dev/full', "build", "--now", NOW.isoformat())
    assert run.returncode == 1
    assert run.stdout == ""


@pytest.mark.parametrize("words", [("status",), ("check", "--json"), ("schema",)])
def test_who_has_read_enough_hears_no_more(house: House, words: tuple[str, ...]) -> None:
    for number in range(5):
        house.add(f"briefing-{number}", briefing_text(status="draft"))
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run([*COMMAND, *words], cwd=house.root, stdout=write, stderr=subprocess.PIPE, text=True, check=False)
    os.close(write)
    assert run.returncode == 1
    assert run.stderr == ""


@pytest.mark.parametrize("line", ['"$@" >&-', '"$@" 2>&-', '"$@" <&-', '"$@" <&- >&- 2>&-'])
def test_streams_that_were_closed(house: House, line: str) -> None:
    house.add("open-briefing")
    run = in_shell(house, line, "build", "--now", NOW.isoformat())
    assert run.returncode == 0, run.stderr
    assert (house.root / "site" / "index.html").is_file()
    again = in_shell(house, line, "new")
    assert again.returncode == 2
    assert "Traceback" not in run.stderr + again.stderr


@pytest.mark.parametrize(("words", "code"), [((), 1), (("--public-log",), 1), (("--full-log",), 1)])
@pytest.mark.parametrize("log", ["", "true"])
def test_a_public_log_shows_no_traceback(house: House, words: tuple[str, ...], code: int, log: str) -> None:
    begin = (
        "import sys; import briefing_pipeline.cli.house as house\n"
        f"def load(root): raise LookupError('{CANARY}')\n"
        f"house.load = load; sys.argv[1:] = {['status', *words]!r}\n"
        "from briefing_pipeline.__main__ import main; main()"
    )
    environment = os.environ | {"CI": log}
    run = subprocess.run(
        [sys.executable, "-c", begin], cwd=house.root, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == code
    assert run.stderr.startswith("The press broke down. ")
    assert "Nothing was published" not in run.stderr
    hidden = "--public-log" in words or (bool(log) and "--full-log" not in words)
    assert (CANARY not in run.stderr) == hidden
    assert "LookupError" in run.stderr


def test_a_link_that_leads_back_to_itself(house: House) -> None:
    house.add("open-briefing")
    (house.root / "loop").symlink_to("loop")
    (house.root / "site").symlink_to("loop")
    run = house.briefings("build", "--now", NOW.isoformat())
    assert run.returncode == 1
    assert "error[site-foreign]" in run.stderr
    assert (house.root / "site").is_symlink()
    for words in (("verify",), ("rollback",), ("recall", "open-briefing"), ("serve",)):
        assert "Traceback" not in house.briefings(*words).stderr
    for verb in ("build", "check", "status", "verify", "rollback"):
        run = house.briefings(verb, "--root", "loop")
        assert run.returncode == 2
        assert "Traceback" not in run.stderr
        assert "broke down" not in run.stderr


def test_what_is_in_the_way_is_named(house: House) -> None:
    house.add("open-briefing")
    shutil.rmtree(house.root / "build")
    (house.root / "build").write_text("", encoding="utf-8")
    run = house.briefings("build", "--now", NOW.isoformat())
    assert run.returncode == 1
    assert f"{house.root.resolve() / 'build'} is in the way (File exists)" in run.stderr
    assert "make room" not in run.stderr
    run = house.briefings("hold", "open-briefing", *HOLD)
    assert run.returncode == 1
    assert "Refused: nothing can be written in build/: File exists" in run.stderr
    (house.root / "build").unlink()
    (house.root / "build" / ".decisions.lock").mkdir(parents=True)
    run = house.briefings("hold", "open-briefing", *HOLD)
    assert run.returncode == 1
    assert "Refused: nothing can be written in build/: Is a directory" in run.stderr
    assert "Nothing was changed." in run.stderr


def interrupted(house: House, seconds: float, after: str = "") -> tuple[int, str]:
    """What a build says that gets Ctrl+C, with all that it began, so long after it said, or loaded, `after`."""
    command = [sys.executable, "-X", "importtime", *COMMAND[1:], "build", "--now", NOW.isoformat()]
    build = subprocess.Popen(command, cwd=house.root, stderr=subprocess.PIPE, text=True, start_new_session=True)
    assert build.stderr
    said = ""
    while after not in said and (line := build.stderr.readline()):
        said += line
    time.sleep(seconds)
    os.killpg(build.pid, signal.SIGINT)
    said += build.communicate(timeout=60)[1]
    return build.returncode, said


@pytest.mark.parametrize(
    ("seconds", "after"),
    [
        *((0.1, "briefing_pipeline.streams"), (0, "typer"), (0, "briefing_pipeline.gate")),
        *((0.05, "print …"), (0.4, "print …"), (1, "print …"), (0.1, "render …")),
    ],
)
def test_ctrl_c_gets_one_line(house: House, seconds: float, after: str) -> None:
    house.add("open-briefing")
    shutil.rmtree(house.root / "build")
    code, said = interrupted(house, seconds, after)
    # A shell shows both as 130: Python ends itself by the signal where it came at certain moments.
    assert code in (130, -signal.SIGINT)
    lines = [line for line in said.splitlines() if line and not line.endswith("…") and "import time:" not in line]
    assert len(lines) == 1, said
    assert lines[0].startswith("Broken off. ")
    assert not list((house.root / "build").glob("work-*"))
