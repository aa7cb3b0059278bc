"""The gate's decision: a truth table worked out independently, and never a yes with a condition unmet, for any input."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_pipeline.dates import after_working_days
from briefing_pipeline.decision import REFUSALS, Around, Decision, decide
from briefing_pipeline.gate import Release, gate
from briefing_pipeline.load import load
from briefing_pipeline.model import Body, Briefing, FrontMatter, Private, Settings, Source
from briefing_pipeline.moves import MOVES, State, Verb
from briefing_pipeline.partnership import Partnership
from briefing_pipeline.record import ENTRY, Record
from briefing_pipeline.terms import LONDON, HoldReason, Kind, SourceType, Status
from conftest import NOW, ROOT, House, briefing_text, examples

SETTINGS = Settings(
    "Briefings",
    "https://briefings.example.org/",
    Partnership(
        partnership="Northmere",
        intro="Short.",
        contact="a@example.org",
        call_now="Call",
        call_number="999",
        audiences={},
        training={},
    ),
)
THEN = "2022-01-10T09:00:00Z"


def a_briefing(
    kind: Kind = Kind.POSITIVE_PRACTICE,
    wish: Status | None = Status.PUBLISHED,
    published_on: datetime | None = NOW,
    text: str = "The text as it stands.",
    **front: Any,
) -> Briefing:
    matter = FrontMatter.model_construct(
        title="A title", kind=kind, status=wish or Status.DRAFT, summary="A summary.", published_on=published_on, review_by=None,
        review_published_on=None, themes=["neglect"], audience=[], ages=[], sources=[], training=[], related=[], changes=[],
        aliases=[], private=Private(),
    ).model_copy(update=front)  # fmt: skip
    return Briefing("one", "briefings/one/briefing.md", "", {}, {}, wish, matter, matter, text, Body(), {}, {})


def record(*entries: dict[str, Any]) -> Record:
    return Record(
        tuple(ENTRY.validate_python({"at": THEN, "by": "second@example.org", "before": "", **entry}) for entry in entries)
    )


def submitted(digest: str, by: str = "writer@example.org", wrote: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"did": "submitted", "digest": digest, "by": by, "wrote": list(wrote)}


def approved(digest: str, role: str, by: str = "second@example.org") -> dict[str, Any]:
    return {"did": "approved", "digest": digest, "role": role, "by": by}


def ids(decision: Decision) -> list[str]:
    return sorted({reason.refusal for reason in decision.reasons})


# The truth table. Each column has its values; the expected answer is worked out from the row, in other words than decide's.


@dataclass(frozen=True)
class Row:
    wish: Status | None
    due: str  # in the past, now, to come, none
    hold: str  # none, open, cleared by a role that may, cleared by one that may not
    signed: str  # both roles, one role, none
    digest: str  # of this text, of another
    person: str  # a second one, the submitter, one who wrote it
    record: str  # readable, broken, not submitted, withdrawn


ROWS = [
    Row(*values)
    for values in itertools.product(
        [*Status, None],
        ["past", "now", "to come", "none"],
        ["none", "open", "cleared", "cleared by nobody who may"],
        ["both", "one", "none"],
        ["this", "another"],
        ["second", "submitter", "writer"],
        ["readable", "broken", "not submitted", "withdrawn"],
    )
]
DUE = {"past": NOW - timedelta(seconds=1), "now": NOW, "to come": NOW + timedelta(seconds=1), "none": None}
PEOPLE = {"second": "second@example.org", "submitter": "Writer@Example.org", "writer": "other@example.org"}
ROLES = {"both": ["case-review-subgroup", "consent"], "one": ["consent"], "none": []}


def expected(row: Row) -> set[str]:
    """The refusals that a reader of the rules would name."""
    says_no = set()
    if row.wish != "published":
        says_no.add("status")
    if row.due in ("to come", "none"):
        says_no.add("date")
    if row.record == "broken":
        return says_no | {"record"}
    if row.hold in ("open", "cleared by nobody who may"):
        says_no.add("hold")
    counts = row.digest == "this" and row.person == "second" and row.record != "withdrawn"
    if row.record == "withdrawn":
        says_no.add("withdrawn")
    if row.record == "not submitted":
        says_no.add("record")
        # Nobody is known to have written it, so that anybody's sign-off stands; the record itself says no.
        counts = row.digest == "this"
    if not (counts and row.signed == "both"):
        says_no.add("sign-off")
    if not (counts and row.signed != "none"):
        says_no.add("second-person")
    return says_no


def build(row: Row) -> tuple[Briefing, Record]:
    briefing = a_briefing(wish=row.wish, published_on=DUE[row.due])
    signed = briefing.digest if row.digest == "this" else "0" * 64
    entries = [] if row.record == "not submitted" else [submitted(briefing.digest, wrote=("Other@example.org",))]
    entries += [approved(signed, role, PEOPLE[row.person]) for role in ROLES[row.signed]]
    if row.hold != "none":
        entries.append({"did": "held", "reason": "court-order", "owner": "x", "look_again": "2022-02-01"})
        number = len(entries)
        if row.hold != "open":
            role = "legal-adviser" if row.hold == "cleared" else "consent"
            entries.append({"did": "cleared", "hold": number, "role": role, "why": "The order ended."})
    if row.record == "withdrawn":
        entries.append({"did": "withdrawn", "why": "It is out of date."})
    return briefing, Record((), readable=False) if row.record == "broken" else record(*entries)


def test_truth_table() -> None:
    assert len(ROWS) == 5 * 4 * 4 * 3 * 2 * 3 * 4
    yes = 0
    for row in ROWS:
        decision = decide(*build(row), SETTINGS, NOW, Around())
        assert set(ids(decision)) == expected(row), row
        assert decision.public == (not expected(row))
        yes += decision.public
    # Two dates, no hold or a cleared one, both roles, this text, a second person, a sound record.
    assert yes == 2 * 2


KINDS = {
    Kind.CASE_SPECIFIC: {"case-review-subgroup", "anonymisation", "family-informed"},
    Kind.THEMATIC: {"case-review-subgroup", "anonymisation"},
    Kind.POSITIVE_PRACTICE: {"case-review-subgroup", "consent"},
}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_sign_off_of_its_kind(kind: Kind) -> None:
    briefing = a_briefing(kind)
    for size in range(len(KINDS[kind]) + 1):
        for given_roles in itertools.combinations(sorted(KINDS[kind]), size):
            entries = [approved(briefing.digest, role) for role in given_roles]
            decision = decide(briefing, record(submitted(briefing.digest), *entries), SETTINGS, NOW, Around())
            assert {reason.role for reason in decision.reasons if reason.refusal == "sign-off"} == KINDS[kind] - set(given_roles)
            assert decision.public == (set(given_roles) == KINDS[kind])


def test_a_second_person_whatever_the_settings_say() -> None:
    publication = SETTINGS.extra.publication.model_copy(update={"sign_offs": {"all": [], "positive-practice": []}})
    free = replace(SETTINGS, extra=SETTINGS.extra.model_copy(update={"publication": publication}))
    briefing = a_briefing()
    alone = record(submitted(briefing.digest), approved(briefing.digest, "consent", "writer@example.org"))
    assert ids(decide(briefing, alone, free, NOW, Around())) == ["second-person"]
    two = record(submitted(briefing.digest), approved(briefing.digest, "stand-in"))
    assert decide(briefing, two, free, NOW, Around()).public


def test_overrides_lift_procedure_and_nothing_else() -> None:
    briefing = a_briefing()
    lift = {
        "did": "overridden",
        "refusal": "sign-off",
        "why": "She is ill.",
        "digest": briefing.digest,
        "by": "writer@example.org",
    }
    both = [lift | {"role": role} for role in ("consent", "case-review-subgroup")]
    assert ids(decide(briefing, record(submitted(briefing.digest), *both), SETTINGS, NOW, Around())) == ["second-person"]
    signed = record(submitted(briefing.digest), approved(briefing.digest, "consent"), both[1])
    assert decide(briefing, signed, SETTINGS, NOW, Around()).public
    assert [entry.role for entry in signed.awaiting_second_person(briefing.digest)] == ["case-review-subgroup"]
    seen = record(submitted(briefing.digest), approved(briefing.digest, "consent"), both[1], approved(briefing.digest, "consent"))
    assert seen.awaiting_second_person(briefing.digest) == []
    elsewhere = record(submitted(briefing.digest), approved(briefing.digest, "consent"), both[1] | {"digest": "0" * 64})
    assert ids(decide(briefing, elsewhere, SETTINGS, NOW, Around())) == ["sign-off"]
    assert {name for name, refusal in REFUSALS.items() if refusal.liftable} == {"sign-off", "notice-period"}


def sound(briefing: Briefing, *more: dict[str, Any]) -> Record:
    roles = KINDS[briefing.front.kind] if briefing.front else set()
    return record(submitted(briefing.digest), *(approved(briefing.digest, role) for role in sorted(roles)), *more)


def test_one_case_waits_for_its_review() -> None:
    for kind in SourceType:
        briefing = a_briefing(Kind.CASE_SPECIFIC, sources=[Source(type=kind, year=2021)])
        answer = decide(briefing, sound(briefing), SETTINGS, NOW, Around())
        assert ids(answer) == (["review-published"] if kind in ("lcspr", "scr") else [])
        decided = sound(briefing, approved(briefing.digest, "without-review"))
        assert decide(briefing, decided, SETTINGS, NOW, Around()).public
        there = a_briefing(Kind.CASE_SPECIFIC, sources=[Source(type=kind, year=2021, url="https://example.org/review")])
        assert decide(there, sound(there), SETTINGS, NOW, Around()).public


@pytest.mark.parametrize(
    ("published", "until"),
    [
        ("2026-11-02", "2026-11-11"),
        ("2026-11-06", "2026-11-17"),
        ("2026-11-07", "2026-11-17"),
        # Good Friday is 3 April and Easter Monday 6 April 2026; Christmas, the day put off from Boxing Day, New Year.
        ("2026-03-30", "2026-04-10"),
        ("2026-12-21", "2027-01-04"),
        # The Queen's funeral was a bank holiday.
        ("2022-09-15", "2022-09-27"),
    ],
)
def test_seven_working_days(published: str, until: str) -> None:
    day, end = date.fromisoformat(published), date.fromisoformat(until)
    assert after_working_days(day, 7) == end
    briefing = a_briefing(review_published_on=day, published_on=datetime(2022, 1, 1, tzinfo=UTC))
    opens = datetime(end.year, end.month, end.day, tzinfo=LONDON)
    assert ids(decide(briefing, sound(briefing), SETTINGS, opens - timedelta(seconds=1), Around())) == ["notice-period"]
    assert decide(briefing, sound(briefing), SETTINGS, opens, Around()).public
    lift = {"did": "overridden", "refusal": "notice-period", "why": "The Panel agreed.", "digest": briefing.digest}
    assert decide(briefing, sound(briefing, lift), SETTINGS, opens - timedelta(days=5), Around()).public


def test_a_theme_in_disguise_needs_a_stand_in() -> None:
    few = [Source(type=SourceType.RAPID_REVIEW, year=2021)] * 3
    many = [Source(type=SourceType.RAPID_REVIEW, year=year) for year in (2019, 2020, 2021)]
    for sources, rests_on, shares in itertools.product([few, many], [(), ("held-case",)], ["", "these words"]):
        briefing = a_briefing(Kind.THEMATIC, sources=sources)
        around = Around(rests_on=rests_on, in_common=shares)
        needs = bool(shares) or (bool(rests_on) and sources is few)
        assert ids(decide(briefing, sound(briefing), SETTINGS, NOW, around)) == (["stand-in"] if needs else [])
        assert decide(briefing, sound(briefing, approved(briefing.digest, "stand-in")), SETTINGS, NOW, around).public


def test_what_the_house_says_counts() -> None:
    briefing = a_briefing()
    assert ids(decide(briefing, sound(briefing), SETTINGS, NOW, Around(faults=2))) == ["fault"]
    assert ids(decide(briefing, sound(briefing), SETTINGS, NOW, Around(shared=("a link",)))) == ["shared"]
    assert ids(decide(briefing, sound(briefing), None, NOW, Around())) == ["settings"]
    assert "fault" in ids(decide(replace(briefing, front=None), sound(briefing), SETTINGS, NOW, Around()))


PERSONS = st.sampled_from(["writer@example.org", "WRITER@example.org", "second@example.org", "third@example.org"])
ROLE_NAMES = st.sampled_from(
    ["case-review-subgroup", "consent", "anonymisation", "family-informed", "stand-in", "without-review", "x"]
)


@st.composite
def houses(draw: st.DrawFn) -> tuple[Briefing, Record, Settings | None, datetime, Around]:
    """Any briefing with any record, in any order, at any moment."""
    sources = draw(st.lists(st.builds(Source, type=st.sampled_from(SourceType), year=st.integers(1990, 2026)), max_size=4))
    moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.timezones())
    briefing = a_briefing(
        draw(st.sampled_from(Kind)), draw(st.sampled_from([*Status, None])), draw(st.none() | moments), sources=sources,
        review_published_on=draw(st.none() | st.dates(date(1970, 1, 1), date(2199, 12, 31))),
    )  # fmt: skip
    if draw(st.integers(0, 9)) == 0:
        briefing = replace(briefing, front=None)
    digests = st.sampled_from([briefing.digest or "1" * 64, "0" * 64])
    by = st.fixed_dictionaries({"by": PERSONS})
    entries = draw(
        st.lists(
            st.one_of(
                st.builds(lambda who, digest: submitted(digest) | who, by, digests),
                st.builds(lambda who, digest, role: approved(digest, role) | who, by, digests, ROLE_NAMES),
                st.builds(lambda why: {"did": "held", "reason": str(why), "owner": "x", "look_again": "2022-02-01"}, st.sampled_from(HoldReason)),
                st.builds(lambda number, role: {"did": "cleared", "hold": number, "role": role, "why": "It ended."}, st.integers(-2, 12), ROLE_NAMES | st.just("legal-adviser")),
                st.builds(lambda one, two: {"did": "published", "was": one, "digest": two}, digests, digests),
                st.builds(lambda one, two: {"did": "reviewed", "was": one, "digest": two, "review_by": "2027-01-01"}, digests, digests),
                st.builds(lambda digest, what, role: {"did": "overridden", "refusal": what, "role": role, "why": "Why.", "digest": digest}, digests, st.sampled_from(["sign-off", "notice-period", "minimum-year"]), st.none() | ROLE_NAMES),
                st.just({"did": "withdrawn", "why": "Why."}),
            ),
            max_size=12,
        )
    )  # fmt: skip
    around = draw(
        st.builds(Around, st.integers(0, 2), st.sampled_from([(), ("held",)]), st.booleans(), st.sampled_from([(), ("a link",)]))
    )
    whole = Record((), readable=False) if draw(st.integers(0, 9)) == 0 else record(*entries)
    return briefing, whole, draw(st.sampled_from([SETTINGS, SETTINGS, SETTINGS, None])), draw(moments), around


@examples(600)
@given(houses())
def test_never_yes_with_a_condition_unmet(house: tuple[Briefing, Record, Settings | None, datetime, Around]) -> None:
    briefing, whole, known, now, around = house
    if not decide(briefing, whole, known, now, around).public:
        return
    front, entries = briefing.front, whole.entries
    assert known
    assert front
    assert briefing.wish is Status.PUBLISHED
    assert front.published_on
    assert front.published_on <= now
    assert whole.readable
    assert not around.faults
    assert not around.shared
    last = max((index for index, entry in enumerate(entries) if entry.did == "withdrawn"), default=-1)
    rest = entries[last + 1 :]
    writers = {entry.by.lower() for entry in entries if entry.did == "submitted"}
    assert any(entry.did == "submitted" for entry in rest)
    # A date that a command set leads from one digest to another; only two digests are drawn here.
    moved = any(entry.did in ("published", "reviewed") for entry in rest)
    good = [
        entry
        for entry in rest
        if entry.did == "approved" and entry.by.lower() not in writers and (moved or entry.digest == briefing.digest)
    ]
    assert good
    lifted = [
        (entry.refusal, entry.role) for entry in rest if entry.did == "overridden" and (moved or entry.digest == briefing.digest)
    ]
    for role in KINDS[front.kind]:
        assert role in {entry.role for entry in good} or ("sign-off", role) in lifted
    for number, entry in enumerate(entries, 1):
        if entry.did == "held":
            assert any(other.did == "cleared" and other.hold == number for other in entries[number:])


def test_the_digest_follows_every_word_and_nothing_else(house: House) -> None:
    text = briefing_text(private="{rests_on: [], notes: a note}", ages="[1-4]", sources="[{type: scr, year: 2020}]")
    path = house.add("open-briefing", text) / "briefing.md"

    def digest(written: str | bytes) -> str:
        path.write_bytes(written if isinstance(written, bytes) else written.encode())
        return load(house.root)[0].briefings[0].digest

    first = digest(text)
    lines = text.split("\n")
    end = lines.index("---", 1)
    turned = "\n".join([lines[0], *reversed(lines[1:end]), *lines[end:]])
    for same in (text.replace("\n", "\r\n"), "\ufeff" + text, turned, text + "\n\n", text.replace("a note", "another note")):
        assert digest(same) == first
    for old, new in [
        ("quiet child", "quiet  child"), ("Words about signs", "Words, about signs"), ("2022-03-14", "2022-03-15"), ("2027-03-14", "2027-03-15"),
        ("[1-4]", "[5-10]"), ("year: 2020", "year: 2021"), ("[schools]", "[police]"), ("rests_on: []", "rests_on: [held-case]"), ("Words about what", "words about what"),
    ]:  # fmt: skip
        assert digest(text.replace(old, new, 1)) not in ("", first), old


def test_the_digest_follows_the_bytes_of_pictures(house: House) -> None:
    from test_promise import canary_picture

    text = briefing_text().replace("Words about signs", "![A chart of nothing](chart.png)\n\nWords about signs")
    folder = house.add("open-briefing", text, **{"chart.png": canary_picture()})
    first = load(house.root)[0].briefings[0].digest
    (folder / "chart.png").write_bytes(canary_picture() + b"\0")
    assert load(house.root)[0].briefings[0].digest != first


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2026-03-29", "2026-03-28T23:59:59+00:00", "2026-03-29T00:00:00+00:00"),
        ("2026-03-30", "2026-03-29T22:59:59+00:00", "2026-03-29T23:00:00+00:00"),
        ("2026-10-25", "2026-10-24T22:59:59+00:00", "2026-10-24T23:00:00+00:00"),
        ("2026-10-26", "2026-10-25T23:59:59+00:00", "2026-10-26T00:00:00+00:00"),
        ("2026-10-26 09:30", "2026-10-26T09:29:59+00:00", "2026-10-26T09:30:00+00:00"),
    ],
)
def test_a_date_means_midnight_in_london(house: House, day: str, before: str, after: str) -> None:
    house.add("open-briefing", briefing_text(published_on=day))
    catalogue, findings = load(house.root)
    assert not findings
    answers = [gate(catalogue, [], datetime.fromisoformat(now)).decisions["open-briefing"].public for now in (before, after)]
    assert answers == [False, True]


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles"])
def test_the_host_s_time_zone_makes_no_difference(house: House, zone: str) -> None:
    house.add("spring-briefing", briefing_text(published_on="2026-03-29"))
    house.add("autumn-briefing", briefing_text(published_on="2026-10-25", title="Another title"))
    moments = [
        "2026-03-28T23:59:59+00:00",
        "2026-03-29T00:00:00+00:00",
        "2026-10-24T22:59:59+00:00",
        "2026-10-24T23:00:00+00:00",
        "2026-03-29",
    ]
    code = (
        "import sys, pathlib, briefing_pipeline.cli.shared as shared\n"
        "from briefing_pipeline.load import load\nfrom briefing_pipeline.gate import gate\n"
        "catalogue, _ = load(pathlib.Path(sys.argv[1]))\n"
        "for now in sys.argv[2:]:\n"
        "    decisions = gate(catalogue, [], shared.moment(now)).decisions\n"
        "    print([slug for slug, decision in decisions.items() if decision.public])\n"
    )
    command = [sys.executable, "-c", code, str(house.root), *moments]
    run = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"TZ": zone}, check=True)
    spring, both = "['spring-briefing']", "['autumn-briefing', 'spring-briefing']"
    assert run.stdout.splitlines() == ["[]", spring, spring, both, spring]


def test_only_the_gate_makes_a_release(house: House) -> None:
    house.add("open-briefing")
    catalogue, _ = load(house.root)
    assert catalogue.settings
    with pytest.raises(TypeError):
        Release(catalogue.settings, {}, datetime.now(UTC), (), (), object())


def test_private_is_in_no_public_field(house: House) -> None:
    house.add("open-briefing", briefing_text(private="{case_reference: NSCP-1, notes: nobody may see this}"))
    catalogue, findings = load(house.root)
    release = gate(catalogue, findings, NOW).release
    assert release
    assert "nobody may see" not in str(release.briefings[0].public())
    assert "private" not in release.briefings[0].public()


def test_every_move_has_its_answer() -> None:
    assert set(MOVES) == set(Verb)
    assert all(list(row) == list(State) for row in MOVES.values())


def test_the_guide_s_tables_are_the_code_s() -> None:
    guide = (ROOT / "docs" / "publication-gate.md").read_text(encoding="utf-8")
    for name, refusal in REFUSALS.items():
        assert f"| `{name}` | {refusal.asks} | {refusal.met_by} | {'yes' if refusal.liftable else 'never'} |" in guide
    assert guide.count("\n| `") == len(REFUSALS) + len(MOVES) + len(HoldReason)
    for verb, row in MOVES.items():
        cells = " | ".join("yes" if not why else "–" for why in row.values())
        assert f"| `{verb}` | {cells} |" in guide
    for reason in HoldReason:
        assert f"| `{reason}` | {', '.join(SETTINGS.extra.publication.may_clear(reason))} |" in guide


def test_no_file_of_the_package_that_comes_before_the_gate_imports_what_comes_after(request: pytest.FixtureRequest) -> None:
    package = Path(request.config.rootpath) / "scripts" / "briefing_pipeline"
    later = ("stage", "pdf", "pages", "site", "search", "verify", "publish", "build", "case", "verbs", "preview", "cli")
    early = [
        "terms",
        "values",
        "record",
        "model",
        "words",
        "dates",
        "findings",
        "check",
        "check_sections",
        "check_settings",
        "fonts",
        "partnership",
        "slugs",
        "decision",
        "sharing",
        "gate",
        "markdown",
        "moves",
        "write",
    ]
    for name in [*(f"{name}.py" for name in early), *(f"load/{path.name}" for path in (package / "load").glob("*.py"))]:
        text = (package / name).read_text(encoding="utf-8")
        assert not re.search(rf"from \.\.?({'|'.join(later)})[ .]", text), name
    for name, allowed in {
        "terms": (),
        "findings": (),
        "values": ("terms",),
        "record": ("terms", "values"),
        "identity": ("terms", "values"),
        "wording": ("values",),
        "partnership": ("terms", "values", "identity", "wording"),
        "model": ("terms", "values", "record", "partnership", "wording"),
    }.items():
        text = (package / f"{name}.py").read_text(encoding="utf-8")
        for module in allowed:
            text = text.replace(f"from .{module} ", "")
        assert "from ." not in text, name
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import mkdocs" not in text
        assert "import typst" not in text or path.name == "typeset.py"
        assert "import frontmatter" not in text or path.parent.name == "load"
        if path.name in ("stage.py", "pages.py", "site.py", "shown.py") or path.parent.name == "pdf":
            assert "Catalogue" not in text, path
