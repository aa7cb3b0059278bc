"""How a house stands: each briefing with its decision, counted as the partnerships' own table counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .decision import Decision
from .model import Catalogue
from .terms import KIND_LABELS, Kind, Status


def rows(catalogue: Catalogue, decisions: Mapping[str, Decision]) -> list[dict[str, Any]]:
    """One row a briefing: kind, wish, decision and every reason."""
    return [
        {
            "briefing": briefing.slug,
            "kind": str(briefing.front.kind) if briefing.front else "unreadable",
            "wish": str(briefing.wish) if briefing.wish else "unreadable",
            "decision": "published" if decisions[briefing.slug].public else "withheld",
            "reasons": [reason.text for reason in decisions[briefing.slug].reasons],
        }
        for briefing in catalogue.briefings
    ]


def counts(catalogue: Catalogue, decisions: Mapping[str, Decision]) -> dict[str, int]:
    """Published briefings by kind, and those that await publication; other kinds of waiting only where there are some."""
    table = {"case-specific": 0, "case-specific awaiting publication": 0, "thematic": 0, "positive-practice": 0}
    for briefing in catalogue.briefings:
        kind = str(briefing.front.kind) if briefing.front else "unreadable"
        if decisions[briefing.slug].public:
            name = kind
        elif briefing.wish is Status.AWAITING:
            name = f"{kind} awaiting publication"
        else:
            name = f"{kind} {briefing.wish or 'with an unreadable status'}"
            name += ", not yet" if briefing.wish is Status.PUBLISHED else ""
        table[name] = table.get(name, 0) + 1
    return table


def kind_label(kind: str) -> str:
    return KIND_LABELS[Kind(kind)] if kind in list(Kind) else "Unreadable"
