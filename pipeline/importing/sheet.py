"""Workbooks: each sheet a table, values as the workbook shows them. Runs in the limited child."""

import re
import warnings
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from html import escape
from io import BytesIO
from typing import Any

from pipeline.importing.arrival import Arrived, Remark, Unfit
from pipeline.source import FORBIDDEN

MOST_CELLS = 20_000
_EXACT = 10**15
"""Workbooks keep fifteen digits of a number."""
_QUOTED = re.compile(r"\"([^\"]*)\"|\\")
_CHINESE_DAY = re.compile("(?:yyyy\u5e74)?(?:mm?\u6708)?(?:dd?\u65e5)?(?: ?hh?(?::mm|\u65f6mm\u5206))?")
_MINUTES = re.compile("(?<=[:\u65f6])mm")
_PART = re.compile("y+|m+|d+|h+")
_PLAIN = re.compile(r"(#,##)?0(?:\.(0+))?(%)?(?:_\)|_ |;.*)?")


def read_sheet(raw: bytes) -> Arrived:
    """Raises Unfit. Hidden sheets, rows and columns are left out and named; formulas come as their last values."""
    import openpyxl  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(BytesIO(raw), data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(raw))
    remarks, words, html = list[Remark](), list[str](), list[str]()
    shown = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    remarks += [Remark("hidden-sheet", "", sheet.title) for sheet in values.worksheets if sheet not in shown]
    remarks += [Remark("chart-sheet", "", sheet.title) for sheet in values.chartsheets]
    comments = [
        Remark("comment", f"{sheet.title}!{cell.coordinate}", cell.comment.text)
        for sheet in values.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    ]
    if comments:
        raise Unfit(*comments)
    if sum(sheet.max_row * sheet.max_column for sheet in shown) > MOST_CELLS * 20:
        raise Unfit(Remark("cells", "", str(MOST_CELLS)))
    for sheet in shown:
        table = _Sheet(sheet, formulas[sheet.title], remarks, words)
        made = table.html()
        if made and len(shown) > 1:
            html.append(f"<h2>{escape(_clean(sheet.title))}</h2>")
        html.append(made)
    if not words:
        raise Unfit(Remark("empty"))
    if len(words) > MOST_CELLS:
        raise Unfit(Remark("cells", "", str(MOST_CELLS)))
    return Arrived("".join(html), {}, tuple(words), remarks=tuple(remarks))


class _Sheet:
    """One sheet as a table: the rectangle that holds words, spans kept, what is hidden left out."""

    def __init__(self, sheet: Any, formulas: Any, remarks: list[Remark], words: list[str]) -> None:
        self._sheet, self._formulas = sheet, formulas
        self._remarks, self._words = remarks, words
        self._spans = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
        self._rows = [n for n in range(sheet.min_row, sheet.max_row + 1) if not sheet.row_dimensions[n].hidden]
        hidden = set(_hidden_columns(sheet))
        self._columns = [n for n in range(sheet.min_column, sheet.max_column + 1) if n not in hidden]
        self._note(len(hidden), sheet.max_row - sheet.min_row + 1 - len(self._rows))
        self._trim()

    def _trim(self) -> None:
        """Empty rows and columns around the words go; a merged cell is as wide as its span."""
        filled = [cell for row in self._sheet.iter_rows() for cell in row if cell.value not in (None, "")]
        if filled:
            ends = [self._spans.get((cell.row, cell.column)) for cell in filled]
            down = max([cell.row for cell in filled] + [one.max_row for one in ends if one])
            across = max([cell.column for cell in filled] + [one.max_col for one in ends if one])
            first = min(cell.row for cell in filled), min(cell.column for cell in filled)
            self._rows = [number for number in self._rows if first[0] <= number <= down]
            self._columns = [number for number in self._columns if first[1] <= number <= across]

    def _note(self, columns: int, rows: int) -> None:
        if columns:
            self._remarks.append(Remark("hidden-columns", self._sheet.title, str(columns)))
        if rows:
            self._remarks.append(Remark("hidden-rows", self._sheet.title, str(rows)))
        if self._sheet._charts or self._sheet._images:
            self._remarks.append(
                Remark("sheet-objects", self._sheet.title, str(len(self._sheet._charts) + len(self._sheet._images)))
            )

    def html(self) -> str:
        covered = {
            (row, column)
            for one in self._spans.values()
            for row in range(one.min_row, one.max_row + 1)
            for column in range(one.min_col, one.max_col + 1)
        } - self._spans.keys()
        rows = []
        for row in self._rows:
            cells = [self._cell(row, column) for column in self._columns if (row, column) not in covered]
            rows.append((any(text for _, text in cells), "".join(html for html, _ in cells)))
        while rows and not rows[-1][0]:
            rows.pop()
        return "<table>" + "".join(f"<tr>{html}</tr>" for _, html in rows) + "</table>" if rows else ""

    def _cell(self, row: int, column: int) -> tuple[str, str]:
        cell = self._sheet.cell(row, column)
        text = self._text(cell)
        if text:
            self._words.append(text)
        one, spans = self._spans.get((row, column)), ""
        if one is not None:
            down = sum(one.min_row <= n <= one.max_row for n in self._rows)
            across = sum(one.min_col <= n <= one.max_col for n in self._columns)
            spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
        return f"<td{spans}>{escape(text).replace(chr(10), '<br>')}</td>", text

    def _text(self, cell: Any) -> str:
        where, written = f"{self._sheet.title}!{cell.coordinate}", self._formulas[cell.coordinate].value
        if cell.value is None:
            if isinstance(written, str) and written.startswith("="):
                self._remarks.append(Remark("formula-blank", where, written[:40]))
            return ""
        text, sure = shown(cell.value, str(cell.number_format))
        if not sure:
            self._remarks.append(Remark("number-format", where, text))
        return _clean(text)


def shown(value: Any, form: str) -> tuple[str, bool]:
    """A value as its form shows it, and whether that form is one that is known."""
    if isinstance(value, bool):
        return str(value).upper(), True
    if isinstance(value, date | time) and (day := _as_written(value, form)):
        return day, True
    if isinstance(value, datetime):
        return (f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"), True
    if isinstance(value, date):
        return value.isoformat(), True
    if isinstance(value, time):
        return f"{value:%H:%M}", True
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}", True
    if not isinstance(value, int | float):
        return str(value), True
    found = _PLAIN.fullmatch(form)
    if found is None:
        return _number(value), form in ("General", "@") and abs(value) < _EXACT
    places = len(found[2] or "")
    exact = Decimal(repr(value)) * (100 if found[3] else 1)
    rounded = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return (f"{rounded:,f}" if found[1] else f"{rounded:f}") + (found[3] or ""), True


def _as_written(value: date | time, form: str) -> str:
    """A day or an hour in a form with Chinese signs; "" for any other form."""
    first = form.partition(";")[0]
    plain = _QUOTED.sub(r"\1", first.partition("]")[2] if first.startswith("[") else first)
    if not _CHINESE_DAY.fullmatch(plain):
        return ""
    parts = {"y": "year", "m": "month", "d": "day", "h": "hour"}
    minutes = _MINUTES.sub(lambda found: f"{getattr(value, 'minute', 0):02d}", plain)
    return _PART.sub(lambda found: _padded(getattr(value, parts[found[0][0]], 0), len(found[0])), minutes)


def _padded(number: int, places: int) -> str:
    return f"{number:0{places}d}" if places == 2 else str(number)


def _number(value: int | float) -> str:
    return str(value) if isinstance(value, int) else f"{Decimal(repr(value)).normalize():f}"


def _hidden_columns(sheet: Any) -> list[int]:
    found: list[int] = []
    for shape in sheet.column_dimensions.values():
        if shape.hidden:
            found += range(max(shape.min, sheet.min_column), min(shape.max, sheet.max_column) + 1)
    return found


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text).strip()
