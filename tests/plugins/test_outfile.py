"""What a verb writes for the editor is whole, or is not there."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.environment import Refused
from plugins.outfile import put


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """The system refuses to let a file grow beyond `size`, as a full disk would."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_new_file_is_not_left_half_written(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    with room_for(10), pytest.raises(Refused, match="写不进去：文件太大"):
        put(path, b"x" * 100, new=True)
    assert list(tmp_path.iterdir()) == []
    put(path, b"x" * 100, new=True)
    assert path.read_bytes() == b"x" * 100


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("填了一半")
    with pytest.raises(Refused, match="没有覆盖"):
        put(path, b"x", new=True)
    assert path.read_text() == "填了一半"


def test_a_full_device_is_told() -> None:
    with pytest.raises(Refused, match="/dev/full 写不进去：磁盘已满。"):
        put(Path("/dev/full"), b"x")


def test_nothing_is_written_among_the_sources_or_what_is_published(tmp_path: Path) -> None:
    for folder in ("output", "content/xw"):
        with pytest.raises(Refused, match="不能写进"):
            put(Path(folder) / "index.html", b"x")
    assert not Path("content/xw").exists()
