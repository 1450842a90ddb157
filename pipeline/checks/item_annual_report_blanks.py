"""An annual report leaves no cell of its tables blank: what there was none of is 0."""

from collections.abc import Iterator

from pipeline.annual.cells import CELLS
from pipeline.annual.figures import figures_of
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.WARNING,
    clause=ANNUAL_REPORT_FORM,
    about="年报三张表的每一格都有数字，没有的填 0",
    hint="填上数字；确认空格就是 0 的，填 0 或写“空白按零: 是”",
    kinds=("annual_report",),
)
def item_annual_report_blanks(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    figures = figures_of(item)
    for cell, value in zip(CELLS, figures.values, strict=True) if figures else ():
        if value is None:
            yield Answer(item.at(*cell.place), f"{cell.name}没有数字，所在的行列不能核对")
