"""What the pages of annual reports show: the grid of bodies and years, and one body's figures over the years."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from pipeline import urls
from pipeline.annual.cells import Values, has_tables, number_of, values_of
from pipeline.annual.downloads import PDF, WORD, WORKBOOK
from pipeline.annual.identities import TOTAL_COLUMN
from pipeline.kinds.annual_report import (
    APPLICATION_LAYOUT,
    DISCLOSED_LAYOUT,
    DISPUTE_NAMES,
    OUTCOMES,
    ROW_NAMES,
    RULES_BLOCK,
    RULES_COLUMNS,
)
from pipeline.standards import report_due

Details = Callable[[str], Mapping[str, Any]]
FORMS = {WORKBOOK: "XLSX", WORD: "DOCX", PDF: "PDF"}
REVERSED = OUTCOMES[1]
Row = tuple[str, tuple[int, ...]]
"""What a row of a comparison is called, and the cells that it sums."""


def overview(shelf: Any, details: Details, facts: dict[str, Any]) -> None:
    """`levels`: (level, rows of (authority, cells by year)); a cell has `state` published, late, missing or none.

    Reports come newest first, and of several on one year the newest counts; one that corrects another, withdrawn or
    not, is as late as the first of them was.
    """
    found = {
        key: {int(details(path)["year"]): shelf.card(path) for path in reversed(paths)}
        for key, paths in facts["reports"]
    }
    told = [(key, path, shelf.card(path).day) for key, paths in facts["reports"] for path in paths]
    days: dict[tuple[str, int], str] = {}
    for key, path, day in (*told, *facts["withdrawn"]):
        place = key, int(details(path)["year"])
        days[place] = min(days.get(place, day), day)
    due = facts["due"]
    bodies = [shelf.authorities[key] for key in found]
    starts = [body.authority.reports_from for body in bodies if body.authority.reports_from]
    first = min([*starts, *(year for years in found.values() for year in years)])
    last = max([*due.values(), *(year for years in found.values() for year in years)])
    facts["years"] = list(range(last, first - 1, -1))
    levels: dict[str, list[Any]] = {}
    for body in bodies:
        own = [(year, found[body.key].get(year), days.get((body.key, year), "")) for year in facts["years"]]
        cells = [_state(body, card, first, year, due[body.level]) for year, card, first in own]
        levels.setdefault(body.level, []).append(
            (body, urls.annual_reports(body.key) if found[body.key] else "", cells)
        )
    facts["levels"] = list(levels.items())
    states = [cell["state"] for rows in levels.values() for _, _, cells in rows for cell in cells]
    facts["counts"] = {state: states.count(state) for state in ("published", "late", "missing")}


def _state(body: Any, card: Any, first: str, year: int, last_due: int) -> dict[str, Any]:
    """`first`: the day on which a report on that year was published first."""
    day = report_due(body.authority.level, year).isoformat()
    if card is not None:
        return {"state": "late" if first > day else "published", "card": card, "due": day}
    owed = body.authority.owes_report(year) and year <= last_due
    return {"state": "missing" if owed else "none", "card": None, "due": day}


def years(shelf: Any, details: Details, facts: dict[str, Any]) -> None:
    """`years`: oldest first; `reports`: (year, card, downloads); `groups`: (number of a table, rows of (label, numbers,
    change)); `latest`: outcomes.
    """
    headers = {path: details(path) for path in reversed(facts["reports"])}
    told = sorted(((int(header["year"]), path) for path, header in headers.items()), key=itemgetter(0))
    tables = {year: values_of(headers[path]) for year, path in told if has_tables(headers[path])}
    facts["authority"] = shelf.authorities[facts["authority"]]
    facts["years"] = list(tables)
    facts["reports"] = [
        (year, shelf.card(path), files_of(shelf.desk.report_downloads.suffixes, path, year in tables))
        for year, path in reversed(told)
    ]
    groups = (("2", _disclosed_rows()), ("3", _application_rows()), ("4", _dispute_rows()))
    facts["groups"] = [(name, [_compared(row, tables) for row in rows]) for name, rows in groups] if tables else []
    facts["latest"] = _outcomes(tables[facts["years"][-1]]) if tables else []


def files_of(suffixes: Sequence[str], path: str, tables: bool) -> list[tuple[str, str]]:
    """(form, address) of what stands beside a report's page."""
    return [(FORMS[suffix], f"/{path}{suffix}") for suffix in suffixes if tables or suffix != WORKBOOK]


def _disclosed_rows() -> list[Row]:
    rows = [
        (f"{row} {column}", number_of("disclosed", group, field))
        for row, group in RULES_BLOCK[1]
        for column, field in RULES_COLUMNS
    ]
    rows += [
        (f"{row} {column}", number_of("disclosed", field))
        for _, column, told in DISCLOSED_LAYOUT
        for row, field in told
    ]
    return [(label, (number,)) for label, number in rows]


def _application_rows() -> list[Row]:
    def total(*fields: str) -> tuple[int, ...]:
        return tuple(number_of("applications", field, TOTAL_COLUMN) for field in fields)

    ends = ("received", "carried_in")
    groups = [(group, total(*(field for _, field in members))) for group, members in APPLICATION_LAYOUT]
    return [
        *((ROW_NAMES[name], total(name)) for name in ends),
        *groups,
        (ROW_NAMES["carried_out"], total("carried_out")),
    ]


def _dispute_rows() -> list[Row]:
    found: list[Row] = []
    for field, name in DISPUTE_NAMES.items():
        found.append((name, (number_of("disputes", field, len(OUTCOMES) - 1),)))
        found.append((f"{name} {REVERSED}", (number_of("disputes", field, 1),)))
    return found


def _compared(row: Row, tables: Mapping[int, Values]) -> tuple[str, list[float | None], float | None]:
    """The numbers year by year, and how much the last is above the year right before it; None where either is blank."""
    label, cells = row
    numbers = [_sum(values, cells) for values in tables.values()]
    last = max(tables)
    before = _sum(tables[last - 1], cells) if last - 1 in tables else None
    now = numbers[-1]
    return label, numbers, None if now is None or before is None else round(now - before, 4)


def _sum(values: Values, cells: Sequence[int]) -> float | None:
    told = [values[number] for number in cells]
    return None if None in told else sum(told)  # type: ignore[arg-type]


def _outcomes(values: Values) -> list[list[str]]:
    """(group of outcomes, number) of one year, as cells of a table; a chart has no room for the note in brackets."""
    groups = [row for row in _application_rows() if row[0] in _GROUPS]
    sums = [(_NOTE.sub("", label), _sum(values, cells)) for label, cells in groups]
    return [[label, str(number)] for label, number in sums if number is not None]


_NOTE = re.compile("(?<=.)\uff08[^\uff09]*\uff09$")
_GROUPS = frozenset(group for group, _ in APPLICATION_LAYOUT[:-1])


def headers(store: Any) -> Details:
    """Headers by path, out of the store."""

    def details(path: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads(store.page_parts(path)[0])
        return found

    return details
