"""Where a Whoosh index lies, and when it may be opened.

Whoosh keeps its table of contents as pickles: to open an index that somebody else wrote is to run what he put there. So
an index is opened only after its manifest was checked: every file named in it with its sha256, none beside them, all
owned by this user or root and writable by nobody else. A folder is never changed once `current` points to it; the next
one shares its files by hard links, and whoever has the old one open keeps it.
"""

import fcntl
import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

MANIFEST, CURRENT, LOCK = "manifest.json", "current", "lock"
KEPT = 2
NOT_OURS = stat.S_IWGRP | stat.S_IWOTH


class NotTrusted(Exception):
    """The index must not be opened. `reason` is one of owner, writable, kind, files, sum, manifest, version."""

    def __init__(self, reason: str, path: Path) -> None:
        super().__init__(f"{reason}: {path}")
        self.reason, self.path = reason, path


class FileSum(NamedTuple):
    size: int
    sha256: str


class Manifest(NamedTuple):
    """`made_by` is the digest of the code that wrote it: another version reads another index."""

    made_by: str
    files: dict[str, FileSum]


Stamp = tuple[int, int, int, int]
"""Of a file: device, inode, size, moment of the last change in nanoseconds."""


class Sums:
    """Sums of files already read by this process, so that opening the next index costs only what is new in it."""

    def __init__(self) -> None:
        self._known: dict[Stamp, str] = {}

    def of(self, files: Iterable[Path]) -> dict[str, FileSum]:
        stamps = {file: _stamp(file) for file in files}
        self._known = {stamp: self._known.get(stamp) or _sha256(file) for file, stamp in stamps.items()}
        return {file.name: FileSum(stamp[2], self._known[stamp]) for file, stamp in stamps.items()}


def _stamp(file: Path) -> Stamp:
    status = file.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def current(root: Path) -> Path | None:
    """The folder that is searched now."""
    try:
        name = os.readlink(root / CURRENT)
    except OSError:
        return None
    if not name.isdecimal():
        raise NotTrusted("kind", root / CURRENT)
    return root / name


def write_manifest(folder: Path, made_by: str, sums: Sums) -> None:
    files = sorted(file for file in folder.iterdir() if file.name != MANIFEST)
    for file in files:
        file.chmod(0o644)
    written = Manifest(made_by, sums.of(files))
    place = folder / MANIFEST
    place.write_text(json.dumps(written._asdict(), indent=0), encoding="utf-8")
    place.chmod(0o644)


def check(folder: Path, made_by: str, sums: Sums) -> None:
    """Raises NotTrusted. Reads no byte of a file before all owners and rights are found good."""
    for place in (folder.parent, folder):
        _check_rights(place, stat.S_ISDIR)
    files = sorted(folder.iterdir())
    for file in files:
        _check_rights(file, stat.S_ISREG)
    manifest = _read_manifest(folder / MANIFEST)
    if manifest.made_by != made_by:
        raise NotTrusted("version", folder)
    found = [file for file in files if file.name != MANIFEST]
    if {file.name for file in found} != set(manifest.files):
        raise NotTrusted("files", folder)
    for name, has in sums.of(found).items():
        if has != manifest.files[name]:
            raise NotTrusted("sum", folder / name)


def _check_rights(place: Path, is_kind: Any) -> None:
    try:
        status = place.lstat()
    except OSError:
        raise NotTrusted("files", place) from None
    if not is_kind(status.st_mode):
        raise NotTrusted("kind", place)
    if status.st_uid not in (os.geteuid(), 0):
        raise NotTrusted("owner", place)
    if status.st_mode & NOT_OURS:
        raise NotTrusted("writable", place)


def _read_manifest(file: Path) -> Manifest:
    try:
        read = json.loads(file.read_bytes())
        files = {str(name): FileSum(*size_and_sum) for name, size_and_sum in read["files"].items()}
        return Manifest(str(read["made_by"]), files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise NotTrusted("manifest", file) from None


@contextmanager
def one_writer(root: Path) -> Iterator[None]:
    """Waits for another writer. The lock goes with its process."""
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o755)
    handle = os.open(root / LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def next_folder(root: Path, like: Path | None = None) -> Iterator[Path]:
    """An empty folder, or one with the files of `like`; removed when the block raises. The caller has the lock."""
    here = current(root)
    for number in _numbers(root):
        if here is None or number > int(here.name):  # left by a writer that was killed
            shutil.rmtree(root / str(number))
    folder = root / str(max(_numbers(root), default=0) + 1)
    folder.mkdir(mode=0o755)
    try:
        for file in like.iterdir() if like else ():
            if file.name != MANIFEST:
                _share(file, folder / file.name)
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _share(file: Path, twin: Path) -> None:
    try:
        os.link(file, twin)
    except OSError:  # some file systems have no second names
        shutil.copy2(file, twin)


def switch(root: Path, folder: Path) -> None:
    """From now on `folder` is searched; of the older ones the last stays for those about to open it."""
    fresh = root / f"{CURRENT}.new"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(folder.name)
    fresh.replace(root / CURRENT)
    for number in sorted(_numbers(root))[:-KEPT]:
        shutil.rmtree(root / str(number), ignore_errors=True)


def _numbers(root: Path) -> list[int]:
    return [int(entry.name) for entry in root.iterdir() if entry.name.isdecimal()]
