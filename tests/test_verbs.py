"""The commands about one briefing, as an officer types them, and everything that they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import page as pdf_checker
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from filelock import FileLock
from playwright.sync_api import Browser

from briefing_pipeline import verbs
from briefing_pipeline.build import Stop, roll_back
from briefing_pipeline.case import Case, Refused, git, open_case, outlook, who
from briefing_pipeline.check import check
from briefing_pipeline.gate import gate
from briefing_pipeline.load import load
from briefing_pipeline.report import attention
from briefing_pipeline.terms import HoldReason
from briefing_pipeline.verify import Watch, search, watch
from conftest import NOW, House, briefing_text
from test_promise import output_bytes

WRITER, SECOND, CHAIR = "writer@example.org", "second@example.org", "chair@example.org"


def case(house: House, slug: str = "quiet-child", by: str = WRITER, now: datetime = NOW) -> Case:
    return open_case(house.root, slug, by, now)


def signed(house: House, slug: str = "quiet-child", text: str | None = None) -> None:
    """Submitted by the writer and signed off by two others."""
    house.add(slug, text or briefing_text(status="draft", published_on=""))
    verbs.submit(case(house, slug))
    kind = case(house, slug).briefing.front
    assert kind
    for role in case(house, slug).publication.required(kind.kind):
        verbs.approve(case(house, slug, SECOND if role == "anonymisation" else CHAIR), role)


def published(house: House, slug: str = "quiet-child", text: str | None = None) -> None:
    signed(house, slug, text)
    verbs.publish([case(house, slug)])


def public(house: House, now: datetime = NOW) -> set[str]:
    catalogue, findings = load(house.root)
    release = gate(catalogue, [*findings, *check(catalogue)], now).release
    assert release
    return {entry.slug for entry in release.briefings}


def test_the_whole_way_as_it_is_typed(house: House) -> None:
    git(house.root, "init", "-q")
    git(house.root, "config", "user.email", WRITER)
    house.add("quiet-child", briefing_text(status="draft   # soon", published_on=""))

    def type_(*words: str, code: int = 0) -> str:
        run = house.briefings(*words)
        assert "Traceback" not in run.stderr
        assert run.returncode == code, run.stdout + run.stderr
        return " ".join((run.stdout + run.stderr).split())

    assert "it was not submitted yet" in type_("approve", "quiet-child", "--role", "anonymisation", code=1)
    said = type_("submit", "quiet-child")
    assert "submitted by writer@example.org" in said
    assert "the sign-off anonymisation is missing" in said
    assert "approve quiet-child --role" in said
    assert "nobody signs off their own text" in type_("approve", "quiet-child", "--role", "anonymisation", code=1)
    assert "nobody signs off" in type_("approve", "quiet-child", "--role", "anonymisation", "--by", "Writer@Example.org", code=1)
    assert 'did you mean "anonymisation"' in type_("approve", "quiet-child", "--role", "anonymization", "--by", SECOND, code=1)
    assert "case-review-subgroup is missing" in type_("approve", "quiet-child", "--role", "anonymisation", "--by", SECOND)
    assert "case-review-subgroup is missing" in type_("publish", "quiet-child", code=1)
    assert "publish quiet-child" in type_(
        "approve", "briefings/quiet-child/briefing.md", "--role", "case-review-subgroup", "--by", CHAIR
    )
    assert "briefings build" in type_("publish", "quiet-child")
    header = house.text("quiet-child").read_text(encoding="utf-8")
    assert "status: published   # soon\npublished_on: 20" in header
    assert "1 published, 0 withheld" in type_("build")
    text = header.replace("Words about signs", "Words, about signs")
    house.text("quiet-child").write_text(text, encoding="utf-8")
    assert "is void: the text has changed since" in type_("build")
    assert not (house.root / "site" / "quiet-child").exists()
    assert "void" in type_("status")
    type_("approve", "quiet-child", "--role", "anonymisation", "--by", SECOND)
    type_("approve", "quiet-child", "--role", "case-review-subgroup", "--by", CHAIR)
    assert "1 published, 0 withheld" in type_("build")
    assert "from the next build" in type_("withdraw", "quiet-child", "--why", "Its advice is out of date.")
    type_("build")
    page = (house.root / "site" / "quiet-child" / "index.html").read_text(encoding="utf-8")
    assert "Its advice is out of date." in page
    story = type_("status", "quiet-child")
    for deed in ("submitted it", "signed it off as anonymisation", "asked for publication", "withdrew it"):
        assert deed in story


def test_a_notice_stays_and_nothing_else(house: House) -> None:
    house.add("other-briefing", briefing_text(title="The one to read instead", related="[quiet-child]"))
    published(
        house,
        text=briefing_text(
            status="draft", aliases="[old-address]", themes="[neglect]", summary="A sentence that nobody else wrote."
        ),
    )
    assert public(house) == {"quiet-child", "other-briefing"}
    verbs.withdraw(case(house), "It names a clinic that has closed.", "other-briefing")
    built = house.build()
    site = built.site.resolve()
    folder = site / "quiet-child"
    assert {path.name for path in folder.iterdir()} == {"index.html", "quiet-child.pdf"}
    notice = (folder / "index.html").read_text(encoding="utf-8")
    for wanted in (
        "This briefing has been withdrawn",
        "24 November 2026",
        "It names a clinic that has closed.",
        "../other-briefing/",
        "noindex",
    ):
        assert wanted in notice
    report = pdf_checker.validate_pdf(folder / "quiet-child.pdf", profile="ua1")
    assert report.is_compliant, [failure.message for failure in report.failures]
    assert report.document.page_count == 1
    document = pypdfium2.PdfDocument((folder / "quiet-child.pdf").read_bytes())
    printed = " ".join(document[0].get_textpage().get_text_range().split())
    document.close()
    assert "It names a clinic that has closed." in printed
    assert "The one to read instead" in printed
    assert "../quiet-child/" in (site / "old-address" / "index.html").read_text(encoding="utf-8")
    everything = output_bytes(site)
    for gone in ("listening to the quiet child", "a sentence that nobody else wrote"):
        assert gone not in everything
    for name in (
        "index.html",
        "find/index.html",
        "briefings/index.html",
        "themes/neglect/index.html",
        "other-briefing/index.html",
        "sitemap.xml",
    ):
        assert "quiet-child" not in (site / name).read_text(encoding="utf-8"), name
    assert [finding.fault.rule for finding in built.warnings] == ["link-withheld"]
    assert json.loads((site / "release.json").read_text(encoding="utf-8"))["notices"].keys() == {"quiet-child"}


def test_links_to_a_withdrawn_one_do_not_keep_it_up(house: House) -> None:
    title = "The empty chair: who was not at the meeting"
    published(house, "the-empty-chair", briefing_text(status="draft", title=f'"{title}"'))
    words = f"[{title}](../the-empty-chair/briefing.md), and [who was not at the meeting](../the-empty-chair/briefing.md)"
    house.add(
        "other-briefing",
        briefing_text("positive-practice", title="One that names it").replace("Words about what worked", words, 1),
    )
    house.build()
    verbs.withdraw(case(house, "the-empty-chair"), "Out of date.")
    built = house.build()
    assert "has been withdrawn" in (built.site / "the-empty-chair" / "index.html").read_text(encoding="utf-8")
    assert {finding.fault.rule for finding in built.warnings} == {"link-withheld"}
    assert title not in (built.site / "index.html").read_text(encoding="utf-8")


def test_the_notice_is_accessible(house: House, browser: Browser) -> None:
    published(house)
    verbs.withdraw(case(house), "Its advice is out of date.")
    page = house.build().site.resolve() / "quiet-child" / "index.html"
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 320, "height": 640})
        tab = context.new_page()
        tab.goto(page.as_uri())
        assert Axe().run(tab).response["violations"] == []
        assert tab.evaluate("document.documentElement.scrollWidth") == 320
        context.close()


def test_a_withdrawn_one_comes_back_only_with_every_sign_off_anew(house: House) -> None:
    published(house)
    verbs.withdraw(case(house), "Out of date.")
    path = house.text("quiet-child")
    path.write_text(path.read_text(encoding="utf-8").replace("status: withdrawn", "status: published"), encoding="utf-8")
    assert public(house) == set()
    with pytest.raises(Refused):
        verbs.publish([case(house)])
    with pytest.raises(Refused):
        verbs.approve(case(house, by=SECOND), "anonymisation")
    verbs.submit(case(house))
    assert public(house) == set()
    house.build()
    assert (house.root / "site" / "quiet-child" / "quiet-child.pdf").is_file()
    verbs.approve(case(house, by=SECOND), "anonymisation")
    verbs.approve(case(house, by=CHAIR), "case-review-subgroup")
    assert public(house) == {"quiet-child"}


def test_a_notice_ends_when_it_is_up_again(house: House) -> None:
    published(house)
    verbs.withdraw(case(house), "It named an old service.")
    verbs.submit(case(house))
    for by, role in ((SECOND, "anonymisation"), (CHAIR, "case-review-subgroup")):
        verbs.approve(case(house, by=by), role)
    verbs.publish([case(house)])
    verbs.hold(case(house), "other", "Legal", date(2026, 12, 1))
    verbs.clear(case(house, by=CHAIR), "case-review-subgroup", "It ended.")
    built = house.build()
    assert not built.verdict.release or built.verdict.release.notices == ()
    assert built.verdict.decisions["quiet-child"].reasons


def test_what_is_up_is_not_dated_back(house: House) -> None:
    published(house)
    refused(lambda: verbs.publish([case(house)], date(2020, 1, 1)), "not moved back")
    verbs.publish([case(house)], date(2026, 12, 24))
    # It is not up yet: today is as good as any day to come, and yesterday is not.
    refused(lambda: verbs.publish([case(house)], date(2026, 11, 23)), "not moved back")
    assert "from the next build" in verbs.publish([case(house)], date(2026, 11, 24))[0]
    assert public(house) == {"quiet-child"}


def test_asking_twice_is_no_fault(house: House) -> None:
    published(house)
    assert "asks for publication already, and nothing is missing" in verbs.publish([case(house)])[0]
    text = house.text("quiet-child")
    text.write_text(text.read_text(encoding="utf-8").replace("Words about", "Words, about"), encoding="utf-8")
    refused(lambda: verbs.publish([case(house)]), "is void")


def test_a_withdrawn_one_whose_address_is_its_title_goes(house: House) -> None:
    """The words of an address at which a notice stands are public; the same words as a title are not."""
    house.add("listening-to-the-lamp", briefing_text(title="Listening to the lamp", aliases="[listening-to-a-lamp]"))
    house.add("other-briefing", briefing_text(title="The one to read instead"))
    house.build()
    verbs.withdraw(case(house, "listening-to-the-lamp"), "It has been replaced.", "other-briefing")
    site = house.build().site
    assert "It has been replaced." in (site / "listening-to-the-lamp" / "index.html").read_text(encoding="utf-8")
    watched = watch(load(house.root)[0], {"other-briefing"}, NOW)
    for address in ("/listening-to-the-lamp/", "see listening-to-the-lamp.pdf", "../listening-to-a-lamp/index.html"):
        assert list(search(address, watched)) == []
    for title in (
        "Listening to the lamp",
        "listening_to_the_lamp",
        "x-listening-to-the-lamp-x",
        "ListeningToTheLamp",
        "Listening-to the lamp",
    ):
        assert list(search(title, watched)), title


def test_an_address_of_one_word_hides_no_name() -> None:
    known = Watch(notices={"quill"})
    known.add("Quill", "a private value")
    assert list(search('{"withdrawn": ["quill"]} see /quill/index.html', known)) == []
    assert list(search("Mrs Quill said so", known))


def test_a_reason_is_words(house: House) -> None:
    published(house)
    verbs.hold(case(house), "other", "Legal", date(2026, 12, 1))
    refused(lambda: verbs.clear(case(house, by=CHAIR), "case-review-subgroup", "…"), "nothing that can be read")
    assert outlook(case(house)).next.startswith("briefings build")


def test_a_taken_down_one_is_said_and_stays_in_no_older_release(house: House) -> None:
    house.add("other-briefing", briefing_text(title="The one that stays"))
    published(house)
    house.build()
    verbs.hold(case(house), "other", "Legal", date(2026, 12, 1))
    late = house.briefings("verify", "--json", "--now", NOW.isoformat())
    assert late.returncode == 1
    assert "output-outdated" in late.stdout
    assert house.build().taken_off == ["quiet-child"]
    releases = list((house.root / "build" / "releases").iterdir())
    assert len(releases) == 1
    assert house.build().taken_off == []


def test_a_hold_on_a_withdrawn_one_takes_the_notice_away(house: House) -> None:
    published(house)
    verbs.withdraw(case(house), "Out of date.")
    verbs.hold(case(house), "court-order", "Legal", date(2027, 1, 1))
    built = house.build()
    assert not (built.site / "quiet-child").exists()
    assert "quiet-child" not in output_bytes(built.site.resolve())


def test_a_rollback_passes_the_gate_again(house: House) -> None:
    house.add("other-briefing", briefing_text(title="The one that stays"))
    published(house)
    house.build()
    house.build()
    first = (house.root / "site").resolve()
    house.build()
    assert roll_back(house.root, house.root / "site", NOW) == first
    assert (house.root / "site").resolve() == first
    verbs.withdraw(case(house), "Out of date.")
    house.build()
    with_notice = (house.root / "site").resolve()
    with pytest.raises(Stop) as stop:
        roll_back(house.root, house.root / "site", NOW)
    assert [finding.fault.rule for finding in stop.value.findings if finding.is_error] == ["rollback"]
    assert (house.root / "site").resolve() == with_notice
    assert "refused" not in house.briefings("rollback").stdout


def test_a_rollback_brings_back_no_text_that_was_changed_since(house: House) -> None:
    published(house)
    house.build()
    path = house.text("quiet-child")
    path.write_text(path.read_text(encoding="utf-8").replace("Words about signs", "Other words about signs"), encoding="utf-8")
    verbs.approve(case(house, by=SECOND), "anonymisation")
    verbs.approve(case(house, by=CHAIR), "case-review-subgroup")
    house.build()
    with pytest.raises(Stop):
        roll_back(house.root, house.root / "site", NOW)


def refused(act: Callable[[], Any], *words: str) -> None:
    with pytest.raises(Refused) as raised:
        act()
    said = " ".join([*raised.value.reasons, raised.value.hint, *(finding.fault.rule for finding in raised.value.findings)])
    for word in words:
        assert word in said, said


def test_every_hold_ends_with_its_role_alone(house: House) -> None:
    published(house)
    for reason in HoldReason:
        verbs.hold(case(house), str(reason), "Legal", date(2026, 12, 1))
        assert outlook(case(house)).next.startswith(("briefings build", "briefings clear quiet-child --hold"))
        refused(lambda: verbs.publish([case(house)]), "held")
        assert public(house, NOW + timedelta(days=4000)) == set()
        refused(lambda: verbs.clear(case(house, by=CHAIR), "consent", "Over."), "is cleared by")
        verbs.clear(case(house, by=CHAIR), case(house).publication.may_clear(reason)[0], "It is over.")
        verbs.publish([case(house)])
    assert public(house) == {"quiet-child"}


def test_two_holds_are_told_apart(house: House) -> None:
    published(house)
    verbs.hold(case(house), "inquest", "Legal", date(2027, 1, 1))
    verbs.hold(case(house), "inquest", "Legal", date(2027, 2, 1))
    verbs.hold(case(house), "other", "Legal", date(2027, 2, 1))
    refused(lambda: verbs.clear(case(house), "legal-adviser", "Over."), "5 (inquest", "6 (inquest", "7 (other")
    refused(lambda: verbs.clear(case(house), "legal-adviser", "Over.", "inquest"), "--hold")
    refused(lambda: verbs.clear(case(house), "legal-adviser", "Over.", "9"), "--hold")
    refused(lambda: verbs.clear(case(house), "legal-advisor", "Over."), "is cleared by", "legal-adviser")
    refused(lambda: verbs.hold(case(house), "inquest", "Legal ", date(2027, 2, 1)), "held for inquest already")
    verbs.clear(case(house), "case-review-subgroup", "Over.", "other")
    verbs.clear(case(house), "legal-adviser", "Over.", "5")
    verbs.clear(case(house), "legal-adviser", "Over.")
    assert case(house).holds == []


def test_a_taking_down_takes_what_points_at_it_and_delays_nothing(house: House) -> None:
    for slug, other in (("first-one", "second-one"), ("second-one", "third-one"), ("third-one", "second-one")):
        house.add(slug, briefing_text("positive-practice", status="draft", title=f"The {slug} of three", related=f"[{other}]"))
    for slug in ("first-one", "second-one", "third-one"):
        verbs.submit(case(house, slug))
        for role in ("consent", "case-review-subgroup"):
            verbs.approve(case(house, slug, SECOND), role)
    house.add("last-one", briefing_text("positive-practice", title="The one that nobody names"))
    refused(lambda: verbs.publish([case(house, "first-one")]), "second-one")
    verbs.publish([case(house, slug) for slug in ("first-one", "second-one", "third-one")])
    assert len(public(house)) == 4
    said = verbs.hold(case(house, "third-one"), "court-order", "Legal", date(2027, 1, 1))
    assert "first-one and second-one" in said[-1]
    assert public(house) == {"last-one"}
    release = house.build().verdict.release
    assert release
    assert [briefing.slug for briefing in release.briefings] == ["last-one"]


def test_submitting(house: House) -> None:
    house.add("quiet-child", briefing_text(status="draft", themes="[neglct]"))
    refused(lambda: verbs.submit(case(house)), "faults", "theme-unknown")
    house.text("quiet-child").write_text(briefing_text(status="draft"), encoding="utf-8")
    verbs.submit(case(house), ["Colleague@example.org"])
    refused(lambda: verbs.approve(case(house, by="colleague@EXAMPLE.org"), "anonymisation"), "nobody signs off")
    assert "status: awaiting-publication" in house.text("quiet-child").read_text(encoding="utf-8")


def test_what_cannot_be_printed_is_not_submitted(house: House) -> None:
    """It is printed on trial: nobody signs off a text that must still be cut."""
    words = briefing_text(status="draft").replace("Words about", "- one line\n" * 20 + "\nWords about")
    house.add("quiet-child", words)
    run = house.briefings("submit", "quiet-child", "--by", "writer@example.org")
    assert run.returncode == 1
    assert "error[pages-too-many]" in run.stderr
    assert "Nothing was changed." in run.stderr
    assert house.text("quiet-child").read_text(encoding="utf-8") == words
    house.text("quiet-child").write_text(briefing_text(status="draft"), encoding="utf-8")
    assert house.briefings("submit", "quiet-child", "--by", "writer@example.org").returncode == 0


def test_git_knows_who_wrote_it(house: House) -> None:
    house.add("quiet-child", briefing_text(status="draft"))
    git(house.root, "init", "-q")
    git(house.root, "add", "-A")
    for name in ("author", "committer"):
        git(house.root, "config", f"{name}.email", "third@example.org")
        git(house.root, "config", f"{name}.name", "Third")
    git(house.root, "commit", "-qm", "written")
    said = verbs.submit(case(house))
    assert "third@example.org" in said[0]
    refused(lambda: verbs.approve(case(house, by="third@example.org"), "anonymisation"), "nobody signs off")


def test_whoever_changed_it_afterwards_does_not_sign_it_off(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-11-24T13:00:00Z")
    git(house.root, "init", "-q")
    signed(house)
    path = house.text("quiet-child")
    path.write_text(path.read_text(encoding="utf-8").replace("Words about signs", "Words, about signs"), encoding="utf-8")
    for name in ("author", "committer"):
        git(house.root, "config", f"{name}.email", SECOND)
        git(house.root, "config", f"{name}.name", "Second")
    git(house.root, "add", "-A")
    git(house.root, "commit", "-qm", "a comma")
    now = NOW + timedelta(hours=2)
    refused(lambda: verbs.approve(case(house, by=SECOND, now=now), "anonymisation"), "nobody signs off")
    verbs.approve(case(house, by="fourth@example.org", now=now), "anonymisation")
    # From now on it is on record.
    assert SECOND in case(house).record.writers


def test_publishing(house: House) -> None:
    signed(house)
    verbs.publish([case(house)], date(2026, 12, 24))
    assert public(house) == set()
    assert public(house, datetime(2026, 12, 24, tzinfo=UTC)) == {"quiet-child"}
    assert "--on" in verbs.publish([case(house)])[0]
    verbs.publish([case(house)], date(2026, 12, 22))
    assert public(house, datetime(2026, 12, 22, tzinfo=UTC)) == {"quiet-child"}
    verbs.publish([case(house)], date(2026, 12, 24))
    # A date that is set by hand is a change like any other.
    path = house.text("quiet-child")
    path.write_text(path.read_text(encoding="utf-8").replace("2026-12-24", "2026-11-20"), encoding="utf-8")
    assert public(house) == set()


def test_overriding(house: House) -> None:
    lcspr = "[{type: lcspr, year: 2026, url: 'https://example.org/review'}]"
    house.add("quiet-child", briefing_text(status="draft", sources=lcspr, published_on="", review_published_on="2026-11-20"))
    verbs.submit(case(house))
    refused(lambda: verbs.override(case(house), "hold", "Now."), "is no refusal that can be lifted")
    refused(lambda: verbs.override(case(house), "second-person", "Now."), "is no refusal that can be lifted")
    refused(lambda: verbs.override(case(house), "sign-off", "Now."), "--role")
    refused(lambda: verbs.override(case(house), "sign-off", " "), "says nothing")
    verbs.approve(case(house, by=SECOND), "anonymisation")
    refused(lambda: verbs.override(case(house), "sign-off", "Now.", "anonymisation"), "is no missing sign-off")
    verbs.override(case(house), "sign-off", "The subgroup does not meet before the new year.", "case-review-subgroup")
    refused(lambda: verbs.publish([case(house)]), "working days")
    verbs.override(case(house), "notice-period", "The Panel has seen it before.")
    refused(lambda: verbs.override(case(house), "notice-period", "Again."), "nothing to lift")
    verbs.publish([case(house)])
    assert public(house) == {"quiet-child"}
    catalogue, _ = load(house.root)
    verdict = house.build().verdict
    marked = attention(catalogue, verdict.decisions, NOW)["overrides"]
    assert [entry["lifts"] for entry in marked] == ["sign-off case-review-subgroup", "notice-period"]
    refused(lambda: verbs.withdraw(case(house), "Out of date."), "stays available until 24 November 2027", "minimum-year")
    verbs.override(case(house), "minimum-year", "It names a place.")
    verbs.approve(case(house, by=CHAIR), "case-review-subgroup")
    assert attention(load(house.root)[0], verdict.decisions, NOW)["overrides"] == []
    verbs.withdraw(case(house), "Out of date.")
    assert case(house).state == "withdrawn"


def test_a_year_later_no_override_is_needed(house: House) -> None:
    scr = "[{type: scr, year: 2020, url: 'https://example.org/review'}]"
    published(house, text=briefing_text(status="draft", sources=scr, published_on="2025-11-24"))
    refused(lambda: verbs.withdraw(case(house, now=NOW - timedelta(days=1)), "Out of date."), "24 November 2026")
    verbs.withdraw(case(house), "Out of date.")


def test_withdrawing(house: House) -> None:
    house.add(
        "held-case",
        briefing_text(
            "case-specific", status="awaiting-publication", title="Three doors, one child", private="{names: [Hesper Dunnock]}"
        ),
    )
    house.add("draft-one", briefing_text(status="draft", title="A rough draft"))
    signed(house, text=briefing_text(status="draft", private="{names: [Orla Wren]}"))
    refused(lambda: verbs.withdraw(case(house), "Out of date."), "never published")
    refused(lambda: verbs.withdraw(case(house, "draft-one"), "Out of date."), "never published")
    verbs.publish([case(house)])
    for leak in ("See three doors, one child.", "It names Hesper Dunnock.", "See held-case."):
        refused(lambda leak=leak: verbs.withdraw(case(house), leak), "names something withheld")  # type: ignore[misc]
    for telling in ("Ring us on 01632 960777.", "The girl, Orla W., was named in court.", "He was born on 3 May 2024."):
        refused(lambda telling=telling: verbs.withdraw(case(house), telling), "the reason is for readers")  # type: ignore[misc]
    refused(lambda: verbs.withdraw(case(house), "Out of date.", "held-case"), "is no published briefing")
    refused(lambda: verbs.withdraw(case(house), "Out of date.", "quiet-child"), "instead of itself")
    refused(lambda: verbs.withdraw(case(house), "long " * 200), "at most 500")
    verbs.withdraw(case(house), "Out of date.")
    refused(lambda: verbs.withdraw(case(house), "Out of date."), "already")


def test_a_correction_is_told_to_take_a_page_down_before_it_does(house: House) -> None:
    published(house)
    path = house.text("quiet-child")
    path.write_text(path.read_text(encoding="utf-8").replace("Words about signs", "More words about signs"), encoding="utf-8")
    catalogue, findings = load(house.root)
    (told,) = gate(catalogue, [*findings, *check(catalogue)], NOW).findings
    assert (told.fault.rule, told.is_error) == ("sign-off-void", False)
    assert "the next build takes it off: the sign-off case-review-subgroup of 24 November 2026 is void" in told.fault.message
    verbs.hold(case(house), "inquest", "Legal", date(2027, 1, 1))
    catalogue, findings = load(house.root)
    assert gate(catalogue, [*findings, *check(catalogue)], NOW).findings == ()


def test_reviewing_moves_the_date_and_voids_nothing(house: House) -> None:
    published(house, text=briefing_text(status="draft", review_by="2026-11-23"))
    built = house.build()
    overdue = (built.site / "quiet-child" / "index.html").read_text(encoding="utf-8")
    assert "Due for review" in overdue
    document = pypdfium2.PdfDocument((built.site / "quiet-child" / "quiet-child.pdf").read_bytes())
    assert "Due for review" in document[0].get_textpage().get_text_range()
    document.close()
    due = attention(built.catalogue, built.verdict.decisions, NOW)["reviews_due"]
    assert due == [{"briefing": "quiet-child", "review_by": "2026-11-23", "days": -1}]
    refused(lambda: verbs.review(case(house), date(2026, 11, 24)), "is over")
    verbs.review(case(house), date(2029, 11, 24))
    assert public(house) == {"quiet-child"}
    house.build()
    assert "Due for review" not in (built.site / "quiet-child" / "index.html").read_text(encoding="utf-8")


def test_one_case_without_its_review_needs_a_reason(house: House) -> None:
    signed(house, text=briefing_text("case-specific", status="draft", sources="[{type: lcspr, year: 2020}]"))
    refused(lambda: verbs.publish([case(house)]), "no address where it is published")
    refused(lambda: verbs.approve(case(house, by=CHAIR), "without-review"), "--why")
    verbs.approve(case(house, by=CHAIR), "without-review", "It was taken down when its year was over.")
    verbs.publish([case(house)])
    assert public(house) == {"quiet-child"}


def test_a_theme_that_rests_on_a_held_case_needs_a_stand_in(house: House) -> None:
    signed(house, "held-case", briefing_text("case-specific", status="draft", title="Three doors, one child"))
    verbs.hold(case(house, "held-case"), "inquest", "Legal", date(2027, 1, 1))
    signed(house, text=briefing_text(status="draft", private="{rests_on: [held-case]}"))
    refused(lambda: verbs.publish([case(house)]), "rests on a held briefing")
    verbs.approve(case(house, by=CHAIR), "stand-in", "Nothing in it is from that case alone.")
    verbs.publish([case(house)])
    assert public(house) == {"quiet-child"}


def test_a_theme_that_copies_a_held_case_needs_a_stand_in(house: House) -> None:
    shared = "Everybody had seen the bruise and everybody had believed the story."
    held = briefing_text("case-specific", status="draft", title="Three doors, one child").replace(
        "Words about what happened.", shared
    )
    signed(house, "held-case", held)
    verbs.hold(case(house, "held-case"), "inquest", "Legal", date(2027, 1, 1))
    signed(
        house,
        text=briefing_text(status="draft").replace(
            "Words about signs to look for.", shared.replace("bruise and", "bruise – and")
        ),
    )
    where = 'text in common with a held briefing (in "Signs to look for", and in "held-case")'
    refused(lambda: verbs.publish([case(house)]), where)


def test_whoever_may_not_sign_off_is_told_how_somebody_else_does(house: House) -> None:
    signed(house)
    with pytest.raises(Refused) as own:
        verbs.approve(case(house), "anonymisation")
    assert "add --by and the address of" in own.value.hint


def test_two_that_point_at_each_other_are_named_in_what_to_type_next(house: House) -> None:
    for slug, other in (("one-door", "other-door"), ("other-door", "one-door")):
        house.add(slug, briefing_text(status="draft", title=f"The {slug}", related=f"[{other}]"))
    for slug in ("one-door", "other-door"):
        verbs.submit(case(house, slug))
        for role in ("anonymisation", "case-review-subgroup"):
            verbs.approve(case(house, slug, SECOND), role)
    assert outlook(case(house, "one-door")).next.startswith("briefings publish one-door other-door   (together, ")


def test_once_the_notice_is_up_nothing_is_left_to_do(house: House) -> None:
    published(house)
    house.build()
    verbs.withdraw(case(house), "It is out of date.")
    assert outlook(case(house)).next == "briefings build"
    house.build()
    assert outlook(case(house)).next == ""
    assert "Nothing is left to do" in house.briefings("status", "quiet-child").stdout
    manifest = house.root / "site" / "release.json"
    manifest.write_text(
        manifest.read_text(encoding="utf-8").replace('"built_for": "2026', '"built_for": "2025'), encoding="utf-8"
    )
    assert outlook(case(house)).next == "briefings build"


def test_who_decides(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", str(tmp_path / "none"))
    refused(lambda: who(house.root, None), "nobody is named", "--by")
    for wrong in ("", " ", "Jo", "jo@", "@example.org", "a b@example.org", "a@b@c", "a\u200b@example.org"):
        refused(lambda wrong=wrong: who(house.root, wrong), "--by")  # type: ignore[misc]
    assert who(house.root, " jo@example.org ") == "jo@example.org"
    git(house.root, "init", "-q")
    git(house.root, "config", "user.email", "jo@example.org")
    assert who(house.root, None) == "jo@example.org"
    monkeypatch.setenv("PATH", "")
    refused(lambda: who(house.root, None), "nobody is named")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("submit", "quiet-chld", "--by", WRITER), 2, 'did you mean "quiet-child"'),
        (("submit",), 2, "NAME"),
        (("approve", "quiet-child"), 2, "--role"),
        (("hold", "quiet-child", "--reason", "trial", "--owner", "x", "--look-again", "2027-01-01", "--by", WRITER), 1, 'did you mean "criminal-trial"'),
        (("hold", "quiet-child", "--reason", "inquest", "--owner", "x", "--look-again", "1/1/27", "--by", WRITER), 2, "2027-03-14"),
        (("hold", "quiet-child", "--reason", "inquest", "--owner", "x", "--look-again", "2022-01-01", "--by", WRITER), 1, "is over"),
        (("hold", "quiet-child", "--reason", "inquest", "--owner", " ", "--look-again", "2099-01-01", "--by", WRITER), 1, "--owner says nothing"),
        (("clear", "quiet-child", "--role", "legal-adviser", "--why", "x", "--by", WRITER), 1, "no hold is open"),
        (("withdraw", "quiet-child", "--by", WRITER), 2, "--why"),
        (("review", "quiet-child", "--review-by", "2027-13-01", "--by", WRITER), 2, "2027-03-14"),
        (("status", "quiet-chld"), 2, 'did you mean "quiet-child"'),
        (("status", "--on", "tomorrow"), 2, "write a day as 2022-03-14, or a day and a time as"),
        (("status", "--on", "12/1/2027"), 2, "write a day as 2022-03-14, or a day and a time as 2022-03-14T09:00: did you mean 2027-01-12 or 2027-12-01?"),
        (("review", "quiet-child", "--review-by", "31 March 2027", "--by", WRITER), 2, "did you mean 2027-03-31?"),
        (("submit", "quiet-child", "--wrote", "Kim", "--by", WRITER), 1, "--wrote their.address@example.org"),
        (("rollback",), 1, "no older release"),
        (("submit", "quiet-child", "--by", WRITER, "--root", "nowhere"), 2, "no house of briefings"),
    ],
)  # fmt: skip
def test_wrong_use_is_told_plainly(house: House, words: tuple[str, ...], code: int, said: str) -> None:
    house.add("quiet-child", briefing_text(status="draft"))
    before = {path: path.read_bytes() for path in (house.root / "briefings").rglob("*") if path.is_file()}
    run = house.briefings(*words)
    assert run.returncode == code, run.stdout + run.stderr
    assert said in " ".join((run.stdout + run.stderr).replace("│", " ").split())
    assert "Traceback" not in run.stderr
    assert {path: path.read_bytes() for path in (house.root / "briefings").rglob("*") if path.is_file()} == before


def test_answers_for_programs(house: House) -> None:
    house.add("quiet-child", briefing_text(status="draft"))
    run = house.briefings("submit", "quiet-child", "--by", WRITER, "--json")
    answer = json.loads(run.stdout)
    assert answer["done"]
    assert answer["briefings"][0]["next"].startswith("briefings approve quiet-child")
    answer = json.loads(house.briefings("publish", "quiet-child", "--by", WRITER, "--json").stdout)
    assert not answer["done"]
    assert len(answer["refused"]) == 3
    whole = json.loads(house.briefings("status", "--json").stdout)
    assert {"holds", "void_sign_offs", "overrides", "reviews_due"} <= set(whole)
    one = json.loads(house.briefings("status", "quiet-child", "--json").stdout)
    assert [entry["did"] for entry in one["record"]] == ["submitted"]


def test_status_says_what_would_be_public_then(house: House) -> None:
    signed(house)
    refused(lambda: verbs.publish([case(house)], date(2099, 1, 2)), "1 fault", "review-before-publication")
    signed(house, "other-briefing", briefing_text(status="draft", published_on="", review_by="", title="Without a review"))
    verbs.publish([case(house, "other-briefing")], date(2099, 1, 2))
    for day, decision in (("2099-01-01", "withheld"), ("2099-01-02", "published"), ("2099-01-01T23:59", "withheld")):
        answer = json.loads(house.briefings("status", "--on", day, "--json").stdout)
        assert [row["decision"] for row in answer["briefings"]] == [decision, "withheld"]


def test_one_command_at_a_time(house: House) -> None:
    house.add("quiet-child", briefing_text(status="draft"))
    (house.root / "build").mkdir(exist_ok=True)
    with FileLock(house.root / "build" / ".decisions.lock"):
        run = house.briefings("submit", "quiet-child", "--by", WRITER)
    assert run.returncode == 1
    assert "another command" in run.stderr


def test_a_command_that_dies_half_way_leaves_it_withheld(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    published(house)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("briefing_pipeline.case.set_values", die)
    with pytest.raises(KeyboardInterrupt):
        verbs.hold(case(house), "inquest", "Legal", date(2027, 1, 1))
    assert "status: published" in house.text("quiet-child").read_text(encoding="utf-8")
    assert public(house) == set()


def test_what_hangs_on_one_without_its_stand_in_is_a_mistake_not_a_quiet_loss(house: House) -> None:
    """It shares text with a held case, so that it is withheld; the one that links to it is not withheld without a word."""
    case_text = briefing_text("case-specific", status="awaiting-publication", title="One case")
    words = "the neighbour saw three lamps burning in the empty house"
    house.add("held-case", case_text.replace("Words about what happened", words))
    verbs.submit(case(house, "held-case"))
    verbs.hold(case(house, "held-case"), "inquest", "Legal", date(2026, 12, 1))
    house.add("quiet-child", briefing_text().replace("Words about signs", f"{words}. Words about signs"))
    house.add(
        "other-briefing",
        briefing_text(title="Other").replace("Words about signs", "[See this](../quiet-child/briefing.md). Words"),
    )
    catalogue, findings = load(house.root)
    verdict = gate(catalogue, [*findings, *check(catalogue)], NOW)
    assert [reason.refusal for reason in verdict.decisions["quiet-child"].reasons] == ["stand-in"]
    assert {(item.path.split("/")[1], item.fault.rule) for item in verdict.findings} == {("other-briefing", "link-withheld")}
    assert verdict.release is None
