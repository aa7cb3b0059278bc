"""A small house in a temporary folder, and the sample site, built once for all tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, Page, sync_playwright

from briefing_pipeline.build import Built, Steps, build_site
from briefing_pipeline.load import load_briefing
from briefing_pipeline.partnership import Publication
from briefing_pipeline.serve import serve_site
from briefing_pipeline.terms import SECTIONS, Kind, Status
from briefing_pipeline.write import append_entry

# Where logs are public, commands name nothing withheld; tests want to see it all, except those that say otherwise.
os.environ.pop("CI", None)
ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

# Generated inputs are the same at every run, so that a run that fails is a change that fails; the long form tries new ones, and more.
LONG = bool(os.environ.get("BRIEFINGS_LONG"))
settings.register_profile(
    "house", derandomize=not LONG, database=None, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck)
)
settings.load_profile("house")


def examples(number: int) -> settings:
    """How many inputs a test tries: forty times as many in the long form."""
    return settings(max_examples=number * 40 if LONG else number)


def briefing_text(kind: str = "thematic", body: str | None = None, **front: str) -> str:
    """A sound briefing; `front` replaces or adds lines of front matter, an empty value takes the line out."""
    lines = {
        "title": "Listening to the quiet child",
        "kind": kind,
        "status": "published",
        "summary": "What a quiet child may be telling us.",
        "published_on": "2022-03-14",
        "review_by": "2027-03-14",
        "themes": "[neglect]",
        "audience": "[schools]",
    } | front
    header = "".join(f"{key}: {value}\n" for key, value in lines.items() if value)
    if body is None:
        body = "\n".join(f"## {label}\n\nWords about {label.lower()}.\n" for label in SECTIONS[Kind(kind)].values())
    return f"---\n{header}---\n{body}"


class House:
    """A house of briefings for a test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copy(ROOT / "mkdocs.yml", root)
        (root / "themes").mkdir()
        shutil.copy(ROOT / "themes" / "neglect.md", root / "themes")
        (root / "briefings").mkdir()

    def add(self, slug: str, text: str | bytes | None = None, **files: bytes) -> Path:
        folder = self.root / "briefings" / slug
        folder.mkdir()
        data = briefing_text() if text is None else text
        (folder / "briefing.md").write_bytes(data.encode() if isinstance(data, str) else data)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        self.sign(slug)
        return folder

    def sign(self, slug: str) -> None:
        """Give a briefing that asks for publication every sign-off on its text as it stands."""
        folder = self.root / "briefings" / slug
        briefing, _ = load_briefing(folder)
        if briefing and briefing.front and briefing.wish is Status.PUBLISHED:
            digest = briefing.digest
            entries: list[dict[str, str]] = [{"did": "submitted", "by": "writer@example.org"}]
            roles = [*Publication().required(briefing.front.kind), "without-review"]
            entries += [{"did": "approved", "by": f"{role}@example.org", "role": role} for role in roles]
            for entry in entries:
                append_entry(folder / "decisions.yml", entry | {"at": "2022-01-10T09:00:00Z", "digest": digest})

    def text(self, slug: str) -> Path:
        return self.root / "briefings" / slug / "briefing.md"

    def briefings(self, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """The command, as an officer types it in the house."""
        command = [sys.executable, "-m", "briefing_pipeline", *words]
        return subprocess.run(
            command,
            cwd=self.root,
            capture_output=True,
            text=True,
            encoding="utf-8",
            env=os.environ | environment,
            check=False,
            timeout=300,
        )

    def build(self, now: datetime = NOW) -> Built:
        return build_site(self.root, self.root / "site", now, Steps())


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The PDFs that all tests have set so far: most houses print the same few briefings."""
    return tmp_path_factory.mktemp("finished")


@pytest.fixture
def house(tmp_path: Path, finished: Path) -> Iterator[House]:
    """A small house. Its cache holds what other tests have set; the press takes from it only what it would set itself."""
    cache = tmp_path / "build" / "cache"
    cache.mkdir(parents=True)
    for entry in finished.iterdir():
        os.link(entry, cache / entry.name)
    yield House(tmp_path)
    for entry in cache.iterdir() if cache.is_dir() else ():
        if entry.is_file() and not (finished / entry.name).exists():
            shutil.copyfile(entry, finished / entry.name)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sample house, copied and built."""
    root = tmp_path_factory.mktemp("sample")
    for name in ("briefings", "themes", "overrides"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "mkdocs.yml", root)
    return build_site(root, root / "site", NOW, Steps())


@pytest.fixture(scope="session")
def served(sample: Built) -> str:
    """The address at which the sample site is served."""
    address: list[str] = []
    ready = threading.Event()

    def tell(url: str) -> None:
        address.append(url)
        ready.set()

    threading.Thread(target=serve_site, args=(sample.site, 0, tell), daemon=True).start()
    assert ready.wait(10)
    return address[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or "/usr/bin/chromium"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path, args=flags)
        yield launched
        launched.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A page in a browser that has seen nothing yet; what its scripts complain of fails the test."""
    context = browser.new_context()
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert errors == []


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as pip would lay it down, with nothing of the repository beside it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "installed")
    return folder / "installed"
