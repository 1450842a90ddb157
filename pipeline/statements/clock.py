"""Until when a request must be answered: 20 working days, 20 more if extended, none while a third party is heard.

Regulation on disclosure, art. 30 (correction asked within 7 working days; the time begins anew with what is completed)
and art. 33 (answer within 20, at most 20 more; time for the opinion of others does not count). The day of receipt
itself is not counted.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from pipeline.statements.ledger import Request
from pipeline.statements.wording import ANSWER_WORKDAYS, CORRECTION_WORKDAYS, EXTENSION_WORKDAYS
from pipeline.workdays import WORKDAYS, Calendar

_DAY = timedelta(days=1)


class State(StrEnum):
    RUNNING = "running"
    CORRECTING = "correcting"
    CONSULTING = "consulting"
    UNKNOWN = "unknown"


class Clock(NamedTuple):
    """`due`: last good day for the answer, None while time stands still or beyond the table of holidays; `first_due`:
    the same without extension; `correction_due`: last good day to ask for a correction, None when it was asked.
    """

    state: State
    due: date | None
    first_due: date | None
    correction_due: date | None


def clock_of(request: Request, calendar: Calendar = WORKDAYS) -> Clock:
    correction = None if request.asked_on else workday_after(request.received_on, CORRECTION_WORKDAYS.value, calendar)
    if request.asked_on and not request.completed_on:
        return Clock(State.CORRECTING, None, None, correction)
    start = request.completed_on or request.received_on
    paused = 0
    if request.consulted_on:
        counted = calendar.between(request.consulted_on, request.heard_on or request.consulted_on)
        paused = counted if counted is not None else -1
    if request.consulted_on and not request.heard_on:
        return Clock(State.CONSULTING, None, None, correction)
    first = workday_after(start, ANSWER_WORKDAYS.value + paused, calendar) if paused >= 0 else None
    due = workday_after(first, EXTENSION_WORKDAYS.value, calendar) if first and request.extended_on else first
    return Clock(State.RUNNING if due else State.UNKNOWN, due, first, correction)


def workday_after(start: date, number: int, calendar: Calendar = WORKDAYS) -> date | None:
    """The `number`th working day after `start`; None where the table of holidays ends before it."""
    day = start
    while number:
        day += _DAY
        worked = calendar.is_workday(day)
        if worked is None:
            return None
        number -= worked
    return day


def workdays_left(due: date, today: date, calendar: Calendar = WORKDAYS) -> int | None:
    """Working days from today to the last good day; negative when it has passed; None beyond the table."""
    if due >= today:
        return calendar.between(today, due)
    passed = calendar.between(due, today)
    return None if passed is None else -passed


def in_time(request: Request, calendar: Calendar = WORKDAYS) -> bool | None:
    """Whether a decided request was answered by its day; None where that cannot be told."""
    due = clock_of(request, calendar).due
    return None if due is None or request.decided_on is None else request.decided_on <= due
