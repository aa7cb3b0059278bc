"""Packs for school terms: what is in them, that they are made of nothing withheld, and who must be told."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest

from briefing_pipeline.archive import zipped
from briefing_pipeline.build import Built
from briefing_pipeline.packs import read_term, term_of
from briefing_pipeline.terms import TERM_STARTS
from conftest import NOW, House, briefing_text


def files_of(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as archive:
        assert archive.testzip() is None
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}


@pytest.mark.parametrize(
    ("day", "slug", "first", "last"),
    [
        ("2021-09-01", "autumn-2021", "2021-09-01", "2021-12-31"),
        ("2021-12-31", "autumn-2021", "2021-09-01", "2021-12-31"),
        ("2022-01-01", "spring-2022", "2022-01-01", "2022-04-15"),
        ("2022-04-16", "summer-2022", "2022-04-16", "2022-08-31"),
        ("2022-08-31", "summer-2022", "2022-04-16", "2022-08-31"),
    ],
)
def test_every_day_is_in_one_term(day: str, slug: str, first: str, last: str) -> None:
    term = term_of(date.fromisoformat(day), TERM_STARTS)
    assert (term.slug, term.start.isoformat(), term.end.isoformat()) == (slug, first, last)
    assert read_term(slug, TERM_STARTS) == term
    assert term_of(date(2022, 1, 5), {"winter": "11-15", "summer": "05-01"}).slug == "winter-2021"


@pytest.mark.parametrize("text", ["autumn", "autumn-21", "winter-2021", "autumn-20211", "-2021", "autumn-٢٠٢١"])
def test_what_is_no_term(text: str) -> None:
    assert read_term(text, TERM_STARTS) is None


def test_the_sample_has_a_pack_for_each_term(sample: Built) -> None:
    names = sorted(path.name for path in (sample.site / "packs").iterdir())
    assert names == [f"{term}.{kind}" for term in ("autumn-2021", "spring-2022", "summer-2021", "summer-2022") for kind in ("json", "pdf", "zip")]  # fmt: skip


def test_the_zip_holds_the_same_bytes_and_proves_it(sample: Built) -> None:
    for pack in sorted((sample.site / "packs").glob("*.zip")):
        files = files_of(pack)
        sums = {line[66:]: line[:64] for line in files["SHA256SUMS"].decode().splitlines()}
        assert sums == {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "SHA256SUMS"}
        assert files[f"{pack.stem}.pdf"] == pack.with_suffix(".pdf").read_bytes()
        assert files["pack.json"] == pack.with_suffix(".json").read_bytes()
        for briefing in json.loads(files["pack.json"])["briefings"]:
            slug = briefing["slug"]
            for folder, ending in (("briefings", ""), ("large-print", "-large-print"), ("team-sheets", "-team-sheet")):
                assert files[f"{folder}/{slug}{ending}.pdf"] == (sample.site / slug / f"{slug}{ending}.pdf").read_bytes()


def test_the_page_on_the_stick_needs_no_network_and_leads_to_every_file(sample: Built) -> None:
    for pack in sorted((sample.site / "packs").glob("*.zip")):
        files = files_of(pack)
        page = files["index.html"].decode()
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page)
        fetched = re.findall(r'<(?:link|img)[^>]*(?:href|src)="([^"]*)"', page)
        assert fetched == ["stick.css"]
        linked = [address for address in re.findall(r'<a [^>]*?href="([^"]*)"', page) if not address.startswith("https://")]
        assert set(linked) == {name for name in files if name.endswith(".pdf")}
        assert b"url(" not in files["stick.css"]


def test_a_zip_is_the_same_whatever_the_order_and_the_clock() -> None:
    one = zipped({"b.txt": b"b", "a.txt": b"a"})
    assert one == zipped({"a.txt": b"a", "b.txt": b"b"})
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert archive.namelist() == ["SHA256SUMS", "a.txt", "b.txt"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.fixture
def packed(house: House) -> House:
    house.add("first-briefing", briefing_text(title="The first of the term", published_on="2021-09-10", audience="[schools]"))
    changes = '[{on: 2021-10-01, note: "A sharper question"}]'
    house.add("older-briefing", briefing_text(title="An older one", published_on="2021-06-10", audience="", changes=changes))
    house.add("police-briefing", briefing_text(title="For officers alone", published_on="2021-09-20", audience="[police]"))
    house.add("waiting-briefing", briefing_text(status="draft", title="The unpublished winter walk", published_on="2021-09-12"))
    return house


def run(house: House, *words: str) -> dict[str, object]:
    done = house.briefings(*words, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert isinstance(answer, dict)
    return answer


def test_a_pack_is_made_withdrawn_and_recalled(packed: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    stick, again = tmp_path_factory.mktemp("stick"), tmp_path_factory.mktemp("again")
    now = ("--now", NOW.isoformat())
    packed.build()
    answer = run(packed, "pack", "--term", "autumn-2021", "--out", str(stick), *now)
    listed = answer["briefings"]
    assert isinstance(listed, list)
    assert [one["slug"] for one in listed] == ["older-briefing", "first-briefing"]
    run(packed, "pack", "--term", "autumn-2021", "--out", str(again), *now)
    site = (packed.root / "site").resolve()
    for name in ("autumn-2021.pdf", "autumn-2021.zip"):
        assert (stick / name).read_bytes() == (again / name).read_bytes() == (site / "packs" / name).read_bytes()
    told = packed.briefings("recall", "first-briefing").stdout
    assert told.startswith("1 pack with first-briefing:\n")
    places = {line.partition(", made")[0] for line in told.splitlines() if line.startswith("    - ")}
    assert places == {f"    - autumn-2021 in {place}" for place in ("the site", "the site, as it is now", stick, again)}
    police = run(packed, "pack", "--term", "autumn-2021", "--audience", "police", "--out", str(stick), *now)
    assert police["for"] == "Police"
    assert (stick / "autumn-2021-police.zip").is_file()
    assert "  Briefing pack: autumn term 2021, for: Schools and colleges (as at 2021-10-01), with version 1." in told
    found = run(packed, "recall", "first-briefing")["packs"]
    assert isinstance(found, list)
    assert {entry["where"] for entry in found} == {"the site", "the site, as it is now", str(stick), str(again)}
    assert {entry["for"] for entry in found} == {"Schools and colleges"}
    done = packed.briefings("withdraw", "first-briefing", "--why", "Its figures were wrong.", "--by", "lead@example.org")
    assert done.returncode == 0, done.stderr
    packed.build()
    names = files_of((packed.root / "site").resolve() / "packs" / "autumn-2021.zip")
    assert not [name for name in names if "first-briefing" in name]
    assert "The first of the term" not in names["index.html"].decode()
    # Those who had it are still known.
    after = packed.briefings("recall", "first-briefing", "--in", str(stick))
    assert after.returncode == 0
    assert str(stick) in after.stdout
    assert "Tell: Schools and colleges." in after.stdout
    assert "as it is now" not in after.stdout
    assert "release 0" not in after.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("pack", "--term", "winter-2021"), 2, "autumn-2021, spring-2021, summer-2021"),
        (("pack", "--term", "autumn-2021", "--audience", "polise"), 2, 'did you mean "police"?'),
        (("pack", "--term", "autum-2021"), 2, 'did you mean "autumn-2021"?'),
        (("pack", "--term", "spring-1999"), 1, "error[pack-empty]"),
        (("pack", "--term", "spring-1999", "--audience", "police"), 1, "no briefing for Police was published"),
        (("pack", "--term", "spring-1999"), 1, "No pack was written. The site that was up is unchanged."),
        (("pack", "--term", "autumn-2021", "--out", "build/releases/mine"), 2, "is the site, whose files only a build may write"),
        (("pack", "--term", "autumn-2021", "--out", "x/../site"), 2, "is the site, whose files only a build may write"),
        (("recall", "frist-briefing"), 2, 'did you mean "first-briefing"?'),
        (("recall", "first-briefing", "--public-log"), 2, "not for a log that others can read"),
        (("recall", "first-briefing"), 0, "No pack that is known here holds first-briefing."),
        (("recall", "first-briefing", "--in", "nowhere"), 2, "there is no folder nowhere"),
    ],
)
def test_wrong_use_is_told_plainly(packed: House, words: tuple[str, ...], code: int, said: str) -> None:
    done = packed.briefings(*words)
    assert done.returncode == code, done.stderr
    assert said in " ".join(re.sub("[│╭╮╰╯─]", " ", done.stdout + done.stderr).split())
    assert "Traceback" not in done.stderr


def test_a_register_that_cannot_be_read_is_kept_and_said(packed: House) -> None:
    packed.build()
    register = packed.root / "build" / "packs.json"
    torn = register.read_bytes()[:-40]
    register.write_bytes(torn)
    warned = [finding for finding in packed.build().warnings if finding.fault.rule == "pack-register"]
    assert len(warned) == 1
    kept = list(register.parent.glob("packs-*"))
    assert [path.read_bytes() for path in kept] == [torn]
    assert kept[0].name in warned[0].fault.message
    done = packed.briefings("recall", "first-briefing", "--json")
    assert done.returncode == 1
    answer = json.loads(done.stdout)
    assert len(answer["unreadable"]) == 1
    assert answer["packs"]
    assert kept[0].name in packed.briefings("recall", "police-briefing").stderr
    kept[0].unlink()
    assert packed.briefings("recall", "first-briefing").returncode == 0


def test_the_page_for_schools_leads_to_both_forms_of_each_pack_newest_first(sample: Built) -> None:
    page = (sample.site / "dsl" / "index.html").read_text(encoding="utf-8")
    linked = re.findall(r'<a href="\.\./packs/([^"]*)">([^<]*)</a>', page)
    terms = [json.loads(path.read_bytes()) for path in (sample.site / "packs").glob("*.json")]
    when = {"spring": 1, "summer": 4, "autumn": 9}
    newest = sorted(terms, key=lambda one: (one["term"].split("-")[1], when[one["term"].split("-")[0]]), reverse=True)
    assert [name for name, _ in linked] == [f"{one['pack']}{ending}" for one in newest for ending in (".pdf", ".zip")]
    for name, words in linked:
        size = (sample.site / "packs" / name).stat().st_size
        assert f"{max(1, round(size / 1000))} kB" in words


def test_terms_and_audience_are_settings(packed: House) -> None:
    settings = packed.root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text + "  packs: {audience: police, terms: {winter: 11-01, summer: 05-01}}\n", encoding="utf-8")
    packed.build()
    assert sorted(path.name for path in (packed.root / "site" / "packs").glob("*.zip")) == ["summer-2021.zip"]
    settings.write_text(text + "  packs: {terms: {winter: 31-02}}\n", encoding="utf-8")
    done = packed.briefings("check")
    assert done.returncode == 1
    assert "error[settings]" in done.stderr
