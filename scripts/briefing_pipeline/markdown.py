"""Markdown to HTML, once for page and paper: a small dialect, no raw HTML, then an allow-list sanitiser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from .addresses import address_faults
from .bounds import over_limits
from .findings import Fault
from .model import Body, Link, Passage, Picture, PictureUse, Quote, Section, count_words
from .swallowed import joined, left_over, table_faults, too_deep

_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "img", "blockquote", "h3"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
_ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "width", "height"}, "th": {"scope"}, "ol": {"start"}}
_SCHEMES = {"https", "mailto", "tel"}
_PAIRS = "heading paragraph bullet_list ordered_list list_item blockquote strong em link table thead tbody tr th td"
_KNOWN = {"inline", "text", "softbreak", "hardbreak", "image"}
_KNOWN |= {f"{name}_{end}" for name in _PAIRS.split() for end in ("open", "close")}
_BRIEFING = re.compile(r"\.\./([^/#?]+)/briefing\.md(#[a-z0-9-]+)?")
_MARKER = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|--8<--")
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_FORMS = {"th_open": "cell", "td_open": "cell", "heading_open": "heading"}
_FORMS |= {"th_close": "prose", "td_close": "prose", "heading_close": "prose"}

# The parser drops without a word what is nested deeper than `maxNesting`: it is set far above what is let through.
# Definitions of links are left as text: one that is not used would hide its words. Escapes stay apart until they are checked.
_PARSER = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable("table")
_PARSER.disable(["code", "html_inline", "reference", "text_join"])
# Every link becomes a token with its address as written, so that a wrong one is a finding and not silently left as text.
_PARSER.validateLink = lambda url: True  # type: ignore[method-assign]
_PARSER.normalizeLink = lambda url: url  # type: ignore[method-assign]
_RENDERER = _PARSER.renderer


@dataclass
class _Reading:
    """What is gathered while the tokens are walked."""

    first_line: int
    sizes: Mapping[str, Picture]
    links: list[Link] = field(default_factory=list)
    pictures: list[PictureUse] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, rule: str, message: str, hint: str = "", words: str = "") -> None:
        self.faults.append(Fault(line, rule, message, hint, words=words))


def read_body(text: str, first_line: int, pictures: Mapping[str, Picture]) -> tuple[Body, list[Fault]]:
    """The sections below the front matter; `first_line` is the file's line at which `text` begins, counted from 1."""
    reading = _Reading(first_line, pictures)
    tokens = _parse(text, reading)
    starts = [
        index for index, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2" and token.level == 0
    ]
    before = tokens[: starts[0]] if starts else tokens
    if before:
        hint = "move it below the first ## heading" if starts else "each section begins with ## and its heading"
        line = first_line + (before[0].map or [0])[0]
        reading.fault(line, "text-before-sections", "text stands before the first section", hint)
    sections = [_section(tokens[start:end], reading) for start, end in zip(starts, [*starts[1:], len(tokens)], strict=False)]
    return Body(tuple(sections), tuple(reading.links), tuple(reading.pictures)), reading.faults


def read_introduction(text: str, first_line: int) -> tuple[str, int, list[Fault]]:
    """A text without sections: its HTML, its words and what is wrong with it."""
    reading = _Reading(first_line, {})
    tokens = _parse(text, reading)
    for token in tokens:
        if token.type == "heading_open":
            reading.fault(first_line + (token.map or [0])[0], "heading-level", "an introduction has no headings")
    for use in reading.pictures:
        reading.fault(use.line, "markdown-unsupported", "an introduction has no pictures")
    for link in reading.links:
        reading.faults += address_faults(link, [])
    return _render(tokens), count_words(_plain(tokens)), reading.faults


def _parse(text: str, reading: _Reading) -> list[Token]:
    for number, written in enumerate(text.split("\n")):
        if match := _MARKER.search(written):
            reading.fault(
                reading.first_line + number, "template-marker", f'"{match.group()}" is a template marker', "take it out"
            )
    reading.faults += over_limits(text, reading.first_line)
    if any(fault.rule in ("text-limits", "nesting") for fault in reading.faults):
        return []
    tokens = _PARSER.parse(text)
    reading.faults += [*too_deep(tokens, reading.first_line), *table_faults(text, tokens, reading.first_line)]
    for token in tokens:
        line = reading.first_line + (token.map or [0])[0]
        if token.type == "html_block":
            _html_fault(token.content, line, reading)
        elif token.type not in _KNOWN:
            name = {"fence": "a block of code", "hr": "a horizontal rule"}.get(token.type, token.type)
            reading.fault(line, "markdown-unsupported", f"{name} is used", "use paragraphs, lists and tables only")
        elif token.type == "heading_open" and not (token.tag == "h3" or (token.tag == "h2" and token.level == 0)):
            hint = "write ## for a section, ### inside one, and none in a list or quotation"
            reading.fault(line, "heading-level", f"a heading of level {token.tag[1]} is used here", hint, token.markup)
        elif token.type == "inline":
            reading.faults += left_over(token, line)
            token.children = joined(token.children or [])
            _read_inline(token, line, reading)
            token.children = [child for child in token.children if child.type in _KNOWN]
    return [token for token in tokens if token.type in _KNOWN]


def _html_fault(content: str, line: int, reading: _Reading) -> None:
    tag = "".join(content.strip().partition("\n")[0].partition(">")[:2])
    if content.lstrip().startswith("<!--"):
        hint = "notes for the team go under private: in the front matter"
        reading.fault(line, "html-comment", "there is an HTML comment, which would reach the reader", hint, tag)
    else:
        hint = "write Markdown; for the sign < write “less than”"
        reading.fault(line, "raw-html", "there is HTML in the text", hint, tag)


def _read_inline(token: Token, line: int, reading: _Reading) -> None:
    """Note links and pictures with their lines; find what the dialect does not have."""
    children = token.children or []
    for index, child in enumerate(children):
        if child.type in ("softbreak", "hardbreak"):
            line += 1
        elif child.type == "text" and (match := _TAG.search(child.content)):
            _html_fault(child.content[match.start() :], line, reading)
        elif child.type == "link_open":
            words = _plain(children[index + 1 : _closing(children, index)])
            reading.links.append(Link(line, str(child.attrs["href"]), words))
            child.attrs["href"] = normalizeLink(_address(str(child.attrs["href"])))
            _drop_title(child, line, reading)
        elif child.type == "image":
            name = unquote(str(child.attrs["src"]))
            alt = _plain(child.children or [])
            reading.pictures.append(PictureUse(line, name, alt))
            child.attrs["src"] = normalizeLink(str(child.attrs["src"]))
            _drop_title(child, line, reading)
            if size := reading.sizes.get(name):
                child.attrs |= {"width": size.width, "height": size.height}
        elif child.type == "code_inline":
            reading.fault(line, "markdown-unsupported", "a backtick is used", "use quotation marks, or *italic*", "`")


def _drop_title(child: Token, line: int, reading: _Reading) -> None:
    if title := str(child.attrs.pop("title", "")):
        hint = "leave only the address between ( and )"
        reading.fault(line, "markdown-unsupported", "text stands behind an address, where no reader sees it", hint, title)


def _closing(children: Sequence[Token], start: int) -> int:
    return next(index for index in range(start, len(children)) if children[index].type == "link_close")


def _address(href: str) -> str:
    """A link's final address: pages stand side by side, so that `../x/briefing.md` is `../x/`."""
    match = _BRIEFING.fullmatch(href)
    return f"../{match[1]}/{match[2] or ''}" if match else href


def briefing_link(href: str) -> tuple[str, str] | None:
    """The slug and section id (or "") of a link to another briefing, None for any other link."""
    match = _BRIEFING.fullmatch(href)
    return (match[1], (match[2] or "").removeprefix("#")) if match else None


def _section(tokens: Sequence[Token], reading: _Reading) -> Section:
    heading, content = tokens[1], tokens[3:]
    line = reading.first_line + (tokens[0].map or [0])[0]
    quotes, passages = tuple(_quotes(content, reading)), tuple(_passages(content, reading))
    return Section(line, _plain([heading]).strip(), _render(content), _plain(content), quotes, passages)


def _passages(tokens: Sequence[Token], reading: _Reading) -> Iterator[Passage]:
    """Each paragraph, item, cell and heading, line by line as in the file."""
    form, depth = "prose", 0
    for token in tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline":
            words = _plain(token.children or [], "\n")
            yield Passage(reading.first_line + (token.map or [0])[0], words, "quotation" if depth else form)
        elif token.type in _FORMS:
            form = _FORMS[token.type]


def _quotes(tokens: Sequence[Token], reading: _Reading) -> Iterator[Quote]:
    """Somebody's words: what is set apart as a quotation, and what stands in double quotation marks."""
    depth = 0
    for token in tokens:
        depth += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if token.type == "inline":
            line, words = reading.first_line + (token.map or [0])[0], _plain([token])
            if depth:
                yield Quote(line, words)
            yield from (Quote(line, match[1]) for match in _QUOTED.finditer(words))


def _plain(tokens: Sequence[Token], line_end: str = " ") -> str:
    """The words of tokens, without the descriptions of pictures."""
    parts: list[str] = []
    for token in tokens:
        if token.type == "inline":
            parts += [_plain(token.children or []), "\n"]
        elif token.type in ("softbreak", "hardbreak"):
            parts.append(line_end)
        elif token.type in ("text", "code_inline"):
            parts.append(token.content)
    return "".join(parts)


def _render(tokens: Sequence[Token]) -> str:
    for token in tokens:
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
    rendered = _RENDERER.render(tokens, _PARSER.options, {})
    return nh3.clean(rendered, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=None)
