"""How a partnership presents itself: its colours, what each role brings, and its accessibility statement."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import StringConstraints

from .values import Day, Strict, Text

Hex = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
# A file beside mkdocs.yml; its name says the type.
LogoFile = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*\.(svg|png|webp|jpe?g)$")]


class Palette(Strict):
    """The colours that a partnership may change; those that it leaves out stay as they are."""

    page: Hex | None = None
    tint: Hex | None = None
    write: Hex | None = None
    ink: Hex | None = None
    soft: Hex | None = None
    line: Hex | None = None
    ui: Hex | None = None
    brand: Hex | None = None
    on_brand: Hex | None = None
    link: Hex | None = None
    visited: Hex | None = None


class Colours(Strict):
    """`extra.colours`: for screens set to light, and for those set to dark."""

    light: Palette = Palette()
    dark: Palette = Palette()


class Role(Strict):
    """What people of one audience see that others do not, and what they need from the others."""

    brings: Text
    needs: Text


class Statement(Strict):
    """`extra.accessibility`: what the accessibility statement says, beyond what is always true."""

    standing: Literal["fully", "partially", "not"]
    prepared_on: Day
    tested_on: Day
    tested_by: Text
    method: Text
    problems: list[Text] = []
    answer_within: Text = "10 working days"
