"""Table three of an annual report: in every row the applicants add up to the total."""

from collections.abc import Iterator

from pipeline.annual.figures import answers
from pipeline.annual.identities import Rule
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年报第三表每一行：自然人与各类法人或其他组织之和等于总计",
    hint="核对这一行的数字",
    kinds=("annual_report",),
)
def item_annual_report_applicants(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    return answers(item, Rule.APPLICANTS)
