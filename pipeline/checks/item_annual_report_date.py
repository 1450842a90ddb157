"""An annual report is published after the year that it tells of, and by the day that is set for its authority."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ART_49, report_clause, report_due


@check(
    severity=Severity.WARNING,
    clause=ART_49,
    about="年报在年度结束后按期公布：部门 1 月 31 日前，政府 3 月 31 日前",
    hint="今后按期公布；发布时间不得改早",
    kinds=("annual_report",),
)
def item_annual_report_date(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    authority, year, day = site.tables.authorities.get(item.row.authority), item.details["year"], item.row.day
    if authority is None:
        return
    due = report_due(authority.level, year).isoformat()
    if day <= f"{year}-12-31":
        place = item.at("published_at")
        yield Answer(place, f"{year} 年还没有过完，{day} 就发布了年报", "核对“年度”和“发布时间”", Severity.ERROR)
    elif day > due:
        message = f"{year} 年度的年报发布于 {day}，期限是 {due}"
        yield Answer(item.at("published_at"), message, clause=report_clause(authority.level))
