"""The register of the last build, for verbs that ask after what the site shows. Raises Refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.environment import Refused
from pipeline.register import Register
from pipeline.store import Outdated, Store
from pipeline.tables import read_tables
from plugins.days import moment


@contextmanager
def opened(content: str, store: str) -> Iterator[Register]:
    tables = read_tables(Path(content))
    if tables.site is None or not tables.authorities or not tables.columns:
        raise Refused(f"基础表有错误，没有做。{next(iter(tables.findings), '')}")
    if not Path(store).is_file():
        raise Refused("还没有生成过网站，请先运行 python3 tasks.py build。")
    try:
        with Store(Path(store), readonly=True) as kept:
            rows = {row.path: row for row in kept.index()}
    except Outdated:
        raise Refused("索引文件损坏或来自其他版本，请先运行 python3 tasks.py build。") from None
    yield Register(tables, rows, moment("", tables.site.as_of))
