"""Reading: what officers may write, and what they may not."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from briefing_pipeline.check import check
from briefing_pipeline.check_settings import check_settings
from briefing_pipeline.load import load
from briefing_pipeline.load.front_matter import read_header
from briefing_pipeline.load.pictures import read_picture
from briefing_pipeline.load.settings import load_settings
from briefing_pipeline.load.text import decode
from briefing_pipeline.markdown import read_body
from conftest import NOW, House, briefing_text


def rules(house: House) -> set[str]:
    catalogue, findings = load(house.root)
    return {finding.fault.rule for finding in [*findings, *check(catalogue)]}


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + briefing_text().encode(),
        briefing_text().replace("\n", "\r\n").encode(),
        briefing_text(title="“Té, Łódź and Zażółć’s day” 👩‍👧 ❤️").encode(),
        briefing_text(published_on="2022-03-14 09:30").encode(),
    ],
    ids=["byte-order mark", "Windows line ends", "curly quotes, accents, emoji", "a time"],
)
def test_fine(house: House, data: bytes) -> None:
    house.add("open-briefing", data)
    assert rules(house) == set()


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (briefing_text(title="Caf\xe9").encode("cp1252"), "encoding"),
        (briefing_text().encode("utf-16"), "encoding"),
        (briefing_text(title="A\u200bB").encode(), "hidden-character"),
        (briefing_text(title="A\u202eB").encode(), "hidden-character"),
        (briefing_text(title='"A\\u0007"').replace("\\u0007", "\x07").encode(), "hidden-character"),
        (briefing_text(title="A\u200dB").encode(), "hidden-character"),
    ],
)
def test_not_fine(house: House, data: bytes, rule: str) -> None:
    house.add("open-briefing", data)
    assert rule in rules(house)


def test_words(house: House) -> None:
    for slug, number in (("short-one", 900), ("long-one", 1100), ("too-long", 1300)):
        house.add(slug, briefing_text().replace("Words about signs to look for.", "word " * number))
    catalogue, findings = load(house.root)
    every = [*findings, *check(catalogue)]
    found = {item.path.split("/")[1]: (item.fault.rule, item.is_error) for item in every if item.fault.rule.startswith("words-")}
    assert found == {"long-one": ("words-many", False), "too-long": ("words-too-many", True)}


@given(st.binary(max_size=200) | st.text(max_size=300).map(str.encode))
def test_no_input_raises(data: bytes) -> None:
    text, _ = decode(data)
    for whole in (text, f"---\n{text}\n---\n## What it is\n{text}"):
        header = read_header(whole)
        body, _ = read_body(header.body, header.body_line, {})
        assert all("<script" not in section.html for section in body.sections)


def picture(kind: str, size: tuple[int, int] = (30, 20)) -> bytes:
    target = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "canary description"
    image = Image.new("RGB", size, "white")
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", "canary comment")
        image.save(target, kind, pnginfo=notes, exif=exif)
    else:
        image.save(target, kind, exif=exif)
    return target.getvalue()


@pytest.mark.parametrize(("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.webp", "WEBP")])
def test_metadata_is_gone(name: str, kind: str) -> None:
    data = picture(kind)
    assert b"canary" in data
    made, faults = read_picture(name, data)
    assert made
    assert not faults
    assert b"canary" not in made.data
    assert (made.width, made.height) == (30, 20)


def test_svg_is_written_anew() -> None:
    data = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><!-- canary --><title>canary</title>
    <metadata>canary</metadata><text x="1" id="canary">A &amp; b</text></svg>"""
    made, faults = read_picture("a.svg", data)
    assert made
    assert not faults
    assert b"canary" not in made.data
    assert b'<text x="1">A &amp; b</text>' in made.data


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("a.png", b"not a picture", "picture-unreadable"),
        ("a.png", picture("PNG")[:60], "picture-unreadable"),
        ("a.png", picture("JPEG"), "picture-type"),
        ("a.png", picture("PNG", (6000, 5000)), "picture-large"),
    ],
)
def test_bad_pictures(name: str, data: bytes, rule: str) -> None:
    made, faults = read_picture(name, data)
    assert made is None
    assert [fault.rule for fault in faults] == [rule]


@pytest.mark.parametrize(
    ("line", "instead", "rule", "hint"),
    [
        ("site_url: .*", "site_url: https://x.example/?q", "settings", "at most a path"),
        ("site_url: .*", "site_url: https://x.example/#f", "settings", "at most a path"),
        ("site_url: .*", "site_url: https://x.example/%2e%2e/", "settings", "at most a path"),
        ("site_url: .*", f"site_url: https://{'a' * 300}.org", "settings", "at most 100"),
        ("partnership: .*", f"partnership: {'A' * 3000}", "settings", "at most 120"),
        ("partnership: .*", "partnership: North \N{GRINNING FACE}", "glyph-missing", "Latin alphabet"),
        ("early-help: Early help", '"../x": Early help', "settings", "single hyphens"),
        ("early-help: Early help", "A B: Early help", "settings", "single hyphens"),
        ("  training:\n", "  packs: {audience: nope}\n  training:\n", "audience-unknown", "extra.audiences"),
        ("  training:\n", "  anonymity: {together: -1}\n  training:\n", "settings", "at least 2"),
    ],
)
def test_settings_that_a_build_could_not_use_are_findings(house: House, line: str, instead: str, rule: str, hint: str) -> None:
    path = house.root / "mkdocs.yml"
    path.write_text(re.sub(line, lambda _: instead, path.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    settings, findings = load_settings(house.root)
    findings += check_settings(settings, NOW)
    assert [(found.fault.rule, found.is_error) for found in findings] == [(rule, True)]
    assert hint in findings[0].fault.hint


def test_no_private_name_stands_in_the_settings(house: House) -> None:
    house.add("a-draft", briefing_text(status="draft", private="{names: [Zélie Brandão]}"))
    path = house.root / "mkdocs.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub("notice: .*", lambda _: "notice: For Zelie Brandao.", text, count=1), encoding="utf-8")
    catalogue, _ = load(house.root)
    (found,) = [one for one in check(catalogue) if one.path == "mkdocs.yml"]
    assert (found.fault.rule, found.is_error) == ("private-name", True)
    assert "notice:" in path.read_text(encoding="utf-8").split("\n")[found.fault.line - 1]


@pytest.mark.parametrize("kind", ["utf-16", "utf-16-be"])
def test_a_text_in_utf_16_is_one_fault(house: House, kind: str) -> None:
    mark = b"\xfe\xff" if kind == "utf-16-be" else b""
    house.add("a-draft", mark + briefing_text(status="draft").encode(kind))
    (house.root / "themes" / "neglect.md").write_bytes(mark + "---\ntitle: Neglect\n---\n".encode(kind))
    assert [(found.path, found.fault.rule, found.severity) for found in load(house.root)[1]] == [
        ("briefings/a-draft/briefing.md", "encoding", "error"),
        ("themes/neglect.md", "encoding", "error"),
    ]
    settings = house.root / "mkdocs.yml"
    settings.write_bytes(mark + settings.read_text(encoding="utf-8").encode(kind))
    assert [found.fault.message for found in load(house.root)[1] if found.path == "mkdocs.yml"] == [
        "this file is saved as UTF-16, and must be UTF-8"
    ]


@pytest.mark.parametrize("name", ["briefing.md.txt", "Briefing.md.docx"])
def test_a_name_whose_end_is_hidden_is_told_with_how_to_see_it(house: House, name: str) -> None:
    folder = house.add("a-draft")
    (folder / "briefing.md").rename(folder / name)
    hints = [found.fault.hint for found in load(house.root)[1] if found.fault.rule in ("briefing-file", "file-type")]
    assert hints == [
        f'rename "{name}" to briefing.md: Windows Explorer hides the end of the name until you choose View, then File name extensions'
    ]


def test_keys_of_entries_are_told_as_an_officer_counts(house: House) -> None:
    house.add(
        "a-draft",
        briefing_text(
            status="draft",
            changes='[{note: One}, {on: "14/3/2022", note: Two}]',
            sources="[{type: lcspr, year: 20x1}]",
            related="[3]",
        ),
    )
    said = {found.fault.message for found in load(house.root)[1]}
    assert {
        'the key "on" of entry 1 of "changes" is missing',
        '"on" of entry 2 of "changes" is not a date of the form 2022-03-14',
        '"year" of entry 1 of "sources" must be a whole number',
        'entry 1 of "related" must be text',
    } <= said
