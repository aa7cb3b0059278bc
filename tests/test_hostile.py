"""Hostile houses: what is no plain file, what is too much, and what would like to be run. Each ends in a finding, soon."""

from __future__ import annotations

import io
import os
import re
import socket
import stat
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, PngImagePlugin

from briefing_pipeline.check import check
from briefing_pipeline.findings import ALIKE, Fault, Finding, found
from briefing_pipeline.gate import Verdict, gate
from briefing_pipeline.load import load
from briefing_pipeline.load.pictures import read_picture
from briefing_pipeline.markdown import read_body
from conftest import NOW, House, briefing_text

SOON = 2.0
CANARY = "the heron by the mill pond"


@contextmanager
def soon(seconds: float = SOON) -> Iterator[None]:
    started = time.process_time()
    yield
    assert time.process_time() - started < seconds


def look(house: House) -> tuple[list[Finding], Verdict]:
    with soon():
        catalogue, findings = load(house.root)
        findings += check(catalogue)
        verdict = gate(catalogue, findings, NOW)
    return [*findings, *verdict.findings], verdict


def errors(house: House) -> set[tuple[str, str]]:
    """Path and rule of each error; there is no release with any."""
    findings, verdict = look(house)
    assert (verdict.release is None) == any(finding.is_error for finding in findings)
    return {(finding.path, finding.fault.rule) for finding in findings if finding.is_error}


def link(path: Path, target: Path) -> None:
    target.parent.mkdir(exist_ok=True)
    target.write_text(f"{CANARY}\n", encoding="utf-8")
    path.unlink(missing_ok=True)
    path.symlink_to(target)


def pipe(path: Path, _: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def plug(path: Path, _: Path) -> None:
    path.unlink(missing_ok=True)
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as plugged:
            plugged.bind(path.name)
    finally:
        os.chdir(here)


def folder(path: Path, _: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def device(path: Path, _: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("/dev/zero")


def locked(path: Path, _: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    path.touch()
    path.chmod(0)


def huge(path: Path, _: Path) -> None:
    with path.open("wb") as file:
        file.truncate(40_000_000_000)


@pytest.mark.parametrize("how", [link, pipe, plug, folder, device, locked, huge])
@pytest.mark.parametrize(
    "what", ["briefings/a/briefing.md", "briefings/a/p.png", "briefings/a/decisions.yml", "themes/neglect.md", "mkdocs.yml"]
)
def test_only_plain_files_are_read(house: House, what: str, how: Callable[[Path, Path], None]) -> None:
    house.add(
        "a",
        briefing_text().replace("Words about signs to look for.", "Words.\n\n![A square on a wall](p.png)"),
        **{"p.png": bitmap("PNG")},
    )
    how(house.root / what, house.root / "outside" / "secret.txt")
    rule = {"huge": "file-size"}.get(how.__name__, "file-kind")
    rules = {"briefings/a/decisions.yml": "record-unreadable"}
    expected = rules.get(what, rule)
    if what.endswith("p.png") and how is folder:
        expected = "picture-missing"
    found_rules = {found_rule for _, found_rule in errors(house)}
    assert expected in found_rules
    catalogue, _ = load(house.root)
    assert CANARY not in repr(catalogue)


@pytest.mark.parametrize("how", [link, pipe, plug, folder, device, locked, huge])
def test_the_logo_is_a_plain_file(house: House, how: Callable[[Path, Path], None]) -> None:
    settings = house.root / "mkdocs.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("# logo: logo.svg", "logo: logo.png"), encoding="utf-8")
    (house.root / "logo.png").write_bytes(bitmap("PNG"))
    assert errors(house) == set()
    how(house.root / "logo.png", house.root / "outside" / "secret.txt")
    run = house.briefings("check")
    assert run.returncode == 1
    assert "error[settings]: the logo: this " in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("how", [pipe, plug, folder, device, huge])
def test_a_list_of_packs_that_is_no_plain_file_is_put_aside(house: House, how: Callable[[Path, Path], None]) -> None:
    house.add("open-briefing")
    how(house.root / "build" / "packs.json", house.root)
    recalled = house.briefings("recall", "open-briefing")
    assert recalled.returncode == 1
    assert "cannot be read" in recalled.stderr
    run = house.briefings("build", "--now", NOW.isoformat())
    assert run.returncode == 0, run.stderr
    assert "warning[pack-register]" in run.stderr
    assert (house.root / "build" / "packs-1-unreadable.json").lstat()
    assert "packs-1-unreadable.json" in house.briefings("recall", "open-briefing").stderr


def test_a_pipe_among_packs_is_passed_over(house: House) -> None:
    house.add("open-briefing")
    os.mkfifo(house.root / "a.zip")
    assert house.briefings("recall", "open-briefing", "--in", ".").returncode == 0


@pytest.mark.parametrize("how", [pipe, plug, folder, device, huge])
def test_what_is_in_the_place_of_a_finished_pdf_is_replaced(house: House, how: Callable[[Path, Path], None]) -> None:
    house.add("open-briefing")
    house.build()
    finished = sorted((house.root / "build" / "cache").iterdir())
    for path in finished:
        path.rename(house.root / path.name)
        how(path, house.root)
    run = house.briefings("build", "--now", NOW.isoformat())
    assert run.returncode == 0, run.stderr
    assert all((house.root / path.name).read_bytes() == path.read_bytes() for path in finished)


@pytest.mark.parametrize("what", ["briefings", "themes", "briefings/a"])
def test_folders_that_are_links_are_not_followed(house: House, tmp_path_factory: pytest.TempPathFactory, what: str) -> None:
    house.add("a")
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "folder"
    (house.root / what).rename(elsewhere)
    (house.root / what).symlink_to(elsewhere, target_is_directory=True)
    assert (what, "file-kind") in errors(house)
    catalogue, _ = load(house.root)
    assert not (catalogue.themes if what == "themes" else catalogue.briefings)


def test_the_house_itself_may_be_reached_through_a_link(house: House, tmp_path_factory: pytest.TempPathFactory) -> None:
    house.add("a")
    door = tmp_path_factory.mktemp("elsewhere") / "door"
    door.symlink_to(house.root, target_is_directory=True)
    assert load(door)[1] == []


def test_a_link_in_a_briefings_folder_is_refused_and_what_is_in_folders_there_is_left_alone(house: House) -> None:
    path = house.add("a")
    link(path / "notes.txt", house.root / "outside" / "secret.txt")
    (path / "old").mkdir()
    (path / "old" / "secret.png").symlink_to("/dev/zero")
    assert errors(house) == {("briefings/a/notes.txt", "file-kind")}
    findings, _ = look(house)
    assert ("briefings/a/old", "file-type") in {(finding.path, finding.fault.rule) for finding in findings}


@pytest.mark.parametrize("name", ["caf\udce9", "a\nb", "a\x1b[2Jb", "a\u202eb"])
def test_a_folder_whose_name_cannot_be_shown(house: House, name: str) -> None:
    (house.root / "briefings" / name).mkdir()
    (house.root / "briefings" / name / "briefing.md").write_text(briefing_text(status="draft"), encoding="utf-8")
    findings, verdict = look(house)
    assert verdict.release is None
    texts = "".join(finding.as_text() for finding in findings)
    texts.encode()
    assert "\x1b" not in texts
    assert "\u202e" not in texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("caf\u00e9", "cafe\u0301"),
        ("a-Name", "a-name"),
        ("stra\u00dfe", "strasse"),
        ("\ufb01sh", "fish"),
        ("a-name\u00b2", "a-name2"),
    ],
)
def test_names_that_a_file_system_may_take_for_one(house: House, one: str, other: str) -> None:
    for slug in (one, other):
        house.add(slug)
    assert {(f"briefings/{slug}/briefing.md", "slug-clash") for slug in (one, other)} <= errors(house)


@pytest.mark.parametrize("name", ["con", "nul", "aux", "com1", "prn"])
def test_names_that_windows_keeps(house: House, name: str) -> None:
    house.add(name)
    assert (f"briefings/{name}/briefing.md", "slug-reserved") in errors(house)


def test_themes_that_differ_in_capitals_only(house: House) -> None:
    (house.root / "themes" / "Neglect.md").write_bytes((house.root / "themes" / "neglect.md").read_bytes())
    assert {(f"themes/{name}.md", "slug-clash") for name in ("Neglect", "neglect")} <= errors(house)


def test_two_pictures_that_differ_in_capitals_only(house: House) -> None:
    text = briefing_text().replace("Words about signs to look for.", "Words.\n\n![A square on a wall](p.png)")
    house.add("a", text, **{"p.png": bitmap("PNG"), "P.png": bitmap("PNG")})
    assert ("briefings/a/p.png", "picture-name") in errors(house)


def test_ten_thousand_files(house: House) -> None:
    path = house.add("a")
    for number in range(10_000):
        (path / f"{number}.png").write_bytes(b"not a picture")
        (house.root / "briefings" / f"note {number}.txt").touch()
    with soon(8):
        catalogue, findings = load(house.root)
    assert len(findings) == 2 * (ALIKE + 1)
    texts = "".join(finding.as_text() for finding in findings)
    assert "and 9,980 more files" in texts
    assert [briefing.slug for briefing in catalogue.briefings] == ["a"]


def test_a_thousand_faults_of_a_kind_are_told_in_a_few_lines(house: House) -> None:
    house.add("a", briefing_text().replace("Words about signs to look for.", "# Heading\n\n" * 1_000))
    findings, _ = look(house)
    assert len([finding for finding in findings if finding.fault.rule == "heading-level"]) == ALIKE + 1
    assert any("and 980 more" in finding.fault.message for finding in findings)


def test_a_message_is_short_and_steers_no_terminal() -> None:
    finding = found("a\x1b]0;b", [Fault(1, "yaml", "x" * 100_000 + "\x1b[2J", "\u202ehint")])[0]
    for text in (finding.as_text(), str(finding.as_dict())):
        assert len(text) < 1_500
        assert not any(sign in text for sign in ("\x1b", "\u202e"))


SIZE = 190_000
PATTERNS = [
    *("[", "![", "[a](", "[](<", "`a", "*", "*a ", "*a_", "**a ", "a*", "_", "<", "<a ", "<!--", "<![CDATA[", "<?", "a<!A ", ">", "> ", "(", "|"),
    *("|a", "\\", "&", "&a;", "&#x202e;", "[x]", "![[](", "<https://a.b>", "<a@b.c>", "#", "# a\n", "##\n", "~~~\n", "```\na\n", "a\n=\n", "a\n"),
    *("[a](b) ", "]", "[^a]", "<div>\n", "<a b='", "> a\n", "> > > a\nb\n", "- a\n", "-\n", "* a\n\n", "- ", "1. ", "[a]: /u\n", "[a]:\n", "[\n"),
    *("‐", "“a", "a'", "a.a", "{{", "\n", "\t\n", " \n", "\u0301", "\ufeff", "a|b\n-|-\n", "||\n", "-- ", "=", "](", "][", "](../", "@", "(a", '"', "-", "|-", " ", ":-", ".", "'"),
]  # fmt: skip


@pytest.mark.parametrize(
    "head", [b"---\n", briefing_text(body="").encode() + b"## What it is\n\n", b""], ids=["front matter", "text", "bare"]
)
def test_runs_of_anything_end_soon(house: House, head: bytes) -> None:
    slow = {}
    path = house.add("a")
    for pattern in [
        *PATTERNS,
        "a: ",
        "a: [",
        "a: {",
        "? ",
        "- - ",
        "a:\n",
        "- a\n",
        "k: v\n",
        "!a ",
        "&a ",
        "*a ",
        "%",
        "'",
        "x: '\n",
        "x: |\n ",
    ]:
        data = pattern.encode()
        # Without end, and in lines that are just short enough, each with an end that spoils it.
        for hostile in (data * (SIZE // len(data)), (data * (9_000 // len(data)) + b"x\n") * 20):
            (path / "briefing.md").write_bytes(head + hostile)
            started = time.process_time()
            catalogue, findings = load(house.root)
            findings += check(catalogue)
            if (taken := time.process_time() - started) > SOON:
                slow[pattern] = taken
            assert any(finding.is_error for finding in findings), pattern
    assert slow == {}


def nested(depth: int, mark: str) -> str:
    return "\n".join("  " * level + mark for level in range(depth))


GROWING = {
    "lists": nested(400, "- a"),
    "quotations": "\n".join(">" * level + " a" for level in range(1, 20)),
    "backticks": " ".join("`" * level for level in range(1, 20)),
    "brackets in brackets": "[" * 10 + "x]" * 10,
    "images in images": "![" * 10 + "x" + "](y.png)" * 10,
    "a lazy quotation": "> " * 12 + "a\n" + "b\n" * 2_900,
    "a table": "|a" * 12 + "|\n" + "|-" * 12 + "|\n" + ("|b" * 12 + "|\n") * 190,
    "emphasis": "*a **b " * 500,
}


@pytest.mark.parametrize("name", GROWING)
def test_just_within_the_limits_is_quick_and_loses_nothing(name: str) -> None:
    text = GROWING[name]
    with soon():
        body, faults = read_body(f"## What it is\n\n{text}\n\nlast words of all\n", 1, {})
    # Either it is refused, or its last words are there.
    assert faults or "last words of all" in body.sections[0].text


def bitmap(kind: str, size: tuple[int, int] = (8, 8), mode: str = "RGB", **options: object) -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, kind, **options)
    return target.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, *chunks: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def webp_of(kind: bytes, size: bytes) -> bytes:
    body = b"WEBP" + b"VP8" + kind + struct.pack("<I", 30) + size + bytes(40)
    return b"RIFF" + struct.pack("<I", len(body)) + body


BOMB = zlib.compress(bytes(150_000_000), 9)
SCAN = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00\x00"
BAD = {
    "png that says it is vast": ("a.png", png_of(60_000, 60_000, chunk(b"IDAT", b"x")), "picture-large"),
    "png that says it is endless": ("a.png", png_of(2**31 - 1, 2**31 - 1, chunk(b"IDAT", b"x")), "picture-large"),
    "png of no size": ("a.png", png_of(0, 0, chunk(b"IDAT", b"x")), "picture-unreadable"),
    "text bomb": ("a.png", png_of(8, 8, chunk(b"zTXt", b"a\0\0" + BOMB), chunk(b"IDAT", zlib.compress(bytes(200)))), "picture-unreadable"),
    "profile bomb": ("a.png", png_of(8, 8, chunk(b"iCCP", b"a\0\0" + BOMB), chunk(b"IDAT", b"x")), "picture-unreadable"),
    "truncated png": ("a.png", bitmap("PNG", (200, 200))[:-40], "picture-unreadable"),
    "truncated jpeg": ("a.jpg", bitmap("JPEG", (200, 200))[:400], "picture-unreadable"),
    "truncated webp": ("a.webp", bitmap("WEBP", (200, 200))[:60], "picture-unreadable"),
    "vast jpeg": ("a.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00" + SCAN, "picture-large"),
    "jpeg that goes over itself": ("a.jpg", bitmap("JPEG", (64, 64))[:-2] + SCAN * 5_000 + b"\xff\xd9", "picture-unreadable"),
    "vast webp": ("a.webp", webp_of(b"X", bytes(4) + b"\xff\xff\xff\xff\xff\xff"), "picture-large"),
    "vast lossless webp": ("a.webp", webp_of(b"L", b"\x2f\xff\xff\xff\xff"), "picture-large"),
    "moving webp": ("a.webp", bitmap("WEBP", save_all=True, append_images=[Image.new("RGB", (8, 8), "red")]), "picture-moving"),
    "gif": ("a.png", bitmap("GIF"), "picture-unreadable"),
    "eps": ("a.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n", "picture-unreadable"),
    "empty": ("a.png", b"", "picture-unreadable"),
    "svg that holds itself": ("a.svg", b'<!DOCTYPE a [<!ENTITY b "bbb"><!ENTITY c "&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg">&c;</svg>', "picture-svg"),
    "svg that reads a file": ("a.svg", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>', "picture-svg"),
    "deep svg": ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">' + b"<g>" * 25_000 + b"</g>" * 25_000 + b"</svg>", "picture-svg"),
    "svg of no name": ("a.svg", b"<svg/>", "picture-svg"),
    "svg in an unknown alphabet": ("a.svg", b'<?xml version="1.0" encoding="klingon"?><svg/>', "picture-unreadable"),
    "svg with hidden words": ("a.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>a\u202eb</text></svg>'.encode(), "hidden-character"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_pictures_that_bite(name: str) -> None:
    file, data, rule = BAD[name]
    with soon():
        made, faults = read_picture(file, data)
    assert made is None
    assert {fault.rule for fault in faults} == {rule}


@pytest.mark.parametrize(
    ("kind", "mode", "options"),
    [
        ("PNG", "P", {"transparency": 0}), ("PNG", "I;16", {}), ("PNG", "LA", {}), ("PNG", "1", {}), ("PNG", "RGBA", {}), 
        ("JPEG", "CMYK", {}), ("JPEG", "L", {}), ("JPEG", "RGB", {"icc_profile": bytes(2_000_000)}), ("JPEG", "RGB", {"progressive": True}),
        ("PNG", "RGB", {"icc_profile": bytes(500_000)}), ("WEBP", "RGBA", {}), ("WEBP", "RGB", {"lossless": True}),
    ],
)  # fmt: skip
def test_pictures_of_every_make_are_read_quietly(kind: str, mode: str, options: dict[str, object]) -> None:
    name = f"a.{kind.lower()}"
    data = bitmap(kind, (40, 30), mode, **options)
    made, faults = read_picture(name, data)
    assert faults == []
    assert made
    assert (made.width, made.height) == (40, 30)
    assert len(made.data) < 5_000


def test_sixteen_bits_stay_grey() -> None:
    target = io.BytesIO()
    Image.frombytes("I;16", (4, 4), struct.pack("<16H", *[0x8000] * 16)).save(target, "PNG")
    made, _ = read_picture("a.png", target.getvalue())
    assert made
    assert abs(Image.open(io.BytesIO(made.data)).convert("L").getpixel((1, 1)) - 128) <= 1  # type: ignore[operator]


def test_many_comments_are_gone() -> None:
    notes = PngImagePlugin.PngInfo()
    for number in range(300):
        notes.add_text(f"note{number}", CANARY)
    made, _ = read_picture("a.png", bitmap("PNG", pnginfo=notes))
    assert made
    assert CANARY.encode() not in made.data


NASTY = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{7*7}}", "]]>", "&amp;", "'"]
MARK = "".join(NASTY)


class _Page(HTMLParser):
    """The tags of a page with their attributes, and its words."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def test_whatever_is_printed_is_escaped(house: House) -> None:
    quoted = "'" + MARK.replace("'", "''") + "'"
    settings = house.root / "mkdocs.yml"
    text = settings.read_text(encoding="utf-8")
    for key in ("site_name", "partnership", "intro", "notice", "call_now"):
        lines = text.split("\n")
        text = "\n".join(f"{line[: line.index(':')]}: {quoted}" if line.strip().startswith(f"{key}:") else line for line in lines)
    # The foot of a page has room for two lines.
    text = re.sub("(?m)^  partnership: .*$", "  partnership: '<b>N</b> &amp; S'", text)
    text = text.replace("schools: Schools and colleges", f"schools: {quoted}").replace("title: Early Help", f"title: {quoted}")
    settings.write_text(text, encoding="utf-8")
    theme = house.root / "themes" / "neglect.md"
    _, front, body = theme.read_text(encoding="utf-8").split("---", 2)
    theme.write_text(f"---\ntitle: {quoted}\nsynonyms: [{quoted}]\ntraining: [early-help]\n---{body}", encoding="utf-8")
    assert front
    house.add(
        "a-briefing",
        briefing_text(
            title=quoted,
            summary=quoted,
            training="[early-help]",
            sources=f"[{{type: lcspr, year: 2021, title: {quoted}}}]",
            changes=f"[{{on: 2022-06-01, note: {quoted}}}]",
        ),
    )
    house.add("b-briefing", briefing_text(title="A plain one", related="[a-briefing]"))
    built = house.build()
    pages = sorted(built.site.rglob("*.html"))
    assert len(pages) > 5
    for path in pages:
        page = _Page(path.read_text(encoding="utf-8"))
        for tag, attributes in page.tags:
            assert not any(key.startswith("on") for key in attributes), path
            assert attributes.get("src") != "x", path
            assert tag != "script" or set(attributes) & {"src", "type"}, path
        assert "49" not in page.words.split(), path
    article = _Page((built.site / "a-briefing" / "index.html").read_text(encoding="utf-8"))
    assert article.words.count(MARK) >= 5
    assert any(attributes.get("content") == MARK for tag, attributes in article.tags if tag == "meta")
    for path in built.site.rglob("*.xml"):
        assert "<script" not in path.read_text(encoding="utf-8")
    prints = sorted(built.site.glob("a-briefing/*.pdf"))
    assert len(prints) == 3
    for path in prints:
        with pikepdf.open(path) as pdf:
            assert MARK in str(pdf.docinfo["/Title"])
            # Nothing in it runs.
            assert "/OpenAction" not in pdf.Root
            assert "/AA" not in pdf.Root
        assert b"/JavaScript" not in path.read_bytes()


LEFT_BEHIND = [
    *("briefing.md~", ".briefing.md.swp", "~$briefing.docx", "#briefing.md#", ".DS_Store", "Thumbs.db", "desktop.ini", "notes.docx", "old.pdf"),
    *("briefing (copy).md", "briefing.md.bak", "briefing.md.orig", "unused.png", "unused.svg", ".hidden.png", "._briefing.md", "notes.txt"),
]  # fmt: skip


def test_what_is_left_behind_is_never_copied(house: House) -> None:
    path = house.add("a-briefing")
    (path / "old versions").mkdir()
    places = [path / name for name in LEFT_BEHIND if name != "unused.png"]
    places += [path / "old versions" / name for name in LEFT_BEHIND]
    places += [
        house.root / where / name
        for where in ("themes", "briefings")
        for name in LEFT_BEHIND
        if name[0] in ".~#" or name.endswith(("~", ".db"))
    ]
    for place in places:
        place.write_bytes(CANARY.encode())
    (path / "unused.svg").unlink()
    findings, _ = look(house)
    assert not any(finding.is_error for finding in findings)
    built = house.build()
    for file in built.site.rglob("*"):
        if file.is_file():
            assert file.name not in LEFT_BEHIND
            data = file.read_bytes()
            assert CANARY.encode() not in data
            assert not any(name.encode() in data for name in LEFT_BEHIND if name != "notes.txt")


def test_an_unused_picture_stops_a_published_one_and_is_not_copied_with_a_draft(house: House) -> None:
    house.add("a-briefing", **{"unused.png": bitmap("PNG")})
    assert errors(house) == {("briefings/a-briefing/unused.png", "picture-unused")}
    (house.root / "briefings" / "a-briefing" / "unused.png").unlink()
    house.add("b-briefing", briefing_text(status="draft", title="A draft of its own"), **{"unused.png": bitmap("PNG")})
    built = house.build()
    assert not [file for file in built.site.rglob("*") if file.name == "unused.png"]


def test_a_file_of_the_largest_size_is_read(house: House) -> None:
    text = briefing_text(status="draft")
    house.add("a", text + "\n" * (200_000 - len(text.encode())))
    assert errors(house) == set()
    house.add("b", text + "\n" * (200_001 - len(text.encode())))
    assert errors(house) == {("briefings/b/briefing.md", "file-size")}


def test_modes_of_files_are_looked_at_before_they_are_opened(house: House) -> None:
    path = house.add("a")
    os.mkfifo(path / "p.png")
    assert stat.S_ISFIFO((path / "p.png").lstat().st_mode)
    assert errors(house) == {("briefings/a/p.png", "file-kind")}
