"""The tables of content/, from site.yaml to synonyms.yaml: typed, cross-checked, each row with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pipeline.addresses import is_address, redirect_faults
from pipeline.finding import Finding, Location, Severity
from pipeline.kind import Part
from pipeline.kinds import KIND_NAMES
from pipeline.model import Authority, Column, NewMediaAccount, Period, Promise, Redirect, SearchWords, Site, superiors
from pipeline.phrases import TABLE_FAULTS, listing, near
from pipeline.review_rules import FIELD, people_at, rule_faults
from pipeline.search.synonyms import Fault, hot_word_faults, word_faults
from pipeline.source import Source, read_file, read_table_source
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
GROUP, SPECIAL = "group", "special"
STATEMENTS = "statements"
"""Folder below content/ with what people wrote for the yearly statements of the site."""
CODES = "xmt"
"""Folder below content/ with the codes of new-media accounts, pictures that their platforms gave."""
LETTERS = "letter"
"""The kind of item whose column may promise when it is answered."""
WINDOWS = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
"""Names that no file or folder can bear on Windows."""
YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
"""A folder of this name below a column holds the items of a year, so no column may bear it."""
PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})


@dataclass(frozen=True, slots=True)
class ColumnNode:
    """A column in its tree. `kind` is a key of KINDS, or `group` (only children), or `special`."""

    path: str
    column: Column
    parent: str
    children: tuple[str, ...]
    kind: str
    period: Period
    location: Location
    promise: Promise | None = None
    """Its own; see `Tables.promise` for what holds."""

    @property
    def url(self) -> str:
        return f"/{self.path}/"


@dataclass(slots=True)
class Tables:
    """All tables. Dicts keep the editors' order;
    `places` maps a row's name, such as `authority:sf-gov`, to its line, and that with a field's name to the field's.
    """

    site: Site | None = None
    authorities: dict[str, Authority] = field(default_factory=dict)
    columns: dict[str, ColumnNode] = field(default_factory=dict)
    accounts: tuple[NewMediaAccount, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    search_words: SearchWords | None = None
    places: dict[str, Location] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Names as in `places` of rows that have a fault, such as `column:xw`, and of tables that have no row at all."""
    content: Path = Path("content")
    """Where they were read from: files that items name lie below it."""

    def ancestors(self, path: str) -> Iterator[ColumnNode]:
        """From the root down to the column itself."""
        parts = path.split("/")
        for end in range(1, len(parts) + 1):
            node = self.columns.get("/".join(parts[:end]))
            if node:
                yield node

    def statutory_group(self, path: str) -> int:
        """The art. 20 number of a column, inherited from the nearest column above that has one; 0 = none."""
        numbers = [node.column.statutory for node in self.ancestors(path) if node.column.statutory]
        return numbers[-1] if numbers else 0

    @property
    def pictures(self) -> dict[str, Location]:
        """Files below content/ that tables themselves name, and where: the site's own and banners of columns."""
        site = (("emblem", self.site.emblem), ("national_emblem", self.site.national_emblem)) if self.site else ()
        own = {picture.file: _of_site(self, field) for field, picture in site if picture}
        codes = {
            f"{CODES}/{a.code}": self.places[f"account:{a.platform}:{a.account_id}"] for a in self.accounts if a.code
        }
        banners = {f"{n.path}/{n.column.banner}": n.location for n in self.columns.values() if n.column.banner}
        return own | banners | codes

    def is_refused(self, what: str, name: str) -> bool:
        """Whether a name is missing only because its row, or its whole table, has a fault, which is told there."""
        return not self.refused.isdisjoint((f"{what}:", f"{what}:{name.partition('/')[0]}"))

    def media(self, path: str) -> tuple[str, ...]:
        """Names of the channels that the nearest column from `path` upwards names for the packages of its items."""
        named = [node.column.media for node in self.ancestors(path) if node.column.media is not None]
        return named[-1] if named else ()

    def promise(self, path: str) -> Promise | None:
        """What the nearest column from `path` upwards promises to those who write to it."""
        found = [node.promise for node in self.ancestors(path) if node.promise]
        return found[-1] if found else None


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
    _cross_check(tables)
    for file, place in tables.pictures.items():
        if file.rpartition(".")[2].lower() not in PICTURES:
            _fault(tables, "picture-type", place, value=file.rpartition("/")[2])
    _search_words(tables, content)
    return tables


def _load(tables: Tables, content: Path, name: str, required: bool) -> tuple[Source, Any] | None:
    path, shown = content / name, f"content/{name}"
    if path.is_symlink() or not path.is_file():
        if required or path.exists():
            _fault(tables, "no-table", Location(shown), name=name)
        return None
    try:
        raw, _ = read_file(path)
    except OSError as error:
        _fault(tables, "unreadable", Location(shown, 1, 1), name=name, reason=reason(error))
        return None
    return read_table_source(shown, raw)


def _one(tables: Tables, content: Path, name: str, model: type[Row], *, required: bool) -> Row | None:
    loaded = _load(tables, content, name, required)
    if loaded is None:
        return None
    source, value = loaded
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
        return
    source, value = loaded
    if not isinstance(value, list):
        if value != {} and not source.findings:
            source.fault("not-list", 1)
        elif required and not source.findings:
            source.fault("empty-table", 1)
        tables.findings.extend(source.findings)
        tables.refused.add(f"{_ROWS.get(model, name)}:")
        return
    for n, entry in enumerate(value):
        row = validate(model, entry, source, (n,))
        if row is None and isinstance(entry, dict):
            # without a key, any of its values may be meant for one
            values = [entry[_KEY]] if _KEY in entry else entry.values()
            tables.refused.update(f"{_ROWS.get(model, name)}:{one}" for one in values)
        if row is not None:
            place = source.location(n)
            tables.places |= {f"{place}:{field}": source.location(n, field) for field in entry}
            if isinstance(row, NewMediaAccount):
                tables.places[f"account:{row.platform}:{row.account_id}"] = place
            elif isinstance(row, Redirect):
                tables.places[f"redirect:{row.old}"] = place
            elif isinstance(row, Column):
                _place_columns(tables, source, row, (n,), "")
            yield place, row
    tables.findings.extend(source.findings)


def _place_columns(tables: Tables, source: Source, column: Column, at: tuple[str | int, ...], parent: str) -> None:
    path = f"{parent}/{column.key}" if parent else column.key
    place = source.location(*at)
    first = tables.places.setdefault(f"column:{path}", place)
    if first is not place:
        _fault(tables, "duplicate-row", place, key=path, first=f"{first.path}:{first.line}")
        return
    say_joined(source, column.keywords, *at, _WORDS)
    say_joined(source, column.members.keywords if column.members else (), *at, _MEMBERS, _WORDS)
    for name, below in people_at(column.reviews, path):
        tables.places[name] = source.location(*at, FIELD, *below)
    for n, child in enumerate(column.children):
        _place_columns(tables, source, child, (*at, _CHILDREN, n), path)


_CHILDREN = str(Column.model_fields["children"].alias)
_WORDS, _MEMBERS = (str(Column.model_fields[name].alias) for name in ("keywords", "members"))
_KEY = str(Column.model_fields["key"].alias)
_ROWS: dict[type[Part], str] = {Column: "column", Authority: "authority"}


def _keep(tables: Tables, kept: dict[str, Any], what: str, key: str, row: Any, place: Location) -> None:
    if key in kept:
        first = tables.places[f"{what}:{key}"]
        _fault(tables, "duplicate-row", place, key=key, first=f"{first.path}:{first.line}")
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
        _fault(tables, "reserved-column", place, key=column.key)
    if YEAR.fullmatch(column.key):
        _fault(tables, "year-column", place, key=column.key)
    children = tuple(f"{path}/{child.key}" for child in sorted(column.children, key=lambda child: child.order))
    node = ColumnNode(
        path,
        column,
        parent,
        children,
        _kind(tables, column, place),
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
        _fault(tables, code, place, value=value)
    return not wrong


def _kind(tables: Tables, column: Column, place: Location) -> str:
    names = KIND_NAMES | {COLUMN_GROUP: GROUP, COLUMN_SPECIAL: SPECIAL}
    if column.kind not in names:
        _fault(tables, "unknown-kind", place, value=column.kind, near=near(column.kind, names), known=listing(names))
    return names.get(column.kind, GROUP)


def _period(tables: Tables, column: Column, place: Location) -> Period:
    found = re.fullmatch(PERIOD_FORM, column.update_within)
    if column.update_within == PERIOD_NONE:
        return Period(0, False)
    if not found:
        _fault(tables, "period", place, value=column.update_within)
        return Period(0, False)
    return Period(int(found.group(1)), found.group(2) == PERIOD_UNITS[True])


def _promise(tables: Tables, column: Column, place: Location) -> Promise | None:
    if not column.answer_within:
        return None
    if KIND_NAMES.get(column.kind) != LETTERS and column.kind != COLUMN_GROUP:
        _fault(tables, "answer-kind", place, value=column.title)
    found = re.fullmatch(ANSWER_FORM, column.answer_within)
    if not found:
        _fault(tables, "answer", place, value=column.answer_within)
        return None
    return Promise(int(found[1]), found[2] == ANSWER_UNITS[True])


def _cross_check(tables: Tables) -> None:
    """Every key that a table names must exist; the nearest one is offered."""
    site, known, told = tables.site, tables.authorities, set[str]()
    if site and site.portal_authority not in known:
        _unknown_authority(tables, _of_site(tables, "portal_authority"), site.portal_authority)
    for key, authority in known.items():
        if authority.parent and authority.parent not in known:
            _unknown_authority(tables, tables.places[f"authority:{key}"], authority.parent)
        elif key in (above := superiors(known, key)) and key not in told:
            told.update(above)
            _fault(tables, "parent-circle", tables.places[f"authority:{key}"], key=key, way="”→“".join((key, *above)))
    for account in tables.accounts:
        if account.authority not in known:
            place = tables.places[f"account:{account.platform}:{account.account_id}"]
            _unknown_authority(tables, place, account.authority)
    for node in tables.columns.values():
        for named in (node.column.responsible, node.column.sponsor):
            if named and named not in known:
                _unknown_authority(tables, node.location, named)
    _cross_check_columns(tables)
    _cross_check_links(tables)


def _cross_check_columns(tables: Tables) -> None:
    home = tables.site.home if tables.site else None
    for slot in type(home).model_fields if home else ():
        for path in getattr(home, slot):
            if path not in tables.columns:
                _unknown_column(tables, _of_site(tables, "home"), path)
    for node in tables.columns.values():
        members = node.column.members
        for path in members.columns if members else ():
            if path not in tables.columns:
                _unknown_column(tables, node.location, path)
        for key in members.authorities if members else ():
            if key not in tables.authorities:
                _unknown_authority(tables, node.location, key)
    _fault_words(tables, rule_faults(tables.columns, tables.authorities, tables.places, tables.is_refused))


def _cross_check_links(tables: Tables) -> None:
    """A link that is no address (a script, say) is told and left out."""
    site = tables.site
    wrong = {link.url for group in site.links for link in group.links if not is_address(link.url)} if site else set()
    if site is None or not wrong:
        return
    for url in sorted(wrong):
        _fault(tables, "link", _of_site(tables, "links"), value=url)
    kept = (
        group.model_copy(update={"links": tuple(link for link in group.links if link.url not in wrong)})
        for group in site.links
    )
    tables.site = site.model_copy(update={"links": tuple(kept)})


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
    tables.search_words = validate(SearchWords, value, source) if not source.findings else None
    tables.findings.extend(source.findings)
    if tables.search_words:
        names = [node.column.title for node in tables.columns.values()]
        names += [name for one in tables.authorities.values() for name in (one.name, one.label)]
        _fault_words(tables, word_faults(tables.search_words, source.location, names))


def _fault_words(tables: Tables, faults: Iterator[Fault]) -> None:
    for code, place, facts in faults:
        _fault(tables, code, place, **facts)


def _of_site(tables: Tables, field: str) -> Location:
    return tables.places[f"site.yaml:{Site.model_fields[field].alias}"]


def _unknown_authority(tables: Tables, place: Location, key: str) -> None:
    if not tables.is_refused("authority", key):
        _fault(tables, "unknown-authority", place, value=key, near=near(key, tables.authorities))


def _unknown_column(tables: Tables, place: Location, path: str) -> None:
    if not tables.is_refused("column", path):
        _fault(tables, "unknown-column", place, value=path, near=near(path, tables.columns))


def _fault(tables: Tables, code: str, place: Location, **facts: Any) -> None:
    message, hint = TABLE_FAULTS[code]
    tables.findings.append(
        Finding(place, f"table-{code}", Severity.ERROR, message.format(**facts), hint=hint.format(**facts))
    )
