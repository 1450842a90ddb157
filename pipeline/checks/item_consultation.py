"""A consultation is long enough, and answers those who took part."""

import re
from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import CONSULTATION_DAYS

_ON_A_DRAFT = re.compile("征(?:求|询)[^，。]{0,12}意见|草案|意见稿|送审稿")


@check(
    severity=Severity.WARNING,
    clause=CONSULTATION_DAYS.clause,
    about="征集期不少于 30 日，结束后公布结果",
    kinds=("consultation",),
)
def item_consultation(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    opens, closes = item.row.opens_on, item.row.closes_on
    days = (date.fromisoformat(closes) - date.fromisoformat(opens)).days
    known = (date.fromisoformat(closes) - date.fromisoformat(max(opens, item.row.day))).days
    outcome = item.details.get("outcome")
    if days < 0:
        yield Answer(item.at("closes_on"), f"征集截止 {closes} 早于征集开始 {opens}", "核对两个日期", Severity.ERROR)
    elif known < CONSULTATION_DAYS.value and (item.details.get("draft") or _ON_A_DRAFT.search(item.row.title)):
        since = f"（征集 {opens} 开始，{item.row.day} 才发布）" if known < days else ""
        message = f"征求意见只有 {max(known, 0)} 日{since}，公开征求意见一般不少于 {CONSULTATION_DAYS.value} 日"
        yield Answer(item.at("closes_on"), message, "延长征集期；确需缩短的，在正文说明理由并写“豁免”")
    if opens <= closes < site.day and not outcome:
        yield Answer(
            item.at("closes_on"),
            f"征集已于 {closes} 结束，还没有公布结果",
            "补上“结果反馈”：公布日期、收到意见、采纳意见、说明",
        )
    if outcome and outcome["on"] > site.day:
        yield Answer(item.at("outcome"), f"结果公布日期 {outcome['on']} 还没有到", "核对日期", Severity.ERROR)
    if outcome and outcome["on"] < closes:
        yield Answer(
            item.at("outcome"), f"结果公布日期 {outcome['on']} 早于征集截止 {closes}", "核对两个日期", Severity.ERROR
        )
    if outcome and outcome["adopted"] > outcome["received"]:
        message = f"采纳意见 {outcome['adopted']} 条，多于收到的 {outcome['received']} 条"
        yield Answer(item.at("outcome"), message, "核对条数", Severity.ERROR)
