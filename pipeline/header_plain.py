"""Headers that need no YAML: on each line `key: text` or `key: [text, text]`, or tables of numbers one step in. Most
are so, and it is far quicker.

Whatever YAML might read otherwise is left to it: a property test holds the two to the same values at the same places.
"""

import unicodedata
from collections.abc import Sequence
from typing import Any

from pipeline.pattern import later

MOST_LINES = 100
_KEY = r"[\u4e00-\u9fffA-Za-z][^\s:\uff1a#'\"\[\]{},&*!|>%@`?]*"
_LINE = later(
    rf"({_KEY}): "
    r"(?:\[([^\[\]{},:#'\"\s&*!|>%@`?=~<-][^\[\]{},:#'\"\t]*(?:, [^\[\]{},:#'\"\s&*!|>%@`?=~<-][^\[\]{},:#'\"\t]*)*)\]"
    r"|([^\s\[\]{}#&*!|>'\"%@`,?:=~<-][^\t]*))"
)
_NUMBER = r"(?:[0-9]+(?:\.[0-9]+)?|\u2014)"
_TABLE = later(rf"({_KEY}):")
_NUMBERS = rf"{_NUMBER}(?:, {_NUMBER})*"
_NAMED = rf"{_KEY}: {_NUMBER}(?:, {_KEY}: {_NUMBER}){{0,2}}"
_ROW = later(rf"  ({_KEY}): (?:({_NUMBER})|\[({_NUMBERS})\]|\{{({_NAMED})\}})")
"""At most three keys in braces, so that no header of this many lines has more keys than YAML's reader allows."""
_NULLS = frozenset({"null", "Null", "NULL"})

Place = tuple[str | int, ...]
Mark = tuple[int, int] | tuple[int, int, str]
"""Line and column of a value; of a row of numbers also the row as written, for its numbers have no marks of their own:
reports have hundreds, and hardly one is ever pointed at.
"""
Marks = dict[Place, Mark]


def plain_header(text: str, first_line: int) -> tuple[dict[str, Any], Marks] | None:
    """Values and marks as `source.Source` has them; None when only YAML can say. `text` ends with a newline."""
    lines = text.split("\n")
    if not text.replace("\n", "").replace("\u3000", "").isprintable():
        return None
    if len(lines) > MOST_LINES or lines.pop() or not lines or not unicodedata.is_normalized("NFC", text):
        return None
    values: dict[str, Any] = {}
    marks: Marks = {(): (first_line, 1)}
    table = ""
    for number, line in enumerate(lines, first_line):
        if line.startswith("  "):
            if not table or not _row(line, number, table, values[table], marks):
                return None
            continue
        if table and not values[table]:
            return None
        table = ""
        if _line(line, number, values, marks):
            continue
        opened = _TABLE.fullmatch(line)
        if opened is None or not _open(opened[1], number, values, marks):
            return None
        table = opened[1]
    return None if table and not values[table] else (values, marks)


def pointed_at(mark: Sequence[Any], beyond: Sequence[str | int] = ()) -> tuple[int, int]:
    """(line, column) of a value; `beyond`: what of it is asked about, which may be a number of its row."""
    line, column = mark[0], mark[1]
    if len(mark) > 2 and beyond and isinstance(beyond[0], int):
        before = mark[2].split(", ")[: beyond[0] + 1]
        column += 1 + len(", ".join(before)) - len(before[-1]) if len(before) > beyond[0] else 0
    return line, column


def _line(line: str, number: int, values: dict[str, Any], marks: Marks) -> bool:
    found = _LINE.fullmatch(line)
    if found is None or found[1] in values:
        return False
    key, many, one = found.groups()
    marks[("key", key)] = (number, 1)
    value = _text(one) if many is None else _list(many, key, marks, number, len(key) + 4)
    if value is None:
        return False
    marks[(key,)] = (number, len(key) + 3)
    values[key] = value
    return True


def _open(key: str, number: int, values: dict[str, Any], marks: Marks) -> bool:
    if key in values:
        return False
    values[key] = {}
    marks[("key", key)] = (number, 1)
    marks[(key,)] = (number + 1, 3)
    return True


def _row(line: str, number: int, table: str, rows: dict[str, Any], marks: Marks) -> bool:
    """A row of a table: one number, numbers in brackets, or keys and numbers in braces."""
    found = _ROW.fullmatch(line)
    if found is None or found[1] in rows:
        return False
    key, one, many, named = found.groups()
    place, column = (table, key), len(key) + 5
    marks[(table, "key", key)] = (number, 3)
    if many is not None:
        rows[key] = many.split(", ")
        marks[place] = (number, column, many)
        return True
    marks[place] = (number, column)
    rows[key] = one if named is None else _named(named, place, number, column + 1, marks)
    return rows[key] is not None


def _named(written: str, place: tuple[str, str], number: int, column: int, marks: Marks) -> dict[str, str] | None:
    values: dict[str, str] = {}
    for pair in written.split(", "):
        key, _, value = pair.partition(": ")
        if key in values:
            return None
        marks[(*place, "key", key)] = (number, column)
        marks[(*place, key)] = (number, column + len(key) + 2)
        values[key] = value
        column += len(pair) + 2
    return values


def _text(written: str) -> str | None:
    """None for what means something to YAML: nothing, a key, a comment; or a space that it would drop."""
    if written in _NULLS or ": " in written or " #" in written or written[-1] == ":" or written[-1].isspace():
        return None
    return written


def _list(written: str, key: str, marks: Marks, line: int, column: int) -> list[str] | None:
    parts = written.split(", ")
    for n, part in enumerate(parts):
        if part in _NULLS or part != part.strip():
            return None
        marks[(key, n)] = (line, column)
        column += len(part) + 2
    return parts
