"""What a header waives, and why it does not hold: somebody must have taken it upon himself, on a day, for a reason."""

from datetime import date
from enum import StrEnum

from pipeline.pattern import later

READING = ("source-", "field-", "body-", "attachment-")
"""What reading tells has no check of its own. Its errors keep an item out, so that only warnings can be waived."""
NEVER = frozenset({"site-provenance"})
"""What has a way of its own, that needs another person: a waiver can be written by whoever set the date back."""
LEAST_REASON = 4
"""Characters; less is no reason."""
SOON = 14
"""Days within which the end of a waiver is told."""
_DAY = r"\d{4}-\d{2}-\d{2}"
_SIGNED = later(
    rf"(?P<reason>.*\S)\s*[(（]\s*(?P<name>[^()（）\d]{{2,20}}?)[\s,，、]+(?P<day>{_DAY})"
    rf"(?:\s*[,，、]?\s*(?:有效期?)?\s*[至到~—]\s*(?P<until>{_DAY}))?\s*[)）]"
)


class Flaw(StrEnum):
    SHORT = "short"
    UNSIGNED = "unsigned"
    DAY = "day"
    UNTIL = "until"
    ENDED = "ended"


def signed(written: str) -> dict[str, str]:
    """Its `reason`, `name`, `day` and `until`, "" for what it does not say; nothing when nobody signed."""
    found = _SIGNED.fullmatch(written)
    return {name: text or "" for name, text in found.groupdict().items()} if found else {}


def flaw(written: str, today: str) -> Flaw | None:
    """Why a waiver does not hold on a day `YYYY-MM-DD`; None when it does."""
    parts = signed(written)
    if len(parts.get("reason", written)) < LEAST_REASON:
        return Flaw.SHORT
    if not parts:
        return Flaw.UNSIGNED
    if not _is_day(parts["day"]) or parts["day"] > today:
        return Flaw.DAY
    if parts["until"] and (not _is_day(parts["until"]) or parts["until"] < parts["day"]):
        return Flaw.UNTIL
    return Flaw.ENDED if parts["until"] and parts["until"] < today else None


def days_left(written: str, today: date) -> int | None:
    """Of a waiver that holds, until its last day; None when it says no end."""
    until = signed(written).get("until")
    return (date.fromisoformat(until) - today).days if until else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
