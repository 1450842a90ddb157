"""Drafts into content/: all of them or none, nothing overwritten. They wait beside content/, in var/importing/."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.importing.draft import Draft
from pipeline.item import read_item

FOLDER = "var/importing"


class Taken(Exception):
    """Another file stands where a draft was to go, since this run began. `path` is that file."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


class Waiting:
    """Drafts on their way; leaving it takes away what was not placed. With a `folder` they wait there, also for a later
    run, which takes what it finds in its place already for its own if it is the very same.
    """

    def __init__(self, content: Path, folder: Path | None = None) -> None:
        self._content = content
        self._again = folder is not None
        if folder is None:
            (content.resolve().parent / FOLDER).mkdir(parents=True, exist_ok=True)
        self._folder = folder or Path(tempfile.mkdtemp(dir=content.resolve().parent / FOLDER))
        self._paths: list[str] = []

    def expect(self, paths: Iterable[str]) -> None:
        """Drafts that wait since an earlier run."""
        self._paths = list(paths)

    def __enter__(self) -> "Waiting":
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        for folder in (self._folder.parent, self._folder.parent.parent):
            with contextlib.suppress(OSError):
                folder.rmdir()

    def add(self, draft: Draft) -> None:
        """Write a draft and its files. Raises OSError, and then keeps nothing of it."""
        place = self._folder / draft.path
        try:
            for name, held in draft.files.items():
                place.mkdir(parents=True, exist_ok=True)
                if isinstance(held, bytes):
                    (place / name).write_bytes(held)
                else:
                    shutil.copyfile(held, place / name)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.with_name(f"{place.name}.md").write_bytes(draft.raw)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        self._paths.append(draft.path)

    def findings_of(self, draft: Draft, kind: str) -> list[str]:
        """Take a draft in and read it as a build would: what is said of it but for the blanks that its editor fills.
        One with findings is not kept. Raises OSError.
        """
        self.add(draft)
        found = list(self._findings(draft, kind))
        if found:
            self._paths.remove(draft.path)
        return found

    def _findings(self, draft: Draft, kind: str) -> Iterator[str]:
        lines = draft.raw.decode().split("\n")
        for finding in read_item(self._folder, draft.path, kind, draft.raw).findings:
            line = lines[finding.location.line - 1].rstrip() if finding.location.line else ""
            missing = finding.check.startswith("field-missing") or line.endswith(":")
            if not missing and finding.check != "source-private-character":
                yield str(finding)

    def place(self, outer: contextlib.ExitStack | None = None) -> list[Path]:
        """Put all in their places. Raises Taken and OSError; whatever ends it early, content/ is as it was. `outer` is
        given what must be done when something ends early that comes after.
        """
        with contextlib.ExitStack() as undo:
            placed = [self._place(path, undo) for path in self._paths]
            kept = undo.pop_all()
        if outer is not None:
            outer.push(kept)
        return placed

    def _place(self, path: str, undo: contextlib.ExitStack) -> Path:
        item, folder = self._content / f"{path}.md", self._content / path
        _make_folders(folder.parent, undo)
        waiting = self._folder / path
        raw = (self._folder / f"{path}.md").read_bytes()
        if self._again and _is_there(item, raw) and (folder.is_dir() or not waiting.is_dir()):
            return item
        if os.path.lexists(item) or (os.path.lexists(folder) and (waiting.is_dir() or not self._again)):
            raise Taken(item)
        if waiting.is_dir():
            undo.callback(_back, folder, waiting)
            os.rename(waiting, folder)
        try:
            with item.open("xb") as file:
                undo.callback(item.unlink, missing_ok=True)
                file.write(raw)
        except FileExistsError:
            raise Taken(item) from None
        return item


def _is_there(item: Path, raw: bytes) -> bool:
    try:
        return not item.is_symlink() and item.read_bytes() == raw
    except OSError:
        return False


def _back(folder: Path, waiting: Path) -> None:
    """The files of an item wait again: a later run may want them."""
    if folder.is_dir() and not waiting.exists():
        os.rename(folder, waiting)


def _make_folders(folder: Path, undo: contextlib.ExitStack) -> None:
    missing = []
    while not folder.exists():
        missing.append(folder)
        folder = folder.parent
    for made in reversed(missing):
        made.mkdir()
        undo.callback(_remove, made)


def _remove(folder: Path) -> None:
    with contextlib.suppress(OSError):
        folder.rmdir()
