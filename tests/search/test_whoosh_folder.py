"""Which folders of the Whoosh index are opened: those that this project wrote and nobody touched since."""

import json
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh.index import TOC

from pipeline.search import whoosh_making
from pipeline.search.backend import Request
from pipeline.search.whoosh_backend import WhooshBackend
from pipeline.search.whoosh_folder import MANIFEST, NotTrusted, current, one_writer
from pipeline.search.whoosh_lists import MappedStorage, schema
from pipeline.search.whoosh_opening import Faulty
from tests.search.library import LIBRARY, text

OTHER_USER = 12345


@pytest.fixture
def root(tmp_path: Path) -> Path:
    WhooshBackend(tmp_path / "whoosh").rebuild(LIBRARY)
    return tmp_path / "whoosh"


def here(root: Path) -> Path:
    folder = current(root)
    assert folder is not None
    return folder


def table(root: Path) -> Path:
    return next(here(root).glob("*.toc"))


def flip_a_byte(root: Path) -> None:
    content = bytearray(table(root).read_bytes())
    content[-3] ^= 1
    table(root).write_bytes(content)


def add_a_file(root: Path) -> None:
    (here(root) / "MAIN_zzzzzzzz.pst").write_bytes(b"x")


def remove_a_file(root: Path) -> None:
    table(root).unlink()


def let_the_group_write(root: Path) -> None:
    table(root).chmod(0o664)


def let_all_write_the_folder(root: Path) -> None:
    here(root).chmod(0o757)


def let_all_write_the_root(root: Path) -> None:
    root.chmod(0o777)


def put_a_link_in_place(root: Path) -> None:
    moved = root.parent / "moved"
    table(root).rename(moved)
    (here(root) / "_MAIN_1.toc").symlink_to(moved)


def lose_the_manifest(root: Path) -> None:
    (here(root) / MANIFEST).unlink()


def write_another_manifest(root: Path) -> None:
    (here(root) / MANIFEST).write_text("[1, 2]")


def be_another_version(root: Path) -> None:
    manifest = json.loads((here(root) / MANIFEST).read_bytes())
    (here(root) / MANIFEST).write_text(json.dumps(manifest | {"made_by": "0" * 16}))


def lead_elsewhere(root: Path) -> None:
    (root / "current").unlink()
    (root / "current").symlink_to("../elsewhere")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (flip_a_byte, "sum"),
        (add_a_file, "files"),
        (remove_a_file, "files"),
        (let_the_group_write, "writable"),
        (let_all_write_the_folder, "writable"),
        (let_all_write_the_root, "writable"),
        (put_a_link_in_place, "kind"),
        (lose_the_manifest, "manifest"),
        (write_another_manifest, "manifest"),
        (be_another_version, "version"),
        (lead_elsewhere, "kind"),
    ],
)
def test_what_was_touched_is_not_opened(root: Path, harm: Callable[[Path], None], reason: str) -> None:
    harm(root)
    with pytest.raises(NotTrusted) as caught:
        WhooshBackend(root).search(Request("政务公开"))
    assert caught.value.reason == reason


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
@pytest.mark.parametrize("place", ["table", "folder", "root"])
def test_what_another_user_owns_is_not_opened(root: Path, place: str) -> None:
    os.chown({"table": table(root), "folder": here(root), "root": root}[place], OTHER_USER, OTHER_USER)
    with pytest.raises(NotTrusted) as caught:
        WhooshBackend(root).search(Request("政务公开"))
    assert caught.value.reason == "owner"


def plant(root: Path, made: Path) -> None:
    """In place of the list of segments, a pickle that makes a folder when it is opened."""
    whole = table(root).read_bytes()
    table(root).write_bytes(whole[: whole.rindex(b"\x80\x05")] + f"cos\nmkdir\n(V{made}\ntR.".encode())


def test_a_planted_pickle_is_not_opened(root: Path, tmp_path: Path) -> None:
    plant(root, tmp_path / "harmed")
    with pytest.raises(NotTrusted):
        WhooshBackend(root).search(Request("政务公开"))
    assert not (tmp_path / "harmed").exists()


def test_whoosh_itself_would_open_it(root: Path, tmp_path: Path) -> None:
    """That the plant is one."""
    plant(root, tmp_path / "harmed")
    TOC.read(MappedStorage(str(here(root))), "MAIN", schema=schema())
    assert (tmp_path / "harmed").is_dir()


@pytest.mark.parametrize("harm", [flip_a_byte, add_a_file, let_the_group_write])
def test_touched_while_it_is_open(root: Path, harm: Callable[[Path], None]) -> None:
    """Nothing is built upon it, lest a new manifest vouch for what was touched."""
    backend = WhooshBackend(root)
    assert backend.search(Request("政务公开")).total
    before = here(root)
    harm(root)
    with pytest.raises(NotTrusted):
        backend.upsert([text("a/1", "崭新")])
    assert here(root) == before


def test_an_old_reader_keeps_its_files(root: Path) -> None:
    reader = WhooshBackend(root)
    old = reader.opened()
    assert old is not None
    for number in range(4):
        WhooshBackend(root).upsert([text(f"a/{number}", "崭新的文件")])
    assert not (root / old.folder).exists()
    assert len(old.numbered.postings("政务")[0])
    assert old.numbered.document(0).path == LIBRARY[0].path
    assert reader.search(Request("崭新")).total == 4


def test_two_folders_remain(root: Path) -> None:
    for number in range(5):
        WhooshBackend(root).upsert([text("a/1", f"第{number}稿")])
    assert sorted(entry.name for entry in root.iterdir()) == ["5", "6", "current", "lock"]


def test_what_has_not_changed_is_shared(root: Path) -> None:
    before = {file.name: file.stat().st_ino for file in here(root).glob("MAIN_*")}
    WhooshBackend(root).upsert([text("a/1", "崭新")])
    after = {file.name: file.stat().st_ino for file in here(root).glob("MAIN_*")}
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_where_files_cannot_have_two_names(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no second names")

    monkeypatch.setattr(os, "link", refuse)
    WhooshBackend(root).upsert([text("a/1", "崭新")])
    assert WhooshBackend(root).search(Request("崭新")).total == 1


def test_an_index_that_does_not_find_its_own_is_not_used(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: object) -> None:
        raise Faulty("a/1")

    monkeypatch.setattr(whoosh_making, "find_themselves", lost)
    before = sorted(entry.name for entry in root.iterdir())
    with pytest.raises(Faulty):
        WhooshBackend(root).upsert([text("a/1", "崭新")])
    assert sorted(entry.name for entry in root.iterdir()) == before
    assert WhooshBackend(root).search(Request("政务公开")).total


def test_lists_that_lost_something_are_found_out(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proof itself: were titles not listed, no document would find itself."""
    monkeypatch.setattr("pipeline.search.whoosh_writing._keys", lambda _: [])
    with pytest.raises(Faulty):
        WhooshBackend(root).rebuild(LIBRARY)


def test_what_a_killed_writer_left_goes(root: Path) -> None:
    (root / "2").mkdir()
    (root / "2" / "half").write_bytes(b"x")
    WhooshBackend(root).upsert([text("a/1", "崭新")])
    assert here(root).name == "2"
    assert not (root / "2" / "half").exists()
    assert WhooshBackend(root).search(Request("崭新")).total == 1


def test_writers_take_turns(root: Path) -> None:
    with one_writer(root):
        second = threading.Thread(target=lambda: WhooshBackend(root).upsert([text("a/1", "崭新")]))
        second.start()
        second.join(0.3)
        assert second.is_alive()
        assert WhooshBackend(root).search(Request("崭新")).relaxed
    second.join(10)
    assert WhooshBackend(root).search(Request("崭新")).total == 1
