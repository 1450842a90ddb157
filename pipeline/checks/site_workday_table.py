"""The table of holidays reaches the day of the inspection."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.standards import DISCLOSURE_WORKDAYS
from pipeline.workdays import WORKDAYS


@check(
    severity=Severity.REVIEW,
    clause=DISCLOSURE_WORKDAYS.clause,
    about="节假日表覆盖检查当天",
    hint="按国务院办公厅当年的放假通知，补充 pipeline/standards.py 中的 HOLIDAY_NOTICES",
)
def site_workday_table(site: Inspected) -> Iterator[Answer]:
    if site.as_of.year not in WORKDAYS.years:
        message = f"节假日表只到 {WORKDAYS.last_year} 年，{site.as_of.year} 年的工作日期限无法计算"
        yield Answer(site.place("site.yaml"), message)
