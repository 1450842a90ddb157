"""The store -> what search knows: every shown item, with all that the public can read of it and nothing else.

Drafts, held and withdrawn items and what is given on request have no document. Of attachments only what one sees on
opening them counts: no hidden sheet, comment, speaker's note, tracked deletion or property (`Extract.text`).
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic_core import from_json

from pipeline.attachment import own_name
from pipeline.kind import Kind
from pipeline.kinds import KINDS
from pipeline.register import Register
from pipeline.search.backend import Document
from pipeline.store import AttachmentRow, IndexRow, Store

READ_TYPES = frozenset({"docx", "xlsx", "pptx", "pdf", "ofd", "txt", "csv"})
"""Attachments whose words are looked for."""
NAMES_OF_FILES = frozenset({"table", "draft", "blank", "sample"})
NUMBERS = frozenset({"disclosed", "applications", "disputes"})
"""Tables without a word in them."""
LARGEST = 400_000
"""Characters of attachments that an item is found by."""


def documents(register: Register, store: Store) -> Iterator[Document]:
    """Newest first, then by path."""
    for card in cards(register):
        yield complete(card, register, store)


def cards(register: Register) -> list[Document]:
    """Every document without its text, newest first, then by path: from index rows alone."""
    places = _columns(register)
    rows = sorted(register.shown, key=lambda row: row.path)
    rows.sort(key=lambda row: row.published_at, reverse=True)
    return [card_of(row, places.get(row.path, ())) for row in rows]


def _columns(register: Register) -> dict[str, list[str]]:
    """Path -> columns beside its own that show it, sorted."""
    found: dict[str, list[str]] = {}
    for column, rows in sorted(register.by_column.items()):
        for row in rows:
            if row.column != column:
                found.setdefault(row.path, []).append(column)
    return found


def card_of(row: IndexRow, others: Iterable[str] = ()) -> Document:
    """`others`: columns beside its own."""
    numbers = tuple(number for number in (row.document_number, row.index_number) if number)
    topic = row.topic.partition("\\")[0]
    columns = (row.column, *others)
    return Document(
        row.path, row.title, numbers, row.published_at, columns, row.authority, row.kind, row.validity, topic, ""
    )


def digests(found: Iterable[Document], register: Register) -> list[bytes]:
    """For each card what changes when anything of the document does, but its path and its columns beside the first."""
    rows = [register.rows[card.path] for card in found]
    return [row.digest + row.kind.encode() for row in rows]


def complete(card: Document, register: Register, store: Store) -> Document:
    """The card with its text."""
    row = register.rows[card.path]
    body = store.body(card.path)
    details = from_json(body.details)
    table = own_name(card.path, str(details.get("table") or ""))
    parts = [body.text, *_told(row.kind, details), *row.keyword_list, *card.numbers]
    attachments = [file for file in store.attachments(card.path) if file.size and file.name != table]
    parts += [file.name for file in attachments if file.listed]
    room = LARGEST
    for file in attachments:
        text = attachment_text(file, row, register, store)[:room]
        room -= len(text)
        parts.append(text)
    return card._replace(text="\n".join(part for part in parts if part))


def attachment_text(file: AttachmentRow, row: IndexRow, register: Register, store: Store) -> str:
    """The words of a file; "" for one that has none, or could not be read, of which the checks tell."""
    if file.type not in READ_TYPES:
        return ""
    from pipeline.extraction import extraction

    path = register.tables.content / file.file
    return extraction(store.path).text_of(file, path, row.title) if path.is_file() else ""


def _told(kind: str, details: Mapping[str, Any]) -> Iterator[str]:
    """Words of the header that the item's page shows: the kind's own fields, and the table of a dataset."""
    for name in _own_fields(kind):
        if found := details.get(name):
            yield from _words(found)


@cache
def _own_fields(kind: str) -> tuple[str, ...]:
    own = [name for name in KINDS[kind].model_fields if name not in Kind.model_fields]
    return tuple(name for name in (*own, "image_text", "rows") if name not in NAMES_OF_FILES | NUMBERS)


def _words(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from _row(value) if value and all(isinstance(cell, str) for cell in value) else _each(value)
    elif isinstance(value, dict):
        yield from _each(part for name, part in value.items() if name not in NAMES_OF_FILES)


def _row(cells: list[str]) -> Iterator[str]:
    yield " ".join(cells)


def _each(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _words(value)
