"""Letters in figures, and in every report that people and programs read."""

import io
import json
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import pytest
from selectolax.lexbor import LexborHTMLParser

from pipeline.inspection import Inspection
from pipeline.letters import LetterCount, Letters, days_taken
from pipeline.model import Promise
from pipeline.reports import render_report
from tests.checks.site import build_site

COLUMNS = """
- {代号: article, 名称: 要闻, 类别: 其他, 形态: 文章, 说明: 要闻, 关键词: [要闻], 更新期限: 不要求}
- {代号: letter, 名称: 留言, 类别: 咨询投诉, 形态: 留言答复, 说明: 信, 关键词: [信], 更新期限: 不要求, 答复时限: 5个工作日}
- {代号: old, 名称: 旧信, 类别: 咨询投诉, 形态: 留言答复, 说明: 信, 关键词: [信], 更新期限: 不要求}
"""
LETTERS = {
    "letter/2026/00001": ("yl-gov", "2026-11-02 10:00", "2026-11-03 10:00"),
    "letter/2026/00002": ("yl-gov", "2026-11-02 10:00", "2026-11-16 10:00"),
    "letter/2026/00003": ("yl-czj", "2026-10-30 22:00", "2026-11-06 08:00"),
    "letter/2026/00004": ("yl-czj", "2026-11-02 10:00", ""),
    "letter/2026/00005": ("yl-czj", "2026-11-16 10:00", ""),
    "old/2026/00001": ("yl-gov", "2026-11-02 10:00", "2026-11-05 10:00"),
}


def letter(authority: str, received: str, replied: str) -> str:
    answered = f"答复时间: {replied}\n答复单位: 市政府办公室\n" if replied else ""
    header = f"标题: 关于公积金提取的咨询\n发文机关: {authority}\n发布时间: 2026-11-17 09:00\n来信类别: 咨询\n来信内容: 怎样提取?\n"
    return f"---\n{header}来信时间: {received}\n{answered}---\n可以，凭合同办理。\n"


@pytest.fixture
def inspection(tmp_path: Path) -> Inspection:
    files = {f"{path}.md": letter(*facts) for path, facts in LETTERS.items()}
    return build_site(tmp_path, files | {"columns.yaml": COLUMNS}).inspection()


def test_in_all_by_authority_and_by_month(inspection: Inspection) -> None:
    assert inspection.score.letters == Letters(
        LetterCount("", 6, 4, 3, 2, 1, 4.0),
        (LetterCount("样例市人民政府", 3, 3, 2, 1, 0, 3.0), LetterCount("样例市财政局", 3, 1, 1, 1, 1, 5.0)),
        (LetterCount("2026-11", 5, 3, 2, 1, 1, 3.0), LetterCount("2026-10", 1, 1, 1, 1, 0, 5.0)),
    )


def test_the_findings_are_of_the_same_letters(inspection: Inspection) -> None:
    found = [(f.location.path, f.severity.value) for f in inspection.findings if f.check == "item-letter"]
    late = [f"content/letter/2026/{n}.md" for n in ("00002", "00004")]
    assert found == [(path, "WARNING") for path in late]


def test_every_report_tells_the_figures(inspection: Inspection) -> None:
    rows = [
        ["全部", "6", "4", "2", "3", "1", "4"],
        ["样例市人民政府", "3", "3", "1", "2", "0", "3"],
        ["样例市财政局", "3", "1", "1", "1", "1", "5"],
        ["2026-11", "5", "3", "1", "2", "1", "3"],
        ["2026-10", "1", "1", "1", "1", "0", "5"],
    ]
    page = LexborHTMLParser(str(render_report(inspection, "html")))
    told = [[cell.text() for cell in row.css("td")] for row in page.css("tr") if row.css_first("td")]
    assert [row for row in told if row in rows] == rows
    markdown = str(render_report(inspection, "markdown"))
    assert all(f"| {' | '.join(row)} |" in markdown for row in rows)
    value = json.loads(render_report(inspection, "json"))["letters"]
    assert value["whole"] == {
        "name": "", "received": 6, "answered": 4, "promised": 3, "in_time": 2, "overdue": 1, "median": 4.0,
    }  # fmt: skip
    assert [len(value["by_authority"]), [month["name"] for month in value["by_month"]]] == [2, ["2026-11", "2026-10"]]
    sheet = openpyxl.load_workbook(io.BytesIO(render_report(inspection, "xlsx")))["留言办理"]  # type: ignore[arg-type]
    assert [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] == rows


def test_a_site_without_letters_says_nothing_of_them(tmp_path: Path) -> None:
    inspection = build_site(tmp_path, {}).inspection()
    assert json.loads(render_report(inspection, "json"))["letters"] is None
    assert not any("留言办理" in str(render_report(inspection, form)) for form in ("html", "markdown"))


@pytest.mark.parametrize(
    ("received", "answered", "promise", "taken"),
    [
        ("2026-11-13", "2026-11-13", Promise(1, True), 0),
        ("2026-11-13", "2026-11-16", Promise(1, True), 1),
        ("2026-09-30", "2026-10-10", Promise(1, True), 3),
        ("2026-09-30", "2026-10-10", Promise(1, False), 10),
        ("2026-12-31", "2027-01-04", Promise(1, True), None),
        ("2026-12-31", "2027-01-04", Promise(1, False), 4),
    ],
)
def test_days_are_counted_as_the_promise_says(
    received: str, answered: str, promise: Promise, taken: int | None
) -> None:
    assert days_taken(received, answered, promise) == taken
