"""Workbooks: each sheet a table, values as the workbook shows them. Runs in the limited child."""

import re
import warnings
from collections.abc import Iterator
from html import escape
from io import BytesIO
from typing import Any

from pipeline.importing.arrival import Arrived, Remark, Unfit, excerpt
from pipeline.importing.number_form import shown
from pipeline.importing.sheet_boxes import boxes
from pipeline.source import FORBIDDEN

MOST_CELLS = 20_000
MOST_ROOM = 20 * MOST_CELLS
"""Places in the rectangle that holds the words."""
_WHITE = "FFFFFF"
_CODE = re.compile(r"&\[?[A-Za-z]+\]?")
"""What a header says of pages, days and names that are reckoned."""


def read_sheet(raw: bytes) -> Arrived:
    """Raises Unfit. Hidden sheets, rows and columns are left out and named; formulas come as their last values."""
    import openpyxl  # type: ignore[import-untyped]

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        values = openpyxl.load_workbook(BytesIO(raw), data_only=True)
        formulas = openpyxl.load_workbook(BytesIO(raw))
    remarks, words = list[Remark](), list[str]()
    visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
    remarks += [Remark("hidden-sheet", "", sheet.title) for sheet in values.worksheets if sheet not in visible]
    remarks += [Remark("chart-sheet", "", sheet.title) for sheet in values.chartsheets]
    comments = [
        Remark("comment", f"{sheet.title}!{cell.coordinate}", cell.comment.text)
        for sheet in values.worksheets
        for cell in _cells(sheet)
        if cell.comment
    ]
    if comments:
        raise Unfit(*comments)
    texts = boxes(raw)
    tables = [_Sheet(sheet, formulas[sheet.title], texts.get(sheet.title, []), remarks, words) for sheet in visible]
    if sum(table.room for table in tables) > MOST_ROOM:
        raise Unfit(Remark("cells", "", str(MOST_CELLS)))
    made = [(table.title, html) for table in tables if (html := table.html())]
    if not words:
        raise Unfit(Remark("empty"))
    if len(words) > MOST_CELLS:
        raise Unfit(Remark("cells", "", str(MOST_CELLS)))
    named = "".join((f"<h1>{escape(title)}</h1>" if len(made) > 1 else "") + html for title, html in made)
    beside = tuple(text for sheet in visible for text in _beside(sheet))
    return Arrived(named, {}, tuple(words), beside, remarks=tuple(remarks))


def _cells(sheet: Any) -> list[Any]:
    """The cells that the file knows, row by row; to walk over the rest would make them."""
    return [sheet._cells[place] for place in sorted(sheet._cells)]


def _beside(sheet: Any) -> Iterator[str]:
    """Words of headers and footers."""
    kinds = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
    parts = [getattr(getattr(sheet, kind), side) for kind in kinds for side in ("left", "center", "right")]
    yield from dict.fromkeys(text for part in parts if part.text and (text := _CODE.sub("", part.text).strip()))


class _Sheet:
    """One sheet as a table: the rectangle that holds words, spans kept, what is hidden left out."""

    def __init__(self, sheet: Any, formulas: Any, boxes: list[str], remarks: list[Remark], words: list[str]) -> None:
        self.title = _clean(sheet.title)
        self._sheet, self._formulas, self._boxes = sheet, formulas, boxes
        self._remarks, self._words = remarks, words
        self._spans = {(one.min_row, one.min_col): one for one in sheet.merged_cells.ranges}
        rows, columns = self._reach()
        hidden = frozenset(_hidden_columns(sheet))
        self._rows = [number for number in rows if not _is_hidden_row(sheet, number)]
        self._columns = [number for number in columns if number not in hidden]
        self._note(len(columns) - len(self._columns), len(rows) - len(self._rows))
        self.room = len(self._rows) * len(self._columns)
        self._is_plain = not sheet.tables and not len(sheet.conditional_formatting)

    def _reach(self) -> tuple[range, range]:
        """Empty rows and columns around the words go; a merged cell is as wide as its span."""
        filled = [cell for cell in _cells(self._formulas) if cell.value not in (None, "")]
        if not filled:
            return range(0), range(0)
        ends = [one for cell in filled if (one := self._spans.get((cell.row, cell.column)))]
        down = max([cell.row for cell in filled] + [one.max_row for one in ends])
        across = max([cell.column for cell in filled] + [one.max_col for one in ends])
        return (
            range(min(cell.row for cell in filled), down + 1),
            range(min(cell.column for cell in filled), across + 1),
        )

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
        corners = self._corners()
        covered = {
            (row, column)
            for one in self._spans.values()
            for row in range(one.min_row, one.max_row + 1)
            for column in range(one.min_col, one.max_col + 1)
        }
        rows = []
        for row in self._rows:
            places = [(row, column) for column in self._columns]
            cells = [
                self._cell(corners.get(place, place)) for place in places if place in corners or place not in covered
            ]
            rows.append((any(text for _, text in cells), "".join(html for html, _ in cells)))
        while rows and not rows[-1][0]:
            rows.pop()
        table = "<table>" + "".join(f"<tr>{html}</tr>" for _, html in rows) + "</table>" if rows else ""
        return table + "".join(self._box(text) for text in self._boxes)

    def _corners(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Where a merged cell begins that is to be seen -> where the workbook keeps it."""
        found = {}
        for place, one in self._spans.items():
            down = next((row for row in self._rows if one.min_row <= row <= one.max_row), None)
            across = next((column for column in self._columns if one.min_col <= column <= one.max_col), None)
            if down is not None and across is not None:
                found[down, across] = place
        return found

    def _cell(self, place: tuple[int, int]) -> tuple[str, str]:
        cell = self._sheet._cells.get(place)
        text = self._text(cell) if cell is not None else ""
        if text:
            self._words.append(text)
        one, spans = self._spans.get(place), ""
        if one is not None:
            down = sum(one.min_row <= n <= one.max_row for n in self._rows)
            across = sum(one.min_col <= n <= one.max_col for n in self._columns)
            spans = (f' rowspan="{down}"' if down > 1 else "") + (f' colspan="{across}"' if across > 1 else "")
        written = escape(text).replace("\n", "<br>")
        if text and cell.hyperlink and cell.hyperlink.target:
            written = f'<a href="{escape(cell.hyperlink.target)}">{written}</a>'
        return f"<td{spans}>{written}</td>", text

    def _text(self, cell: Any) -> str:
        where, written = f"{self._sheet.title}!{cell.coordinate}", self._formulas[cell.coordinate].value
        if cell.value is None:
            if isinstance(written, str) and written.startswith("="):
                self._remarks.append(Remark("formula-blank", where, written[:40]))
            return ""
        text, sure = shown(cell.value, str(cell.number_format))
        if not sure:
            self._remarks.append(Remark("number-format", where, text))
        if cell.data_type == "e":
            self._remarks.append(Remark("formula-error", where, text))
        if (not text and cell.value not in ("", 0)) or (text and self._is_plain and _is_white(cell)):
            self._remarks.append(Remark("hidden-cell", where))
            return ""
        return _clean(text)

    def _box(self, text: str) -> str:
        self._remarks.append(Remark("sheet-words", self._sheet.title, excerpt(text)))
        self._words.append(text)
        return f"<p>{escape(text)}</p>"


def _is_white(cell: Any) -> bool:
    """White letters on no ground of their own."""
    colour, ground = cell.font.color, cell.fill
    if colour is None or ground.fill_type is not None:
        return False
    if colour.type == "rgb":
        return str(colour.rgb)[-6:].upper() == _WHITE
    return colour.type == "theme" and colour.theme == 0 and not colour.tint


def _is_hidden_row(sheet: Any, number: int) -> bool:
    shape = sheet.row_dimensions.get(number)
    return shape is not None and (shape.hidden or shape.height == 0)


def _hidden_columns(sheet: Any) -> Iterator[int]:
    for shape in sheet.column_dimensions.values():
        if shape.hidden or shape.width == 0:
            yield from range(shape.min, shape.max + 1)


def _clean(text: str) -> str:
    return FORBIDDEN.sub("", text).strip()
