"""Pieces of which hostile briefings are made, and what must be true of every one of them."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path

from briefing_pipeline.check import check
from briefing_pipeline.gate import gate
from briefing_pipeline.load import load, load_briefing
from briefing_pipeline.partnership import Publication
from briefing_pipeline.record import ENTRY, Record
from conftest import NOW, House

CANARY = "zqxcanary"
SECONDS = 5
LIVE = (
    "<script",
    "<iframe",
    "<style",
    "<svg",
    "<!--",
    'href="javascript',
    'href="data',
    'href="//',
    ' onerror="',
    'href="vbscript',
)

VALUES = [
    *("neglect", "[neglect]", "[neglct]", "published", "draft", "awaiting-publication", "withdrawn", "publishd", "thematic", "case-specific", "2022-03-14"),
    *("2022-02-30", "2999-01-01", "0000-00-00", "2022-03-14 09:00", "[schools]", "[1-4]", "[{type: lcspr, year: 2021}]", "[{on: 2022-06-01, note: more}]"),
    *("[other]", "~", "null", "yes", "no", "1", "-1", ".inf", "-.inf", ".nan", "1e999", "0x1F", "0o17", "017", "1:30:59", "1_000", "9" * 400, "=", "<<"),
    *("", '""', "''", '"', "'", "[", "]", "{", "}", "[[[[[[[[[[[[", "]]]]", "{a: {b: {c: {}}}}", "[a, [b, [c]]]", ",", ": a", "a: b", "# a", "&a x", "*a", "!!set {a}"),
    *("!!binary aGk=", "!!python/name:os.system", "|", ">", "|2-", "- a", "? a", "{accepted: [{rule: postcode, words: a, why: one two three four five}]}", "%", "@", "`", '"\\u202e"', '"\\0"', '"\\ud800"', '"\\x41"', '"a\\nb"', '"\\/"'),
    *("\ufeff", "\u200b", "\u2028", "\x00", "\x85", "\t", "а", "ﬁ", "é", "e\u0301", "👩‍👧", "<script>alert(1)</script>", "{{7*7}}", "]]>", "x" * 300, "a\\", "--- a", "..."),
]  # fmt: skip
KEYS = [
    *("title", "kind", "status", "summary", "published_on", "review_by", "review_published_on", "themes", "audience", "ages", "sources"),
    *("training", "related", "changes", "aliases", "private", "Title", "drafts", "publised_on", "status ", "?", "<<", "- a", "1", "on", "é", ""),
]  # fmt: skip
LINES = [
    "---",
    "...",
    "%YAML 1.1",
    "  ",
    "\t",
    "# a",
    "- a",
    "  a: b",
    "    - c",
    "—",
    "–––",
    "key",
    '"',
    "'",
    "}",
    "]",
    "private:",
    f"  notes: {CANARY}",
]
TEXTS = [
    *("## What it is", "## Why it matters", "## What reviews tell us", "## Signs to look for", "## What good practice looks like", "## What to do now"),
    *("## Questions for reflection", "# a", "### a", "## ", "####### a", "words of the text", "two  \nlines", "- a", "  - b", "      - c", "1. a", "> a", "> > b", ">", "-", "*"),
    *("| a | b |", "|---|---|", "| c |", "| c | d | e |", "|", "\\|", "[a](../other/briefing.md)", "[a](../held/briefing.md#what-it-is)", "[a](https://example.org/)", "![a b](p.png)"),
    *("[a](javascript:alert(1))", "[a](//b.example)", "[a](https://u@b.example)", "[a](mailto:a@b.example?bcc=c)", "[a](&#106;avascript:1)", "[a](<b c>)", "[a](b 'c')", "[a]: /b 'c'", "[a]"),
    *("[a][b]", "[", "]", "](", "![", "(", ")", "**", "*", "_", "__", "`", "``", "```", "~~~", "<", ">", "<b>", "</b>", "<!--", "-->", "<?", "?>", "<![CDATA[", "]]>", "<a@b.example>"),
    *("<https://b.example>", "<javascript:1>", "&amp;", "&lt;script&gt;", "&#x202e;", "&#0;", "&nbsp;", "&", "&#", "\\", "\\*", "{{", "}}", "{%", "--8<--", "---", "===", "***"),
    *("\u202e", "\u200b", "\x00", "\t", "    ", "“", "”", '"', "'", "éﬁ", "👩‍👧", "漢字", "a" * 300, "[" * 30, "`" * 30, "> " * 15, "- " * 15, "![" * 12, "*a **b " * 8, "\\" * 30, "<" * 30),
]  # fmt: skip


class Den:
    """A house of one briefing that asks to be published and one that is withheld, read again for each input."""

    def __init__(self, root: Path) -> None:
        house = House(root)
        house.add("other")
        self.root = root
        self.base, self.findings = load(root)
        for slug in ("open", "held"):
            (root / "briefings" / slug).mkdir()

    def leaks(self, published: bytes, withheld: bytes) -> list[str]:
        """Where the canary stands in what the gate lets through; also says if it took too long."""
        started = time.perf_counter()
        read = []
        findings = list(self.findings)
        for slug, data in (("open", published), ("held", withheld)):
            (self.root / "briefings" / slug / "briefing.md").write_bytes(data)
            briefing, faults = load_briefing(self.root / "briefings" / slug)
            assert briefing
            read.append(briefing)
            findings += faults
        records = {"open": signed(read[0].digest), "held": Record(), **self.base.records}
        catalogue = replace(self.base, briefings=(*self.base.briefings, *read), records=records)
        findings += check(catalogue)
        for finding in findings:
            finding.as_text().encode()
        release = gate(catalogue, findings, NOW).release
        found = []
        for released in release.briefings if release else ():
            assert released.slug != "held"
            facts = repr((released.slug, released.public(), released.pictures, released.digest))
            texts = [section.html for section in released.sections]
            found += [text for text in (facts, *texts) if CANARY in text]
            found += [text for text in texts if any(live in text.casefold() for live in LIVE)]
        if time.perf_counter() - started > SECONDS:
            found.append("it took too long")
        return found


def signed(digest: str) -> Record:
    """Every sign-off on a text, however the text is."""
    if not digest:
        return Record()
    base = {"at": "2022-01-10T09:00:00Z", "digest": digest, "before": ""}
    roles = sorted({*Publication().roles, "without-review", "stand-in"})
    entries = [base | {"did": "submitted", "by": "writer@example.org"}]
    entries += [base | {"did": "approved", "by": f"{role}@example.org", "role": role, "why": "so be it"} for role in roles]
    return Record(tuple(ENTRY.validate_python(entry) for entry in entries))


def den() -> Den:
    """A new one, in memory where the system has room there."""
    memory = Path("/dev/shm")
    return Den(Path(tempfile.mkdtemp(prefix="den-", dir=memory if memory.is_dir() else None)))
