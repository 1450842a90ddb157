"""Numbers into an item: a fresh draft, or the tables of a report that there is already; all of it or nothing."""

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel

from pipeline.annual.cells import Values, details_of, has_tables, values_of
from pipeline.annual.shelf import KIND
from pipeline.annual.wording import REPORT_TITLE
from pipeline.annual.workbook import Facts
from pipeline.kinds.annual_report import NO_FIGURE, AnnualReport, Applications, Disclosed, Disputes, Rules
from pipeline.new_item import Made, Words, new_item
from pipeline.source import Source, read_file, read_item_source
from pipeline.tables import Tables

PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("disclosed", Disclosed),
    ("applications", Applications),
    ("disputes", Disputes),
)
_HEADER = re.compile(r"\A(---[ \t]*\n)(.*?)(^---[ \t]*$)", re.DOTALL | re.MULTILINE)


class Found(NamedTuple):
    """A report in content/, whatever its state: `details` are identifiers as in the store; None where it has no right
    tables.
    """

    path: Path
    authority: str
    year: int
    status: str
    published_at: str
    values: Values | None


class Damaged(ValueError):
    """The item cannot be written: its header has no such shape, or does not read back as it was meant."""


# what there is ------------------------------------------------------------------------------------------------------


def columns_of(tables: Tables) -> list[str]:
    return [path for path, node in tables.columns.items() if node.kind == KIND]


def reports_in(content: Path, tables: Tables, year: int = 0) -> Iterator[Found]:
    """Every report (of one year) below the columns that hold them, drafts too, by path; less what cannot be read."""
    for column in columns_of(tables):
        for path in sorted((content / column).rglob("*.md")):
            found = _report(path, year)
            if found:
                yield found


def _report(path: Path, year: int) -> Found | None:
    try:
        raw = read_file(path)[0]
    except OSError:
        return None
    if year and str(year).encode() not in raw:  # reading a header takes a hundred times as long
        return None
    source = read_item_source(path.as_posix(), raw)
    header = source.header
    told, authority = str(header.get(_key("year"), "")), str(header.get(_key("authority"), ""))
    if not told.isdecimal() or year not in (0, int(told)):
        return None
    status, published_at = (str(header.get(_key(name), "")) for name in ("status", "published_at"))
    return Found(path, authority, int(told), status, published_at, _values(source))


def _values(source: Source) -> Values | None:
    details: dict[str, Any] = {"blanks_are_zero": False}
    try:
        for name, shape in PARTS:
            details[name] = shape.model_validate(source.header[_key(name)]).model_dump(mode="json")
    except (KeyError, ValueError):
        return None
    return values_of(details) if has_tables(details) else None


def _key(field: str, shape: type[BaseModel] = AnnualReport) -> str:
    return str(shape.model_fields[field].alias)


# writing ------------------------------------------------------------------------------------------------------------


def make_draft(content: Path, column: str, facts: Facts, values: Values, words: Words) -> Made:
    """A draft of a new report with its tables. Raises NotMade and Damaged, and then leaves no file."""
    title = REPORT_TITLE.format(name=facts.name, year=facts.year)
    made = new_item(content, column, title, facts.key, words)
    try:
        put_tables(made.path, values, facts.year)
    except BaseException:
        made.path.unlink(missing_ok=True)
        raise
    blanks = tuple(key for key in made.blanks if key not in {_key(name) for name in ("year", *dict(PARTS))})
    return replace(made, blanks=blanks)


def put_tables(path: Path, values: Values, year: int) -> None:
    """Put the numbers into the header of an item, whose other lines stay as they are. Raises Damaged."""
    raw = read_file(path)[0]
    text = with_tables(raw.decode("utf-8"), values, year)
    back = _values(read_item_source("", text.encode("utf-8")))
    if back is None or list(back) != list(values):
        raise Damaged(path.as_posix())
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_bytes(text.encode("utf-8"))
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def with_tables(text: str, values: Values, year: int) -> str:
    """An item's text with the year and the tables in its header. Raises Damaged where there is no header."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    found = _HEADER.search(text.replace("\r\n", "\n").lstrip("\ufeff"))
    if found is None:
        raise Damaged("no header")
    header = _replaced(found[2], _key("year"), f"{_key('year')}: {year}\n")
    for name, block in _blocks(values):
        header = _replaced(header, name, block)
    whole = found[1] + header + found[3] + found.string[found.end() :]
    return whole.replace("\n", line_end)


def _replaced(header: str, key: str, block: str) -> str:
    """The header with the lines of one key, and those indented below it, changed; at the end where there are none."""
    lines = re.compile(rf"^{re.escape(key)}:.*\n(?:(?:[ \t]+.*)?\n)*", re.MULTILINE)
    if lines.search(header):
        return lines.sub(lambda _: block, header, count=1)
    return header + block


def _blocks(values: Values) -> Iterator[tuple[str, str]]:
    details = details_of(values)
    for name, shape in PARTS:
        lines = "".join(f"  {_key(field, shape)}: {_flow(details[name][field])}\n" for field in shape.model_fields)
        yield _key(name), f"{_key(name)}:\n{lines}"


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_key(field, Rules)}: {_flow(one)}' for field, one in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    return NO_FIGURE if value is None else format(Decimal(repr(value)), "f")
