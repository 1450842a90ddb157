"""Table four of an annual report: in each of its three groups the outcomes add up to the total."""

from collections.abc import Iterator

from pipeline.annual.figures import answers
from pipeline.annual.identities import Rule
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年报第四表的三组：结果维持、结果纠正、其他结果、尚未审结之和等于总计",
    hint="核对这一组的五个数字",
    kinds=("annual_report",),
)
def item_annual_report_disputes(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    return answers(item, Rule.DISPUTES)
