"""How long each step of a build takes for a house of many briefings: cold, with nothing changed, and after one edit.

    .venv/bin/python benchmarks/build_times.py 1000 FOLDER

FOLDER must be empty or new. One briefing in ten is withheld.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from briefing_pipeline.build import Steps, build_site  # noqa: E402
from briefing_pipeline.terms import SECTIONS, Kind  # noqa: E402
from conftest import House  # noqa: E402

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Timed(Steps):
    """Notes the seconds of each step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def of(self, name: str, total: int) -> Iterator[Callable[[], None]]:
        started = time.monotonic()
        yield lambda: None
        self.seconds[name] = time.monotonic() - started


def words_of_the_sample() -> list[str]:
    texts = [path.read_text(encoding="utf-8").split("---\n", 2)[2] for path in sorted((ROOT / "briefings").glob("*/briefing.md"))]
    return re.findall(r"[A-Za-z’]+", re.sub(r"\(.*?\)|[#*_!\[\]|]", " ", " ".join(texts)))


def fill(house: House, number: int) -> None:
    chance, words = random.Random(1), words_of_the_sample()
    themes = sorted(path.stem for path in (ROOT / "themes").glob("*.md"))
    for index in range(number):
        kind = chance.choice(["thematic", "positive-practice"])
        title = f"{' '.join(chance.sample(words, 5)).capitalize()} {index}"
        body = ""
        for label in SECTIONS[Kind(kind)].values():
            sentences = [" ".join(chance.choices(words, k=14)).capitalize() + "." for _ in range(chance.randint(4, 7))]
            body += f"## {label}\n\n{' '.join(sentences)}\n\n"
        status = "draft" if index % 10 == 0 else "published"
        day = f"20{chance.randint(15, 25)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        front = f"title: {title}\nkind: {kind}\nstatus: {status}\nsummary: {' '.join(chance.choices(words, k=12))}.\n"
        front += (
            f"published_on: {day}\nthemes: [{', '.join(chance.sample(themes, 2))}]\naudience: [schools, police]\nages: [5-10]\n"
        )
        house.add(f"briefing-{index:05}", f"---\n{front}---\n{body}")


def main() -> None:
    number, root = int(sys.argv[1]), Path(sys.argv[2])
    root.mkdir(parents=True, exist_ok=True)
    house = House(root)
    shutil.rmtree(root / "themes")
    shutil.copytree(ROOT / "themes", root / "themes")
    fill(house, number)
    for name in ("cold", "unchanged", "one edit"):
        if name == "one edit":
            path = house.text("briefing-00001")
            path.write_text(path.read_text(encoding="utf-8").replace(". ", ". Then, ", 1), encoding="utf-8")
            house.sign("briefing-00001")
        timed = Timed()
        started = time.monotonic()
        built = build_site(root, root / "site", NOW, timed)
        whole = time.monotonic() - started
        steps = ", ".join(f"{step} {seconds:.1f}" for step, seconds in timed.seconds.items())
        rest = whole - sum(timed.seconds.values())
        print(f"{name}: {whole:.1f} s ({steps}, the rest {rest:.1f}); {built.files} files")


if __name__ == "__main__":
    main()
