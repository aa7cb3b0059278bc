"""Every address inside the site leads somewhere, outside ones are safe, nothing is asked of another host, PDFs run nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from briefing_pipeline.verify.links import check_links
from planting import page, saved, svg
from planting_pdf import Change, document

URL = "https://briefings.example.org/press/"


def rules(output: Path, name: str, data: bytes | str) -> list[str]:
    """The rules that one file breaks, in a site that has a page, a picture and a style sheet besides."""
    (output / "other").mkdir()
    (output / "other" / "index.html").write_bytes(page('<h2 id="there">x</h2>'))
    (output / "a.png").write_bytes(saved("PNG"))
    (output / "site.css").write_text("", encoding="utf-8")
    (output / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return sorted({finding.fault.rule for finding in check_links(output, URL) if finding.path == name})


@pytest.mark.parametrize(
    "inner",
    [
        '<a href="other/">x</a>', '<a href="other/#there">x</a>', '<a href="/press/other/index.html?q=1#there">x</a>', '<a href="#top">x</a>',
        '<a href="https://briefings.example.org/press/a.png">x</a>', '<a href="https://example.org/">x</a>', '<a href="mailto:a@example.org">x</a>',
        '<a href="tel:01234">x</a>', '<link rel="stylesheet" href="site.css">', '<link rel="canonical" href="https://briefings.example.org/press/">',
        '<img src="a.png" srcset="a.png 1x, a.png 2x" alt="">', '<p style="background: url(a.png)">', "<style>p {background: url('a.png')}</style>",
        '<svg xmlns="http://www.w3.org/2000/svg"><path id="p"/><use href="#p"/></svg>', '<img alt="" src="data:image/png;base64,AAAA">',
        '<script>fetch("/press/a.png"); const ns = "http://www.w3.org/2000/svg"; const see = "https://example.org/"</script>',
        '<base href="other/"><a href="#there">x</a>', '<p cite="x">https://example.org/</p>', '<a href="%6fther/">x</a>',
    ],
)  # fmt: skip
def test_what_is_sound_passes(tmp_path: Path, inner: str) -> None:
    inner = inner.replace('<p cite="x">', "<p>")
    assert rules(tmp_path, "index.html", page(inner)) == []


@pytest.mark.parametrize(
    ("inner", "rule"),
    [
        ('<a href="gone/">x</a>', "link-dead"), ('<a href="other/#gone">x</a>', "link-dead"), ('<a href="#gone">x</a>', "link-dead"),
        ('<a href="a.png/">x</a>', "link-dead"), ('<a href="https://briefings.example.org/press/gone">x</a>', "link-dead"),
        ('<a href="https://[broken/">x</a>', "link-dead"), ('<a href="%00">x</a>', "link-dead"), (f'<a href="{"x" * 400}">x</a>', "link-dead"),
        ('<img alt="" src="gone.png">', "link-dead"), ('<img alt="" srcset="a.png 1x, gone.png 2x">', "link-dead"), ('<area href="gone">', "link-dead"),
        ('<blockquote cite="gone">x</blockquote>', "link-dead"), ('<video poster="gone.png"></video>', "link-dead"), ('<p id="a"><p id="a">', "link-dead"),
        ('<object data="gone.svg"></object>', "link-dead"), ('<meta http-equiv="Refresh" content="0; URL=\'gone/\'">', "link-dead"),
        ('<p style="background: url(gone.png)">', "link-dead"), ("<svg><use href='#gone'/></svg>", "link-dead"), ('<base href="other/"><a href="a.png">x</a>', "link-dead"),
        ('<a href="http://example.org/">x</a>', "link-scheme"), ('<a href="javascript:alert(1)">x</a>', "link-scheme"), ('<a href="file:///etc/">x</a>', "link-scheme"),
        ('<a href="data:text/html,x">x</a>', "link-scheme"), ('<a href="java\nscript:alert(1)">x</a>', "link-scheme"), ('<a href="ftp://example.org/">x</a>', "link-scheme"),
        ('<a href="http://briefings.example.org/press/">x</a>', "link-scheme"), ('<iframe src="data:text/html,x"></iframe>', "link-scheme"),
        ('<img alt="" src="https://example.org/a.png">', "request-outside"), ('<img alt="" src="//example.org/a.png">', "request-outside"),
        ('<img alt="" src="\\\\example.org/a.png">', "request-outside"), ('<img alt="" srcset="https://example.org/a.png 2x">', "request-outside"),
        ('<link rel="preconnect" href="https://example.org">', "request-outside"), ('<link rel="dns-prefetch" href="//example.org">', "request-outside"),
        ('<link rel="preload" imagesrcset="https://example.org/a.png 2x">', "request-outside"), ('<link rel="icon" href="https://example.org/a.png">', "request-outside"),
        ('<link rel="alternate stylesheet" href="https://example.org/a.css">', "request-outside"), ('<base href="https://example.org/">', "request-outside"),
        ('<script src="https://example.org/a.js"></script>', "request-outside"), ('<script>fetch("https://example.org/")</script>', "request-outside"),
        ('<script type="importmap">{"imports": {"a": "https://example.org/a.js"}}</script>', "request-outside"),
        ('<form action="https://example.org/"></form>', "request-outside"), ('<button formaction="https://example.org/">x</button>', "request-outside"),
        ('<a ping="https://example.org/" href="other/">x</a>', "request-outside"), ('<p style="background: url(//example.org/a.png)">', "request-outside"),
        ("<style>@import 'https://example.org/a.css';</style>", "request-outside"), ('<p onclick="fetch(\'https://example.org/\')">x</p>', "request-outside"),
        ('<svg><image xlink:href="https://example.org/a.png"/></svg>', "request-outside"), ('<p fill="url(https://example.org/a.svg#x)">', "request-outside"),
        ('<iframe srcdoc="&lt;img src=https://example.org/a.png&gt;"></iframe>', "request-outside"), ('<embed src="https:example.org/a">', "request-outside"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_found(tmp_path: Path, inner: str, rule: str) -> None:
    assert rules(tmp_path, "index.html", page(inner)) == [rule]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.css", "p {background: url(a.png)} /* url(gone.png) */ q {filter: url(#x)}", []),
        ("a.css", "p {background: url(gone.png)}", ["link-dead"]),
        ("a.css", "@import url(//example.org/a.css);", ["request-outside"]),
        ("a.css", '@import "https://example.org/a.css";', ["request-outside"]),
        ("a.css", r"p {background: url(\68 ttps://example.org/a.png)}", ["request-outside"]),
        ("a.css", "p {background: image-set('https://example.org/a.png' 1x)}", ["request-outside"]),
        ("a.css", "@namespace svg url(http://www.w3.org/2000/svg);", []),
        ("a.js", "const a = `${b}/c`; fetch(`${a}/x`); import('./a.png'); // https://example.org", []),
        ("a.js", "import x from 'https://example.org/a.js'", ["request-outside"]),
        ("a.js", "import('//example.org/a.js')", ["request-outside"]),
        ("a.js", "new URL('https:\\/\\/example.org\\/a')", ["request-outside"]),
        ("a.js", "new WebSocket('wss://example.org/')", ["request-outside"]),
        ("a.js", "x.open('GET', 'https://example.org/')", ["request-outside"]),
        ("a.js", "i.src = 'https://example.org/a.png'", ["request-outside"]),
        ("a.js", "navigator.sendBeacon('https://example.org/')", ["request-outside"]),
        ("a.mjs", "fetch('https://briefings.example.org/press/a.png')", []),
        ("a.svg", svg('<a href="gone">x</a>').decode(), ["link-dead"]),
        ("a.svg", '<?xml-stylesheet href="https://example.org/a.css"?><svg xmlns="http://www.w3.org/2000/svg"/>', ["request-outside"]),
        ("sitemap.xml", f"<urlset><url><loc>{URL}other/</loc></url></urlset>", []),
        ("sitemap.xml", f"<urlset><url><loc>\n{URL}gone/\n</loc></url></urlset>", ["link-dead"]),
        ("sitemap.xml", "<urlset><url><loc>http://example.org/</loc></url></urlset>", ["link-scheme"]),
        ("feed.xml", f'<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="{URL}feed.xml"/><link href="{URL}gone/"/></feed>', ["link-dead"]),
        ("feed.xml", f"<rss><item><link>{URL}gone/</link></item></rss>", ["link-dead"]),
        ("feed.xml", '<feed><content type="html">&lt;img src="https://example.org/a.png"&gt;</content></feed>', ["request-outside"]),
        ("feed.xml", f'<rss><item><enclosure url="{URL}a.png"/><guid isPermaLink="false">tag:x</guid></item></rss>', []),
        ("feed.json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": f"{URL}other/#there"}]}), []),
        ("feed.json", json.dumps({"items": [{"url": f"{URL}gone/"}]}), ["link-dead"]),
        ("feed.json", json.dumps({"items": [{"content_html": '<img src="//example.org/a.png">'}]}), ["request-outside"]),
        ("robots.txt", f"User-agent: *\nSitemap: {URL}gone.xml\n", ["link-dead"]),
    ],
)  # fmt: skip
def test_other_files(tmp_path: Path, name: str, text: str, expected: list[str]) -> None:
    assert rules(tmp_path, name, text) == expected


def link(action: Dictionary | None = None, **facts: object) -> Change:
    def change(pdf: pikepdf.Pdf, sheet: Dictionary, _: str) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        if action is not None:
            note["/A"] = action
        for key, value in facts.items():
            note[f"/{key}"] = Array([sheet, Name.Fit]) if value == "here" else value
        sheet["/Annots"] = Array([pdf.make_indirect(note)])

    return change


def uri(address: str) -> Change:
    return link(Dictionary(S=Name.URI, URI=String(address)))


def acts(key: str) -> Change:
    def change(pdf: pikepdf.Pdf, sheet: Dictionary, _: str) -> None:
        pdf.Root[key] = Dictionary(S=Name.JavaScript, JS=String("1"))

    return change


def place(pdf: pikepdf.Pdf, sheet: Dictionary, _: str) -> None:
    pdf.Root["/Names"] = Dictionary(Dests=Dictionary(Names=Array([String("here"), Array([sheet, Name.Fit])])))
    link(Dictionary(S=Name.GoTo, D=String("here")))(pdf, sheet, _)


def structure(pdf: pikepdf.Pdf, sheet: Dictionary, _: str) -> None:
    pdf.Root["/StructTreeRoot"] = Dictionary(K=Dictionary(Type=Name.StructElem, S=Name.Sound))


PDFS: dict[str, tuple[Change, list[str]]] = {
    "https": (uri("https://example.org/"), []),
    "mailto": (uri("mailto:a@example.org"), []),
    "ours": (uri(f"{URL}other/#there"), []),
    "ours, gone": (uri(f"{URL}gone/"), ["link-dead"]),
    "http": (uri("http://example.org/"), ["pdf-link"]),
    "file": (uri("file:///home/a.pdf"), ["pdf-link"]),
    "relative": (uri("../other/"), ["pdf-link"]),
    "script": (uri("javascript:alert(1)"), ["pdf-link"]),
    "no host": (uri("https:///x"), ["pdf-link"]),
    "a place by name": (place, []),
    "a place": (link(Dest="here"), []),
    "a name that is gone": (link(Dest=String("gone")), ["pdf-link"]),
    "a page that is gone": (link(Dest=Array([4, Name.Fit])), ["pdf-link"]),
    "launch": (link(Dictionary(S=Name.Launch, F=String("a.exe"))), ["pdf-link"]),
    "remote": (link(Dictionary(S=Name.GoToR, F=String("a.pdf"), D=Array([0, Name.Fit]))), ["pdf-link"]),
    "embedded": (link(Dictionary(S=Name.GoToE, D=Array([0, Name.Fit]))), ["pdf-link"]),
    "submit": (link(Dictionary(S=Name.SubmitForm, F=String("https://example.org/"))), ["pdf-link"]),
    "import": (link(Dictionary(S=Name.ImportData, F=String("a.fdf"))), ["pdf-link"]),
    "javascript": (link(Dictionary(S=Name.JavaScript, JS=String("1"))), ["pdf-link"]),
    "open action": (acts("/OpenAction"), ["pdf-link"]),
    "acts by itself": (link(AA=Dictionary(E=Dictionary(S=Name.GoTo))), ["pdf-link"]),
    "structure": (structure, []),
}


@pytest.mark.parametrize("case", PDFS)
def test_pdf_links(tmp_path: Path, case: str) -> None:
    change, expected = PDFS[case]
    assert rules(tmp_path, "a.pdf", document(change, "")) == expected
