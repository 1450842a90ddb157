"""The workbook of an annual report, in the official layout: to be filled in, or made of a report's own numbers.

The filled one is made from a mould: openpyxl draws the sheets once, with a sign in every place that differs between
reports, and each report is its parts with the signs replaced. That costs a hundredth of drawing, and thousands of
reports are made in one build.
"""

import io
import math
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from pipeline.annual.cells import CELLS, FIRST_COLUMN_3, Cell, Values, number_of
from pipeline.annual.layout import Label, formulas, labels, letter, merged
from pipeline.annual.wording import (
    BALANCE_CHECK,
    COVER,
    COVER_NOTES,
    COVER_ROWS,
    COVER_TITLE,
    FILLED_TITLE,
    FORM,
    MONEY_ONLY,
    SHEETS,
    VALIDATION_TITLE,
    WHOLE_ONLY,
)
from pipeline.kinds.annual_report import APPLICANTS
from pipeline.mould import Mould, sign
from pipeline.package import Member, member, packed

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

COVER_FIRST = 3
"""Row of the cover's first fact; facts stand in its second column."""
WIDTHS = ((24, 16, 16, 16), (14, 16, 44, *(11,) * 7), (11,) * 15)
FILL, INPUT, HEAD = "F2F2F2", "FFFFFF", "DCE6F1"
LINE, ROOM = 15, 1.1
"""Height of a line in points; by so much wider than its signs is a text in a font that stands in for another."""
_DAY = datetime(2021, 9, 26)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_MARK = 900_000_000_001
"""Cell number n of the workbook that moulds are made of holds this and n; no count comes near it."""
_MARKED = re.compile(rf"<v>{_MARK}(\d{{3}})</v>")
_MOST_LEFT = 32_000


class Facts(NamedTuple):
    """Whose report it is, and of which year."""

    name: str
    key: str
    year: int


def template(facts: Facts, filled: Mapping[int, int | float] | None = None) -> bytes:
    """A workbook to be filled in: totals are formulas and locked, numbers are held to what they may be.

    `filled`: cells (places in `CELLS`) that are known already, such as what the year before carried out.
    """
    book = _book(COVER_TITLE, (facts.name, facts.key, facts.year, FORM))
    for row, note in enumerate(COVER_NOTES, COVER_FIRST + len(COVER_ROWS) + 1):
        book.worksheets[0].cell(row, 1, note)
    totals = formulas()
    for number, cell in enumerate(CELLS):
        given = totals.get(number, (filled or {}).get(number))
        _put(book.worksheets[cell.table - 1], cell, given, locked=number in totals)
    for sheet in book.worksheets:
        sheet.protection.enable()
        _validate(sheet, book.worksheets.index(sheet) + 1)
    _add_balance(book.worksheets[2])
    return _saved(book)


def filled(facts: Facts, values: Values) -> bytes:
    """A report's own numbers in the same layout, plain numbers throughout; blanks stay blank."""
    told = ["" if value is None else f"<v>{value!r}</v>" for value in values]
    told += [escape(str(fact)[:_MOST_LEFT]) for fact in (facts.name, facts.key, facts.year, FORM)]
    return packed(
        part if isinstance(part, Member) else member(part.name, part.mould.cast_encoded(told)) for part in _moulds()
    )


class Cut(NamedTuple):
    """A member that differs between reports: signs stand for the cells as in `CELLS`, then for the facts."""

    name: str
    mould: Mould


@cache
def _moulds() -> tuple[Member | Cut, ...]:
    """The members that are the same for every report, packed once, and those that are not."""
    book = _book(FILLED_TITLE, [sign(len(CELLS) + number) for number in range(len(COVER_ROWS))])
    for number, cell in enumerate(CELLS):
        _put(book.worksheets[cell.table - 1], cell, _MARK * 1000 + number, locked=False)
    found: list[Member | Cut] = []
    with zipfile.ZipFile(io.BytesIO(_saved(book))) as archive:
        for info in archive.infolist():
            content = archive.read(info)
            mould = Mould(_MARKED.sub(lambda mark: sign(int(mark[1])), content.decode()))
            found.append(member(info.filename, content) if mould.is_plain else Cut(info.filename, mould))
    return tuple(found)


def _book(title: str, told: Sequence[object]) -> "Workbook":
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = _DAY
    book.properties.creator = "gongkai"
    _draw_cover(book.worksheets[0], title, told)
    for table, title in enumerate(SHEETS, 2):
        sheet = book.create_sheet(title)
        for label in labels(table):
            _print(sheet, label)
            if _lines(label, table) > 1:
                sheet.row_dimensions[label.row].height = LINE * _lines(label, table)
        for column, width in enumerate(WIDTHS[table - 2], 1):
            sheet.column_dimensions[letter(column)].width = width
        first = next(cell for cell in CELLS if cell.table == table)
        sheet.freeze_panes = first.address if table == 3 else None
        for one in sorted(merged(table)):
            sheet.merge_cells(one)
    for sheet in book.worksheets:
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return book


def _lines(label: Label, table: int) -> int:
    """How many a printed cell of one row takes in its width; a program that opens the file does not ask again."""
    if label.down > 1:
        return 1
    width = sum(WIDTHS[table - 2][label.column - 1 : label.column - 1 + label.across])
    return math.ceil(sum(2 if ord(sign) > 0x2000 else 1 for sign in label.text) * ROOM / width)


def _draw_cover(sheet: "Worksheet", title: str, told: Sequence[object]) -> None:
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]

    sheet.title = COVER
    sheet["A1"], sheet["A1"].font = title, Font(bold=True, size=14)
    for row, ((name, _), value) in enumerate(zip(COVER_ROWS, told, strict=True), COVER_FIRST):
        sheet.cell(row, 1, name)
        cell = sheet.cell(row, 2, value)
        if isinstance(value, str):
            cell.data_type = "s"
        cell.alignment = Alignment(horizontal="left", wrap_text=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 16, 60


def _print(sheet: "Worksheet", label: Label) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    cell = sheet.cell(label.row, label.column, label.text)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    cell.border = _border()
    if label.row == 1:
        cell.font = Font(bold=True, size=12)
    else:
        cell.fill = PatternFill("solid", start_color=HEAD)


def _put(sheet: "Worksheet", cell: Cell, value: object, *, locked: bool) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    place = sheet.cell(cell.row, cell.column, value)
    place.protection = Protection(locked=locked)
    place.fill = PatternFill("solid", start_color=FILL if locked else INPUT)
    place.alignment = Alignment(horizontal="right", vertical="center")
    place.border = _border()


@cache
def _border() -> object:
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color="808080")
    return Border(left=side, right=side, top=side, bottom=side)


def _validate(sheet: "Worksheet", table: int) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    for money, form, text in ((False, "whole", WHOLE_ONLY), (True, "decimal", MONEY_ONLY)):
        rule = DataValidation(
            type=form, operator="greaterThanOrEqual", formula1="0", allow_blank=True, showErrorMessage=True
        )
        rule.error, rule.errorTitle = text, VALIDATION_TITLE
        totals = formulas()
        for number, cell in enumerate(CELLS):
            if cell.table == table and cell.money is money and number not in totals:
                rule.add(cell.address)
        if rule.sqref:
            sheet.add_data_validation(rule)


def _add_balance(sheet: "Worksheet") -> None:
    """Below table 3, outside the official layout: what in - out comes to, for whoever fills it in."""
    first = [CELLS[number_of("applications", field, 0)].row for field in ("received", "carried_in", "total")]
    last = CELLS[number_of("applications", "carried_out", 0)].row
    sheet.cell(last + 2, 1, BALANCE_CHECK)
    for column in range(FIRST_COLUMN_3, FIRST_COLUMN_3 + len(APPLICANTS)):
        one, two, three = (f"{letter(column)}{row}" for row in first)
        sheet.cell(last + 2, column, f"={one}+{two}-{three}-{letter(column)}{last}")


def _saved(book: "Workbook") -> bytes:
    """The same bytes whenever it is made: without the moment, which openpyxl puts in every time."""
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as archive:
        return packed(
            member(info.filename, _timeless(info.filename, archive.read(info))) for info in archive.infolist()
        )


def _timeless(name: str, content: bytes) -> bytes:
    if name != "docProps/core.xml":
        return content
    return _MODIFIED.sub(rf"\g<1>{_DAY:%Y-%m-%dT%H:%M:%SZ}\g<2>".encode(), content)
