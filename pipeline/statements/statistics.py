"""Figures for those who lead: items by month, authority and column; how much is explained; how much is in time.

All from the register and the store; nothing is estimated, and what cannot be told counts neither way.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from pipeline.cycles import due_of
from pipeline.kinds.profile import KIND as PROFILE
from pipeline.letters import is_in_time
from pipeline.register import Register
from pipeline.standards import DISCLOSURE_WORKDAYS, INTERPRETATION_WORKDAYS, report_due
from pipeline.statements.clock import in_time
from pipeline.statements.ledger import Ledgers
from pipeline.store import IndexRow, Store
from pipeline.tables import GROUP, LETTERS
from pipeline.terms import LegalRank, Relation, Validity
from pipeline.workdays import WORKDAYS, later

_DAY = timedelta(days=1)
_EXPLAINED = frozenset({LegalRank.RULE, LegalRank.NORMATIVE})
_STANDING = frozenset({Validity.IN_FORCE, Validity.AMENDED})


class Measure(StrEnum):
    INTERPRETED = "interpreted"
    DISCLOSED = "disclosed"
    EXPLAINED = "explained"
    ANSWERED = "answered"
    REQUESTS = "requests"
    REPORTED = "reported"


class Share(NamedTuple):
    """`part` of `whole`; nothing of nothing is no share."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """To one decimal place."""
        return round(100 * self.part / self.whole, 1) if self.whole else None


class Row(NamedTuple):
    """An authority or a column with its items month by month; `key` as in its table."""

    key: str
    name: str
    months: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.months)


class Update(NamedTuple):
    """A column on one month: who is responsible, its items of the month, the newest and the day that it is due.

    `late`: that day has passed, or the column is blank where something is due in it (it then has no such day).
    """

    authority: str
    column: str
    items: int
    newest: str
    due: str
    late: bool


class Statistics(NamedTuple):
    """Of one year, up to the day. `shares`: "" is all authorities together; `on_time`: of columns with a due day."""

    year: int
    day: str
    whole: Row
    authorities: tuple[Row, ...]
    columns: tuple[Row, ...]
    shares: Mapping[tuple[Measure, str], Share]
    on_time: Share

    def share(self, measure: Measure, authority: str = "") -> Share:
        return self.shares.get((measure, authority), Share(0, 0))


def statistics(register: Register, store: Store, ledgers: Ledgers, year: int) -> Statistics:
    """Of items that are shown now; an item counts in its own column alone, in the month of its publication."""
    day = register.as_of[:10]
    months = int(day[5:7]) if day[:4] == str(year) else 12
    rows = [row for row in register.shown if row.published_at[:4] == str(year)]
    tables = register.tables
    bodies = {key: authority.name for key, authority in tables.authorities.items()}
    columns = {path: column_name(register, path) for path, node in tables.columns.items() if node.kind != GROUP}
    updates = update_table(register, day[:7])
    dated = [update for update in updates if update.due or update.late]
    return Statistics(
        year,
        day,
        _rows({"": ""}, [("", row) for row in rows], months)[0],
        _rows(bodies, [(row.authority, row) for row in rows], months),
        _rows(columns, [(row.column, row) for row in rows], months),
        _shares(_facts(register, store, ledgers, year)),
        Share(sum(not update.late for update in dated), len(dated)),
    )


def column_name(register: Register, path: str) -> str:
    return " \u203a ".join(node.column.title for node in register.tables.ancestors(path))


def _rows(names: Mapping[str, str], listed: list[tuple[str, IndexRow]], months: int) -> tuple[Row, ...]:
    counts = Counter((key, int(row.published_at[5:7])) for key, row in listed)
    return tuple(Row(key, name, tuple(counts[key, n] for n in range(1, months + 1))) for key, name in names.items())


# shares -------------------------------------------------------------------------------------------------------------


class _Fact(NamedTuple):
    measure: Measure
    authority: str
    good: bool


def _shares(facts: Iterator[_Fact]) -> dict[tuple[Measure, str], Share]:
    found: defaultdict[tuple[Measure, str], list[bool]] = defaultdict(list)
    for fact in facts:
        found[fact.measure, fact.authority].append(fact.good)
        found[fact.measure, ""].append(fact.good)
    return {key: Share(sum(goods), len(goods)) for key, goods in sorted(found.items())}


def _facts(register: Register, store: Store, ledgers: Ledgers, year: int) -> Iterator[_Fact]:
    asked = {"document": _of_document, "interpretation": _of_interpretation, LETTERS: _of_letter}
    for row in register.shown:
        if row.kind in asked:
            yield from asked[row.kind](row, register, store, year)
    for request in ledgers.requests():
        good = in_time(request) if request.decided_on and request.decided_on.year == year else None
        if good is not None:
            yield _Fact(Measure.REQUESTS, request.authority, good)
    yield from _reports(register, store, year)


def _of_document(row: IndexRow, register: Register, store: Store, year: int) -> Iterator[_Fact]:
    if row.validity in _STANDING and _details(store, row).get("legal_rank") in _EXPLAINED:
        relations = register.relations.get(row.path, ())
        good = any(relation is Relation.INTERPRETED_BY for relation, _ in relations)
        yield _Fact(Measure.INTERPRETED, row.authority, good)
    authority = register.tables.authorities[row.authority]
    own = row.source in ("", authority.name, authority.label)
    if own and row.dated_on and row.day[:4] == str(year):
        taken = WORKDAYS.between(date.fromisoformat(row.dated_on), date.fromisoformat(row.day))
        if taken is not None:
            yield _Fact(Measure.DISCLOSED, row.authority, taken <= DISCLOSURE_WORKDAYS.value)


def _of_interpretation(row: IndexRow, register: Register, store: Store, year: int) -> Iterator[_Fact]:
    paths = [register.resolve(target) for target in row.references().get("interprets", ())]
    days = [register.rows[path].day for path in paths if path in register.shown_paths]
    if days and row.day[:4] == str(year):
        taken = WORKDAYS.between(date.fromisoformat(max(days)), date.fromisoformat(row.day))
        if taken is not None:
            yield _Fact(Measure.EXPLAINED, row.authority, taken <= INTERPRETATION_WORKDAYS.value)


def _of_letter(row: IndexRow, register: Register, store: Store, year: int) -> Iterator[_Fact]:
    """One without an answer that may still come in time says nothing yet."""
    good = is_in_time(row, register, row.closes_on[:10] or register.as_of[:10])
    if row.opens_on[:4] == str(year) and good is not None and (row.closes_on or not good):
        yield _Fact(Measure.ANSWERED, row.authority, good)


def _reports(register: Register, store: Store, year: int) -> Iterator[_Fact]:
    """Of authorities that owe one on the year before, once it is due; one that corrects another is as old as that."""
    first: dict[str, str] = {}
    shown: set[str] = set()
    for row in (*register.shown, *register.withdrawn):
        if row.kind == "annual_report" and int(_details(store, row)["year"]) == year - 1:
            first[row.authority] = min(first.get(row.authority, row.day), row.day)
            shown |= {row.authority} if row.path in register.shown_paths else set()
    for key, authority in register.tables.authorities.items():
        due = report_due(authority.level, year - 1).isoformat()
        if authority.owes_report(year - 1) and (key in shown or register.as_of[:10] > due):
            yield _Fact(Measure.REPORTED, key, key in shown and first[key] <= due)


def _details(store: Store, row: IndexRow) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(store.page_parts(row.path)[0])
    return found


# how columns were kept up -------------------------------------------------------------------------------------------


def update_table(register: Register, month: str) -> tuple[Update, ...]:
    """Every column of items on a month `YYYY-MM`, as it stood at its end or on the day of the register if earlier."""
    first = date.fromisoformat(f"{month}-01")
    tables, last = register.tables, min(str(later(first, 1, months=True) - _DAY), register.as_of[:10])
    found = []
    for path, node in tables.columns.items():
        if node.kind == GROUP or (node.column.opened_on or "") > last:
            continue
        rows = [row for row in register.by_column[path] if row.day <= last]
        days, renewed = [row.day for row in rows], [row.updated_on for row in rows if row.kind == PROFILE.key]
        newest = max([*days[:1], *(day for day in renewed if day <= last)], default="")
        due = due_of(tables, node, newest or last, last)
        end = due.day.isoformat() if due and newest else ""
        keys = [above.column.responsible for above in tables.ancestors(path) if above.column.responsible]
        found.append(
            Update(
                tables.authorities[keys[-1]].name if keys and keys[-1] in tables.authorities else "",
                column_name(register, path),
                sum(day[:7] == month for day in days),
                newest,
                end,
                end < last if newest and due else bool(due),
            )
        )
    return tuple(sorted(found, key=lambda update: (update.authority, update.column)))
