"""The verified site becomes a release, and takes the place of the one that readers had: whole, or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .findings import Fault, Finding, found
from .gate import Release
from .load.files import read_file
from .owners import Owners
from .switch import point, real, remove, sync, sync_folder

KEPT = 3
MANIFEST = "release.json"
MANIFEST_BYTES = 100_000_000


def write_manifest(release: Release, output: Path, owners: Owners) -> None:
    """release.json: every file with its SHA-256 and its owner, every briefing and notice with the digest of its content."""
    manifest = {
        "built_for": release.now.astimezone(UTC).isoformat(timespec="seconds"),
        "briefings": [
            {"slug": briefing.slug, "title": briefing.title, "version": briefing.edition, "digest": briefing.digest}
            for briefing in release.briefings
        ],
        "notices": {notice.slug: notice.digest for notice in release.notices},
        "files": {name: {"sha256": value, "of": owners[name]} for name, value in files_of(output).items()},
    }
    (output / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def files_of(output: Path) -> dict[str, str]:
    """Path to SHA-256 for every file but the manifest."""
    paths = sorted(path for path in output.rglob("*") if path.is_file())
    names = ((path.relative_to(output).as_posix(), path) for path in paths)
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in names if name != MANIFEST}


def read_manifest(site: Path) -> dict[str, Any] | None:
    """What release.json of a published site says, None if it cannot be read."""
    data, unread = read_file(site / MANIFEST, MANIFEST_BYTES)
    try:
        manifest = None if unread else json.loads(data)
    except (ValueError, RecursionError):
        return None
    return manifest if isinstance(manifest, dict) and isinstance(manifest.get("files"), dict) else None


def briefings_of(site: Path) -> set[str]:
    """The addresses of the briefings that readers find in a published site."""
    listed = (read_manifest(site) or {}).get("briefings")
    return {str(entry.get("slug")) for entry in listed if isinstance(entry, dict)} if isinstance(listed, list) else set()


def has_notice(site: Path, slug: str, since: datetime) -> bool:
    """Whether a published site that was built at `since` or later has a notice in the place of a briefing."""
    manifest = read_manifest(site) or {}
    listed, built = manifest.get("notices"), str(manifest.get("built_for"))
    return isinstance(listed, dict) and slug in listed and built >= since.astimezone(UTC).isoformat(timespec="seconds")


def texts_of(site: Path) -> dict[str, str] | None:
    """Address to digest of each briefing and notice that readers find in a published site, None where that cannot be told."""
    manifest = read_manifest(site) or {}
    listed, notices = manifest.get("briefings"), manifest.get("notices")
    if not isinstance(listed, list) or not isinstance(notices, dict):
        return None
    pairs: list[tuple[Any, Any]] = [*notices.items()]
    pairs += [(entry.get("slug"), entry.get("digest")) if isinstance(entry, dict) else (None, None) for entry in listed]
    return dict(pairs) if all(isinstance(part, str) for pair in pairs for part in pair) else None


def foreign(site: Path, releases: Path) -> list[Finding]:
    """A finding if `site` is something that is not ours to replace."""
    if site.is_symlink():
        ours = real(site).parent == real(releases) or (site / MANIFEST).is_file() or not (site.exists() or _circles(site))
    else:
        ours = not site.exists() or (site.is_dir() and (not any(site.iterdir()) or _is_copy(site, releases)))
    if ours:
        return []
    hint = "give another place with --site, or move what is there"
    return found(str(site), [Fault(0, "site-foreign", "there is something here that this press did not make", hint)])


def _circles(site: Path) -> bool:
    """Whether a link leads back to itself."""
    try:
        site.stat()
    except OSError as error:
        return error.errno == errno.ELOOP
    return False


def _is_copy(site: Path, releases: Path) -> bool:
    """Whether a folder shows a release of ours, or is unchanged since the press made it."""
    manifest = read_manifest(site)
    return manifest is not None and (_shown(site, releases) is not None or not changed(site, manifest))


def _shown(site: Path, releases: Path) -> Path | None:
    """The release that `site` shows, as a link to it or as a copy."""
    if site.is_symlink():
        return real(site)
    if not (site / MANIFEST).is_file() or not releases.is_dir():
        return None
    mine, _ = read_file(site / MANIFEST, MANIFEST_BYTES)
    same = [path for path in releases.iterdir() if mine and read_file(path / MANIFEST, MANIFEST_BYTES) == (mine, None)]
    return max(same, key=_number, default=None)


def publish(output: Path, releases: Path, site: Path) -> Path:
    """Move `output` among the releases and let `site` show it."""
    releases.mkdir(parents=True, exist_ok=True)
    # Counted, not timed: a clock may be set back.
    number = 1 + max((_number(path) for path in releases.iterdir()), default=0)
    folder = releases / f"{number:08}-{_short_hash(output)}"
    sync(output)
    output.rename(folder)
    sync_folder(releases)
    point(site, folder)
    return folder


def forget(releases: Path, shown: Path, texts: Mapping[str, str]) -> list[Finding]:
    """Remove the older releases that are more than three, or that hold what is not in `texts`; a finding for each that stays.

    `texts` has the digest of each briefing and notice of today. What was taken out of one does not stay in an older release:
    a rollback to it would be refused. One that cannot tell what it holds goes too.
    """
    others = sorted((path for path in releases.iterdir() if path.name != shown.name), key=_number, reverse=True)
    fit = [path for path in others if (held := texts_of(path)) is not None and held.items() <= texts.items()]
    findings: list[Finding] = []
    for old in others:
        if old in fit[: KEPT - 1]:
            continue
        try:
            remove(old)
        except OSError as error:
            message = f"an older release cannot be removed ({error.strerror or error}), and may hold what was taken out since"
            hint = "delete this folder by hand, then build again"
            findings += found(f"build/{releases.name}/{old.name}", [Fault(0, "disk", message, hint)])
    return findings


def release_before(site: Path, releases: Path) -> Path | None:
    """The newest kept release that is older than the one that `site` points to."""
    shown = _shown(site, releases)
    if shown is None or not releases.is_dir():
        return None
    older = [path for path in releases.iterdir() if path.is_dir() and _number(path) < _number(shown)]
    return max(older, key=_number, default=None)


def _number(release: Path) -> int:
    """Which release it is, in the order in which they were made."""
    match = re.match(r"\d+", release.name)
    return int(match[0]) if match else 0


def changed(place: Path, manifest: Mapping[str, Any]) -> list[Finding]:
    """A finding for each file that is not as the build left it."""
    now = files_of(place)
    then = {name: entry.get("sha256") if isinstance(entry, dict) else None for name, entry in manifest["files"].items()}
    names = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    return [
        item
        for name in names
        for item in found(name, [Fault(0, "output-changed", "it is not as the build left it", "build again")])
    ]


def _short_hash(output: Path) -> str:
    return hashlib.sha256((output / MANIFEST).read_bytes()).hexdigest()[:8]
