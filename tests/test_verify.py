"""Verify proves itself: one withheld phrase in each wrapping, each in a file of its own."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from briefing_pipeline.findings import Finding
from briefing_pipeline.verify import FILES_AT_ONCE, Watch, search, verify
from briefing_pipeline.verify.read import limits, pieces, texts
from briefing_pipeline.verify.read.pictures import pixel_digests
from briefing_pipeline.words import fold, runs_of, words_of
from conftest import examples
from planting import CODE, CONTAINERS, FONT, MARKUP, Plant, b64, drawing, every, named, page, percent, saved, zip_with, zipped
from planting_pdf import PDFS, document, drawn

URL = "https://briefings.example.org/"
CANARY = "quiet harbour lantern"
# Where the file's own name is what is withheld, the finding gives its hash.
NAMES = {"file name", "file name with underscores", "file name with percent signs", "file name in base64", "folder name"}
PLANTS: dict[str, Plant] = MARKUP | CODE | CONTAINERS | PDFS


def watching(*phrases: str) -> Watch:
    watched = Watch()
    for phrase in phrases:
        watched.add(phrase, "a withheld title")
    return watched


def put(output: Path, name: str, data: bytes) -> None:
    (output / name).parent.mkdir(parents=True, exist_ok=True)
    (output / name).write_bytes(data)


def leaks(output: Path, watched: Watch) -> list[Finding]:
    return [finding for finding in verify(output, watched, URL) if finding.fault.rule in ("leak", "unreadable-output")]


@pytest.mark.parametrize("how", PLANTS)
def test_a_planted_phrase_is_found(tmp_path: Path, how: str) -> None:
    put(tmp_path, "clean.html", page("Open words"))
    watched = watching(CANARY)
    watched.add_address("quiet-harbour-lantern", "a withheld address")
    name, data = PLANTS[how]("usual morning meeting")
    put(tmp_path, name, data)
    assert leaks(tmp_path, watched) == []
    (tmp_path / name).unlink()
    name, data = PLANTS[how](CANARY)
    put(tmp_path, name, data)
    found = leaks(tmp_path, watched)
    assert {finding.fault.rule for finding in found} == {"leak"}
    shown = {finding.path for finding in found}
    assert name not in shown if how in NAMES else shown == {name}
    said = "\n".join(finding.as_text() for finding in found).casefold()
    assert not any(word in said for word in CANARY.split(" "))


NAME = "zyxqvut"
BODY = "the midwife wrote to the school about the bruise before the second visit in june"


@pytest.mark.parametrize("how", PLANTS)
def test_a_planted_run_and_a_planted_name_are_found(tmp_path: Path, how: str) -> None:
    watched = watching(BODY, NAME)
    for said, rules in (("usual bread morning", set()), (" ".join(BODY.split(" ")[3:11]), {"leak"}), (NAME, {"leak"})):
        name, data = PLANTS[how](said)
        put(tmp_path, name, data)
        assert {finding.fault.rule for finding in leaks(tmp_path, watched)} == rules, said
        (tmp_path / name).unlink()


@pytest.mark.parametrize(
    "how", ["html across blocks", "json escapes", "gzip", "zip in zip", "pdf text", "pdf words on lines", "jpeg UserComment"]
)
def test_eight_words_of_a_body_are_found(tmp_path: Path, how: str) -> None:
    name, data = PLANTS[how](" ".join(BODY.split(" ")[3:12]))
    put(tmp_path, name, data)
    found = leaks(tmp_path, watching(BODY))
    assert {(finding.path, finding.fault.rule) for finding in found} == {(name, "leak")}
    name, data = PLANTS[how](" ".join(BODY.split(" ")[3:10]))
    put(tmp_path, name, data)
    assert leaks(tmp_path, watching(BODY)) == []


@pytest.mark.parametrize(
    ("written", "watched"),
    [
        ("O’Neil came", "O'Neil"), ("O'Neil came", "O’Neil"), ("cafe\u0301 road", "Café Road"), ("ﬁnding ﬂowers", "finding flowers"),
        ("NSCP\u20112021\u201104", "NSCP-2021-04"), ("nscp 2021 04", "NSCP-2021-04"), ("nscp_2021_04", "NSCP-2021-04"), ("a Straße b", "STRASSE"),
        ("ref 44718.", "44718"), ("Quiet\u00a0Child", "quiet child"), ("quiet\u2014child", "quiet child"), ("Zoe\u0308", "Zoë"),
    ],
)  # fmt: skip
def test_what_looks_alike_is_alike(written: str, watched: str) -> None:
    assert list(search(written, watching(watched)))


@pytest.mark.parametrize(
    ("written", "watched"),
    [
        ("a notable day", "table"),
        ("overtime", "over time"),
        ("unsafe at home now", "safe at home"),
        ("447180", "44718"),
        ("Joann", "Jo Ann"),
    ],
)
def test_parts_of_other_words_are_not_found(written: str, watched: str) -> None:
    assert list(search(written, watching(watched))) == []


def test_addresses() -> None:
    watched = Watch()
    for address in ("three-doors", "lantern", "knife-crime"):
        watched.add_address(address, "a withheld address")
    watched.add_public("knife-crime-in-schools")
    for text in ("see /three-doors/", "x-three-doors-2.pdf", "three_doors.png", 'href="../lantern/"', "a lantern.pdf"):
        assert [what for what, _ in search(text, watched)] == ["a withheld address"], text
    for text in ("there are three doors", "a lantern was lit", "/knife-crime-in-schools/", "and/or", "lanterns"):
        assert list(search(text, watched)) == [], text
    assert list(search("/knife-crime/ and /knife-crime-in-schools/", watched))


def test_the_same_picture_saved_anew_is_found(tmp_path: Path) -> None:
    watched = Watch(hashes=dict.fromkeys(pixel_digests(drawing()), "a withheld picture"))
    put(tmp_path, "a.png", saved("PNG", compress_level=1))
    put(tmp_path, "b.webp", saved("WEBP", lossless=True))
    put(tmp_path, "c.html", page(f'<img alt="x" src="data:image/png;base64,{b64(saved("PNG"))}">'))
    see_through = io.BytesIO()
    drawing().convert("RGBA").save(see_through, "PNG")
    put(tmp_path, "d.png", see_through.getvalue())
    put(tmp_path, "e.zip", zipped("x.png", saved("PNG")))

    def picture(pdf: pikepdf.Pdf, sheet: pikepdf.Dictionary, _: str) -> None:
        stream = pdf.make_stream(drawing().tobytes())
        facts = {"Type": pikepdf.Name.XObject, "Subtype": pikepdf.Name.Image, "ColorSpace": pikepdf.Name.DeviceRGB}
        for key, value in (facts | {"Width": 24, "Height": 16, "BitsPerComponent": 8}).items():
            stream[f"/{key}"] = value
        sheet.Resources["/XObject"] = pikepdf.Dictionary(I1=stream)

    put(tmp_path, "f.pdf", document(picture, ""))
    other = drawing().copy()
    other.putpixel((9, 9), (1, 2, 3))
    target = io.BytesIO()
    other.save(target, "PNG")
    put(tmp_path, "z.png", target.getvalue())
    assert {finding.path for finding in leaks(tmp_path, watched)} == {"a.png", "b.webp", "c.html", "d.png", "e.zip", "f.pdf"}


def test_a_withheld_file_is_found_wherever_it_is_wrapped(tmp_path: Path) -> None:
    secret = b"a,b\n1,2\n"
    watched = Watch(hashes={hashlib.sha256(secret).hexdigest(): "a withheld file"})
    put(tmp_path, "a.csv", secret)
    put(tmp_path, "b.zip", zipped("x.csv", secret))
    put(tmp_path, "c.csv.gz", gzip.compress(secret))
    put(tmp_path, "d.html", page(f'<a href="#top" data-x="data:text/csv;base64,{b64(secret)}">x</a>'))
    assert {finding.path for finding in leaks(tmp_path, watched)} == {"a.csv", "b.zip", "c.csv.gz", "d.html"}


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_pictures_of_any_depth_are_clean(tmp_path: Path, mode: str) -> None:
    target = io.BytesIO()
    shades = Image.radial_gradient("L").resize((37, 23))
    (Image.new("I;16", (37, 23), 700) if mode == "I;16" else shades.convert("RGBA").convert(mode)).save(target, "PNG")
    put(tmp_path, "a.png", target.getvalue())
    if mode in ("L", "RGB"):
        shades.convert(mode).save(tmp_path / "b.jpg", quality=40, progressive=True)
        shades.convert(mode).save(tmp_path / "c.webp")
    assert leaks(tmp_path, watching(CANARY, NAME, BODY)) == []


def test_the_fonts_of_the_pages_are_clean(tmp_path: Path) -> None:
    for font in FONT.parent.glob("*.woff2"):
        put(tmp_path, font.name, font.read_bytes())
    assert leaks(tmp_path, watching(CANARY, NAME, BODY, "Ada", "Jo", "Lee")) == []


def nested(count: int) -> bytes:
    data = b"open"
    for number in range(count):
        data = zipped(f"{number}.zip" if number else "a.txt", data)
    return data


def uris(count: int) -> bytes:
    text = "open"
    for _ in range(count):
        text = f"<svg><image href='data:image/svg+xml;base64,{b64(text.encode())}'/></svg>"
    return page(text)


def encrypted(user: str = "") -> bytes:
    plain = pikepdf.open(io.BytesIO(document(drawn(""), "open")))
    target = io.BytesIO()
    plain.save(target, encryption=pikepdf.Encryption(owner="a", user=user))
    return target.getvalue()


def zip_with_a_hidden_entry() -> bytes:
    """Two archives end to end: the directory lists the second one only."""
    return zipped("a.txt", b"hidden") + zipped("b.txt", b"open")


def packed_zip_with_more(text: str) -> bytes:
    """A zip whose entry says that its packed data go on behind their end."""
    plain = zipped()
    at = plain.index(b"PK\x01\x02")
    return zip_with(text, at, {18: "<L", at + len(text) + 20: "<L"})


def filled(pdf: pikepdf.Pdf, sheet: pikepdf.Dictionary, _: str) -> None:
    sheet["/Contents"] = pdf.make_stream(bytes(24_000_000))


def packed(size: int) -> bytes:
    return gzip.compress(bytes(size))


UNREADABLE: dict[str, tuple[str, bytes]] = {
    "unknown type": ("a.xyz", b"open"),
    "no type": ("readme", b"open"),
    "source map": ("a.js.map", b"{}"),
    "gif": ("a.gif", b"GIF89a"),
    "latin-1 text": ("a.txt", "café".encode("latin-1")),
    "control characters": ("a.txt", b"open\x01"),
    "pdf named txt": ("a.txt", document(drawn(""), "open")),
    "zip named html": ("a.html", zipped()),
    "html named png": ("a.png", page("open")),
    "png named jpg": ("a.jpg", saved("PNG")),
    "text named pdf": ("a.pdf", b"open"),
    "text named woff2": ("a.woff2", b"open"),
    "text named gz": ("a.gz", b"open, but not packed"),
    "broken png": ("a.png", saved("PNG")[:-40]),
    "broken jpeg": ("a.jpg", saved("JPEG")[:300]),
    "broken pdf": ("a.pdf", document(drawn(""), "open")[:300]),
    "broken json": ("a.json", b"{"),
    "broken zip": ("a.zip", zipped()[:-8]),
    "broken gzip": ("a.txt.gz", gzip.compress(b"open")[:-9]),
    "gzip with a tail": ("a.txt.gz", gzip.compress(b"open") + b"tail"),
    "broken index": ("a.pf_index", gzip.compress(b"pagefind_dcd\x81\x78\xffab")),
    "encrypted pdf": ("a.pdf", encrypted()),
    "encrypted pdf that nobody can open": ("a.pdf", encrypted("b")),
    "entities of its own": ("a.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>'),
    "unknown attachment": ("a.zip", zipped("a.bin", b"\0\1\2")),
    "data uri of unknown type": ("a.html", page(f'<img src="data:image/gif;base64,{b64(b"GIF89a" + bytes(range(250)))}">')),
    "zip with a hidden entry": ("a.zip", zip_with_a_hidden_entry()),
    "zip with something behind it": ("a.zip", zipped() + b"quiet harbour lantern"),
    "zip with something before its list": ("a.zip", zip_with("harbour", zipped().index(b"PK\x01\x02"), {})),
    "zip with something behind packed data": ("a.zip", packed_zip_with_more("harbour")),
    "zip with something before its end": ("a.zip", zipped().replace(b"PK\x05\x06", b"harbourPK\x05\x06")),
    "zip packed in an unusual way": ("a.zip", zipped(entry={"compress_type": zipfile.ZIP_BZIP2})),
    "pdf with something packed behind its end": ("a.pdf", document(drawn(""), "open") + zlib.compress(b"harbour")),
    "pdf with something packed between its objects": ("a.pdf", document(drawn(""), "open").replace(b"endobj\n", b"endobj\n" + zlib.compress(b"harbour"), 1)),
    "nested zips": ("a.zip", nested(12)),
    "nested data uris": ("a.html", uris(12)),
    "gzip bomb": ("a.txt.gz", packed(24_000_000)),
    "gzip bomb in a gzip": ("a.gz", gzip.compress(packed(24_000_000))),
    "zip bomb": ("a.zip", zipped(data=bytes(24_000_000))),
    "pdf bomb": ("a.pdf", document(filled, "", compress_streams=True)),
    "too many layers of escapes": ("a.js", b'"' + b"\\" * 4096 + b'u0041"'),
}  # fmt: skip


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_fails_closed(tmp_path: Path, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BYTES", 16_000_000)
    name, data = UNREADABLE[case]
    put(tmp_path, name, data)
    rules = [(finding.path, finding.fault.rule) for finding in leaks(tmp_path, Watch())]
    assert rules == [(name, "unreadable-output")]


def test_a_zip_whose_time_is_none(tmp_path: Path) -> None:
    nine_o_clock = struct.pack("<HH", 9 << 11, (2022 - 1980) << 9 | 3 << 5 | 14)
    data = zipped().replace(nine_o_clock, b"\0\0\0\0")
    assert data != zipped()
    put(tmp_path, "a.zip", data)
    assert [finding.fault.rule for finding in leaks(tmp_path, Watch())] == ["unreadable-output"]


def test_links_devices_and_empty_folders(tmp_path: Path) -> None:
    (tmp_path / "a.html").symlink_to("/etc/hostname")
    (tmp_path / "quiet-harbour-lantern").mkdir()
    rules = {finding.fault.rule: finding.path for finding in leaks(tmp_path, watching(CANARY))}
    assert set(rules) == {"leak", "unreadable-output"}
    assert "harbour" not in rules["leak"]


def test_findings_about_links_tell_nothing(tmp_path: Path) -> None:
    put(
        tmp_path,
        "a.html",
        page('<a href="quiet%2Dharbour-lantern/">x</a><p id="quiet-harbour-lantern"><p id="quiet-harbour-lantern">'),
    )
    findings = verify(tmp_path, watching(CANARY), URL)
    assert {finding.fault.rule for finding in findings} == {"leak", "link-dead"}
    assert not any("harbour" in finding.as_text() for finding in findings)


ENCODERS: dict[str, Callable[[str], str]] = {
    "decimal entities": lambda text: every(text, "&#{:d};"),
    "hexadecimal entities": lambda text: every(text, "&#x{:x};"),
    "percent": percent,
    "script": lambda text: every(text, "\\u{:04x}"),
    "braces": lambda text: every(text, "\\u{{{:x}}}"),
    "json": lambda text: json.dumps(text),
    "data uri": lambda text: f"data:text/plain;base64,{base64.b64encode(text.encode()).decode()}",
}
FILES: dict[str, Plant] = {"html": lambda text: ("a.html", page(text)), "js": named("a.js", str), "gzip": named("a.gz", lambda text: gzip.compress(text.encode())),
         "zip": named("a.zip", lambda text: zipped("a.txt", text.encode())), "utf-16": named("a.txt", lambda text: text.encode("utf-16"))}  # fmt: skip
WORDS = st.lists(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäéß"), min_size=2, max_size=9), min_size=2, max_size=5)


@examples(120)
@given(words=WORDS, chain=st.lists(st.sampled_from(sorted(ENCODERS)), max_size=3), file=st.sampled_from(sorted(FILES)))
def test_a_phrase_in_any_chain_of_encodings_is_found(words: list[str], chain: list[str], file: str) -> None:
    text = " ".join(words)
    for name in chain:
        text = ENCODERS[name](text)
        if len(text) > 60_000:
            return
    name, data = FILES[file](text)
    watched = watching(" ".join(words))
    assert any(list(search(piece, watched)) for piece in pieces(name, data) if isinstance(piece, str))


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words_of(fold(text)) == words_of(text)


class Counted(dict[str, str]):
    """A dictionary that counts how often it is asked."""

    asked = 0

    def __contains__(self, key: object) -> bool:
        self.asked += 1
        return super().__contains__(key)


def lookups(text: str, watched: Watch) -> int:
    tables = {name: Counted(getattr(watched, name)) for name in ("phrases", "letters", "spelt", "addresses")}
    for name, table in tables.items():
        setattr(watched, name, table)
    list(search(text, watched))
    return sum(table.asked for table in tables.values())


def test_the_search_does_not_slow_with_what_is_withheld() -> None:
    text = "The case of the child who was seen twice at the-case-of-the-lamp and not heard. " * 50
    few, many = Watch(), Watch()
    for watched, count in ((few, 1), (many, 1000)):
        for number in range(count):
            watched.add(f"The case of the child number {number}", "a withheld title")
            watched.add_address(f"the-case-of-the-child-{number}", "a withheld address")
    one, thousand = lookups(text, few), lookups(text, many)
    assert thousand <= 4 * one
    assert lookups(text * 4, many) <= 5 * thousand


@pytest.mark.parametrize(
    "part", ["<a", '<a "', "<a x='<b y=\"", "<!--", "</s", "'/*", "aB3dEfGhIjKl\n", "fromCharCode(1,", "a- ", "a "]
)
def test_what_never_ends_takes_no_longer_for_its_length(tmp_path: Path, part: str) -> None:
    """Were the time to grow with its square, this would take minutes."""
    put(tmp_path, "a.js", (part * (400_000 // len(part))).encode())
    assert leaks(tmp_path, watching(CANARY, NAME, BODY)) == []


def test_texts_of_a_file(tmp_path: Path) -> None:
    put(tmp_path, "a.html", page("<p>Open <b>words</b></p>"))
    assert any("Open words" in text for text in texts(tmp_path / "a.html"))
    assert list(runs_of("a b c d e f g h i".split())) == ["a b c d e f g h", "b c d e f g h i"]
    assert Image.open(io.BytesIO(saved("PNG"))).size == (24, 16)


def test_many_files_are_searched_by_several_processes(tmp_path: Path) -> None:
    for number in range(FILES_AT_ONCE + 1):
        (tmp_path / f"{number}.txt").write_text("nothing", encoding="utf-8")
    (tmp_path / "7.txt").write_text("the lamp in the boat house", encoding="utf-8")
    (tmp_path / "8.xyz").write_bytes(b"?")
    watched = Watch()
    watched.add("lamp in the boat house", "a withheld title")
    counted: list[int] = []
    findings = verify(tmp_path, watched, "https://briefings.example.org/", lambda: counted.append(1))
    assert {(item.path, item.fault.rule) for item in findings} == {("7.txt", "leak"), ("8.xyz", "unreadable-output")}
    assert len(counted) == FILES_AT_ONCE + 2
