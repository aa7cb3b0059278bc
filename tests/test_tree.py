"""HTML as the typesetter is given it: nothing lost, blanks as a browser shows them, words that fit their columns."""

from __future__ import annotations

import html as entities
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing_pipeline.fonts import wide
from briefing_pipeline.markdown import read_introduction
from briefing_pipeline.pdf.reading import letters
from briefing_pipeline.pdf.tree import every, sheet_of, text_of
from conftest import ROOT, examples

LOOKS = ROOT / "overrides"
PAGE = "https://example.org/a/"


def body_of(html: str, classes: str = "roomy") -> dict[str, Any]:
    return sheet_of(f"<html><body class='{classes}'>{html}</body></html>", PAGE, {}, LOOKS).body


def plain(node: dict[str, Any] | str) -> Any:
    """Tags and words alone."""
    return node if isinstance(node, str) else [node["tag"], *map(plain, node["kids"])]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p> two\n words </p>", [["p", "two words"]]),
        ("<p>one <b> two </b> three</p>", [["p", "one ", ["b", "two "], "three"]]),
        ("<p>one<br> two </p>", [["p", "one", ["br"], "two"]]),
        ("<p>100\u00a0km</p>", [["p", "100\u00a0km"]]),
        ("<ul>\n<li>one\n<ul>\n<li>two</li>\n</ul></li>\n</ul>", [["ul", ["li", ["p", "one"], ["ul", ["li", "two"]]]]]),
        ("<p><i>one</i>\n<i>two</i></p>", [["p", ["i", "one"], " ", ["i", "two"]]]),
        ("<div>one<p>two</p> three</div>", [["div", ["p", "one"], ["p", "two"], ["p", "three"]]]),
        ("<p>never closed<p>a second", [["div", ["p", "never closed"], ["p", "a second"]]]),
        ("<style>p{}</style><p>&lt;b&gt; &amp;amp;</p>", [["p", "<b> &amp;"]]),
    ],
)
def test_blanks_and_paragraphs(html: str, wanted: list[Any]) -> None:
    assert plain(body_of(html))[1:] == wanted


def test_links_lead_where_they_would_from_the_page() -> None:
    links = [node for node in every(body_of('<h1 id="top">A</h1><h2 id="top">B</h2><p><a href="#top">1</a><a href="#gone">2</a><a href="../b/">3</a>')) if node["tag"] == "a"]  # fmt: skip
    assert [link.get("to") or link["href"] for link in links] == ["top", f"{PAGE}#gone", "https://example.org/b/"]


def test_of_two_that_have_one_name_the_first_is_meant() -> None:
    named = [(node["tag"], node["id"]) for node in every(body_of('<h1 id="top">A</h1><h2 id="top">B</h2>')) if "id" in node]
    assert named == [("h1", "top")]


def test_only_pictures_that_were_given_are_shown() -> None:
    page = '<html><body class="roomy"><p><img src="b.png" alt="B"></p></body></html>'
    sheet = sheet_of(page, PAGE, {f"{PAGE}b.png": b"bytes"}, LOOKS)
    assert list(sheet.pictures.values()) == [b"bytes"]
    for source in ("c.png", "../b.png", "file:///etc/hostname", "https://elsewhere.example.org/b.png"):
        with pytest.raises(LookupError, match="not among the files"):
            sheet_of(page.replace("b.png", source), PAGE, {f"{PAGE}b.png": b"bytes"}, LOOKS)


def table_of(cells: list[str], classes: str = "roomy") -> dict[str, Any]:
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    return next(node for node in every(body_of(f"<table><tr>{row}</tr></table>", classes)) if node["tag"] == "table")


def test_a_column_is_as_wide_as_its_longest_word() -> None:
    assert table_of(["short", "cells"])["columns"] == [0, 0]
    for classes, room in (("roomy", 146 / 10.5), ("large", 178 / 18)):
        table = table_of(["safeguarding", "several words " * 20], classes)
        assert sum(table["columns"]) == pytest.approx(room / 25.4 * 72)
        assert table["columns"][0] > wide("safeguarding", LOOKS, bold=False)
        assert "hyphenate" not in table


def test_words_that_fit_in_no_column_are_hyphenated_and_where_hyphens_are_not_enough_broken() -> None:
    six = table_of(["safeguarding conversations"] * 6)
    assert six["hyphenate"]
    assert "\u200b" not in text_of(six)
    many = table_of(["safeguarding"] * 16)
    assert text_of(many).replace("\u200b", "") == "safeguarding" * 16
    assert max(map(len, text_of(many).split("\u200b"))) <= 3


def test_what_is_longer_than_a_line_may_be_broken_once() -> None:
    assert "\u200b" not in text_of(body_of("<p>" + "x" * 60 + "</p>"))
    assert text_of(body_of("<p>" + "x" * 61 + "</p>")) == "\u200b".join("x" * 61)
    deep = "<ul><li>" * 10 + "x" * 70 + "</li></ul>" * 10
    assert text_of(body_of(deep)) == "\u200b".join("x" * 70)
    # An address has places where it may break.
    assert "\u200b" not in text_of(body_of("<p>" + "/long-address" * 20 + "</p>"))
    assert text_of(body_of("<p>" + "\u00a0".join(["word"] * 20) + "</p>")) == " ".join(["word"] * 20)
    assert text_of(body_of("<p>100\u00a0km</p>")) == "100\u00a0km"


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("<p>one line</p>", 1),
        ("<ul><li>one</li><li>two</li></ul>", 2),
        ("<p>one<br>two<br>three</p>", 3),
        ("<p>" + "letters " * 40 + "</p>", 3),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>a</td><td>b</td></tr></table>", 2),
    ],
)
def test_lines_are_never_counted_too_high(html: str, lines: int) -> None:
    assert body_of(f"<div>{html}</div>")["kids"][0]["lines"] == lines


MARKDOWN = st.lists(
    st.sampled_from(["word", "**bold**", "*it*", " ", "\n", "\n\n", "- ", "1. ", "> ", "  ", "| a | b |\n|---|---|\n| c | d |\n", "[w](#x)", "### h\n\n", "&amp;", "é"]),
    max_size=40,
).map("".join)  # fmt: skip


@given(MARKDOWN)
@examples(200)
def test_no_word_is_lost_or_moved(text: str) -> None:
    html, _, _ = read_introduction(text, 1)
    told = entities.unescape("".join(part.rpartition(">")[2] for part in html.split("<")))
    assert letters(text_of(body_of(f"<div>{html}</div>"))) == letters(told)
