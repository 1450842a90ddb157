"""Annual reports side by side: which body published which year's, and when; and each body's own over the years."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pipeline import urls
from pipeline.kinds.annual_report import OVERVIEW_TITLE, YEARS_TITLE, AnnualReport
from pipeline.page import Desk, PlannedPage
from pipeline.store import IndexRow
from pipeline.terms import AuthorityLevel

OVERVIEW, YEARS = "annual_reports.html", "annual_report_years.html"
FIRST_YEAR = 2008
"""The regulation on disclosure came into force in it."""


def plan(desk: Desk) -> Iterator[PlannedPage]:
    """What is shown of the reports is in their headers, so their digests stand for it; which years are due, the day."""
    reports: dict[str, list[IndexRow]] = {}
    for row in desk.register.shown:
        if row.kind == AnnualReport.key:
            reports.setdefault(row.authority, []).append(row)
    if not reports or not desk.has(OVERVIEW):
        return
    yield _overview(desk, reports)
    for key, _ in desk.ordered_authorities:
        if key in reports and desk.has(YEARS):
            yield _years(desk, key, reports[key])


def _overview(desk: Desk, reports: dict[str, list[IndexRow]]) -> PlannedPage:
    owing = [key for key, body in desk.ordered_authorities if key in reports or (body.platform and body.reports_from)]
    withdrawn = [row for row in desk.register.withdrawn if row.kind == AnnualReport.key and row.authority in owing]
    facts: dict[str, Any] = {
        "reports": [[key, [row.path for row in reports.get(key, ())]] for key in owing],
        "withdrawn": [[row.authority, row.path, row.day] for row in withdrawn],
        "due": {level.value: last_due(level, desk.register.as_of[:10]) for level in AuthorityLevel},
    }
    rows = [*(row for listed in reports.values() for row in listed), *withdrawn]
    inputs = [row.digest + row.published_at.encode() for row in rows]
    inputs += [desk.authority_digests[key] for key in owing]
    crumbs = desk.crumbs((OVERVIEW_TITLE, ""))
    return desk.page(urls.ANNUAL_REPORTS, OVERVIEW, OVERVIEW_TITLE, facts=facts, crumbs=crumbs, inputs=inputs)


def _years(desk: Desk, key: str, rows: list[IndexRow]) -> PlannedPage:
    body = desk.tables.authorities[key]
    facts = {"authority": key, "reports": [row.path for row in rows]}
    crumbs = desk.crumbs((OVERVIEW_TITLE, urls.ANNUAL_REPORTS), (body.label, ""))
    inputs = [row.digest + row.published_at.encode() for row in rows]
    inputs.append(repr(desk.report_downloads.suffixes).encode())
    title, url = YEARS_TITLE.format(name=body.name), urls.annual_reports(key)
    return desk.page(url, YEARS, title, authority=key, facts=facts, crumbs=crumbs, inputs=inputs)


def last_due(level: AuthorityLevel, day: str) -> int:
    """The last year whose report is past its day on `day` (YYYY-MM-DD)."""
    from pipeline.standards import report_due

    today = date.fromisoformat(day)
    return next(year for year in range(today.year - 1, FIRST_YEAR - 2, -1) if report_due(level, year) < today)
