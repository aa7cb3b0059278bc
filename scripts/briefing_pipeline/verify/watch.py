"""What must not appear: read from the facts, not from the gate's answer, so that this fence holds by itself."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path, PurePath

from PIL import Image

from ..gate import notice_of
from ..load.folder import RECORD
from ..load.pictures import PICTURE_TYPES, read_picture
from ..model import Briefing, Catalogue, FrontMatter
from ..partnership import Publication
from ..record import Approved, Cleared, Held, Overridden, Record
from ..sharing import pointers
from ..terms import AGE_LABELS, KIND_LABELS, SECTIONS, SOURCE_LABELS, Age, HoldReason, Kind, Status
from ..wording import WORDS_OF_A_REASON
from ..words import RUN, bare, runs_of, words_of
from . import sources
from .read import Unreadable
from .read.pictures import frame_digests
from .search import Watch

__all__ = ["Watch", "watch"]

_TARGET = re.compile(r"\]\(\.\./[^)\s]{0,300}\)")
_TAG = re.compile(r"<[^>]*>")
# A file's name without its ending is looked for in prose from so many words on, as an address from two.
WORDS_OF_A_NAME = 3
# A summary or what a picture shows is looked for as a whole from so many words on; from eight it is, run by run.
WORDS_OF_A_SENTENCE = 5
WITHHELD_TEXT = "withheld text"


def is_open(briefing: Briefing, record: Record, now: datetime, may_clear: Callable[[HoldReason], Collection[str]]) -> bool:
    """Whether a briefing's own front matter and record, plainly read, let it be seen."""
    front = briefing.front
    wished = front and front.status is Status.PUBLISHED and front.published_on and front.published_on <= now
    return bool(wished and record.readable and not record.withdrawal and not record.open_holds(may_clear))


def watch(catalogue: Catalogue, public: Collection[str], now: datetime) -> Watch:
    """What to look for: all of each briefing that is not among the slugs `public`, or whose own words say no."""
    may_clear = (catalogue.settings.extra.publication if catalogue.settings else Publication()).may_clear
    records = catalogue.records
    listed = [briefing for briefing in catalogue.briefings if briefing.slug in public]
    opened = [briefing for briefing in listed if is_open(briefing, records[briefing.slug], now, may_clear)]
    slugs = {briefing.slug for briefing in opened}
    known = Watch()
    _watch_private(catalogue, slugs, known)
    _pass_addresses(catalogue, opened, known)
    seen = _Seen(catalogue, opened)
    for briefing in catalogue.briefings:
        if briefing.slug not in slugs:
            _watch_withheld(briefing, catalogue, seen, known, notice=notice_of(briefing, catalogue, slugs) is not None)
    for path in sources.strays(catalogue):
        _watch_stray(path, seen, known)
    for words in seen.texts:
        known.pass_over(" ".join(words), WITHHELD_TEXT)
    return known


class _Seen:
    """What published text contains, and which files are published: none of that is withheld."""

    def __init__(self, catalogue: Catalogue, opened: Sequence[Briefing]) -> None:
        self.texts = [words_of(text) for text in _public_texts(opened, catalogue)]
        self.joined = "|".join(f" {' '.join(words)} " for words in self.texts)
        self.runs = {run for words in self.texts for run in runs_of(words)}
        self.pointed_at = {slug for briefing in opened for _, slug in pointers(briefing)}
        self.names = {name.casefold() for briefing in opened for name in briefing.files}
        self.hashes = {value for briefing in opened for value in briefing.files.values()} | {hashlib.sha256(b"").hexdigest()}
        for briefing in opened:
            self.hashes |= {digest for _, digest in _pictures(briefing, catalogue.root)}
        self.titles = {tuple(words_of(briefing.front.title)) for briefing in opened if briefing.front}
        self.common = {tuple(words_of(term)) for term in _vocabulary(catalogue)}
        self.terms = {word for term in (*_vocabulary(catalogue), *_ids(catalogue)) for word in words_of(term)}

    def says(self, words: Sequence[str]) -> bool:
        """Whether published text has these words in a row."""
        return f" {' '.join(words)} " in self.joined


def _watch_private(catalogue: Catalogue, public: Collection[str], known: Watch) -> None:
    """What nobody may see, of published briefings too: private values, and notes and reasons of records."""
    for briefing in catalogue.briefings:
        known.source = (briefing.path, briefing.line("private"))
        for text in sources.private_texts(briefing, catalogue.root):
            if text not in public:
                known.add(text, "a private value")
        for slug in sources.rests_on(briefing):
            if slug not in public:
                known.add_address(slug, "a private value")
    for slug, record in catalogue.records.items():
        known.source = (f"briefings/{slug}/{RECORD}", 0)
        for text in _reasons(record):
            if len(words_of(text)) >= WORDS_OF_A_REASON:
                known.add(text, "a reason from a record")


def _pass_addresses(catalogue: Catalogue, opened: Iterable[Briefing], known: Watch) -> None:
    """Addresses and ids that readers see anyway: a withheld one that stands within such a one is not given away by it."""
    for briefing in opened:
        aliases = briefing.front.aliases if briefing.front else []
        for name in (briefing.slug, *aliases, *(PurePath(name).stem for name in briefing.files)):
            known.add_public(name)
    for slug in catalogue.themes:
        known.add_public(slug)
    if catalogue.settings:
        for name in (*catalogue.settings.extra.audiences, *catalogue.settings.extra.training):
            known.add_public(name)


def _watch_withheld(briefing: Briefing, catalogue: Catalogue, seen: _Seen, known: Watch, *, notice: bool) -> None:
    """All of one withheld briefing. Published text may still name one that has a notice, and link to it."""
    root = catalogue.root
    named: set[str] = set()
    known.source = (briefing.path, briefing.line("title"))
    for text in sources.titles(briefing, root):
        title = words_of(text)
        if notice and (briefing.slug in seen.pointed_at or seen.says(title)):
            named.update(runs_of(title))
        elif tuple(title) not in seen.common | seen.titles:
            known.add(" ".join(title), "a withheld title")
    known.source = (briefing.path, 0)
    # The address of a withdrawn one stays, with its notice.
    for address in (briefing.slug, *sources.aliases(briefing, root)):
        if notice and address:
            known.notices.add(bare(address))
        else:
            known.add_address(address, "a withheld address")
    for text in (*sources.summaries(briefing, root), *(use.alt for use in briefing.body.pictures)):
        words = words_of(text)
        if WORDS_OF_A_SENTENCE <= len(words) < RUN and not seen.says(words) and " ".join(words) not in known.phrases:
            known.add(" ".join(words), WITHHELD_TEXT)
    for text in sources.accepted_words(briefing):
        if not seen.says(words_of(text)):
            known.add(text, WITHHELD_TEXT)
    for name, value in briefing.files.items():
        if name.casefold() not in seen.names and name != "decisions.yml":
            _watch_name(name, seen, known)
        if value not in seen.hashes:
            known.hashes[value] = "a withheld file"
    for what, digest in _pictures(briefing, root):
        if digest not in seen.hashes:
            known.hashes[digest] = what
    # A link's target and words, run together, are nobody's sentence.
    raw = [_TARGET.sub("]", text) for text in sources.written_texts(briefing, root)]
    named |= _lists(briefing, seen)
    for text in [*raw, *_body_texts(briefing), *_drawn(briefing, root)]:
        _watch_text(text, seen, known, named)


def _lists(briefing: Briefing, seen: _Seen) -> set[str]:
    """Runs of its front matter that are ids and keys alone: the same themes for the same roles are no secret."""
    lines = [words_of(line) for line in sources.front_matter(briefing).split("\n")]
    runs = [run for words in lines for run in runs_of(words)]
    return {run for run in runs if all(word in seen.terms or word.isdecimal() for word in run.split())}


def _watch_text(text: str, seen: _Seen, known: Watch, named: Collection[str] = ()) -> None:
    """Eight words in a row that no published text has; what is private stays called so."""
    for run in runs_of(words_of(text)):
        if run not in seen.runs and run not in named:
            known.add_run(run, WITHHELD_TEXT, private=False)


def _watch_name(name: str, seen: _Seen, known: Watch) -> None:
    """A withheld file's name as it stands, and without its ending where it says something by itself."""
    known.add(name, "a withheld file's name")
    stem = words_of(PurePath(name).stem)
    if len(stem) < 2 or tuple(stem) in seen.common:
        return
    known.add_address("-".join(stem), "a withheld file's name")
    if len(stem) >= WORDS_OF_A_NAME and not seen.says(stem):
        known.add(" ".join(stem), "a withheld file's name")


def _watch_stray(path: Path, seen: _Seen, known: Watch) -> None:
    """Something in briefings/ that is no briefing: nobody said that it may be seen."""
    data = sources.bytes_of(path)
    known.source = (f"briefings/{path.name}", 0)
    known.add_address(path.name if path.is_dir() else path.stem, "a withheld address")
    if data:
        known.hashes[hashlib.sha256(data).hexdigest()] = "a withheld file"
    for text in (data.decode("utf-8", "replace"), *(sources.other_readings(data))):
        _watch_text(text, seen, known)


def _pictures(briefing: Briefing, root: Path) -> Iterator[tuple[str, str]]:
    """What pictures are known by: the bytes of those encoded anew, and the pixels of either."""
    for name in briefing.files:
        if PurePath(name).suffix.lower() not in PICTURE_TYPES:
            continue
        original = sources.bytes_of(root / "briefings" / briefing.slug / name)
        # Also one that its own text does not use: another's text may.
        anew = briefing.pictures.get(name) or read_picture(name, original)[0]
        if anew:
            yield "a withheld file", hashlib.sha256(anew.data).hexdigest()
        for data in (anew.data if anew else b"", original):
            yield from (("a withheld picture", digest) for digest in _pixels(data))


def _pixels(data: bytes) -> Iterator[str]:
    """Hashes of a picture's pixels; none for a drawing, or for what is no picture."""
    if data.lstrip()[:1] in (b"<", b""):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as picture:
                yield from frame_digests(picture)
    except (OSError, ValueError, SyntaxError, EOFError, Unreadable, Image.DecompressionBombError):
        return


def _reasons(record: Record) -> Iterator[str]:
    """The notes and reasons of a record, but for the public reason of a withdrawal."""
    for entry in record.entries:
        if isinstance(entry, Held) and entry.note:
            yield entry.note
        elif isinstance(entry, (Approved, Cleared, Overridden)) and entry.why:
            yield entry.why


def _body_texts(briefing: Briefing) -> Iterator[str]:
    yield from (f"{section.heading} {section.text}" for section in briefing.body.sections)
    yield from (use.alt for use in briefing.body.pictures)
    for picture in briefing.pictures.values():
        if picture.name.lower().endswith(".svg"):
            yield _TAG.sub(" ", picture.data.decode())


def _drawn(briefing: Briefing, root: Path) -> Iterator[str]:
    """The words in a withheld drawing as it was drawn: its title and description too."""
    for name in briefing.files:
        if name.lower().endswith(".svg"):
            yield _TAG.sub(" ", sources.bytes_of(root / "briefings" / briefing.slug / name).decode("utf-8", "replace"))


def _public_texts(opened: Iterable[Briefing], catalogue: Catalogue) -> Iterator[str]:
    """What published text contains: whole files without `private`, so that shared wording is no leak."""
    for briefing in opened:
        yield from _body_texts(briefing)
        front = briefing.front
        if front:
            yield from (front.title, front.summary, *(change.note for change in front.changes))
            yield from (source.label for source in front.sources)
    for theme in catalogue.themes.values():
        yield _TAG.sub(" ", theme.html)
    yield from _vocabulary(catalogue)
    # Seven headings in a row and their like: the form of a briefing is no secret.
    for labels in SECTIONS.values():
        yield " ".join(labels.values())


def _vocabulary(catalogue: Catalogue) -> Iterator[str]:
    """The closed lists that every page may print."""
    for theme in catalogue.themes.values():
        yield from (theme.front.title, *theme.front.synonyms)
    yield from (*KIND_LABELS.values(), *AGE_LABELS.values(), *SOURCE_LABELS.values())
    for labels in SECTIONS.values():
        yield from labels.values()
    if catalogue.settings:
        yield from catalogue.settings.extra.audiences.values()
        yield from (course.title for course in catalogue.settings.extra.training.values())
        yield from (catalogue.settings.site_name, catalogue.settings.extra.partnership)


def _ids(catalogue: Catalogue) -> Iterator[str]:
    """What stands for the closed lists in front matter, and its keys."""
    yield from (*FrontMatter.model_fields, *Kind, *Status, *Age, *catalogue.themes)
    if catalogue.settings:
        yield from (*catalogue.settings.extra.audiences, *catalogue.settings.extra.training)
