"""The `briefings` command. What takes time to load is loaded where Ctrl+C is waited for."""

from __future__ import annotations

import signal
import sys
from contextlib import suppress

BROKEN_OFF = 130


def main() -> None:
    """The `briefings` command; exit 0 yes, 1 findings, 2 wrong use, 130 broken off."""
    code = BROKEN_OFF
    with suppress(KeyboardInterrupt):
        from .streams import prepare

        prepare()
        from .cli import run

        code = run()
    if code == BROKEN_OFF:
        _tell()
    raise SystemExit(code)


def _tell() -> None:
    """Say that it was broken off, whatever else is typed meanwhile."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from .streams import NotTold, how_things_stand, silence

    try:
        sys.stderr.write(f"\nBroken off. {how_things_stand()}\n")
        sys.stderr.flush()
    except (NotTold, OSError):
        silence()


if __name__ == "__main__":
    main()
