"""`init`: a new house that checks and builds at once, from the installed package alone, or nothing at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import briefing_pipeline.new_house
from briefing_pipeline.load import load
from briefing_pipeline.new_house import NotMade, Partner, make_house
from briefing_pipeline.terms import Kind, Status
from conftest import ROOT
from test_new import in_terminal

EASTMERE = Partner("Eastmere: “Children’s” Partnership", "East & mere", "https://learning.example.org/b", "team@example.org", "Worried: call", "01632 960 321", "#5b2a86")  # fmt: skip
OPTIONS = [
    "--name",
    EASTMERE.name,
    "--area",
    EASTMERE.area,
    "--address",
    EASTMERE.site_url,
    "--contact",
    EASTMERE.contact,
    "--call-number",
    EASTMERE.call_number,
]


def briefings(package: Path, cwd: Path, *words: str, answers: str | None = None) -> subprocess.CompletedProcess[str]:
    """The command from a package that lies elsewhere, with nothing of the repository in reach."""
    environment = os.environ | {"PYTHONPATH": str(package), "PYTHONUTF8": "1"}
    command = [sys.executable, "-m", "briefing_pipeline", *words]
    run = subprocess.run(
        command, cwd=cwd, env=environment, input=answers, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "Traceback" not in run.stderr, run.stderr
    return run


def test_it_checks_and_builds_at_once_from_the_installed_package(wheel: Path, tmp_path: Path) -> None:
    made = briefings(wheel, tmp_path, "init", "house", *OPTIONS, "--brand", EASTMERE.brand)
    assert made.returncode == 0, made.stderr
    assert "Keep it private" in made.stdout
    house = tmp_path / "house"
    assert [path.name for path in tmp_path.iterdir()] == ["house"]
    check = briefings(wheel, house, "check", "--json")
    assert check.returncode == 0
    assert [finding["rule"] for finding in json.loads(check.stdout)["findings"]] == ["accessibility-statement"]
    build = briefings(wheel, house, "build", "--json")
    assert build.returncode == 0, build.stderr
    answer = json.loads(build.stdout)
    assert (answer["briefings"], answer["number_withheld"]) == (0, 3)
    home = (house / "site" / "index.html").read_text(encoding="utf-8")
    assert "Eastmere" in home
    assert "Northmere" not in "".join(path.read_text(encoding="utf-8") for path in (house / "site").resolve().rglob("*.html"))
    assert "#5b2a86" in "".join(path.read_text(encoding="utf-8") for path in (house / "site").resolve().rglob("*.css"))
    assert "sample" not in home.casefold()


def test_what_is_in_it(tmp_path: Path) -> None:
    make_house(tmp_path / "a" / "house", EASTMERE)
    house = tmp_path / "a" / "house"
    catalogue, _ = load(house)
    assert catalogue.settings
    extra = catalogue.settings.extra
    assert (extra.partnership, extra.contact, extra.call_now, extra.used) == (
        EASTMERE.name,
        EASTMERE.contact,
        EASTMERE.call_now,
        f"mailto:{EASTMERE.contact}",
    )
    assert extra.notice is None
    assert extra.accessibility is None
    assert catalogue.settings.site_url == "https://learning.example.org/b/"
    assert {briefing.front.kind for briefing in catalogue.briefings if briefing.front} == set(Kind)
    assert {briefing.wish for briefing in catalogue.briefings} == {Status.DRAFT}
    assert {path.name for path in (house / "themes").iterdir()} == {path.name for path in (ROOT / "themes").iterdir()}
    for name in (
        ".gitignore",
        ".vscode/tasks.json",
        ".vscode/briefing.code-snippets",
        ".github/workflows/check.yml",
        ".github/workflows/windows.yml",
        "hooks/pre-commit",
        "requirements.txt",
    ):
        assert (house / name).is_file(), name
    assert "--public-log" in (house / ".github/workflows/check.yml").read_text(encoding="utf-8")
    readme = (house / "README.md").read_text(encoding="utf-8")
    assert EASTMERE.name in readme
    assert "$name" not in readme
    assert os.access(house / "hooks" / "pre-commit", os.X_OK)


ANSWERS = [b"Eastmere Partnership\n", b"Eastmere\n", b"https://learning.example.org\n", b"team@example.org\n", b"01632 960 321\n"]


def test_it_asks_for_what_is_not_given_and_again_for_what_is_wrong(tmp_path: Path) -> None:
    name, area, site, contact, number = ANSWERS
    wrong = [
        b"\n",
        name,
        area,
        b"learning.example.org\n",
        site,
        b"our desk\n",
        contact,
        b"ring us\n",
        number,
        b"yellow\n",
        b"#5b2a86\n",
    ]
    shown, code = in_terminal(tmp_path, wrong, "init", "house", "--brand", "#ffff00")
    assert code == 0, shown
    for said in (
        "type the partnership's name",
        "a website's address begins with https://",
        "an e-mail address is written like",
        "a number has figures and spaces only",
        "--brand: that colour is too pale",
        "a colour is # and six figures",
    ):
        assert shown.count(said) == 1, said
    assert "settings" not in shown.partition("Keep it private")[0]
    settings = (tmp_path / "house" / "mkdocs.yml").read_text(encoding="utf-8")
    assert 'partnership: "Eastmere Partnership"' in settings
    assert 'brand: "#5b2a86"' in settings


def test_the_folder_is_looked_at_before_anything_is_asked(tmp_path: Path) -> None:
    (tmp_path / "fern").mkdir()
    (tmp_path / "fern" / "notes.txt").write_text("x", encoding="utf-8")
    shown, code = in_terminal(tmp_path, list(ANSWERS), "init", "fern")
    assert code == 2
    assert "fern is not empty" in shown
    assert "name:" not in shown


def test_breaking_off_leaves_nothing(tmp_path: Path) -> None:
    shown, code = in_terminal(tmp_path, [*ANSWERS[:2], b"\x03"], "init", "house")
    assert code == 1
    assert "Nothing was written" in shown
    assert list(tmp_path.iterdir()) == []


def test_where_nobody_can_be_asked_all_that_is_missing_and_wrong_is_said_at_once(tmp_path: Path) -> None:
    run = briefings(
        ROOT / "scripts", tmp_path, "init", "house", "--name", "", "--area", "Eastmere", "--brand", "green", answers=""
    )
    assert run.returncode == 2
    assert "Aborted" not in run.stderr
    for option in ("--address", "--contact", "--call-number"):
        assert f"Refused: {option} is missing" in run.stderr
    assert 'Refused: --name "": ' in run.stderr
    assert run.stderr.count("--brand") == 1


def test_what_it_says_is_still_to_do_can_be_done_by_copying(tmp_path: Path) -> None:
    run = briefings(ROOT / "scripts", tmp_path, "init", "house", *OPTIONS)
    line = next(line for line in run.stdout.splitlines() if "accessibility: {" in line).partition("accessibility: {")
    settings = tmp_path / "house" / "mkdocs.yml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("extra:\n", f"extra:\n  {line[1]}{line[2]}\n"), encoding="utf-8"
    )
    assert "Nothing is wrong" in briefings(ROOT / "scripts", tmp_path / "house", "check").stdout


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("--brand", "#fefefe"), "too pale"),
        (("--brand", "red"), "a colour is #"),
        (("--address", "http://learning.example.org"), "begins with https://"),
        (("--call-number", "ring us"), "figures and spaces only"),
        (("--contact", "our desk"), "an e-mail address is"),
    ],
)
def test_settings_that_cannot_be_used_write_nothing(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    run = briefings(ROOT / "scripts", tmp_path, "init", "house", *OPTIONS, *change)
    assert run.returncode == 2
    assert f"Refused: {change[0]} " in run.stderr
    assert said in run.stderr
    assert list(tmp_path.iterdir()) == []


def test_where_it_may_not_stand(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("x", encoding="utf-8")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    make_house(tmp_path / "other", EASTMERE)
    for place in ("full", "file", "other", "other/briefings/new", "other/new/deeper"):
        before = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*"))
        with pytest.raises(NotMade):
            make_house(tmp_path / place, EASTMERE)
        assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == before


def test_an_empty_folder_and_one_that_git_made_are_taken(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "cloned" / ".git").mkdir(parents=True)
    (tmp_path / "cloned" / ".git" / "HEAD").write_text("ref", encoding="utf-8")
    for name in ("empty", "cloned"):
        make_house(tmp_path / name, EASTMERE)
        assert (tmp_path / name / "mkdocs.yml").is_file()
    assert (tmp_path / "cloned" / ".git" / "HEAD").read_text(encoding="utf-8") == "ref"


def test_a_disk_that_fills_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(briefing_pipeline.new_house, "_put", full)
    with pytest.raises(OSError, match="No space"):
        make_house(tmp_path / "house", EASTMERE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_the_hook_refuses_a_commit_with_an_error(tmp_path: Path) -> None:
    house = tmp_path / "house"
    make_house(house, EASTMERE)
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "briefings"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m briefing_pipeline "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "scripts")}

    def git(*words: str) -> subprocess.CompletedProcess[str]:
        person = ["-c", "user.name=Officer", "-c", "user.email=officer@example.org"]
        return subprocess.run(["git", *person, *words], cwd=house, env=environment, capture_output=True, text=True, check=False)

    git("init", "-q")
    git("config", "core.hooksPath", "hooks")
    git("add", "-A")
    assert git("commit", "-qm", "The house").returncode == 0
    text = house / "briefings" / "the-cancelled-visits" / "briefing.md"
    text.write_text(text.read_text(encoding="utf-8").replace("status: draft", "status: pubished"), encoding="utf-8")
    git("add", "-A")
    refused = git("commit", "-qm", "A slip")
    assert refused.returncode != 0
    assert "error[status]" in refused.stderr
