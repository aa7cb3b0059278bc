"""`check --fix`: it mends what is safe, touches nothing else, voids no sign-off unasked, and never makes a wish to publish."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_pipeline.check import check_briefing
from briefing_pipeline.day_forms import meant
from briefing_pipeline.findings import Finding
from briefing_pipeline.load import load, load_briefing
from briefing_pipeline.load.front_matter import UNREADABLE, read_header
from briefing_pipeline.mend import mend
from briefing_pipeline.mend.known import Known, known_in
from briefing_pipeline.model import Catalogue
from conftest import NOW, ROOT, House, briefing_text, examples

DRAFT = briefing_text(status="draft")


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    root = tmp_path_factory.mktemp("known")
    for name in ("themes", "briefings"):
        (root / name).mkdir()
    shutil.copy(ROOT / "mkdocs.yml", root)
    for name in ("neglect", "domestic-abuse", "professional-curiosity"):
        shutil.copy(ROOT / "themes" / f"{name}.md", root / "themes")
    return load(root)[0]


@pytest.fixture(scope="session")
def known(catalogue: Catalogue) -> Known:
    return known_in(catalogue)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("14/03/2022", ["2022-03-14"]),
        ("14.3.2022", ["2022-03-14"]),
        ("2022-3-14", ["2022-03-14"]),
        ("2022/03/14", ["2022-03-14"]),
        ("14 March 2022", ["2022-03-14"]),
        ("14th of March 2022", ["2022-03-14"]),
        ("1 Sept 2022", ["2022-09-01"]),
        ("March 14, 2022", ["2022-03-14"]),
        ("03/14/2022", ["2022-03-14"]),
        ("05/05/2022", ["2022-05-05"]),
        ("03/04/2022", ["2022-04-03", "2022-03-04"]),
        ("31/02/2022", []),
        ("14/03/22", []),
        ("14 Marchember 2022", []),
        ("soon", []),
        ("2022-03-14T09:00", []),
    ],
)
def test_days_as_people_write_them(text: str, days: list[str]) -> None:
    assert meant(text) == days


def test_a_time_of_day_only_where_one_may_stand() -> None:
    assert meant("14/03/2022 at 9:05", time=True) == ["2022-03-14 09:05"]
    assert meant("2022-03-14T09:00:00", time=True) == ["2022-03-14 09:00"]
    assert meant("14/03/2022 9:61", time=True) == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("review_by: 2027-03-14", "review_by: 14/03/2027"),
        ("review_by: 2027-03-14", "review_by: '14 March 2027'"),
        ("published_on: 2022-03-14", "published_on: 2022-3-14"),
        ("published_on: 2022-03-14 09:00", "published_on: 14 March 2022 at 9.00"),
        ("kind: thematic", "kind: Thematic"),
        ("themes: [neglect]", "themes: [Neglect]"),
        ("themes: [neglect]", "themes: [neglct]"),
        ("themes: [neglect, domestic-abuse]", "themes: [neglect, Domestic abuse]"),
        ("audience: [schools]", "audience: [Schools and colleges]"),
        ("## Signs to look for", "## Sings to look for"),
        ("## Signs to look for", "## 4. SIGNS TO LOOK FOR:"),
        ("## Signs to look for", "# Signs to look for"),
        ("## Signs to look for", "##Signs to look for"),
        ("## Signs to look for\n", "## Signs to look for \n"),
        ("Words about signs to look for.\n\n", "Words about signs to look for.  \n \n"),
        ("title: Listening to the quiet child\n", "title: Listening to the quiet child \t\n"),
    ],
)
def test_what_is_mended(known: Known, right: str, wrong: str) -> None:
    sound = DRAFT
    if wrong not in sound:
        line = next(line for line in sound.split("\n") if line.split(":")[0] == wrong.split(":")[0])
        sound = sound.replace(line, wrong)
    broken = sound.replace(wrong, right)
    assert broken != sound
    mended, said = mend(broken, known)
    assert mended == sound
    assert said
    for ending in ("\r\n", "\n"):
        assert mend(broken.replace("\n", ending), known)[0] == sound.replace("\n", ending)


def test_two_slips_at_once_do_not_hide_each_other(known: Known) -> None:
    """Word's dashes, and a title and a summary with a colon and no quotation marks."""
    sound = DRAFT.replace("title: Listening to", 'title: "Listening: \\"hearing\\" to').replace(
        "quiet child\n", 'quiet child"\n', 1
    )
    broken = sound.replace('\\"', "~").replace('"', "").replace("~", '"').replace("---\n", "———\n")
    assert broken.startswith('———\ntitle: Listening: "hearing" to the quiet child\n')
    assert mend(broken, known)[0] == sound
    prose = DRAFT.replace("---\n", "———\n").replace("title:", "Once there was a child,")
    assert mend(prose, known)[0] == prose


@pytest.mark.parametrize("dashes", ["—", "–-", "—-", "---—", "--", "----"])
@pytest.mark.parametrize("which", ["first", "second", "both"])
def test_fences_as_word_makes_them(known: Known, dashes: str, which: str) -> None:
    parts = DRAFT.split("---\n")
    first, second = (dashes if which in (name, "both") else "---" for name in ("first", "second"))
    broken = f"{first}\n{parts[1]}{second}\n{parts[2]}"
    assert mend(broken, known)[0] == DRAFT


@pytest.mark.parametrize(
    "text",
    [
        DRAFT.replace("status: draft", "status: Published"),
        DRAFT.replace("status: draft", "status: publishd"),
        DRAFT.replace("status: draft", "Status: draft"),
        DRAFT.replace("2027-03-14", "03/04/2027"),
        DRAFT.replace("themes: [neglect]", "themes: [neglect, Neglect]"),
        DRAFT.replace("Words about signs", "Words about  \nsigns"),
        DRAFT.replace("Words about signs", "It was a sign—\n\n—\n\nof something. Words about signs"),
        DRAFT.replace("## Signs to look for", "## Something else entirely"),
        DRAFT.replace(
            "audience: [schools]", "private:\n  notes: |\n    two blanks  \n    stay here  \n  case_reference: 14/03/2022"
        ),
        DRAFT.replace("title: Listening", "title: “Listening”, she's said, "),
        DRAFT.replace("---\n", "--- \n", 1).replace("--- \n", "---\n"),
        "\ufeffno front matter, 14/03/2022",
        "---\ntitle: x\n",
        "",
        "—\nnothing\n—\n",
        DRAFT.replace("\n", "\r"),
    ],
)
def test_what_is_left_alone(known: Known, text: str) -> None:
    assert mend(text, known) == (text, [])


EDITS = st.sampled_from(
    [
        ("2022-03-14", "14/03/2022"), ("2022-03-14", "3/4/2022"), ("2027-03-14", "14 March 2027"), ("[neglect]", "[Neglect , neglct]"),
        ("[schools]", "[Schools and colleges, polise]"), ("kind: thematic", "kind: Thematic"), ("kind: thematic", "kind: themic"),
        ("status: draft", "status: Published"), ("status: draft", "status: published"), ("status: draft", "statsu: draft"),
        ("---\n", "—\n"), ("---\n", "–-\n"), ("---\n", "--- \n"), ("## Signs to look for", "## Sings to look for"),
        ("## Signs to look for", "# signs to look for"), ("## Why it matters", "##Why it matters"), ("## What to do now", "## What to do next"),
        ("\n\n", " \n\n"), ("\n\n", "  \n"), ("\n\n", "\n\t\n"), ("Words", "Words  \nand more"), ("Words", "- a list  \n  goes on \n"),
        ("Words", "| a | b | \n|---|---|\n| c | d |  \n"), ("Words", "> said  \n> she \n"), ("\n", "\r\n"), ("Words", "```\n# Background \n```\n"),
        ("summary:", "private: {names: [14/03/2022], rests_on: [Neglect]}\nsummary:"), ("title: ", "title:  "), ("[schools]", "[schools  ] "),
        ("summary:", "changes: [{on: 1/12/2022, note: 14/03/2022}, {on: 25/12/2022, note: x}]\nsummary:"), ("e", "é"), (":", ": "), ("\n", "\n "),
    ]
)  # fmt: skip


@st.composite
def slips(draw: st.DrawFn) -> str:
    """A sound text with a few slips of the pen, each once or everywhere."""
    text = DRAFT
    for old, new in draw(st.lists(EDITS, max_size=5)):
        text = text.replace(old, new) if draw(st.booleans()) else text.replace(old, new, 1)
    return text


@examples(150)
@given(text=slips())
def test_mending_adds_nothing_but_what_it_mends(tmp_path: Path, catalogue: Catalogue, known: Known, text: str) -> None:
    mended, _ = mend(text, known)
    assert mend(mended, known) == (mended, [])
    before, after = faults(tmp_path, text, catalogue), faults(tmp_path, mended, catalogue)
    old, new = (read_header(written.replace("\r\n", "\n")) for written in (text, mended))
    hidden = any(finding.fault.rule in UNREADABLE for finding in before)
    kindless = any('"kind"' in finding.fault.message for finding in before)
    if not hidden:
        assert old.data.get("status") == new.data.get("status")
        assert old.data.get("private") == new.data.get("private")
        # What a fault of the kind hid (which sections it has) may come to light, but no more of any other rule.
        if not kindless:
            assert len(after) <= len(before)
            assert {finding.fault.rule for finding in after} <= {finding.fault.rule for finding in before}
    was, now = text.split("\n"), mended.split("\n")
    assert len(was) == len(now)
    at_fault = {finding.fault.line for finding in before}
    for number, (one, other) in enumerate(zip(was, now, strict=True), 1):
        blanks = one != one.rstrip("\r").rstrip(" \t") + ("\r" if one.endswith("\r") else "")
        assert one == other or blanks or number in at_fault or hidden or kindless or one.lstrip().startswith("#")
        assert not re.match(r"status\s*:", one) or one.strip() == other.strip()


def faults(folder: Path, text: str, catalogue: Catalogue) -> list[Finding]:
    place = folder / "a-briefing"
    place.mkdir(exist_ok=True)
    (place / "briefing.md").write_bytes(text.encode())
    briefing, findings = load_briefing(place)
    assert briefing
    return [*findings, *check_briefing(briefing, catalogue)]


def fixed(house: House, *words: str) -> tuple[int, str, str]:
    run = house.briefings("check", "--fix", "--now", NOW.isoformat(), *words)
    assert "Traceback" not in run.stderr
    return run.returncode, run.stdout, run.stderr


def contents(house: House) -> dict[str, bytes]:
    files = sorted(path for path in (house.root / "briefings").rglob("*") if path.is_file())
    return {path.relative_to(house.root).as_posix(): path.read_bytes() for path in files}


def test_a_dry_run_shows_and_writes_nothing(house: House) -> None:
    house.add("a-draft", DRAFT.replace("2027-03-14", "14/03/2027"))
    before = contents(house)
    code, out, err = fixed(house, "--dry-run")
    assert contents(house) == before
    assert "-review_by: 14/03/2027\n+review_by: 2027-03-14\n" in out
    assert "\x1b[" not in out + err
    assert "1 change to make." in err
    assert "date-form" in err
    assert code == 0
    assert fixed(house, "--diff")[1] == out


def test_it_is_written_and_what_is_left_is_told(house: House) -> None:
    text = DRAFT.replace("2027-03-14", "14/03/2027").replace("neglect", "nothing-like-it").replace("\n", "\r\n")
    house.add("a-draft", b"\xef\xbb\xbf" + text.encode())
    _, _, err = fixed(house)
    assert house.text("a-draft").read_bytes() == b"\xef\xbb\xbf" + text.replace("14/03/2027", "2027-03-14").encode()
    assert "theme-unknown" in err
    assert "1 change made." in err
    assert "date-form" not in err
    before = contents(house)
    assert "There was nothing to mend." in fixed(house)[2]
    assert contents(house) == before


def test_each_thing_that_was_mended_is_counted(house: House) -> None:
    house.add("a-draft", DRAFT.replace("2027-03-14", "14/03/2027").replace("[neglect]", "[neglct]"))
    err = fixed(house)[2]
    assert "2 changes made." in err


def test_a_signed_off_text_is_not_touched_unless_that_is_asked_for(house: House) -> None:
    house.add("open-briefing", briefing_text().replace("Words about signs", "Words about signs \n\nand more", 1))
    before = contents(house)
    _, out, err = fixed(house)
    assert contents(house) == before
    assert "would void the sign-offs" in err
    assert "--void-sign-offs" in err
    assert out.startswith("Nothing is wrong.")
    assert "changes made" not in fixed(house, "--void-sign-offs")[2]
    assert contents(house) != before


def test_what_no_sign_off_covers_is_mended_in_a_signed_off_text(house: House) -> None:
    house.add("open-briefing", briefing_text().replace("kind: thematic\n", "kind: thematic  \n"))
    digest = load_briefing(house.root / "briefings" / "open-briefing")[0]
    fixed(house)
    after = load_briefing(house.root / "briefings" / "open-briefing")[0]
    assert digest is not None
    assert after is not None
    assert "thematic  " not in after.raw
    assert after.digest == digest.digest


def test_a_folder_is_renamed_with_all_that_names_it(house: House) -> None:
    house.add(
        "My_Draft Briefing", DRAFT.replace("Words about signs", "[Mine](../My_Draft Briefing/briefing.md) Words about signs")
    )
    front = {"related": "[My-Other]", "private": "{rests_on: ['My-Other'], notes: My-Other it is}"}
    link = "See [the other](../My-Other/briefing.md#signs). Words about signs"
    house.add("a-draft", briefing_text(status="draft", title="A", **front).replace("Words about signs", link))
    house.add("My-Other", briefing_text(status="draft", title="Other"))
    _, _, err = fixed(house)
    assert sorted(path.name for path in (house.root / "briefings").iterdir()) == ["a-draft", "my-draft-briefing", "my-other"]
    text = house.text("a-draft").read_text(encoding="utf-8")
    assert "related: [my-other]" in text
    assert "{rests_on: [my-other], notes: My-Other it is}" in text
    assert "](../my-other/briefing.md#signs)" in text
    assert "slug-form" not in err


def test_a_folder_with_a_record_keeps_its_name(house: House) -> None:
    house.add("My-Briefing")
    before = contents(house)
    assert "its record of decisions is bound to its name" in fixed(house)[2]
    assert contents(house) == before


def test_a_folder_keeps_its_name_where_a_signed_off_text_has_it(house: House) -> None:
    house.add("My-Draft", DRAFT)
    house.add("open-briefing", briefing_text(related="[My-Draft]"))
    before = contents(house)
    assert 'signed-off texts name it, "open-briefing"' in fixed(house)[2]
    assert contents(house) == before
    fixed(house, "--void-sign-offs")
    assert "related: [my-draft]" in house.text("open-briefing").read_text(encoding="utf-8")


def test_a_public_log_sees_no_mending(house: House) -> None:
    house.add("a-draft", DRAFT.replace("2027-03-14", "14/03/2027"))
    before = contents(house)
    code, out, err = fixed(house, "--public-log")
    assert code == 2
    assert "2027" not in out + err
    assert contents(house) == before


def test_only_the_briefing_named_is_mended(house: House) -> None:
    for slug in ("A-draft", "b-draft"):
        house.add(slug, briefing_text(status="draft", title=slug, review_by="14/03/2027"))
    code, _, err = fixed(house, "A-draft")
    assert "14/03/2027" in house.text("b-draft").read_text(encoding="utf-8")
    assert "14/03/2027" not in house.text("a-draft").read_text(encoding="utf-8")
    assert "b-draft" not in err
    assert code == 0


def test_json_stands_alone(house: House) -> None:
    import json

    house.add("a-draft", DRAFT.replace("2027-03-14", "14/03/2027"))
    assert json.loads(fixed(house, "--json")[1])["findings"] == []


def cases() -> Iterator[Path]:
    yield from sorted((ROOT / "tests" / "cases").glob("*/*/briefings/*/briefing.md"))


def test_every_case_of_every_rule_survives_mending(catalogue: Catalogue, known: Known) -> None:
    for path in cases():
        if path.stat().st_size > 20_000:
            continue
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        mended, said = mend(text, known)
        assert mend(mended, known) == (mended, []), path
        assert (mended == text) == (said == []), path
