"""output/ -> a release: copied whole, then made live by one rename; what is live is never written to.

Beside the output a release holds packed forms (see `packing`), and for readers who still have an older page open the
theme's files of the releases before, which are never named by two contents.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.china_time import SHANGHAI
from pipeline.packing import may_pack, pack, packed_names, style

KEPT = 5
MANIFEST = "manifest.json"
MARKER = ".gongkai-output"
OUTLIVES = 2
"""For how many further releases a file of the theme stays."""
_HASHED = re.compile(r"theme/.+\.[0-9a-f]{8}\.[a-z0-9]+(?:\.gz|\.br)?")
_RELEASE = re.compile(r"\d{8}-\d{6}-[0-9a-f]{8}(?:\.\d+)?")
"""Names of releases, told from what others keep there; a release half pruned has no manifest any more."""


@dataclass(frozen=True, slots=True)
class Release:
    """`carried`: files shared with the release before, by hard link; `packed`: packed forms beside files."""

    name: str
    files: int
    carried: int
    packed: int = 0


@dataclass(frozen=True, slots=True)
class Live:
    """The site that is live. `files`, `packed`: path -> SHA-256; `outdated`: path -> SHA-256 and for how many
    releases it has been.
    """

    site: Path
    files: dict[str, str]
    packed: dict[str, str]
    outdated: dict[str, tuple[str, int]]


def release(output: Path, target: Path) -> Release | None:
    """Copy `output` to `target/releases/<id>/site`, write its manifest, switch `target/current`, keep five releases.

    None when the live release holds the same bytes: a timed job must not push older releases out.
    """
    releases = target / "releases"
    releases.mkdir(parents=True, exist_ok=True)
    _sweep(releases)
    digests = {path: _sha256(output / path) for path in sorted(_files(output))}
    before = _live(target)
    if before and before.files == digests:
        _prune(releases, before.site.parent.name)  # what a killed run left
        return None
    name = _name(releases, digests)
    part = releases / f".{name}.part"
    try:
        made = _gather(output, part, name, digests, before)
        os.sync()  # everything reaches the disk before the switch can name it
        os.rename(part, releases / name)
    except (Exception, KeyboardInterrupt):
        _sweep(releases)  # a full disk would stay full, and the next release would find no room either
        raise
    _switch(target, name)
    _prune(releases, name)
    return made


def _gather(output: Path, part: Path, name: str, digests: dict[str, str], before: Live | None) -> Release:
    """All of a release in its folder, with the manifest."""
    site = part / "site"
    carried = {path for path, digest in digests.items() if _carry(output, site, path, digest, before)}
    packed = _packed(site, digests, carried, before)
    outdated = _outlived(site, digests, before) if before else {}
    manifest = {"release": name, "files": digests, "packed": packed, "packing": style(), "outdated": outdated}
    (part / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=0, sort_keys=True), encoding="utf-8")
    return Release(name, len(digests), len(carried), len(packed))


def _packed(site: Path, digests: Mapping[str, str], carried: set[str], before: Live | None) -> dict[str, str]:
    """Packed forms of all that pack well: by link where the file is the live one's, else packed anew."""
    found: dict[str, str] = {}
    fresh = []
    for path in filter(may_pack, digests):
        if any(name in digests for name in packed_names(path)):
            continue
        if path not in carried or before is None or not before.packed:
            fresh.append(path)
            continue
        names = [name for name in packed_names(path) if name in before.packed]
        sound = all(_holds(before.site / name, before.packed[name]) for name in names)
        if sound and all(_link(before.site / name, site / name) for name in names):
            found |= {name: before.packed[name] for name in names}
        else:
            fresh.append(path)
    return found | pack(site, fresh)


def _outlived(site: Path, digests: Mapping[str, str], before: Live) -> dict[str, tuple[str, int]]:
    """Files of the theme that are no longer named, for those who read a page of an older release."""
    current = {**before.files, **before.packed}
    known = {path: (digest, 0) for path, digest in current.items() if _HASHED.fullmatch(path)} | before.outdated
    return {
        path: (digest, age + 1)
        for path, (digest, age) in known.items()
        if age < OUTLIVES and _stem(path) not in digests
        if _holds(before.site / path, digest) and _link(before.site / path, site / path)
    }


def _link(old: Path, place: Path) -> bool:
    """False when the live site has lost the file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    try:
        os.link(old, place, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _stem(path: str) -> str:
    return path.removesuffix(".gz").removesuffix(".br")


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


def _live(target: Path) -> Live | None:
    """What `current` leads to, as its manifest tells; packed by another version counts as not packed."""
    current = (target / "current").resolve()
    try:
        told = json.loads((current.parent / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    packed = told.get("packed", {}) if told.get("packing") == style() else {}
    return Live(
        current,
        told["files"],
        packed,
        {path: (digest, age) for path, (digest, age) in told.get("outdated", {}).items()},
    )


def _carry(output: Path, site: Path, path: str, digest: str, before: Live | None) -> bool:
    """Place one file: by link when the live release holds the same bytes, else by copy. True when linked."""
    place = site / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if before and before.files.get(path) == digest and _holds(before.site / path, digest):
        os.link(before.site / path, place)
        return True
    shutil.copyfile(output / path, place)
    return False


def _holds(path: Path, digest: str) -> bool:
    """Whether the file still is what it was released as: a page changed on the host must not live on by its link."""
    try:
        return _sha256(path) == digest
    except OSError:
        return False


def _switch(target: Path, name: str) -> None:
    """`current` changes by one rename: a reader sees the old site or the new one."""
    fresh = target / ".current.part"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path("releases") / name / "site")
    os.replace(fresh, target / "current")


def _prune(releases: Path, live: str) -> None:
    names = sorted(entry.name for entry in releases.iterdir() if _RELEASE.fullmatch(entry.name))
    for name in names[:-KEPT]:
        if name != live:
            shutil.rmtree(releases / name)


def _sweep(releases: Path) -> None:
    """Releases that were never finished, of this run or of one that was killed."""
    for leftover in releases.glob(".*.part"):
        shutil.rmtree(leftover, ignore_errors=True)
