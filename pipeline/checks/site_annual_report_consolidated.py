"""An annual report that sums those of the bodies below says their sums."""

from collections.abc import Iterator

from pipeline.annual.cells import CELLS
from pipeline.annual.figures import reports_on
from pipeline.annual.identities import differences
from pipeline.annual.shelf import Consolidation, consolidations
from pipeline.annual.wording import shown
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.phrases import listing
from pipeline.standards import HOUSE_RULE

MOST_NAMED = 10


@check(
    severity=Severity.WARNING,
    clause=HOUSE_RULE,
    about="写明“汇总: 是”的年报，每一格等于各下级机关同年度报告之和",
    hint="核对本级和下级的报告；不是汇总数的，删去“汇总: 是”",
)
def site_annual_report_consolidated(site: Inspected) -> Iterator[Answer]:
    reports = reports_on(site)
    for one in consolidations(reports, site.tables.authorities):
        item = site.item(one.report.path)
        if one.lacking:
            yield Answer(item.at("consolidated"), _lacking(one, site), "等下级的报告齐了再核对")
        for missed in differences(one.report.values, one.sums):
            if one.lacking and missed.stated > missed.right:
                continue  # what is more may be of those that are lacking; what is less cannot
            cell = CELLS[missed.number]
            message = f"{cell.name}是 {shown(missed.stated)}，{one.members} 个下级机关之和是 {shown(missed.right)}"
            yield Answer(item.at(*cell.place), message)


def _lacking(one: Consolidation, site: Inspected) -> str:
    names = [site.tables.authorities[key].name for key in one.lacking[:MOST_NAMED]]
    more = "等" if len(one.lacking) > MOST_NAMED else ""
    return f"汇总 {one.report.year} 年度的报告时，缺 {len(one.lacking)} 个下级机关的报告：{listing(names)}{more}"
