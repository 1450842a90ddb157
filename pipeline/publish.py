"""output/ -> a release: copied whole, then made live by one rename; what is live is never written to."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

KEPT = 5
MANIFEST = "manifest.json"
MARKER = ".gongkai-output"
SHANGHAI = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Release:
    """`carried`: files shared with the release before, by hard link."""

    name: str
    files: int
    carried: int


def release(output: Path, target: Path) -> Release | None:
    """Copy `output` to `target/releases/<id>/site`, write its manifest, switch `target/current`, keep five releases.

    None when the live release holds the same bytes: a timed job must not push older releases out.
    """
    releases = target / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    digests = {path: _sha256(output / path) for path in sorted(_files(output))}
    before = _live(target)
    if before and before[1] == digests:
        return None
    name = _name(releases, digests)
    folder = releases / f".{name}.part"
    shutil.rmtree(folder, ignore_errors=True)
    carried = sum(_carry(output, folder / "site", path, digest, before) for path, digest in digests.items())
    manifest = {"release": name, "files": digests}
    (folder / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    os.sync()  # everything reaches the disk before the switch can name it
    os.rename(folder, releases / name)
    _switch(target, name)
    _prune(releases, name)
    return Release(name, len(digests), carried)


def _files(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        folders.sort()
        for file in files:
            path = (Path(parent) / file).relative_to(folder).as_posix()
            if path != MARKER:
                yield path


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _name(releases: Path, digests: dict[str, str]) -> str:
    """Time of release and eight digits of its content; never that of a release there is."""
    content = hashlib.sha256(json.dumps(digests, sort_keys=True).encode()).hexdigest()[:8]
    stem = f"{datetime.now(SHANGHAI):%Y%m%d-%H%M%S}-{content}"
    taken = {entry.name for entry in releases.iterdir()}
    return next(name for n in range(len(taken) + 1) if (name := f"{stem}.{n}" if n else stem) not in taken)


def _live(target: Path) -> tuple[Path, dict[str, str]] | None:
    """The site that is live and the digests it was released with."""
    current = target / "current"
    try:
        manifest = json.loads((current.resolve().parent / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return current.resolve(), manifest["files"]


def _carry(output: Path, site: Path, path: str, digest: str, before: tuple[Path, dict[str, str]] | None) -> bool:
    """Place one file: by link when the live release holds the same bytes, else by copy. True when linked."""
    place = site / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if before and before[1].get(path) == digest and _same_size(before[0] / path, output / path):
        os.link(before[0] / path, place)
        return True
    shutil.copyfile(output / path, place)
    return False


def _same_size(one: Path, other: Path) -> bool:
    try:
        return one.stat().st_size == other.stat().st_size
    except OSError:
        return False


def _switch(target: Path, name: str) -> None:
    """`current` changes by one rename: a reader sees the old site or the new one."""
    fresh = target / ".current.part"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("releases") / name / "site")
    os.replace(fresh, target / "current")


def _prune(releases: Path, live: str) -> None:
    names = sorted(entry.name for entry in releases.iterdir() if not entry.name.startswith("."))
    for name in names[:-KEPT]:
        if name != live:
            shutil.rmtree(releases / name)
    for leftover in releases.glob(".*.part"):
        shutil.rmtree(leftover)
