"""One inspection in four clothes."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.finding import Finding, Location, Severity
from pipeline.inspection import Counts, HeldItem, HeldReason, IndicatorResult, Inspection
from pipeline.report import FORMATS, render_report
from pipeline.standards import INDICATORS
from tests.checks.site import build_site

FINDINGS = (
    Finding(
        Location("content/a.md", 4, 7), "item-topic", Severity.ERROR, "主题分类“甲|乙”不对", "条例第十二条", "改为“乙”"
    ),
    Finding(Location("content/a.md", 5), "item-body", Severity.WARNING, "正文太短"),
    Finding(Location("content/b.md", 3, 5), "item-topic", Severity.ERROR, "主题分类“丙”不对", waived="目录修订中"),
    Finding(Location("output/x.html"), "page-footer", Severity.REVIEW, "页脚存疑"),
)
INSPECTION = Inspection(
    as_of="2026-11-18 23:59",
    demonstration=True,
    findings=FINDINGS,
    counts=Counts(items=3, shown=2, withdrawn=0, held=1, pages=9, files=12, checks=48),
    held=(HeldItem("content/c.md", "草案", HeldReason.SCHEDULED, "2026-12-01 09:00"),),
    indicators=(IndicatorResult(INDICATORS[0], (0,)), IndicatorResult(INDICATORS[1], (5, 6, 0))),
)
CLEAN = Inspection("2026-11-18 23:59", False, (), Counts(1, 1, 0, 0, 3, 3, 48), (), ())


def same_fault(pages: int) -> Inspection:
    found = tuple(
        Finding(Location(f"output/{n:03d}.html", 9), "page-links", Severity.ERROR, "地址“/x”打不开:没有这个文件")
        for n in range(pages)
    )
    return Inspection("2026-11-18 23:59", False, found, CLEAN.counts, (), ())


def test_terminal() -> None:
    assert render_report(INSPECTION, "terminal") == (
        "content/a.md\n"
        "  content/a.md:4:7: 错误 主题分类“甲|乙”不对 [item-topic]\n"
        "      依据:条例第十二条\n"
        "      改法:改为“乙”\n"
        "  content/a.md:5: 警告 正文太短 [item-body]\n"
        "\n"
        "content/b.md\n"
        "  content/b.md:3:5: 错误 主题分类“丙”不对 [item-topic]\n"
        "      豁免:目录修订中\n"
        "\n"
        "output/x.html\n"
        "  output/x.html: 需人工复核 页脚存疑 [page-footer]\n"
        "\n"
        "演示日期:本次以 site.yaml 的“演示日期”2026-11-18 为“今天”判断,结果不代表当前日期。\n"
        "未发布 content/c.md 草案:定时 2026-12-01 09:00 发布\n"
        "指标 W3 首页不更新:合格(首页超过 14 天没有更新 0(达到 1 为不合格))\n"
        "指标 W4 栏目不更新:不合格(动态要闻、通知公告、政策文件类栏目逾期未更新 5(达到 5 为不合格);"
        "应更新而逾期未更新的栏目 6(达到 10 为不合格);空白栏目 0(达到 5 为不合格))\n"
        "截至 2026-11-18 23:59。条目 3:已发布 2,已撤回 0,未发布 1;页面 9,文件 12;检查 48 项\n"
        "合计 1 错误,1 警告,1 需人工复核,1 已豁免。有错误,不能发布。\n"
    )


def test_a_clean_terminal_report_is_two_lines() -> None:
    assert render_report(CLEAN, "terminal").splitlines() == [
        "截至 2026-11-18 23:59。条目 1:已发布 1,已撤回 0,未发布 0;页面 3,文件 3;检查 48 项",
        "合计 0 错误,0 警告,0 需人工复核。没有阻止发布的问题。",
    ]


def test_colour_changes_no_word() -> None:
    coloured = render_report(INSPECTION, "terminal", colour=True)
    assert "\x1b[31m" in coloured
    plain = coloured
    while "\x1b[" in plain:
        before, _, rest = plain.partition("\x1b[")
        plain = before + rest.partition("m")[2]
    assert plain == render_report(INSPECTION, "terminal")


def test_markdown() -> None:
    text = render_report(INSPECTION, "markdown")
    assert text.startswith("# 检查报告\n\n截至 2026-11-18 23:59。")
    assert "| W4 栏目不更新 | 不合格 |" in text
    assert "### content/a.md" in text
    assert "| 4:7 | 错误 | 主题分类“甲\\|乙”不对 | item-topic | 条例第十二条 | 改为“乙” |" in text
    assert "| 3:5 | 错误(已豁免) | 主题分类“丙”不对 | item-topic |  | 豁免理由:目录修订中 |" in text
    assert "| content/c.md | 草案 | 定时 2026-12-01 09:00 发布 |" in text


def test_json_holds_every_finding() -> None:
    value = json.loads(render_report(INSPECTION, "json"))
    assert value["exit_status"] == 1
    assert value["totals"] == {"ERROR": 1, "WARNING": 1, "REVIEW": 1, "waived": 1}
    assert value["findings"][0] == {
        "path": "content/a.md", "line": 4, "column": 7, "check": "item-topic", "severity": "ERROR",
        "message": "主题分类“甲|乙”不对", "clause": "条例第十二条", "hint": "改为“乙”", "waived": "",
    }  # fmt: skip
    assert [entry["passed"] for entry in value["indicators"]] == [True, False]
    assert value["held"][0]["reason"] == "scheduled"
    assert len(json.loads(render_report(same_fault(50), "json"))["findings"]) == 50


def test_junit_fails_what_blocks_and_skips_what_is_waived() -> None:
    root = ElementTree.fromstring(render_report(INSPECTION, "junit"))
    assert (root.get("failures"), root.get("skipped")) == ("1", "1")
    suites = {suite.get("name"): suite for suite in root}
    topic = suites["item-topic"]
    assert [case.get("file") for case in topic] == ["content/a.md", "content/b.md"]
    failure = topic.find("testcase/failure")
    assert failure is not None and failure.get("message") == "主题分类“甲|乙”不对"
    assert topic.find("testcase/skipped") is not None
    assert suites["item-letter"].get("failures") == "0"
    assert suites["item-body"].find("testcase/failure") is None
    assert int(root.get("tests", "0")) == sum(len(suite) for suite in root)


def test_junit_has_no_characters_that_xml_lacks() -> None:
    finding = Finding(Location("content/\udc80.md", 1), "x", Severity.ERROR, '坏\x00字\x1b符\ufffe<&>"')
    text = render_report(Inspection("2026-11-18 23:59", False, (finding,), CLEAN.counts, (), ()), "junit")
    case = ElementTree.fromstring(text.encode()).find("testsuite[@name='x']/testcase/failure")
    assert case is not None and case.get("message") == '坏\ufffd字\ufffd符\ufffd<&>"'


@pytest.mark.parametrize("format", ["terminal", "markdown", "junit"])
def test_one_fault_on_every_page_is_told_briefly_to_people(format: str) -> None:
    text = render_report(same_fault(50), format)
    assert text.count(".html") <= 15
    assert "(另有 47 个页面同样)" in text
    assert "同样" not in render_report(same_fault(3), format)


def test_markdown_text_cannot_change_the_table() -> None:
    finding = Finding(Location("content/a.md", 1), "x", Severity.ERROR, "甲|乙\n<b>[丙](x)</b>")
    text = render_report(Inspection("2026-11-18 23:59", False, (finding,), CLEAN.counts, (), ()), "markdown")
    assert "甲\\|乙 \\<b\\>\\[丙\\](x)\\</b\\>" in text


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_reports_are_the_same_every_time(format: str, tmp_path: Path) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": "坏的\n"})
    first = render_report(site.inspection(), format)
    assert first == render_report(site.inspection(), format)
    assert first.endswith("\n")


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="terminal、markdown、json、junit"):
        render_report(CLEAN, "pdf")
