"""How editors save: what they make beside a file for a moment is no change, and an emptied file is not the text yet."""

import threading
import time
from pathlib import Path

import pytest

from pipeline.changed_paths import Changes, is_passing, watch


@pytest.mark.parametrize(
    ("name", "passing"),
    [(".goutputstream-X2", True), (".00002.md.swp", True), ("4913", True), ("00002.md", False), ("00002", False)],
)
def test_what_stands_there_for_a_moment(name: str, passing: bool) -> None:
    assert is_passing(f"content/a/{name}") is passing


def test_an_emptied_file_is_waited_for(tmp_path: Path) -> None:
    file, changed = tmp_path / "00001.md", Changes()
    file.write_bytes(b"")
    changed.add({str(file)})

    def fill() -> None:
        file.write_text("甲", encoding="utf-8")
        changed.add({"later"})

    threading.Timer(0.1, fill).start()
    assert changed.take() == {str(file), "later"} and file.read_text(encoding="utf-8") == "甲"


def test_a_file_put_in_place_of_another_is_one_change(tmp_path: Path) -> None:
    changed, file, beside = Changes(), tmp_path / "00001.md", tmp_path / ".goutputstream-X"
    file.write_text("甲")
    watch(changed, tmp_path)
    time.sleep(0.5)
    beside.write_text("乙")
    beside.replace(file)
    assert changed.take() == {str(file)}
