"""Looks at the files and the index in a second process, while the first is still loading its libraries."""

import marshal
import os
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.files import Entry, enter_content, walk
from pipeline.store import IndexRow, Store

Stamps = dict[str, tuple[str, bytes, bytes]]


class Look(NamedTuple):
    """As they stood when the build began: entries of content/ and output/, stamps of sources, index rows."""

    content: list[Entry]
    output: list[Entry]
    stamps: Stamps
    rows: dict[str, IndexRow]


class Ahead:
    """One look, begun when made. The caller holds the store's lock, so nothing changes under it but files.

    Marshal passes plain values between two processes of one program; nothing of it is ever kept.
    """

    def __init__(self, content: Path, output: Path, store: Path) -> None:
        self._pipe, writing = os.pipe()
        self._child = os.fork()
        if self._child == 0:
            status = 1
            try:
                with os.fdopen(writing, "wb") as pipe:
                    marshal.dump(_look(content, output, store), pipe)
                status = 0
            except (OSError, ValueError, sqlite3.Error):
                pass  # the first process sees the end of the pipe, looks for itself and says what is wrong
            finally:
                os._exit(status)
        os.close(writing)

    def take(self) -> Look | None:
        """The look, waited for; None when the second process could not have it."""
        with os.fdopen(self._pipe, "rb") as pipe:
            written = pipe.read()
        _, status = os.waitpid(self._child, 0)
        if status:
            return None
        content, output, stamps, rows = marshal.loads(written)
        return Look(
            list(map(Entry._make, content)),
            list(map(Entry._make, output)),
            stamps,
            {row[0]: IndexRow._make(row) for row in rows},
        )


def _look(content: Path, output: Path, path: Path) -> tuple[Any, ...]:
    store = Store(path, readonly=True)
    rows = [tuple(row) for row in store.index()]
    stamps = store.stamps()
    entries = [tuple(entry) for entry in walk(str(content), enter_content)]
    made = [tuple(entry) for entry in walk(str(output), lambda _: True)] if output.is_dir() else []
    return entries, made, stamps, rows
