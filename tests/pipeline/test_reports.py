"""One inspection in all its clothes."""

import io
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from pipeline.finding import Finding, Location, Severity
from pipeline.forecast import Deadline, Subject
from pipeline.indicators import DEDUCTED, NEW_MEDIA_VETOES, VETOES
from pipeline.inspection import Counts, HeldItem, HeldReason, Holder, Inspection
from pipeline.reports import FORMATS, render_report
from pipeline.reports.ics import fold
from pipeline.trend import Earlier, Unused, read_past
from pipeline.verdict import IndicatorResult, Score
from tests.checks.site import build_site


def text_of(inspection: Inspection, format: str, **more: object) -> str:
    told = render_report(inspection, format, **more)  # type: ignore[arg-type]
    assert isinstance(told, str)
    return told


FINDINGS = (
    Finding(
        Location("content/a.md", 4, 7), "item-topic", Severity.ERROR, "主题分类“甲|乙”不对", "条例第十二条", "改为“乙”"
    ),
    Finding(Location("content/a.md", 5), "item-body", Severity.WARNING, "正文太短"),
    Finding(Location("content/b.md", 3, 5), "item-topic", Severity.ERROR, "主题分类“丙”不对", waived="目录修订中"),
    Finding(Location("output/x.html"), "page-footer", Severity.REVIEW, "页脚存疑"),
)
W = VETOES
K14, K15 = (indicator for indicator in DEDUCTED if indicator.code in ("K14", "K15"))
INSPECTION = Inspection(
    as_of="2026-11-18 23:59",
    demonstration=True,
    findings=FINDINGS,
    counts=Counts(items=3, shown=2, withdrawn=0, held=1, pages=9, files=12, checks=48),
    held=(HeldItem("content/c.md", "草案", HeldReason.SCHEDULED, "2026-12-01 09:00"),),
    score=Score(
        vetoes=(IndicatorResult(W[1], ()), IndicatorResult(W[2], (0,)), IndicatorResult(W[3], (5, 6, 0))),
        new_media=(IndicatorResult(NEW_MEDIA_VETOES[1], (1,), "微信订阅号 甲"),),
        deductions=(IndicatorResult(K14, (2, 30)), IndicatorResult(K15, (0,))),
    ),
    forecast=(
        Deadline(
            Subject.ACCOUNT,
            "抖音:a",
            "抖音 甲",
            "市府办",
            "2026-11-03",
            "2026-11-17",
            -1,
            Location("content/accounts.yaml", 9),
        ),
        Deadline(
            Subject.COLUMN,
            "zwgk/a",
            "政务;公开,栏目",
            "市财政局",
            "2026-11-10",
            "2026-11-24",
            6,
            Location("content/columns.yaml", 4),
        ),
        Deadline(
            Subject.HOME, "", "样例市人民政府", "市府办", "2026-11-16", "2026-11-30", 12, Location("output/index.html")
        ),
    ),
    site="样例市人民政府",
    domain="www.yangli.example.gov.cn",
    holders={"content/a.md": Holder("政务公开 › 文件", "市财政局")},
)
CLEAN = Inspection("2026-11-18 23:59", False, (), Counts(1, 1, 0, 0, 3, 3, 48))


def same_fault(pages: int) -> Inspection:
    found = tuple(
        Finding(Location(f"output/{n:03d}.html", 9), "page-links", Severity.ERROR, "地址“/x”打不开：没有这个文件")
        for n in range(pages)
    )
    return Inspection("2026-11-18 23:59", False, found, CLEAN.counts)


def test_terminal() -> None:
    assert text_of(INSPECTION, "terminal") == (
        "content/a.md\n"
        "  content/a.md:4:7: 错误 主题分类“甲|乙”不对 [item-topic]\n"
        "      依据：条例第十二条\n"
        "      改法：改为“乙”\n"
        "  content/a.md:5: 警告 正文太短 [item-body]\n"
        "\n"
        "content/b.md\n"
        "  content/b.md:3:5: 错误 主题分类“丙”不对 [item-topic]\n"
        "      豁免：目录修订中\n"
        "\n"
        "output/x.html\n"
        "  output/x.html: 需人工复核 页脚存疑 [page-footer]\n"
        "\n"
        "演示日期：本次以 site.yaml 的“演示日期”2026-11-18 为“今天”判断，结果不代表当前日期。\n"
        "未发布 content/c.md 草案：定时 2026-12-01 09:00 发布\n"
        "指标 W2 站点无法访问：不能由程序判定\n"
        "指标 W3 首页不更新：合格（首页超过 14 天没有更新 0（达到 1 为不合格））\n"
        "指标 W4 栏目不更新：不合格（动态要闻类栏目和通知公告、政策文件类一级栏目超过规定期限未更新 5（达到 5 为不合格）；"
        "应更新而逾期未更新的栏目 6（达到 10 为不合格）；空白栏目 0（达到 5 为不合格））\n"
        "指标 N2 内容不更新（微信订阅号 甲）：不合格（超过 14 天没有更新 1（达到 1 为不合格））\n"
        "扣分 K14 可用性：共 32 处（首页打不开的链接 2；其他页面打不开的链接 30）\n"
        "网站不合格：单项否决触发 W4 栏目不更新。不合格的新媒体账号 1 个：微信订阅号 甲。"
        "另有 2 个问题不能由程序判定，须监测或人工核实。\n"
        "预警 已逾期 1 天：账号 抖音 甲（市府办）\n"
        "预警 还有 6 天：栏目 政务;公开,栏目（市财政局）\n"
        "截至 2026-11-18 23:59。条目 3：已发布 2，已撤回 0，未发布 1；页面 9，文件 12；检查 48 项\n"
        "合计 1 错误，1 警告，1 需人工复核，1 已豁免。有错误，不能发布。\n"
    )


def test_a_clean_terminal_report_is_two_lines() -> None:
    assert text_of(CLEAN, "terminal").splitlines() == [
        "截至 2026-11-18 23:59。条目 1：已发布 1，已撤回 0，未发布 0；页面 3，文件 3；检查 48 项",
        "合计 0 错误，0 警告，0 需人工复核。没有阻止发布的问题。",
    ]


def test_colour_changes_no_word() -> None:
    coloured = text_of(INSPECTION, "terminal", colour=True)
    assert "\x1b[31m" in coloured
    plain = coloured
    while "\x1b[" in plain:
        before, _, rest = plain.partition("\x1b[")
        plain = before + rest.partition("m")[2]
    assert plain == text_of(INSPECTION, "terminal")


def test_markdown() -> None:
    text = text_of(INSPECTION, "markdown")
    assert text.startswith("# 检查报告\n\n截至 2026-11-18 23:59。")
    assert "| W4 栏目不更新 | 不合格 |" in text
    assert "### content/a.md" in text
    assert "| 4:7 | 错误 | 主题分类“甲\\|乙”不对 | item-topic | 条例第十二条 | 改为“乙” |" in text
    assert "| 3:5 | 错误（已豁免） | 主题分类“丙”不对 | item-topic |  | 豁免理由：目录修订中 |" in text
    assert "| content/c.md | 草案 | 定时 2026-12-01 09:00 发布 |" in text


def test_json_holds_every_finding() -> None:
    value = json.loads(text_of(INSPECTION, "json"))
    assert value["exit_status"] == 1
    assert value["totals"] == {"ERROR": 1, "WARNING": 1, "REVIEW": 1, "waived": 1}
    assert value["findings"][0] == {
        "path": "content/a.md", "line": 4, "column": 7, "check": "item-topic", "severity": "ERROR",
        "message": "主题分类“甲|乙”不对", "clause": "条例第十二条", "hint": "改为“乙”", "waived": "",
        "holder": {"column": "政务公开 › 文件", "authority": "市财政局"},
    }  # fmt: skip
    passed = {entry["code"]: entry["passed"] for entry in value["indicators"]}
    assert passed == {"W2": None, "W3": True, "W4": False, "N2": False, "K14": None, "K15": None}
    assert [entry["official"] for entry in value["indicators"] if entry["code"][0] == "K"] == [False, False]
    assert [(entry["key"], entry["left"]) for entry in value["forecast"]] == [("抖音:a", -1), ("zwgk/a", 6), ("", 12)]
    assert value["held"][0]["reason"] == "scheduled"
    assert len(json.loads(text_of(same_fault(50), "json"))["findings"]) == 50


def test_junit_fails_what_blocks_and_skips_what_is_waived() -> None:
    root = ElementTree.fromstring(text_of(INSPECTION, "junit"))
    assert (root.get("failures"), sum(int(suite.get("skipped", 0)) for suite in root)) == ("1", 1)
    suites = {suite.get("name"): suite for suite in root}
    topic = suites["item-topic"]
    assert [(case.get("name") or "").split(":")[0] for case in topic] == ["content/a.md", "content/b.md"]
    failure = topic.find("testcase/failure")
    assert failure is not None and failure.get("message") == "主题分类“甲|乙”不对"
    assert topic.find("testcase/skipped") is not None
    assert suites["item-letter"].get("failures") == "0"
    assert suites["item-body"].find("testcase/failure") is None
    assert int(root.get("tests", "0")) == sum(len(suite) for suite in root)


def test_junit_has_no_characters_that_xml_lacks() -> None:
    finding = Finding(Location("content/\udc80.md", 1), "x", Severity.ERROR, '坏\x00字\x1b符\ufffe<&>"')
    text = text_of(Inspection("2026-11-18 23:59", False, (finding,), CLEAN.counts), "junit")
    case = ElementTree.fromstring(text.encode()).find("testsuite[@name='x']/testcase/failure")
    assert case is not None and case.get("message") == '坏\ufffd字\ufffd符\ufffd<&>"'


@pytest.mark.parametrize("format", ["terminal", "markdown", "junit"])
def test_one_fault_on_every_page_is_told_briefly_to_people(format: str) -> None:
    text = text_of(same_fault(50), format)
    assert text.count(".html") <= 15
    assert "（另有 47 处同样）" in text
    assert "同样" not in text_of(same_fault(3), format)


def test_markdown_text_cannot_change_the_table() -> None:
    finding = Finding(Location("content/a.md", 1), "x", Severity.ERROR, "甲|乙\n<b>[丙](x)</b>")
    text = text_of(Inspection("2026-11-18 23:59", False, (finding,), CLEAN.counts), "markdown")
    assert "甲\\|乙 \\<b\\>\\[丙\\](x)\\</b\\>" in text


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_reports_are_the_same_every_time(format: str, tmp_path: Path) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": "坏的\n"})
    first = render_report(site.inspection(), format)
    assert first == render_report(site.inspection(), format)
    assert first == render_report(INSPECTION, format) or first != render_report(CLEAN, format)
    assert isinstance(first, bytes) or first.endswith("\n")


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="code-quality, forecast, github, html"):
        render_report(CLEAN, "pdf")


# the verdict --------------------------------------------------------------------------------------------------------


def test_points_are_never_told_unless_the_site_asks_and_then_as_an_estimate() -> None:
    silent = "".join(text_of(INSPECTION, format) for format in ("terminal", "markdown", "html", "json"))
    assert "估算" not in silent and " 分" not in silent.replace(" 分钟", "")
    asked = replace(INSPECTION, score=replace(INSPECTION.score, estimated=True))
    line = "扣分指标得分（估算，分值未经核实，不是官方结论）：100 − K14 5 = 95 分；已触发单项否决，不再评分。"
    assert line in text_of(asked, "terminal") and line in text_of(asked, "html")
    assert json.loads(text_of(asked, "json"))["estimate"] == {
        "note": "估算，分值未经核实，不是官方结论",
        "lost": {"K14": "5", "K15": "0"},
        "left": "95",
    }


def test_what_no_program_can_decide_is_listed() -> None:
    for format in ("markdown", "html"):
        assert "一周内每天间隔访问 20 次以上" in text_of(INSPECTION, format)
    assert json.loads(text_of(INSPECTION, "json"))["undecided"][0][0] == "W2"


@pytest.mark.parametrize("format", [name for name in FORMATS if name not in ("forecast", "ics", "xlsx")])
def test_a_waiver_is_listed_in_every_report_of_findings(format: str) -> None:
    assert "目录修订中" in text_of(INSPECTION, format)


def test_a_partial_inspection_says_so() -> None:
    partial = replace(INSPECTION, since="origin/main", score=Score())
    for format in ("terminal", "markdown", "html"):
        assert "以来的改动可能影响的条目 0 个、页面 0 个" in text_of(partial, format)
    assert json.loads(text_of(partial, "json"))["since"] == "origin/main"
    assert "已全面检查" in text_of(replace(INSPECTION, since="origin/main"), "terminal")


def test_what_rests_on_memory_is_not_told_as_read(tmp_path: Path) -> None:
    text = text_of(INSPECTION, "html")
    assert text.count("未核实原文") == 2
    raw = render_report(INSPECTION, "xlsx")
    assert isinstance(raw, bytes)
    rows = list(openpyxl.load_workbook(io.BytesIO(raw))["评分表"].iter_rows(values_only=True))
    assert {row[1] for row in rows if "未核实原文" in str(row[-1])} == {"K14", "K15"}


# formats ------------------------------------------------------------------------------------------------------------


def test_markdown_stays_within_a_comment() -> None:
    found = tuple(
        Finding(Location(f"content/{n:05d}.md", 9), "item-topic", Severity.ERROR, "主题分类不对" * 5)
        for n in range(3000)
    )
    text = text_of(Inspection("2026-11-18 23:59", False, found, CLEAN.counts), "markdown")
    assert 30_000 < len(text.encode()) <= 60_000
    shown = text.count("### content/")
    assert f"另有 {3000 - shown} 个文件的 {3000 - shown} 处问题没有列出" in text
    assert text.count("<details>") == text.count("</details>") == 1


def test_markdown_stays_within_a_comment_whatever_is_waived_held_or_long() -> None:
    long = "长" * 5000
    waived = tuple(replace(FINDINGS[2], message=f"{n}{long}", waived=long) for n in range(200))
    held = tuple(HeldItem(f"content/{n}.md", long, HeldReason.DRAFT, "") for n in range(200))
    accounts = tuple(IndicatorResult(NEW_MEDIA_VETOES[1], (1,), f"微信订阅号 账号{n}") for n in range(500))
    full = replace(INSPECTION, findings=waived, held=held, score=replace(INSPECTION.score, new_media=accounts))
    text = text_of(full, "markdown")
    assert len(text.encode()) <= 60_000
    assert "<details><summary>已豁免的问题 200 项</summary>" in text and text.count("见 JSON 或 HTML 报告") >= 3
    assert "不合格的新媒体账号 500 个：" in text
    assert text.count("<details>") == text.count("</details>")


def test_markdown_calls_nobody() -> None:
    odd = replace(FINDINGS[0], message="审核人 @zhuer 和 a@b.cn，见 #12、!3！")
    text = text_of(replace(INSPECTION, findings=(odd,)), "markdown")
    assert "审核人 @&#8203;zhuer 和 a@b.cn，见 #&#8203;12、!&#8203;3！" in text


def sarif_schema() -> Any:
    """The standard's own schema, whole; where it comes from and its licence stand beside it."""
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(__file__).parent / "sarif-2.1.0.json").read_text("utf-8"))
    jsonschema.Draft4Validator.check_schema(schema)
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def test_sarif_knows_what_is_no_sarif() -> None:
    schema, value = sarif_schema(), json.loads(text_of(INSPECTION, "sarif"))
    value["runs"][0]["results"][0]["level"] = "blocker"
    value["runs"][0]["results"][1]["place"] = "content/a.md"
    del value["runs"][0]["results"][2]["message"]
    assert len(list(schema.iter_errors(value))) == 3


def test_sarif_of_whatever_was_found_has_the_form_of_the_standard(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": "---\n标题: 甲\n---\n", "a b.txt": "x"})
    found = site.inspection()
    assert found.findings
    for inspection in (found, CLEAN, replace(INSPECTION, since="origin/main")):
        assert [str(fault) for fault in sarif_schema().iter_errors(json.loads(text_of(inspection, "sarif")))] == []


def test_sarif_has_the_form_of_the_standard() -> None:
    value = json.loads(text_of(INSPECTION, "sarif"))
    sarif_schema().validate(value)
    [run] = value["runs"]
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    assert [result["level"] for result in run["results"]] == ["error", "warning", "error", "note"]
    assert run["results"][2]["suppressions"] == [{"kind": "inSource", "justification": "目录修订中"}]
    assert run["results"][0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 4, "startColumn": 7}
    assert "region" not in run["results"][3]["locations"][0]["physicalLocation"]
    prints = [result["partialFingerprints"]["gongkai/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)


def test_sarif_has_no_more_results_in_a_run_than_github_takes() -> None:
    found = same_fault(25_001).findings
    runs = json.loads(text_of(replace(CLEAN, findings=found), "sarif"))["runs"]
    assert [len(run["results"]) for run in runs] == [25_000, 1]
    assert [run["automationDetails"]["id"] for run in runs] == ["gongkai/1", "gongkai/2"]
    prints = {result["partialFingerprints"]["gongkai/v1"] for run in runs for result in run["results"]}
    assert len(prints) == 25_001


def test_sarif_quotes_braces_and_brackets_as_themselves() -> None:
    odd = replace(FINDINGS[0], message="写成 {日期: 2026} 或 [甲](1)、[乙]", hint="")
    [run] = json.loads(text_of(replace(INSPECTION, findings=(odd,)), "sarif"))["runs"]
    assert run["results"][0]["message"]["text"].startswith("写成 {{日期: 2026}} 或 \\[甲](1)、[乙]")
    texts = [rule["help"]["text"] for rule in run["tool"]["driver"]["rules"] if "help" in rule]
    assert any("{{检查代号" in text for text in texts)


def test_sarif_names_a_file_as_an_address() -> None:
    finding = Finding(Location("content/关于 x.md", 2), "x", Severity.ERROR, "坏")
    value = json.loads(text_of(Inspection("2026-11-18 23:59", False, (finding,), CLEAN.counts), "sarif"))
    place = value["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "content/%E5%85%B3%E4%BA%8E%20x.md", "uriBaseId": "SRCROOT"}


def test_workflow_commands_stand_at_their_lines_and_nothing_breaks_out_of_them() -> None:
    lines = text_of(INSPECTION, "github").splitlines()
    assert lines[0] == ("::error file=content/a.md,line=4,col=7,title=item-topic::主题分类“甲|乙”不对%0A改法：改为“乙”")
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice", "::notice"]
    odd = Finding(Location("content/a,b:c.md", 1), "item-x", Severity.ERROR, "一\n::set-output name=x::y\r100%")
    (line,) = text_of(replace(INSPECTION, findings=(odd,)), "github").splitlines()
    assert line == ("::error file=content/a%2Cb%3Ac.md,line=1,title=item-x::一 ::set-output name=x::y 100%25")


def test_code_quality_is_what_gitlab_reads() -> None:
    entries = json.loads(text_of(INSPECTION, "code-quality"))
    assert [entry["severity"] for entry in entries] == ["blocker", "minor", "info", "info"]
    assert entries[0]["location"] == {"path": "content/a.md", "lines": {"begin": 4}}
    assert entries[3]["location"]["lines"]["begin"] == 1
    assert len({entry["fingerprint"] for entry in entries}) == 4
    moved = replace(INSPECTION, findings=tuple(replace(f, location=replace(f.location, line=99)) for f in FINDINGS))
    assert [e["fingerprint"] for e in json.loads(text_of(moved, "code-quality"))] == [e["fingerprint"] for e in entries]


def test_forecast_is_sorted_by_urgency_and_summed_by_owner() -> None:
    text = text_of(INSPECTION, "forecast")
    assert "| 责任单位 | 已逾期 | 7 天内 | 30 天内 | 30 天以后 |" in text
    assert "| 市府办 | 1 | - | 1 | - |" in text and "| 市财政局 | - | 1 | - | - |" in text
    assert text.index("已逾期 1 天") < text.index("还有 6 天") < text.index("还有 12 天")
    assert "没有规定更新期限" in text_of(CLEAN, "forecast")


def test_the_calendar_is_valid_and_stable() -> None:
    text = text_of(INSPECTION, "ics")
    lines = text.split("\r\n")
    assert lines[-1] == "" and "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    whole = text.replace("\r\n ", "").split("\r\n")
    assert whole[0] == "BEGIN:VCALENDAR" and whole[-2] == "END:VCALENDAR"
    stack: list[str] = []
    for line in whole[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            stack.append(value)
        elif name == "END":
            assert stack.pop() == value
    assert not stack
    uids = [line for line in whole if line.startswith("UID:")]
    assert len(set(uids)) == 3 and all(uid.endswith("@www.yangli.example.gov.cn") for uid in uids)
    assert {line for line in whole if line.startswith("DTSTAMP:")} == {"DTSTAMP:20261118T000000Z"}
    assert "DTSTART;VALUE=DATE:20261124" in whole and "DTEND;VALUE=DATE:20261125" in whole
    assert "SUMMARY:更新到期：栏目 政务\\;公开\\,栏目" in whole
    later = replace(INSPECTION, forecast=(replace(INSPECTION.forecast[1], due="2026-12-24", left=36),))
    assert uids[1] in text_of(later, "ics").replace("\r\n ", "")


@given(st.text(max_size=300))
def test_folded_lines_are_whole_again(line: str) -> None:
    parts = list(fold(line))
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(len(part.encode(errors="replace")) <= 75 for part in parts)
    assert all(part[0] == " " for part in parts[1:])


def test_the_dashboard_folds_what_falls_due_late() -> None:
    soon, late = (replace(INSPECTION.forecast[0], title=name, left=left) for name, left in (("近", 30), ("远", 31)))
    tree = LexborHTMLParser(text_of(replace(INSPECTION, forecast=(soon, late)), "html"))
    folded = [node for node in tree.css("details") if "30 天以后到期的 1 项" in node.text()]
    assert (
        len(folded) == 1
        and " 远" in folded[0].text()
        and " 近" not in folded[0].text()
        and " 近" in tree.css("body")[0].text()
    )
    assert {node.text() for node in tree.css("td.day")} >= {soon.due, late.due}


def test_the_dashboard_needs_nothing_else_and_runs_nothing() -> None:
    finding = Finding(Location("content/a.md", 1), "x", Severity.ERROR, "<script>alert(1)</script>")
    text = text_of(replace(INSPECTION, findings=(finding, *FINDINGS)), "html", trend=TREND)
    tree = LexborHTMLParser(text)
    assert not tree.css("script, link, img, iframe, [src], [href]")
    assert "&lt;script&gt;alert(1)" in text
    assert [node.text() for node in tree.css("h2")] == [
        "检查指标", "不能由程序判定，须监测或人工核实", "趋势", "按机关", "按栏目", "发现的问题", "更新预警", "已豁免的问题",
        "未发布的条目",
    ]  # fmt: skip
    assert len(tree.css("svg")) == 3 and len(tree.css("svg polyline")) == 3
    titles = [node.text() for node in tree.css("circle title")]
    assert "2026-11-01 错误 7" in titles and "2026-11-18 错误 2" in titles
    assert "市财政局" in text and "政务公开 › 文件" in text


TREND = (
    Earlier("2026-11-01 23:59", {"ERROR": 7, "WARNING": 3, "REVIEW": 0}, 1, ()),
    Earlier("2026-11-08 23:59", {"ERROR": 4, "WARNING": 3, "REVIEW": 0}, 1, ()),
)


def test_the_trend_comes_from_earlier_json_reports(tmp_path: Path) -> None:
    for day in ("2026-11-08", "2026-11-01"):
        (tmp_path / f"{day}.json").write_text(text_of(replace(INSPECTION, as_of=f"{day} 23:59"), "json"), "utf-8")
    (tmp_path / "part.json").write_text(text_of(replace(INSPECTION, since="main"), "json"), "utf-8")
    (tmp_path / "other.json").write_text("[1]", "utf-8")
    past = read_past(tmp_path, INSPECTION.as_of, INSPECTION.site)
    assert [report.as_of[:10] for report in past.reports] == ["2026-11-01", "2026-11-08"]
    assert past.unused == (("other.json", Unused.DAMAGED), ("part.json", Unused.PARTIAL))
    assert past.reports[0].number(Severity.ERROR) == 1 and past.reports[0].waived == 1
    assert past.reports[0].failed == ("W4",)


def test_what_spoils_a_trend_is_named_and_left_out(tmp_path: Path) -> None:
    """Damaged, of the future, of another site, of a day that has one already: none changes the curve without a word."""

    def put(name: str, text: str | bytes) -> None:
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def of(day: str, **more: object) -> str:
        return text_of(replace(INSPECTION, as_of=day, **more), "json")  # type: ignore[arg-type]

    put("a.json", of("2026-11-01 23:59"))
    put("b.json", of("2026-11-01 09:00", findings=()))
    put("future.json", of("2027-01-01 23:59"))
    put("other.json", of("2026-11-02 23:59", site="别的网站"))
    good = of("2026-11-03 23:59")
    damaged: dict[str, str | bytes] = {
        "cut": good[:-40],
        "deep": "[" * 100_000,
        "infinite": good.replace('"ERROR": 1', '"ERROR": 1e999'),
        "negative": good.replace('"ERROR": 1', '"ERROR": -1'),
        "day": good.replace("2026-11-03 23:59", "2026-13-03 23:59"),
        "lacking": good.replace('"REVIEW": 1', '"REVISE": 1'),
        "empty": "",
        "binary": b"\xff\xfe\x00",
    }
    for name, text in damaged.items():
        put(f"x-{name}.json", text)
    (tmp_path / "x-folder.json").mkdir()
    os.mkfifo(tmp_path / "x-pipe.json")
    past = read_past(tmp_path, "2026-11-18 23:59", INSPECTION.site)
    assert [report.as_of for report in past.reports] == ["2026-11-01 23:59"]
    told = {"b": Unused.SAME_DAY, "future": Unused.LATER, "other": Unused.ELSEWHERE}
    told |= {f"x-{name}": Unused.DAMAGED for name in (*damaged, "folder", "pipe")}
    assert dict(past.unused) == {f"{name}.json": why for name, why in told.items()}


def test_a_report_of_the_same_day_is_no_second_point() -> None:
    morning = Earlier("2026-11-18 08:00", {"ERROR": 9, "WARNING": 0, "REVIEW": 0}, 0, ())
    assert "趋势" not in text_of(INSPECTION, "html", trend=(morning,))


def test_the_score_sheet_is_a_workbook_of_texts() -> None:
    evil = Finding(Location("content/a.md", 1), "x", Severity.ERROR, "=cmd|'/c calc'!A1\x07")
    raw = render_report(replace(INSPECTION, findings=(evil, *FINDINGS)), "xlsx")
    assert isinstance(raw, bytes) and raw == render_report(replace(INSPECTION, findings=(evil, *FINDINGS)), "xlsx")
    book = openpyxl.load_workbook(io.BytesIO(raw))
    assert book.sheetnames == ["结论", "评分表", "不能判定", "问题", "更新预警"]
    cells = [cell for row in book["问题"].iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert "=cmd|'/c calc'!A1\ufffd" in [cell.value for cell in cells]
    rows = [[cell.value for cell in row] for row in book["评分表"].iter_rows()]
    assert rows[0][-1] == "依据"
    assert ["单项否决", "W4", "栏目不更新", None, "空白栏目", 0, 5, "不合格"] in [row[:8] for row in rows]
    assert book.properties.modified.isoformat() == "2026-11-18T00:00:00"


def test_texts_stay_texts_when_a_cell_is_edited_and_a_cut_one_says_so() -> None:
    odd = ("=1+1", "+86", "-1", "@SUM(A1)", "长" * 40_000, "-")
    found = tuple(replace(FINDINGS[0], message=text) for text in odd)
    raw = render_report(replace(INSPECTION, findings=found), "xlsx")
    assert isinstance(raw, bytes)
    cells = [row[4] for row in openpyxl.load_workbook(io.BytesIO(raw))["问题"].iter_rows(min_row=2)]
    assert [bool(cell.quotePrefix) for cell in cells] == [True, True, True, True, False, False]
    assert cells[4].value.endswith("长…") and len(cells[4].value) == 32_000


def test_the_points_of_the_score_sheet_sum_up() -> None:
    asked = replace(INSPECTION, score=replace(INSPECTION.score, estimated=True))
    raw = render_report(asked, "xlsx")
    assert isinstance(raw, bytes)
    rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(raw))["评分表"].iter_rows()]
    assert rows[0][-1] == "扣分（估算，分值未经核实，不是官方结论）"
    assert sum(row[-1] or 0 for row in rows[1:]) == asked.score.lost == 5


@pytest.mark.parametrize("format", sorted(FORMATS))
def test_nothing_that_is_quoted_commands_a_terminal_or_stops_a_report(format: str) -> None:
    strange = Finding(
        Location("content/a\x1b.md", 1, 1), "item-topic", Severity.ERROR, "坏\x1b[31m\ud800\u202e字\u3000", hint="\x07"
    )
    told = render_report(replace(INSPECTION, findings=(strange, *FINDINGS[1:])), format)
    if isinstance(told, str):
        told.encode()
        assert not set("\x1b\x07\u202e\ud800").intersection(told)
        assert ("字" in told) == ("坏" in told)


@pytest.mark.parametrize("format", ["terminal", "junit", "markdown", "github", "html", "sarif", "code-quality"])
def test_no_message_forges_a_line_of_a_report(format: str) -> None:
    forged = "甲\r\n合计 0 错误\u2028乙\r丙"
    found = (Finding(Location("content/x\ny.md", 1), "item-topic", Severity.ERROR, forged),)
    told = text_of(replace(CLEAN, findings=found), format)
    assert "甲 合计 0 错误 乙 丙" in told
    assert "content/x\ufffdy.md" in told or "content/x%EF%BF%BDy.md" in told
