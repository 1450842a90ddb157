"""A special column says since when, by whom and whether it still runs."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import SITE_COLUMNS
from pipeline.tables import SPECIAL, ColumnNode
from pipeline.terms import SpecialState

ASLEEP_DAYS = 365


@check(
    severity=Severity.WARNING,
    clause=SITE_COLUMNS,
    about="专题写明开设日期、主办和状态",
    hint="在 columns.yaml 的专题中补齐",
)
def site_specials(site: Inspected) -> Iterator[Answer]:
    for node in site.tables.columns.values():
        if node.kind != SPECIAL:
            continue
        facts = {"开设日期": node.column.opened_on, "主办": node.column.sponsor, "状态": node.column.state}
        missing = [name for name, value in facts.items() if not value]
        if missing:
            yield Answer(node.location, f"专题“{node.column.title}”没有写{'、'.join(missing)}")
        elif str(node.column.opened_on) > site.day:
            yield Answer(
                node.location, f"专题“{node.column.title}”的开设日期 {node.column.opened_on} 还没有到", "核对日期"
            )
        elif node.column.state is SpecialState.OPEN and not node.period.number:
            yield from _asleep(node, site)


def _asleep(node: ColumnNode, site: Inspected) -> Iterator[Answer]:
    """One that sets itself no period, and has had nothing new for a year."""
    newest = max((row.day for row in site.register.by_column[node.path]), default="")
    days = (site.as_of - date.fromisoformat(newest)).days if newest else 0
    if days > ASLEEP_DAYS:
        message = f"专题“{node.column.title}”写的是进行中，已有 {days} 天没有新内容"
        yield Answer(node.location, message, "继续更新；已经结束的，状态改为“已归档”", Severity.REVIEW)
