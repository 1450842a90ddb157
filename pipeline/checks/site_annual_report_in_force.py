"""Rules and normative documents in force: those of a year ago, with what was made and without what was repealed."""

from collections.abc import Iterator

from pipeline.annual.cells import CELLS
from pipeline.annual.figures import reports_on
from pipeline.annual.identities import wrong_stocks
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import HOUSE_RULE


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="年报第二表的现行有效件数，等于上一年度的现行有效件数加本年制发减本年废止",
    hint="核对三个数字；重新清理过、数字确有出入的，可以不改，最好在正文中说明",
)
def site_annual_report_in_force(site: Inspected) -> Iterator[Answer]:
    reports = reports_on(site)
    for (authority, year), report in sorted(reports.items()):
        before = reports.get((authority, year - 1))
        for missed in wrong_stocks(report.values, before.values) if before else ():
            cell = CELLS[missed.number]
            message = f"{cell.name}是 {missed.stated}，按 {year - 1} 年度的报告推算是 {missed.right}"
            yield Answer(site.item(report.path).at(*cell.place), message)
