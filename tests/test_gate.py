"""The gate's decision, as a truth table and for any input."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_pipeline.gate import Facts, Release, decide, gate
from briefing_pipeline.load import load
from briefing_pipeline.terms import LONDON, Status
from conftest import NOW, House, briefing_text

WISHES = [*Status, None]
MOMENTS = [None, NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=1)]


@pytest.mark.parametrize(("wish", "moment", "faults"), list(itertools.product(WISHES, MOMENTS, [0, 1, 7])))
def test_truth_table(wish: Status | None, moment: datetime | None, faults: int) -> None:
    decision = decide(Facts(wish, moment, faults), NOW)
    assert decision.public == (wish == "published" and moment is not None and moment <= NOW and faults == 0)
    unmet = (wish != "published") + (moment is None or moment > NOW) + (faults > 0)
    assert len(decision.reasons) == unmet


@given(
    st.sampled_from(WISHES),
    st.none() | st.datetimes(timezones=st.just(LONDON)),
    st.integers(min_value=0, max_value=3),
    st.datetimes(timezones=st.timezones()),
)
def test_never_yes_with_a_condition_unmet(wish: Status | None, moment: datetime | None, faults: int, now: datetime) -> None:
    if decide(Facts(wish, moment, faults), now).public:
        assert wish is Status.PUBLISHED
        assert moment is not None
        assert moment <= now
        assert faults == 0


@pytest.mark.parametrize(
    ("date", "before", "after"),
    [
        ("2026-03-29", "2026-03-28T23:59:59+00:00", "2026-03-29T00:00:00+00:00"),
        ("2026-03-30", "2026-03-29T22:59:59+00:00", "2026-03-29T23:00:00+00:00"),
        ("2026-10-25", "2026-10-24T22:59:59+00:00", "2026-10-24T23:00:00+00:00"),
        ("2026-10-26 09:30", "2026-10-26T09:29:59+00:00", "2026-10-26T09:30:00+00:00"),
    ],
)
def test_a_date_means_midnight_in_london(house: House, date: str, before: str, after: str) -> None:
    house.add("open-briefing", briefing_text(published_on=date))
    catalogue, findings = load(house.root)
    assert not findings
    answers = [gate(catalogue, [], datetime.fromisoformat(now)).decisions["open-briefing"].public for now in (before, after)]
    assert answers == [False, True]


def test_only_the_gate_makes_a_release(house: House) -> None:
    house.add("open-briefing")
    catalogue, _ = load(house.root)
    assert catalogue.settings
    with pytest.raises(TypeError):
        Release(catalogue.settings, {}, (), datetime.now(UTC), object())


def test_private_is_in_no_public_field(house: House) -> None:
    house.add("open-briefing", briefing_text(private="{case_reference: NSCP-1, notes: nobody may see this}"))
    catalogue, findings = load(house.root)
    release = gate(catalogue, findings, NOW).release
    assert release
    assert "nobody may see" not in str(release.briefings[0].public())
    assert "private" not in release.briefings[0].public()


def test_no_file_of_the_package_that_comes_before_the_gate_imports_what_comes_after(request: pytest.FixtureRequest) -> None:
    package = Path(request.config.rootpath) / "scripts" / "briefing_pipeline"
    later = ("stage", "pdf", "pages", "site", "search", "verify", "publish", "build", "cli")
    early = [
        "model.py",
        "findings.py",
        "check.py",
        "gate.py",
        "markdown.py",
        *(f"load/{path.name}" for path in (package / "load").glob("*.py")),
    ]
    for name in early:
        text = (package / name).read_text(encoding="utf-8")
        assert not any(f"from .{module} " in text or f"from ..{module} " in text for module in later), name
    for name in ("terms.py", "model.py", "findings.py"):
        text = (package / name).read_text(encoding="utf-8")
        assert "from ." not in text.replace("from .terms ", "" if name == "model.py" else "from .terms "), name
    for path in package.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "import mkdocs" not in text
        assert "weasyprint import" not in text or path.name == "typeset.py"
        assert "import frontmatter" not in text or path.parent.name == "load"
        if path.name in ("stage.py", "pages.py", "site.py", "shown.py") or path.parent.name == "pdf":
            assert "Catalogue" not in text, path
