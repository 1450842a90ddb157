"""A filled-in workbook -> the numbers of a report, or everything that is wrong with it, each fault with its cell."""

import re
import unicodedata
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.annual.aside import aside
from pipeline.annual.cells import CELLS, Cell
from pipeline.annual.faulty import Fault, cell_fault, fewer, file_fault
from pipeline.annual.opening import NotOpened, Opened, open_workbook
from pipeline.annual.shape import SHOWN, misshapen, plain
from pipeline.annual.wording import COVER, COVER_ROWS, FORM, NOTHING, SHEETS
from pipeline.annual.workbook import COVER_FIRST, Facts
from pipeline.kinds.annual_report import BLANKS, LAST_OLD_YEAR

HUGE = 10**12
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?", re.ASCII)
_SEPARATED = re.compile(r"[-+]?\d{1,3}(?:[,\uff0c]\d{3})+(?:\.\d+)?", re.ASCII)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)


class Read(NamedTuple):
    """`values` in the order of `CELLS`; only to be used where there are no `faults`. `blanks`: places in `CELLS`;
    `notes`: sentences on what stands beside the numbers.
    """

    facts: Facts
    values: tuple[int | float | None, ...]
    blanks: tuple[int, ...]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()


NOBODY = Facts("", "", 0)


def read_workbook(path: str | Path, *, year: int = 0, today: date | None = None) -> Read:
    """`year`: which it must be of, 0 for any; `today` tells which years are over. Bad content never raises."""
    try:
        opened = open_workbook(path)
    except NotOpened as reason:
        return Read(NOBODY, (), (), (file_fault(reason.code, file=path, **reason.facts),))
    broken = tuple(misshapen(opened.values))
    if broken:
        return Read(NOBODY, (), (), broken)
    told: list[Fault] = []
    facts = _cover(opened, told, year, today)
    values: list[int | float | None] = []
    for cell in CELLS:
        values.append(_value(opened, cell, told))
    blanks = tuple(number for number, value in enumerate(values) if value is None)
    return Read(facts, tuple(values), blanks, tuple(fewer(told)), tuple(aside(opened.values)))


# the cover ----------------------------------------------------------------------------------------------------------


def _cover(opened: Opened, told: list[Fault], year: int, today: date | None) -> Facts:
    sheet = opened.values[COVER]
    rows = {key: COVER_FIRST + number for number, (_, key) in enumerate(COVER_ROWS)}
    texts = {key: plain(sheet.cell(row, 2).value) for key, row in rows.items()}
    if texts["form"] != FORM:
        told.append(cell_fault("form", COVER, f"B{rows['form']}", text=texts["form"][:SHOWN], right=FORM))
    written, address = texts["year"].removesuffix(".0"), f"B{rows['year']}"
    if not _YEAR.fullmatch(written):
        told.append(cell_fault("year", COVER, address, text=written[:SHOWN]))
        return Facts(texts["name"], texts["key"], 0)
    found = int(written)
    if year and found != year:
        told.append(cell_fault("another-year", COVER, address, text=found, right=year))
    elif found <= LAST_OLD_YEAR:
        told.append(cell_fault("old-year", COVER, address, text=found))
    elif today and found >= today.year:
        told.append(cell_fault("not-over", COVER, address, text=found))
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
        told.append(_at(cell, "kind", text=str(value)[:SHOWN]))
        return None
    shown = value if isinstance(value, int) else float(f"{value:.15g}")  # as a spreadsheet shows and compares it
    return _of_number(cell, shown, told)


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
    elif text in NOTHING:
        code = "none"
    elif _NUMBER.fullmatch(text):
        code, right = ("negative" if text.startswith("-") else "text-number"), text.lstrip("+")
    elif _NUMBER.fullmatch(narrow):
        code = "full-width"
    told.append(_at(cell, code, text=text[:SHOWN], right=right[:SHOWN]))


def _at(cell: Cell, code: str, **facts: object) -> Fault:
    return cell_fault(code, SHEETS[cell.table - 2], cell.address, name=cell.name, **facts)
