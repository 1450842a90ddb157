"""A withdrawal says what it means: state, day and reason agree."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import HOUSE_RULE
from pipeline.terms import ItemStatus


@check(
    severity=Severity.ERROR,
    clause=HOUSE_RULE,
    about="撤回的状态、日期和原因一致",
    hint="要撤回就写“状态: 已撤回”，不撤回就删去“撤回”一项",
    gone=True,
)
def item_withdrawal(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    withdrawal = item.details.get("withdrawal")
    if not withdrawal:
        return
    if item.row.status != ItemStatus.WITHDRAWN:
        yield Answer(item.at("withdrawal"), "写了撤回的日期和原因，但状态不是“已撤回”，条目仍在发布")
    elif withdrawal["on"] < item.row.day:
        yield Answer(
            item.at("withdrawal"), f"撤回日期 {withdrawal['on']} 早于发布时间 {item.row.published_at}", "核对两个日期"
        )
    elif withdrawal["on"] > site.day:
        yield Answer(
            item.at("withdrawal"), f"撤回日期 {withdrawal['on']} 还没有到", "到了那一天再改状态", Severity.WARNING
        )
