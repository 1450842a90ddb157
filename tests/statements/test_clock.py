"""Deadlines counted by hand on the calendar of 2026, and never guessed beyond it."""

from datetime import date

import pytest

from pipeline.finding import Location
from pipeline.statements.clock import State, clock_of, in_time, workday_after, workdays_left
from pipeline.statements.ledger import Request


def asked(received: str, **days: str) -> Request:
    told = {name: date.fromisoformat(day) for name, day in days.items()}
    return Request(Location("x"), "1", "a", 0, "", date.fromisoformat(received), **told)


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ("2026-11-18", 1, "2026-11-19"),
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-09-30", 1, "2026-10-08"),  # over the holiday
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday that is worked
        ("2026-10-20", 20, "2026-11-17"),
        ("2026-12-30", 2, None),  # no table for 2027
    ],
)
def test_working_days_after(start: str, number: int, end: str | None) -> None:
    assert workday_after(date.fromisoformat(start), number) == (date.fromisoformat(end) if end else None)


def test_twenty_days_and_seven_for_a_correction() -> None:
    clock = clock_of(asked("2026-10-20"))
    assert (clock.state, str(clock.due), str(clock.correction_due)) == (State.RUNNING, "2026-11-17", "2026-10-29")


def test_extended_by_twenty() -> None:
    clock = clock_of(asked("2026-09-25", extended_on="2026-10-20"))
    assert (str(clock.first_due), str(clock.due)) == ("2026-10-29", "2026-11-26")


def test_time_begins_anew_with_what_was_completed() -> None:
    assert clock_of(asked("2026-08-03", asked_on="2026-08-07")).state is State.CORRECTING
    clock = clock_of(asked("2026-08-03", asked_on="2026-08-07", completed_on="2026-10-20"))
    assert (str(clock.due), clock.correction_due) == ("2026-11-17", None)


def test_time_stands_still_while_others_are_heard() -> None:
    waiting = clock_of(asked("2026-10-20", consulted_on="2026-10-22"))
    assert (waiting.state, waiting.due) == (State.CONSULTING, None)
    heard = clock_of(asked("2026-10-20", consulted_on="2026-10-22", heard_on="2026-10-29"))
    assert str(heard.due) == "2026-11-24"


def test_an_opinion_heard_before_what_was_completed_counts_only_from_there() -> None:
    """Time began anew on 20 October; of the opinion only the four days after that put it off."""
    days = {"asked_on": "2026-10-12", "consulted_on": "2026-10-13", "heard_on": "2026-10-26"}
    assert str(clock_of(asked("2026-10-09", completed_on="2026-10-20", **days)).due) == "2026-11-23"
    assert str(clock_of(asked("2026-10-09", completed_on="2026-10-28", **days)).due) == "2026-11-25"


def test_nothing_done_after_its_end_holds_time_up() -> None:
    """It ended on 17 November; neither who is asked after that nor what is extended changes it."""
    for days in ({"consulted_on": "2026-11-18"}, {"extended_on": "2026-11-18"}):
        clock = clock_of(asked("2026-10-20", **days))
        assert (clock.state, str(clock.due)) == (State.RUNNING, "2026-11-17")
    late = asked("2026-10-20", consulted_on="2026-11-18", heard_on="2026-11-24", decided_on="2026-11-24")
    assert in_time(late) is False
    assert clock_of(asked("2026-10-20", consulted_on="2026-11-17")).state is State.CONSULTING


def test_others_may_be_heard_in_the_time_that_was_added() -> None:
    """Extended to 15 December, three working days of it for an opinion."""
    days = {"extended_on": "2026-11-16", "consulted_on": "2026-11-25"}
    clock = clock_of(asked("2026-10-20", heard_on="2026-11-30", **days))
    assert (str(clock.first_due), str(clock.due)) == ("2026-11-17", "2026-12-18")
    assert clock_of(asked("2026-10-20", **days)).state is State.CONSULTING


def test_beyond_the_table_nothing_is_said() -> None:
    clock = clock_of(asked("2026-12-15"))
    assert (clock.state, clock.due) == (State.UNKNOWN, None)
    assert in_time(asked("2026-12-15", decided_on="2026-12-16")) is None


@pytest.mark.parametrize(("decided", "good"), [("2026-11-17", True), ("2026-11-18", False)])
def test_answered_in_time(decided: str, good: bool) -> None:
    assert in_time(asked("2026-10-20", decided_on=decided)) is good


@pytest.mark.parametrize(
    ("today", "left"), [("2026-11-17", 0), ("2026-11-16", 1), ("2026-11-18", -1), ("2026-11-23", -4)]
)
def test_days_left(today: str, left: int) -> None:
    assert workdays_left(date(2026, 11, 17), date.fromisoformat(today)) == left
