"""The quarterly circular: counted by hand from four reports of two sites, and only from those of the quarter."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook  # type: ignore[import-untyped]

from pipeline.environment import Refused
from pipeline.statements.circular import authorities_table, body, kinds_table, sites_table
from pipeline.statements.inspections import Quarter, quarter_of, read_quarter
from plugins import statement_desk
from tests.checks.site import build_site

Q3 = Quarter(2026, 3)
A, B = "样例市人民政府", "样例市财政局"


def finding(
    path: str, check: str = "item-links", severity: str = "ERROR", of: str = "", waived: str = ""
) -> dict[str, Any]:
    holder = {"column": "文件", "authority": of} if of else None
    place = {"path": path, "line": 3, "column": 1, "clause": "", "hint": ""}
    return place | {
        "check": check,
        "severity": severity,
        "message": f"{path}有问题",
        "waived": waived,
        "holder": holder,
    }


def indicator(code: str, passed: bool | None, of: str = "") -> dict[str, Any]:
    part = "政务新媒体单项否决" if of else "单项否决"
    return {"code": code, "name": f"指标{code}", "part": part, "of": of, "passed": passed}


def report(
    site: str, day: str, findings: list[dict[str, Any]], indicators: list[dict[str, Any]], since: str = ""
) -> str:
    value = {"site": site, "as_of": f"{day} 23:59", "demonstration": False, "since": since}
    return json.dumps(value | {"findings": findings, "indicators": indicators}, ensure_ascii=False)


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A: two faults in July, one of them gone and one new in September. B: two in August. Others do not count."""
    good = [indicator("W4", True), indicator("N2", False, "抖音 甲"), indicator("N2", True, "微信订阅号 乙")]
    one, two, three = (
        finding("content/a.md", of=B),
        finding("content/b.md", "page-links", of=B),
        finding("content/c.md", of=A),
    )
    written = {
        "a1.json": report(A, "2026-07-02", [one, two], [indicator("W4", False)]),
        "a2.json": report(A, "2026-09-30", [{**two, "line": 9}, three], good),
        "sub/b.json": report(
            B,
            "2026-08-15",
            [finding("x", severity="WARNING"), finding("y"), finding("z", waived="历史")],
            [indicator("W4", False)],
        ),
        "june.json": report(A, "2026-06-30", [finding("old")], []),
        "october.json": report(A, "2026-10-01", [finding("new")], []),
        "change.json": report(A, "2026-08-01", [finding("part")], [], since="origin/main"),
        "other.json": '{"a": 1}',
        "broken.json": "{",
    }
    for name, text in written.items():
        path = tmp_path / "reports" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "reports"


def test_only_whole_reports_of_the_quarter_count(reports: Path) -> None:
    sites, unread = read_quarter(reports, Q3)
    assert unread == ["broken.json", "other.json"]
    assert {name: (one.reports, len(one.seen), len(one.rectified)) for name, one in sites.items()} == {
        A: (2, 3, 1),
        B: (1, 2, 0),
    }
    assert sites[A].passed and not sites[B].passed
    assert (sites[A].last.accounts, sites[A].failed_accounts) == (("微信订阅号 乙", "抖音 甲"), {"抖音 甲"})


def test_the_tables_say_what_was_counted(reports: Path) -> None:
    sites, _ = read_quarter(reports, Q3)
    assert sites_table(sites) == [(A, 2, "未触发", 2, 0, 0, 3, 1, "33.3"), (B, 1, "W4 指标W4", 1, 1, 0, 2, 0, "0.0")]
    assert kinds_table(sites, {"item-links": "链接,都能打开"}) == [
        ("链接，都能打开", 4, 1, 3, 2),
        ("page-links", 1, 0, 1, 1),
    ]
    assert authorities_table(sites) == [(f"{B}（网站）", 2, 0, 2, 1), (B, 2, 1, 1, 1), (A, 1, 0, 1, 1)]


def test_the_text_says_what_the_tables_say(reports: Path) -> None:
    sites, _ = read_quarter(reports, Q3)
    text = body(Q3, sites, {})
    assert "检查时间为2026年7月2日至2026年9月30日。" in text
    assert "共检查网站 2 个、3 次" in text and "均未触发的 1 个，占 50.0%" in text
    assert "检查政务新媒体账号 2 个，不合格 1 个，合格率 50.0%" in text
    assert "共发现问题 5 个，已整改 1 个，整改率 20.0%" in text
    assert "尚未整改的 4 个问题" in text


def written(folder: Path, **files: str) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    return folder


def of(message: str, line: int = 1, waived: str = "") -> dict[str, Any]:
    return finding("content/columns.yaml", waived=waived) | {"message": message, "line": line}


def test_a_fault_that_only_grew_older_is_not_put_right(tmp_path: Path) -> None:
    """Two columns overdue, then one of them by more days, the other still; one more that was put right."""
    before = [of("栏目“要闻”已逾期 3 天"), of("栏目“通知”已逾期 5 天"), of("栏目“规划”已逾期 1 天")]
    after = [of("栏目“要闻”已逾期 63 天"), of("栏目“通知”已逾期 65 天")]
    folder = written(tmp_path / "r", a=report(A, "2026-07-02", before, []), b=report(A, "2026-09-01", after, []))
    [one] = read_quarter(folder, Q3)[0].values()
    assert (len(one.seen), [found.fault[2] for found in one.rectified]) == (3, ["栏目“规划”已逾期 1 天"])
    assert kinds_table({A: one}, {}) == [("item-links", 3, 1, 2, 1)]


def test_several_faults_of_a_kind_in_a_file_are_several(tmp_path: Path) -> None:
    before = [of("第 3 格是 1"), of("第 4 格是 2", 2), of("第 4 格是 2", 7)]
    folder = written(tmp_path / "r", a=report(A, "2026-07-02", before, []), b=report(A, "2026-07-03", before[:1], []))
    [one] = read_quarter(folder, Q3)[0].values()
    assert (len(one.seen), len(one.rectified), len(one.left)) == (3, 2, 1)


def test_what_was_waived_is_not_put_right(tmp_path: Path) -> None:
    reports = {
        "a": report(A, "2026-07-02", [of("甲"), of("乙")], []),
        "b": report(A, "2026-07-03", [of("甲", waived="历史遗留")], []),
    }
    [one] = read_quarter(written(tmp_path / "r", **reports), Q3)[0].values()
    assert [found.fault[2] for found in one.seen.values()] == ["乙"] == [found.fault[2] for found in one.rectified]


def test_two_inspections_of_a_day_count_and_a_copy_does_not(tmp_path: Path) -> None:
    first, second = report(A, "2026-07-02", [of("甲"), of("乙")], []), report(A, "2026-07-02", [of("甲")], [])
    folder = written(tmp_path / "r", a=first, b=second, copy=first)
    [one] = read_quarter(folder, Q3)[0].values()
    assert (one.reports, len(one.seen), len(one.rectified)) == (2, 2, 1)
    assert "检查时间为2026年7月2日。" in body(Q3, {A: one}, {})


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "null", '{"findings": 3}', report(A, "2026-02-30", [], []), report(A, "2026", [], [])]
)
def test_a_broken_report_is_told_and_not_counted(tmp_path: Path, text: str) -> None:
    folder = written(tmp_path / "r", broken=text, good=report(A, "2026-07-02", [], []))
    sites, unread = read_quarter(folder, Q3)
    assert (list(sites), unread) == ([A], ["broken.json"])


@pytest.mark.parametrize(
    ("text", "found"), [("2026Q3", Q3), ("2026-q3", Q3), ("2026Q5", None), ("2026", None), ("26Q1", None)]
)
def test_a_quarter_as_it_is_written(text: str, found: Quarter | None) -> None:
    assert quarter_of(text) == found


def test_a_quarter_has_its_days() -> None:
    assert [str(day) for day in (Q3.first, Q3.last, Quarter(2026, 4).last)] == [
        "2026-07-01",
        "2026-09-30",
        "2026-12-31",
    ]


def test_the_verb_makes_a_draft_with_its_annex(reports: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = reports.parent
    columns = "- {代号: article, 名称: 消息, 类别: 工作动态, 形态: 文章, 说明: 说明, 关键词: [词], 更新期限: 14天, 责任部门: yl-gov}\n"
    build_site(root, {"columns.yaml": columns})
    places = {"content": str(root / "content"), "store": str(root / "store.sqlite")}
    out = root / "out"
    assert statement_desk.circular("2026Q3", str(reports), "article", str(out), **places) == 0
    said = capsys.readouterr().out
    assert "other.json 不是完整的 JSON 检查报告" in said
    book = load_workbook(out / "2026q3-annex.xlsx")
    assert book.sheetnames == [
        "各网站检查情况",
        "问题分类",
        "各单位问题与整改",
        "政务新媒体",
        "尚未整改的问题",
        "栏目更新情况 2026-09",
    ]
    assert book["尚未整改的问题"].max_row == 5
    [draft] = (path for path in (root / "content/article").rglob("*.md") if "第三季度" in path.read_text("utf-8"))
    assert "状态: 草稿" in draft.read_text("utf-8") and "附件: [2026q3-annex.xlsx]" in draft.read_text("utf-8")
    first = (out / "2026q3-annex.xlsx").read_bytes()
    assert (draft.with_suffix("") / "2026q3-annex.xlsx").read_bytes() == first
    statement_desk.circular("2026Q3", str(reports), None, str(out), **places)
    assert (out / "2026q3-annex.xlsx").read_bytes() == first


@pytest.mark.parametrize(
    ("quarter", "folder", "said"),
    [("2026-3", "reports", "2026Q3"), ("2026Q3", "none", "找不到"), ("2025Q1", "reports", "没有 2025-01-01")],
)
def test_what_cannot_be_made_is_refused(reports: Path, quarter: str, folder: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        statement_desk.circular(quarter, str(reports.parent / folder), content=str(reports.parent / "content"))
