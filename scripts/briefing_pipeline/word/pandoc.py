"""Runs pandoc: alone, without files or network, and with limits of time and memory."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pypandoc

from ..case import Refused
from .nest import nested

SECONDS = 60
MEMORY = "1G"


def blocks_of(data: bytes) -> tuple[dict[str, Any], list[Any]]:
    """A Word file's title page and blocks, as pandoc reads them. Raises Refused."""
    command = [pypandoc.get_pandoc_path(), "--sandbox", "--from=docx+styles", "--to=json", "+RTS", f"-M{MEMORY}", "-RTS"]
    try:
        run = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Refused(f"this file takes more than {SECONDS} seconds to read", hint="split it in Word") from None
    if run.returncode != 0:
        hint = "copy its text into a new, empty Word document, and save that"
        raise Refused("this file cannot be turned into text", hint=hint)
    read = json.loads(run.stdout)
    return read["meta"], nested(read["blocks"])
