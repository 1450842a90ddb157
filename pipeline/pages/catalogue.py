"""The catalogue of disclosed items: by authority, subject, genre, year and validity (regulation, art. 12)."""

from collections.abc import Iterator

from pipeline import urls
from pipeline.page import Desk, PlannedPage, pages_of
from pipeline.store import IndexRow
from pipeline.terms import CATALOGUE_AXES, PAGE_TITLES, SUBJECTS, YEAR_TITLE, Genre, Validity

WHOLE_MOST = 20_000
"""Up to so many items the open catalogue has one CSV of all years too, and the page offers it."""
Shelves = dict[str, dict[str, tuple[str, list[IndexRow]]]]
"""Axis -> address part of the value -> (its title, items newest first)."""


def plan(desk: Desk) -> Iterator[PlannedPage]:
    if not desk.has("catalogue.html"):
        return
    rows = [row for row in desk.register.shown if row.index_number]
    shelves = shelve(desk, rows)
    title = PAGE_TITLES["catalogue"]
    axes = [
        [CATALOGUE_AXES[axis], [[name, _folder(axis, part), len(rows)] for part, (name, rows) in values.items()]]
        for axis, values in shelves.items()
        if values
    ]
    yield desk.page(
        urls.CATALOGUE,
        "catalogue.html",
        title,
        facts={"axes": axes, "whole": len(rows) <= WHOLE_MOST},
        crumbs=desk.crumbs((title, "")),
    )
    for axis, values in shelves.items():
        for part, (name, rows) in values.items():
            yield from _list(desk, axis, part, name, rows)


def _folder(axis: str, part: str) -> str:
    return f"{urls.CATALOGUE}{axis}/{part}/"


def _list(desk: Desk, axis: str, part: str, name: str, rows: list[IndexRow]) -> Iterator[PlannedPage]:
    title = PAGE_TITLES["catalogue"]
    crumbs = desk.crumbs((title, urls.CATALOGUE), (CATALOGUE_AXES[axis], urls.CATALOGUE), (name, ""))
    for pager in pages_of(_folder(axis, part), rows, desk.site.page_size):
        facts = {"axis": CATALOGUE_AXES[axis], "value": name, "pager": pager.facts}
        items = desk.list_of("items", name, "", pager.rows, len(pager.rows))
        yield desk.page(pager.url, "catalogue_list.html", f"{name} {title}", lists=[items], facts=facts, crumbs=crumbs)


def shelve(desk: Desk, rows: list[IndexRow]) -> Shelves:
    """Only items with an index number are disclosed items.
    Values come in the order of their table, years newest first.
    """
    subjects = {name: f"{n:02d}" for n, name in enumerate(SUBJECTS, 1)}
    genres = {genre.value: f"{n:02d}" for n, genre in enumerate(Genre, 1)}
    states = {state.value: str(n) for n, state in enumerate(Validity, 1)}
    names = {key: (key, body.label) for key, body in desk.ordered_authorities}
    shelves: Shelves = {
        "jg": {key: (label, []) for key, label in names.values()},
        "zt": {part: (name, []) for name, part in subjects.items()},
        "tc": {part: (name, []) for name, part in genres.items()},
        "nf": {
            year: (YEAR_TITLE.format(year=year), []) for year in sorted({row.day[:4] for row in rows}, reverse=True)
        },
        "yx": {part: (name, []) for name, part in states.items()},
    }
    for row in rows:
        subject = subjects.get(row.topic.partition("\\")[0], "")
        parts = (("jg", row.authority), ("zt", subject), ("tc", genres.get(row.genre, "")), ("nf", row.day[:4]))
        for axis, part in (*parts, ("yx", states.get(row.validity, ""))):
            if part:
                shelves[axis][part][1].append(row)
    return {axis: {part: entry for part, entry in values.items() if entry[1]} for axis, values in shelves.items()}
