"""An optional, longer search that is guided by coverage: `pip install atheris`, then `python tests/fuzz_atheris.py -max_total_time=180`.

It breaks off at the first input that raises, takes more than five seconds or lets a withheld word through.
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "scripts")]
with atheris.instrument_imports(include=["briefing_pipeline", "markdown_it", "mdurl", "frontmatter"]):
    import nasty
    from conftest import briefing_text

SOUND = briefing_text(private=f"{{notes: {nasty.CANARY}}}").split("\n")
SECRET = briefing_text(status="draft", title=nasty.CANARY)
END = SOUND.index("---", 1)
HOUSE = nasty.den()


def try_one(data: bytes) -> None:
    """A sound briefing with a few lines replaced by nasty pieces or by bytes as they come."""
    given = atheris.FuzzedDataProvider(data)
    lines = list(SOUND)
    for _ in range(given.ConsumeIntInRange(1, 5)):
        at = given.ConsumeIntInRange(0, len(lines) - 1)
        pieces = nasty.VALUES + nasty.LINES if at <= END else nasty.TEXTS
        chosen = [pieces[given.ConsumeIntInRange(0, len(pieces) - 1)] for _ in range(given.ConsumeIntInRange(0, 6))]
        chosen.append(given.ConsumeUnicodeNoSurrogates(given.ConsumeIntInRange(0, 24)))
        key = f"{lines[at].split(':')[0]}: " if at <= END and given.ConsumeBool() else ""
        lines[at] = key + ("\n", "", " ")[given.ConsumeIntInRange(0, 2)].join(chosen)
    found = HOUSE.leaks("\n".join(lines).encode(), given.ConsumeBytes(200) + SECRET.encode())
    if found:
        raise AssertionError(found)


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
