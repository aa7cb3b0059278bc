"""What a log that others can read may say: nothing that names a withheld briefing, its files or its fields."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from .check import check
from .findings import Finding
from .gate import gate
from .load import load
from .verify import search, watch


def is_public(asked: bool | None) -> bool:
    """What was asked for; else whether this runs where logs are kept for others, as `CI` says."""
    if asked is not None:
        return asked
    return os.environ.get("CI", "").strip().lower() not in ("", "0", "false", "no")


def fit_to_show(findings: Sequence[Finding], root: Path, now: datetime) -> tuple[list[Finding], int]:
    """The findings that name nothing withheld, and how many were left out."""
    catalogue, known = load(root)
    decisions = gate(catalogue, [*known, *check(catalogue)], now).decisions
    public = {slug for slug, decision in decisions.items() if decision.public}
    watched = watch(catalogue, public, now)

    def fit(finding: Finding) -> bool:
        folder, _, rest = finding.path.partition("/")
        withheld = folder == "briefings" and bool(rest) and rest.split("/")[0] not in public
        # Whoever reads that a word may be a private name knows the name.
        tells = finding.fault.rule == "private-name" or any(search(finding.as_text(), watched))
        return not withheld and not tells

    shown = [finding for finding in findings if fit(finding)]
    return shown, len(set(findings)) - len(set(shown))
