"""Labelled sentences: what the rules of language and anonymity find of what they should, and what they mark wrongly.

`BRIEFINGS_TABLE=1 pytest -s tests/test_language.py` prints the table that the guide gives.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from briefing_pipeline.accepted import wording
from briefing_pipeline.findings import RULES
from briefing_pipeline.load import load_briefing
from briefing_pipeline.load.settings import load_settings
from briefing_pipeline.model import Catalogue
from briefing_pipeline.terms import SECTIONS, Kind
from conftest import ROOT, briefing_text

LISTS = Path(__file__).parent / "language"
# Figures of the whole briefing or of its record: no single sentence shows them.
OF_THE_WHOLE = {"reading-age", "accepted-stale"}
ERRORS = {"private-name", "birth-date", "exact-date", "nhs-number", "pupil-number", "telephone", "e-mail", "postcode", "street-address", "place-named"}  # fmt: skip
WARNINGS = {"person-name", "age-in-months", "sibling-order", "rare-condition", "combination"} | {"sentence-long", "passive", "jargon", "abbreviation", "blaming-words", "spelling-british"}  # fmt: skip


@dataclass
class Tally:
    """For each rule: rightly fired, wrongly fired, missed; and the sentences where it went wrong."""

    hits: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    slips: list[str] = field(default_factory=list)

    def precision(self, rules: set[str]) -> float:
        hits, wrong = (sum(counter[rule] for rule in rules) for counter in (self.hits, self.wrong))
        return hits / (hits + wrong) if hits + wrong else 1.0

    def recall(self, rules: set[str]) -> float:
        hits, missed = (sum(counter[rule] for rule in rules) for counter in (self.hits, self.missed))
        return hits / (hits + missed) if hits + missed else 1.0

    def table(self) -> str:
        rows = [
            f"| `{rule}` | {self.hits[rule]} | {self.wrong[rule]} | {self.missed[rule]} |"
            f" {self.precision({rule}):.2f} | {self.recall({rule}):.2f} |"
            for rule in RULES
            if rule in ERRORS | WARNINGS
        ]
        return "\n".join(["| rule | right | wrong | missed | precision | recall |", "|---|---|---|---|---|---|", *rows])


def fired(entry: dict[str, Any], catalogue: Catalogue, folder: Path) -> set[str]:
    """The rules that mark an entry's sentence, in the third section of a briefing of its kind."""
    kind = entry.get("kind", "case-specific")
    labels = list(SECTIONS[Kind(kind)].values())
    body = "\n".join(
        f"## {label}\n\n{entry['text'] if number == 2 else 'We say more here.'}\n" for number, label in enumerate(labels)
    )
    names = f"{{names: [{', '.join(entry['names'])}]}}" if entry.get("names") else ""
    folder.mkdir()
    text = briefing_text(kind, body, title="What we learned", summary="What we saw, and what helps.", private=names)
    (folder / "briefing.md").write_text(text, encoding="utf-8")
    briefing, _ = load_briefing(folder)
    assert briefing
    assert briefing.front
    return {fault.rule for fault in wording(briefing, catalogue)}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    settings, findings = load_settings(ROOT)
    assert findings == []
    return Catalogue(ROOT, settings, {}, (), {})


def tally(name: str, catalogue: Catalogue, place: Path) -> Tally:
    result = Tally()
    entries = yaml.safe_load((LISTS / name).read_text(encoding="utf-8"))
    for number, entry in enumerate(entries):
        expected, found = set(entry.get("rules", [])), fired(entry, catalogue, place / str(number))
        assert expected <= ERRORS | WARNINGS, entry
        result.hits.update(expected & found)
        result.wrong.update(found - expected)
        result.missed.update(expected - found)
        if expected != found:
            result.slips.append(f"{entry['text']} expected {sorted(expected)}, found {sorted(found)}")
    if os.environ.get("BRIEFINGS_TABLE"):
        print("", name, *result.slips, result.table(), sep="\n")
    return result


def test_the_sentences_by_which_the_rules_were_made(catalogue: Catalogue, tmp_path: Path) -> None:
    result = tally("developed.yml", catalogue, tmp_path)
    assert result.precision(ERRORS) >= 0.98, result.slips
    assert result.recall(ERRORS) >= 0.95, result.slips
    for rule in WARNINGS:
        assert result.precision({rule}) >= 0.9, (rule, result.slips)
        assert result.recall({rule}) >= 0.8, (rule, result.slips)


def test_sentences_that_were_held_out(catalogue: Catalogue, tmp_path: Path) -> None:
    result = tally("held_out.yml", catalogue, tmp_path)
    assert result.precision(ERRORS) >= 0.98, result.slips
    assert result.recall(ERRORS) >= 0.85, result.slips
    assert result.precision(WARNINGS) >= 0.85, result.slips
    assert result.recall(WARNINGS) >= 0.75, result.slips


def test_harder_sentences(catalogue: Catalogue, tmp_path: Path) -> None:
    result = tally("second.yml", catalogue, tmp_path)
    assert result.precision(ERRORS) >= 0.98, result.slips
    assert result.recall(ERRORS) >= 0.7, result.slips
    assert result.precision(WARNINGS) >= 0.8, result.slips
    assert result.recall(WARNINGS) >= 0.6, result.slips
