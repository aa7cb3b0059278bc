"""The preview in a real browser: what is saved is seen, what is withheld carries its mark, and nobody else reads it."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import FrameLocator, Page, expect
from typer.testing import CliRunner

from briefing_pipeline.check import check
from briefing_pipeline.cli import app
from briefing_pipeline.gate import gate
from briefing_pipeline.load import load
from briefing_pipeline.looks import Frames, looks_of
from briefing_pipeline.pages import pages
from briefing_pipeline.pdf.workers import Workers
from briefing_pipeline.preview import Server, preview
from briefing_pipeline.preview.desk import HOUSE, Desk, Known
from briefing_pipeline.preview.draft import MARK
from briefing_pipeline.preview.paper import Paper, Wish
from briefing_pipeline.preview.view import Viewer
from briefing_pipeline.preview.watch import Watch
from briefing_pipeline.site import framed, render
from briefing_pipeline.stage import stage
from conftest import NOW, ROOT, House, briefing_text

LOOKS = ROOT / "overrides"
# A machine may be busy with other tests.
expect.set_options(timeout=20_000)
LONG = "\n".join(f"## {label}\n\n" + "\n\n".join([f"Some words on {label.lower()}. " * 6] * 3) + "\n" for label in (
    "What it is", "Why it matters", "What reviews tell us", "Signs to look for", "What good practice looks like",
    "What to do now", "Questions for reflection",
))  # fmt: skip


@contextmanager
def silent(name: str, total: int) -> Iterator[Callable[[], None]]:
    yield lambda: None


def now() -> datetime:
    return NOW


@dataclass
class Running:
    """A preview that runs, and its house."""

    house: House
    server: Server

    def address(self, slug: str | None = None) -> str:
        return self.server.address(slug)

    def save(self, slug: str, old: str, new: str) -> None:
        path = self.house.text(slug)
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """What the server answers to exactly these headers, whatever a browser would send."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.server_port, timeout=10)
        connection.putrequest("GET", path, skip_host=True)
        for name, value in ({"Host": f"127.0.0.1:{self.server.server_port}"} | headers).items():
            if value:
                connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, data

    def pdf(self, slug: str) -> bytes:
        """The PDF, once it is printed."""
        assert self.server.viewer
        for _ in range(600):
            self.server.viewer.view(slug)
            print_ = self.server.viewer.paper.latest(slug)
            if print_ and slug in print_.files and not self.server.viewer.paper.is_at_work(slug):
                return print_.files[slug]
            time.sleep(0.05)
        raise AssertionError("nothing was printed")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """One preview for all tests here; each has a briefing of its own."""
    house = House(tmp_path_factory.mktemp("house"))
    house.add("open-one", briefing_text(title="An open one"))
    for slug in ("live", "broken", "renamed", "long", "list-one"):
        house.add(slug, briefing_text(status="draft", title=f"The one that is {slug}", body=LONG if slug == "live" else None))
    server, ready = Server(0), threading.Event()
    thread = threading.Thread(target=preview, args=(house.root, server, now, False, silent, lambda names: ready.set()))
    thread.start()
    assert ready.wait(20)
    assert server.viewer
    yield Running(house, server)
    server.stopping.set()
    thread.join(20)
    assert not thread.is_alive()
    server.server_close()
    assert not server.viewer.paper.temporary.exists()


def web(tab: Page) -> FrameLocator:
    return tab.frame_locator("#stage iframe:not(.coming):not(.coming)")


def test_a_save_is_seen_within_a_second_where_one_was_reading(running: Running, tab: Page) -> None:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    tab.goto(running.address("live"))
    expect(web(tab).locator("h1").first).to_have_text("The one that is live")
    expect(tab.locator("#sheets img").first).to_be_attached()
    expect(tab.locator("#sides")).to_have_text("2 of 2 sides")
    first_print = tab.locator("#sheets img").first.get_attribute("src")
    tab.evaluate("document.querySelector('#stage iframe:not(.coming)').contentWindow.scrollTo(0, 900)")
    started = time.monotonic()
    running.save("live", "## Signs to look for\n\nSome words", "## Signs to look for\n\nQuite other words")
    expect(web(tab).locator("#signs")).to_contain_text("Quite other words")
    # Under a second on a machine that does nothing else: benchmarks/preview_times.py has the figures.
    assert time.monotonic() - started < 3
    assert tab.evaluate("document.querySelector('#stage iframe:not(.coming):not(.coming)').contentWindow.scrollY") == 900
    expect(tab.locator("#sheets img").first).not_to_have_attribute("src", str(first_print))
    expect(tab.locator("#said")).to_have_text("No findings. Not public.")
    running.save("live", "themes: [neglect]", "themes: [neglct]")
    expect(tab.locator(".findings.warning .what")).to_have_text('there is no theme "neglct"')
    expect(tab.locator(".findings .where")).to_contain_text("briefing.md, line 8")
    expect(tab.locator("#said")).to_have_text("1 finding. Not public.")
    running.save("live", "themes: [neglct]", "themes: [neglect]")
    expect(tab.locator(".findings li")).to_have_count(0)
    expect(tab.locator(".gate .reasons")).to_contain_text("it is a draft")
    assert complaints == []


def test_what_is_withheld_carries_its_mark_and_what_is_public_does_not(running: Running, tab: Page) -> None:
    tab.goto(running.address("open-one"))
    expect(web(tab).locator("h1").first).to_have_text("An open one")
    expect(tab.locator("#status")).to_have_text("Public")
    assert MARK not in tab.locator("#stage iframe:not(.coming)").content_frame.locator("html").inner_text()
    assert all(MARK not in text for text in texts_of(running.pdf("open-one")))
    # One word more, and no sign-off counts any longer.
    running.save("open-one", "Words about", "Other words about")
    expect(web(tab).locator(".draft-bar")).to_have_text(MARK)
    expect(tab.locator("#status")).to_have_text("Not public")
    tab.emulate_media(media="print")
    expect(web(tab).locator(".draft-bar")).to_be_visible()
    assert web(tab).locator(".draft-mark p").count() > 5
    texts = texts_of(running.pdf("open-one"))
    assert len(texts) == 1
    assert all(text.count(MARK) == 2 for text in texts)
    running.save("open-one", "Other words about", "Words about")
    expect(web(tab).locator(".draft-bar")).to_have_count(0)
    assert all(MARK not in text for text in texts_of(running.pdf("open-one")))


def texts_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    texts = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return texts


def test_the_mark_of_a_pdf_is_no_part_of_its_text(running: Running) -> None:
    """The real checks of a PDF find nothing: what is read aloud is the text, and the mark is an artefact of each page."""
    running.pdf("list-one")
    assert running.server.viewer
    print_ = running.server.viewer.paper.latest("list-one")
    assert print_
    assert print_.faults == ()
    assert set(print_.files) == {"list-one", "list-one-large-print", "list-one-team-sheet"}
    assert all(MARK in text for data in print_.files.values() for text in texts_of(data))


def test_a_text_that_is_too_long_is_shown_with_all_its_sides(running: Running, tab: Page) -> None:
    running.house.text("long").write_text(
        briefing_text(status="draft", body=LONG.replace("Some words", "Some words and " * 3)), "utf-8"
    )
    tab.goto(running.address("long"))
    expect(tab.locator("#sides")).to_have_text(re.compile(r"[3-9] of 2 sides"))
    expect(tab.locator("#sheets img.beyond").first).to_be_attached()
    expect(tab.locator(".rule", has_text="pages-too-many").first).to_be_attached()


BROKEN = {
    "half saved": (b"---\ntitle: The one that is bro", "fence"),
    "empty": (b"", "briefing-file"),
    "yaml": (b"---\ntitle: [a: b: c\nstatus: draft\n---\n## What it is\n", "yaml"),
    "nested": (b"---\nthemes: " + b"[" * 5000 + b"\n---\n## What it is\n", "yaml-limits"),
    "huge": (b"---\n" + b"x" * 300_000, "file-size"),
    "no text at all": (bytes(range(256)) * 10, "encoding"),
}


def test_a_broken_file_leaves_the_last_good_text_greyed(running: Running, tab: Page) -> None:
    path = running.house.text("broken")
    sound = path.read_bytes()
    tab.goto(running.address("broken"))
    expect(web(tab).locator("h1").first).to_have_text("The one that is broken")
    for data, rule in BROKEN.values():
        path.write_bytes(data)
        expect(tab.locator(".rule", has_text=re.compile(f"^{rule}$")).first).to_be_attached()
        expect(tab.locator("#note")).to_have_text("This is how it was before the fault.")
        expect(web(tab).locator("html.before h1").first).to_have_text("The one that is broken")
    expect(web(tab).locator(".draft-bar")).to_have_text(MARK)
    path.write_bytes(sound)
    expect(tab.locator("#note")).to_be_hidden()
    expect(web(tab).locator("html.before")).to_have_count(0)


def test_a_folder_that_is_renamed_or_gone_says_so(running: Running, tab: Page) -> None:
    folder = running.house.text("renamed").parent
    tab.goto(running.address("renamed"))
    expect(web(tab).locator("h1").first).to_have_text("The one that is renamed")
    folder.rename(folder.with_name("another-name"))
    expect(tab.locator("#note")).to_contain_text("Its text is in another-name now.")
    tab.get_by_role("link", name="Go there").click()
    expect(tab.locator("h1").first).to_contain_text("another-name")
    for path in folder.with_name("another-name").iterdir():
        path.unlink()
    folder.with_name("another-name").rmdir()
    expect(tab.locator("#note")).to_have_text("This folder is not there any more. This is how it was.")


def test_the_list_finds_and_leads_on(running: Running, tab: Page) -> None:
    running.house.add("ill-one", briefing_text(title="An ill one", themes="[neglct]"))
    tab.goto(running.address())
    row = tab.locator("tr", has_text="ill-one")
    expect(row.locator(".figure").first).to_have_text("1")
    expect(row).to_contain_text("Not public")
    tab.get_by_label("Show those").fill("list-one not")
    expect(tab.locator("tbody tr:visible")).to_have_count(1)
    expect(tab.locator("#shown")).to_contain_text("1 of ")
    running.save("list-one", "The one that is list-one", "Its new title")
    expect(tab.locator("tbody tr:visible")).to_contain_text("Its new title")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(web(tab).locator("h1").first).to_have_text("Its new title")
    # The browser's history keeps titles of pages: none has words of the text.
    assert tab.title() == "list-one – Preview"


def test_only_its_own_address_is_answered_and_nobody_may_keep_or_read_it(running: Running) -> None:
    path = running.server.path_of("live")
    port = running.server.server_port
    status, headers, body = running.get(path)
    assert (status, b"live" in body) == (200, True)
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert "access-control-allow-origin" not in headers
    assert "'unsafe-inline'" not in headers["content-security-policy"]
    refused = [
        running.get(path, Host=f"evil.example.org:{port}"),
        running.get(path, Host=f"localhost:{port}"),
        running.get(path, Host=""),
        running.get(path, Host="127.0.0.1"),
        running.get(path, Origin="https://evil.example.org"),
        running.get(path, Origin="null"),
        running.get(path, Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors", Sec_Fetch_Dest="script"),
        running.get(path, Sec_Fetch_Site="same-site", Sec_Fetch_Mode="navigate", Sec_Fetch_Dest="iframe"),
        running.get(path.replace(running.server.token, "a" * 43)),
        running.get(path.replace(running.server.token, running.server.token[:-1] + "%C3%A9")),
        running.get("/briefing/live/"),
        running.get("/"),
        running.get("*"),
        running.get("//["),
    ]
    assert [(status, b"live" in body) for status, _, body in refused] == [(403, False)] * len(refused)
    # Neither is anything else of the house or of this machine.
    base = f"/{running.server.token}/"
    for name in (
        "site/assets/../../mkdocs.yml",
        "site/live/decisions.yml",
        "looks/../desk.py",
        "site/assets/%2e%2e/frame/main.html",
    ):
        assert running.get(base + name)[0] == 404, name
    # What a browser is started with leads there once.
    once = running.server.opening("live").removeprefix(running.server.place)
    assert running.get(once)[1]["location"] == path
    assert running.get(once)[0] == 403


def test_nothing_is_written_in_the_house_and_the_folder_is_nobody_else_s(running: Running) -> None:
    def tree() -> dict[str, tuple[int, bytes]]:
        files = [path for path in running.house.root.rglob("*") if path.is_file()]
        return {str(path): (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = tree()
    running.pdf("list-one")
    running.get(running.server.path_of("list-one"))
    assert tree() == before
    assert not (running.house.root / "build").exists()
    assert running.server.viewer
    folder = running.server.viewer.paper.temporary
    assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.is_relative_to(running.house.root)


def test_both_pages_are_accessible_at_each_width(running: Running, tab: Page) -> None:
    running.house.add("faulty", briefing_text(status="draft", themes="[neglct]"))
    for slug in (None, "faulty"):
        tab.set_viewport_size({"width": 1280, "height": 800})
        tab.goto(running.address(slug))
        if slug:
            expect(web(tab).locator("h1").first).to_be_visible()
            expect(tab.locator("#sheets img").first).to_be_attached()
        tab.evaluate(AXE_SCRIPT)
        for width in (390, 1280):
            tab.set_viewport_size({"width": width, "height": 800})
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            for scheme in ("light", "dark"):
                tab.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                # Only colours differ in the dark.
                rules = {"runOnly": {"type": "rule", "values": ["color-contrast"]}} if scheme == "dark" else {}
                found = tab.evaluate("options => axe.run(document, options)", rules)["violations"]
                assert [f"{item['id']}: {node['html'][:120]}" for item in found for node in item["nodes"]] == []
        if slug:
            tab.set_viewport_size({"width": 390, "height": 800})
            tab.get_by_role("button", name="Findings (1)").press("Enter")
            expect(tab.locator("#panel")).to_be_visible()
            expect(tab.locator("#stage")).to_be_hidden()


def test_a_page_is_what_the_renderer_makes_of_it(house: House, tmp_path: Path) -> None:
    """Byte for byte, but for the mark."""
    house.add("open-briefing")
    house.add("other-briefing", briefing_text(title="'Another: with <signs> & “more”'", related="[open-briefing]"))
    catalogue, findings = load(house.root)
    release = gate(catalogue, [*findings, *check(catalogue)], NOW).release
    assert release
    docs, output = tmp_path / "work" / "docs", tmp_path / "work" / "output"
    stage(release, docs, LOOKS)
    written = list(pages(release, {}, [], Frames(LOOKS)))
    _, faults = render(release, written, docs, output, LOOKS, tmp_path)
    assert faults == []
    for page in written:
        if page.path:
            assert framed(page, release, LOOKS) == (output / page.path / "index.html").read_text(encoding="utf-8"), page.path
    desk = Desk(house.root, now, silent)
    viewer = Viewer(desk, Paper(LOOKS, tmp_path, desk.tell), LOOKS, "/x/")
    for slug in ("open-briefing", "other-briefing"):
        assert viewer.view(slug).html == (output / slug / "index.html").read_text(encoding="utf-8")


def test_what_cannot_be_marked_is_not_shown(house: House, tmp_path: Path) -> None:
    house.add("hidden", briefing_text(status="draft"))
    looks = tmp_path / "overrides"
    shutil.copytree(LOOKS, looks)
    (looks / "frame" / "main.html").write_text("<html><body>{{ page.content }}</html>", encoding="utf-8")
    page = looks / "print" / "page.typ"
    page.write_text(page.read_text(encoding="utf-8").replace('mark != ""', "false"), encoding="utf-8")
    assert looks_of(house.root) == looks
    desk = Desk(house.root, now, silent)
    paper = Paper(looks, tmp_path, desk.tell)
    view = Viewer(desk, paper, looks, "/x/").view("hidden")
    assert view.html is None
    assert [finding.path for finding in view.findings] == ["overrides/frame/main.html"]
    briefing, place = desk.known.catalogue.briefing("hidden"), desk.known.place
    assert briefing
    assert place
    draft = desk.known.draft(briefing)
    assert draft
    with Workers(tmp_path, 1) as workers:
        (printed,) = paper._print(Wish(draft, place, True), workers)
    assert (printed.pictures, printed.files) == ((), {})
    assert MARK in printed.faults[0].message


def told(known: Known) -> list[str]:
    return [f"{finding.path} {finding.fault.rule}" for name in [*known.names, HOUSE] for finding in known.findings(name)]


def test_what_is_kept_up_to_date_is_what_is_read_anew(house: House) -> None:
    """Step by step, and once it has settled, the same decisions and findings as for a house that was just opened."""
    for slug in ("one", "two", "three"):
        house.add(slug, briefing_text(title=f"The title {slug}"))
    desk = Desk(house.root, now, silent)
    linked = briefing_text(title="The title one", related="[two]")

    def signed(slug: str) -> set[str]:
        house.sign(slug)
        return {slug}

    steps: list[Callable[[], set[str]]] = [
        lambda: {"one"} if house.text("one").write_text(linked, encoding="utf-8") else set(),
        lambda: signed("one"),
        lambda: {"two"} if house.text("two").write_text("---\n", encoding="utf-8") else set(),
        lambda: {"four"} if house.add("four", briefing_text(status="draft")) else set(),
        lambda: {"one", "five"} if house.text("one").parent.rename(house.root / "briefings" / "five") else set(),
    ]
    for step in steps:
        desk.look_again(step(), silent)
        desk.settle()
        anew = Desk(house.root, now, silent).known
        assert desk.known.decisions == anew.decisions
        assert sorted(told(desk.known)) == sorted(told(anew))


@pytest.mark.parametrize("poll", [False, True])
def test_a_change_is_noticed_however_it_is_made(house: House, poll: bool) -> None:
    folder = house.add("one")
    stop = threading.Event()
    watch = Watch(house.root, LOOKS, stop, poll)
    changes = iter(watch)
    text = house.text("one")
    text.write_text("other", encoding="utf-8")
    assert next(changes) == {"one"}
    # As many editors save: a new file takes the place of the old one.
    (folder / "new").write_text("again", encoding="utf-8")
    (folder / "new").replace(text)
    assert "one" in next(changes)
    (house.root / "themes" / "other.md").write_text("x", encoding="utf-8")
    seen: set[str] = set()
    while HOUSE not in seen:
        seen |= next(changes)
    stop.set()
    assert list(changes) == []
    assert watch.poll == poll


def test_the_command_ends_cleanly_and_says_what_is_in_its_way(house: House) -> None:
    house.add("hidden", briefing_text(status="draft"))
    command = [sys.executable, "-m", "briefing_pipeline", "preview", "hidden", "--no-open"]
    process = subprocess.Popen(command, cwd=house.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/\S+/briefing/hidden/", line)
    assert found, line
    taken = CliRunner().invoke(app, ["preview", "--root", str(house.root), "--no-open", "--port", found[1]])
    assert (taken.exit_code, f"Port {found[1]} is in use" in taken.output) == (1, True)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "nothing is left of it" in out
    # Where no bar can be drawn, the names of the steps would stand there alone.
    assert "…" not in err
    assert "Traceback" not in err


def test_the_command_shows_nothing_where_others_read_the_log(house: House) -> None:
    house.add("hidden", briefing_text(status="draft"))
    unknown = CliRunner().invoke(app, ["preview", "hiden", "--root", str(house.root), "--no-open"])
    assert (unknown.exit_code, '"hidden"' in unknown.output) == (2, True)
    public = CliRunner(env={"CI": "true"}).invoke(app, ["preview", "--root", str(house.root), "--no-open"])
    assert (public.exit_code, "http" in public.output) == (2, False)
