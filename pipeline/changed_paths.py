"""Which files changed: watched in the background, taken when there is time for them."""

import os
import threading
import time
from pathlib import Path
from typing import Any

import watchfiles

FILLING = 0.3
"""Seconds within which a file that was emptied is filled."""
STEP = 25
"""Milliseconds without another change after which a change is told."""


def is_passing(path: str) -> bool:
    """Whether an editor made it for the time of saving: GNOME's and others' hidden files, Vim's trial of the folder."""
    name = os.path.basename(path)
    return name.startswith(".") or name == "4913"


def _is_empty(path: str) -> bool:
    return path.endswith(".md") and os.path.isfile(path) and not os.path.getsize(path)


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
            self._news.wait_for(lambda: self._paths)
            taken, self._paths = self._paths, set()
        if any(map(_is_empty, taken)):  # some editors empty a file and fill it afterwards
            time.sleep(FILLING)
            with self._news:
                taken, self._paths = taken | self._paths, set()
        return taken


def watch(changed: Changes, *places: Path, **options: Any) -> None:
    """Tell `changed` of what happens below `places`, from now on. `options`: see watchfiles."""

    def tell() -> None:
        for found in watchfiles.watch(*places, debounce=400, step=STEP, **options):
            changed.add({path for _, path in found if not is_passing(path)})

    threading.Thread(target=tell, daemon=True).start()
