"""What a filled-in workbook holds beside the numbers of the form: none of it is taken in, and none of it in silence."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pipeline.annual.cells import CELLS
from pipeline.annual.layout import labels, letter
from pipeline.annual.shape import plain, shown
from pipeline.annual.wording import (
    BALANCE_CHECK,
    BESIDE,
    BESIDE_CELL,
    COVER,
    HIDDEN,
    HIDDEN_COLUMN,
    HIDDEN_ROW,
    HIDDEN_SHEET,
    OTHER_SHEET,
    SHEETS,
)
from pipeline.phrases import listing

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

MOST_ROWS, MOST_COLUMNS = 200, 40
"""Where it is looked for: a note stands near its table."""


def aside(book: "Workbook") -> Iterator[str]:
    """`book`: with the values of its formulas, and of the form of the template."""
    others = [name for name in book.sheetnames if name not in (COVER, *SHEETS)]
    if others:
        yield OTHER_SHEET.format(sheets=listing(others))
    for table, name in enumerate(SHEETS, 2):
        sheet = book[name]
        if sheet.sheet_state != "visible":
            yield HIDDEN_SHEET.format(sheet=name)
        hidden = _hidden(sheet, table)
        if hidden:
            yield HIDDEN.format(sheet=name, where=listing(hidden))
        beside = _beside(sheet, table)
        if beside:
            yield BESIDE.format(sheet=name, cells=listing(beside))


def _hidden(sheet: "Worksheet", table: int) -> list[str]:
    """Rows and columns with numbers in them that nobody sees."""
    cells = [cell for cell in CELLS if cell.table == table]
    rows, columns = sorted({cell.row for cell in cells}), sorted({cell.column for cell in cells})
    found = [
        HIDDEN_ROW.format(row=row) for row in rows if row in sheet.row_dimensions and sheet.row_dimensions[row].hidden
    ]
    return found + [HIDDEN_COLUMN.format(column=letter(column)) for column in columns if _is_hidden(sheet, column)]


def _is_hidden(sheet: "Worksheet", column: int) -> bool:
    """Columns of one width are told together, by the first of them."""
    return any(
        one.hidden and (one.min or 0) <= column <= (one.max or 0) for one in sheet.column_dimensions.values()
    ) or bool(letter(column) in sheet.column_dimensions and sheet.column_dimensions[letter(column)].hidden)


def _beside(sheet: "Worksheet", table: int) -> Sequence[str]:
    own = {(cell.row, cell.column) for cell in CELLS if cell.table == table}
    own |= {(label.row, label.column) for label in labels(table)}
    size = {"max_row": min(sheet.max_row, MOST_ROWS), "max_col": min(sheet.max_column, MOST_COLUMNS)}
    found = []
    for row in sheet.iter_rows(**size):
        if plain(row[0].value) != plain(BALANCE_CHECK):
            others = (one for one in row if plain(one.value) and (one.row, one.column) not in own)
            found += [BESIDE_CELL.format(address=one.coordinate, text=shown(one.value)) for one in others]
    return found
