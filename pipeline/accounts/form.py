"""The form of one week's census as a workbook, one row an account; and read back, each fault with its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.accounts.form_words import (
    FAULTS,
    FORM_HEAD,
    FORM_SHEET,
    NOTES,
    NOTES_SHEET,
    OLDEST,
    ON,
    PLACE,
    WEEK_LABEL,
    WIDTHS,
)
from pipeline.accounts.recording import Look
from pipeline.annual.opening import NO_FILE, NotOpened, Opened, open_workbook
from pipeline.annual.wording import FILE_FAULTS
from pipeline.model import YES_NO, Authority, NewMediaAccount
from pipeline.phrases import is_day, listing, near
from pipeline.spreadsheet import new_book, put, saved

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

MOST_ROWS = 3000
_WEEK = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
PLATFORM, ACCOUNT_ID, NAME, BODY, BEFORE, UPDATED, USABLE, ANSWERS, LOOKED, REMARKS = range(10)
"""Columns of the form, from 0."""


class Fault(NamedTuple):
    place: str
    """`census.xlsx` or a cell in it; "" where the message names the file."""
    message: str
    hint: str


class Read(NamedTuple):
    """`looks` only to be used where there are no `faults`; `blank`: accounts that nothing is written of."""

    week: tuple[int, int]
    looks: tuple[Look, ...]
    blank: int
    faults: tuple[Fault, ...]


# out ----------------------------------------------------------------------------------------------------------------


def form(
    accounts: Sequence[NewMediaAccount], bodies: Mapping[str, Authority], before: Mapping[str, str],
    week: tuple[int, int],
) -> bytes:  # fmt: skip
    """`before`: platform and ID joined by a space -> the last update known."""
    from openpyxl.styles import Alignment, Font, PatternFill  # type: ignore[import-untyped]
    from openpyxl.worksheet.datavalidation import DataValidation  # type: ignore[import-untyped]

    monday = datetime.fromisocalendar(*week, 1)
    book = new_book(monday)
    sheet = book.create_sheet(FORM_SHEET)
    for column, title in enumerate(FORM_HEAD, 1):
        put(sheet.cell(1, column), title)
        sheet.cell(1, column).font = Font(bold=True)
        sheet.column_dimensions[sheet.cell(1, column).column_letter].width = WIDTHS[column - 1]
    for line, account in enumerate(accounts, 2):
        body = bodies[account.authority].label if account.authority in bodies else account.authority
        key = f"{account.platform.value} {account.account_id}"
        given = (account.platform.value, account.account_id, account.name, body, before.get(key, ""))
        for column, value in enumerate(given, 1):
            put(sheet.cell(line, column), value)
            sheet.cell(line, column).fill = PatternFill("solid", fgColor="EEF1F6")
        for column in (UPDATED, LOOKED):
            sheet.cell(line, column + 1).number_format = "yyyy-mm-dd"
            sheet.cell(line, column + 1).alignment = Alignment(horizontal="left")
    choice = DataValidation(type="list", formula1=f'"{",".join(YES_NO)}"', allow_blank=True)
    sheet.add_data_validation(choice)
    choice.add(f"G2:H{max(2, len(accounts) + 1)}")
    sheet.freeze_panes = "D2"
    _notes(book.create_sheet(NOTES_SHEET), week)
    return saved(book, monday)


def _notes(sheet: "Worksheet", week: tuple[int, int]) -> None:
    put(sheet.cell(1, 1), WEEK_LABEL)
    put(sheet.cell(1, 2), f"{week[0]}-{week[1]:02d}")
    for line, note in enumerate(NOTES, 2):
        put(sheet.cell(line, 1), note)
    sheet.column_dimensions["A"].width = 90


# in -----------------------------------------------------------------------------------------------------------------


def read_form(path: str | Path, accounts: Sequence[NewMediaAccount], today: date) -> Read:
    """Bad content never raises: every fault is told with its cell. Raises NotOpened where there is no file."""
    try:
        opened = open_workbook(path)
    except NotOpened as reason:
        if reason.code in NO_FILE:
            raise
        message, hint = FILE_FAULTS[reason.code]
        facts = {"file": path, **reason.facts}
        return Read((0, 0), (), 0, (Fault("", message.format(**facts), hint.format(**facts)),))
    name, faults = Path(path).name, list[Fault]()
    week = _week(opened, name, faults)
    lacking = [title for title in (FORM_SHEET,) if title not in opened.values.sheetnames]
    if lacking:
        faults.append(_fault("no-sheet", name, sheet=FORM_SHEET, known=listing(opened.values.sheetnames)))
    if faults:
        return Read(week, (), 0, tuple(faults))
    places = _head(opened.values[FORM_SHEET], name, faults)
    known = {(one.platform.value, one.account_id): one for one in accounts}
    looks: list[Look] = []
    blank = 0
    for line in range(2, opened.values[FORM_SHEET].max_row + 1) if not faults else ():
        cells = _Row(opened, line, places, name, faults)
        if not cells.text(PLATFORM) and not cells.text(ACCOUNT_ID):
            continue
        if not any(cells.text(column) for column in (UPDATED, USABLE, ANSWERS, LOOKED, REMARKS)):
            blank += 1
            continue
        look = _look(cells, known, week, today)
        if look and look.key in {one.key for one in looks}:
            faults.append(_fault("twice", cells.place(ACCOUNT_ID), account=" ".join(look.key)))
        elif look:
            looks.append(look)
    if not looks and not faults:
        faults.append(_fault("nothing", name))
    return Read(week, tuple(looks), blank, tuple(faults))


def _week(opened: Opened, name: str, faults: list[Fault]) -> tuple[int, int]:
    written = ""
    if NOTES_SHEET in opened.values.sheetnames:
        written = str(opened.values[NOTES_SHEET]["B1"].value or "")
    found = _WEEK.fullmatch(written.strip())
    try:
        if found:
            date.fromisocalendar(int(found[1]), int(found[2]), 1)
            return int(found[1]), int(found[2])
    except ValueError:
        pass
    faults.append(_fault("week", PLACE.format(file=name, sheet=NOTES_SHEET, address="B1"), text=written[:20]))
    return 0, 0


def _head(sheet: "Worksheet", name: str, faults: list[Fault]) -> dict[int, int]:
    """Column of the form -> its number in the sheet, from 1: columns may be moved, not renamed."""
    if sheet.max_row > MOST_ROWS:
        faults.append(_fault("long", name, limit=MOST_ROWS))
        return {}
    titles = [str(cell.value or "").strip() for cell in sheet[1]]
    for title in FORM_HEAD:
        if titles.count(title) != 1:
            faults.append(_fault("column", PLACE.format(file=name, sheet=FORM_SHEET, address="1"), title=title))
    return {} if faults else {number: titles.index(title) + 1 for number, title in enumerate(FORM_HEAD)}


class _Row:
    """One line of the sheet, by the columns of the form."""

    def __init__(self, opened: Opened, line: int, places: Mapping[int, int], name: str, faults: list[Fault]) -> None:
        self.opened, self.line, self.places, self.name, self.faults = opened, line, places, name, faults

    def _cell(self, column: int, *, formulas: bool = False) -> Any:
        book = self.opened.formulas if formulas else self.opened.values
        return book[FORM_SHEET].cell(self.line, self.places[column])

    def place(self, column: int) -> str:
        return PLACE.format(file=self.name, sheet=FORM_SHEET, address=self._cell(column).coordinate)

    def is_formula(self, column: int) -> bool:
        return bool(self._cell(column, formulas=True).data_type == "f")

    def text(self, column: int) -> str:
        """A day as YYYY-MM-DD; a whole number as spreadsheets make of an ID, without the point."""
        value = self._cell(column).value
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return "" if value is None else " ".join(str(value).split())


def _look(
    cells: _Row, known: Mapping[tuple[str, str], NewMediaAccount], week: tuple[int, int], today: date
) -> Look | None:
    """None where a fault was told."""
    before = len(cells.faults)
    cells.faults.extend(_faults(cells, known, week, today))
    account = known.get((cells.text(PLATFORM), cells.text(ACCOUNT_ID)))
    if account is None or len(cells.faults) > before:
        return None
    told = (cells.text(column) for column in (UPDATED, USABLE, ANSWERS, LOOKED, REMARKS))
    return Look(account, *told)


def _faults(
    cells: _Row, known: Mapping[tuple[str, str], NewMediaAccount], week: tuple[int, int], today: date
) -> Iterator[Fault]:
    key = (cells.text(PLATFORM), cells.text(ACCOUNT_ID))
    if key not in known:
        offer = near(" ".join(key), [" ".join(one) for one in known])
        yield _fault("unknown-account", cells.place(ACCOUNT_ID), account=" ".join(key), near=offer)
    for column in (UPDATED, USABLE, ANSWERS, LOOKED, REMARKS):
        if cells.is_formula(column):
            yield _fault("formula", cells.place(column))
    for column in (USABLE, ANSWERS):
        written = cells.text(column)
        if (written or column == USABLE) and written not in YES_NO:
            yield _fault("yes-no", cells.place(column), title=FORM_HEAD[column], text=written)
    yield from _day_faults(cells, week, today.isoformat())


def _day_faults(cells: _Row, week: tuple[int, int], today: str) -> Iterator[Fault]:
    updated, looked = cells.text(UPDATED), cells.text(LOOKED)
    monday, sunday = (date.fromisocalendar(*week, day).isoformat() for day in (1, 7))
    wrong = [column for column in (UPDATED, LOOKED) if cells.text(column) and not _is_day(cells.text(column))]
    for column in wrong:
        yield _fault("day", cells.place(column), title=FORM_HEAD[column], text=cells.text(column))
    if not looked:
        yield _fault("not-looked", cells.place(LOOKED), title=ON)
    if wrong or not looked:
        return
    if not monday <= looked <= sunday:
        yield _fault("another-week", cells.place(LOOKED), day=looked, monday=monday, sunday=sunday)
    elif looked > today:
        yield _fault("not-yet", cells.place(LOOKED), day=looked, today=today)
    elif updated and updated < OLDEST:
        yield _fault("too-old", cells.place(UPDATED), day=updated)
    elif updated > looked:
        yield _fault("after-look", cells.place(UPDATED), day=updated, on=looked)


def _is_day(text: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII)) and is_day(text)


def _fault(code: str, place: str, **facts: object) -> Fault:
    message, hint = FAULTS[code]
    return Fault(place, message.format(**facts), hint.format(**facts))
