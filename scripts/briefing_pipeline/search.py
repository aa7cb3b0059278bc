"""Runs Pagefind over the rendered pages: only what is in them can be found."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .findings import Fault, Finding, found
from .owners import SEARCH, Owners

# Pagefind's ready-made interfaces: ours is overrides/assets/find.js.
UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.*", "playground")
# What the index consists of; the names carry hashes of their contents.
_MADE = re.compile(
    r"pagefind/(pagefind(-worker)?\.js|pagefind-entry\.json|pagefind\.\w+\.pf_meta|wasm\.\w+\.pagefind"
    r"|(fragment|index|filter)/\w+\.pf_(fragment|index|filter))"
)


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
    names = (path.relative_to(output).as_posix() for path in (output / "pagefind").rglob("*"))
    return dict.fromkeys((name for name in names if _MADE.fullmatch(name)), SEARCH), []
