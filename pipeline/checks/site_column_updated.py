"""A column has something new within its period, counted by publication time; a date that was only moved cures nothing."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.cycles import due_of
from pipeline.finding import Severity
from pipeline.freshness import newest_in
from pipeline.standards import VETO_COLUMNS


@check(
    severity=Severity.ERROR,
    clause=VETO_COLUMNS,
    about="栏目在更新期限内有更新",
    hint="发布新的信息，或按实际情况调整更新期限；专题已结束的，状态改为“已归档”",
)
def site_column_updated(site: Inspected) -> Iterator[Answer]:
    for path, node in site.tables.columns.items():
        newest = newest_in(site, path)
        due = due_of(site.tables, node, newest, site.day) if newest else None
        if due and site.as_of > due.day:
            message = f"栏目“{node.column.title}”最新的信息发布于 {newest[:10]}，更新期限 {due.period.text}"
            if due.official:
                message += f"（这类栏目的规定上限；栏目写的是 {node.column.update_within}）"
            yield Answer(node.location, f"{message}，已逾期 {(site.as_of - due.day).days} 天")
