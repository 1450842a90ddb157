"""Statistics counted by hand on a small site, and the files that they leave in."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
import yaml
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.environment import Refused
from pipeline.statements.ledger import Ledgers, read_ledgers
from pipeline.statements.statistics import Measure, Share, Statistics, statistics, update_table
from pipeline.statements.statistics_page import page, tables, update_row
from plugins import statement_desk
from tests.checks.site import BuiltSite, build_site, column
from tests.statements.test_ledger import HEAD

COLUMNS = [
    column("article", "文章", 更新期限="14天", 责任部门="yl-gov"),
    column("document", "公开文件", 责任部门="yl-czj"),
    column("interpretation", "政策解读"),
    column("letter", "留言答复", 答复时限="5个工作日"),
]


def news(day: str, more: str = "") -> str:
    return f"---\n标题: 消息{day}\n发文机关: yl-czj\n发布时间: {day} 09:00\n{more}---\n正文在这里。\n"


def document(serial: int, dated: str, published: str, rank: str = "行政规范性文件") -> str:
    return (
        f"---\n标题: 关于第{serial}件事的通知\n索引号: 11990000876543210R/2026-0000{serial}\n发文机关: yl-czj\n成文日期: {dated}\n"
        f"发布时间: {published} 09:00\n公开方式: 主动公开\n有效性: 有效\n文件层级: {rank}\n体裁分类: 通知\n主题分类: 综合政务\\政务公开\n---\n正文。\n"
    )


def letter(came: str, answered: str) -> str:
    reply = f"答复时间: {answered} 10:00\n答复单位: 样例市财政局\n" if answered else ""
    return (
        f"---\n标题: 来信{came}\n发文机关: yl-czj\n发布时间: {answered or came} 10:00\n来信类别: 咨询\n"
        f"来信时间: {came} 10:00\n来信内容: 请问怎样办理。\n{reply}---\n按规定办理。\n"
    )


FILES = {
    "columns.yaml": yaml.safe_dump(COLUMNS, allow_unicode=True, sort_keys=False),
    "article/2026/00002.md": news("2026-03-02"),
    "article/2026/00003.md": news("2026-03-31"),
    "article/2026/00004.md": news("2026-03-05", "状态: 草稿\n"),
    "article/2025/00001.md": news("2025-12-31"),
    "document/2026/00001.md": document(1, "2026-03-02", "2026-03-10"),
    "document/2026/00002.md": document(2, "2026-03-02", "2026-06-01"),
    "document/2026/00003.md": document(3, "2026-03-02", "2026-03-12", "其他文件"),
    "interpretation/2026/00001.md": "---\n标题: 解读第1件事\n发文机关: yl-czj\n发布时间: 2026-03-11 09:00\n"
    "解读文件: [11990000876543210R/2026-00001]\n解读形式: 文字解读\n---\n说明背景。\n",
    "letter/2026/00001.md": letter("2026-03-02", "2026-03-06"),
    "letter/2026/00002.md": letter("2026-03-02", "2026-03-20"),
    "letter/2026/00003.md": letter("2026-11-17", ""),
    "requests/2026.csv": HEAD
    + "A-1,yl-czj,2026-03-02,自然人,,,,,,2026-03-20,予以公开\nA-2,yl-czj,2026-03-02,自然人,,,,,,2026-06-20,予以公开\n",
}


@pytest.fixture
def built(tmp_path: Path) -> BuiltSite:
    return build_site(tmp_path, FILES)


def counted(site: BuiltSite, year: int = 2026) -> Statistics:
    content = site.output.parent / "content"
    ledgers = read_ledgers(content, site.register.tables.authorities, date(2026, 11, 18))
    assert ledgers.sound
    return statistics(site.register, site.store, ledgers, year)


def test_items_by_month_authority_and_column(built: BuiltSite) -> None:
    found = counted(built)
    assert found.whole.months == (0, 0, 7, 0, 0, 1, 0, 0, 0, 0, 2)
    assert {row.key: row.total for row in found.authorities} == {"yl-gov": 1, "yl-czj": 9}
    assert {row.key: row.total for row in found.columns} == {
        "article": 3,
        "document": 3,
        "interpretation": 1,
        "letter": 3,
    }
    assert counted(built, 2025).whole.months == (0,) * 11 + (1,)


def test_shares(built: BuiltSite) -> None:
    found = counted(built)
    assert found.share(Measure.INTERPRETED) == Share(1, 2)
    assert found.share(Measure.DISCLOSED, "yl-czj") == Share(2, 3)
    assert found.share(Measure.EXPLAINED) == Share(1, 1)
    assert found.share(Measure.ANSWERED) == Share(1, 2)
    assert found.share(Measure.REQUESTS) == Share(1, 2)
    assert found.share(Measure.REPORTED).percent is None
    assert found.on_time == Share(1, 1)


def test_columns_kept_up_at_the_end_of_a_month(built: BuiltSite) -> None:
    october = {update.column: update for update in update_table(built.register, "2026-10")}["栏目article"]
    assert (october.items, october.newest, october.due, october.late) == (0, "2026-03-31", "2026-04-14", True)
    march = {update.column: update for update in update_table(built.register, "2026-03")}["栏目article"]
    assert (march.items, march.newest, march.late) == (2, "2026-03-31", False)


def test_a_column_is_not_late_on_its_last_good_day(tmp_path: Path) -> None:
    """Fourteen days after 16 September is the last of that month, which has no 31st."""
    site = build_site(tmp_path, FILES | {"article/2026/00005.md": news("2026-09-16")})
    september = {update.column: update for update in update_table(site.register, "2026-09")}["栏目article"]
    assert (september.due, september.late) == ("2026-09-30", False)


def test_a_blank_column_is_said_to_be_blank(built: BuiltSite) -> None:
    """And not that nothing is demanded of it, where something is."""
    rows = {row[1]: row for row in map(update_row, update_table(built.register, "2025-11"))}
    assert rows["栏目article"] == ["样例市人民政府", "栏目article", 0, "空白", "", "空白"]
    assert rows["栏目document"][3:] == ["空白", "不要求", ""]


def test_a_special_column_is_not_told_of_before_it_was_opened(tmp_path: Path) -> None:
    special = column("special", "专题", 开设日期="2026-05-04", 主办="yl-gov", 状态="进行中", 类别="专题专栏")
    table = yaml.safe_dump([*COLUMNS, special], allow_unicode=True, sort_keys=False)
    site = build_site(tmp_path, FILES | {"columns.yaml": table})
    assert [
        "栏目special" in {update.column for update in update_table(site.register, month)}
        for month in ("2026-04", "2026-05")
    ] == [False, True]


def test_the_page_holds_what_the_tables_hold(built: BuiltSite) -> None:
    found, updates = counted(built), update_table(built.register, "2026-11")
    text = page("样例<市>", found, updates, "2026-11")
    assert "样例&lt;市&gt; 2026 年信息公开统计" in text
    assert 'name="robots" content="noindex"' in text
    assert "<td>50.0%<td>1<td>2" in text
    assert tables(found, updates, "2026-11")["items-by-authority"].rows[0] == ["全站", *found.whole.months, 10]


def run(site: BuiltSite, out: Path, **more: str) -> int:
    root = site.output.parent
    return statement_desk.statistics(
        out=str(out), content=str(root / "content"), store=str(root / "store.sqlite"), as_of="2026-11-18", **more
    )


def test_the_verb_writes_page_tables_and_workbook_the_same_every_time(built: BuiltSite, tmp_path: Path) -> None:
    assert run(built, tmp_path / "a") == 0
    assert run(built, tmp_path / "b") == 0
    names = sorted(path.name for path in (tmp_path / "a").iterdir())
    assert names == [
        "index.html",
        "items-by-authority.csv",
        "items-by-column.csv",
        "rates.csv",
        "statistics.xlsx",
        "updates.csv",
    ]
    for name in names:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    rows = list(csv.reader(io.StringIO((tmp_path / "a/items-by-column.csv").read_text("utf-8-sig"))))
    sheet = load_workbook(tmp_path / "a/statistics.xlsx")["按栏目"]
    assert [[str(cell) for cell in row] for row in sheet.values] == rows


def test_the_verb_refuses_what_it_cannot_do(built: BuiltSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for out, more, said in (
        (tmp_path / "output/x", {}, "output/"),
        (tmp_path / "x", {"month": "2026-13"}, "YYYY-MM"),
        (tmp_path / "x", {"month": "2026-12"}, "本月"),
        (tmp_path / "x", {"year": "二〇二六"}, "年度"),
        (tmp_path / "x", {"year": "2027"}, "2027 年还没有到"),
    ):
        with pytest.raises(Refused, match=said):
            run(built, out, **more)
    with pytest.raises(Refused, match="还没有生成过"):
        statement_desk.statistics(content=str(tmp_path / "content"), store=str(tmp_path / "none.sqlite"))


def test_nothing_is_no_share() -> None:
    assert Share(0, 0).percent is None
    assert Share(2, 3).percent == 66.7
    assert Ledgers().sound
