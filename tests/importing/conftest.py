"""A small site to import into."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from pipeline.fresh_header import Words
from pipeline.importing.batch import Outcome, import_files
from pipeline.importing.draft import Target
from pipeline.importing.gate import Gate
from pipeline.kinds import KINDS
from pipeline.tables import read_tables
from tests.fixtures import TABLES

Import = Callable[..., list[Outcome]]
WORDS = Words("发布前核对", "选填")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / "content"
    folder.mkdir(parents=True)
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def gate() -> Iterator[Gate]:
    """One for all tests: its children take half a second to start."""
    with Gate() as opened:
        yield opened


@pytest.fixture
def bring(content: Path, gate: Gate) -> Import:
    """Import files into a column: `bring(paths, "zcwj", title=…)`."""

    def bring(files: Sequence[Path], column: str = "zcwj", **more: object) -> list[Outcome]:
        tables = read_tables(content)
        node = tables.columns[column]
        target = Target(content, tables, node, node.kind, KINDS[node.kind], **more)  # type: ignore[arg-type]
        return import_files(files, target, WORDS, gate=gate)

    return bring
