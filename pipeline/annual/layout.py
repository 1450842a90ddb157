"""The official layout of the tables on sheets: printed cells, joined ones, totals, and where it all stands."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.annual.cells import CELLS, FIRST_COLUMN_3, FIRST_ROW_3, RULES_ROW, Cell
from pipeline.annual.identities import IDENTITIES, Rule
from pipeline.annual.wording import TITLES
from pipeline.kinds.annual_report import (
    APPLICANT_HEADS,
    APPLICANTS,
    APPLICATION_LAYOUT,
    BALANCE_NOTE,
    CONTENT_COLUMN,
    DISCLOSED_LAYOUT,
    DISPUTE_NAMES,
    OUTCOMES,
    RESULTS_HEAD,
    ROW_NAMES,
    RULES_BLOCK,
    RULES_COLUMNS,
    SUITS_HEAD,
)


class Label(NamedTuple):
    """A printed cell, perhaps over several: rows and columns count from 1."""

    text: str
    row: int
    column: int
    down: int = 1
    across: int = 1


@cache
def labels(table: int) -> tuple[Label, ...]:
    """Every printed cell of the sheet of table 2, 3 or 4, its title first."""
    width = (4, 10, 15)[table - 2]
    return (Label(TITLES[table - 2], 1, 1, 1, width), *(_labels_2, _labels_3, _labels_4)[table - 2]())


def _labels_2() -> Iterator[Label]:
    yield Label(RULES_BLOCK[0], RULES_ROW - 2, 1, 1, 4)
    yield Label(CONTENT_COLUMN, RULES_ROW - 1, 1)
    for across, (column, _) in enumerate(RULES_COLUMNS):
        yield Label(column, RULES_ROW - 1, 2 + across)
    for down, (row_name, _) in enumerate(RULES_BLOCK[1]):
        yield Label(row_name, RULES_ROW + down, 1)
    row = RULES_ROW + len(RULES_BLOCK[1])
    for clause, column, rows in DISCLOSED_LAYOUT:
        yield Label(clause, row, 1, 1, 4)
        yield Label(CONTENT_COLUMN, row + 1, 1)
        yield Label(column, row + 1, 2, 1, 3)
        row += 2
        for row_name, _ in rows:
            yield Label(row_name, row, 1)
            row += 1


def _labels_3() -> Iterator[Label]:
    first, last = FIRST_COLUMN_3, FIRST_COLUMN_3 + len(APPLICANTS) - 1
    yield Label(BALANCE_NOTE, 2, 1, 3, 3)
    yield Label(APPLICANT_HEADS[0], 2, first, 1, len(APPLICANTS))
    yield Label(APPLICANTS[0], 3, first, 2)
    yield Label(APPLICANT_HEADS[1], 3, first + 1, 1, len(APPLICANTS) - 2)
    yield Label(APPLICANTS[-1], 3, last, 2)
    for across, column in enumerate(APPLICANTS[1:-1]):
        yield Label(column, 4, first + 1 + across)
    yield Label(ROW_NAMES["received"], FIRST_ROW_3, 1, 1, 3)
    yield Label(ROW_NAMES["carried_in"], FIRST_ROW_3 + 1, 1, 1, 3)
    row = FIRST_ROW_3 + 2
    yield Label(RESULTS_HEAD, row, 1, sum(len(members) for _, members in APPLICATION_LAYOUT))
    for group, members in APPLICATION_LAYOUT:
        alone = not members[0][0]
        yield Label(group, row, 2, len(members), 2 if alone else 1)
        for down, (inner, _) in enumerate(() if alone else members):
            yield Label(inner, row + down, 3)
        row += len(members)
    yield Label(ROW_NAMES["carried_out"], row, 1, 1, 3)


def _labels_4() -> Iterator[Label]:
    suits = [name.rpartition("\uff0f")[2] for name in list(DISPUTE_NAMES.values())[1:]]
    size = len(OUTCOMES)
    yield Label(DISPUTE_NAMES["review"], 2, 1, 1, size)
    yield Label(SUITS_HEAD, 2, size + 1, 1, 2 * size)
    for across, column in enumerate(OUTCOMES):
        yield Label(column, 3, 1 + across, 2)
    for number, suit in enumerate(suits, 1):
        yield Label(suit, 3, number * size + 1, 1, size)
        for across, column in enumerate(OUTCOMES):
            yield Label(column, 4, number * size + 1 + across)


def merged(table: int) -> set[str]:
    """The ranges that are one cell, as `A1:D1`; the numbers of table 2's last blocks among them."""
    ranges = {_range(label.row, label.column, label.down, label.across) for label in labels(table)}
    ranges |= {_range(cell.row, cell.column, 1, 3) for cell in cells_of(table) if table == 2 and len(cell.path) == 2}
    return {one for one in ranges if one}


def _range(row: int, column: int, down: int, across: int) -> str:
    last = f"{letter(column + across - 1)}{row + down - 1}"
    return f"{letter(column)}{row}:{last}" if down > 1 or across > 1 else ""


def letter(column: int) -> str:
    return chr(ord("A") + column - 1)


def cells_of(table: int) -> list[Cell]:
    return [cell for cell in CELLS if cell.table == table]


@cache
def formulas() -> dict[int, str]:
    """Cell (place in `CELLS`) -> the formula of a total: those of the rows and groups, and of the outcomes."""
    found: dict[int, str] = {}
    for identity in IDENTITIES:
        if identity.rule is not Rule.BALANCE:
            first, last = CELLS[identity.left[0]].address, CELLS[identity.left[-1]].address
            found[identity.right[0]] = f"=SUM({first}:{last})"
    return found
