"""One briefing assembled for the screen: its page as the site would have it, what the gate says, and what is wrong."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jinja2 import TemplateError

from ..decision import Decision
from ..findings import Fault, Finding, found
from ..gate import Place
from ..lists import related
from ..load import LENIENT
from ..looks import Frames
from ..model import Briefing
from ..pages import briefing_page, page_of
from ..pdf import Printed
from ..site import framed
from .desk import HOUSE, Desk, Known
from .draft import MARK, Draft
from .paper import Paper, Print, Wish

# Repeated down the screen, and on each sheet where the page is printed.
_LINES = 12


@dataclass(frozen=True)
class View:
    """What is shown of one briefing. `html` is None where there is nothing to show; `old` says that the text is an earlier
    one, `gone` that there is no such folder, and `moved_to` where its text is now."""

    slug: str
    briefing: Briefing | None
    html: str | None
    marked: bool
    old: bool
    gone: bool
    moved_to: str
    decision: Decision | None
    findings: tuple[Finding, ...]
    elsewhere: int
    settled: bool
    print_: Print | None
    at_work: bool

    @property
    def stamp(self) -> str:
        return hashlib.sha256(self.html.encode()).hexdigest()[:16] if self.html else ""


class Viewer:
    """Assembles views from what the desk knows and the paper has printed; `base` is where the preview's own files are."""

    def __init__(self, desk: Desk, paper: Paper, looks: Path, base: str) -> None:
        self.desk, self.paper, self.looks, self._base = desk, paper, looks, base
        self._frames = Frames(looks)
        self._views: dict[str, tuple[int, View]] = {}
        self._lock = threading.Lock()

    def view(self, slug: str) -> View:
        """The view of a briefing as things stand; it is assembled once for each change, and its print is asked for."""
        with self._lock:
            moves = self.desk.moves
            kept = self._views.get(slug)
            if kept is None or kept[0] != moves:
                kept = self._views[slug] = moves, self._view(slug, self.desk.known)
            return kept[1]

    def file(self, slug: str, name: str) -> bytes | None:
        """A picture of the text that is shown, or one of its PDFs."""
        shown = self.desk.good.get(slug) or self.desk.known.catalogue.briefing(slug)
        print_ = self.paper.latest(slug)
        if shown and name in shown.pictures:
            return shown.pictures[name].data
        return print_.files.get(name.removesuffix(".pdf")) if print_ else None

    def _view(self, slug: str, known: Known) -> View:
        current, good = known.catalogue.briefing(slug), self.desk.good.get(slug)
        shown = good or current
        draft = known.draft(shown) if shown else None
        decision = known.decisions.get(slug)
        marked = good is not None or decision is None or not decision.public
        findings = known.findings(slug)
        print_ = self.paper.latest(slug)
        if draft and known.place and not good:
            self.paper.wish(slug, Wish(draft, known.place, marked))
        if current and print_ and not good:
            findings += found(current.path, print_.faults, lenient=current.wish in LENIENT)
        html = None
        if draft and known.place:
            html, faults = self._page(draft, known.place, known, print_.prints if print_ else {}, marked, good is not None)
            findings += faults
        return View(
            slug=slug,
            briefing=current,
            html=html,
            marked=marked,
            old=good is not None,
            gone=slug not in known.names,
            moved_to=_moved_to(good, known) if current is None and good else "",
            decision=decision,
            findings=tuple(dict.fromkeys(findings)),
            elsewhere=sum(finding.is_error for name in (*known.names, HOUSE) if name != slug for finding in known.findings(name)),
            settled=known.settled,
            print_=print_,
            at_work=self.paper.is_at_work(slug),
        )

    def _page(
        self, draft: Draft, place: Place, known: Known, prints: Mapping[str, Printed], marked: bool, old: bool
    ) -> tuple[str | None, list[Finding]]:
        """The page by the frames of the site, with the mark where it has to be; nothing where it cannot have it."""
        cards = self.desk.cards(known)
        by_theme = {theme: [card for card in cards.values() if theme in card["themes"]] for theme in draft.public()["themes"]}
        try:
            page = briefing_page(partial(page_of, self._frames, place), draft, place, related(draft, cards, by_theme), prints)
            html = framed(page, place, self.looks)
        except (TemplateError, KeyError) as error:
            fault = Fault(0, "frame", f"a frame cannot be filled: {error}", "bring it back as it was")
            return None, found("overrides/", [fault])
        if not marked:
            return html, []
        html = html.replace("<html ", '<html class="before" ', 1) if old else html
        html, heads = re.subn(r"</head>", lambda _: f"{self._style()}</head>", html, count=1)
        html, bodies = re.subn(r"<body\b[^>]*>", lambda match: match[0] + _mark(), html, count=1)
        if heads and bodies:
            return html, []
        fault = Fault(0, "frame", f'the page has no place for "{MARK}", so it is not shown', "bring main.html back as it was")
        return None, found("overrides/frame/main.html", [fault])

    def _style(self) -> str:
        return f'<link rel="stylesheet" href="{self._base}looks/mark.css">'


def _mark() -> str:
    lines = "".join(f"<p>{MARK} · {MARK} · {MARK}</p>" for _ in range(_LINES))
    bar = f'<aside class="draft-bar" aria-label="Draft"><p>{MARK}</p></aside>'
    return f'{bar}<div class="draft-mark" aria-hidden="true">{lines}</div>'


def _moved_to(old: Briefing, known: Known) -> str:
    """The folder that has the text of one that is gone."""
    return next((other.slug for other in known.catalogue.briefings if other.raw and other.raw == old.raw), "")
