"""Which files changed: watched in the background, taken when there is time for them."""

import os
import stat
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

import watchfiles

FILLING, GLANCE = 0.3, 0.01
"""Seconds within which a file that was emptied is filled, and between looks at it."""
LISTENING = 0.5
"""Seconds of waiting after which Python looks for signals: one that comes just before it waits does not wake it."""
STEP = 8
"""Milliseconds without another change after which a change is told."""


class Touched(NamedTuple):
    """`items`: paths below content/ without `.md`, whose source or files changed; `files`: those files, below content/;
    `anew`: whether anything else changed, on which every page may depend.
    """

    items: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    anew: bool = False

    def also(self, other: "Touched") -> "Touched":
        return Touched(self.items | other.items, self.files | other.files, self.anew or other.anew)


def is_passing(path: str) -> bool:
    """Whether an editor made it for the time of saving: GNOME's and others' hidden files, Vim's trial of the folder."""
    name = os.path.basename(path)
    return name.startswith(".") or name == "4913"


def _is_empty(path: str) -> bool:
    """Looked at once: it may be renamed or go at any instant."""
    try:
        found = os.stat(path) if path.endswith(".md") else None
    except OSError:
        return False
    return found is not None and stat.S_ISREG(found.st_mode) and not found.st_size


class Changes:
    """Paths that changed since they were last taken."""

    def __init__(self) -> None:
        self._paths: set[str] = set()
        self._news = threading.Condition()

    def add(self, paths: set[str]) -> None:
        with self._news:
            self._paths |= paths
            self._news.notify_all()

    def take(self) -> set[str]:
        """Wait until there are some."""
        with self._news:
            while not self._paths:
                self._news.wait(LISTENING)
            taken, self._paths = self._paths, set()
        end = time.monotonic() + FILLING
        while any(map(_is_empty, taken)) and time.monotonic() < end:  # some editors empty a file and fill it afterwards
            time.sleep(GLANCE)
        with self._news:
            taken, self._paths = taken | self._paths, set()
        return taken


def watch(changed: Changes, *places: Path, **options: Any) -> None:
    """Tell `changed` of what happens below `places`, from now on. `options`: see watchfiles."""

    def tell() -> None:
        for found in watchfiles.watch(*places, debounce=400, step=STEP, **options):
            changed.add({path for _, path in found if not is_passing(path)})

    threading.Thread(target=tell, daemon=True).start()


def touched(content: Path, paths: set[str]) -> Touched:
    """What of a site is touched by a change of these paths, as far as the names of the files tell."""
    items, files, anew = set[str](), set[str](), False
    for path in map(Path, paths):
        if not path.is_relative_to(content):
            anew = True
        elif path.suffix == ".md":
            items.add(_name(content, path.with_suffix("")))
        elif path.suffix == ".yaml" or not (item := _owner(content, path)):
            # of a folder that is new the files may have come before anybody watched it
            items |= {_name(content, file.with_suffix("")) for file in path.rglob("*.md")} if path.is_dir() else set()
            anew |= not path.is_dir()
        else:
            items.add(item)
            files |= {_name(content, path)} if path.is_file() else set()
    return Touched(frozenset(items), frozenset(files), anew)


def _owner(content: Path, path: Path) -> str:
    """The item whose folder this is, or in whose folder it lies."""
    folders = [path, *path.parents]
    owners = folders[: folders.index(content)]
    return next((_name(content, folder) for folder in owners if Path(f"{folder}.md").is_file()), "")


def _name(content: Path, path: Path) -> str:
    return path.relative_to(content).as_posix()
