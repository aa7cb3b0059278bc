"""Every page of the site, from a release alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from .copies import PackCopies, copies
from .gate import Notice, Place, Release, Released, Shown
from .lists import Card, Lists
from .looks import Frames, address
from .owners import SITE
from .pdf import Printed
from .shown import audience, courses, numbered, search_facts, search_filters, synonyms
from .terms import AGE_LABELS, KIND_LABELS

WITHDRAWN = "This briefing has been withdrawn"


@dataclass(frozen=True)
class Page:
    """A page at `path` ("" is the home page), its HTML, and what search may know of it."""

    path: str
    title: str
    description: str
    html: str
    area: str = ""
    listed: bool = True
    go_to: str = ""
    script: str = ""
    feed: str = ""
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    # The briefing whose page it is.
    owner: str = SITE
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def depth(self) -> int:
        return len(PurePosixPath(self.path).parts)


def pages(release: Release, prints: Mapping[str, Printed], packs: Sequence[PackCopies], frames: Frames) -> Iterator[Page]:
    """The pages of the site, in no order that matters."""
    writer = _Writer(release, prints, packs, frames)
    yield writer.page("", "home", release.settings.site_name, release.settings.extra.intro)
    yield from _lists(writer)
    yield from _roles(writer)
    yield from _standing(writer)
    for briefing in release.briefings:
        yield writer.briefing(briefing)
        for alias in briefing.public()["aliases"]:
            yield writer.moved(alias, briefing.slug, briefing.title)
    for notice in release.notices:
        yield writer.notice(notice)
        for alias in notice.aliases:
            yield writer.moved(alias, notice.slug, WITHDRAWN)


def _lists(writer: _Writer) -> Iterator[Page]:
    """Search, and the lists that need no script."""
    lists = writer.lists
    find = "Search the briefings, and filter them by kind, theme, role, age, year and source."
    yield writer.page("find", "find", "Find a briefing", find, area="find", script="find.js")
    yield writer.page("briefings", "all", "All briefings", "Every briefing, by year and by kind.", area="briefings")
    for kind, cards in lists.by_kind.items():
        title = f"{KIND_LABELS[kind]} briefings"
        yield writer.page(f"briefings/{kind}", "list", title, f"{title}, newest first.", area="briefings", own=cards, kind=kind)
    for year, cards in lists.by_year.items():
        title = f"Briefings published in {year}"
        yield writer.page(f"briefings/{year}", "list", title, f"{title}, newest first.", area="briefings", own=cards, kind=None)
    yield writer.page("ages", "ages", "Briefings by age of child", "Briefings for each age, unborn to 17.", area="briefings")
    for age, cards in lists.by_age.items():
        title = f"Age of child: {AGE_LABELS[age].lower()}"
        yield writer.page(
            f"ages/{age}", "list", title, f"{title}. Briefings, newest first.", area="briefings", own=cards, kind=None
        )
    yield writer.page("themes", "themes", "Themes", "What the briefings are about, theme by theme.", area="themes")
    for theme in writer.release.themes.values():
        title = theme.front.title
        yield writer.page(
            f"themes/{theme.slug}",
            "theme",
            title,
            f"{title}: what it means, and the briefings on it.",
            area="themes",
            feed=f"themes/{theme.slug}/",
            theme=theme,
            first=lists.read_first(theme.slug),
            near=[writer.release.themes[slug] for slug in lists.near(theme.slug)],
        )


def _roles(writer: _Writer) -> Iterator[Page]:
    """For you if you work in …"""
    extra = writer.release.settings.extra
    yield writer.page("for", "roles", "For your role", "Briefings for the work that you do.", area="for")
    for key, label in extra.audiences.items():
        yield writer.page(
            f"for/{key}",
            "role",
            f"For you if you work in: {label}",
            f"{label}: what you bring, what you need, and the briefings for you.",
            area="for",
            label=label,
            role=extra.roles.get(key),
            own=writer.lists.by_audience[key],
        )


def _standing(writer: _Writer) -> Iterator[Page]:
    """Pages whose words stay the same."""
    yield writer.page(
        "dsl", "dsl", "For Designated Safeguarding Leads", "Briefings for schools and colleges, to print and share.", area="dsl"
    )
    yield writer.page(
        "using", "using", "Using a briefing with your team", "How to run seven minutes, and three questions to ask.", area="using"
    )
    yield writer.page(
        "log",
        "log",
        "My learning log",
        "What you have read and discussed, kept in your browser alone.",
        area="log",
        script="log.js",
    )
    yield writer.page("about", "about", "About these briefings", "What a 7-minute briefing is, and who makes them.", area="about")
    yield writer.page(
        "accessibility",
        "accessibility",
        "Accessibility statement",
        "How accessible this website is, and whom to tell.",
        area="accessibility",
    )
    yield writer.page("privacy", "privacy", "Privacy", "This website collects nothing about you.", area="privacy")


class _Writer:
    """Fills frames with what all pages share."""

    def __init__(self, release: Release, prints: Mapping[str, Printed], packs: Sequence[PackCopies], frames: Frames) -> None:
        self.release, self.prints, self.packs, self.frames = release, prints, packs, frames
        self.lists = Lists(release)

    def page(self, path: str, frame: str, title: str, description: str, **more: Any) -> Page:
        lists: dict[str, Any] = {"cards": list(self.lists.cards.values()), "lists": self.lists, "packs": self.packs}
        return page_of(self.frames, self.release, path, frame, title, description, **lists, **more)

    def moved(self, alias: str, slug: str, title: str) -> Page:
        """An old address, which leads on to the present one."""
        return self.page(
            alias, "moved", title, f"This briefing has moved: {title}", listed=False, go_to=f"../{slug}/", owner=slug, to=slug
        )

    def notice(self, notice: Notice) -> Page:
        """What stands where a withdrawn briefing stood."""
        instead = self.lists.cards.get(notice.instead or "")
        path = notice.slug
        return self.page(path, "withdrawn", WITHDRAWN, WITHDRAWN, listed=False, owner=path, notice=notice, instead=instead)

    def briefing(self, briefing: Released) -> Page:
        return briefing_page(self.page, briefing, self.release, self.lists.related(briefing), self.prints)


def page_of(
    frames: Frames,
    place: Place,
    path: str,
    frame: str,
    title: str,
    description: str,
    *,
    area: str = "",
    listed: bool = True,
    go_to: str = "",
    script: str = "",
    feed: str = "",
    filters: Mapping[str, list[str]] | None = None,
    owner: str = SITE,
    facts: Mapping[str, str] | None = None,
    **more: Any,
) -> Page:
    """One page: the frame filled with what all pages know and with `more`."""
    url = address(len(PurePosixPath(path).parts))
    html = frames.fill(f"pages/{frame}.html", url=url, settings=place.settings, themes=place.themes, title=title, **more)
    return Page(path, title, description, html, area, listed, go_to, script, feed, filters or {}, owner, facts or {})


def briefing_page(
    page: Callable[..., Page], briefing: Shown, place: Place, related: list[Card], prints: Mapping[str, Printed]
) -> Page:
    """The page of a briefing, made by `page`."""
    public = briefing.public()
    themes = [place.themes[slug] for slug in public["themes"]]
    return page(
        briefing.slug,
        "briefing",
        briefing.title,
        public["summary"],
        area="briefings",
        script="briefing.js",
        filters=search_filters(briefing, place),
        owner=briefing.slug,
        facts=search_facts(briefing, place),
        b=public,
        edition=briefing.edition,
        sections=numbered(briefing),
        own_themes=themes,
        audience=audience(briefing, place),
        courses=courses(briefing, themes, place),
        related=related,
        synonyms=synonyms(briefing, themes),
        copies=copies(briefing.slug, prints),
        overdue=place.is_overdue(briefing),
    )
