"""Tracked changes: which there are, and the text with all of them accepted or all of them rejected."""

from __future__ import annotations

from collections.abc import Iterator

from .names import Element, W, text_in, unwrap, val

_ADDED = (f"{W}ins", f"{W}moveTo")
_TAKEN = (f"{W}del", f"{W}moveFrom")
# Where the same names only mark a paragraph's end, a row or a number as added or taken away.
_MARKS = (f"{W}rPr", f"{W}trPr", f"{W}numPr", f"{W}ctrlPr")
_FORMS = tuple(
    f"{W}{name}Change" for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "numbering")
)
_WORDS = {f"{W}ins": "added", f"{W}del": "deleted", f"{W}moveTo": "moved to here", f"{W}moveFrom": "moved away"}
_CELLS = {f"{W}cellIns": "a cell added", f"{W}cellDel": "a cell deleted"}


def changes(root: Element) -> Iterator[tuple[Element, str, str]]:
    """Each change: its element, what was done, and the words."""
    for element in root.iter(*_ADDED, *_TAKEN, *_FORMS, *_CELLS):
        if element.tag in _FORMS:
            yield element, "made to look different", text_in(_around(element), deleted=True)
        elif element.tag in _CELLS:
            yield element, _CELLS[element.tag], text_in(_around(element), deleted=True)
        elif element.getparent().tag in _MARKS:
            what = "a row" if element.getparent().tag == f"{W}trPr" else "the end of a paragraph"
            yield element, f"{what} {_WORDS[element.tag]}", text_in(_around(element), deleted=True)
        else:
            yield element, _WORDS[element.tag], text_in(element, deleted=True)


def _around(element: Element) -> Element:
    """The run, paragraph, cell or row of which a mark says something."""
    whole = (f"{W}r", f"{W}p", f"{W}tc", f"{W}tr", f"{W}tbl")
    return next(element.iterancestors(*whole), element)


def settle(root: Element, accept: bool) -> None:
    """Accept or reject every change."""
    drop, keep = (_TAKEN, _ADDED) if accept else (_ADDED, _TAKEN)
    _settle_rows(root, drop, f"{W}cellDel" if accept else f"{W}cellIns")
    for element in list(root.iter(*drop)):
        if element.getparent() is not None and element.getparent().tag not in _MARKS:
            element.getparent().remove(element)
    for element in list(root.iter(*keep)):
        if element.getparent().tag not in _MARKS:
            unwrap(element)
    if not accept:
        for element in root.iter(f"{W}delText", f"{W}delInstrText"):
            element.tag = f"{W}t" if element.tag == f"{W}delText" else f"{W}instrText"
    _settle_forms(root, accept)
    _join_paragraphs(root, drop)
    for element in list(root.iter(*_ADDED, *_TAKEN, *_CELLS)):
        element.getparent().remove(element)


def _settle_rows(root: Element, drop: tuple[str, ...], cell: str) -> None:
    for row in list(root.iter(f"{W}tr")):
        if any(row.find(f"{W}trPr/{name}") is not None for name in drop):
            row.getparent().remove(row)
    for element in list(root.iter(cell)):
        whole = next(element.iterancestors(f"{W}tc"), None)
        if whole is not None and whole.getparent() is not None:
            whole.getparent().remove(whole)


def _settle_forms(root: Element, accept: bool) -> None:
    """The old format stands inside the mark of its change."""
    for element in list(root.iter(*_FORMS)):
        holder = element.getparent()
        if holder is None:
            continue
        holder.remove(element)
        if accept or not len(element):
            continue
        for child in list(holder):
            if child.tag not in (f"{W}rPr", f"{W}sectPr") or holder.tag == f"{W}rPr":
                holder.remove(child)
        for at, child in enumerate(list(element[0])):
            holder.insert(at, child)


def _join_paragraphs(root: Element, drop: tuple[str, ...]) -> None:
    """A paragraph whose end is gone goes on in the next one."""
    for paragraph in list(root.iter(f"{W}p")):
        if all(paragraph.find(f"{W}pPr/{W}rPr/{name}") is None for name in drop):
            continue
        following = paragraph.getnext()
        if following is None or following.tag != f"{W}p":
            continue
        at = 1 if following.find(f"{W}pPr") is not None else 0
        for child in [child for child in paragraph if child.tag != f"{W}pPr"]:
            following.insert(at, child)
            at += 1
        if val(paragraph, "pPr/sectPr") is None:
            paragraph.getparent().remove(paragraph)
