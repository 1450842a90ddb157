"""A CSV file as lines of cells, each with its line and column, so that whatever is wrong can be shown its place."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_CELL = re.compile(r'(?:[ \t]*"(?:[^"]|"")*"[ \t]*|[^,"]*)(,|$)')
LONGEST_LINE = 2_000


class Cell(NamedTuple):
    """`column` counts characters from 1."""

    text: str
    column: int


class Line(NamedTuple):
    """`fault`: a key of the faults, with the column, when the line could not be parted; it then has no cells."""

    number: int
    cells: tuple[Cell, ...]
    fault: tuple[str, int] | None = None


def lines_of(text: str) -> Iterator[Line]:
    """Every line but empty ones."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip(" \t,"):
            yield _line(number, line)


def _line(number: int, line: str) -> Line:
    if len(line) > LONGEST_LINE:
        return Line(number, (), ("long", 1))
    starts, position = [], 0
    while found := _CELL.match(line, position):
        starts.append(position + 1)
        position = found.end()
        if not found[1]:
            break
    values = next(csv.reader([line], skipinitialspace=True)) if position == len(line) else []
    if not values or len(values) != len(starts):
        return Line(number, (), ("quote", position + 1))
    return Line(number, tuple(Cell(value.strip(), start) for value, start in zip(values, starts, strict=True)))


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV that a spreadsheet opens: with the mark of UTF-8, and no cell that it takes for a formula."""
    return "\ufeff" + "".join(",".join(map(_quoted, row)) + "\r\n" for row in rows)


def _quoted(value: object) -> str:
    text = "" if value is None else str(value)
    if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") and text not in ("-", "\u2014"):
        text = f"'{text}"
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if re.search(r'[",\r\n]', text) else text
