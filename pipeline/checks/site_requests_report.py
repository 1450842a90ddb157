"""Table 3 of a published annual report is what the ledger of requests comes to, cell by cell."""

from collections.abc import Iterator

from pipeline.annual.cells import CELLS
from pipeline.annual.figures import reports_on
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import ANNUAL_REPORT_FORM
from pipeline.statements.applications import differences, tables_of
from pipeline.statements.asked import ledgers_on
from pipeline.statements.wording import DIFFERS


@check(
    severity=Severity.WARNING,
    clause=ANNUAL_REPORT_FORM,
    about="有申请台账的机关，年度报告第三表逐格与台账相符（汇总下级的报告除外）",
    hint="核对台账与报告，改正错的一方；报告已报送的，按程序更正并说明",
)
def site_requests_report(site: Inspected) -> Iterator[Answer]:
    ledgers = ledgers_on(site)
    if not ledgers.years or not ledgers.sound:
        return
    reports = reports_on(site)
    for key, derived in tables_of(ledgers).items():
        report = reports.get(key)
        if report and not report.sums_others:
            item = site.item(report.path)
            for missed in differences(report.values, derived):
                cell = CELLS[missed.number]
                yield Answer(
                    item.at(*cell.place), DIFFERS.format(name=cell.name, stated=missed.stated, right=missed.right)
                )
