"""What an annual report carried in from the year before is what the report on that year carried out."""

from collections.abc import Iterator

from pipeline.annual.cells import CELLS
from pipeline.annual.figures import reports_on
from pipeline.annual.identities import wrong_carries
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="年报第三表的“上年结转”与上一年度报告的“结转下年度继续办理”逐列相同",
    hint="核对两年的报告；上年的数确实更正过的，在页头“豁免”中写明理由",
)
def site_annual_report_carried(site: Inspected) -> Iterator[Answer]:
    reports = reports_on(site)
    for (authority, year), report in sorted(reports.items()):
        before = reports.get((authority, year - 1))
        for missed in wrong_carries(report.values, before.values) if before else ():
            cell = CELLS[missed.number]
            message = f"{cell.name}是 {missed.stated}，{year - 1} 年度报告结转下年度的是 {missed.right}"
            yield Answer(site.item(report.path).at(*cell.place), message)
