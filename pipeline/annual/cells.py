"""The 200 cells of an annual report's three tables: what each is called, where it stands in a header and in a workbook.

Layout of 2021 (national norm on the form of annual reports); words are those of `kinds/annual_report.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from pipeline.kinds.annual_report import (
    APPLICANTS,
    CELL_NAME,
    DISCLOSED_LAYOUT,
    DISPUTE_NAMES,
    OUTCOMES,
    ROW_NAMES,
    RULES_BLOCK,
    RULES_COLUMNS,
    TABLE_NUMERALS,
    AnnualReport,
    Applications,
    Disclosed,
    Disputes,
    Rules,
)

Values = Sequence[int | float | None]
"""The numbers of one report in the order of `CELLS`; None where a cell is blank."""
FIRST_ROW_3, FIRST_COLUMN_3 = 5, 4
ROW_4 = 5
RULES_ROW, RULES_COLUMN = 4, 2


class Cell(NamedTuple):
    """One number. `table` is 2, 3 or 4; `path` are identifiers below the header, `place` the same as an editor's keys;
    `row` and `column` count from 1 in the table's own sheet.
    """

    name: str
    table: int
    path: tuple[str | int, ...]
    place: tuple[str | int, ...]
    row: int
    column: int
    money: bool = False

    @property
    def address(self) -> str:
        return f"{chr(ord('A') + self.column - 1)}{self.row}"


def cell_name(table: int, row: str, column: str) -> str:
    return CELL_NAME.format(table=TABLE_NUMERALS[table - 2], row=row, column=column)


def _key(shape: type[BaseModel], field: str) -> str:
    return str(shape.model_fields[field].alias)


def _disclosed() -> Iterator[Cell]:
    part = _key(AnnualReport, "disclosed")
    for down, (row, group) in enumerate(RULES_BLOCK[1]):
        for across, (column, field) in enumerate(RULES_COLUMNS):
            place = (part, _key(Disclosed, group), _key(Rules, field))
            name = cell_name(2, row, column)
            yield Cell(name, 2, ("disclosed", group, field), place, RULES_ROW + down, RULES_COLUMN + across)
    line = RULES_ROW + len(RULES_BLOCK[1])
    for _, column, rows in DISCLOSED_LAYOUT:
        line += 2
        for row, field in rows:
            place_, name = (part, _key(Disclosed, field)), cell_name(2, row, column)
            yield Cell(name, 2, ("disclosed", field), place_, line, RULES_COLUMN, field == "fees")
            line += 1


def _applications() -> Iterator[Cell]:
    part = _key(AnnualReport, "applications")
    for down, field in enumerate(Applications.model_fields):
        for number, column in enumerate(APPLICANTS):
            place = (part, _key(Applications, field), number)
            name, path = cell_name(3, ROW_NAMES[field], column), ("applications", field, number)
            yield Cell(name, 3, path, place, FIRST_ROW_3 + down, FIRST_COLUMN_3 + number)


def _disputes() -> Iterator[Cell]:
    part = _key(AnnualReport, "disputes")
    for group, field in enumerate(Disputes.model_fields):
        for number, column in enumerate(OUTCOMES):
            place = (part, _key(Disputes, field), number)
            name, path = cell_name(4, DISPUTE_NAMES[field], column), ("disputes", field, number)
            yield Cell(name, 4, path, place, ROW_4, group * len(OUTCOMES) + number + 1)


CELLS: tuple[Cell, ...] = (*_disclosed(), *_applications(), *_disputes())
NUMBER_OF: dict[tuple[str | int, ...], int] = {cell.path: number for number, cell in enumerate(CELLS)}
"""Path -> its place in `CELLS` and in `Values`."""


def number_of(*path: str | int) -> int:
    return NUMBER_OF[path]


def has_tables(details: Mapping[str, Any]) -> bool:
    """Whether a report has its tables in its header, which reports in an older layout need not."""
    return bool(details["disclosed"] and details["applications"] and details["disputes"])


def values_of(details: Mapping[str, Any]) -> list[int | float | None]:
    """The numbers of a report that has tables; blanks are 0 where the report says that they are."""
    found: list[Any] = []
    disclosed, applications, disputes = details["disclosed"], details["applications"], details["disputes"]
    for _, group in RULES_BLOCK[1]:
        found += [disclosed[group][field] for _, field in RULES_COLUMNS]
    found += [disclosed[field] for _, _, rows in DISCLOSED_LAYOUT for _, field in rows]
    for field in Applications.model_fields:
        found += applications[field]
    for field in Disputes.model_fields:
        found += disputes[field]
    if details["blanks_are_zero"]:
        return [0 if value is None else value for value in found]
    return found


def details_of(values: Values) -> dict[str, Any]:
    """The three parts of a header by identifier: the way back from `values_of`."""
    found: dict[str, Any] = {"disclosed": {}, "applications": {}, "disputes": {}}
    for cell, value in zip(CELLS, values, strict=True):
        part: dict[str, Any] = found[str(cell.path[0])]
        if isinstance(cell.path[-1], int):
            part.setdefault(str(cell.path[1]), []).append(value)
        elif len(cell.path) == 3:
            part.setdefault(str(cell.path[1]), {})[str(cell.path[2])] = value
        else:
            part[str(cell.path[1])] = value
    return found
