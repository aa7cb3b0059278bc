"""What Windows lacks: links without a right, one-step replacement of a link to a folder, resource limits, some names."""

from __future__ import annotations

import builtins
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import briefing_pipeline.switch
from briefing_pipeline.build import roll_back
from briefing_pipeline.pdf.typeset import _limit
from briefing_pipeline.publish import foreign, forget, publish, release_before
from briefing_pipeline.switch import point, recover
from conftest import NOW, ROOT, House, briefing_text


class Killed(BaseException):
    """Nothing in the press may catch this: as kill -9, it leaves things as they are."""


@pytest.fixture
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows without developer mode."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(22, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refused)


@pytest.fixture
def no_replacing_of_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows with developer mode: a link to a folder can be made, and is replaced by nothing."""
    whole = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if os.path.lexists(target) and target.is_dir():
            raise PermissionError(13, "Access is denied")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", replace)


def made(releases: Path, site: Path, number: int) -> Path:
    output = releases.parent / "output"
    output.mkdir()
    (output / "release.json").write_text(f'{{"briefings": [], "notices": {{}}, "files": {{}}, "n": {number}}}', encoding="utf-8")
    (output / "index.html").write_text(f"page {number}", encoding="utf-8")
    shown = publish(output, releases, site)
    assert forget(releases, shown, {}) == []
    return shown


def page(site: Path) -> str:
    return (site / "index.html").read_text(encoding="utf-8")


@pytest.fixture(params=["no_links", "no_replacing_of_links", None])
def system(request: pytest.FixtureRequest) -> str | None:
    if request.param:
        request.getfixturevalue(request.param)
    return request.param  # type: ignore[no-any-return]


def test_sites_follow_each_other(system: str | None, tmp_path: Path) -> None:
    releases, site = tmp_path / "releases", tmp_path / "site"
    kept = []
    for number in range(5):
        kept.append(made(releases, site, number))
        assert page(site) == f"page {number}"
    assert site.is_symlink() == (system != "no_links")
    assert sorted(releases.iterdir()) == sorted(kept[-3:])
    assert release_before(site, releases) == kept[-2]
    point(site, kept[-2])
    assert page(site) == "page 3"
    assert release_before(site, releases) == kept[-3]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["releases", "site"]


@pytest.mark.parametrize("which", range(1, 4))
def test_killed_at_any_rename_the_site_comes_back(
    system: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, which: int
) -> None:
    """The first rename is that of the output; the next two are the switch, where the system cannot do it in one."""
    releases, site = tmp_path / "releases", tmp_path / "site"
    made(releases, site, 0)
    renames = []
    whole = Path.rename

    def rename(self: Path, target: Path) -> Path:
        renames.append(target)
        if len(renames) == which:
            raise Killed
        return whole(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", rename)
        try:
            made(releases, site, 1)
        except Killed:
            expected = "page 0"
        else:
            expected = "page 1"
    assert (which == 3 and not os.path.lexists(site)) == (which == 3 and system is not None)
    recover(site)
    assert page(site) == expected
    shutil.rmtree(tmp_path / "output", ignore_errors=True)
    made(releases, site, 2)
    assert page(site) == "page 2"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["releases", "site"]


def test_killed_before_the_old_one_is_gone(no_links: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases, site = tmp_path / "releases", tmp_path / "site"
    made(releases, site, 0)

    def killed(_: Path) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(briefing_pipeline.switch, "remove", killed)
        with pytest.raises(Killed):
            made(releases, site, 1)
    assert page(site) == "page 1"
    recover(site)
    assert page(site) == "page 1"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["releases", "site"]


def test_a_site_that_is_in_use_stays_up(no_links: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    releases, site = tmp_path / "releases", tmp_path / "site"
    made(releases, site, 0)
    whole = Path.rename

    def in_use(self: Path, target: Path) -> Path:
        if target == site and self.name.endswith(".new"):
            raise PermissionError(13, "The process cannot access the file")
        return whole(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", in_use)
        with pytest.raises(PermissionError):
            made(releases, site, 1)
    assert page(site) == "page 0"


def test_a_house_builds_and_rolls_back_without_links(house: House, no_links: None) -> None:
    house.add("open-briefing")
    house.build()
    house.add("second-briefing", briefing_text(title="The second one"))
    site = house.build().site
    assert (site / "second-briefing" / "index.html").is_file()
    assert not site.is_symlink()
    roll_back(house.root, site, NOW)
    assert (site / "open-briefing" / "index.html").is_file()
    assert not (site / "second-briefing").exists()


def test_a_copy_is_replaced_only_if_the_press_made_it(no_links: None, tmp_path: Path) -> None:
    releases, site = tmp_path / "releases", tmp_path / "site"
    output = tmp_path / "output"
    output.mkdir()
    (output / "index.html").write_text("page", encoding="utf-8")
    digest = hashlib.sha256(b"page").hexdigest()
    listed = {"files": {"index.html": {"sha256": digest, "of": "site"}}}
    (output / "release.json").write_text(json.dumps(listed), encoding="utf-8")
    publish(output, releases, site)
    assert foreign(site, releases) == []
    assert foreign(site, tmp_path / "no-releases") == []
    (site / "theirs.txt").write_text("keep", encoding="utf-8")
    assert foreign(site, releases) == []
    assert [finding.fault.rule for finding in foreign(site, tmp_path / "no-releases")] == ["site-foreign"]


def test_commands_put_the_site_back(house: House) -> None:
    house.add("open-briefing")
    house.build()
    (house.root / "site").rename(house.root / ".site.replaced-by-briefings")
    assert house.briefings("verify", "--now", NOW.isoformat()).returncode == 0
    assert (house.root / "site" / "index.html").is_file()


def test_without_limits_of_the_system_printing_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = builtins.__import__

    def no_resource(name: str, *rest: object) -> ModuleType:
        if name == "resource":
            raise ImportError(name)
        return whole(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", no_resource)
    _limit("RLIMIT_AS", 1)


def test_every_module_can_be_imported_without_what_only_unix_has() -> None:
    code = (
        "import sys\nfor name in ('resource', 'fcntl', 'pwd', 'grp', 'termios'):\n    sys.modules[name] = None\n"
        "import pkgutil, importlib, briefing_pipeline\n"
        "for module in pkgutil.walk_packages(briefing_pipeline.__path__, 'briefing_pipeline.'):\n"
        "    if not module.name.endswith('__main__') and not module.name.startswith('briefing_pipeline.pdf'):\n"
        "        importlib.import_module(module.name)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(ROOT / "scripts")}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


def test_every_name_in_the_repository_can_be_checked_out() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\0")
    device = re.compile(r'(^|/)(con|prn|aux|nul|com\d|lpt\d)(\.[^/]*)?(/|$)|[<>:"|?*\\]|[. ](/|$)', re.IGNORECASE)
    assert not [name for name in listed if device.search(name)]
    assert len({name.casefold() for name in listed}) == len(listed)


def test_no_text_is_opened_in_the_encoding_of_the_machine() -> None:
    """Windows would read and write cp1252."""
    careless = re.compile(r"\.(read_text|write_text)\((?![^\n]*encoding=)|[^.\w]open\((?![^\n]*(encoding=|\"rb\"|\"wb\"))")
    for path in (ROOT / "scripts" / "briefing_pipeline").rglob("*.py"):
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            assert not careless.search(line) or "_TEXT_OF" in line, f"{path}:{number}: {line}"
