"""Days and moments as options give them."""

from datetime import date, datetime

from pipeline.china_time import SHANGHAI

YEARS = range(1900, 2101)
"""Of other years nobody asks; there is no day before the first one, and reports due for thousands of years."""


def is_day(text: str | None) -> bool:
    """Whether `text` names a real day of our times as YYYY-MM-DD, or nothing at all."""
    if not text:
        return True
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and day.year in YEARS


def moment(as_of: str, demonstration: str | None) -> str:
    """The moment that the site is built for: as asked (end of that day), the demonstration's day, or now."""
    day = as_of or demonstration
    if day:
        return day if ":" in day else f"{day} 23:59"
    return datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M")
