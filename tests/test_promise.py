"""The promise: no withheld word reaches a reader, and the second fence holds without the first."""

from __future__ import annotations

import ast
import gzip
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

import briefing_pipeline.gate
from briefing_pipeline.build import Built, Stop
from briefing_pipeline.decision import Decision
from briefing_pipeline.gate import Release, Released
from briefing_pipeline.load import load
from briefing_pipeline.looks import Frames
from briefing_pipeline.packs import packs_of
from briefing_pipeline.pages import pages
from briefing_pipeline.preview.draft import draft_of, place_of
from briefing_pipeline.site import render
from briefing_pipeline.stage import stage
from briefing_pipeline.verify.read import texts
from conftest import NOW, ROOT, House, briefing_text

CANARY = "zyxquibble"


def canary_picture() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", f"{CANARY}picturemeta")
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(target, "PNG", pnginfo=notes)
    return target.getvalue()


def canary_briefing(status: str) -> str:
    """A canary in every field, section, comment, link and picture."""
    sections = ["Background", "Why it matters", "What happened", "What we learned", "What good practice looks like"]
    sections += ["What to do now", "Questions for reflection"]
    body = "".join(f"## {label}\n\nHere is {CANARY}section{number} with words.\n\n" for number, label in enumerate(sections))
    body += f"[{CANARY}linktext](https://example.org/{CANARY}link)\n\n![A picture of {CANARY}alt](chart.png)\n\n<!-- {CANARY}comment -->\n"
    return (
        f"---\n# {CANARY}yamlcomment\ntitle: The {CANARY}title case\nkind: case-specific\nstatus: {status}\n"
        f"summary: A {CANARY}summary of it.\npublished_on: 2022-01-01\nreview_by: 2027-01-01\nthemes: [neglect]\naudience: [schools]\n"
        f"sources: [{{type: lcspr, year: 2021, title: {CANARY}source, url: https://example.org/{CANARY}url}}]\n"
        f"changes: [{{on: 2022-02-01, note: {CANARY}change}}]\naliases: [{CANARY}-alias]\n"
        f"private:\n  case_reference: {CANARY}ref\n  names: [{CANARY} name]\n  notes: {CANARY}notes\n---\n{body}"
    )


def output_bytes(site: Path) -> str:
    """Every byte, name and text of the output, gzip opened, PDFs read."""
    parts: list[str] = []
    for path in site.rglob("*"):
        parts.append(path.relative_to(site).as_posix())
        if not path.is_file():
            continue
        data = path.read_bytes()
        parts.append(data.decode("latin-1"))
        if data[:2] == b"\x1f\x8b":
            parts.append(gzip.decompress(data).decode("latin-1"))
        if path.suffix == ".pdf":
            parts.extend(texts(path))
            with pikepdf.open(path) as pdf:
                parts.extend(item.read_bytes().decode("latin-1") for item in pdf.objects if isinstance(item, pikepdf.Stream))
    return "\n".join(parts).casefold()


@pytest.mark.parametrize("status", ["draft", "awaiting-publication", "withdrawn"])
def test_no_canary_is_in_the_output(house: House, status: str) -> None:
    house.add("open-briefing")
    house.add(f"{CANARY}-slug", canary_briefing(status), **{"chart.png": canary_picture(), f"{CANARY}file.docx": b"x"})
    built = house.build()
    everything = output_bytes(built.site.resolve())
    assert "listening to the quiet child" in everything
    assert CANARY not in everything
    assert not (house.root / "build" / "docs").exists()


def test_verify_stops_a_build_whose_gate_is_gone(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.add("open-briefing")
    house.build()
    before = (house.root / "site").resolve()
    sound = canary_briefing("awaiting-publication").replace(f"<!-- {CANARY}comment -->", "")
    house.add(f"{CANARY}-slug", sound, **{"chart.png": canary_picture()})

    def open_gate(*_: object) -> Decision:
        return Decision(())

    monkeypatch.setattr(briefing_pipeline.gate, "decide", open_gate)
    with pytest.raises(Stop) as stop:
        house.build()
    rules = {finding.fault.rule for finding in stop.value.findings if finding.is_error}
    assert rules == {"leak"}
    # Nor does the answer itself say what was withheld, but for the findings at the withheld briefings' own files.
    told = [finding for finding in stop.value.findings if finding.fault.rule == "leak"]
    shown = "\n".join(finding.as_text() for finding in told if not finding.path.startswith(f"briefings/{CANARY}"))
    assert CANARY not in shown
    assert (house.root / "site").resolve() == before
    assert CANARY not in output_bytes(before)


def test_the_three_sample_briefings_are_nowhere(sample: Built) -> None:
    everything = output_bytes(sample.site.resolve())
    withheld = [row for row in sample.catalogue.briefings if not sample.verdict.decisions[row.slug].public]
    assert len(withheld) == 3
    for briefing in withheld:
        assert briefing.front
        assert briefing.slug not in everything
        assert briefing.front.title.casefold() not in everything
        assert briefing.front.summary.casefold() not in everything
        for name in [*briefing.front.private.names, *briefing.pictures, briefing.front.private.case_reference]:
            assert str(name).casefold() not in everything
        for section in briefing.body.sections:
            for line in section.text.split("\n"):
                assert len(line) < 60 or line.casefold() not in everything


def test_running_the_renderer_by_hand_publishes_nothing(tmp_path: Path) -> None:
    import shutil
    import subprocess
    import sys

    for name in ("briefings", "themes", "overrides"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    run = subprocess.run([sys.executable, "-m", "mkdocs", "build"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    made = [path for path in tmp_path.rglob("*.html") if "overrides" not in path.parts]
    assert made == []


def imported(path: Path, package: Path) -> set[str]:
    """What a module of ours imports of ours, in full: `pdf.cache`, `pdf.cache.key_of`."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            above = path.relative_to(package).parts[:-1]
            place = [*above[: len(above) - node.level + 1], *(node.module or "").split(".")]
            names.add(".".join(part for part in place if part))
            names |= {".".join([*(part for part in place if part), alias.name]) for alias in node.names}
    return names


def test_nothing_but_its_command_knows_the_preview_and_it_knows_nothing_that_publishes() -> None:
    package = ROOT / "scripts" / "briefing_pipeline"
    publishing = {
        "archive",
        "build",
        "case",
        "feeds",
        "packs",
        "publish",
        "search",
        "site.render",
        "stage",
        "verbs",
        "verify",
        "write",
    }
    publishing |= {"pages.pages", "pdf.print_pdfs", "pdf.Cache", "pdf.cache.Cache", "gate.Release", "gate.Released", "gate._SEAL"}
    inside = 0
    for path in package.rglob("*.py"):
        names = imported(path, package)
        if path.parent.name == "preview":
            inside += 1
            assert not names & publishing, path
            assert not any(name.partition(".")[0] in publishing for name in names), path
        elif path.relative_to(package).as_posix() == "cli/decide.py":
            # Before people sign off a text it is printed on trial.
            assert {name for name in names if name.startswith("preview")} == {"preview.trial", "preview.trial.print_faults_of"}
        elif path.relative_to(package).as_posix() not in ("cli/preview.py", "cli/__init__.py"):
            assert not any(name.partition(".")[0] == "preview" for name in names), path
    assert inside >= 8
    assert "preview.Server" in imported(package / "cli" / "preview.py", package)


def test_nothing_that_publishes_takes_what_the_preview_shows(house: House, tmp_path: Path) -> None:
    """A draft and its place have no seal, and no list of briefings: whoever writes for readers stumbles over them."""
    house.add("hidden", canary_briefing("draft"), **{"chart.png": canary_picture()})
    catalogue, _ = load(house.root)
    assert catalogue.settings
    place: Any = place_of(catalogue.settings, catalogue.themes, NOW)
    draft = draft_of(catalogue.briefings[0], place, (), None)
    assert draft
    assert not isinstance(draft, Released)
    docs, looks = tmp_path / "docs", ROOT / "overrides"
    with pytest.raises(AttributeError):
        stage(place, docs, looks)
    with pytest.raises(AttributeError):
        list(pages(place, {}, [], Frames(looks)))
    with pytest.raises(AttributeError):
        render(place, [], docs, tmp_path / "output", looks, tmp_path)
    with pytest.raises(AttributeError):
        packs_of(place)
    with pytest.raises(TypeError):
        Release(catalogue.settings, catalogue.themes, NOW, (draft,), (), object())  # type: ignore[arg-type]
    assert CANARY not in "".join(path.name for path in docs.rglob("*"))


def test_a_shared_title_is_found_in_published_text(house: House) -> None:
    body = briefing_text().replace("Words about signs", "See our briefing Three Doors, one  child. Words about signs")
    house.add("open-briefing", body)
    house.add("three-doors", briefing_text(status="draft", title="Three doors, one child"))
    with pytest.raises(Stop) as stop:
        house.build()
    assert {finding.fault.rule for finding in stop.value.findings if finding.is_error} == {"leak"}
