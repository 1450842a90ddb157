"""Which files changed: watched in the background, taken when there is time for them."""

import threading
from pathlib import Path
from typing import Any

import watchfiles

STEP = 25
"""Milliseconds without another change after which a change is told."""


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
            return taken


def watch(changed: Changes, *places: Path, **options: Any) -> None:
    """Tell `changed` of what happens below `places`, from now on. `options`: see watchfiles."""

    def tell() -> None:
        for found in watchfiles.watch(*places, debounce=400, step=STEP, **options):
            changed.add({path for _, path in found})

    threading.Thread(target=tell, daemon=True).start()
