"""From 2021 on an annual report has the tables of the layout of that year; those of 2019 belong to older reports."""

from collections.abc import Iterator

from pipeline.annual.cells import has_tables
from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.finding import Severity
from pipeline.kinds.annual_report import LAST_OLD_YEAR, OLD_MARKS
from pipeline.passages import Passage
from pipeline.standards import ANNUAL_REPORT_FORM

FIRST_OLD_YEAR = 2019
"""Before it there was no national layout to hold a report against."""
ENOUGH = 2
"""A single label may be spoken of; two are a table."""


@check(
    severity=Severity.ERROR,
    clause=ANNUAL_REPORT_FORM,
    about="2021 年度起的年报用新格式的三张表；2019 年旧格式的表只见于以前的年报",
    hint="删去正文里旧格式的表，按新格式填写页头的三张表",
    kinds=("annual_report",),
)
def item_annual_report_layout(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    year = item.details["year"]
    marks = [mark for mark in OLD_MARKS if mark in item.text]
    old = len(marks) >= ENOUGH and "<table" in item.body.html
    if old and year > LAST_OLD_YEAR:
        start = item.text.index(marks[0])
        place = Passage(item, item.text).at(site, start, start + len(marks[0]))
        yield Answer(place, f"正文里有 2019 年旧格式的表（“{marks[0]}”“{marks[1]}”）")
    elif not old and FIRST_OLD_YEAR <= year <= LAST_OLD_YEAR and not has_tables(item.details):
        message = f"{year} 年度的报告没有三张表"
        yield Answer(item.at("body"), message, "把原报告的三张表照原样放进正文，或填写页头", Severity.WARNING)
