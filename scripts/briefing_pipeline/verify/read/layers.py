"""Text with its escapes undone, layer by layer: entities, percent signs, backslashes of scripts and of style sheets, base64."""

from __future__ import annotations

import base64
import binascii
import hashlib
import html
import re
from collections.abc import Iterator

from .limits import Layer, Mark, Piece, Unreadable
from .markup import without_tags
from .runs import unlikely_runs_in

ROUNDS = 10
VIEWS_AT_MOST = 60

_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_PERCENT_U = re.compile(r"%u([0-9a-fA-F]{4})")
_SCRIPT = re.compile(
    r"\\(?:u\{([0-9a-fA-F]++)\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{1,2})|(\r\n|[\s\S]))"
)
_STYLE = re.compile(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\r\n\f])?|(\r\n|[\s\S]))")
_STYLE_HEX = re.compile(r"\\[0-9a-fA-F]")
_CONTROL = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " ", "v": " "} | dict.fromkeys(
    ("\n", "\r", "\r\n", "\u2028", "\u2029"), ""
)
_DATA_URI = re.compile(r";\s*base64\s*,((?:[A-Za-z0-9+/=_\s-]|%[0-9a-fA-F]{2})+)", re.IGNORECASE)
# Words in base64, in lines of the same length where a mailer wrapped them. It mixes capitals, small letters and figures.
_BASE64 = re.compile(
    r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{10,}+(?:\s++[A-Za-z0-9+/_-]{10,}+)*+(?:\s++[A-Za-z0-9+/_-]++(?==))?={0,2}(?![A-Za-z0-9+/_-])"
)
# How files begin that hold others, or words in a form of their own.
FILES = (
    b"\x1f\x8b\x08", b"PK\x03\x04", b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"wOF", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf",
    b"Rar!", b"GIF8", b"\xd0\xcf\x11\xe0",
)  # fmt: skip
# What a script puts together: "a" + "b", "a" /* */ "b" and ${""}; and characters by their numbers.
_PUT_TOGETHER = re.compile(r"""["'`](?:\s*+\+\s*+|(?:\s|/\*[^*]*+\*/)++)["'`]|\$\{\s*+(?:""|''|``)?\s*+\}""")
_NUMBERED = re.compile(r"from(?:CharCode|CodePoint)[^\d\n]{0,40}((?:(?:0[xX][0-9a-fA-F]{1,8}|\d{1,8})[\s,]*+)++)")


def text_pieces(text: str, layer: Layer) -> Iterator[Piece]:
    """A text as it stands, with each layer of escapes undone, with and without tags, and what it holds in base64."""
    payloads: set[str] = set()
    tokens: set[str] = set()
    for view in views(text):
        yield view
        if "<" in view:
            yield from without_tags(view)
        if "+" in view or "*/" in view or "${" in view:
            joined = _PUT_TOGETHER.sub("", view)
            if joined != view:
                yield joined
        if "fromC" in view:
            yield "\n".join(_numbered(match[1]) for match in _NUMBERED.finditer(view))
        payloads.update(match[1] for match in _DATA_URI.finditer(view))
        tokens.update(_BASE64.findall(view))
    for payload in sorted(payloads):
        yield from _payload(payload, layer)
    yield from _base64_words(tokens, layer)


def _numbered(numbers: str) -> str:
    return "".join(
        _character(number[2:] if number[:2] in ("0x", "0X") else f"{int(number):x}") for number in re.findall(r"\w+", numbers)
    )


def views(text: str) -> Iterator[str]:
    """The text, and each text that undoing its escapes gives, until there is nothing left to undo."""
    seen = {text}
    new = [text]
    yield text
    for _ in range(ROUNDS):
        found = {candidate for view in new for candidate in _undone(view)}
        new = sorted(found - seen)
        seen |= found
        if len(seen) > VIEWS_AT_MOST:
            break
        yield from new
        if not new:
            return
    raise Unreadable("a text in more layers of escapes than can be undone")


def _undone(text: str) -> Iterator[str]:
    """One layer less, once as a script reads backslashes and once as a style sheet does."""
    plain = html.unescape(text) if "&" in text else text
    if "%" in plain:
        plain = _PERCENT.sub(_bytes_of, _PERCENT_U.sub(lambda match: chr(int(match[1], 16)), plain))
    if "\\" not in plain:
        yield plain
        return
    script = _SCRIPT.sub(_script_character, plain)
    if any("\ud800" <= character <= "\udfff" for character in script):
        script = script.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    yield script
    if _STYLE_HEX.search(plain):
        yield _STYLE.sub(lambda match: _character(match[1]) if match[1] else match[2].strip("\r\n"), plain)


def _bytes_of(match: re.Match[str]) -> str:
    data = bytes.fromhex(match[0].replace("%", ""))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _script_character(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3] or match[4]
    if digits:
        return _character(digits)
    if match[5]:
        return chr(int(match[5], 8))
    return _CONTROL.get(match[6], match[6])


def _character(digits: str) -> str:
    number = int(digits, 16)
    return chr(number) if number <= 0x10FFFF else "\ufffd"


def _payload(payload: str, layer: Layer) -> Iterator[Piece]:
    """What a data URI holds."""
    plain = _PERCENT.sub(_bytes_of, payload)
    data = _from_base64("".join(plain.split()))
    if data is None:
        raise Unreadable("a file with a data URI that is no base64")
    if data:
        yield from layer.inner(data)


def _base64_words(found: set[str], layer: Layer) -> Iterator[Piece]:
    """What stands in base64 without saying so: files of a known kind, and text. Most such tokens are names and hashes."""
    words: list[str] = []
    for token in sorted({part for lines in found for part in _lines(lines)}):
        data = _from_base64(token)
        if not data:
            continue
        if data.startswith(FILES):
            yield from layer.inner(data)
        elif int.from_bytes(data[:2]) % 31 == 0 and data[0] & 15 == 8 and (plain := _inflated(data, layer)):
            yield from layer.inner(plain)
        elif text := unlikely_runs_in(data):
            yield Mark(hashlib.sha256(data).hexdigest())
            words.append(text)
    if words:
        yield from layer.inner("\n".join(words).encode())


def _lines(found: str) -> Iterator[str]:
    """Each token by itself, and those put together that stand on lines of one length."""
    parts = found.split()
    yield from (part for part in parts if part[1:] != part[1:].lower() and part != part.upper())
    if len(parts) > 1 and len({len(part) for part in parts[:-1]}) == 1 and len(parts[-1]) <= len(parts[0]):
        yield "".join(parts)


def _inflated(data: bytes, layer: Layer) -> bytes:
    try:
        return layer.inflate(data)[0]
    except Unreadable:
        return b""


def _from_base64(token: str) -> bytes | None:
    bare = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
