"""JSON reports of a quarter read together: what each site's inspections counted, what is new, what was put right."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.indicators import IndicatorPart
from pipeline.phrases import is_day

_QUARTER = re.compile(r"(20\d{2})-?Q([1-4])", re.ASCII | re.IGNORECASE)
_FIGURES = re.compile(r"\d+(?:[.:-]\d+)*")
Fault = tuple[str, str, str]
"""Check, file and message."""
Kin = tuple[str, str, str, int]
"""What makes a fault the same one in two reports, whatever line it moved to and however many days it has grown by:
check, file, message without its figures, and which of several of that kind it is in its report.
"""


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
    """One report. `failed`: (part, code and name, account or "") of indicators that were not met; `accounts`: all;
    `waived`: findings that an editor excused.
    """

    site: str
    as_of: str
    demonstration: bool
    found: tuple[Found, ...]
    waived: tuple[Found, ...]
    failed: tuple[tuple[str, str, str], ...]
    accounts: tuple[str, ...]


class SiteQuarter(NamedTuple):
    """One site in a quarter: its first and last report, how many there are, and all that any of them found, each fault
    as it was told last. `left`: those of the last report. One that is waived by then counts neither way.
    """

    first: Told
    last: Told
    reports: int
    seen: Mapping[Kin, Found]
    left: frozenset[Kin]

    @property
    def rectified(self) -> list[Found]:
        """Found in the quarter, and gone by its last report."""
        return [found for kin, found in self.seen.items() if kin not in self.left]

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
    made of one change, those of other quarters and copies do not count; two of one moment stand as their files do.
    """
    reports: dict[str, list[Told]] = {}
    unread = []
    for file in sorted(folder.rglob("*.json")):
        told = _told(file)
        if told is None:
            unread.append(file.relative_to(folder).as_posix())
        elif told.as_of and quarter.first.isoformat() <= told.as_of[:10] <= quarter.last.isoformat():
            reports.setdefault(told.site, []).append(told)
    return {site: _joined(told) for site, told in sorted(reports.items())}, unread


def _joined(reports: Iterable[Told]) -> SiteQuarter:
    ordered = sorted(dict.fromkeys(reports), key=lambda told: told.as_of)
    seen = {kin: found for told in ordered for kin, found in _kin(told.found).items()}
    left, waived = _kin(ordered[-1].found), _kin(ordered[-1].waived)
    counted = {kin: found for kin, found in seen.items() if kin in left or kin not in waived}
    return SiteQuarter(ordered[0], ordered[-1], len(ordered), counted, frozenset(left))


def _kin(found: Iterable[Found]) -> dict[Kin, Found]:
    numbers: Counter[Fault] = Counter()
    named: dict[Kin, Found] = {}
    for one in found:
        check, path, message = one.fault
        plain = (check, path, _FIGURES.sub("", message))
        numbers[plain] += 1
        named[*plain, numbers[plain]] = one
    return named


def _told(file: Path) -> Told | None:
    try:
        value = json.loads(file.read_bytes())
        indicators, since, as_of = value["indicators"], value["since"], str(value["as_of"])
        if not is_day(as_of[:10]):
            return None
        media = [one for one in indicators if one["part"] == IndicatorPart.NEW_MEDIA_VETO]
        failed = [one for one in indicators if one["passed"] is False]
        return Told(
            str(value["site"]),
            "" if since else as_of,
            bool(value["demonstration"]),
            tuple(_found(one) for one in value["findings"] if not one["waived"]),
            tuple(_found(one) for one in value["findings"] if one["waived"]),
            tuple((str(one["part"]), f"{one['code']} {one['name']}", str(one["of"])) for one in failed),
            tuple(sorted({str(one["of"]) for one in media if one["of"]})),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _found(one: Mapping[str, Any]) -> Found:
    holder = one["holder"] or {"column": "", "authority": ""}
    fault = (str(one["check"]), str(one["path"]), str(one["message"]))
    return Found(fault, str(one["severity"]), str(holder["column"]), str(holder["authority"]))
