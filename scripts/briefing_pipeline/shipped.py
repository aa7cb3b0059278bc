"""Where the things lie that come with the press and are no code: in the package, or beside the code in its repository."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str, beside: str | None = None) -> Path:
    """The folder or file `name` of the package; in the repository it is `beside` the code, under its own name."""
    inside = _PACKAGE / name
    return inside if inside.exists() else _PACKAGE.parents[1] / (beside or name)
