"""How editors save: what they make beside a file for a moment is no change, and an emptied file is not the text yet."""

import os
import threading
import time
from pathlib import Path

import pytest

from pipeline.changed_paths import Changes, Touched, is_passing, touched, watch


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


def test_a_file_that_goes_while_it_is_looked_at_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between any two looks at it; the preview would never build again."""
    file, changed = tmp_path / "00001.md", Changes()
    file.write_text("甲")
    look = os.stat

    def last_look(path: str, *more: object, **options: object) -> os.stat_result:
        found = look(path)
        file.unlink()
        return found

    monkeypatch.setattr(os, "stat", last_look)
    changed.add({str(file)})
    assert changed.take() == {str(file)}
    changed.add({str(file), str(tmp_path)})
    monkeypatch.undo()
    assert changed.take() == {str(file), str(tmp_path)}


def test_a_file_put_in_place_of_another_is_one_change(tmp_path: Path) -> None:
    changed, file, beside = Changes(), tmp_path / "00001.md", tmp_path / ".goutputstream-X"
    file.write_text("甲")
    watch(changed, tmp_path)
    time.sleep(0.5)
    beside.write_text("乙")
    beside.replace(file)
    assert changed.take() == {str(file)}


def test_what_of_a_site_a_change_touches(tmp_path: Path) -> None:
    content = tmp_path / "content"
    for name in ("a/1.md", "a/1/表.txt", "a/1/x/深.png", "a/2027/2.md", "a/banner.png", "columns.yaml"):
        (content / name).parent.mkdir(parents=True, exist_ok=True)
        (content / name).write_text("", encoding="utf-8")

    def of(*names: str) -> tuple[list[str], list[str], bool]:
        found = touched(content, {str(tmp_path / name) for name in names})
        return sorted(found.items), sorted(found.files), found.anew

    assert of("content/a/1.md", "content/a/gone.md") == (["a/1", "a/gone"], [], False)
    assert of("content/a/1/表.txt", "content/a/1/x/深.png") == (["a/1"], ["a/1/x/深.png", "a/1/表.txt"], False)
    assert of("content/a/1/gone.txt", "content/a/1") == (["a/1"], [], False)
    assert of("content/a/2027") == (["a/2027/2"], [], False), "its files may have come before it was watched"
    for other in ("content/columns.yaml", "content/a/banner.png", "content/a/nowhere", "themes/x.md", "pelicanconf.py"):
        assert of(other) == ([], [], True), other
    assert Touched(anew=True).also(Touched(frozenset("b"))) == Touched(frozenset("b"), frozenset(), True)
