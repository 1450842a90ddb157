"""The tables of content/, from site.yaml to synonyms.yaml: typed, cross-checked, each row with its place."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pipeline.addresses import redirect_faults
from pipeline.cross_check import cross_check
from pipeline.finding import Location
from pipeline.kind import Part
from pipeline.kinds import KIND_NAMES
from pipeline.model import YES_NO, Authority, Column, NewMediaAccount, Period, Promise, Redirect, SearchWords, Site
from pipeline.phrases import listing, near
from pipeline.review_rules import FIELD, people_at
from pipeline.salvage import kept
from pipeline.search.synonyms import Fault, hot_word_faults, word_faults
from pipeline.source import Source, read_file, read_table_source
from pipeline.table_set import CODES as CODES
from pipeline.table_set import GROUP as GROUP
from pipeline.table_set import SPECIAL as SPECIAL
from pipeline.table_set import ColumnNode as ColumnNode
from pipeline.table_set import Tables as Tables
from pipeline.table_set import fault, of_row
from pipeline.terms import (
    ANSWER_FORM,
    ANSWER_UNITS,
    COLUMN_GROUP,
    COLUMN_SPECIAL,
    PERIOD_FORM,
    PERIOD_NONE,
    PERIOD_UNITS,
)
from pipeline.troubles import reason
from pipeline.validation import say_joined, validate

Row = TypeVar("Row", bound=Part)

RESERVED = frozenset(
    {"theme", "jigou", "zfxxgkpt", "mulu", "rss", "search", "ditu", "xmt", "open", "feeds", "index", "404", "admin"}
)
"""First path parts that the plan itself uses; a column of that key would overwrite pages."""
STATEMENTS = "statements"
"""Folder below content/ with what people wrote for the yearly statements of the site."""
LETTERS = "letter"
"""The kind of item whose column may promise when it is answered."""
WINDOWS = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Names that no file or folder can bear on Windows."""
YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
"""A folder of this name below a column holds the items of a year, so no column may bear it."""
PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})


def read_tables(content: Path) -> Tables:
    """Never raises for bad content. Without a valid site.yaml `site` is None and nothing can be built."""
    tables = Tables(content=content)
    tables.site = _one(tables, content, "site.yaml", Site, required=True)
    for n, authority in _many(tables, content, "authorities.yaml", Authority, required=True):
        _keep(tables, tables.authorities, "authority", authority.key, authority, n)
    _columns(tables, content)
    tables.accounts = tuple(row for _, row in _many(tables, content, "accounts.yaml", NewMediaAccount))
    redirects = _many(tables, content, "redirects.yaml", Redirect)
    tables.redirects = tuple(row for place, row in redirects if _is_sound(tables, row, place))
    cross_check(tables)
    for file, place in tables.pictures.items():
        if file.rpartition(".")[2].lower() not in PICTURES:
            fault(tables, "picture-type", place, value=file.rpartition("/")[2])
    _search_words(tables, content)
    return tables


def _load(tables: Tables, content: Path, name: str, required: bool) -> tuple[Source, Any] | None:
    path, shown = content / name, f"content/{name}"
    if path.is_symlink() or not path.is_file():
        if required or path.exists():
            fault(tables, "no-table", Location(shown), name=name)
        return None
    try:
        raw, _ = read_file(path)
    except OSError as error:
        fault(tables, "unreadable", Location(shown, 1, 1), name=name, reason=reason(error))
        return None
    return read_table_source(shown, raw)


def _one(tables: Tables, content: Path, name: str, model: type[Row], *, required: bool) -> Row | None:
    loaded = _load(tables, content, name, required)
    if loaded is None:
        return None
    source, value = loaded
    if not value and not source.findings and (required or value is None):
        source.fault("empty-table", 1)
    row = validate(model, value, source) if not source.findings else None
    tables.findings.extend(source.findings)
    tables.places[name] = Location(f"content/{name}", 1, 1)
    for place, (line, column, *_) in source.marks.items():
        if len(place) == 1 or (len(place) == 2 and isinstance(place[1], int)):
            tables.places[":".join((name, *map(str, place)))] = Location(f"content/{name}", line, column)
    return row


def _many(
    tables: Tables, content: Path, name: str, model: type[Row], *, required: bool = False
) -> Iterator[tuple[Location, Row]]:
    loaded = _load(tables, content, name, required)
    if loaded is None:
        tables.refused.add(f"{_ROWS.get(model, name)}:")
        return
    source, value = loaded
    if not isinstance(value, list) or (required and not value):
        _no_rows(source, value, required)
        tables.findings.extend(source.findings)
        tables.refused.add(f"{_ROWS.get(model, name)}:")
        return
    for n, entry in enumerate(value):
        row = validate(model, entry, source, (n,)) or _kept(model, entry)
        if row is None:
            _refuse(tables, _ROWS.get(model, name), "", entry)
            continue
        place = source.location(n)
        _place_fields(tables, source, entry, n)
        if isinstance(row, NewMediaAccount):
            tables.places[f"account:{row.platform}:{row.account_id}"] = place
        elif isinstance(row, Redirect):
            tables.places[f"redirect:{row.old}"] = place
        elif isinstance(row, Column):
            _place_columns(tables, source, row, entry, (n,), "")
        yield place, row
    tables.findings.extend(source.findings)


def _kept(model: type[Row], entry: Any) -> Row | None:
    """What is right of a wrong row. Whether a body has a platform is not guessed: all that a platform lacks would be
    told of one that has none.
    """
    row = kept(model, entry, WHOLE)
    if isinstance(row, Authority) and str(entry.get(_PLATFORM, next(iter(YES_NO)))) not in YES_NO:
        return row.model_copy(update={"platform": False})
    return row


def _no_rows(source: Source, value: Any, required: bool) -> None:
    """One fault for the whole table: without their dashes, all rows seem to repeat the fields of the first."""
    if value:
        source.findings[:] = [one for one in source.findings if one.check != "source-duplicate-key"]
    if source.findings:
        return
    if value:
        source.fault("not-list", 1)
    elif required or value is None:
        source.fault("empty-table", 1)


def _refuse(tables: Tables, what: str, above: str, entry: Any) -> None:
    """Nothing below is to be told as unknown; without a key, any of its values may be meant for one."""
    if isinstance(entry, dict):
        values = [entry[_KEY]] if _KEY in entry else entry.values()
        tables.refused.update(f"{what}:{above}{one}" for one in values)


def _place_fields(tables: Tables, source: Source, entry: dict[str, Any], *at: str | int) -> None:
    place = source.location(*at)
    tables.places |= {f"{place}:{field}": source.location(*at, field) for field in entry}


def _place_columns(
    tables: Tables, source: Source, column: Column, entry: dict[str, Any], at: tuple[str | int, ...], parent: str
) -> None:
    """`entry`: the column as written, of whose children some may have been left out."""
    path = f"{parent}/{column.key}" if parent else column.key
    place = source.location(*at)
    first = tables.places.setdefault(f"column:{path}", place)
    if first is not place:
        fault(tables, "duplicate-row", place, key=path, first=f"{first.path}:{first.line}")
        return
    say_joined(source, column.keywords, *at, _WORDS)
    say_joined(source, column.members.keywords if column.members else (), *at, _MEMBERS, _WORDS)
    if FIELD in entry and column.reviews is None:
        tables.refused.add(f"reviews:{path}")
    for name, below in people_at(column.reviews, path):
        tables.places[name] = source.location(*at, FIELD, *below)
    left = list(column.children)
    written = entry.get(_CHILDREN)
    for n, child in enumerate(written if isinstance(written, list) else ()):
        if left and isinstance(child, dict) and child.get(_KEY) == left[0].key:
            _place_fields(tables, source, child, *at, _CHILDREN, n)
            _place_columns(tables, source, left.pop(0), child, (*at, _CHILDREN, n), path)
        else:
            _refuse(tables, "column", f"{path}/", child)


_CHILDREN = str(Column.model_fields["children"].alias)
_WORDS, _MEMBERS = (str(Column.model_fields[name].alias) for name in ("keywords", "members"))
_PLATFORM = str(Authority.model_fields["platform"].alias)
_KEY = str(Column.model_fields["key"].alias)
_ROWS: dict[type[Part], str] = {Column: "column", Authority: "authority"}
WHOLE = (FIELD,)


def _keep(tables: Tables, kept: dict[str, Any], what: str, key: str, row: Any, place: Location) -> None:
    if key in kept:
        first = tables.places[f"{what}:{key}"]
        fault(tables, "duplicate-row", place, key=key, first=f"{first.path}:{first.line}")
        return
    kept[key] = row
    tables.places[f"{what}:{key}"] = place


def _columns(tables: Tables, content: Path) -> None:
    for _, column in _many(tables, content, "columns.yaml", Column, required=True):
        _add_column(tables, column, "")


def _add_column(tables: Tables, column: Column, parent: str) -> None:
    path = f"{parent}/{column.key}" if parent else column.key
    place = tables.places.get(f"column:{path}", Location("content/columns.yaml", 1, 1))
    if path in tables.columns:
        return  # told where rows are placed
    if WINDOWS.fullmatch(column.key) or (not parent and column.key in RESERVED):
        fault(tables, "reserved-column", place, key=column.key)
    if YEAR.fullmatch(column.key):
        fault(tables, "year-column", place, key=column.key)
    children = tuple(f"{path}/{child.key}" for child in sorted(column.children, key=lambda child: child.order))
    node = ColumnNode(
        path,
        column,
        parent,
        children,
        _kind(tables, column, place, path),
        _period(tables, column, place),
        place,
        _promise(tables, column, place),
    )
    tables.columns[path] = node
    for child in sorted(column.children, key=lambda child: child.order):
        _add_column(tables, child, path)


def _is_sound(tables: Tables, redirect: Redirect, place: Location) -> bool:
    wrong = redirect_faults(redirect)
    for code, value in wrong:
        fault(tables, code, place, value=value)
    return not wrong


def _kind(tables: Tables, column: Column, place: Location, path: str) -> str:
    names = KIND_NAMES | {COLUMN_GROUP: GROUP, COLUMN_SPECIAL: SPECIAL}
    if column.kind not in names:
        where = of_row(tables, place, Column, "kind")
        fault(tables, "unknown-kind", where, value=column.kind, near=near(column.kind, names), known=listing(names))
        tables.refused.add(f"kind:{path}")
    return names.get(column.kind, GROUP)


def _period(tables: Tables, column: Column, place: Location) -> Period:
    found = re.fullmatch(PERIOD_FORM, column.update_within)
    if column.update_within == PERIOD_NONE:
        return Period(0, False)
    if not found:
        fault(tables, "period", of_row(tables, place, Column, "update_within"), value=column.update_within)
        return Period(0, False)
    return Period(int(found.group(1)), found.group(2) == PERIOD_UNITS[True])


def _promise(tables: Tables, column: Column, place: Location) -> Promise | None:
    if not column.answer_within:
        return None
    if KIND_NAMES.get(column.kind) != LETTERS and column.kind != COLUMN_GROUP:
        fault(tables, "answer-kind", of_row(tables, place, Column, "answer_within"), value=column.title)
    found = re.fullmatch(ANSWER_FORM, column.answer_within)
    if not found:
        fault(tables, "answer", of_row(tables, place, Column, "answer_within"), value=column.answer_within)
        return None
    return Promise(int(found[1]), found[2] == ANSWER_UNITS[True])


def _search_words(tables: Tables, content: Path) -> None:
    """Last, for they are held against the names of columns and authorities."""
    if tables.site:
        start = f"site.yaml:{Site.model_fields['hot_words'].alias}"
        places, last = tables.places, tables.places.get(start, Location("content/site.yaml", 1, 1))
        _fault_words(tables, hot_word_faults(tables.site.hot_words, lambda n: places.get(f"{start}:{n}", last)))
    loaded = _load(tables, content, "synonyms.yaml", required=False)
    if loaded is None:
        return
    source, value = loaded
    if value is None and not source.findings:
        source.fault("empty-table", 1)
    tables.search_words = validate(SearchWords, value, source) if not source.findings else None
    tables.findings.extend(source.findings)
    if tables.search_words:
        names = [node.column.title for node in tables.columns.values()]
        names += [name for one in tables.authorities.values() for name in (one.name, one.label)]
        _fault_words(tables, word_faults(tables.search_words, source.location, names))


def _fault_words(tables: Tables, faults: Iterator[Fault]) -> None:
    for code, place, facts in faults:
        fault(tables, code, place, **facts)
