"""How far a file is unwrapped before it counts as unreadable, and what unwrapping gives."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

# A house's own files are wrapped twice at most (a PDF in a zip); more is a trap or a mistake.
DEPTH = 8
BYTES = 192 * 1024 * 1024


class Unreadable(Exception):
    """A file whose content cannot be searched, so that nobody can say what is in it."""


@dataclass(frozen=True)
class Mark:
    """The SHA-256 of a file found, or of a picture's pixels, by which either is known again."""

    digest: str


Piece = str | Mark


@dataclass(frozen=True)
class Layer:
    """Where a reader stands: how deep in the file, how many bytes were unpacked so far, and how to read what is inside."""

    read: Callable[[Layer, bytes, str], Iterator[Piece]]
    depth: int = 0
    spent: list[int] = field(default_factory=lambda: [0])

    def inner(self, data: bytes, name: str = "") -> Iterator[Piece]:
        """What a file inside this one holds, by its name, or by its content where it has none."""
        if self.depth >= DEPTH:
            raise Unreadable(f"a file wrapped more than {DEPTH} times")
        self.spend(len(data))
        yield Mark(hashlib.sha256(data).hexdigest())
        yield from self.read(Layer(self.read, self.depth + 1, self.spent), data, name)

    def spend(self, size: int) -> None:
        self.spent[0] += size
        if self.spent[0] > BYTES:
            raise Unreadable(f"a file that unpacks to more than {BYTES // 1024**2} megabytes")

    def inflate(self, data: bytes, bits: int = zlib.MAX_WBITS) -> tuple[bytes, bytes]:
        """Deflated data unpacked, and what stands behind it; `bits` as zlib has them."""
        engine = zlib.decompressobj(bits)
        try:
            plain = engine.decompress(data, BYTES - self.spent[0] + 1)
        except zlib.error as error:
            raise Unreadable("a file whose compressed part is damaged") from error
        self.spend(len(plain))
        if not engine.eof:
            raise Unreadable("a file whose compressed part is cut short")
        return plain, engine.unused_data
