"""Tables as a workbook: one sheet each, the same bytes from the same rows whenever they are written."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet  # type: ignore[import-untyped]

Value = str | int | float | None
LONGEST_CELL = 32_000
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_NOT_IN_CELLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Sheet(NamedTuple):
    """`title` is at most 31 characters, as spreadsheets demand; `head` is printed bold and stays in sight."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    merged: Sequence[str] = ()
    """Ranges that are one cell, as `A1:D1`; row 1 is the head."""


def workbook(sheets: Iterable[Sheet], day: str) -> bytes:
    """`day` (YYYY-MM-DD) stands as the day on which the workbook was made."""
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book, made = Workbook(), datetime.fromisoformat(day[:10])
    book.properties.created, book.properties.creator = made, "gongkai"
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(sheet.title[:31]), sheet)
    raw = io.BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue(), made)


def _fill(page: "Worksheet", sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font  # type: ignore[import-untyped]

    widths = [4] * max(len(row) for row in (sheet.head, *sheet.rows))
    for line, row in enumerate((sheet.head, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(line, column)
            cell.value = _NOT_IN_CELLS.sub("\ufffd", value)[:LONGEST_CELL] if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"  # what begins with = is a text, never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=line == 1)
            widths[column - 1] = max(widths[column - 1], min(44, len(str(value or "")) * 2))
    for column, width in enumerate(widths, 1):
        page.column_dimensions[page.cell(1, column).column_letter].width = width + 2
    for area in sheet.merged:
        page.merge_cells(area)
    page.freeze_panes = "A2"


def _timeless(raw: bytes, day: datetime) -> bytes:
    """The same archive without the moment at which it was written, which openpyxl puts in every time."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in written.infolist():
            content = written.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rf"\g<1>{day:%Y-%m-%dT%H:%M:%SZ}\g<2>".encode(), content)
            fresh = zipfile.ZipInfo(info.filename, _EPOCH)
            fresh.compress_type, fresh.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(fresh, content)
    return out.getvalue()
