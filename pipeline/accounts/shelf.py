"""Which weeks of the census a site shows, told by names and bytes of files: nothing is parsed to plan a page."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.accounts.counting import Half, half_of
from pipeline.census import FOLDER, Census, read_censuses, week_named
from pipeline.finding import Location
from pipeline.source import read_file
from pipeline.tables import Tables


class ShownWeek(NamedTuple):
    year: int
    week: int
    digest: bytes

    @property
    def half(self) -> Half:
        return half_of(Census(self.year, self.week, Location("", 1, 1), None))


def weeks_shown(tables: Tables, day: str) -> list[ShownWeek]:
    """Those that had begun by the day `YYYY-MM-DD`, the oldest first; none where the site does not show its census."""
    if tables.site is None or not tables.site.census_shown:
        return []
    return [week for week in _weeks(tables.content) if date.fromisocalendar(week.year, week.week, 1).isoformat() <= day]


def _weeks(content: Path) -> Iterator[ShownWeek]:
    for path in sorted((content / FOLDER).glob("*.csv")):
        named = week_named(path.stem)
        try:
            raw = read_file(path)[0] if named else b""
        except OSError:
            continue
        if named:
            yield ShownWeek(*named, hashlib.blake2b(raw, digest_size=16).digest())


def halves(weeks: list[ShownWeek]) -> dict[Half, list[ShownWeek]]:
    """The newest half year first; its weeks the oldest first."""
    found: dict[Half, list[ShownWeek]] = {}
    for week in reversed(weeks):
        found.setdefault(week.half, []).insert(0, week)
    return found


def read_weeks(tables: Tables, day: str) -> list[Census]:
    """The shown weeks with their rows; one that could not be read has none."""
    shown = {(week.year, week.week) for week in weeks_shown(tables, day)}
    found = read_censuses(tables.content, tables.accounts).weeks if shown else []
    return [week for week in found if (week.year, week.week) in shown]
