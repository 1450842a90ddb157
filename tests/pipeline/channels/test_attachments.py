"""Files beside shown items are carried; those of held and withdrawn items are not."""

import os
from pathlib import Path
from typing import Any

import pytest

from pipeline.channels import CHANNELS
from tests.pipeline.channels.desks import COLUMNS, Place, column, planned, site


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    states: tuple[dict[str, Any], ...] = ({}, {"状态": "草稿"}, {"发布时间": "2030-01-01 09:00"})
    for serial, state in zip(("00001", "00002", "00003"), states, strict=True):
        fields: dict[str, Any] = {"附件": ["名单 1.csv"]} | state
        made.item(f"xwzx/2026/{serial}", "带附件", "2026-11-01 09:00", **fields)
        folder = made.content / "xwzx/2026" / serial
        folder.mkdir()
        (folder / "名单 1.csv").write_text("姓名\n张三\n", encoding="utf-8")
    return made


def test_only_files_of_shown_items_are_planned(place: Place) -> None:
    desk, store = place.desk()
    with store:
        files = planned(desk, store, ["attachments"])
    assert list(files) == ["xwzx/2026/00001/名单 1.csv"]
    assert files["xwzx/2026/00001/名单 1.csv"].key == "xwzx/2026/00001/名单 1.csv"


def test_the_fingerprint_is_that_of_the_bytes(place: Place) -> None:
    desk, store = place.desk()
    with store:
        before = planned(desk, store, ["attachments"])
    (place.content / "xwzx/2026/00001/名单 1.csv").write_text("姓名\n李四\n", encoding="utf-8")
    desk, store = place.desk()
    with store:
        after = planned(desk, store, ["attachments"])
    assert {path: file.fingerprint for path, file in before.items()} != {p: f.fingerprint for p, f in after.items()}


def test_a_banner_is_planned_and_a_missing_one_is_a_finding(place: Place) -> None:
    banner = {"横幅": "banner.png", "收录": {"关键词": ["营商环境"]}}
    columns = [*COLUMNS[:-1], column("ztzl", "专题专栏", "目录", column("yshj", "优化营商环境", "专题", **banner))]
    place.write("columns.yaml", columns)
    with pytest.raises(AssertionError, match="no-picture"):
        place.desk()
    folder = place.content / "ztzl/yshj"
    folder.mkdir(parents=True)
    (folder / "banner.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    desk, store = place.desk()
    with store:
        assert "ztzl/yshj/banner.png" in planned(desk, store, ["attachments"])


def test_a_picture_that_a_table_names_again_is_carried_again(place: Place) -> None:
    """It was seen before, and was then nobody's: what it holds was not looked into."""
    emblem = place.content / "emblem.png"
    emblem.write_bytes(b"\x89PNG\r\n\x1a\n")
    os.utime(emblem, (1_700_000_000, 1_700_000_000))
    with pytest.raises(AssertionError, match="stray"):
        place.desk()
    place.write("site.yaml", site(徽标={"图片": "emblem.png", "说明": "市徽"}))
    desk, store = place.desk()
    with store:
        assert "emblem.png" in planned(desk, store, ["attachments"])


def test_attachments_are_never_made_in_memory(place: Place) -> None:
    desk, store = place.desk()
    with store:
        (file,) = planned(desk, store, ["attachments"]).values()
        with pytest.raises(NotImplementedError):
            CHANNELS["attachments"].make(file, desk, store)
