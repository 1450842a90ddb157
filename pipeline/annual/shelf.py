"""The annual reports of one site by authority and year, and which of them sum others."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.annual.cells import Values, has_tables, values_of
from pipeline.annual.identities import consolidated
from pipeline.model import Authority
from pipeline.register import Register

KIND = "annual_report"


class Report(NamedTuple):
    """A published report with tables."""

    path: str
    authority: str
    year: int
    values: Values
    sums_others: bool


class Consolidation(NamedTuple):
    """A report that sums others: `sums` over the `members` found; `lacking` are keys of those without a report."""

    report: Report
    members: int
    sums: Values
    lacking: tuple[str, ...]


Reports = Mapping[tuple[str, int], Report]


def reports_of(register: Register, details: Callable[[str], Mapping[str, Any]]) -> dict[tuple[str, int], Report]:
    """(authority, year) -> the report shown; of several on one year the newest. `details` gives a header by path."""
    found: dict[tuple[str, int], Report] = {}
    for row in register.shown:
        if row.kind == KIND:
            header = details(row.path)
            if has_tables(header):
                year = int(header["year"])
                report = Report(row.path, row.authority, year, values_of(header), header["consolidated"])
                found.setdefault((row.authority, year), report)
    return found


def consolidations(reports: Reports, authorities: Mapping[str, Authority]) -> Iterator[Consolidation]:
    """Every report that says that it sums others, with what they come to."""
    below: dict[str, list[str]] = {}
    for key, authority in authorities.items():
        below.setdefault(authority.parent or "", []).append(key)
    for (authority_key, year), report in sorted(reports.items()):
        if report.sums_others:
            yield sum_below(report, reports, below.get(authority_key, []), authorities, year)


def sum_below(
    report: Report, reports: Reports, keys: list[str], authorities: Mapping[str, Authority], year: int
) -> Consolidation:
    members = [reports[key, year] for key in keys if (key, year) in reports]
    lacking = tuple(key for key in keys if (key, year) not in reports and owes(authorities[key], year))
    return Consolidation(report, len(members), consolidated([member.values for member in members]), lacking)


def owes(authority: Authority, year: int) -> bool:
    """Who names no first year is taken to have reported from the beginning."""
    return authority.owes_report(year) or (
        authority.platform and not authority.reports_from and year <= (authority.reports_until or year)
    )
