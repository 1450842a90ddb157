"""What every channel promises: nothing unpublished, fingerprints that tell of any change, the same bytes anywhere."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.rooms import ROOT
from tests.pipeline.channels.desks import (
    AUTHORITIES,
    COLUMNS,
    OURS,
    SECRETS,
    Place,
    changed,
    column,
    furnish,
    planned,
    site,
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return furnish(Place(tmp_path))


def test_nothing_unpublished_leaves_the_house(place: Place) -> None:
    found = [(path, secret) for path, text in place.texts().items() for secret in SECRETS if secret in path + text]
    assert not found


def test_a_held_item_comes_out_when_its_time_has_come(place: Place) -> None:
    assert "秘密的预告" in "".join(place.texts(as_of="2026-11-20 12:01").values())


def _retitle(place: Place) -> None:
    place.item("zwgk/gzzj/2026/00001", "教育局新总结", "2026-01-05 08:30", 发文机关="sf-jyj", 摘要="一年的工作。")


def _summarise(place: Place) -> None:
    place.item("zwgk/gzzj/2026/00001", "教育局工作总结", "2026-01-05 08:30", 发文机关="sf-jyj", 摘要="两年的工作。")


def _rewrite(place: Place) -> None:
    place.item("xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", body="另一段正文。", 来源="示范日报")


def _source(place: Place) -> None:
    place.item("xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", 来源="示范晚报")


def _update(place: Place) -> None:
    place.item("xwzx/2026/00001", "要闻一则", "2026-10-20 11:59", 来源="示范日报", 更新日期="2026-11-20")


def _update_only(place: Place) -> None:
    place.item(
        "zwgk/gzzj/2026/00001",
        "教育局工作总结",
        "2026-01-05 08:30",
        发文机关="sf-jyj",
        摘要="一年的工作。",
        更新日期="2026-02-01",
    )


def _withdraw(place: Place) -> None:
    place.item(
        "xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", 状态="已撤回", 撤回={"日期": "2026-11-20", "原因": "重复"}
    )


def _remove(place: Place) -> None:
    (place.content / "zwgk/zcwj/2025/00001.md").unlink()


def _classify(place: Place) -> None:
    place.document(
        "zwgk/zcwj/2026/00001", "关于教育工作的通知", "2026-03-02 09:00", "11990100MB0F00012M/2026-00001",
        发文字号="示政发〔2026〕11号", 主题分类="国防\\国防动员", 体裁分类="通知", 更新日期="2026-04-01", 有效性="废止",
    )  # fmt: skip


def _collect(place: Place) -> None:
    place.item("xwzx/2026/00001", "要闻一则", "2026-11-20 11:59", 来源="示范日报", 关键词=["营商环境"])


def _move(place: Place) -> None:
    place.item("xwzx/2026/00001", "要闻一则", "2025-11-20 11:59", 来源="示范日报")


def _rename_authority(place: Place) -> None:
    place.write("authorities.yaml", [AUTHORITIES[0] | {"名称": "示范市新政府"}, AUTHORITIES[1]])


def _add_authority(place: Place) -> None:
    place.write("authorities.yaml", [*AUTHORITIES, {"代号": "sf-new", "名称": "新机关", "层级": "部门"}])


def _give_platform(place: Place) -> None:
    place.write("authorities.yaml", [AUTHORITIES[0], AUTHORITIES[1] | {"公开平台": "是"}])


def _rename_column(place: Place) -> None:
    place.write("columns.yaml", [COLUMNS[0], column("xwzx", "新闻", "文章"), *COLUMNS[2:]])


def _describe_column(place: Place) -> None:
    place.write("columns.yaml", [*COLUMNS[:2], column("kong", "空栏目", "文章", 说明="换了说明。"), *COLUMNS[3:]])


def _drop_column(place: Place) -> None:
    place.write("columns.yaml", [*COLUMNS[:2], *COLUMNS[3:]])


def _rename_site(place: Place) -> None:
    place.write("site.yaml", site(网站名称="示范市政府"))


def _move_site(place: Place) -> None:
    place.write("site.yaml", site(网址="https://new.example.gov.cn"))


def _describe_site(place: Place) -> None:
    place.write("site.yaml", site(网站描述="换了描述。"))


EDITS: tuple[Callable[[Place], None], ...] = (
    _retitle,
    _summarise,
    _rewrite,
    _source,
    _update,
    _update_only,
    _withdraw,
    _remove,
    _classify,
    _collect,
    _move,
    _rename_authority,
    _add_authority,
    _give_platform,
    _rename_column,
    _describe_column,
    _drop_column,
    _rename_site,
    _move_site,
    _describe_site,
)


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__[1:])
def test_a_fingerprint_tells_of_every_change(place: Place, edit: Callable[[Place], None]) -> None:
    before = place.outputs()
    edit(place)
    marks, contents = changed(before, place.outputs())
    assert contents <= marks, f"stale: {sorted(contents - marks)}"
    assert contents, "the edit shows nowhere: it tests nothing"


def test_nothing_is_made_again_for_nothing(place: Place) -> None:
    before = place.outputs()
    marks, contents = changed(before, place.outputs())
    assert (marks, contents) == (set(), set())
    (place.folder / "store.sqlite").unlink()
    assert changed(before, place.outputs()) == (set(), set())


def test_a_new_item_touches_a_bounded_number_of_files(place: Place) -> None:
    before = place.outputs()
    place.item("xwzx/2026/00005", "又一则要闻", "2026-11-20 11:58")
    marks, contents = changed(before, place.outputs())
    feeds = {
        f"{folder}{name}" for folder in ("", "xwzx/", "jigou/sf-gov/") for name in ("rss.xml", "atom.xml", "feed.json")
    }
    assert marks == contents == feeds | {"sitemap-xwzx-2026.xml"}


def test_a_site_may_choose_its_channels(place: Place) -> None:
    desk, store = place.desk()
    with store:
        for name in OURS:
            assert {file.channel for file in planned(desk, store, [name]).values()} == {name}


SETTINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C.UTF-8"},
    {"PYTHONHASHSEED": "2", "TZ": "Asia/Shanghai", "LC_ALL": "zh_CN.UTF-8"},
]


def test_the_same_bytes_under_any_seed_zone_and_locale() -> None:
    command = [sys.executable, "-m", "tests.pipeline.channels.desks"]
    runs = [
        subprocess.run(command, cwd=ROOT, env=os.environ | each, capture_output=True, check=True) for each in SETTINGS
    ]
    assert runs[0].stdout.count(b"\n") > 30
    assert len({run.stdout for run in runs}) == 1
