"""Table three of an annual report: in every column the 21 outcomes add up to their total."""

from collections.abc import Iterator

from pipeline.annual.figures import answers
from pipeline.annual.identities import Rule
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年报第三表每一列：21 项办理结果之和等于“（七）总计”",
    hint="核对这一列的数字",
    kinds=("annual_report",),
)
def item_annual_report_outcomes(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    return answers(item, Rule.OUTCOMES)
