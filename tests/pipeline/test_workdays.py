"""Working days, from the yearly notices; where they end, so does the knowledge."""

from datetime import date, timedelta

import pytest

from pipeline.standards import HOLIDAY_NOTICES
from pipeline.workdays import WORKDAYS, Calendar, later


def days_off_in(year: int) -> int:
    days = (date(year, 1, 1) + timedelta(n) for n in range(366 if year % 4 == 0 else 365))
    return sum(WORKDAYS.is_workday(day) is False for day in days)


@pytest.mark.parametrize(("year", "working"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_the_law_leaves(year: int, working: int) -> None:
    """365 days less weekends and the 11 (from 2025: 13) holidays; moved days cancel out, save across a new year."""
    assert (date(year + 1, 1, 1) - date(year, 1, 1)).days - days_off_in(year) == working


@pytest.mark.parametrize("notice", HOLIDAY_NOTICES, ids=lambda notice: str(notice.year))
def test_a_worked_day_is_a_weekend_day_outside_the_rest(notice: object) -> None:
    year, worked = notice.year, notice.worked  # type: ignore[attr-defined]
    for text in worked:
        day = date.fromisoformat(f"{year}-{text}")
        assert day.weekday() >= 5, text
        assert WORKDAYS.is_workday(day) is True


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-14", True),
        ("2026-02-17", False),
        ("2026-02-24", True),
        ("2026-02-28", True),
        ("2025-10-08", False),
        ("2025-10-09", True),
        ("2024-02-09", True),
        ("2023-05-06", True),
        ("2026-11-18", True),
        ("2026-11-21", False),
        ("2027-01-04", None),
        ("2022-12-30", None),
    ],
)
def test_days(day: str, works: bool | None) -> None:
    assert WORKDAYS.is_workday(date.fromisoformat(day)) is works


@pytest.mark.parametrize(
    ("start", "end", "number"),
    [
        ("2026-11-16", "2026-11-17", 1),
        ("2026-11-13", "2026-11-16", 1),
        ("2026-09-30", "2026-10-08", 1),
        ("2026-09-30", "2026-10-12", 4),
        ("2026-11-17", "2026-11-17", 0),
        ("2026-11-17", "2026-11-10", 0),
        ("2025-12-31", "2026-01-05", 2),
        ("2026-12-30", "2027-01-04", None),
        ("2022-12-30", "2023-01-04", None),
    ],
)
def test_counting(start: str, end: str, number: int | None) -> None:
    assert WORKDAYS.between(date.fromisoformat(start), date.fromisoformat(end)) == number


def test_an_empty_table_knows_nothing() -> None:
    assert Calendar(()).is_workday(date(2026, 11, 18)) is None


@pytest.mark.parametrize(
    ("day", "number", "months", "due"),
    [
        ("2026-11-04", 14, False, "2026-11-18"),
        ("2026-05-18", 6, True, "2026-11-18"),
        ("2026-08-31", 6, True, "2027-02-28"),
        ("2025-11-30", 3, True, "2026-02-28"),
        ("2026-01-31", 1, True, "2026-02-28"),
        ("2023-08-31", 6, True, "2024-02-29"),
        ("2026-12-01", 1, True, "2027-01-01"),
    ],
)
def test_later(day: str, number: int, months: bool, due: str) -> None:
    assert later(date.fromisoformat(day), number, months) == date.fromisoformat(due)
