"""Packages kept up to date: only what changed is made, what is not shown has none, foreign files are never touched."""

import os
from pathlib import Path

import pytest
import yaml

from pipeline.media.making import ForeignFolder, make_packages
from tests.checks.site import build_site, column
from tests.media.sites import again, content, item, made, package, site_of

TEXTS = ["微信", "微博", "邮件"]


def names(root: Path) -> list[str]:
    return sorted(file.parent.relative_to(root / "article").as_posix() for file in root.rglob("package.json"))


def every_file(root: Path) -> dict[str, bytes]:
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def test_only_what_changed_is_made_again(tmp_path: Path) -> None:
    site = site_of(
        tmp_path, {"2026/00002.md": item("标题一", "正文。"), "2026/00003.md": item("标题二", "正文。")}, TEXTS
    )
    root = tmp_path / "media"
    first = made(site, root)
    assert (first.made, first.kept) == (9, 0)
    second = made(site, root)
    assert (second.made, second.kept, second.removed) == (0, 9, 0)
    (tmp_path / "content/article/2026/00003.md").write_text(item("标题二改", "正文。"), "utf-8")
    again(site, tmp_path / "content")
    third = made(site, root)
    assert (third.made, third.kept) == (3, 6)
    assert package(root, "wechat", "2026/00003").title == "标题二改"
    assert "标题二改" in (root / "index.html").read_text("utf-8")


def test_kept_up_to_date_is_made_anew(tmp_path: Path) -> None:
    """The same bytes, whether packages were there before or not."""
    site = site_of(tmp_path, {"2026/00002.md": item("旧标题", "正文。")}, [*TEXTS, "卡片", "长图"])
    made(site, tmp_path / "media")
    (tmp_path / "content/article/2026/00002.md").write_text(item("新标题", "正文。"), "utf-8")
    again(site, tmp_path / "content")
    made(site, tmp_path / "media")
    made(site, tmp_path / "fresh")
    assert every_file(tmp_path / "media") == every_file(tmp_path / "fresh")


@pytest.mark.parametrize(
    "header",
    [{"状态": "草稿"}, {"发布时间": "2026-12-31 09:00"}, {"状态": "已撤回", "撤回": {"日期": "2026-11-11", "原因": "有误"}},
     {"公开方式": "依申请公开"}, {"渠道": []}],
    ids=["draft", "held", "withdrawn", "on-request", "switched-off"],
)  # fmt: skip
def test_what_is_not_shown_has_no_package(tmp_path: Path, header: dict[str, object]) -> None:
    site = site_of(tmp_path, {"2026/00002.md": item("标题", "正文。")}, TEXTS)
    root = tmp_path / "media"
    made(site, root)
    assert "2026/00002/_wechat" in names(root)
    (tmp_path / "content/article/2026/00002.md").write_text(item("标题", "正文。", **header), "utf-8")
    again(site, tmp_path / "content")
    report = made(site, root)
    assert report.removed == 3 and not (root / "article/2026/00002").exists()
    assert "标题</a>" not in (root / "index.html").read_text("utf-8")


def test_a_vanished_item_loses_its_packages(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"2026/00002.md": item("标题", "正文。")}, TEXTS)
    made(site, tmp_path / "media")
    os.unlink(tmp_path / "content/article/2026/00002.md")
    again(site, tmp_path / "content")
    assert made(site, tmp_path / "media").removed == 3
    assert names(tmp_path / "media") == ["2026/00001/_mail", "2026/00001/_wechat", "2026/00001/_weibo"]


def test_a_column_named_like_a_channel_keeps_its_packages(tmp_path: Path) -> None:
    """An item beside a column of its name: the packages of both lie in one folder, the page of each too."""
    below = column("zn", "文章", 子栏目=[column("wechat", "文章")])
    tables = yaml.safe_dump([column("article", "文章", 渠道=["微信"], 子栏目=[below])], allow_unicode=True)
    items: dict[str, str | bytes] = {
        "article/zn.md": item("指南", "正文。"), "article/zn/wechat/2026/00002.md": item("甲", "乙。"),
    }  # fmt: skip
    site = build_site(tmp_path, {"columns.yaml": tables, **items})
    root = tmp_path / "media"
    assert made(site, root).made == 3
    report = made(site, root)
    assert (report.made, report.kept, report.removed) == (0, 3, 0)
    os.unlink(tmp_path / "content/article/zn.md")
    again(site, tmp_path / "content")
    assert made(site, root).removed == 1
    assert not (root / "article/zn/index.html").exists()
    assert "zn/wechat/2026/00002/_wechat" in names(root)


def test_an_item_chooses_for_itself(tmp_path: Path) -> None:
    made(site_of(tmp_path, {"2026/00002.md": item("标题", "正文。", 渠道=["短信"])}, TEXTS), tmp_path / "media")
    assert [name for name in names(tmp_path / "media") if "00002" in name] == ["2026/00002/_message"]


def test_foreign_folders_are_not_touched(tmp_path: Path) -> None:
    site = site_of(tmp_path, {"2026/00002.md": item("标题", "正文。")}, TEXTS)
    (tmp_path / "other").mkdir()
    (tmp_path / "other/package.json").write_text("{}")
    (tmp_path / "link").symlink_to(tmp_path / "other")
    for root in (tmp_path / "other", tmp_path / "link"):
        with pytest.raises(ForeignFolder):
            made(site, root)
    assert every_file(tmp_path / "other") == {"package.json": b"{}"}


def test_damage_is_mended_and_leftovers_go(tmp_path: Path) -> None:
    site = site_of(tmp_path, {f"2026/0000{n}.md": item("标题", "正文。") for n in (2, 3)}, TEXTS)
    root = tmp_path / "media"
    made(site, root)
    (root / "article/2026/00002/_wechat/content.html").unlink()
    (root / "article/2026/00002/.weibo.part").mkdir()
    (root / "article/2026/00002/.weibo.part/x").write_text("half")
    (root / "article/2026/00003/_weibo/content.txt").write_text("改过的", "utf-8")
    report = made(site, root)
    assert report.made == 2 and "正文" in content(root, "wechat") + content(root, "weibo", "2026/00003")
    assert not (root / "article/2026/00002/.weibo.part").exists()


def test_two_workers_make_the_same_bytes(tmp_path: Path) -> None:
    items: dict[str, str | bytes] = {f"2026/0000{n}.md": item(f"标题{n}", "正文。") for n in range(2, 7)}
    site = site_of(tmp_path, items, [*TEXTS, "卡片"])
    made(site, tmp_path / "one")
    make_packages(site.register, site.store, tmp_path / "content", tmp_path / "two", workers=2)
    assert len(names(tmp_path / "one")) >= 18 and every_file(tmp_path / "one") == every_file(tmp_path / "two")


def test_where_index_numbers_lead_is_looked_at_again(tmp_path: Path) -> None:
    other = item("目标", "正文。", 索引号="11990000123456788L/2026-00009")
    link = item("标题", "见[文件](索引号:11990000123456788L/2026-00009)。")
    site = site_of(tmp_path, {"2026/00002.md": link, "2026/00003.md": other}, ["微信"])
    root = tmp_path / "media"
    made(site, root)
    assert "[1] https://www.yangli.example.gov.cn/article/2026/00003.html" in content(root, "wechat")
    os.unlink(tmp_path / "content/article/2026/00003.md")
    again(site, tmp_path / "content")
    assert made(site, root).made == 1
    assert "00003.html" not in content(root, "wechat") and "见文件。" in content(root, "wechat")
