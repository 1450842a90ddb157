"""Rows of Word tables made even: cells left out at their ends, and those that are merged the old way."""

from typing import Any

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

_TEXT = qn("w:t")
_MOST_COLUMNS = 200


def even_rows(body: Any) -> None:
    """Whoever counts cells then counts columns: no value comes below another column's head."""
    for row in list(body.iter(qn("w:tr"))):
        cells = list(row.iterchildren(qn("w:tc")))
        if cells:
            _merge(row, cells)
            _fill(row)


def _fill(row: Any) -> None:
    cells = list(row.iterchildren(qn("w:tc")))
    before, after = (_number(row.find(f"{qn('w:trPr')}/{qn(name)}"), 0) for name in ("w:gridBefore", "w:gridAfter"))
    if 0 < before <= _MOST_COLUMNS:
        cells[0].addprevious(_empty(before))
    if 0 < after <= _MOST_COLUMNS:
        cells[-1].addnext(_empty(after))


def _merge(row: Any, cells: list[Any]) -> None:
    first = None
    for cell in cells:
        merged = cell.find(f"{qn('w:tcPr')}/{qn('w:hMerge')}")
        if merged is None or merged.get(qn("w:val")) == "restart":
            first = cell
        elif first is not None:
            _span(first, _spanned(first) + _spanned(cell))
            for part in cell.iterchildren(qn("w:p")):
                if any(text.text for text in part.iter(_TEXT)):
                    first.append(part)
            row.remove(cell)


def _empty(columns: int) -> Any:
    cell = OxmlElement("w:tc")
    cell.append(OxmlElement("w:tcPr"))
    cell.append(OxmlElement("w:p"))
    if columns > 1:
        _span(cell, columns)
    return cell


def _spanned(cell: Any) -> int:
    return _number(cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}"), 1)


def _span(cell: Any, columns: int) -> None:
    properties = cell.get_or_add_tcPr()
    told = properties.find(qn("w:gridSpan"))
    if told is None:
        told = OxmlElement("w:gridSpan")
        properties.append(told)
    told.set(qn("w:val"), str(columns))


def _number(told: Any, otherwise: int) -> int:
    text = (told.get(qn("w:val")) or "") if told is not None else ""
    return int(text) if text.isdecimal() else otherwise
