"""How long after a save the new words, and the new PDF, are on the screen, in a house of many briefings.

    .venv/bin/python benchmarks/preview_times.py 1000 FOLDER

FOLDER must be empty or new. A briefing is saved ten times, by a real save of its file, before a real browser.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "benchmarks")]

from build_times import fill  # noqa: E402

from conftest import House  # noqa: E402

EDITS, PAUSE = 10, 2.5
SHOWN = """word => document.querySelector("#stage iframe:not(.coming)")?.contentDocument?.body?.textContent.includes(word)"""
PRINTED = """old => { const side = document.querySelector("#sheets img"); return side && side.src !== old && side.complete; }"""


def edit(tab: Page, path: Path, number: int) -> tuple[float, float]:
    """Seconds from a save to the new words, and to the new PDF."""
    old = tab.locator("#sheets img").first.get_attribute("src") or ""
    old = tab.evaluate("address => new URL(address, location.href).href", old)
    word = f"Neuword{number}"
    text = re.sub(r"(?<=\n\n)(Neuword\d+ )?(?=\w)", f"{word} ", path.read_text(encoding="utf-8"), count=1)
    started = time.monotonic()
    path.write_text(text, encoding="utf-8")
    tab.wait_for_function(SHOWN, arg=word)
    web = time.monotonic() - started
    tab.wait_for_function(PRINTED, arg=old)
    return web, time.monotonic() - started


def main() -> None:
    number, root = int(sys.argv[1]), Path(sys.argv[2])
    root.mkdir(parents=True, exist_ok=True)
    house = House(root)
    shutil.rmtree(root / "themes")
    shutil.copytree(ROOT / "themes", root / "themes")
    fill(house, number)
    command = [sys.executable, "-m", "briefing_pipeline", "preview", "briefing-00001", "--no-open", "--root", str(root)]
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    address = re.search(r"http://\S+", process.stdout.readline())
    assert address
    print(f"{number} briefings: started in {time.monotonic() - started:.1f} s")
    times: list[tuple[float, float]] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1280, "height": 800})
        tab.goto(address[0])
        tab.locator("#sheets img").first.wait_for()
        for count in range(EDITS):
            time.sleep(PAUSE)
            times.append(edit(tab, house.text("briefing-00001"), count))
        browser.close()
    process.terminate()
    process.wait()
    for name, column in (("words", 0), ("PDF", 1)):
        figures = sorted(pair[column] for pair in times)
        middle = statistics.median(figures)
        print(f"{name} on the screen: median {middle:.2f} s, quickest {figures[0]:.2f}, slowest {figures[-1]:.2f}")


if __name__ == "__main__":
    main()
