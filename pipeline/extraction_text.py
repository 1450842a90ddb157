"""Plain files: text, comma-separated tables, JSON."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from pipeline.extraction_parts import Gathering, Refused, Unread

LARGEST_TEXT = 128 * 1024 * 1024
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NULL, _CONTROLS = re.compile("\0"), re.compile(r"[\0-\x08\x0e-\x1f\ufffe\uffff]")
_INLINE = re.compile(r"</?(?:\w+:)?(?:span|font|strong|em|b|i|u|s|a)\b[^>]*>")
"""Marks within a line of text, in which a number may change its looks."""
csv.field_size_limit(1_000_000)


def read_text(stream: BinaryIO, suffix: str, gathering: Gathering) -> None:
    raw = stream.read(LARGEST_TEXT + 1)
    if len(raw) > LARGEST_TEXT:
        raise Refused(Unread.TOO_LARGE)
    text = decoded(raw)
    gathering.show(text.splitlines())
    if suffix == "csv":
        _read_table(text, gathering)
    elif suffix == "json":
        _read_json(text, gathering)
    else:
        gathering.prose("text", text.splitlines())
        if text.startswith("<"):
            gathering.prose("text", _INLINE.sub("", text).splitlines())


def decoded(raw: bytes) -> str:
    """Text by its mark, or as UTF-8, or as GB 18030. Raises Refused when it is none of them."""
    told = next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "") or _wide(raw)
    for encoding in (told,) if told else ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not (_CONTROLS if told else _NULL).search(text):
            return text
    raise Refused(Unread.UNKNOWN)


def _wide(raw: bytes) -> str:
    """UTF-16 without a mark: of each line end, digit and Latin letter, the same one of two bytes is zero; of few others
    it is the other.
    """
    even, odd = raw[0:4096:2].count(0), raw[1:4096:2].count(0)
    if min(even, odd) * 4 >= max(even, odd):
        return ""
    return "utf-16-be" if even > odd else "utf-16-le"


def _read_table(text: str, gathering: Gathering) -> None:
    """A broken line of CSV is no reason to stop: then all is read as prose."""
    form = "\t" if text[:2000].count("\t") > text[:2000].count(",") else ","
    try:
        gathering.table("text", csv.reader(io.StringIO(text, newline=""), delimiter=form))
    except csv.Error:
        gathering.prose("text", text.splitlines())


def _read_json(text: str, gathering: Gathering) -> None:
    """Lists of records are tables with their keys for headings; other values stand behind their key."""
    try:
        waiting = [("", json.loads(text, parse_int=str, parse_float=str))]
    except (ValueError, RecursionError):
        gathering.prose("text", text.splitlines())
        return
    lines: list[str] = []
    while waiting:
        key, value = waiting.pop()
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            gathering.table("text", _records(value))
        elif isinstance(value, list):
            waiting.extend((key, part) for part in value)
        elif isinstance(value, dict):
            lines.extend(value)
            waiting.extend(value.items())
        elif isinstance(value, str):
            lines.append(f"{key}:{value}")
    gathering.prose("text", lines)


def _records(rows: list[dict[str, Any]]) -> Iterator[list[str]]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    yield names
    for row in rows:
        yield [_shown(row.get(name)) for name in names]


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None or isinstance(value, bool) else json.dumps(value, ensure_ascii=False)
