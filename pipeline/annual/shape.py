"""Whether a filled-in workbook still has the form of the template; rows and columns that moved are told as such."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.annual.cells import CELLS, ROW_4
from pipeline.annual.faulty import Fault, cell_fault, fewer, file_fault
from pipeline.annual.layout import Label, labels, letter, merged
from pipeline.annual.wording import COVER, FORM, PLACE, SHEETS
from pipeline.kinds.annual_report import OLD_MARKS
from pipeline.phrases import listing

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

ENOUGH = 2
"""A single label of the old layout may be spoken of; two are its table."""
SHOWN = 40
FARTHEST = 3
"""By so many rows or columns a table may have moved, to be told as one fault."""
_SHIFTS = [(n, 0) for n in range(-FARTHEST, FARTHEST + 1) if n] + [(0, n) for n in range(-FARTHEST, FARTHEST + 1) if n]


def misshapen(book: "Workbook") -> Iterator[Fault]:
    """Nothing for a workbook whose cells are where the template has them. `book`: with the values of its formulas."""
    old = _old_layout(book)
    if old:
        yield old
        return
    lacking = [sheet for sheet in (COVER, *SHEETS) if sheet not in book.sheetnames]
    for sheet in lacking:
        yield file_fault("no-sheet", sheet=sheet, known=listing(book.sheetnames))
    if not lacking:
        for table, sheet in enumerate(SHEETS, 2):
            yield from fewer(_sheet_faults(book[sheet], table))


def _old_layout(book: "Workbook") -> Fault | None:
    for sheet in book.worksheets:
        found = []
        for row in sheet.iter_rows(max_row=80, max_col=20):
            for cell in row:
                mark = next((mark for mark in OLD_MARKS if mark in plain(cell.value)), "")
                found += [(cell.coordinate, mark)] if mark else []
        if len({mark for _, mark in found}) >= ENOUGH:
            place = PLACE.format(sheet=sheet.title, address=found[0][0])
            return file_fault("old-form", place=place, text=found[0][1], form=FORM)
    return None


def _sheet_faults(sheet: "Worksheet", table: int) -> Iterator[Fault]:
    wrong = [one for one in labels(table) if not _stands(sheet, one)]
    moved = _moved(sheet, wrong) or (_numbers_moved(sheet) if table == 4 and not wrong else None)
    if moved:
        yield moved
        return
    for label in wrong:
        cell = sheet.cell(label.row, label.column)
        yield cell_fault("label", sheet.title, cell.coordinate, right=label.text, text=shown(cell.value))
    wanted, have = merged(table), {str(one) for one in sheet.merged_cells.ranges}
    for one in sorted(wanted - have):
        yield cell_fault("merge", sheet.title, one.partition(":")[0], range=one)
    inside = {cell.address for cell in CELLS if cell.table == table}
    for one in sorted(have - wanted):
        if any(place.coordinate in inside for row in sheet[one] for place in row):
            yield cell_fault("extra-merge", sheet.title, one.partition(":")[0], range=one)


def _stands(sheet: "Worksheet", label: Label, down: int = 0, across: int = 0) -> bool:
    row, column = label.row + down, label.column + across
    return row > 0 and column > 0 and plain(sheet.cell(row, column).value) == plain(label.text)


def _moved(sheet: "Worksheet", wrong: Sequence[Label]) -> Fault | None:
    """All labels that are out of place, less one of a row or column taken away, stand as far from it as each other."""
    found = Counter(shift for label in wrong for shift in _SHIFTS if _stands(sheet, label, *shift))
    if not found:
        return None
    shift, number = found.most_common(1)[0]
    if number < max(ENOUGH, len(wrong) - _in_lost(wrong, shift)):
        return None
    first = min(wrong, key=lambda label: (label.row, label.column) if shift[0] else (label.column, label.row))
    return _shifted(sheet.title, first.row, first.column, shift)


def _in_lost(wrong: Sequence[Label], shift: tuple[int, int]) -> int:
    """How many labels stood in the first rows or columns that are out of place, as many as were taken away."""
    places = [label.row if shift[0] else label.column for label in wrong]
    lost = max(0, -(shift[0] + shift[1]))
    return sum(place < min(places) + lost for place in places)


def _numbers_moved(sheet: "Worksheet") -> Fault | None:
    """The numbers of table 4 stand in one row without a label, below those of its head."""
    for down in range(1, FARTHEST + 1):
        rows = [[cell.value for cell in sheet[row][: len(sheet[ROW_4])]] for row in (ROW_4, ROW_4 + down)]
        if not any(value is not None for value in rows[0]) and sum(value is not None for value in rows[1]) > 1:
            return _shifted(sheet.title, ROW_4, 1, (down, 0))
    return None


def _shifted(sheet: str, row: int, column: int, shift: tuple[int, int]) -> Fault:
    number = shift[0] + shift[1]
    code = ("row" if shift[0] else "column") + ("-more" if number > 0 else "-less")
    where = row if shift[0] else letter(column)
    return cell_fault(code, sheet, f"{letter(column)}{row}", where=where, number=abs(number))


def plain(value: Any) -> str:
    return "".join(value.split()) if isinstance(value, str) else "" if value is None else str(value)


def shown(value: Any) -> str:
    return str("" if value is None else value)[:SHOWN]
