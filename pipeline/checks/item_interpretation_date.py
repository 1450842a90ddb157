"""An interpretation appears with its document, at the latest three working days after it."""

from collections.abc import Iterator
from datetime import date

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import INTERPRETATION_WORKDAYS
from pipeline.workdays import WORKDAYS


@check(
    severity=Severity.WARNING,
    clause=INTERPRETATION_WORKDAYS.clause,
    about="政策解读与文件同步发布，最迟不超过 3 个工作日",
    hint="解读材料与文件同步起草、同步审签、同步发布",
    kinds=("interpretation",),
)
def item_interpretation_date(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    limit, row, register = INTERPRETATION_WORKDAYS.value, item.row, site.register
    paths = [register.resolve(target) for target in row.references().get("interprets", ())]
    shown = [register.rows[path] for path in paths if path in register.shown_paths]
    if not shown or int(row.day[:4]) < min(WORKDAYS.years):
        return
    newest, place = max(document.day for document in shown), item.at("published_at")
    if row.day < newest:
        yield Answer(place, f"解读发布于 {row.day}，早于文件发布的 {newest}", "核对两者的发布时间")
        return
    taken = WORKDAYS.between(date.fromisoformat(newest), date.fromisoformat(row.day))
    if taken is None:
        message = f"文件 {newest} 发布，解读 {row.day} 发布，超出节假日表的年份，无法计算工作日"
        yield Answer(place, message, "按国务院办公厅放假通知人工核对", Severity.REVIEW)
    elif taken > limit:
        yield Answer(place, f"解读在文件发布后第 {taken} 个工作日才发布，最迟应为第 {limit} 个")
