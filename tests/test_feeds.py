"""Atom and JSON feeds: new, changed and withdrawn, and nothing of what is withdrawn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from briefing_pipeline.build import Built
from briefing_pipeline.feeds import ATOM
from conftest import House, briefing_text

SITE = "https://briefings.example.org/"


def atom(path: Path) -> list[dict[str, str]]:
    feed = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    assert feed.tag == f"{{{ATOM}}}feed"
    assert all(feed.find(f"{{{ATOM}}}{name}") is not None for name in ("id", "title", "updated", "author"))
    return [
        {child.tag.rpartition("}")[2]: child.text or child.attrib.get("href", "") for child in entry}
        for entry in feed.iter(f"{{{ATOM}}}entry")
    ]


def json_items(path: Path) -> list[dict[str, Any]]:
    feed = json.loads(path.read_text(encoding="utf-8"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].startswith(SITE)
    return feed["items"]  # type: ignore[no-any-return]


def test_both_feeds_tell_the_same_newest_first(sample: Built) -> None:
    site = sample.site.resolve()
    entries, items = atom(site / "feed.xml"), json_items(site / "feed.json")
    assert [(entry["id"], entry["title"], entry["content"], entry["updated"]) for entry in entries] == [
        (item["id"], item["title"], item["content_text"], item["date_modified"]) for item in items
    ]
    assert len(entries) == 16 + 3
    dates = [entry["updated"] for entry in entries]
    assert dates == sorted(dates, reverse=True)
    assert len({entry["id"] for entry in entries}) == len(entries)
    changed = next(entry for entry in entries if entry["title"].startswith("Changed: Disguised"))
    assert changed["updated"] == "2022-04-26T00:00:00Z"
    assert changed["content"].startswith("Added what the 2021–22 analysis")


def test_a_theme_has_its_own(sample: Built) -> None:
    entries = atom(sample.site.resolve() / "themes" / "young-carers" / "feed.xml")
    assert [entry["title"] for entry in entries] == ["Parental mental health: keeping the child in view"]


def test_a_withdrawn_briefing_leaves_its_address_and_the_public_reason(house: House) -> None:
    house.add("open-briefing")
    house.add("taken-back", briefing_text(title="The quiet winter that was", summary="Nobody saw the frost."))
    # A published briefing that is withdrawn as an officer does it.
    run = house.briefings("withdraw", "taken-back", "--by", "lead@example.org", "--why", "A fact in it was wrong.")
    assert run.returncode == 0, run.stdout + run.stderr
    built = house.build()
    site = built.site.resolve()
    for folder in ("", "themes/neglect/"):
        entry = next(entry for entry in atom(site / folder / "feed.xml") if entry["id"] == f"{SITE}taken-back/")
        assert entry["title"] == "A briefing has been withdrawn"
        assert entry["content"] == "A fact in it was wrong."
        for name in ("feed.xml", "feed.json"):
            text = (site / folder / name).read_text(encoding="utf-8")
            assert "Listening to the quiet child" in text
            assert "winter" not in text
            assert "frost" not in text
