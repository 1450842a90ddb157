"""Days left, of what and whose."""

from pathlib import Path

import pytest
import yaml

from pipeline.forecast import Deadline, Subject, deadlines
from tests.checks.site import build_site, column

ITEM = "---\n标题: 动态\n发文机关: yl-gov\n发布时间: {day} 09:00\n---\n会议已经召开。\n"


def table(*rows: dict[str, object]) -> str:
    return yaml.safe_dump(list(rows), allow_unicode=True, sort_keys=False)


def found(tmp_path: Path, files: dict[str, str], as_of: str = "2026-11-18") -> list[Deadline]:
    return list(deadlines(build_site(tmp_path, files, as_of=as_of).inspected()))


def test_the_home_page_has_fourteen_days_from_its_newest_item(tmp_path: Path) -> None:
    [home] = found(tmp_path, {})
    assert (home.sort, home.newest, home.due, home.left) == (Subject.HOME, "2026-11-16", "2026-11-30", 12)
    assert home.owner == "样例市人民政府办公室"


@pytest.mark.parametrize(
    ("period", "due", "left"), [("14天", "2026-11-24", 6), ("6个月", "2027-05-10", 173), ("7天", "2026-11-17", -1)]
)
def test_a_column_has_its_period_from_its_newest_item(tmp_path: Path, period: str, due: str, left: int) -> None:
    rows = (column("article", "文章"), column("tz", "文章", 更新期限=period, 责任部门="yl-czj"))
    files = {"columns.yaml": table(*rows), "tz/2026/00001.md": ITEM.format(day="2026-11-10")}
    [deadline] = [one for one in found(tmp_path, files) if one.sort is Subject.COLUMN]
    assert (deadline.key, deadline.due, deadline.left, deadline.owner) == ("tz", due, left, "样例市财政局")
    assert deadline.place.path == "content/columns.yaml"


def test_what_is_below_a_column_keeps_it_fresh_and_its_owner_is_inherited(tmp_path: Path) -> None:
    child = column("b", "文章", 更新期限="30天")
    rows = (column("article", "文章"), column("a", "目录", 更新期限="14天", 责任部门="yl-czj", 子栏目=[child]))
    files = {"columns.yaml": table(*rows), "a/b/2026/00001.md": ITEM.format(day="2026-11-15")}
    columns = [one for one in found(tmp_path, files) if one.sort is Subject.COLUMN]
    assert [(one.key, one.left, one.owner) for one in columns] == [
        ("a", 11, "样例市财政局"),
        ("a/b", 27, "样例市财政局"),
    ]
    assert columns[1].title == "栏目a › 栏目b"


def test_no_demand_no_items_and_archives_have_no_deadline(tmp_path: Path) -> None:
    special = column(
        "zt", "专题", 更新期限="14天", 开设日期="2026-01-01", 主办="yl-gov", 状态="已归档", 收录={"栏目": ["article"]}
    )
    rows = (column("article", "文章"), column("empty", "文章", 更新期限="14天"), special)
    assert [one.sort for one in found(tmp_path, {"columns.yaml": table(*rows)})] == [Subject.HOME]


ACCOUNT: dict[str, object] = {
    "账号名称": "样例发布", "账号ID": "yl", "平台": "微信订阅号", "主办单位": "yl-czj", "备案日期": "2020-01-01",
    "最近更新日期": "2026-11-10", "互动功能": ["留言"], "状态": "正常运行",
}  # fmt: skip


@pytest.mark.parametrize(("every", "left"), [("7", -1), ("14", 6), ("60", 6)])
def test_an_account_has_its_own_period_and_never_more_than_the_official(tmp_path: Path, every: str, left: int) -> None:
    files = {"accounts.yaml": table(ACCOUNT | {"更新频率": every})}
    [account] = [one for one in found(tmp_path, files) if one.sort is Subject.ACCOUNT]
    assert (account.key, account.left, account.owner) == ("微信订阅号:yl", left, "样例市财政局")


@pytest.mark.parametrize(
    "change", [{"状态": "已关停", "停更公告": "/a", "关停日期": "2026-11-11"}, {"最近更新日期": None}]
)
def test_an_account_that_ended_or_never_began_has_no_deadline(tmp_path: Path, change: dict[str, object]) -> None:
    row = {key: value for key, value in (ACCOUNT | change).items() if value is not None}
    assert [one.sort for one in found(tmp_path, {"accounts.yaml": table(row)})] == [Subject.HOME]


def test_the_most_urgent_comes_first(tmp_path: Path) -> None:
    rows = (column("article", "文章", 更新期限="3天"), column("tz", "文章", 更新期限="7天"))
    files = {"columns.yaml": table(*rows), "tz/2026/00001.md": ITEM.format(day="2026-11-01")}
    assert [(one.key, one.left) for one in found(tmp_path, files)] == [("tz", -10), ("article", 1), ("", 12)]


def test_before_there_was_a_limit_the_home_page_has_no_deadline(tmp_path: Path) -> None:
    assert found(tmp_path, {"article/2026/00001.md": ITEM.format(day="2019-04-01")}, "2019-04-10") == []
