"""Table three of an annual report: what came in is what was settled and what is carried on, in every column."""

from collections.abc import Iterator

from pipeline.annual.cells import CELLS, has_tables, values_of
from pipeline.annual.identities import Rule, suspect, wrong_ones
from pipeline.annual.wording import THIRD, hint_of, said
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年报第三表每一列的勾稽关系:本年新收与上年结转之和,等于办理结果总计与结转下年度之和",
    hint="核对这一列的数字",
    kinds=("annual_report",),
)
def item_annual_report_balance(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    if not has_tables(item.details):
        return
    values = values_of(item.details)
    wrong = wrong_ones(values, *THIRD)
    found = suspect(values, wrong)
    for one in wrong:
        if one.identity.rule is Rule.BALANCE:
            cell = CELLS[found.number if found else one.identity.right[0]]
            yield Answer(item.at(*cell.place), said(values, one), hint_of(values, found))
