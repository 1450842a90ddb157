"""Sums that a text or a table states, and whether they are right."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

LEAST_PARTS = 2
WIDEST = 200
"""Columns and rows that a cell may span; what says more is a fault of the markup."""
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cell texts, spans filled in; `head` rows at the top hold the titles of the columns."""

    rows: list[list[str]]
    head: int


class Wrong(NamedTuple):
    """A stated total that its parts do not make: the cell, what stands there and what the parts give."""

    row: int
    column: int
    stated: Decimal
    right: Decimal


def number(text: str) -> Decimal | None:
    """The number that a cell or a word is, whatever its thousands are parted by; None for anything else."""
    text = text.strip()
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None


def tables_of(html: str) -> list[Table]:
    """Every table of a body."""
    return [_table(node) for node in LexborHTMLParser(html).css("table")] if "<table" in html else []


def _table(node: LexborNode) -> Table:
    rows: list[list[str]] = []
    hanging: dict[tuple[int, int], str] = {}
    head = 0
    for line in node.css("tr"):
        cells = line.css("th,td")
        row: list[str] = []
        for cell in cells:
            _fill(row, hanging, len(rows))
            text = (cell.text() or "").strip()
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            for below in range(1, down):
                hanging.update({(len(rows) + below, len(row) + step): text for step in range(across)})
            row += [text] * across
        _fill(row, hanging, len(rows))
        head += bool(cells) and head == len(rows) and all(cell.tag == "th" for cell in cells)
        rows.append(row)
    return Table(rows, head)


def _fill(row: list[str], hanging: dict[tuple[int, int], str], number: int) -> None:
    while (number, len(row)) in hanging:
        row.append(hanging.pop((number, len(row))))


def _span(cell: LexborNode, name: str) -> int:
    written = cell.attributes.get(name) or ""
    return min(int(written), WIDEST) if written.isdecimal() and written.isascii() and int(written) else 1


def wrong_totals(
    table: Table, is_total: Callable[[str], bool], is_part: Callable[[str], bool], adds_up: Callable[[str], bool]
) -> list[Wrong]:
    """Totals at the bottom, at the top or at the right of a table that are not the sum of its rows or columns.

    `is_total` knows the title of a total, `is_part` that of a row which another row already counts, `adds_up` whether a
    column of this title can be summed at all. Where nothing adds up the table means something else and is left alone.
    """
    body = [(place, row) for place, row in enumerate(table.rows) if place >= table.head and row]
    titles = [" ".join(row[n] for row in table.rows[: table.head] if n < len(row)) for n in range(_width(table))]
    totals = [place for place, row in body if is_total(row[0])]
    found: list[Wrong] = []
    if len(totals) == 1 and totals[0] in (body[0][0], body[-1][0]) and not any(is_part(row[0]) for _, row in body):
        parts = [row for place, row in body if place != totals[0]]
        found = _wrong_row(table, totals[0], parts, titles, adds_up)
    return found + _wrong_columns(body, titles, is_total, adds_up)


def _width(table: Table) -> int:
    return max(map(len, table.rows), default=0)


def _wrong_row(
    table: Table, total: int, parts: Sequence[list[str]], titles: list[str], adds_up: Callable[[str], bool]
) -> list[Wrong]:
    found, checked = [], 0
    for column, text in enumerate(table.rows[total]):
        stated = number(text) if column and adds_up(titles[column]) else None
        values = [number(row[column]) for row in parts if column < len(row) and row[column] not in BLANK]
        if stated is None or len(values) < LEAST_PARTS or None in values:
            continue
        checked += 1
        right = sum((value for value in values if value is not None), Decimal(0))
        if abs(right - stated) > _tolerance([stated, *values]):
            found.append(Wrong(total, column, stated, right))
    return found if checked == 1 or len(found) < checked else []


def _wrong_columns(
    body: Sequence[tuple[int, list[str]]],
    titles: list[str],
    is_total: Callable[[str], bool],
    adds_up: Callable[[str], bool],
) -> list[Wrong]:
    totals = [n for n, title in enumerate(titles) if is_total(title)]
    if len(totals) != 1:
        return []
    found, right_ones = [], 0
    for place, row in body:
        parts = [(n, cell) for n, cell in enumerate(row) if n not in (0, totals[0]) and adds_up(titles[n])]
        others = [number(cell) for _, cell in parts if cell not in BLANK]
        stated = number(row[totals[0]]) if totals[0] < len(row) else None
        if stated is None or len(others) < LEAST_PARTS or None in others:
            continue
        right = sum((value for value in others if value is not None), Decimal(0))
        if abs(right - stated) > _tolerance([stated, *others]):
            found.append(Wrong(place, totals[0], stated, right))
        else:
            right_ones += 1
    return found if len(found) < right_ones else []


BLANK = frozenset({"", "-", "\u2014", "\u2014\u2014", "\u2013", "/"})


def _tolerance(values: Sequence[Decimal | None]) -> Decimal:
    """What rounding may cost: half of the last digit shown for each part, nothing for whole numbers."""
    places = max((-int(value.as_tuple().exponent) for value in values if value is not None), default=0)
    return Decimal(len(values)) / 2 * Decimal(1).scaleb(-places) if places > 0 else Decimal(0)
