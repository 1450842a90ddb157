"""Working days of the People's Republic, from the table of notices; beyond it the answer is None, never a guess."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pipeline.standards import HOLIDAY_NOTICES, HolidayNotice

_DAY = timedelta(days=1)


class Calendar:
    """Knows the years of its notices and no others."""

    def __init__(self, notices: Iterable[HolidayNotice]) -> None:
        listed = tuple(notices)
        self.years = frozenset(notice.year for notice in listed)
        self._off = frozenset(day for notice in listed for day in _days_off(notice))
        self._worked = frozenset(_day(notice.year, text) for notice in listed for text in notice.worked)

    @property
    def last_year(self) -> int:
        return max(self.years)

    def is_workday(self, day: date) -> bool | None:
        """None where no notice covers the year."""
        if day.year not in self.years:
            return None
        return day in self._worked or (day.weekday() < 5 and day not in self._off)

    def between(self, start: date, end: date) -> int | None:
        """Working days after `start`, up to and with `end`; 0 when `end` is not later; None beyond the table."""
        if end <= start:
            return 0
        if any(year not in self.years for year in range(start.year, end.year + 1)):
            return None
        days = (start + _DAY * n for n in range(1, (end - start).days + 1))
        return sum(bool(self.is_workday(day)) for day in days)


def _day(year: int, text: str) -> date:
    return date(year, int(text[:2]), int(text[3:]))


def _days_off(notice: HolidayNotice) -> Iterator[date]:
    for first, last in notice.off:
        start, end = _day(notice.year, first), _day(notice.year, last)
        yield from (start + _DAY * n for n in range((end - start).days + 1))


WORKDAYS = Calendar(HOLIDAY_NOTICES)


def later(day: date, number: int, months: bool) -> date:
    """`number` days or calendar months after `day`; a day that the month lacks becomes its last."""
    if not months:
        return day + _DAY * number
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
