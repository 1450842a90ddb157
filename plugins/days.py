"""Days and moments as options give them."""

from datetime import date, datetime

from pipeline.china_time import SHANGHAI


def is_day(text: str | None) -> bool:
    """Whether `text` names a real day as YYYY-MM-DD, or nothing at all."""
    if not text:
        return True
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def moment(as_of: str, demonstration: str | None) -> str:
    """The moment that the site is built for: as asked (end of that day), the demonstration's day, or now."""
    day = as_of or demonstration
    if day:
        return day if ":" in day else f"{day} 23:59"
    return datetime.now(SHANGHAI).strftime("%Y-%m-%d %H:%M")
