"""Text without its tags, in each way in which the letters round them may be read. Time is linear: no tag is too long."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Comment and CDATA delimiters go, what stands between them stays.
_DELIMITERS = re.compile(r"<!--|--!?>|<!\[CDATA\[|\]\]>")
# A quoted value may hold a > of its own; where it holds a < too it is markup (srcdoc), and is read as such.
_TAG = re.compile(r"""<[/!?a-zA-Z](?:(?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+>|[^<>]*+>)""")
_ATTRIBUTES = r"""(?:[^>=]++|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)*+(?:>|\Z)"""
# As browsers read it: a quoted value goes on to its closing mark, whatever it holds, and in a script nothing is a tag.
# Each alternative that begins reaches an end, if only that of the text, so that nothing is read twice.
_AS_SHOWN = re.compile(
    rf"""<(?P<raw>script|style|textarea)(?=[\s/>]){_ATTRIBUTES}(?P<code>[^<]*+(?:<(?!/(?P=raw))[^<]*+)*+)"""
    rf"""|</?+(?P<name>[a-z][^\s/>]*+){_ATTRIBUTES}"""
    r"""|<!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+(?:--!?>|\Z))|<!\[CDATA\[|\]\]>|<[!?/][^>]*+(?:>|\Z)""",
    re.IGNORECASE,
)
# Elements that do not part the letters round them, as those with a hyphen in their names.
_INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd mark q rb ruby s samp small span strike strong sub sup"
    " time tspan tt u var wbr".split()
)


def without_tags(view: str) -> Iterator[str]:
    """Tags as spaces; as it is shown, inline ones as nothing and comments left out; and all tags as nothing."""
    spaced = _TAG.sub(" ", _DELIMITERS.sub(" ", view))
    if spaced == view:
        return
    yield spaced
    shown = _AS_SHOWN.sub(_between, view)
    if shown != spaced:
        yield shown
    yield _TAG.sub("", _DELIMITERS.sub("", view))


def _between(match: re.Match[str]) -> str:
    """What a reader sees where a tag or a comment stands. One without an end is none."""
    name = match["name"]
    if name is not None:
        name = name.lower()
        if not match[0].endswith(">"):
            return match[0]
        return "" if name in _INLINE or "-" in name else " "
    if match["raw"] is not None:
        return " " + match["code"]
    return ""
