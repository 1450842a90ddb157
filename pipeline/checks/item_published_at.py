"""Dates in their order: a document is dated before it is published, and nothing happened in the future."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import VETO_SAFETY

OLDEST = "1949-10-01"


@check(
    severity=Severity.ERROR,
    clause=VETO_SAFETY,
    about="发布时间不早于成文日期，各日期合乎情理",
    hint="核对原件上的日期和实际发布的时间，不得倒签",
)
def item_published_at(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    row = item.row
    if row.dated_on > row.day:
        yield Answer(item.at("published_at"), f"发布时间 {row.published_at} 早于成文日期 {row.dated_on}")
    for field, day in (("dated_on", row.dated_on), ("published_at", row.day)):
        if day and day < OLDEST:
            yield Answer(item.at(field), f"日期 {day} 过早，疑似写错", "核对年份")
    updated = item.details.get("updated_on") or ""
    if updated and updated > site.day:
        yield Answer(item.at("updated_on"), f"更新日期 {updated} 还没有到", "更新日期写实际修改的那一天")
    elif updated and updated < row.day:
        yield Answer(item.at("updated_on"), f"更新日期 {updated} 早于发布时间 {row.published_at}", "", Severity.WARNING)
