"""What an inspection gathers, waives, masks and counts."""

from pathlib import Path

import pytest

from pipeline import asking
from pipeline import inspection as stage
from pipeline.check import Inspected
from pipeline.checks import CHECKS
from pipeline.finding import Finding, Location, Severity
from pipeline.inspection import HeldReason, Inspection
from pipeline.verdict import Verdict
from tests.checks.site import SITE, build_site, column

ITEM = """---
标题: 工作动态
发文机关: yl-gov
发布时间: 2026-11-10 09:00
{more}---
会议已经召开。
"""


def item(more: str = "") -> str:
    return ITEM.format(more=more)


def checks_of(inspection: Inspection) -> list[str]:
    return [finding.check for finding in inspection.findings]


def test_a_faultless_site_has_nothing_to_tell(tmp_path: Path) -> None:
    inspection = build_site(tmp_path, {}).inspection()
    assert inspection.findings == ()
    assert inspection.exit_status == 0
    assert (inspection.counts.items, inspection.counts.shown, inspection.counts.pages) == (1, 1, 3)
    assert inspection.counts.checks == len(CHECKS)
    assert verdicts(inspection) == {
        "W1": Verdict.UNDECIDED,
        "W2": Verdict.UNDECIDED,
        "W3": Verdict.PASSED,
        "W4": Verdict.PASSED,
        "W5": Verdict.UNDECIDED,
        "W6": Verdict.PASSED,
    }


def test_an_error_blocks_and_a_warning_does_not(tmp_path: Path) -> None:
    error = build_site(tmp_path / "a", {"article/2026/00002.md": item("主题分类: 没有这类\n")}).inspection()
    warning = build_site(tmp_path / "b", {"article/2026/00002.md": item("同时发布: [article]\n")}).inspection()
    assert (checks_of(error), error.exit_status) == (["item-topic"], 1)
    assert (checks_of(warning), warning.exit_status) == (["item-also-in"], 0)


def test_a_waiver_is_listed_and_does_not_block(tmp_path: Path) -> None:
    more = "主题分类: 没有这类\n豁免:\n  item-topic: 主题目录正在修订(李四 2026-11-09)\n"
    inspection = build_site(tmp_path, {"article/2026/00002.md": item(more)}).inspection()
    [finding] = inspection.findings
    assert (finding.check, finding.waived, finding.blocks) == ("item-topic", "主题目录正在修订(李四 2026-11-09)", False)
    assert (inspection.exit_status, inspection.waived, inspection.number(Severity.ERROR)) == (0, 1, 0)


@pytest.mark.parametrize(
    "written",
    ["", "(李四)", "(2026-11-09)", "(李四 2026-11-19)", "(李四 2026-10-01 至 2026-11-17)", "(李四 2026-13-01)"],
)
def test_a_waiver_that_nobody_answers_for_has_no_effect(tmp_path: Path, written: str) -> None:
    more = f"主题分类: 没有这类\n豁免:\n  item-topic: 主题目录正在修订{written}\n"
    inspection = build_site(tmp_path, {"article/2026/00002.md": item(more)}).inspection()
    assert checks_of(inspection) == ["item-topic", "item-waivers"]
    assert (inspection.exit_status, inspection.waived) == (1, 0)


def test_what_keeps_an_item_out_cannot_be_waived(tmp_path: Path) -> None:
    more = "附件: [没有.pdf]\n豁免: {attachment-missing: 附件以后补上(李四 2026-11-09)}\n"
    inspection = build_site(tmp_path, {"article/2026/00002.md": item(more)}).inspection()
    assert (checks_of(inspection), inspection.exit_status, inspection.waived) == (["attachment-missing"], 1, 0)


def test_a_waiver_that_is_not_needed_is_told_once_it_is_public(tmp_path: Path) -> None:
    more = "豁免:\n  item-topic: 主题目录正在修订(李四 2026-11-09)\n"
    files = {"article/2026/00002.md": item(more), "article/2026/00003.md": item(more + "状态: 草稿\n")}
    [finding] = build_site(tmp_path, files).inspection().findings
    assert (finding.location.path, finding.severity) == ("content/article/2026/00002.md", Severity.REVIEW)
    assert finding.message == "豁免“item-topic”没有用上：这一篇没有这个问题"


def test_a_waiver_holds_for_the_page_of_its_item_and_for_no_other(tmp_path: Path) -> None:
    bare = "<!doctype html><html lang=zh-CN><title>x</title><h1>x</h1></html>"
    waived = item(
        "豁免:\n  page-footer: 演示用的空白页(李四 2026-11-09)\n  page-labels: 演示用的空白页(李四 2026-11-09)\n"
    )
    files = {"article/2026/00002.md": waived, "article/2026/00003.md": item()}
    output = {"article/2026/00002.html": bare, "article/2026/00003.html": bare}
    inspection = build_site(tmp_path, files, output).inspection()
    blocking = {(f.check, f.location.path) for f in inspection.findings if f.blocks}
    assert blocking == {(check, "output/article/2026/00003.html") for check in ("page-footer", "page-labels")}
    assert inspection.waived == 2


def test_a_page_finding_names_the_source_of_the_page(tmp_path: Path) -> None:
    output = {"article/2026/00001.html": "<!doctype html><html lang=zh-CN><title>x</title><h1>x</h1></html>"}
    inspection = build_site(tmp_path, {}, output).inspection()
    hints = [finding.hint for finding in inspection.findings if finding.check == "page-footer"]
    assert len(hints) == 1
    assert hints[0].endswith("页面由 content/article/2026/00001.md 生成")


def test_findings_of_reading_and_of_tables_and_of_others_are_in(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": "没有页头\n", "accounts.yaml": "- {账号名称: 甲}\n"})
    other = Finding(Location("theme"), "host-log", Severity.WARNING, "主题有警告")
    inspection = stage.inspect(site.store, site.register, site.output, extra=[other])
    assert {"source-no-header", "field-missing", "host-log"} <= set(checks_of(inspection))
    assert inspection.exit_status == 1


def test_without_a_valid_site_table_no_check_is_asked_but_the_reason_is_told(tmp_path: Path) -> None:
    inspection = build_site(tmp_path, {"site.yaml": "网站名称: 只有名称\n"}).inspection()
    assert inspection.exit_status == 1
    assert set(checks_of(inspection)) == {"field-missing"}
    assert inspection.counts.checks == 0


def test_held_items_are_told_with_their_reason(tmp_path: Path) -> None:
    files = {
        "article/2026/00002.md": item("状态: 草稿\n"),
        "article/2026/00003.md": item("公开方式: 依申请公开\n"),
        "article/2026/00004.md": item().replace("2026-11-10", "2026-12-10"),
    }
    inspection = build_site(tmp_path, files).inspection()
    assert [(held.file, held.reason) for held in inspection.held] == [
        ("content/article/2026/00002.md", HeldReason.DRAFT),
        ("content/article/2026/00003.md", HeldReason.NOT_PROACTIVE),
        ("content/article/2026/00004.md", HeldReason.SCHEDULED),
    ]
    assert (inspection.counts.held, inspection.counts.shown) == (3, 1)


def test_a_draft_is_not_judged_but_a_scheduled_item_is(tmp_path: Path) -> None:
    fault = "主题分类: 没有这类\n"
    files = {
        "article/2026/00002.md": item(fault + "状态: 草稿\n"),
        "article/2026/00003.md": item(fault).replace("2026-11-10", "2026-12-10"),
    }
    inspection = build_site(tmp_path, files).inspection()
    assert [(f.check, f.location.path) for f in inspection.findings] == [
        ("item-topic", "content/article/2026/00003.md")
    ]


def test_personal_numbers_in_content_do_not_reach_the_report(tmp_path: Path) -> None:
    inspection = build_site(tmp_path, {"article/2026/00002.md": item("主题分类: 找张三13800001234\n")}).inspection()
    told = [finding.message for finding in inspection.findings if finding.check == "item-topic"]
    assert len(told) == 1 and "138****1234" in told[0]
    assert "13800001234" not in "".join(map(str, inspection.findings))


def test_the_demonstration_day_is_told(tmp_path: Path) -> None:
    import yaml

    table = yaml.safe_dump(SITE | {"演示日期": "2026-11-18"}, allow_unicode=True)
    assert build_site(tmp_path / "a", {"site.yaml": table}).inspection().demonstration
    assert not build_site(tmp_path / "b", {"site.yaml": table}, as_of="2026-11-17").inspection().demonstration
    assert not build_site(tmp_path / "c", {}).inspection().demonstration


def test_workers_find_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        f"article/2026/1{n:04d}.md": item("主题分类: 没有这类\n见[无](/x/)" if n % 7 == 0 else "") for n in range(40)
    }
    site = build_site(tmp_path, files)
    alone = site.inspection(workers=1)
    monkeypatch.setattr(asking, "SMALL", 0)
    monkeypatch.setattr(asking, "BATCH", 9)
    together = site.inspection(workers=2)
    assert together == alone
    assert len(alone.findings) == 6


def test_what_was_learnt_of_the_output_is_forgotten_with_the_inspection(tmp_path: Path) -> None:
    site = build_site(tmp_path, {"article/2026/00002.md": item()})
    assert site.inspection().findings == ()
    (site.output / "article/2026/00002.html").unlink()
    assert {finding.check for finding in site.inspection().findings} == {"page-links", "site-items"}


def test_a_slip_of_the_pen_is_offered_and_a_guess_is_not(tmp_path: Path) -> None:
    files = {
        "article/2026/00002.md": item("索引号: 11990000123456788L/2026-00001\n"),
        "article/2026/00003.md": item() + "见[甲](索引号:11990000123456798L/2026-00001)。\n",
        "article/2026/00004.md": item() + "见[甲](索引号:11990000123456788L/2026-00010)。\n",
        "article/2026/00005.md": item() + "见[乙](索引号:11990000876543210R/2019-00777)。\n",
    }
    told = [finding.message for finding in build_site(tmp_path, files).inspection().findings]
    assert told == [
        "链接的索引号“11990000123456798L/2026-00001”不存在，是否应为“11990000123456788L/2026-00001”？",
        "链接的索引号“11990000123456788L/2026-00010”不存在",
        "链接的索引号“11990000876543210R/2019-00777”不存在",
    ]


# indicators ---------------------------------------------------------------------------------------------------------


def verdicts(inspection: Inspection) -> dict[str, Verdict]:
    return {result.indicator.code: result.verdict for result in inspection.score.vetoes}


def counts(inspection: Inspection) -> dict[str, int]:
    return {
        measure.key: count
        for result in inspection.score.all
        for measure, count in zip(result.indicator.measures, result.counts, strict=True)
    }


def columns(*rows: dict[str, object]) -> str:
    import yaml

    return yaml.safe_dump([column("article", "文章"), *rows], allow_unicode=True)


def test_a_stale_home_page_fails_its_indicator(tmp_path: Path) -> None:
    inspection = build_site(tmp_path, {}, as_of="2026-12-15").inspection()
    assert [result.indicator.code for result in inspection.score.failed] == ["W3"]


@pytest.mark.parametrize(("empty", "passed"), [(4, True), (5, False)])
def test_five_empty_columns_fail(tmp_path: Path, empty: int, passed: bool) -> None:
    rows = [column(f"c{n}", "文章", 必备="是" if n == 0 else "否") for n in range(empty)]
    inspection = build_site(tmp_path, {"columns.yaml": columns(*rows)}).inspection()
    assert counts(inspection)["columns_empty"] == empty
    assert (verdicts(inspection)["W4"] is Verdict.PASSED) is passed


@pytest.mark.parametrize(
    ("kind", "stale", "passed"),
    [("工作动态", 4, True), ("工作动态", 5, False), ("其他", 9, True), ("其他", 10, False)],
)
def test_stale_columns_fail_sooner_for_news_and_policy(tmp_path: Path, kind: str, stale: int, passed: bool) -> None:
    rows = [column(f"c{n}", "文章", 类别=kind, 更新期限="14天") for n in range(stale)]
    files = {f"c{n}/2026/00001.md": item().replace("2026-11-10", "2026-10-10") for n in range(stale)}
    inspection = build_site(tmp_path, files | {"columns.yaml": columns(*rows)}).inspection()
    found = counts(inspection)
    assert found["columns_stale"] == stale
    assert found["news_and_policy_stale"] == (stale if kind == "工作动态" else 0)
    assert (verdicts(inspection)["W4"] is Verdict.PASSED) is passed


def test_a_promise_shorter_than_the_norm_counts_as_a_stale_column_only(tmp_path: Path) -> None:
    """Of notices the norm waits six months, and only for those of the first level; of news a fortnight."""
    below = {"类别": "政策文件", "更新期限": "30天"}
    rows = [
        column("news", "文章", 类别="工作动态", 更新期限="7天"),
        column("notices", "文章", 类别="通知公告", 更新期限="14天"),
        column("policy", "目录", 类别="政策文件", 子栏目=[column("a", "文章", **below), column("b", "文章", **below)]),
    ]
    days = {"news": "2026-11-10", "notices": "2026-05-18", "policy/a": "2026-05-17", "policy/b": "2026-05-16"}
    files = {f"{path}/2026/00001.md": item().replace("2026-11-10", day) for path, day in days.items()}
    found = counts(build_site(tmp_path, files | {"columns.yaml": columns(*rows)}, as_of="2026-11-18").inspection())
    assert found["columns_stale"] == 5
    assert found["news_and_policy_stale"] == 1  # policy, as a whole


GUIDE = """---
标题: 事项{n}
发文机关: yl-gov
发布时间: 2026-11-10 09:00
事项名称: 事项{n}
设定依据: [条例]
申请条件: [有场所]
办理材料: [{{名称: 执照}}]
办理地点: 大厅
办理机构: 市局
{more}---
"""
WHOLE = "收费标准: 不收费\n办理时间: 工作日\n联系电话: 0999-8000002\n办理流程: [申请]\n"


@pytest.mark.parametrize(
    ("lacking", "whole", "passed"),
    [(5, 3, False), (4, 1, True), (2, 0, False), (2, 1, True), (0, 2, True), (4, 0, False)],
)
def test_service_guides_fail_when_five_lack_or_all_of_a_few(
    tmp_path: Path, lacking: int, whole: int, passed: bool
) -> None:
    files = {
        f"service_guide/2026/0{n:04d}.md": GUIDE.format(n=n, more="" if n < lacking else WHOLE)
        for n in range(lacking + whole)
    }
    inspection = build_site(tmp_path, files).inspection()
    assert counts(inspection)["guides_lacking"] == lacking
    assert (verdicts(inspection)["W6"] is Verdict.PASSED) is passed


PORTAL = {"网站类型": "政府门户网站"}


def portal(**more: str) -> str:
    import yaml

    return yaml.safe_dump(SITE | PORTAL | more, allow_unicode=True, sort_keys=False)


LETTER = """---
标题: 咨询
发文机关: yl-gov
发布时间: {day} 09:00
来信类别: 咨询
来信时间: {day} 08:00
来信内容: 请问
---
已收到。
"""


@pytest.mark.parametrize(
    ("day", "failed"), [("2026-08-18", False), ("2026-08-17", True), ("2026-07-01", True), ("2025-10-01", False)]
)
def test_a_letter_unanswered_for_three_months_fails_within_its_year(tmp_path: Path, day: str, failed: bool) -> None:
    site = build_site(tmp_path, {"letter/2026/00001.md": LETTER.format(day=day)})
    inspection = site.inspection()
    assert counts(inspection)["letters_unanswered"] == int(failed)
    assert (verdicts(inspection)["W5"] is Verdict.FAILED) is failed


def test_a_portal_needs_a_mailbox_and_services_and_a_bureau_does_not(tmp_path: Path) -> None:
    inspection = build_site(tmp_path, {"site.yaml": portal()}).inspection()
    assert {result.indicator.code for result in inspection.score.failed} == {"W5", "W6"}
    assert inspection.score.deductions and inspection.score.bonus
    bureau = build_site(tmp_path / "b", {}).inspection().score
    assert not bureau.failed and not bureau.deductions and not bureau.bonus


def test_deductions_count_and_their_estimate_is_capped(tmp_path: Path) -> None:
    files = {f"article/2026/1{n:04d}.md": item("主题分类: 没有这类\n") for n in range(9)}
    score = build_site(tmp_path, files | {"site.yaml": portal(估算分值="是")}).inspection().score
    documents = next(result for result in score.deductions if result.indicator.name == "政策文件")
    assert dict(zip((m.label for m in documents.indicator.measures), documents.counts, strict=True)) == {
        "没有这类栏目": 1,
        "栏目逾期未更新": 0,
        "栏目空白": 0,
        "主题分类不在统一目录中": 9,
        "有效性标注有误": 0,
        "修改、废止关系标注有误": 0,
    }
    assert documents.estimate == documents.indicator.most == 5
    assert score.estimated and score.left == 100 - sum(result.estimate for result in score.deductions)


def test_a_waiver_does_not_hide_from_the_indicators(tmp_path: Path) -> None:
    more = "主题分类: 没有这类\n豁免:\n  item-topic: 主题目录正在修订(李四 2026-11-01)\n"
    inspection = build_site(tmp_path, {"article/2026/00002.md": item(more), "site.yaml": portal()}).inspection()
    assert counts(inspection)["check:item-topic"] == 1


ACCOUNT = {
    "账号名称": "样例发布",
    "账号ID": "yl",
    "平台": "微信订阅号",
    "主办单位": "yl-gov",
    "备案日期": "2020-01-01",
    "最近更新日期": "2026-11-17",
    "互动功能": ["留言"],
    "状态": "正常运行",
}


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ({}, []),
        ({"最近更新日期": "2026-11-04"}, []),
        ({"最近更新日期": "2026-11-03"}, ["N2"]),
        ({"互动功能": []}, ["N3"]),
        ({"状态": "停更公示", "停更公告": "/a", "最近更新日期": "2020-01-01"}, []),
    ],
)
def test_each_running_account_is_judged(tmp_path: Path, change: dict[str, object], failed: list[str]) -> None:
    import yaml

    table = yaml.safe_dump([ACCOUNT | change], allow_unicode=True)
    score = build_site(tmp_path, {"accounts.yaml": table}).inspection().score
    results = score.new_media
    assert [result.indicator.code for result in results if result.verdict is Verdict.FAILED] == failed
    assert {result.of for result in results} <= {"微信订阅号 样例发布"}
    assert not results or ("N1" in {result.indicator.code for result, _ in score.undecided})


def test_what_is_asked_of_every_account_names_none_and_what_lacks_of_one_names_it(tmp_path: Path) -> None:
    import yaml

    dated = {key: value for key, value in ACCOUNT.items() if key != "最近更新日期"}
    table = yaml.safe_dump([dated | {"账号ID": name, "账号名称": name} for name in ("甲", "乙")], allow_unicode=True)
    files: dict[str, str | bytes] = {
        "accounts.yaml": table,
        "census/2026-01.csv": "平台,账号ID,最近更新日期,能否使用\n",
    }
    score = build_site(tmp_path, files).inspection().score
    of = [(result.indicator.code, result.of) for result, _ in score.undecided if result.indicator.code.startswith("N")]
    assert of == [("N1", ""), ("N2", "微信订阅号 甲"), ("N3", ""), ("N2", "微信订阅号 乙")]


def test_before_the_indicators_were_in_force_nothing_is_counted(tmp_path: Path) -> None:
    assert build_site(tmp_path, {}, as_of="2019-04-17").inspection().score.vetoes == ()


def test_forged_dates_are_open_where_history_was_not_asked(tmp_path: Path) -> None:
    score = build_site(tmp_path, {}).inspection().score
    assert ("W1", "发稿日期是否伪造（没有与提交记录核对）") in {(r.indicator.code, text) for r, text in score.undecided}


def test_a_site_under_inspection_knows_its_items_and_places(tmp_path: Path) -> None:
    site: Inspected = build_site(tmp_path, {"article/2026/00002.md": item("审核: {初审: 甲}\n")}).inspected()
    found = site.item("article/2026/00002")
    assert site.row_of("/article/2026/00002.html") == found.row
    assert site.row_of("/article/") is None
    assert str(found.at("title")) == "content/article/2026/00002.md:2:5"
    assert str(found.at("标题")) == "content/article/2026/00002.md:2:5"
    assert str(found.at("review", "初审")) == "content/article/2026/00002.md:5:10"
    assert str(found.at("keywords")) == "content/article/2026/00002.md:1:1"
    assert str(found.at("body")) == "content/article/2026/00002.md:7:1"
    assert site.place("column:article").path == "content/columns.yaml"
    assert site.folders["/article/2026"] == ["/article/2026/00001.html", "/article/2026/00002.html"]
