"""The record of one briefing: who decided what, when and why. Each entry holds the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, TypeAdapter

from .terms import HoldReason
from .values import Day, Hash, Id, Stamp, Strict, Text

# A notice on one side of paper: characters of its reason.
NOTICE_LENGTH = 500
# What an override may lift: procedure, and nothing else.
Liftable = Literal["sign-off", "notice-period", "minimum-year"]


class _Entry(Strict):
    """What every entry says: when (UTC), by whom, and the hash of the entry before it ("" in the first)."""

    at: Stamp
    by: Text
    before: Hash | Literal[""]


class Submitted(_Entry):
    """The text was handed in for sign-off. `wrote` names those who are known to have written it besides."""

    did: Literal["submitted"]
    digest: Hash
    wrote: list[Text] = []


class Approved(_Entry):
    """Somebody in a role signed off exactly this text; `wrote` names those who changed it since it was submitted."""

    did: Literal["approved"]
    role: Id
    digest: Hash
    why: Text | None = None
    wrote: list[Text] = []


class Held(_Entry):
    """The briefing may not be seen until this is cleared. `look_again` is a day to ask, and clears nothing.

    `seen` says that readers could see it until then.
    """

    did: Literal["held"]
    reason: Annotated[HoldReason, Field(strict=False)]
    owner: Text
    look_again: Day
    seen: bool = False
    note: Text | None = None


class Cleared(_Entry):
    """A hold ended. `hold` is the number of its entry, from 1."""

    did: Literal["cleared"]
    hold: int
    role: Id
    why: Text


class Published(_Entry):
    """The officer asked for publication; the command set status and date, which took the digest from `was` to `digest`."""

    did: Literal["published"]
    was: Hash
    digest: Hash


class Withdrawn(_Entry):
    """Taken back. `why` is for readers; `instead` is the briefing to read in its place."""

    did: Literal["withdrawn"]
    why: Annotated[Text, StringConstraints(max_length=NOTICE_LENGTH)]
    instead: Id | None = None


class Overridden(_Entry):
    """One refusal was lifted for the text of this digest; `role` names the sign-off where it is one."""

    did: Literal["overridden"]
    refusal: Liftable
    role: Id | None = None
    why: Text
    digest: Hash


class Reviewed(_Entry):
    """Looked at again and still right; the new `review_by` took the digest from `was` to `digest`."""

    did: Literal["reviewed"]
    review_by: Day
    was: Hash
    digest: Hash


Entry = Annotated[
    Submitted | Approved | Held | Cleared | Published | Withdrawn | Overridden | Reviewed, Field(discriminator="did")
]
ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)


def hash_of(entry: Mapping[str, Any]) -> str:
    """SHA-256 of an entry as it stands in the file, whatever the order of its keys."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True, default=str).encode()).hexdigest()


def person(name: str) -> str:
    """One person however the address is typed: `Officer@Example.org` is `officer@example.org`."""
    return unicodedata.normalize("NFKC", name).casefold().strip()


@dataclass(frozen=True)
class Hold:
    """An open hold and the number of its entry."""

    number: int
    entry: Held


@dataclass(frozen=True)
class Record:
    """The entries in order; `readable` is False where the file cannot be relied on, and then nothing may rest on it."""

    entries: tuple[Entry, ...] = ()
    readable: bool = True

    def open_holds(self, may_clear: Callable[[HoldReason], Collection[str]]) -> list[Hold]:
        """Holds that nobody in a role allowed for their reason has cleared since."""
        holds = {number: entry for number, entry in enumerate(self.entries, 1) if isinstance(entry, Held)}
        for number, entry in enumerate(self.entries, 1):
            held = holds.get(entry.hold) if isinstance(entry, Cleared) and entry.hold < number else None
            if isinstance(entry, Cleared) and held and entry.role in may_clear(held.reason):
                del holds[entry.hold]
        return [Hold(number, entry) for number, entry in holds.items()]

    @property
    def withdrawal(self) -> Withdrawn | None:
        """The withdrawal that stands: nothing was submitted since."""
        for entry in reversed(self.entries):
            if isinstance(entry, Submitted):
                return None
            if isinstance(entry, Withdrawn):
                return entry
        return None

    @property
    def notice(self) -> Withdrawn | None:
        """The withdrawal of which readers find a notice: until it was up again."""
        for entry in reversed(self.entries):
            if isinstance(entry, Published) or (isinstance(entry, Held) and entry.seen):
                return None
            if isinstance(entry, Withdrawn):
                return entry
        return None

    @property
    def current(self) -> Sequence[Entry]:
        """The entries since the last withdrawal: what was signed off before it counts no more."""
        last = max((index for index, entry in enumerate(self.entries) if isinstance(entry, Withdrawn)), default=-1)
        return self.entries[last + 1 :]

    @property
    def submitted(self) -> bool:
        return any(isinstance(entry, Submitted) for entry in self.current)

    @property
    def was_published(self) -> bool:
        return any(isinstance(entry, Published) for entry in self.entries)

    @property
    def writers(self) -> set[str]:
        """Everybody who ever submitted it or is known to have written it."""
        submitted = {person(entry.by) for entry in self.entries if isinstance(entry, Submitted)}
        return submitted | {
            person(name) for entry in self.entries if isinstance(entry, (Submitted, Approved)) for name in entry.wrote
        }

    def same_text(self, digest: str) -> set[str]:
        """The digests that differ from this one only by a date that a command set itself."""
        same = {digest} if digest else set()
        for entry in reversed(self.current):
            if isinstance(entry, (Published, Reviewed)) and entry.digest in same:
                same.add(entry.was)
        return same

    def approvals(self) -> list[Approved]:
        """Sign-offs by anybody but its writers, on whatever text."""
        writers = self.writers
        return [entry for entry in self.current if isinstance(entry, Approved) and person(entry.by) not in writers]

    def overrides(self, digest: str) -> list[Overridden]:
        """What was lifted for this text."""
        same = self.same_text(digest)
        return [entry for entry in self.current if isinstance(entry, Overridden) and entry.digest in same]

    def awaiting_second_person(self, digest: str) -> list[Overridden]:
        """Overrides after which nobody else has signed this text off."""
        same = self.same_text(digest)
        approvals = [(index, entry) for index, entry in enumerate(self.current) if isinstance(entry, Approved)]
        return [
            override
            for at, override in enumerate(self.current)
            if isinstance(override, Overridden)
            and override.digest in same
            and not any(
                index > at and entry.digest in same and person(entry.by) != person(override.by) for index, entry in approvals
            )
        ]
