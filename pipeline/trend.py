"""Earlier JSON reports, read back for the trend."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any

from pipeline.finding import Severity

WAIVED, MOMENT = "waived", "%Y-%m-%d %H:%M"
MOST_BYTES = 2**28
MOST = 10**9
"""More findings than this are no count."""


class Unused(Enum):
    """Why a file is left out."""

    DAMAGED = "damaged"
    PARTIAL = "partial"
    LATER = "later"
    ELSEWHERE = "elsewhere"
    SAME_DAY = "same-day"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier inspection counted. `failed`: codes of the vetoes that hit."""

    as_of: str
    numbers: dict[str, int]
    waived: int
    failed: tuple[str, ...]

    @property
    def day(self) -> str:
        return self.as_of[:10]

    def number(self, severity: Severity) -> int:
        return self.numbers.get(severity.value, 0)


@dataclass(frozen=True, slots=True)
class Past:
    """`reports` the oldest first, one a day; `unused` the names of the other files, and why."""

    reports: tuple[Earlier, ...] = ()
    unused: tuple[tuple[str, Unused], ...] = ()


def read_past(folder: Path, as_of: str, site: str) -> Past:
    """All `*.json` in a folder that tell of this site up to the moment `as_of`; of one day the last counts."""
    found: list[tuple[Earlier, str]] = []
    unused: list[tuple[str, Unused]] = []
    for file in sorted(folder.glob("*.json")):
        earlier = _earlier(file, as_of[:10], site)
        if isinstance(earlier, Unused):
            unused.append((file.name, earlier))
        else:
            found.append((earlier, file.name))
    last: dict[str, tuple[Earlier, str]] = {}
    for one in sorted(found, key=lambda one: one[0].as_of):
        if one[0].day in last:
            unused.append((last[one[0].day][1], Unused.SAME_DAY))
        last[one[0].day] = one
    return Past(tuple(earlier for earlier, _ in last.values()), tuple(unused))


def _earlier(file: Path, today: str, site: str) -> Earlier | Unused:
    try:
        if not file.is_file() or file.stat().st_size > MOST_BYTES:
            return Unused.DAMAGED
        value = json.loads(file.read_bytes())
        if value.get("since"):
            return Unused.PARTIAL
        numbers = {name: _count(value["totals"][name]) for name in (*Severity, WAIVED)}
        failed = tuple(_failed(value["indicators"]))
        earlier = Earlier(
            datetime.strptime(value["as_of"], MOMENT).strftime(MOMENT), numbers, numbers.pop(WAIVED), failed
        )
        whose = value["site"]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return Unused.DAMAGED
    if whose != site:
        return Unused.ELSEWHERE
    return Unused.LATER if earlier.day > today else earlier


def _count(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST:
        raise ValueError
    return value


def _failed(indicators: list[dict[str, Any]]) -> Iterator[str]:
    yield from (str(one["code"]) for one in indicators if one.get("passed") is False and not one.get("of"))
