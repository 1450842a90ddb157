"""Looks at the files and the index in a second process, while the first is still loading its libraries."""

import marshal
import os
import sqlite3
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.files import Entry, Seen, compare, enter_content, walk
from pipeline.store import IndexRow, Store


class Look(NamedTuple):
    """As things stood when the build began: content/ and output/ against what the store knows of them; index rows."""

    content: Seen
    output: Seen
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
            os.close(self._pipe)  # else a look that nobody takes would wait for ever
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
        content, output, rows = marshal.loads(written)
        return Look(_seen(content), _seen(output), {row[0]: IndexRow._make(row) for row in rows})


def _look(content: Path, output: Path, path: Path) -> tuple[Any, ...]:
    store = Store(path, readonly=True)
    rows = [tuple(row) for row in store.index()]
    sources = {source: stamp for source, (stamp, _, _) in store.stamps().items()}
    outputs = {url: stamp for url, (_, stamp) in store.outputs().items()}
    found = walk(str(content), enter_content)
    made = walk(str(output), lambda _: True) if output.is_dir() else iter(())
    return _plain(compare(found, sources)), _plain(compare(made, outputs)), rows


def _plain(seen: Seen) -> tuple[Any, ...]:
    return [tuple(entry) for entry in seen.moved], [tuple(entry) for entry in seen.strange], seen.gone


def _seen(plain: Any) -> Seen:
    moved, strange, gone = plain
    return Seen(list(map(Entry._make, moved)), list(map(Entry._make, strange)), gone)
