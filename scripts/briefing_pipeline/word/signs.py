"""Words as Markdown that says just them: what would be a sign by accident is none."""

from __future__ import annotations

import re

from ..characters import hidden

# A longer line is not read; a paragraph goes on in the next one.
LINE_AT_MOST = 8_000
# Blank lines of forms, rows of dots: three say the same.
_RUN = re.compile(r"([^\w\s])\1{3,}|_{4,}")
_MARKUP = re.compile(r"[\\*`\[\]~]|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(
    r"(?m)^[ \t]*(?:(?P<sign>#{1,6}(?=\s|$)|[-+](?=\s|$)|>|=+[ \t]*$|[|:-][ |:-]*$)"
    r"|(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$))"
)


def escaped(text: str) -> str:
    """Words as Markdown that says just them: no hidden characters, nothing that is a sign by accident."""
    text = _RUN.sub(lambda match: match.group()[0] * 3, seen(text))
    text = _MARKUP.sub(r"\\\g<0>", text)
    return disarmed(text)


def seen(text: str) -> str:
    """What a reader sees of a text, with ordinary spaces."""
    unseen = {at for at, _ in hidden(text)}
    return "".join(sign for at, sign in enumerate(text) if at not in unseen).replace("\u00a0", " ")


def disarmed(text: str) -> str:
    """What no backslash helps against: tags, entities and template markers, which may also arise where two pieces meet."""
    text = re.sub(r"<(?=[a-zA-Z/!?])", "< ", text)
    text = re.sub(r"(?<!\\)&(?=#?\w+;)", r"\&", text)
    # A line that begins with [words]: would be the address of a link, which nobody sees.
    text = text.replace("]:", "] :")
    return re.sub(r"(?<=[{%])(?=[{%#}])|(?<=[{#}])(?=[}])", " ", text).replace("--8", "-- 8")


def escaped_lines(text: str) -> str:
    """Signs that would begin a heading, a list or a quotation where a line begins with them."""
    return _LINE_START.sub(lambda match: f"\\{match['sign']}" if match["sign"] else f"{match['number']}\\{match['dot']}", text)


def wrapped(text: str, joint: str = "\n") -> str:
    """A very long line on several: broken before words only, which begin nothing there."""
    if len(text) <= LINE_AT_MOST:
        return text
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) > LINE_AT_MOST // 2 and word[:1].isalpha():
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return joint.join([*lines, line])
