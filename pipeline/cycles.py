"""How long a column may stay without anything new: what it says itself, and what the norm allows at most."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline.model import Period
from pipeline.standards import COLUMN_DAYS, COLUMN_MONTHS
from pipeline.tables import GROUP, SPECIAL, ColumnNode, Tables
from pipeline.terms import SpecialState
from pipeline.workdays import later


class Due(NamedTuple):
    """The last good day for the next item, and the period that it comes from; `official`: not the column's own."""

    day: date
    period: Period
    official: bool


def due_of(tables: Tables, node: ColumnNode, newest: str, today: str, *, norm_alone: bool = False) -> Due | None:
    """The earliest of the days that hold; None where nothing is demanded. `newest` is the day of the newest item;
    `norm_alone` leaves out what the column promises beyond the norm.
    """
    if node.column.state is SpecialState.ARCHIVED:
        return None
    start = date.fromisoformat(newest[:10])
    periods = [period for period in _periods(tables, node, today) if period[1] or not norm_alone]
    found = [Due(later(start, p.number, p.months), p, official) for p, official in periods]
    return min(found, key=lambda due: (due.day, due.official), default=None)


def _periods(tables: Tables, node: ColumnNode, today: str) -> Iterator[tuple[Period, bool]]:
    if node.period.number:
        yield node.period, False
    sort = node.column.column_type
    days, months = COLUMN_DAYS.get(sort), COLUMN_MONTHS.get(sort)
    if days and node.kind not in (GROUP, SPECIAL) and (limit := days.on(today)):
        yield Period(limit.value, False), True
    above = [other for other in tables.ancestors(node.path) if other is not node]
    first = all(other.column.column_type is not sort for other in above)
    if months and first and (limit := months.on(today)):
        yield Period(limit.value, True), True
