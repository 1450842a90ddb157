"""Earlier JSON reports, read back for the trend."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.finding import Severity


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier inspection counted. `failed`: codes of the vetoes that hit."""

    as_of: str
    numbers: dict[str, int]
    waived: int
    failed: tuple[str, ...]

    def number(self, severity: Severity) -> int:
        return self.numbers.get(severity.value, 0)


@dataclass(frozen=True, slots=True)
class Past:
    """`reports` the oldest first, one a day; `unread` the files that are no report of this program."""

    reports: tuple[Earlier, ...] = ()
    unread: tuple[str, ...] = ()


def read_past(folder: Path) -> Past:
    """All `*.json` in a folder. Of several reports on one day the last by name counts."""
    found: dict[str, Earlier] = {}
    unread = []
    for file in sorted(folder.glob("*.json")):
        earlier = _earlier(file)
        if earlier is None:
            unread.append(file.name)
        else:
            found[earlier.as_of] = earlier
    return Past(tuple(found[day] for day in sorted(found)), tuple(unread))


def _earlier(file: Path) -> Earlier | None:
    try:
        value = json.loads(file.read_bytes())
        if value.get("since"):
            return None
        totals = {name: int(count) for name, count in value["totals"].items()}
        return Earlier(str(value["as_of"]), totals, totals.pop("waived", 0), tuple(_failed(value["indicators"])))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _failed(indicators: list[dict[str, Any]]) -> Iterator[str]:
    yield from (str(one["code"]) for one in indicators if one.get("passed") is False and not one.get("of"))
