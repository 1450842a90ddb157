"""Tables 2, 3 and 4 as boxes on a grid: what every form of paper draws, printed cells and numbers alike."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.annual.cells import CELLS
from pipeline.annual.layout import cells_of, labels
from pipeline.annual.wording import shown

HEAD_ROWS = {2: 0, 3: 3, 4: 3}
"""Rows at the top that are printed anew on each page; table 2 has heads within."""
COLUMNS = {2: 4, 3: 10, 4: 15}
_TITLE_ROWS = 1


class Box(NamedTuple):
    """Rows and columns count from 0. `text` is what is printed, or None where `number` (a place in `CELLS`) stands."""

    row: int
    column: int
    down: int
    across: int
    text: str | None
    number: int = -1


@cache
def boxes(table: int) -> tuple[Box, ...]:
    """Every box of a table, row by row."""
    return tuple(sorted((*_printed(table), *_numbers(table))))


def _printed(table: int) -> Iterator[Box]:
    for label in labels(table)[_TITLE_ROWS:]:
        yield Box(label.row - 1 - _TITLE_ROWS, label.column - 1, label.down, label.across, label.text)


def _numbers(table: int) -> Iterator[Box]:
    for cell in cells_of(table):
        across = 3 if table == 2 and len(cell.path) == 2 else 1
        yield Box(cell.row - 1 - _TITLE_ROWS, cell.column - 1, 1, across, None, CELLS.index(cell))


def figure(value: float | None, blank: str) -> str:
    """A number as a table prints it; `blank` where there is none."""
    if type(value) is int:  # nearly all are
        return str(value)
    return blank if value is None else shown(value)
