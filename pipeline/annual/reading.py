"""A filled-in workbook -> the numbers of a report, or everything that is wrong with it, each fault with its cell."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.annual.cells import CELLS, Cell
from pipeline.annual.layout import labels, merged
from pipeline.annual.opening import NotOpened, Opened, open_workbook
from pipeline.annual.wording import CELL_FAULTS, COVER, COVER_ROWS, FILE_FAULTS, FORM, PLACE, SENTENCE, SHEETS
from pipeline.annual.workbook import COVER_FIRST, Facts
from pipeline.kinds.annual_report import BLANKS, LAST_OLD_YEAR, OLD_MARKS
from pipeline.phrases import listing

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

MOST_OF_A_SORT = 20
HUGE = 10**12
ENOUGH = 2
"""A single label of the old layout may be spoken of; two are its table."""
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_SEPARATED = re.compile(r"[-+]?\d{1,3}(?:[,\uff0c]\d{3})+(?:\.\d+)?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_SHOWN = 40


class Fault(NamedTuple):
    """`code`: a key of `wording.FILE_FAULTS` or `CELL_FAULTS`; `address` is "" for what is of the whole file."""

    code: str
    sheet: str
    address: str
    message: str
    hint: str

    def __str__(self) -> str:
        return SENTENCE.format(message=self.message, hint=self.hint)


class Read(NamedTuple):
    """`values` in the order of `CELLS`; only to be used where there are no `faults`. `blanks`: places in `CELLS`."""

    facts: Facts
    values: tuple[int | float | None, ...]
    blanks: tuple[int, ...]
    faults: tuple[Fault, ...]


NOBODY = Facts("", "", 0)


def read_workbook(path: str | Path, *, year: int = 0, today: date | None = None) -> Read:
    """`year`: which it must be of, 0 for any; `today` tells which years are over. Bad content never raises."""
    try:
        opened = open_workbook(path)
    except NotOpened as reason:
        return Read(NOBODY, (), (), (_file_fault(reason.code, file=path, **reason.facts),))
    broken = tuple(_misshapen(opened))
    if broken:
        return Read(NOBODY, (), (), broken)
    told: list[Fault] = []
    facts = _cover(opened, told, year, today)
    values: list[int | float | None] = []
    for cell in CELLS:
        values.append(_value(opened, cell, told))
    blanks = tuple(number for number, value in enumerate(values) if value is None)
    return Read(facts, tuple(values), blanks, tuple(_fewer(told)))


def _fewer(faults: list[Fault]) -> Iterator[Fault]:
    """So many of a sort say enough; of the totals that were never calculated, the first tells of all."""
    seen: dict[str, int] = {}
    uncalculated = sum(fault.code == "formula" for fault in faults)
    for fault in faults:
        seen[fault.code] = seen.get(fault.code, 0) + 1
        if fault.code == "formula":
            if seen[fault.code] == 1:
                yield fault._replace(message=fault.message.format(count=uncalculated))
        elif seen[fault.code] <= MOST_OF_A_SORT:
            yield fault


# the shape ----------------------------------------------------------------------------------------------------------


def _misshapen(opened: Opened) -> Iterator[Fault]:
    names = opened.values.sheetnames
    old = _old_layout(opened)
    if old:
        yield old
        return
    lacking = [sheet for sheet in (COVER, *SHEETS) if sheet not in names]
    for sheet in lacking:
        yield _file_fault("no-sheet", sheet=sheet, known=listing(names))
    if not lacking:
        for table, sheet in enumerate(SHEETS, 2):
            yield from _fewer(list(_sheet_faults(opened.values[sheet], table)))


def _old_layout(opened: Opened) -> Fault | None:
    for sheet in opened.values.worksheets:
        found = []
        for row in sheet.iter_rows(max_row=80, max_col=20):
            for cell in row:
                mark = next((mark for mark in OLD_MARKS if mark in _plain(cell.value)), "")
                found += [(cell.coordinate, mark)] if mark else []
        if len({mark for _, mark in found}) >= ENOUGH:
            place = PLACE.format(sheet=sheet.title, address=found[0][0])
            return _file_fault("old-form", place=place, text=found[0][1], form=FORM)
    return None


def _sheet_faults(sheet: "Worksheet", table: int) -> Iterator[Fault]:
    for label in labels(table):
        written = sheet.cell(label.row, label.column).value
        if _plain(written) != _plain(label.text):
            address = sheet.cell(label.row, label.column).coordinate
            yield _fault("label", sheet.title, address, right=label.text, text=_shown(written))
    wanted, have = merged(table), {str(one) for one in sheet.merged_cells.ranges}
    for one in sorted(wanted - have):
        yield _fault("merge", sheet.title, one.partition(":")[0], range=one)
    inside = {cell.address for cell in CELLS if cell.table == table}
    for one in sorted(have - wanted):
        if any(place.coordinate in inside for row in sheet[one] for place in row):
            yield _fault("extra-merge", sheet.title, one.partition(":")[0], range=one)


def _plain(value: Any) -> str:
    return "".join(value.split()) if isinstance(value, str) else "" if value is None else str(value)


# the cover ----------------------------------------------------------------------------------------------------------


def _cover(opened: Opened, told: list[Fault], year: int, today: date | None) -> Facts:
    sheet = opened.values[COVER]
    rows = {key: COVER_FIRST + number for number, (_, key) in enumerate(COVER_ROWS)}
    texts = {key: _plain(sheet.cell(row, 2).value) for key, row in rows.items()}
    if texts["form"] != FORM:
        told.append(_fault("form", COVER, f"B{rows['form']}", text=texts["form"][:_SHOWN], right=FORM))
    written, address = texts["year"].removesuffix(".0"), f"B{rows['year']}"
    if not _YEAR.fullmatch(written):
        told.append(_fault("year", COVER, address, text=written[:_SHOWN]))
        return Facts(texts["name"], texts["key"], 0)
    found = int(written)
    if year and found != year:
        told.append(_fault("another-year", COVER, address, text=found, right=year))
    elif found <= LAST_OLD_YEAR:
        told.append(_fault("old-year", COVER, address, text=found))
    elif today and found >= today.year:
        told.append(_fault("not-over", COVER, address, text=found))
    return Facts(texts["name"], texts["key"], found)


# the numbers --------------------------------------------------------------------------------------------------------


def _value(opened: Opened, cell: Cell, told: list[Fault]) -> int | float | None:
    """The number of a cell; None where it is blank or, told in `told`, no number."""
    sheet = SHEETS[cell.table - 2]
    kept, written = opened.values[sheet][cell.address], opened.formulas[sheet][cell.address]
    value = kept.value
    if written.data_type == "f" and value is None:
        told.append(_at(cell, "formula", count="{count}"))
        return None
    if isinstance(value, str):
        _refuse_text(cell, value, kept.data_type == "e", told)
        return None
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        told.append(_at(cell, "kind", text=str(value)[:_SHOWN]))
        return None
    return _of_number(cell, value, told)


def _of_number(cell: Cell, value: int | float, told: list[Fault]) -> int | float | None:
    code = ""
    if value < 0:
        code = "negative"
    elif not value < HUGE:
        code = "huge"
    elif not cell.money and value != int(value):
        code = "fraction"
    if code:
        told.append(_at(cell, code, text=value))
        return None
    return int(value) if value == int(value) else value


def _refuse_text(cell: Cell, text: str, is_error: bool, told: list[Fault]) -> None:
    """Text is never taken for a number, but what it plainly says is offered; a dash is as good as blank."""
    text = text.strip()
    if not is_error and (not text or text in BLANKS):
        return
    narrow = unicodedata.normalize("NFKC", text)
    code, right = "text", narrow
    if is_error:
        code = "error"
    elif _SEPARATED.fullmatch(narrow):
        code, right = "separator", narrow.replace(",", "")
    elif _NUMBER.fullmatch(text):
        code = "negative" if text.startswith("-") else "text-number"
    elif _NUMBER.fullmatch(narrow):
        code = "full-width"
    told.append(_at(cell, code, text=text[:_SHOWN], right=right[:_SHOWN]))


def _at(cell: Cell, code: str, **facts: object) -> Fault:
    return _fault(code, SHEETS[cell.table - 2], cell.address, name=cell.name, **facts)


def _shown(value: Any) -> str:
    return str("" if value is None else value)[:_SHOWN]


def _fault(code: str, sheet: str, address: str, **facts: object) -> Fault:
    message, hint = CELL_FAULTS[code]
    filled = {"sheet": sheet, "place": PLACE.format(sheet=sheet, address=address), "name": ""} | facts
    return Fault(code, sheet, address, message.format(**filled), hint.format(**filled))


def _file_fault(code: str, **facts: object) -> Fault:
    message, hint = FILE_FAULTS[code]
    return Fault(code, "", "", message.format(**facts), hint.format(**facts))
