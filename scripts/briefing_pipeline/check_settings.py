"""The rules for mkdocs.yml that its form alone cannot hold: readable colours, known roles, a fresh statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from .colours import weak
from .dates import written
from .findings import Fault, Finding, Severity, did_you_mean, found
from .fonts import glyph_fault, unprintable
from .model import Settings
from .shipped import shipped
from .terms import LONDON

A_YEAR = timedelta(days=365)


def check_settings(settings: Settings | None, now: datetime) -> list[Finding]:
    """Every fault of the settings on the day of `now`."""
    if settings is None:
        return []
    faults = [*_colours(settings), *_roles(settings), *_packs(settings), *_glyphs(settings)]
    faults += _statement(settings, now.astimezone(LONDON).date())
    return found("mkdocs.yml", faults)


def _colours(settings: Settings) -> Iterator[Fault]:
    for pair in weak(settings.extra.colours):
        keys = [f"extra.colours.{pair.scheme}.{name.replace('-', '_')}" for name in (pair.text, pair.ground)]
        line = next((settings.lines[key] for key in keys if key in settings.lines), 1)
        message = f"{pair.scheme}: {pair.text} on {pair.ground} has a contrast of {pair.ratio:.1f}, and needs {pair.needs:g}"
        hint = f"make {pair.text} {'darker' if pair.scheme == 'light' else 'lighter'}, or {pair.ground} the other way"
        yield Fault(line, "colour-contrast", message, hint)


def _roles(settings: Settings) -> Iterator[Fault]:
    for role in settings.extra.roles:
        if role not in settings.extra.audiences:
            hint = did_you_mean(role, settings.extra.audiences, "the audiences are in `extra.audiences` in mkdocs.yml")
            yield Fault(settings.lines.get(f"extra.roles.{role}", 1), "audience-unknown", f'there is no audience "{role}"', hint)


def _packs(settings: Settings) -> Iterator[Fault]:
    audience = settings.extra.packs.audience
    if "extra.packs.audience" in settings.lines and audience not in settings.extra.audiences:
        hint = did_you_mean(audience, settings.extra.audiences, "the audiences are in `extra.audiences` in mkdocs.yml")
        yield Fault(settings.lines["extra.packs.audience"], "audience-unknown", f'there is no audience "{audience}"', hint)


def _glyphs(settings: Settings) -> Iterator[Fault]:
    """What stands at the foot of each printed side is set in the fonts for text alone."""
    for key, text in (("site_name", settings.site_name), ("extra.partnership", settings.extra.partnership)):
        if missing := unprintable(text, shipped("overrides"), emoji=False):
            yield glyph_fault(missing, settings.lines.get(key, 1))


def _statement(settings: Settings, today: date) -> Iterator[Fault]:
    statement = settings.extra.accessibility
    if statement is None:
        message = "the accessibility statement tells readers that nobody has tested the site"
        hint = (
            "test the site, then put this line below `extra:`, indented as the others there, and write your own values into it:"
            f" accessibility: {{standing: partially, prepared_on: {today}, tested_on: {today},"
            ' tested_by: "our team", method: "by keyboard alone, and with a screen reader"}'
        )
        yield Fault(settings.lines.get("extra", 1), "accessibility-statement", message, hint, Severity.WARNING)
        return
    line = settings.lines.get("extra.accessibility.tested_on", 1)
    if statement.tested_on > today:
        message = f"the accessibility test is dated {written(statement.tested_on)}, which is still to come"
        yield Fault(line, "accessibility-statement", message, "correct the date")
    elif today - statement.tested_on > A_YEAR:
        message = f"the site was last tested for accessibility on {written(statement.tested_on)}, more than twelve months ago"
        hint = "test it again, then change `tested_on`, `method` and `problems`"
        yield Fault(line, "accessibility-statement", message, hint, Severity.WARNING)
