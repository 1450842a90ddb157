"""The yearly statement: what the site tells is counted by hand, every relation is held, and the form is whole."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.environment import Refused
from pipeline.finding import Severity
from pipeline.statements.forms import AT_MOST, ENTRIES, SUMS, TITLE, SiteFigures
from pipeline.statements.site_statement import counted, read_statements, statement
from pipeline.statements.statement_text import plain
from plugins import statement_desk
from tests.checks.site import BuiltSite, build_site, column
from tests.statements.test_statistics import document, letter, news

COLUMNS = [
    column("article", "文章", 类别="工作动态"),
    column("about", "概况信息", 类别="概况信息"),
    column("document", "公开文件"),
    column("interpretation", "政策解读"),
    column("letter", "留言答复"),
    column("notice", "文章", 类别="通知公告", 责任部门="yl-gov"),
]
WRITTEN = {
    "访问量": {"独立用户访问总量": 100, "网站总访问量": 900},
    "办事服务": {
        "发布服务事项目录": "是", "注册用户数": 10, "政务服务事项数量": 30, "可全程在线办理事项数量": 20,
        "办件量": {"总数": 100, "自然人": 60, "法人": 40},
    },
    "互动交流": {
        "使用统一平台": "是", "收到留言数量": 9, "办结留言数量": 8, "平均办理时间": 2.5, "答复网民提问数量": 0,
        "提供智能问答": "否",
    },
    "安全防护": {
        "安全检测评估次数": 4, "发现问题数量": 2, "问题整改数量": 2, "建立安全监测预警机制": "是", "开展应急演练": "是",
        "明确网站安全责任人": "是",
    },
    "创新发展": ["无障碍浏览"],
    "填报": {
        "单位负责人": "甲某", "审核人": "乙某", "填报人": "丙某", "联系电话": "0999-8000001", "填报日期": "2026-01-20",
    },
}  # fmt: skip


def explanation(number: int, form: str) -> str:
    return (
        f"---\n标题: 解读{number}\n发文机关: yl-czj\n发布时间: 2025-03-1{number} 09:00\n"
        f"解读文件: [11990000876543210R/2026-00001]\n解读形式: {form}\n---\n说明背景。\n"
    )


def files(**changed: object) -> dict[str, str]:
    return {
        "columns.yaml": yaml.safe_dump(COLUMNS, allow_unicode=True, sort_keys=False),
        "article/2025/00001.md": news("2025-03-02"),
        "article/2025/00002.md": news("2025-12-31"),
        "article/2026/00003.md": news("2026-01-01"),
        "notice/2025/00001.md": news("2025-05-06"),
        "about/2024/00001.md": news("2024-05-06", "更新日期: 2025-08-08\n"),
        "document/2025/00001.md": document(1, "2025-03-02", "2025-03-10"),
        "interpretation/2025/00001.md": explanation(1, "文字解读"),
        "interpretation/2025/00002.md": explanation(2, "图解"),
        "interpretation/2025/00003.md": explanation(3, "媒体评论"),
        "letter/2025/00001.md": letter("2025-03-02", "2025-03-06"),
        "statements/2025.yaml": yaml.safe_dump(WRITTEN | changed, allow_unicode=True, sort_keys=False),
    }


@pytest.fixture
def built(tmp_path: Path) -> BuiltSite:
    return build_site(tmp_path, files())


def test_what_the_site_tells(built: BuiltSite) -> None:
    found = counted(built.register, lambda path: json.loads(built.store.page_parts(path)[0]), 2025)
    assert {key.partition(".")[2]: value for key, value in found.items() if value} == {
        "items": 9, "overview": 1, "news": 3, "catalogue": 1, "interpretations": 3, "materials": 1, "products": 1,
        "comments": 1, "replies": 1,
    }  # fmt: skip


def broken(root: Path, part: str, **changed: object) -> list[str]:
    site = build_site(root, files(**{part: WRITTEN[part] | changed}))  # type: ignore[operator]
    [written] = read_statements(root / "content")
    statement(written, site.register, lambda path: json.loads(site.store.page_parts(path)[0]))
    return [finding.message for finding in written.source.findings]


@pytest.mark.parametrize(
    ("part", "changed", "said"),
    [
        ("访问量", {"独立用户访问总量": 901}, "“独立用户访问总量”是 901，多于“网站总访问量”900"),
        ("办事服务", {"可全程在线办理事项数量": 31}, "“可全程在线办理政务服务事项数量”是 31，多于“政务服务事项数量”30"),
        ("办事服务", {"办件量": {"总数": 99, "自然人": 60, "法人": 40}}, "“办件量总数”是 99，各部分之和是 100"),
        ("互动交流", {"办结留言数量": 10}, "“办结留言数量”是 10，多于“收到留言数量”9"),
        ("互动交流", {"办结留言数量": 0}, "“公开答复数量”是 1，多于“办结留言数量”0"),
        ("互动交流", {"答复网民提问数量": 1}, "“答复网民提问数量”是 1，多于“网民留言数量”0"),
        ("安全防护", {"问题整改数量": 3}, "“问题整改数量”是 3，多于“发现问题数量”2"),
    ],
)
def test_every_relation_is_held(tmp_path: Path, part: str, changed: dict[str, object], said: str) -> None:
    assert broken(tmp_path, part, **changed) == [said]


def test_relations_name_entries_that_there_are() -> None:
    keys = {entry.key for entry in ENTRIES}
    assert len(keys) == len(ENTRIES)
    assert {key for pair in AT_MOST for key in pair} | {
        key for whole, parts, _ in SUMS for key in (whole, *parts)
    } <= keys


def run(site: BuiltSite, year: str, **more: Any) -> int:
    root = site.output.parent
    return statement_desk.website_statement(
        year, content=str(root / "content"), store=str(root / "store.sqlite"), **more
    )


def test_the_verb_writes_the_form_and_a_draft(built: BuiltSite, tmp_path: Path) -> None:
    assert run(built, "2025", column="notice", out=str(tmp_path / "out")) == 0
    title = TITLE.format(name="样例市人民政府办公室", year=2025)
    sheet = load_workbook(tmp_path / "out/2025-statement.xlsx").active
    assert sheet["A1"].value == title
    told = {row[1]: row[2] for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert (told["信息发布总数"], told["办件量总数"], told["平均办理时间"], told["无障碍浏览"]) == (9, 100, 2.5, "是")
    assert {entry.name for entry in ENTRIES} <= told.keys()
    [draft] = (path for path in (tmp_path / "content/notice").rglob("*.md") if "年度报表" in path.read_text("utf-8"))
    assert "状态: 草稿" in draft.read_text("utf-8")
    assert (draft.with_suffix("") / "2025-statement.xlsx").read_bytes() == (
        tmp_path / "out/2025-statement.xlsx"
    ).read_bytes()
    assert "| 信息发布总数 | 9 | 条 |" in draft.read_text("utf-8")


def test_a_draft_reads_without_a_fault(built: BuiltSite, tmp_path: Path) -> None:
    assert run(built, "2025", column="notice") == 0
    given = {
        path.relative_to(tmp_path / "content").as_posix(): path.read_bytes()
        for path in (tmp_path / "content").rglob("*")
        if path.is_file()
    }
    draft = next(name for name, raw in given.items() if name.startswith("notice/") and "报表".encode() in raw)
    given[draft] = given[draft].replace("状态: 草稿\n".encode(), b"")
    again = build_site(tmp_path / "again", given)
    findings = [str(one) for one in again.inspection().findings if "notice/" in one.location.path]
    assert findings == []


def test_nothing_is_made_of_what_does_not_add_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = build_site(tmp_path, files(访问量={"独立用户访问总量": 901, "网站总访问量": 900}))
    assert run(site, "2025", column="notice", out=str(tmp_path / "out")) == 1
    assert "没有生成" in capsys.readouterr().out
    assert not (tmp_path / "out").exists()
    assert len(list((tmp_path / "content/notice").rglob("*.md"))) == 1


@pytest.mark.parametrize(
    ("year", "column", "said"),
    [("2024", "notice", "2024.yaml"), ("2025", "notise", "notice"), ("二五", "notice", "年度")],
)
def test_what_cannot_be_made_is_refused(built: BuiltSite, year: str, column: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        run(built, year, column=column)


def test_cells_hold_what_is_in_them() -> None:
    assert plain("a|b\n*c* [d](e) <f>") == r"a\|b \*c\* \[d\](e) \<f\>"


FIXED_FILE = "content/statements/2025.yaml"


def test_a_fixed_statement_stays_as_it_was_whatever_becomes_of_the_site(built: BuiltSite, tmp_path: Path) -> None:
    written = (tmp_path / FIXED_FILE).read_text("utf-8")
    assert run(built, "2025", out=str(tmp_path / "before")) == 0
    assert run(built, "2025", fix=True) == 0
    assert (tmp_path / FIXED_FILE).read_text("utf-8").startswith(written.rstrip())
    with pytest.raises(Refused, match="已在"):
        run(built, "2025", fix=True)
    given = {
        path.relative_to(tmp_path / "content").as_posix(): path.read_bytes()
        for path in (tmp_path / "content").rglob("*")
        if path.is_file() and path.name != "00001.md"
    }
    again = build_site(tmp_path / "again", given)
    assert run(again, "2025", out=str(tmp_path / "after")) == 0
    for name in ("2025-statement.xlsx", "2025-statement.md"):
        assert (tmp_path / "before" / name).read_bytes() == (tmp_path / "after" / name).read_bytes()
    [told] = (one for one in again.inspection().findings if one.check == "site-website-statement")
    assert told.severity is Severity.REVIEW and "信息发布总数公布 9，现为" in told.message


def test_what_cannot_be_fixed_is_left_as_it_was(tmp_path: Path) -> None:
    site = build_site(tmp_path, files(填报=WRITTEN["填报"] | {"填报日期": "2026-01-20"}))  # type: ignore[operator]
    path = tmp_path / FIXED_FILE
    path.rename(path.with_name("2026.yaml"))
    raw = path.with_name("2026.yaml").read_bytes()
    with pytest.raises(Refused, match="还没有结束"):
        run(site, "2026", fix=True)
    assert path.with_name("2026.yaml").read_bytes() == raw


def test_fixed_figures_bear_the_names_that_are_printed() -> None:
    printed = {entry.key: entry.name for entry in ENTRIES if entry.key.startswith("site.")}
    assert {f"site.{name}": field.alias for name, field in SiteFigures.model_fields.items()} == printed
