"""JSON reports of a quarter read together: what each site's inspections counted, what is new, what was put right."""

import json
import re
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.indicators import IndicatorPart

_QUARTER = re.compile(r"(20\d{2})-?Q([1-4])", re.ASCII | re.IGNORECASE)
Fault = tuple[str, str, str]
"""Check, file and message: what makes a fault the same one in two reports, whatever line it moved to."""


class Quarter(NamedTuple):
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        year, number = (self.year + 1, 1) if self.number == 4 else (self.year, self.number + 1)
        return Quarter(year, number).first - timedelta(days=1)


class Found(NamedTuple):
    """A finding that no editor waived, as the report told it."""

    fault: Fault
    severity: str
    column: str
    authority: str


class Told(NamedTuple):
    """One report. `failed`: (part, code and name, account or "") of indicators that were not met; `accounts`: all."""

    site: str
    as_of: str
    demonstration: bool
    found: tuple[Found, ...]
    failed: tuple[tuple[str, str, str], ...]
    accounts: tuple[str, ...]


class SiteQuarter(NamedTuple):
    """One site in a quarter: its last report, how many there are, and all that any of them found."""

    last: Told
    reports: int
    seen: Mapping[Fault, Found]

    @property
    def rectified(self) -> list[Found]:
        """Found in the quarter, and gone by its last report."""
        open_ones = {found.fault for found in self.last.found}
        return [found for fault, found in self.seen.items() if fault not in open_ones]

    @property
    def passed(self) -> bool:
        return not any(part == IndicatorPart.VETO for part, _, _ in self.last.failed)

    @property
    def failed_accounts(self) -> set[str]:
        return {account for part, _, account in self.last.failed if part == IndicatorPart.NEW_MEDIA_VETO}


def quarter_of(text: str) -> Quarter | None:
    """`2026Q3` or `2026-Q3`; None for anything else."""
    found = _QUARTER.fullmatch(text)
    return Quarter(int(found[1]), int(found[2])) if found else None


def read_quarter(folder: Path, quarter: Quarter) -> tuple[dict[str, SiteQuarter], list[str]]:
    """Site -> its quarter, by name; and the files that are no whole report of this program. Reports of part of a site,
    made of one change, and those of other quarters do not count.
    """
    reports: dict[str, dict[str, Told]] = {}
    unread = []
    for file in sorted(folder.rglob("*.json")):
        told = _told(file)
        if told is None:
            unread.append(file.relative_to(folder).as_posix())
        elif told.as_of and quarter.first.isoformat() <= told.as_of[:10] <= quarter.last.isoformat():
            reports.setdefault(told.site, {})[told.as_of] = told
    return {site: _joined(days) for site, days in sorted(reports.items())}, unread


def _joined(days: Mapping[str, Told]) -> SiteQuarter:
    ordered = [days[day] for day in sorted(days)]
    seen = {found.fault: found for told in ordered for found in told.found}
    return SiteQuarter(ordered[-1], len(ordered), seen)


def _told(file: Path) -> Told | None:
    try:
        value = json.loads(file.read_bytes())
        indicators = value["indicators"]
        media = [one for one in indicators if one["part"] == IndicatorPart.NEW_MEDIA_VETO]
        failed = [one for one in indicators if one["passed"] is False]
        return Told(
            str(value["site"]),
            "" if value["since"] else str(value["as_of"]),
            bool(value["demonstration"]),
            tuple(_found(one) for one in value["findings"] if not one["waived"]),
            tuple((str(one["part"]), f"{one['code']} {one['name']}", str(one["of"])) for one in failed),
            tuple(sorted({str(one["of"]) for one in media if one["of"]})),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _found(one: Mapping[str, Any]) -> Found:
    holder = one["holder"] or {"column": "", "authority": ""}
    fault = (str(one["check"]), str(one["path"]), str(one["message"]))
    return Found(fault, str(one["severity"]), str(holder["column"]), str(holder["authority"]))
