"""The build as a whole: what stops it, what it leaves alone, and that it makes the same again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from briefing_pipeline.build import Built, Stop
from briefing_pipeline.verify import verify
from briefing_pipeline.verify.watch import Watch
from conftest import NOW, ROOT, House, briefing_text


def briefings(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "briefing_pipeline", *words]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", env=os.environ | environment, check=False
    )


def hashes(site: Path, pattern: str) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob(pattern))
        if path.is_file()
    }


def test_the_same_house_gives_the_same_pdfs_elsewhere(sample: Built, tmp_path: Path) -> None:
    root = tmp_path / "another folder"
    root.mkdir()
    for name in ("briefings", "themes", "overrides"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    run = briefings(
        "build", "--root", str(root), "--now", NOW.isoformat(), "--json", cwd=tmp_path, TZ="Pacific/Kiritimati", LANG="C"
    )
    assert run.returncode == 0, run.stderr
    answer = json.loads(run.stdout)
    assert (answer["briefings"], len(answer["withheld"]), answer["pdfs"]) == (16, 3, 52)
    first = hashes(sample.site.resolve(), "*.pdf")
    assert len(first) == 52
    assert hashes((root / "site").resolve(), "*.pdf") == first


def test_release_lists_every_file(sample: Built) -> None:
    manifest = json.loads((sample.site / "release.json").read_text(encoding="utf-8"))
    made = {name for name in hashes(sample.site.resolve(), "*") if name != "release.json"}
    assert set(manifest["files"]) == made
    assert {entry["of"] for entry in manifest["files"].values()} == {entry["slug"] for entry in manifest["briefings"]} | {
        "site",
        "search",
    }
    assert manifest["files"]["told-seen-checked/told-seen-checked.svg"]["of"] == "told-seen-checked"
    assert len(manifest["briefings"]) == 16
    assert all(len(entry["digest"]) == 64 and entry["version"] >= 1 for entry in manifest["briefings"])


def test_status_counts_as_the_report_does() -> None:
    run = briefings("status", "--json", "--now", NOW.isoformat(), cwd=ROOT)
    assert run.returncode == 0
    expected = {"case-specific": 5, "case-specific awaiting publication": 3, "thematic": 7, "positive-practice": 4}
    assert json.loads(run.stdout)["counts"] == expected


def test_what_nobody_owns_is_not_published(house: House) -> None:
    house.add("open-briefing")
    shutil.copytree(ROOT / "overrides", house.root / "overrides")
    for name in ("assets/notes.docx", "assets/.site.css.swp", "assets/site.css~", "pages/home.html.bak"):
        (house.root / "overrides" / name).write_text("zyxquibble", encoding="utf-8")
    built = house.build()
    assert [finding.fault.rule for finding in built.warnings] == ["looks-file"] * 4
    assert not any("zyxquibble" in path.read_text(errors="replace") for path in built.site.resolve().rglob("*") if path.is_file())
    (house.root / "overrides" / "frame" / "minutes.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(Stop) as stop:
        house.build()
    assert [(item.path, item.fault.rule) for item in stop.value.findings if item.is_error] == [("minutes.pdf", "output-listed")]


@pytest.mark.parametrize("place", ["assets/more.css", "pages/more.html", "assets/folder"])
def test_links_in_the_looks_are_refused(house: House, tmp_path: Path, place: str) -> None:
    house.add("open-briefing")
    shutil.copytree(ROOT / "overrides", house.root / "overrides")
    (house.root / "overrides" / place).symlink_to("/etc" if place.endswith("folder") else "/etc/hostname")
    with pytest.raises(Stop) as stop:
        house.build()
    assert [item.fault.rule for item in stop.value.findings] == ["looks-file"]


@pytest.mark.parametrize(
    ("frame", "text", "said"),
    [
        ("pages/home.html", "{% if %}", "overrides/pages/home.html:1: error[frame]"),
        ("pages/home.html", "{{ unheard_of }}", "error[frame]"),
        ("print/briefing.html", "{% include 'print/gone.html' %}", "error[frame]"),
        ("frame/main.html", "{{ config.site_name|unheard_of }}", "error[render-failed]"),
        ("assets/fonts/atkinson-hyperlegible-next-latin-400-normal.woff2", "no font", "error[fonts]"),
    ],
)
def test_broken_looks_are_findings(house: House, frame: str, text: str, said: str) -> None:
    house.add("open-briefing")
    shutil.copytree(ROOT / "overrides", house.root / "overrides")
    (house.root / "overrides" / frame).write_text(text, encoding="utf-8")
    run = house.briefings("build", "--now", NOW.isoformat())
    assert run.returncode == 1
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_one_broken_briefing_stops_everything_and_costs_nothing(house: House) -> None:
    for number in range(3):
        house.add(f"briefing-{number}")
    house.build()
    before = (house.root / "site").resolve()
    everything = hashes(before, "*.*")
    path = house.root / "briefings" / "briefing-1" / "briefing.md"
    broken = briefing_text(themes="[neglct]", drafts="true").replace("## Signs to look for", "## Signs")
    path.write_text(broken, encoding="utf-8")
    run = briefings("build", "--root", str(house.root), cwd=house.root)
    assert run.returncode == 1
    name = "briefings/briefing-1/briefing.md"
    for wanted in (f"{name}:10: error[key-unknown]", f"{name}:24: error[section-unknown]", "Nothing was published"):
        assert wanted in run.stderr
    assert "Traceback" not in run.stderr
    assert (house.root / "site").resolve() == before
    assert hashes(before, "*.*") == everything


def test_a_draft_with_faults_warns_and_the_rest_is_published(house: House) -> None:
    house.add("open-briefing")
    house.add("rough-draft", briefing_text(status="draft", title="A rough first draft", themes="[nothing]"))
    built = house.build()
    assert {finding.is_error for finding in built.warnings} == {False}
    assert built.pdfs == 4


def test_a_third_side_is_a_finding_that_names_the_section(house: House) -> None:
    text = briefing_text()
    lines = "\n".join(f"- point {number}\n" for number in range(140))
    house.add("open-briefing", text.replace("Words about signs to look for.", lines))
    with pytest.raises(Stop) as stop:
        house.build()
    faults = [finding.fault for finding in stop.value.findings if finding.is_error]
    assert [fault.rule for fault in faults] == ["pages-too-many"]
    assert "Signs to look for" in faults[0].hint


def test_emoji_print_and_other_alphabets_are_a_finding(house: House) -> None:
    house.add("open-briefing", briefing_text(title="Siân Łoś and a smile 🙂"))
    assert house.build().pdfs == 4
    house.add("other-briefing", briefing_text(title="漢字"))
    with pytest.raises(Stop) as stop:
        house.build()
    assert [finding.fault.rule for finding in stop.value.findings if finding.is_error] == ["glyph-missing"]


def test_three_releases_are_kept(house: House) -> None:
    house.add("open-briefing")
    for _ in range(5):
        house.build()
    releases = list((house.root / "build" / "releases").iterdir())
    assert len(releases) == 3
    assert (house.root / "site").is_symlink()
    assert (house.root / "site").resolve() in [path.resolve() for path in releases]


def test_two_builds_at_once(house: House) -> None:
    house.add("open-briefing")
    with FileLock(house.root / "build" / ".lock"), pytest.raises(Stop) as stop:
        house.build()
    assert [finding.fault.rule for finding in stop.value.findings] == ["build-running"]


def test_a_foreign_folder_is_refused_and_an_empty_one_is_replaced(house: House) -> None:
    house.add("open-briefing")
    site = house.root / "site"
    site.mkdir()
    (site / "theirs.txt").write_text("keep", encoding="utf-8")
    with pytest.raises(Stop) as stop:
        house.build()
    assert [finding.fault.rule for finding in stop.value.findings] == ["site-foreign"]
    assert (site / "theirs.txt").read_text(encoding="utf-8") == "keep"
    (site / "theirs.txt").unlink()
    house.build()
    assert (site / "index.html").is_file()


def test_verify_finds_what_was_changed_after_the_build(house: House) -> None:
    house.add("open-briefing")
    house.add("waiting-briefing", briefing_text(status="draft", title="The unpublished winter walk"))
    house.build()
    assert briefings("verify", cwd=house.root).returncode == 0
    page = house.root / "site" / "open-briefing" / "index.html"
    page.write_text(
        page.read_text(encoding="utf-8").replace("</main>", "The Unpublished&nbsp;winter walk</main>"), encoding="utf-8"
    )
    run = briefings("verify", "--json", cwd=house.root)
    assert run.returncode == 1
    assert {finding["rule"] for finding in json.loads(run.stdout)["findings"]} == {"leak", "output-changed"}


def test_verify_fails_closed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text('<a href="gone/">x</a><img src="https://example.com/x.png">', encoding="utf-8")
    rules = {finding.fault.rule for finding in verify(tmp_path, Watch(), "https://briefings.example.org/")}
    assert rules == {"link-dead", "request-outside"}
    (tmp_path / "b.xyz").write_bytes(b"?")
    (tmp_path / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    (tmp_path / "d.gz").write_bytes(b"not gzip")
    findings = verify(tmp_path, Watch(), "https://briefings.example.org/")
    closed = {finding.path for finding in findings if finding.fault.rule in ("unreadable-output", "pdf-ua")}
    assert closed == {"b.xyz", "c.pdf", "d.gz"}


def test_a_house_without_looks_uses_those_of_the_press(house: House) -> None:
    house.add("open-briefing", briefing_text(aliases="[old-address]", title="'Less < more & \"quotes\"'"))
    built = house.build()
    page = (built.site / "open-briefing" / "index.html").read_text(encoding="utf-8")
    assert "<title>Less &lt; more &amp; " in page
    assert "Less < more" not in page
    assert "../open-briefing/" in (built.site / "old-address" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("build", "--root", "nowhere"), 2, "no house of briefings"),
        (("check", "--root", "nowhere"), 2, "no house of briefings"),
        (("build", "--now", "yesterday"), 2, "2022-03-14"),
        (("chek",), 2, "check"),
        (("check", "no-such-briefing"), 2, "no-such-briefing"),
        (("serve",), 1, "briefings build"),
        (("verify",), 1, "briefings build"),
    ],
)
def test_wrong_use_is_told_plainly(house: House, words: tuple[str, ...], code: int, said: str) -> None:
    run = briefings(*words, cwd=house.root)
    assert run.returncode == code
    assert said in " ".join((run.stdout + run.stderr).split())
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "name", ["open-briefing", "briefings/open-briefing", "briefings/open-briefing/briefing.md", "briefings\\open-briefing"]
)
def test_check_one(house: House, name: str) -> None:
    house.add("open-briefing", briefing_text(themes="[neglct]"))
    house.add("other-briefing", briefing_text(themes="[nothing]"))
    run = briefings("check", name, "--json", cwd=house.root)
    assert run.returncode == 1
    assert [finding["path"] for finding in json.loads(run.stdout)["findings"]] == ["briefings/open-briefing/briefing.md"]


def test_each_site_keeps_its_own_releases(house: House, tmp_path: Path) -> None:
    house.add("open-briefing")
    other = tmp_path / "elsewhere" / "site"
    assert house.briefings("build", "--now", NOW.isoformat(), "--site", str(other)).returncode == 0
    for _ in range(4):
        house.build()
    assert (other / "index.html").is_file()
    assert (house.root / "site" / "index.html").is_file()
    assert house.briefings("verify", "--now", NOW.isoformat(), "--site", str(other)).returncode == 0


def test_a_draft_that_is_a_copy_stops_nothing(house: House) -> None:
    house.add("open-briefing")
    house.add("a-copy", briefing_text(status="draft"))
    assert house.build().warnings == []


def test_what_is_in_the_way_of_the_cache_goes(house: House) -> None:
    house.add("open-briefing")
    (house.root / "build" / "cache" / "a folder").mkdir()
    house.build()
    shutil.rmtree(house.root / "build" / "cache")
    (house.root / "build" / "cache").write_text("", encoding="utf-8")
    house.build()
