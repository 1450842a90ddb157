"""Table 3 counted from a ledger adds up whatever the ledger holds, and every cell that differs is named."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.annual.cells import CELLS, number_of
from pipeline.annual.identities import Rule, wrong_carries, wrong_ones
from pipeline.finding import Location
from pipeline.kinds.annual_report import DETAILS
from pipeline.statements.applications import differences, table_of
from pipeline.statements.ledger import Request

YEARS = (2024, 2025, 2026)


@st.composite
def requests(draw: st.DrawFn) -> Request:
    received = date(2023, 6, 1) + timedelta(days=draw(st.integers(0, 1200)))
    days = draw(st.none() | st.integers(0, 400))
    outcome = draw(st.sampled_from(DETAILS)) if days is not None else ""
    decided = received + timedelta(days=days) if days is not None else None
    return Request(Location("x"), "n", "a", draw(st.integers(0, 5)), outcome, received, decided_on=decided)


def values_of(derived: dict[int, int]) -> list[int | float | None]:
    """A whole report of which only table 3 is not nothing."""
    return [derived.get(number, 0) for number in range(len(CELLS))]


@settings(max_examples=150, deadline=None)
@given(st.lists(requests(), max_size=60))
def test_every_identity_holds_and_years_join(listed: list[Request]) -> None:
    tables = [values_of(table_of(listed, year)) for year in YEARS]
    for values in tables:
        assert wrong_ones(values, Rule.BALANCE, Rule.OUTCOMES, Rule.APPLICANTS) == []
    for before, values in pairwise(tables):
        assert wrong_carries(values, before) == []


def test_each_cell_changed_by_one_is_named() -> None:
    days = [date(2025, 1, 6) + timedelta(days=3 * n) for n in range(100)]
    listed = [
        Request(Location("x"), str(n), "a", n % 6, DETAILS[n % 21], day, decided_on=day + timedelta(days=20))
        for n, day in enumerate(days)
    ]
    derived = table_of(listed, 2025)
    assert len(derived) == 175
    right = values_of(derived)
    assert differences(right, derived) == []
    for number in derived:
        for step in (1, -1):
            changed = list(right)
            changed[number] = int(right[number] or 0) + step
            assert [missed.number for missed in differences(changed, derived)] == [number]


def test_a_request_counts_in_the_years_that_it_waits() -> None:
    one = Request(Location("x"), "1", "a", 2, "granted", date(2024, 12, 30), decided_on=date(2026, 1, 9))
    where = {
        year: {CELLS[n].path[1] for n, count in table_of([one], year).items() if count and CELLS[n].path[2] == 2}
        for year in (2023, *YEARS, 2027)
    }
    assert where == {
        2023: set(),
        2024: {"received", "carried_out"},
        2025: {"carried_in", "carried_out"},
        2026: {"carried_in", "granted", "total"},
        2027: set(),
    }


def test_a_blank_cell_is_nothing() -> None:
    derived = {number_of("applications", "granted", 0): 0, number_of("applications", "granted", 1): 2}
    published: list[int | float | None] = [None] * len(CELLS)
    assert [(missed.stated, missed.right) for missed in differences(published, derived)] == [(0, 2)]
