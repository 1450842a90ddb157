"""Table three of an annual report: what came in is what was settled and what is carried on, in every column."""

from collections.abc import Iterator

from pipeline.annual.figures import answers
from pipeline.annual.identities import Rule
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年报第三表每一列的勾稽关系：本年新收与上年结转之和，等于办理结果总计与结转下年度之和",
    hint="核对这一列的数字",
    kinds=("annual_report",),
)
def item_annual_report_balance(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    return answers(item, Rule.BALANCE)
