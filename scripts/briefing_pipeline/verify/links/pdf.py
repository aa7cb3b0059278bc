"""A PDF's links: absolute and safe, or to a place in it that exists; and nothing in it that runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pikepdf

from ...findings import Fault
from .addresses import SCHEMES, Site

# Actions that leave the document, run something or send something.
_ACTIONS = {"/Launch", "/GoToR", "/GoToE", "/SubmitForm", "/ImportData", "/JavaScript", "/Rendition", "/RichMediaExecute"}
_ACTIONS |= {"/Movie", "/Sound", "/Thread", "/ResetForm", "/Hide", "/GoTo3DView"}
_KEYS = {"/AA": "acts by itself", "/JS": "holds a script", "/XFA": "holds a form that runs"}
_HINT = "a PDF links to https:, mailto: or tel:, or to a place in it, and runs nothing: look at overrides/print/"


def pdf_faults(path: Path, site: Site) -> Iterator[Fault]:
    """What is wrong with the links of a PDF; nothing for one that cannot be opened, as that is a finding already."""
    try:
        with pikepdf.open(path) as pdf:
            facts = [
                (item.stream_dict if isinstance(item, pikepdf.Stream) else item).to_json(dereference=True, schema_version=2)
                for item in pdf.objects
                if isinstance(item, pikepdf.Object)
            ]
            pages = {f"{page.obj.objgen[0]} {page.obj.objgen[1]} R" for page in pdf.pages}
            names = _names(pdf)
    except (pikepdf.PikepdfError, RuntimeError, OSError, ValueError, TypeError, AttributeError):
        return
    objects = [json.loads(fact.decode("utf-8", "replace")) for fact in facts]
    for value in objects:
        for part in _dictionaries(value):
            yield from _action_faults(part, site)
            yield from _destination_faults(part, pages, names)


def _names(pdf: pikepdf.Pdf) -> set[str]:
    """The names of the places in a document."""
    found = {str(key).removeprefix("/") for key, _ in pdf.Root.get("/Dests", pikepdf.Dictionary()).items()}
    tree = pdf.Root.get("/Names", pikepdf.Dictionary()).get("/Dests")
    return found | (set(pikepdf.NameTree(tree).keys()) if tree is not None else set())


def _dictionaries(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for part in value.values():
            yield from _dictionaries(part)
    elif isinstance(value, list):
        for part in value:
            yield from _dictionaries(part)


def _action_faults(part: dict[str, Any], site: Site) -> Iterator[Fault]:
    kind = part.get("/S")
    if kind in _ACTIONS and part.get("/Type") != "/StructElem" and "/P" not in part:
        yield Fault(0, "pdf-link", f"it holds an action of the kind {kind}", _HINT)
    for key, does in _KEYS.items():
        if key in part:
            yield Fault(0, "pdf-link", f"it {does} ({key})", _HINT)
    if part.get("/FS") == "/URL" or ("/F" in part and "/Length" in part):
        yield Fault(0, "pdf-link", "it takes a part of itself from elsewhere", _HINT)
    address = part.get("/URI")
    if isinstance(address, str):
        yield from _address_faults(_text(address), site)


def _address_faults(address: str, site: Site) -> Iterator[Fault]:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        parts = urlsplit("")
    if parts.scheme.lower() not in SCHEMES or (parts.scheme.lower() == "https" and not parts.netloc):
        yield Fault(0, "pdf-link", f'it links to "{address[:80]}"', _HINT)
    elif parts.scheme.lower() == "https":
        yield from site.linked(address, site.url)


def _destination_faults(part: dict[str, Any], pages: set[str], names: set[str]) -> Iterator[Fault]:
    for target in (part.get("/Dest"), part.get("/D") if part.get("/S") == "/GoTo" else None):
        if isinstance(target, list):
            lost = not target or target[0] not in pages
        elif isinstance(target, str) and not target.endswith(" 0 R"):
            lost = _text(target).removeprefix("/") not in names
        else:
            continue
        if lost:
            yield Fault(0, "pdf-link", "it links to a place in it that does not exist", _HINT)


def _text(value: str) -> str:
    """A string as qpdf writes it in JSON."""
    if value.startswith("b:"):
        return str(pikepdf.String(bytes.fromhex(value[2:])))
    return value.removeprefix("u:")
