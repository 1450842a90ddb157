"""The last part of an annual report says what was charged for handling applications, even when it was nothing."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FEE

_TOLD = ("信息处理费", "收费通知")


@check(
    severity=Severity.REVIEW,
    clause=ANNUAL_REPORT_FEE,
    about="年报说明信息处理费的收取情况，没有收取的也要说明",
    hint="在“六、其他需要报告的事项”中写明收取信息处理费的件数和金额，或写明没有收取",
    kinds=("annual_report",),
)
def item_annual_report_fee(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    if not any(words in item.text for words in _TOLD):
        yield Answer(item.at("body"), "年报没有说明信息处理费的收取情况")
