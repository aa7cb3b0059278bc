"""Web addresses of briefings: how they are made and what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from .characters import is_device, same, scripts_of
from .findings import Fault
from .model import Briefing
from .terms import RESERVED_ENDINGS, RESERVED_SLUGS, SLUG_AT_MOST

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def slug_faults(slug: str, what: str, line: int = 0) -> Iterator[Fault]:
    """What is wrong with a web address by itself."""
    if len(slug) > SLUG_AT_MOST:
        message = f"{what} is {len(slug)} characters long"
        yield Fault(line, "slug-form", message, f"at most {SLUG_AT_MOST}: people type it from paper")
        return
    if same(slug) in RESERVED_SLUGS:
        yield Fault(line, "slug-reserved", f'{what}, "{slug}", is an address of the site itself', "choose another")
    if is_device(slug):
        yield Fault(line, "slug-reserved", f'{what}, "{slug}", is a name that Windows keeps for a device', "choose another")
    if same(slug).endswith(RESERVED_ENDINGS):
        message = f'{what}, "{slug}", ends as the large print or the team sheet of another briefing would'
        yield Fault(line, "slug-reserved", message, "choose another")
    if SLUG.fullmatch(slug):
        return
    mixed = len(scripts_of(slug)) > 1
    why = "mixes letters of different alphabets that look alike" if mixed else "has more than a-z, 0-9 and single hyphens"
    plain = plain_slug(slug)
    yield Fault(line, "slug-form", f'{what}, "{slug}", {why}', f'for example "{plain}"' if SLUG.fullmatch(plain) else "")


def plain_slug(text: str) -> str:
    """A web address made of a text; "" where it has no letter that an address may have."""
    bare = re.sub(r"['’]", "", unicodedata.normalize("NFKD", text)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def taken_slugs(briefings: Iterable[Briefing]) -> set[str]:
    """The web addresses that belong to briefings, earlier ones too, as `same` compares them."""
    read = list(briefings)
    return {same(one.slug) for one in read} | {same(alias) for one in read if one.legible for alias in one.legible.aliases}
