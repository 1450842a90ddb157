"""The home page: slots filled by rule from site.yaml."""

from collections.abc import Iterator

from pipeline import urls
from pipeline.page import Desk, ItemList, PlannedPage, digest_of
from pipeline.register import newest_first
from pipeline.store import IndexRow
from pipeline.tables import SPECIAL
from pipeline.terms import PAGE_TITLES, AccountState, Relation, SpecialState

SLOTS = {"news": 9, "notices": 8, "documents": 8, "interpretations": 6, "datasets": 5, "interaction": 8, "services": 12}
LATEST, PAIRS, SPECIALS = 20, 4, 8


def plan(desk: Desk) -> Iterator[PlannedPage]:
    if not desk.has("home.html"):
        return
    lists = [*_slots(desk), desk.list_of("latest", PAGE_TITLES["latest"], urls.CATALOGUE, desk.register.shown, LATEST)]
    pairs = list(_pairs(desk))
    specials = open_specials(desk)[:SPECIALS]
    chart = next((row.path for row in desk.register.shown if row.kind == "dataset" and row.path in _datasets(desk)), "")
    facts = {
        "specials": specials,
        "platforms": [key for key, body in desk.tables.authorities.items() if body.platform],
        "accounts": sum(account.state is AccountState.RUNNING for account in desk.tables.accounts),
        "pairs": [pair.name for pair in pairs],
        "chart": chart,
        "totals": _totals(desk),
    }
    yield desk.page(
        urls.HOME,
        "home.html",
        desk.site.name,
        lists=[*lists, *pairs],
        facts=facts,
        inputs=[
            digest_of(desk.site.home.model_dump(mode="json")),
            desk.accounts_digest,
            *(desk.column_digests[path] for path in specials),
            *desk.authority_digests.values(),
            desk.register.rows[chart].digest if chart else b"",
        ],
    )


def _slots(desk: Desk) -> Iterator[ItemList]:
    for slot, most in SLOTS.items():
        columns = [path for path in getattr(desk.site.home, slot) if path in desk.tables.columns]
        if columns:
            rows = newest_first({row.path: row for path in columns for row in desk.register.under(path)}.values())
            node = desk.tables.columns[columns[0]]
            more = node if len(columns) == 1 or not node.parent else desk.tables.columns[node.parent]
            yield desk.list_of(slot, _slot_title(desk, slot), more.url, rows, most)


def _slot_title(desk: Desk, slot: str) -> str:
    return str(type(desk.site.home).model_fields[slot].alias)


def _datasets(desk: Desk) -> set[str]:
    columns = desk.site.home.datasets
    return {row.path for path in columns if path in desk.tables.columns for row in desk.register.under(path)}


def _pairs(desk: Desk) -> Iterator[ItemList]:
    """The newest documents that have interpretations: the document first, then what interprets it."""
    found = 0
    rows, relations = desk.register.rows, desk.register.relations
    for row in desk.register.shown if relations else ():
        others = [p for relation, p in relations.get(row.path, ()) if relation is Relation.INTERPRETED_BY]
        if others:
            shown: list[IndexRow] = [row, *(rows[path] for path in others)]
            yield desk.list_of(f"pair:{row.path}", row.title, row.url, shown, 4)
            found += 1
            if found == PAIRS:
                return


def open_specials(desk: Desk) -> list[str]:
    """Special columns still open, the most recently opened first."""
    nodes = [node for node in desk.tables.columns.values() if node.kind == SPECIAL]
    running = [node for node in nodes if node.column.state is not SpecialState.ARCHIVED]
    return [node.path for node in sorted(running, key=lambda node: node.column.opened_on or "", reverse=True)]


def _totals(desk: Desk) -> dict[str, int]:
    return {
        "items": len(desk.register.shown),
        "authorities": len(desk.tables.authorities),
        "columns": len(desk.tables.columns),
    }
