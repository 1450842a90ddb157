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
    """Only what was done while there was still time holds it up: nobody is heard, nor time extended, after its end."""
    correction = None if request.asked_on else workday_after(request.received_on, CORRECTION_WORKDAYS.value, calendar)
    if request.asked_on and not request.completed_on:
        return Clock(State.CORRECTING, None, None, correction)
    start = request.completed_on or request.received_on
    first = due = workday_after(start, ANSWER_WORKDAYS.value, calendar)
    heard_in_time = _within(request.consulted_on, first)
    if first and heard_in_time:
        first = due = _after_hearing(first, start, request, calendar)
    if first and _within(request.extended_on, first):
        due = workday_after(first, EXTENSION_WORKDAYS.value, calendar)
    if due and not heard_in_time and _within(request.consulted_on, due):
        due = _after_hearing(due, start, request, calendar)
        heard_in_time = True
    if heard_in_time and not request.heard_on:
        return Clock(State.CONSULTING, None, None, correction)
    return Clock(State.RUNNING if due else State.UNKNOWN, due, first, correction)


def _within(day: date | None, last: date | None) -> bool:
    return bool(day and (last is None or day <= last))


def _after_hearing(due: date, start: date, request: Request, calendar: Calendar) -> date | None:
    """A deadline put off by the working days that the opinion took, less those before the time began anew."""
    if not request.consulted_on or not request.heard_on:
        return due
    paused = calendar.between(max(request.consulted_on, start), request.heard_on)
    return None if paused is None else workday_after(due, paused, calendar)


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
