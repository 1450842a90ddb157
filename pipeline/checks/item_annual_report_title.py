"""An annual report is titled as all are: whose it is, which year, and what it is."""

from collections.abc import Iterator

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.WARNING,
    clause=ANNUAL_REPORT_FORM,
    about="年报的标题写作“机关全称+年份+年政府信息公开工作年度报告”",
    kinds=("annual_report",),
)
def item_annual_report_title(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    authority = site.tables.authorities.get(item.row.authority)
    if authority is None:
        return
    right = f"{authority.name}{item.details['year']}年政府信息公开工作年度报告"
    if item.row.title != right:
        yield Answer(item.at("title"), f"年报的标题“{item.row.title}”不合统一格式", f"应为“{right}”")
