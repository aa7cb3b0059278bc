"""What things look like: finds overrides/ and fills its frames."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .dates import written
from .shipped import shipped
from .terms import AGE_LABELS, ALOUD_WPM, KIND_LABELS, KIND_MEANINGS, SILENT_WPM


def looks_of(root: Path) -> Path:
    """The house's own overrides/, else those that came with the press."""
    places = (root / "overrides", shipped("overrides"))
    return next(place for place in places if (place / "frame" / "main.html").is_file())


class Frames:
    """The frames of one folder of looks: autoescaped, and an unknown name is an error."""

    def __init__(self, looks: Path) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(looks), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        self._environment.globals |= {"kind_labels": KIND_LABELS, "kind_meanings": KIND_MEANINGS, "age_labels": AGE_LABELS}
        self._environment.filters |= {
            "day": written,
            "kilobytes": kilobytes,
            "minutes": minutes,
            "minutes_aloud": minutes_aloud,
            "few": few,
        }

    def fill(self, frame: str, **values: Any) -> str:
        """The HTML of a frame, e.g. `pages/home.html`."""
        return self._environment.get_template(frame).render(values)


def address(depth: int) -> Callable[[str], str]:
    """Addresses inside the site as seen from a page `depth` folders down."""
    return lambda path: "../" * depth + path or "./"


def kilobytes(size: int) -> str:
    """64 kB (of 1,000 bytes)"""
    return f"{max(1, round(size / 1000))} kB"


def minutes(words: int) -> int:
    """Minutes to read silently."""
    return max(1, round(words / SILENT_WPM))


def minutes_aloud(words: int) -> int:
    """Minutes to read aloud."""
    return max(1, round(words / ALOUD_WPM))


def few(names: list[str]) -> str:
    """Early help; Police; GPs and 4 more"""
    return "; ".join(names) if len(names) <= 4 else f"{'; '.join(names[:3])} and {len(names) - 3} more"
