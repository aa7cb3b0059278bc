"""Runs Pagefind over the rendered pages: only what is in them can be found."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from .findings import Fault, Finding, found

# Pagefind's ready-made interfaces: ours is overrides/assets/find.js.
UNUSED = ("pagefind-ui.*", "pagefind-modular-ui.*", "pagefind-component-ui.*", "pagefind-highlight.*", "playground")


def index(output: Path) -> list[Finding]:
    """Add a search index to the site in `output`."""
    command = [sys.executable, "-m", "pagefind", "--site", str(output), "--force-language", "en"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if run.returncode != 0:
        fault = Fault(0, "index-failed", "Pagefind could not make the search index", run.stderr.strip()[-300:])
        return found("pagefind/", [fault])
    for pattern in UNUSED:
        for path in (output / "pagefind").glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    return []
