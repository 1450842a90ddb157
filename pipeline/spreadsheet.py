"""What every workbook written here has in common: the same bytes from the same cells, and no formula in a text."""

import io
import re
import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.xml_text import NOT_XML

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]
    from openpyxl.cell import Cell  # type: ignore[import-untyped]

LONGEST_CELL = 32_000
FORMULA_SIGNS = "=+-@\t\r"
"""What begins so becomes a formula once somebody edits the cell, unless it bears the mark of a text."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def new_book(day: datetime) -> "Workbook":
    """Without a sheet; `day` stands as the day on which it was made."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created, book.properties.creator = day, "gongkai"
    book.remove(book.worksheets[0])
    return book


def put(cell: "Cell", value: str | int | float | None) -> None:
    """A text stays a text: what begins with = is never a formula, what no cell may hold is replaced, and an end that
    it has no room for is marked.
    """
    if isinstance(value, str):
        text = NOT_XML.sub("\ufffd", value)
        cell.value = text if len(text) <= LONGEST_CELL else f"{text[: LONGEST_CELL - 1]}…"
        cell.data_type = "s"
        cell.quotePrefix = len(text) > 1 and text[0] in FORMULA_SIGNS
    else:
        cell.value = value


def saved(book: "Workbook", day: datetime) -> bytes:
    """Without the moment at which it was written, which openpyxl puts in every time."""
    raw, out = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as written, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for info in written.infolist():
            content = written.read(info)
            if info.filename == "docProps/core.xml":
                content = _MODIFIED.sub(rf"\g<1>{day:%Y-%m-%dT%H:%M:%SZ}\g<2>".encode(), content)
            fresh = zipfile.ZipInfo(info.filename, _EPOCH)
            fresh.compress_type, fresh.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            archive.writestr(fresh, content)
    return out.getvalue()
