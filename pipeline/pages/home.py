"""The home page: slots filled by rule from site.yaml."""

from collections.abc import Iterator
from typing import Any

from pipeline import urls
from pipeline.letters import letter_count
from pipeline.page import Desk, ItemList, PlannedPage, digest_of
from pipeline.register import newest_first
from pipeline.store import IndexRow
from pipeline.tables import LETTERS, SPECIAL
from pipeline.terms import PAGE_TITLES, AccountState, Relation, SpecialState

SLOTS = {"news": 9, "notices": 9, "documents": 8, "interpretations": 6, "datasets": 8, "interaction": 8, "services": 6}
TABBED = ("news", "documents", "services")
"""Slots whose columns are also shown one by one."""
OF_A_COLUMN = 10
LATEST, PAIRS, SPECIALS, FIGURES, PICTURED = 8, 5, 8, 8, 30
CONSULTATION = "consultation"
EVENTS = "live_event"
CONSULTATIONS, EVENTS_SHOWN, LETTERS_SHOWN = 4, 2, 5


def plan(desk: Desk) -> Iterator[PlannedPage]:
    if not desk.has("home.html"):
        return
    rows = {slot: _rows(desk, slot) for slot in SLOTS}
    lists = [*_slots(desk, rows), *_tabs(desk), *_told(desk, rows)]
    lists.append(desk.list_of("latest", PAGE_TITLES["latest"], urls.CATALOGUE, desk.register.shown, LATEST))
    pairs = list(_pairs(desk))
    specials = open_specials(desk)[:SPECIALS]
    figures = [row for row in rows["datasets"] if row.kind == "dataset"][:FIGURES]
    facts = {
        "headline": _headline(desk, rows["news"]),
        "specials": specials,
        "platforms": [key for key, body in desk.ordered_authorities if body.platform],
        "accounts": sum(account.state is AccountState.RUNNING for account in desk.tables.accounts),
        "pairs": [pair.name for pair in pairs],
        "figures": [row.path for row in figures],
        "totals": _totals(desk),
        "statement": desk.statements[0].year if desk.statements else 0,
    }
    facts |= _interaction(desk, rows["interaction"])
    explained = [desk.register.rows[path].digest for pair in pairs for path in pair.items[1:]]
    yield desk.page(
        urls.HOME,
        "home.html",
        desk.site.name,
        lists=[*lists, *pairs],
        facts=facts,
        inputs=[
            digest_of(desk.site.home.model_dump(mode="json"), desk.site.hot_words),
            desk.accounts_digest,
            *(desk.column_digests[path] for path in specials),
            *desk.authority_digests.values(),
            *(row.digest for row in figures),
            *explained,
        ],
    )


def _columns(desk: Desk, slot: str) -> list[str]:
    return [path for path in getattr(desk.site.home, slot) if path in desk.tables.columns]


def _rows(desk: Desk, slot: str) -> list[IndexRow]:
    """Everything in the columns of a slot, newest first, each once."""
    return newest_first({row.path: row for path in _columns(desk, slot) for row in desk.register.under(path)}.values())


def _slots(desk: Desk, rows: dict[str, list[IndexRow]]) -> Iterator[ItemList]:
    for slot, most in SLOTS.items():
        columns = _columns(desk, slot)
        if columns:
            node = desk.tables.columns[columns[0]]
            more = node if len(columns) == 1 or not node.parent else desk.tables.columns[node.parent]
            yield desk.list_of(slot, _slot_title(desk, slot), more.url, rows[slot], most)


def _tabs(desk: Desk) -> Iterator[ItemList]:
    for slot in TABBED:
        columns = _columns(desk, slot)
        for path in columns if len(columns) > 1 else ():
            node = desk.tables.columns[path]
            yield desk.list_of(f"{slot}:{path}", node.column.title, node.url, desk.register.under(path), OF_A_COLUMN)


def _told(desk: Desk, rows: dict[str, list[IndexRow]]) -> Iterator[ItemList]:
    """The newest picture of the news, and what citizens ask and are asked, apart from each other."""
    pictured = [row for row in rows["news"][:PICTURED] if row.image]
    yield desk.list_of("pictured", "", "", pictured, 1)
    today = desk.register.as_of[:10]
    asked = [row for row in rows["interaction"] if row.kind == CONSULTATION]
    asked.sort(key=lambda row: not row.opens_on <= today <= row.closes_on)
    yield desk.list_of(CONSULTATION, "", _home_of(desk, asked), asked, CONSULTATIONS)
    events = [row for row in rows["interaction"] if row.kind == EVENTS]
    yield desk.list_of(EVENTS, "", _home_of(desk, events), events, EVENTS_SHOWN)
    letters = [row for row in rows["interaction"] if row.kind == LETTERS]
    yield desk.list_of(LETTERS, "", _home_of(desk, letters), letters, LETTERS_SHOWN)


def _home_of(desk: Desk, rows: list[IndexRow]) -> str:
    return desk.tables.columns[rows[0].column].url if rows else ""


def _headline(desk: Desk, news: list[IndexRow]) -> str:
    """The newest of the first column of news, else of them all."""
    first = _columns(desk, "news")[:1]
    own = [row for path in first for row in desk.register.under(path)[:1]]
    return (own or news)[0].path if news else ""


def _interaction(desk: Desk, rows: list[IndexRow]) -> dict[str, Any]:
    """Whether a consultation or an event is open depends on the day; how many letters were answered does not."""
    facts: dict[str, Any] = {"as_of": "", "letters": None}
    if any(row.kind in (CONSULTATION, EVENTS) for row in rows):
        facts["as_of"] = desk.register.as_of[:10]
    letters = [row for row in rows if row.kind == LETTERS]
    if letters:
        count = letter_count("", letters, desk.register, None)
        facts["letters"] = {"received": count.received, "answered": count.answered, "median": count.median}
    return facts


def _slot_title(desk: Desk, slot: str) -> str:
    return str(type(desk.site.home).model_fields[slot].alias)


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
