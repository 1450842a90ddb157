"""A look at the files and the index before a build: one process takes it while the other loads its libraries."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.files import Entry, Seen, compare, enter_content, walk
from pipeline.store import IndexRow, Outdated, Store


class Look(NamedTuple):
    """As things stood when the build began: content/ and output/ against what the store knows of them; index rows."""

    content: Seen
    output: Seen
    rows: dict[str, IndexRow]


def look(content: Path, output: Path, store: Path) -> Iterator[Any]:
    """The parts of a look as plain values, one by one, the largest last: see `look_of`. Fewer when it cannot be had:
    whoever builds then looks for itself and says what is wrong.
    """
    if not store.is_file():
        return
    try:
        with Store(store, readonly=True) as known:
            sources = {source: stamp for source, (stamp, _, _) in known.stamps().items()}
            yield _plain(compare(walk(str(content), enter_content), sources))
            outputs = {url: stamp for url, (_, stamp) in known.outputs().items()}
            made = walk(str(output), lambda _: True) if output.is_dir() else iter(())
            yield _plain(compare(made, outputs))
            yield [tuple(row) for row in known.index()]
    except (Outdated, sqlite3.Error):
        return


def look_of(parts: list[Any]) -> Look | None:
    """The look from its parts; None when some are missing."""
    if len(parts) < len(Look._fields):
        return None
    content, output, rows = parts
    return Look(_seen(content), _seen(output), {row[0]: IndexRow._make(row) for row in rows})


def _plain(seen: Seen) -> tuple[Any, ...]:
    return [tuple(entry) for entry in seen.moved], [tuple(entry) for entry in seen.strange], seen.gone


def _seen(plain: Any) -> Seen:
    moved, strange, gone = plain
    return Seen(list(map(Entry._make, moved)), list(map(Entry._make, strange)), gone)
