"""Every page of the site, from a release alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from .gate import Notice, Release, Released
from .looks import Frames, address
from .owners import SITE
from .pdf import Printed
from .shown import audience, card, courses, numbered, search_filters, synonyms

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
    filters: Mapping[str, list[str]] = field(default_factory=dict)
    # The briefing whose page it is.
    owner: str = SITE

    @property
    def depth(self) -> int:
        return len(PurePosixPath(self.path).parts)


def pages(release: Release, prints: Mapping[str, Printed], frames: Frames) -> Iterator[Page]:
    """The pages of the site, in no order that matters."""
    writer = _Writer(release, prints, frames)
    yield writer.page("", "home", release.settings.site_name, release.settings.extra.intro)
    yield writer.page(
        "find", "find", "Find a briefing", "Search the briefings, and filter them by kind, theme, role and age.", "find"
    )
    yield writer.page("briefings", "all", "All briefings", "Every briefing, by kind, newest first.", "briefings")
    yield writer.page("themes", "themes", "Themes", "What the briefings are about, theme by theme.", "themes")
    for theme in release.themes.values():
        title = theme.front.title
        yield writer.page(
            f"themes/{theme.slug}", "theme", title, f"{title}: what it means, and the briefings on it.", "themes", theme=theme
        )
    for briefing in release.briefings:
        yield writer.briefing(briefing)
        for alias in briefing.public()["aliases"]:
            yield writer.moved(alias, briefing.slug, briefing.title)
    for notice in release.notices:
        yield writer.notice(notice)
        for alias in notice.aliases:
            yield writer.moved(alias, notice.slug, WITHDRAWN)


class _Writer:
    """Fills frames with what all pages share."""

    def __init__(self, release: Release, prints: Mapping[str, Printed], frames: Frames) -> None:
        self.release, self.prints, self.frames = release, prints, frames
        self.cards = {briefing.slug: card(briefing, release) for briefing in release.briefings}

    def page(
        self,
        path: str,
        frame: str,
        title: str,
        description: str,
        area: str = "",
        listed: bool = True,
        go_to: str = "",
        filters: Mapping[str, list[str]] | None = None,
        owner: str = SITE,
        **more: Any,
    ) -> Page:
        depth = len(PurePosixPath(path).parts)
        html = self.frames.fill(
            f"pages/{frame}.html",
            url=address(depth),
            settings=self.release.settings,
            themes=self.release.themes,
            cards=list(self.cards.values()),
            by_theme=self.by_theme(),
            title=title,
            **more,
        )
        return Page(path, title, description, html, area, listed, go_to, filters or {}, owner)

    def moved(self, alias: str, slug: str, title: str) -> Page:
        """An old address, which leads on to the present one."""
        return self.page(
            alias, "moved", title, f"This briefing has moved: {title}", listed=False, go_to=f"../{slug}/", owner=slug, to=slug
        )

    def notice(self, notice: Notice) -> Page:
        """What stands where a withdrawn briefing stood."""
        instead = self.cards.get(notice.instead or "")
        return self.page(
            notice.slug, "withdrawn", WITHDRAWN, WITHDRAWN, listed=False, owner=notice.slug, notice=notice, instead=instead
        )

    def by_theme(self) -> dict[str, list[dict[str, Any]]]:
        """The cards of each theme's briefings, newest first; themes without one too."""
        return {slug: [card for card in self.cards.values() if slug in card["themes"]] for slug in self.release.themes}

    def briefing(self, briefing: Released) -> Page:
        public = briefing.public()
        themes = [self.release.themes[slug] for slug in public["themes"]]
        return self.page(
            briefing.slug,
            "briefing",
            briefing.title,
            public["summary"],
            "briefings",
            filters=search_filters(briefing, self.release),
            owner=briefing.slug,
            b=public,
            edition=briefing.edition,
            sections=numbered(briefing),
            own_themes=themes,
            audience=audience(briefing, self.release),
            courses=courses(briefing, themes, self.release),
            related=[self.cards[slug] for slug in public["related"]],
            synonyms=synonyms(themes),
            pdf=self.prints[briefing.slug],
            overdue=self.release.is_overdue(briefing),
        )
