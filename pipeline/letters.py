"""Citizens' letters in figures: how many came and were answered, how soon, and whether as soon as was promised."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from pipeline.model import Promise
from pipeline.register import Register
from pipeline.store import IndexRow
from pipeline.tables import LETTERS
from pipeline.workdays import WORKDAYS


@dataclass(frozen=True, slots=True)
class LetterCount:
    """Of the letters that are shown. `name`: an authority, a month `YYYY-MM`, or "" for all of them.

    `promised`: answered letters of columns that promise a time, `in_time` those of them that kept it; `overdue`: those
    that wait longer than promised. `median` = working days to the answer; None where no day can be counted.
    """

    name: str
    received: int
    answered: int
    promised: int
    in_time: int
    overdue: int
    median: float | None


@dataclass(frozen=True, slots=True)
class Letters:
    """Authorities by name; months of receipt, the latest first."""

    whole: LetterCount
    by_authority: tuple[LetterCount, ...] = ()
    by_month: tuple[LetterCount, ...] = ()


NO_LETTERS = Letters(LetterCount("", 0, 0, 0, 0, 0, None))


def letters_of(register: Register, day: date) -> Letters:
    """By what stands in the rows alone: no body is read."""
    rows = [row for row in register.shown if row.kind == LETTERS]
    bodies, months = defaultdict(list), defaultdict(list)
    for row in rows:
        bodies[register.tables.authorities[row.authority].name].append(row)
        months[row.opens_on[:7]].append(row)
    return Letters(
        letter_count("", rows, register, day),
        tuple(letter_count(name, found, register, day) for name, found in sorted(bodies.items())),
        tuple(letter_count(name, found, register, day) for name, found in sorted(months.items(), reverse=True)),
    )


def letter_count(name: str, rows: Sequence[IndexRow], register: Register, day: date | None) -> LetterCount:
    """`day`: up to when those without an answer have waited; None when that is not asked."""
    answered = [row for row in rows if row.closes_on]
    told = [row for row in answered if row.closes_on >= row.opens_on]
    kept = [is_in_time(row, register, row.closes_on[:10]) for row in told]
    late = [is_in_time(row, register, day.isoformat()) for row in rows if not row.closes_on] if day else []
    days = [days for row in told if (days := workdays_taken(row)) is not None]
    return LetterCount(
        name,
        received=len(rows),
        answered=len(answered),
        promised=len(kept) - kept.count(None),
        in_time=kept.count(True),
        overdue=late.count(False),
        median=float(median(days)) if days else None,
    )


def is_in_time(row: IndexRow, register: Register, day: str) -> bool | None:
    """Whether that day is within the time promised; None where nothing was, or working days are not known."""
    promise = register.tables.promise(row.column)
    taken = days_taken(row.opens_on[:10], day, promise) if promise else None
    return None if promise is None or taken is None else taken <= promise.number


def days_taken(received: str, answered: str, promise: Promise) -> int | None:
    """In the unit of the promise; None beyond the table of holidays."""
    start, end = date.fromisoformat(received), date.fromisoformat(answered)
    return WORKDAYS.between(start, end) if promise.working else max(0, (end - start).days)


def workdays_taken(row: IndexRow) -> int | None:
    return WORKDAYS.between(date.fromisoformat(row.opens_on[:10]), date.fromisoformat(row.closes_on[:10]))
