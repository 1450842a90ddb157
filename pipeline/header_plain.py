"""Headers that need no YAML: on each line `key: text` or `key: [text, text]`. Most are so, and it is far quicker.

Whatever YAML might read otherwise is left to it: a property test holds the two to the same values at the same places.
"""

import re
import unicodedata
from typing import Any

MOST_LINES = 100
_LINE = re.compile(
    r"([\u4e00-\u9fffA-Za-z][^\s:\uff1a#'\"\[\]{},&*!|>%@`?]*): "
    r"(?:\[([^\[\]{},:#'\"\s&*!|>%@`?=~<-][^\[\]{},:#'\"\t]*(?:, [^\[\]{},:#'\"\s&*!|>%@`?=~<-][^\[\]{},:#'\"\t]*)*)\]"
    r"|([^\s\[\]{}#&*!|>'\"%@`,?:=~<-][^\t]*))"
)
_OTHERWISE = re.compile(r": |:$| #|\s$")
_NULLS = frozenset({"null", "Null", "NULL"})

Marks = dict[tuple[str | int, ...], tuple[int, int]]


def plain_header(text: str, first_line: int) -> tuple[dict[str, Any], Marks] | None:
    """Values and marks as `source.Source` has them; None when only YAML can say. `text` ends with a newline."""
    lines = text.split("\n")
    if not text.replace("\n", "").replace("\u3000", "").isprintable():
        return None
    if len(lines) > MOST_LINES or lines.pop() or not lines or not unicodedata.is_normalized("NFC", text):
        return None
    values: dict[str, Any] = {}
    marks: Marks = {(): (first_line, 1)}
    for number, line in enumerate(lines, first_line):
        found = _LINE.fullmatch(line)
        if found is None:
            return None
        key, many, one = found.groups()
        if key in values:
            return None
        marks[("key", key)] = (number, 1)
        value = _text(one) if many is None else _list(many, key, marks, number, len(key) + 4)
        if value is None:
            return None
        marks[(key,)] = (number, len(key) + 3)
        values[key] = value
    return values, marks


def _text(written: str) -> str | None:
    return None if written in _NULLS or _OTHERWISE.search(written) else written


def _list(written: str, key: str, marks: Marks, line: int, column: int) -> list[str] | None:
    parts = written.split(", ")
    for n, part in enumerate(parts):
        if part in _NULLS or part != part.strip():
            return None
        marks[(key, n)] = (line, column)
        column += len(part) + 2
    return parts
