"""What the last build read and made, for the indexes and services that live on it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.environment import Refused

if TYPE_CHECKING:
    from pipeline.register import Register
    from pipeline.search.backend import Suggestion
    from pipeline.search.static_backend import StaticBackend
    from pipeline.store import Store

CONTENT, STORE, STATIC = Path("content"), Path("var/store.sqlite"), Path("output/search")
KEPT_FOR = 1000
"""Questions."""
_ASKED = count()


@contextmanager
def site_read() -> "Iterator[tuple[Register, Store]]":
    """Raises Refused when nothing was built yet, or by another version."""
    from pipeline.register import Register
    from pipeline.store import Outdated, Store
    from pipeline.tables import read_tables
    from plugins.days import moment

    if not STORE.is_file():
        raise Refused("还没有生成过网站，请先运行 python3 tasks.py build。")
    tables = read_tables(CONTENT.resolve())
    if tables.site is None or not tables.columns:
        raise Refused("site.yaml 或 columns.yaml 有错误，请先运行 python3 tasks.py build 查看。")
    try:
        with Store(STORE, readonly=True) as store:
            rows = {row.path: row for row in store.index()}
            yield Register(tables, rows, moment("", tables.site.as_of)), store
    except Outdated:
        raise Refused("索引文件损坏或来自其他版本，请先运行 python3 tasks.py build。") from None


def suggested(text: str) -> "list[Suggestion]":
    """From the files that the last build made; none where there are none."""
    try:
        made = (STATIC / "manifest.bin").stat().st_mtime_ns
        return _reader(made, next(_ASKED) // KEPT_FOR).suggest(text)
    except FileNotFoundError:
        return []


@lru_cache(maxsize=1)
def _reader(made: int, turn: int) -> "StaticBackend":
    """It remembers what it has read, so now and then it is put away: then it cannot grow with what is asked."""
    from pipeline.search.static_backend import StaticBackend

    return StaticBackend(STATIC)
