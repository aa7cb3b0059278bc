"""Ways to hide words in a file: each gives a file's name and its bytes."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from PIL import Image, PngImagePlugin

FONT = (
    Path(__file__).resolve().parents[1] / "overrides" / "assets" / "fonts" / "atkinson-hyperlegible-next-latin-400-normal.woff2"
)
Plant = Callable[[str], tuple[str, bytes]]


def page(inner: str) -> bytes:
    return f'<!doctype html><html lang="en"><head><title>A page</title></head><body>{inner}</body></html>'.encode()


def every(text: str, form: str) -> str:
    """Each character written as a number, e.g. `&#x{:x};`."""
    return "".join(form.format(ord(character)) for character in text)


def percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode())


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def split(text: str, between: str) -> str:
    """Something between the first letters of each word and its rest."""
    return " ".join(word[:2] + between + word[2:] for word in text.split(" "))


def zipped(name: str = "notes.txt", data: bytes = b"open", comment: bytes = b"", entry: dict[str, object] | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name, (2022, 3, 14, 9, 0, 0))
        for key, value in (entry or {}).items():
            setattr(info, key, value)
        archive.writestr(info, data)
        archive.comment = comment
    return target.getvalue()


def zip_with(text: str, place: int, sizes: dict[int, str], before: bytes = b"") -> bytes:
    """A zip of one entry with words put into it at a place, and the sizes of parts that grow by them put right."""
    data, added = bytearray(zipped()), before + text.encode()
    data[place:place] = added
    end = data.rindex(b"PK\x05\x06")
    for at, form in (sizes | {end + 16: "<L"}).items():
        struct.pack_into(form, data, at, struct.unpack_from(form, data, at)[0] + len(added))
    return bytes(data)


def gzipped(data: bytes, flags: int = 0, header: bytes = b"") -> bytes:
    packed = zlib.compressobj(wbits=-15)
    body = packed.compress(data) + packed.flush()
    return b"\x1f\x8b\x08" + bytes([flags]) + b"\0\0\0\0\2\3" + header + body + struct.pack("<II", zlib.crc32(data), len(data))


@cache
def drawing() -> Image.Image:
    picture = Image.new("RGB", (24, 16), "white")
    picture.putpixel((3, 4), (200, 10, 10))
    return picture


def saved(kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    drawing().save(target, kind, **options)
    return target.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    """A PNG with one more chunk before its end."""
    plain = saved("PNG")
    chunk = struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return plain[:-12] + chunk + plain[-12:]


def png_packed(kind: bytes, before: bytes, text: str) -> bytes:
    """A PNG with a chunk whose packed part ends before it does."""
    return png_chunk(kind, before + zlib.compress(b"open") + text.encode())


def png_pixels(change: Callable[[bytes], bytes]) -> bytes:
    """A PNG whose packed pixels are changed."""
    plain = saved("PNG")
    at = plain.index(b"IDAT")
    end = at + 4 + int(struct.unpack_from(">I", plain, at - 4)[0])
    data = change(plain[at + 4 : end])
    chunk = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    return plain[: at - 4] + chunk + plain[end + 4 :]


def webp_frames(text: str) -> bytes:
    """A WebP of two frames, with a part of no known kind in the first."""
    target = io.BytesIO()
    drawing().save(target, "WEBP", save_all=True, append_images=[Image.new("RGB", drawing().size, "red")], lossless=True)
    data, part = bytearray(target.getvalue()), b"XXXX" + struct.pack("<I", len(text)) + text.encode() + b"\0" * (len(text) % 2)
    at = data.index(b"ANMF")
    size = struct.unpack_from("<I", data, at + 4)[0]
    data[at + 8 + size : at + 8 + size] = part
    struct.pack_into("<I", data, at + 4, size + len(part))
    struct.pack_into("<I", data, 4, len(data) - 8)
    return bytes(data)


def png_text(text: str, **how: bool) -> bytes:
    notes = PngImagePlugin.PngInfo()
    if how.get("international"):
        notes.add_itxt("Comment", text, zip=how.get("packed", False))
    else:
        notes.add_text("Comment", text, zip=how.get("packed", False))
    return saved("PNG", pnginfo=notes)


def exif(tag: int, value: object, ifd: int | None = None) -> bytes:
    facts = Image.Exif()
    (facts.get_ifd(ifd) if ifd else facts)[tag] = value
    return facts.tobytes()


def jpeg_segment(marker: int, data: bytes) -> bytes:
    plain = saved("JPEG")
    return plain[:2] + struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data + plain[2:]


def iptc(text: str) -> bytes:
    value = text.encode()
    record = b"\x1c\x02\x78" + struct.pack(">H", len(value)) + value
    return b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(record)) + record


def xmp(text: str) -> bytes:
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:title>{html.escape(text)}</dc:title></x:xmpmeta>'
    return packet.encode()


def font_table(tag: str) -> Callable[[str], bytes]:
    """The font of the pages with a table of numbers that are letters."""

    def plant(text: str) -> bytes:
        from fontTools.ttLib import TTFont
        from fontTools.ttLib.tables.DefaultTable import DefaultTable

        font = TTFont(FONT)
        table = DefaultTable(tag)
        table.data = text.encode()
        font[tag] = table
        target = io.BytesIO()
        font.save(target)
        return target.getvalue()

    return plant


def font_named(text: str) -> bytes:
    from fontTools.ttLib import TTFont

    font = TTFont(FONT)
    font["name"].setName(text, 13, 3, 1, 0x409)
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()


def cbor(text: str) -> bytes:
    data = text.encode()
    head = bytes([0x60 + len(data)]) if len(data) < 24 else bytes([0x78, len(data)])
    return b"pagefind_dcd\x82\x81" + head + data + b"\x19\x01\x00"


def svg(inner: str) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inner}</svg>'.encode()


def in_page(form: Callable[[str], str]) -> Plant:
    return lambda text: ("a/index.html", page(form(text)))


def named(name: str, form: Callable[[str], str | bytes]) -> Plant:
    def plant(text: str) -> tuple[str, bytes]:
        data = form(text)
        return name, data.encode() if isinstance(data, str) else data

    return plant


def _uri(form: Callable[[str], bytes], media: str = "text/plain") -> Callable[[str], str]:
    return lambda text: f'<img alt="x" src="data:{media};base64,{b64(form(text))}">'


MARKUP: dict[str, Plant] = {
    "html text": in_page(lambda text: f"<p>Before {text} after</p>"),
    "html capitals": in_page(lambda text: f"<p>{text.upper()}</p>"),
    "html across blocks": in_page(lambda text: "".join(f"<p>{word}</p>" for word in text.split(" "))),
    "html across inline tags": in_page(lambda text: split(text, "<b></b>")),
    "html half bold, then a new line": in_page(lambda text: split(text, "<b>x</b>").replace("<b>x</b>", "<wbr>").replace(" ", "<br>")),
    "html attribute": in_page(lambda text: f'<p title="{text}">x</p>'),
    "html attribute without quotes": in_page(lambda text: f"<p data-x={text.replace(' ', '-')}>x</p>"),
    "html comment": in_page(lambda text: f"<!-- {text} -->"),
    "html comment with tags": in_page(lambda text: f"<!-- <p>{text.replace(' ', '</p><p>')}</p> -->"),
    "html split by a comment": in_page(lambda text: split(text, "<!-- - -->")),
    "html split by a tag with a sign in quotes": in_page(lambda text: split(text, '<span title="x>y">')),
    "html split by a long tag": in_page(lambda text: text.replace(" ", f' <img alt="" src="/x?{"a" * 5000}"> ')),
    "html split by a long tag with signs in quotes": in_page(lambda text: text.replace(" ", f' <img alt="{"a>" * 1200}" src="x"> ')),
    "html split by a tag with signs of both kinds in quotes": in_page(lambda text: text.replace(" ", ' <img alt="a<b" title="x>y"> ')),
    "html split by a drawing": in_page(lambda text: text.replace(" ", f' <svg><path d="{"M1 2" * 1500}"/></svg> ')),
    "html split by a long comment": in_page(lambda text: split(text, f"<!--{'x' * 10001}-->")),
    "html in a long comment": in_page(lambda text: f"<!--{'x ' * 10001}{text.replace(' ', ' <i> ')}-->"),
    "html split by an empty comment": in_page(lambda text: split(text, "<!-->")),
    "html split by what is no comment": in_page(lambda text: split(text, "<!x>")),
    "html behind a script with a sign": in_page(lambda text: f'<script>a<b&&c=="</script>{split(text, "<b></b>")}<p title=">">'),
    "html title": named("a.html", lambda text: f"<html lang=en><title>{text}</title>"),
    "html meta": in_page(lambda text: f'<meta name="description" content="{text}">'),
    "html script": in_page(lambda text: f"<script>const a = '{text}'</script>"),
    "html style": in_page(lambda text: f"<style>p::before {{content: '{text}'}}</style>"),
    "html template": in_page(lambda text: f"<template><i>{text}</i></template>"),
    "html CDATA": in_page(lambda text: f"<svg><![CDATA[{text.replace(' ', '<b>')}]]></svg>"),
    "html non-breaking spaces": in_page(lambda text: text.replace(" ", "&nbsp;")),
    "decimal entities": in_page(lambda text: every(text, "&#{:d};")),
    "hexadecimal entities": in_page(lambda text: every(text, "&#x{:x};")),
    "padded entities": in_page(lambda text: every(text, "&#x000{:X};")),
    "entities without semicolons": in_page(lambda text: every(text, "&#{:d} ").replace(" &", "&")),
    "entities twice": in_page(lambda text: html.escape(every(text, "&#{:d};"))),
    "named entities": in_page(lambda text: text.replace("e", "&shy;e")),
    "zero-width entities": in_page(lambda text: split(text, "&#8203;")),
    "srcdoc": in_page(lambda text: '<iframe srcdoc="' + html.escape(f"<p>{split(text, '<b></b>')}</p>") + '"></iframe>'),
    "soft hyphens": in_page(lambda text: split(text, "\u00ad")),
    "zero-width characters": in_page(lambda text: split(text, "\u200b\u2060\u200d")),
    "direction marks": in_page(lambda text: split(text, "\u202d\u2066")),
    "tag characters": in_page(lambda text: split(text, "\U000e0061\U000e007f")),
    "variation selectors": in_page(lambda text: split(text, "\ufe0e\U000e0100")),
    "full-width letters": in_page(lambda text: "".join(chr(ord(letter) + 0xFEE0) if letter > " " else "\u3000" for letter in text)),
    "mathematical letters": in_page(lambda text: "".join(chr(ord(letter) - 97 + 0x1D41A) if letter > " " else " " for letter in text)),
    "slug": in_page(lambda text: f'<a href="#top" class="{text.replace(" ", "-")}">x</a>'),
    "underscores": in_page(lambda text: f"<p>{text.replace(' ', '_')}</p>"),
    "run together": in_page(lambda text: f"<p>{text.replace(' ', '')}</p>"),
    "letter by letter": in_page(lambda text: f"<p>{' '.join(text.replace(' ', ''))}</p>"),
    "percent signs": in_page(lambda text: f'<a href="#top?q={percent(text)}">x</a>'),
    "percent signs twice": in_page(lambda text: f'<i class="{quote(percent(text))}">x</i>'),
    "percent u": in_page(lambda text: every(text, "%u{:04x}")),
    "plus signs": in_page(lambda text: f'<i class="?q={text.replace(" ", "+")}">x</i>'),
    "data uri": in_page(_uri(str.encode)),
    "data uri, percent signs": in_page(lambda text: f'<img alt="x" src="data:image/svg+xml,{quote(svg(f"<text>{text}</text>").decode())}">'),
    "data uri, escaped base64": in_page(lambda text: f'<img alt="x" src="data:text/plain;base64,{percent(b64(text.encode()))}">'),
    "data uri in a data uri": in_page(_uri(lambda text: svg(_uri(str.encode)(text)), "image/svg+xml")),
    "data uri of a picture": in_page(_uri(png_text, "image/png")),
    "data uri, UTF-16": in_page(_uri(lambda text: text.encode("utf-16"))),
    "data uri of gzip": in_page(_uri(lambda text: gzip.compress(text.encode()))),
    "base64 without saying so": in_page(lambda text: f"<p>{b64(text.encode())}</p>"),
    "base64 of lines": in_page(lambda text: f"<p>{b64(f'{text}{chr(10)}'.encode())}</p>"),
    "base64 of a table": in_page(lambda text: f"<p>{b64(f'a{chr(9)}{text}'.encode())}</p>"),
    "base64 of JSON": named("a.txt", lambda text: b64(json.dumps({"a": text}, indent=1).encode())),
    "base64 as mailers wrap it": named("a.txt", lambda text: base64.encodebytes(f"{'x' * 50} {text} and what follows it here".encode())),
    "base64 of gzip": named("a.txt", lambda text: b64(gzip.compress(text.encode()))),
    "base64 of zlib": named("a.txt", lambda text: b64(zlib.compress(text.encode()))),
    "base64 of Latin-1": named("a.txt", lambda text: b64(f"é {text}".encode("latin-1"))),
    "base64 of UTF-16 with accents": named("a.txt", lambda text: b64(f"é {text}".encode("utf-16-le"))),
    "base64 of base64": named("a.txt", lambda text: b64(b64(text.encode()).encode())),
    "marks through letters": in_page(lambda text: text.replace("e", "e̶").replace("u", "u̶").replace("t", "t̶")),
    "marks below letters": in_page(lambda text: text.replace("u", "ụ").replace("i", "ị")),
    "signs of format": in_page(lambda text: split(text, "𝅳𓐰؀")),
    "fillers for spaces": in_page(lambda text: text.replace(" ", "ㅤ")),
    "accents": in_page(lambda text: text.replace("u", "ü")),
    "Turkish capitals": in_page(lambda text: text.upper().replace("I", "İ")),
    "hyphens at line ends": in_page(lambda text: split(text, "-<br>")),
    "letters in blocks": in_page(lambda text: "".join(f"<div>{letter}</div>" for letter in text)),
    "html UTF-16": named("a.html", lambda text: page(text).decode().encode("utf-16")),
    "html UTF-8 with a mark": named("a.html", lambda text: b"\xef\xbb\xbf" + page(text)),
    "svg text": named("a.svg", lambda text: svg(f"<text>{text}</text>")),
    "svg letters apart": named("a.svg", lambda text: svg(f"<text>{''.join(f'<tspan>{letter}</tspan>' for letter in text)}</text>")),
    "svg letters in texts": named("a.svg", lambda text: svg("".join(f"<text>{letter}</text>" for letter in text if letter > " "))),
    "svg title": named("a.svg", lambda text: svg(f"<title>{text}</title>")),
    "svg desc": named("a.svg", lambda text: svg(f"<desc>{text}</desc>")),
    "svg metadata": named("a.svg", lambda text: svg(f"<metadata><x y='{text}'/></metadata>")),
    "svg comment": named("a.svg", lambda text: svg(f"<!--{text}-->")),
    "svg style": named("a.svg", lambda text: svg(f"<style>.{text.replace(' ', '-')}{{}}</style>")),
    "sitemap": named("sitemap.xml", lambda text: f"<urlset><url><lastmod>{quote(text)}</lastmod></url></urlset>"),
    "feed": named("feed.xml", lambda text: f"<feed><entry><title>{html.escape(every(text, '&#{:d};'))}</title></entry></feed>"),
    "feed CDATA": named("feed.xml", lambda text: f"<feed><summary><![CDATA[<p>{split(text, '<i></i>')}</p>]]></summary></feed>"),
}  # fmt: skip

CODE: dict[str, Plant] = {
    "json": named("a.json", lambda text: json.dumps({"a": [text]})),
    "json key": named("a.json", lambda text: json.dumps({text: 1})),
    "json escapes": named("a.json", lambda text: f'{{"a": "{every(text, chr(92) + "u{:04x}")}"}}'),
    "json in json": named("a.json", lambda text: json.dumps({"a": json.dumps({"b": every(text, chr(92) + "u{:04x}")})})),
    "json of html": named("a.json", lambda text: json.dumps({"a": split(text, "<b></b>")}).replace("<", "\\u003c").replace(">", "\\u003e")),
    "json line ends": named("a.json", lambda text: json.dumps({"a": text.replace(" ", "\n")})),
    "json UTF-16": named("a.json", lambda text: json.dumps({"a": text}).encode("utf-16")),
    "script x escapes": named("a.js", lambda text: f'a = "{every(text, chr(92) + "x{:02x}")}"'),
    "script u escapes": named("a.js", lambda text: f'a = "{every(text, chr(92) + "u{:04X}")}"'),
    "script braces": named("a.js", lambda text: f'a = "{every(text, chr(92) + "u{{{:x}}}")}"'),
    "script octal": named("a.js", lambda text: f'a = "{every(text, chr(92) + "{:03o}")}"'),
    "script line continued": named("a.mjs", lambda text: f'a = "{split(text, chr(92) + chr(10))}"'),
    "script long braces": named("a.js", lambda text: f'a = "{every(text, chr(92) + "u{{00000000{:x}}}")}"'),
    "script line continued as on Windows": named("a.mjs", lambda text: f'a = "{split(text, chr(92) + chr(13) + chr(10))}"'),
    "script put together": named("a.js", lambda text: f'a = "{split(text, chr(34) + " + " + chr(34))}"'),
    "script put together of letters": named("a.js", lambda text: "a = " + "+".join(f"'{letter}'" for letter in text)),
    "script template": named("a.js", lambda text: f"a = `{split(text, chr(36) + '{' + chr(39) * 2 + '}')}`"),
    "script of numbers": named("a.js", lambda text: f"a = String.fromCharCode({every(text, '{}, ')})"),
    "style put together": named("a.css", lambda text: f"p::after {{content: '{split(text, chr(39) + '/**/' + chr(39))}'}}"),
    "script comment": named("a.js", lambda text: f"/* {text} */"),
    "style escapes": named("a.css", lambda text: f'p::after {{content: "{every(text, chr(92) + "{:x} ")}"}}'),
    "style long escapes": named("a.css", lambda text: f'p::after {{content: "{every(text, chr(92) + "{:06x}")}"}}'),
    "style custom property": named("a.css", lambda text: f":root {{--x: '{text}'}}"),
    "style data uri": named("a.css", lambda text: f"p {{background: url(data:image/svg+xml;base64,{b64(svg(text))})}}"),
    "style comment": named("a.css", lambda text: f"/* {text} */"),
    "text": named("a.txt", lambda text: text),
    "text UTF-16 LE": named("a.txt", lambda text: text.encode("utf-16-le")),
    "text UTF-16 BE": named("a.txt", lambda text: text.encode("utf-16-be")),
    "text UTF-16 BE with a mark": named("a.txt", lambda text: b"\xfe\xff" + text.encode("utf-16-be")),
    "text UTF-32": named("a.txt", lambda text: text.encode("utf-32")),
    "table": named("a.csv", lambda text: f'1;"{text}";2'),
    "headers file": named("_headers", lambda text: f"/*\n  X-Note: {text}\n"),
    "htaccess": named(".htaccess", lambda text: f"# {text}\n"),
    "checksums": named("SHA256SUMS", lambda text: f"{'0' * 64}  {text.replace(' ', '-')}/index.html\n"),
    "file name": lambda text: (f"{text.replace(' ', '-')}.txt", b"open"),
    "file name with underscores": lambda text: (f"{text.replace(' ', '_').title()}.txt", b"open"),
    "file name with percent signs": lambda text: (f"{quote(text)}.txt", b"open"),
    "file name in base64": lambda text: (f"{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}.txt", b"open"),
    "folder name": lambda text: (f"{text.replace(' ', '-')}/a.txt", b"open"),
}  # fmt: skip

CONTAINERS: dict[str, Plant] = {
    "gzip": named("sitemap.xml.gz", lambda text: gzip.compress(f"<urlset>{text}</urlset>".encode(), mtime=0)),
    "gzip name": named("a.txt.gz", lambda text: gzipped(b"open", 8, text.encode() + b"\0")),
    "gzip comment": named("a.txt.gz", lambda text: gzipped(b"open", 16, text.encode() + b"\0")),
    "gzip extra field": named("a.txt.gz", lambda text: gzipped(b"open", 4, struct.pack("<H", len(text)) + text.encode())),
    "gzip second member": named("a.txt.gz", lambda text: gzip.compress(b"open") + gzip.compress(text.encode())),
    "gzip in gzip": named("a.gz", lambda text: gzip.compress(gzip.compress(text.encode()))),
    "zip": named("a.zip", lambda text: zipped(data=text.encode())),
    "zip name": named("a.zip", lambda text: zipped(f"{text.replace(' ', '-')}.txt")),
    "zip comment": named("a.zip", lambda text: zipped(comment=text.encode())),
    "zip entry comment": named("a.zip", lambda text: zipped(entry={"comment": text.encode()})),
    "zip extra field": named("a.zip", lambda text: zipped(entry={"extra": struct.pack("<HH", 0x7075, len(text)) + text.encode()})),
    "zip extra field of the entry alone": named("a.zip", lambda text: zip_with(text, 30 + 9, {28: "<H"}, struct.pack("<HH", 0x7075, len(text)))),
    "zip in zip": named("a.zip", lambda text: zipped("b.zip", zipped(data=text.encode()))),
    "zip of a page": named("a.zip", lambda text: zipped("b.html", page(split(text, "<b></b>")))),
    "pagefind fragment": named("a.pf_fragment", lambda text: gzip.compress(b"pagefind_dcd" + json.dumps({"content": text}).encode())),
    "pagefind filter": named("a.pf_filter", lambda text: gzip.compress(cbor(text))),
    "pagefind meta": named("a.pf_meta", lambda text: gzip.compress(cbor(text))),
    "pagefind wasm": named("a.pagefind", lambda text: gzip.compress(b"pagefind_dcd\0asm\1\0\0\0" + bytes([len(text)]) + text.encode())),
    "font name": named("a.woff2", font_named),
    "font program": named("a.woff2", font_table("fpgm")),
    "font widths": named("a.woff2", font_table("hdmx")),
    "png palette": named("a.png", lambda text: png_chunk(b"PLTE", text.encode().ljust(-(-len(text) // 3) * 3))),
    "png behind packed text": named("a.png", lambda text: png_packed(b"zTXt", b"k\0\0", text)),
    "png behind packed international text": named("a.png", lambda text: png_packed(b"iTXt", b"k\0\1\0\0\0", text)),
    "png behind packed pixels": named("a.png", lambda text: png_pixels(lambda data: data + text.encode())),
    "png behind the last line": named("a.png", lambda text: png_pixels(lambda data: zlib.compress(zlib.decompress(data) + text.encode()))),
    "jpeg number of lines": named("a.jpg", lambda text: jpeg_segment(0xDC, text.encode())),
    "jpeg table": named("a.jpg", lambda text: jpeg_segment(0xDB, b"\3" + text.encode().ljust(64)[:64])),
    "webp part of a frame": named("a.webp", webp_frames),
    "png text": named("a.png", png_text),
    "png packed text": named("a.png", lambda text: png_text(text, packed=True)),
    "png international text": named("a.png", lambda text: png_text(text, international=True)),
    "png packed international text": named("a.png", lambda text: png_text(text, international=True, packed=True)),
    "png profile": named("a.png", lambda text: saved("PNG", icc_profile=b"\0" * 140 + text.encode())),
    "png exif": named("a.png", lambda text: saved("PNG", exif=exif(0x10E, text))),
    "png unknown chunk": named("a.png", lambda text: png_chunk(b"qqQq", text.encode())),
    "png behind its end": named("a.png", lambda text: saved("PNG") + text.encode()),
    "png behind its end, zip": named("a.png", lambda text: saved("PNG") + zipped(data=text.encode())),
    "jpeg comment": named("a.jpg", lambda text: saved("JPEG", comment=text.encode())),
    "jpeg description": named("a.jpg", lambda text: saved("JPEG", exif=exif(0x10E, text))),
    "jpeg UserComment": named("a.jpg", lambda text: saved("JPEG", exif=exif(0x9286, b"UNICODE\0" + text.encode("utf-16-le"), 0x8769))),
    "jpeg GPS": named("a.jpg", lambda text: saved("JPEG", exif=exif(0x1C, b"ASCII\0\0\0" + text.encode(), 0x8825))),
    "jpeg XPTitle": named("a.jpg", lambda text: saved("JPEG", exif=exif(0x9C9B, text.encode("utf-16-le")))),
    "jpeg XMP": named("a.jpg", lambda text: jpeg_segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(every(text, "&#{:d};")))),
    "jpeg IPTC": named("a.jpeg", lambda text: jpeg_segment(0xED, iptc(text))),
    "jpeg behind its end": named("a.jpg", lambda text: saved("JPEG") + text.encode("utf-16")),
    "webp exif": named("a.webp", lambda text: saved("WEBP", exif=exif(0x10E, text))),
    "webp XMP": named("a.webp", lambda text: saved("WEBP", xmp=xmp(text))),
    "webp behind its end": named("a.webp", lambda text: saved("WEBP") + text.encode()),
}  # fmt: skip
