"""Runs Pagefind over the rendered pages: only what is in them can be found. Then writes what our own search adds to it."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

from .alike import ALIKE
from .findings import Fault, Finding, found
from .owners import SEARCH, Owners

# Pagefind's ready-made interfaces: ours is overrides/assets/find.js.
UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.*", "playground")
# What the index consists of; the names carry hashes of their contents.
_MADE = re.compile(
    r"pagefind/(pagefind(-worker)?\.js|pagefind-entry\.json|pagefind\.\w+\.pf_meta|wasm\.\w+\.pagefind"
    r"|(fragment|index|filter)/\w+\.pf_(fragment|index|filter))"
)
PREFIX = b"pagefind_dcd"
# Enough to know a misspelt word by, and light enough for a telephone.
WORDS_AT_MOST = 3000


def index(output: Path, temporary: Path) -> tuple[Owners, list[Finding]]:
    """Add a search index to the site in `output`; its files."""
    command = [sys.executable, "-m", "pagefind", "--site", str(output), "--force-language", "en"]
    environment = os.environ | {"TMPDIR": str(temporary)}
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, check=False)
    if run.returncode != 0:
        fault = Fault(0, "index-failed", "Pagefind could not make the search index", run.stderr.strip()[-300:])
        return {}, found("pagefind/", [fault])
    for pattern in UNUSED:
        for path in (output / "pagefind").glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    try:
        fragments = {path.stem: _fragment(path) for path in sorted((output / "pagefind" / "fragment").glob("*.pf_fragment"))}
    except (OSError, EOFError, ValueError) as error:
        fault = Fault(0, "index-failed", f"the search index cannot be read again ({type(error).__name__})", "build again")
        return {}, found("pagefind/", [fault])
    _write(output / "find" / "facets.json", json.dumps(facets(fragments), ensure_ascii=False, separators=(",", ":")))
    _write(output / "find" / "words.txt", "\n".join(vocabulary(fragments)))
    names = [path.relative_to(output).as_posix() for path in (output / "pagefind").rglob("*")]
    made = [name for name in names if _MADE.fullmatch(name)]
    return dict.fromkeys([*made, "find/facets.json", "find/words.txt"], SEARCH), []


def _fragment(path: Path) -> dict[str, Any]:
    """What Pagefind keeps of one page."""
    return json.loads(gzip.decompress(path.read_bytes()).removeprefix(PREFIX))  # type: ignore[no-any-return]


def facets(fragments: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The pages, newest first, by Pagefind's names for them; for each value of each filter its pages' numbers, as steps."""
    ids = sorted(fragments, key=lambda name: (fragments[name]["meta"].get("published", ""), name), reverse=True)
    values: dict[str, dict[str, list[int]]] = {}
    for number, name in enumerate(ids):
        for facet, labels in fragments[name]["filters"].items():
            for label in labels:
                values.setdefault(facet, {}).setdefault(label, []).append(number)
    steps = {facet: {label: _steps(numbers) for label, numbers in labels.items()} for facet, labels in values.items()}
    return {"ids": ids, "facets": steps, "alike": ALIKE}


def _steps(numbers: list[int]) -> list[int]:
    """Each number as its distance from the one before: [2, 3, 7] is [2, 1, 4], which compresses better."""
    return [number - before for before, number in pairwise([0, *numbers])]


def vocabulary(fragments: dict[str, dict[str, Any]]) -> list[str]:
    """The words of the published text, the most frequent first: what a misspelt one may have meant."""
    counts: Counter[str] = Counter()
    for fragment in fragments.values():
        counts.update(set(re.findall(r"[^\W\d_]{3,}", fragment["content"].casefold())))
    return [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))][:WORDS_AT_MOST]


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
