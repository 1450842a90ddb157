"""search/titles*.json: what the search page filters in the browser, a list a year, so that an edit touches one."""

from collections.abc import Iterator

from pipeline import urls
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import by_year, fingerprint, json_document, json_rows
from pipeline.codebase import channel_digest
from pipeline.page import Desk
from pipeline.store import IndexRow, Store

NAME = "search_titles"
FOLDER = urls.SEARCH[1:]
INDEX = f"{FOLDER}titles.json"


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    """The index lists the years newest first, as the items in them are."""
    program = channel_digest(NAME)
    years = by_year(desk.register.shown)
    for year, rows in years.items():
        items = tuple(row.path for row in rows)
        shown = b"".join([desk.cards[path] for path in items])
        yield PlannedFile(_part(year), NAME, year, items, fingerprint((year,), program, shown))
    total = str(len(desk.register.shown))
    yield PlannedFile(INDEX, NAME, " ".join((total, *years)), (), fingerprint((total, *years), program))


def _part(year: str) -> str:
    return f"{FOLDER}titles-{year}.json"


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    if file.path == INDEX:
        total, *years = file.key.split()
        return json_document({"total": int(total), "parts": [f"/{_part(year)}" for year in years]})
    return (json_rows(_entry(desk, desk.register.rows[path]) for path in file.items) + "\n").encode()


def _entry(desk: Desk, row: IndexRow) -> dict[str, str]:
    """t title, u address, n numbers by which people ask for a document, d day, c column."""
    return {
        "t": row.title,
        "u": urls.item(row.path),
        "n": f"{row.document_number} {row.index_number}".strip(),
        "d": row.day,
        "c": desk.tables.columns[row.column].column.title,
    }


CHANNEL = Channel(plan, make)
