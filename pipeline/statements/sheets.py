"""Tables as a workbook: one sheet each, the same bytes from the same rows whenever they are written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from pipeline.spreadsheet import new_book, put, saved

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

Value = str | int | float | None


class Sheet(NamedTuple):
    """`title` is at most 31 characters, as spreadsheets demand; `head` is printed bold and stays in sight."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    merged: Sequence[str] = ()
    """Ranges that are one cell, as `A1:D1`; row 1 is the head."""


def workbook(sheets: Iterable[Sheet], day: str) -> bytes:
    """`day` (YYYY-MM-DD) stands as the day on which the workbook was made."""
    made = datetime.fromisoformat(day[:10])
    book = new_book(made)
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title[:31]), sheet)
    return saved(book, made)


def _fill(page: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]

    widths = [4] * max(len(row) for row in (sheet.head, *sheet.rows))
    for line, row in enumerate((sheet.head, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(line, column)
            put(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=line == 1)
            widths[column - 1] = max(widths[column - 1], min(44, len(str(value or "")) * 2))
    for column, width in enumerate(widths, 1):
        page.column_dimensions[page.cell(1, column).column_letter].width = width + 2
    for area in sheet.merged:
        page.merge_cells(area)
    page.freeze_panes = "A2"
