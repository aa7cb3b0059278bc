"""What the preview's own pages say: the list, one briefing's findings and decision, and its state for the script."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ..decision import REFUSALS
from ..findings import Finding, did_you_mean
from ..model import Briefing
from ..report import kind_label, rows
from ..terms import ALOUD_WPM, SIDES_AT_MOST, WORDS_AT_MOST
from .desk import HOUSE, Known
from .view import View

LOOKS = Path(__file__).with_name("looks")
_SHOWN_OF_A_LINE = 160


class Screen:
    """Fills the preview's frames; every value is escaped, and an unknown name is an error."""

    def __init__(self, base: str) -> None:
        self.base = base
        loader = FileSystemLoader(LOOKS)
        self._environment = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.filters |= {"code": _code, "number": number}
        self._environment.globals |= {"base": base}

    def list(self, known: Known) -> str:
        return self._fill("list.html", rows=list(_rows(known)), house=_told(known.findings(HOUSE), None))

    def briefing(self, view: View) -> str:
        state = self.state(view)
        return self._fill(
            "briefing.html", view=view, panel=Markup(state["panel"]), status=state["status"], as_json=json.dumps(state)
        )

    def elsewhere(self, known: Known, name: str) -> str:
        return self._fill("elsewhere.html", near=did_you_mean(name, known.names))

    def state(self, view: View) -> dict[str, Any]:
        """All that the script needs to bring the page up to date."""
        return {
            "page": f"{self.base}site/{quote(view.slug)}/?{view.stamp}" if view.stamp else "",
            "old": view.old,
            "note": _note(view),
            "moved": f"{self.base}briefing/{quote(view.moved_to)}/" if view.moved_to else "",
            "panel": self._fill("panel.html", **_panel(view), status=status(view)),
            "status": status(view),
            "said": _said(view),
            "paper": self._paper(view),
        }

    def _paper(self, view: View) -> dict[str, Any]:
        print_ = view.print_
        if not print_:
            return {
                "words": "Setting the pages …" if view.at_work else "Nothing is printed yet.",
                "pictures": [],
                "pdf": "",
                "old": False,
            }
        place = f"{self.base}print/{quote(view.slug)}/{print_.key}"
        pictures = [f"{place}-{side}.png" for side in range(1, print_.sides + 1)]
        words = f"{print_.sides} of {SIDES_AT_MOST} sides" if print_.sides else "It could not be printed."
        pdf = f"{place}.pdf" if print_.sides else ""
        return {"words": words, "pictures": pictures, "pdf": pdf, "old": view.old or view.at_work, "most": SIDES_AT_MOST}

    def _fill(self, frame: str, **values: Any) -> str:
        return self._environment.get_template(frame).render(values)


def number(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"


def _code(text: str) -> Markup:
    """Words between backticks as code."""
    parts = str(text).split("`")
    if len(parts) % 2 == 0:
        return escape(text)
    return Markup("").join(Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts))


def _rows(known: Known) -> Iterator[dict[str, Any]]:
    told = {row["briefing"]: row for row in rows(known.catalogue, known.decisions)}
    for name in known.names:
        briefing, row = known.catalogue.briefing(name), told.get(name, {})
        errors, warnings = _counts(known.findings(name))
        yield {
            "slug": name,
            "at": quote(name),
            "title": _title(briefing),
            "kind": kind_label(row["kind"]) if row else "",
            "wish": row.get("wish", ""),
            "public": row.get("decision") == "published",
            "why": _in_short(row.get("reasons", ["it is no briefing"])),
            "errors": errors,
            "warnings": warnings,
        }


def _in_short(reasons: Sequence[str]) -> str:
    return f"{reasons[0]}, and {len(reasons) - 1} more" if len(reasons) > 1 else "".join(reasons)


def _title(briefing: Briefing | None) -> str:
    front = briefing.legible if briefing else None
    return front.title if front and front.title != "-" else ""


def _counts(findings: Sequence[Finding]) -> tuple[int, int]:
    errors = sum(finding.is_error for finding in set(findings))
    return errors, len(set(findings)) - errors


def _panel(view: View) -> dict[str, Any]:
    decision = view.decision
    reasons: dict[str, list[str]] = {}
    # What is mended last is told last: nobody can ask for publication before the rest is done.
    for reason in sorted(decision.reasons if decision else (), key=lambda reason: reason.refusal in ("status", "date")):
        reasons.setdefault(REFUSALS[reason.refusal].met_by, []).append(reason.text)
    words = view.briefing.body.words if view.briefing else 0
    return {
        "view": view,
        "reasons": reasons,
        "findings": _told(view.findings, view.briefing),
        "words": words,
        "most": WORDS_AT_MOST,
        "minutes": max(1, round(words / ALOUD_WPM)),
        "undated": bool(view.briefing and view.briefing.front and not view.briefing.front.published_on),
    }


def _told(findings: Sequence[Finding], briefing: Briefing | None) -> dict[str, list[dict[str, Any]]]:
    """Findings as the screen tells them, errors apart from warnings, each in the order of the text."""
    groups: dict[str, list[dict[str, Any]]] = {"error": [], "warning": []}
    for finding in sorted(set(findings), key=Finding.sort_key):
        told: dict[str, Any] = finding.as_dict()
        told["file"] = told["path"].rsplit("/", 1)[-1] if briefing else told["path"]
        told["before"], told["words"], told["after"] = _line(finding, briefing)
        groups[finding.severity].append(told)
    return groups


def _line(finding: Finding, briefing: Briefing | None) -> tuple[str, str, str]:
    """The line that is meant, in three parts: what stands before the words that are meant, these words, and the rest."""
    lines = briefing.raw.split("\n") if briefing and finding.path == briefing.path else []
    at = finding.fault.line
    text = lines[at - 1].strip() if 0 < at <= len(lines) else ""
    # A fence says nothing of what is missing below it.
    text = "" if text == "---" else text
    before, words, after = text.partition(finding.fault.words) if finding.fault.words else (text, "", "")
    if len(text) > _SHOWN_OF_A_LINE:
        before = f"… {before[-40:]}" if len(before) > 60 and words else before[:_SHOWN_OF_A_LINE] + (" …" if not words else "")
        after = after[:60] + (" …" if len(after) > 60 else "")
    return before, words, after


def _note(view: View) -> str:
    if view.moved_to:
        return f"This folder is not there any more. Its text is in {view.moved_to} now."
    if view.gone:
        return "This folder is not there any more." + (" This is how it was." if view.html else "")
    if view.old:
        return "This is how it was before the fault."
    return "" if view.html else "It cannot be shown until what is wrong is mended."


def _said(view: View) -> str:
    """For whoever hears the page: how many findings there are, and what the gate says."""
    errors, warnings = _counts(view.findings)
    findings = f"{number(errors + warnings, 'finding')}" if errors + warnings else "No findings"
    return f"{findings}. {status(view)}. {_note(view)}".strip()


def status(view: View) -> str:
    if view.decision is None:
        return "No briefing"
    return "Public" if view.decision.public else "Not public"
