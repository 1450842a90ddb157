"""search/: the index of a site, planned and made."""

import gzip
import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.channels import search
from pipeline.search import documents as reading
from pipeline.search import segments as stage
from pipeline.search.backend import Request
from pipeline.search.static_backend import StaticBackend
from tests.house.rooms import ROOT
from tests.pipeline.channels.desks import AUTHORITIES, COLUMNS, SECRETS, Place, changed, column, furnish
from tests.pipeline.channels.test_promises import EDITS, SETTINGS

Made = dict[str, bytes]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return furnish(Place(tmp_path))


def made(place: Place) -> Made:
    return {path: output.content for path, output in place.outputs(["search"]).items()}


def manifest(files: Made) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(files["search/manifest.bin"]))
    return found


def plain(files: Made) -> str:
    """All that stands in the files, unpacked."""
    pieces = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw for raw in files.values())
    return "\n".join(piece.decode(errors="replace") for piece in pieces)


def asked(files: Made, **request: Any) -> list[str]:
    found = StaticBackend(Path(), lambda name: files[f"search/{name}"]).search(Request(**request))
    return [hit.path for hit in found.hits]


def test_a_site_can_be_searched(place: Place) -> None:
    files = made(place)
    assert asked(files, text="教育") == ["zwgk/gzzj/2026/00001", "zwgk/zcwj/2026/00001"]
    assert asked(files, text="示政发（2026）1号") == ["zwgk/zcwj/2026/00001"]
    assert asked(files, text="正文", facets={"column": ["ztzl/yshj"]}) == ["zwgk/zcwj/2025/00001"]
    assert asked(files, text="正文", until="2025-12-31") == ["zwgk/zcwj/2025/00001"]


def test_the_manifest_tells_names_and_words(place: Place) -> None:
    place.write("synonyms.yaml", {"同义词": [{"俗称": "低保", "规范用语": ["最低生活保障"]}], "问句用语": ["怎么"]})
    told = manifest(made(place))
    assert told["version"] == 2 and told["documents"] == 4 and told["delta"] is None and told["suggest"] == "suggest/"
    assert told["names"] == {
        "column": {
            "xwzx": "新闻中心",
            "ztzl/yshj": "优化营商环境",
            "zwgk/gzzj": "工作总结",
            "zwgk/zcwj": "政策文件",
        },
        "authority": {"sf-gov": "市政府", "sf-jyj": "示范市教育局"},
        "kind": {"article": "文章", "document": "公开文件"},
    }
    assert told["lexicon"]["synonyms"] == {"低保": ["最低生活保障"]} and told["lexicon"]["fillers"] == ["怎么"]
    assert told["base"]["years"] == [["2026", 3], ["2025", 1]]


def test_nothing_unpublished_can_be_found(place: Place) -> None:
    files = made(place)
    assert not [secret for secret in SECRETS if secret in plain(files) + "".join(files)]


def test_a_held_item_comes_when_its_time_has_come(place: Place) -> None:
    files = {path: output.content for path, output in place.outputs(["search"], as_of="2026-11-20 12:01").items()}
    assert asked(files, text="秘密的预告") == ["xwzx/2026/00003"]


def test_suggestions_stay_when_only_a_body_changes(place: Place) -> None:
    before = {path for path in made(place) if path.startswith("search/suggest/")}
    assert "search/suggest/index.json" in before
    place.item("xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", body="另一段正文。", 来源="示范日报")
    assert {path for path in made(place) if path.startswith("search/suggest/")} == before


def test_an_empty_site_has_an_empty_index(tmp_path: Path) -> None:
    files = made(Place(tmp_path))
    assert manifest(files)["documents"] == 0
    assert asked(files, text="教育") == []


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__[1:])
def test_a_fingerprint_tells_of_every_change(place: Place, edit: Callable[[Place], None]) -> None:
    """And what was there before leaves no trace: the files are those of a clean build."""
    before = place.outputs(["search"])
    edit(place)
    after = place.outputs(["search"])
    marks, contents = changed(before, after)
    assert contents <= marks, f"stale: {sorted(contents - marks)}"
    for path in place.folder.glob("*.sqlite*"):
        path.unlink()
    assert {path: output.content for path, output in after.items()} == made(place)


def test_a_new_name_touches_nothing_but_the_manifest_and_suggestions(place: Place) -> None:
    before = place.outputs(["search"])
    place.write("authorities.yaml", [AUTHORITIES[0] | {"简称": "政府"}, AUTHORITIES[1]])
    place.write("columns.yaml", [COLUMNS[0], column("xwzx", "新闻", "文章"), *COLUMNS[2:]])
    marks, _ = changed(before, place.outputs(["search"]))
    assert marks >= {"search/manifest.bin", "search/words.bin"}
    told = ("search/manifest.", "search/words.bin", "search/suggest/")
    assert not [path for path in marks if not path.startswith(told)]


def test_a_site_without_change_asks_for_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before = place.outputs(["search"])

    def fall(*_: object) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(search, "_bring", fall)
    assert changed(before, place.outputs(["search"])) == (set(), set())


def test_its_library_is_loaded_only_for_a_change(place: Place) -> None:
    """A build that makes no index, or has nothing new to index, does not pay for it."""
    made(place)
    code = (
        "import sys; from pathlib import Path; from tests.pipeline.channels.desks import Place; import tests.pipeline\n"
        "place = Place.__new__(Place); place.folder = Path(sys.argv[1]); place.content = place.folder / 'content'\n"
        "assert 'numpy' not in sys.modules\n"
        "assert len(place.outputs(['search'])) > 5\n"
        "print('numpy' in sys.modules)\n"
    )
    words = [sys.executable, "-c", code, str(place.folder)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "False\n"


def test_one_edit_reads_one_body(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    made(place)
    read: list[str] = []
    whole = reading.complete

    def complete(card: Any, *rest: Any) -> Any:
        read.append(card.path)
        return whole(card, *rest)

    monkeypatch.setattr(search, "complete", complete)
    place.item("xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", body="另一段正文。", 来源="示范日报")
    desk, store = place.desk()
    with store:
        list(search.plan(desk, store))
    assert read == ["xwzx/2026/00001"]


def test_a_large_site_gets_a_delta_and_the_same_answers(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "BOUNDS", stage.Bounds(small=0, share=1, large=0))
    monkeypatch.setattr(stage.Segments, "bounds", stage.BOUNDS)
    monkeypatch.setattr(stage.Segments.__init__, "__defaults__", _with_bounds(stage.BOUNDS))
    made(place)
    place.item("xwzx/2026/00001", "要闻改题", "2026-11-20 11:59", body="教育的新闻。", 来源="示范日报")
    (place.content / "zwgk/gzzj/2026/00001.md").unlink()
    files = made(place)
    assert manifest(files)["delta"]["documents"] == 1
    assert asked(files, text="教育") == ["zwgk/zcwj/2026/00001", "xwzx/2026/00001"]
    assert "教育局工作总结" not in plain(files)


def _with_bounds(bounds: stage.Bounds) -> tuple[Any, ...]:
    return tuple(bounds if isinstance(one, stage.Bounds) else one for one in stage.Segments.__init__.__defaults__ or ())


@pytest.mark.parametrize("page", [0, 1, 2, 4, 8, 12])
def test_damage_beside_the_store_only_costs_time(place: Place, page: int) -> None:
    before = made(place)
    _spoil(place.folder / search.STATE, page)
    place.item("xwzx/2026/00009", "又一条", "2026-10-10 10:00")
    made(place)
    (place.content / "xwzx/2026/00009.md").unlink()
    assert made(place) == before


def _spoil(state: Path, page: int) -> None:
    raw = bytearray(state.read_bytes())
    raw[page * 4096 : (page + 2) * 4096] = b"\xa5" * 8192
    state.write_bytes(raw)


def test_damage_seen_only_when_a_file_is_made_leaves_nothing_to_stumble_over_again(place: Place) -> None:
    desk, store = place.desk()
    with store:
        files = [file for file in search.plan(desk, store) if "/t/" in file.path]
        state = place.folder / search.STATE
        for page in range(2, state.stat().st_size // 4096, 2):
            _spoil(state, page)
        with pytest.raises(sqlite3.DatabaseError):
            for file in files:
                search.make(file, desk, store)
        assert not state.exists()
        assert len([search.make(file, desk, store) for file in search.plan(desk, store)]) > 5


def test_a_file_that_cannot_be_read_does_not_stop_a_build(place: Place) -> None:
    name = "坏.pdf"
    (place.content / "xwzx/2026/00001").mkdir()
    (place.content / "xwzx/2026/00001" / name).write_bytes(b"%PDF-1.4 broken")
    place.item("xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", 附件=[name])
    assert asked(made(place), text="坏.pdf") == ["xwzx/2026/00001"]


def test_the_same_bytes_under_any_seed_zone_and_locale() -> None:
    command = [sys.executable, "-m", "tests.pipeline.channels.test_search"]
    runs = [
        subprocess.run(command, cwd=ROOT, env=os.environ | each, capture_output=True, check=True) for each in SETTINGS
    ]
    assert runs[0].stdout.count(b"\n") > 8
    assert len({run.stdout for run in runs}) == 1


def main() -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        for path, output in furnish(Place(Path(folder))).outputs(["search"]).items():
            mark = hashlib.sha256(output.file.fingerprint + output.content).hexdigest()
            sys.stdout.write(f"{path} {mark}\n")


if __name__ == "__main__":
    main()
