"""search/: the static index that the search page asks in the reader's browser, and what it suggests while one types.

Unlike other channels this one reads bodies and attachments when it plans: which files there are, and how large, hangs on
every word. What it finds is kept beside the store, so that a build takes apart only what changed, and a build without
change asks for nothing but the list of files.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.channel import Channel, PlannedFile
from pipeline.characters import libraries, to_simplified
from pipeline.codebase import ROOT, channel_digest
from pipeline.kinds import KINDS
from pipeline.page import Desk
from pipeline.page import digest_of as facts_digest
from pipeline.search import layout
from pipeline.search.documents import card_of, cards, complete, digests
from pipeline.search.lexicon import lexicon_file
from pipeline.search.shelf import Planned, Shelf, digest_of, discard
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.search.backend import Document

NAME = "search"
SUGGEST = "suggest/"
STATE = "search.sqlite"
CHARACTERS = "characters.json"
"""By which the page tries again in simplified characters what it found nothing for in traditional ones."""
ROOMS = ("analysis", "backend", "documents", "excerpt", "layout", "lexicon", "offers", "scoring", "segment", "segments", "shelf",
         "sounds", "suggested", "suggestions", "synonyms", "tokens", "varints", "words")  # fmt: skip


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    code = _code()
    try:
        planned = _planned(desk, store, code)
    except sqlite3.OperationalError:  # in use or out of reach, which is no reason to delete it
        raise
    except sqlite3.DatabaseError:
        discard(store.path.with_name(STATE))
        planned = _planned(desk, store, code)
    for file in planned:
        key = "\n".join((file.name, *file.items))
        items = tuple(path for path in file.items if path)
        yield PlannedFile(layout.FOLDER + file.name, NAME, key, items, file.digest)
    yield PlannedFile(
        layout.FOLDER + CHARACTERS, NAME, CHARACTERS, (), digest_of(channel_digest(NAME) + libraries().encode())
    )


def _planned(desk: Desk, store: Store, code: bytes) -> list[Planned]:
    with Shelf(store.path.with_name(STATE), code) as shelf:
        if shelf.fact("known") != (known := _known(desk)):
            with shelf.change():
                _bring(shelf, desk, store)
                shelf.put_fact("known", known)
        return shelf.planned()


def _code() -> bytes:
    """Of all that shapes the files; what another program left beside the store is of no use."""
    from pipeline.extraction import extraction_digest

    digest = hashlib.blake2b(channel_digest(NAME) + extraction_digest().encode(), digest_size=16)
    for room in ROOMS:
        file = ROOT / f"pipeline/search/{room}.py"
        digest.update(room.encode() + (file.read_bytes() if file.is_file() else b"") + b"\0")
    return digest.digest()


def _known(desk: Desk) -> bytes:
    """All that the index is made of: shown items, and the tables that name and gather them."""
    shown = b"".join([row.path.encode() + row.digest for row in desk.register.shown])
    return digest_of(shown) + _tables_mark(desk)


def _tables_mark(desk: Desk) -> bytes:
    tables = desk.tables
    columns = [node.column.model_dump(mode="json", exclude={"children"}) for node in tables.columns.values()]
    authorities = [body.model_dump(mode="json") for body in tables.authorities.values()]
    site = desk.site.model_dump(mode="json")
    return facts_digest(list(tables.columns), columns, authorities, site) + digest_of(lexicon_file(tables))


def _bring(shelf: Shelf, desk: Desk, store: Store) -> None:
    """Bring the shelf up to date, and write down which files there are."""
    from pipeline.search.segments import Known, Segments

    register = desk.register
    found = cards(register)
    live = [Known(card, digest) for card, digest in zip(found, digests(found, register), strict=True)]
    segments = Segments(shelf, others=(SUGGEST,))
    segments.bring(live, lambda asked: (complete(card, register, store) for card in asked))
    files = segments.files | _suggestions(shelf, desk, found)
    manifest = {
        "names": _names(desk, found),
        "lexicon": json.loads(lexicon_file(desk.tables)),
        "suggest": SUGGEST,
    }
    for name, raw in segments.entries(manifest).items():
        files[name] = Planned(name, (), shelf.put_file(name, raw))
    shelf.put_planned(sorted(files.values()))


def _suggestions(shelf: Shelf, desk: Desk, found: "list[Document]") -> dict[str, Planned]:
    """They hang on titles, numbers and days, and on the tables; when these are as they were, so are the files."""
    from pipeline.search.suggested import bring

    told = "\n".join([f"{card.path}\t{card.title}\t{card.numbers}\t{card.published_at}" for card in found])
    mark = digest_of(told.encode()) + _tables_mark(desk)
    if shelf.fact("suggested") != mark:
        bring(shelf, SUGGEST, found, desk.tables)
        shelf.put_fact("suggested", mark)
    return {name: Planned(name, (), digest) for name, digest in shelf.digests(SUGGEST).items()}


def _names(desk: Desk, found: "list[Document]") -> dict[str, dict[str, str]]:
    """What people call the columns, authorities and kinds that have documents."""
    tables = desk.tables
    columns = sorted({column for card in found for column in card.columns})
    authorities = sorted({card.authority for card in found})
    return {
        "column": {path: tables.columns[path].column.title for path in columns},
        "authority": {key: tables.authorities[key].label for key in authorities},
        "kind": {key: KINDS[key].name for key in sorted({card.kind for card in found})},
    }


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    name, *paths = file.key.split("\n")
    if name == CHARACTERS:
        return to_simplified()
    if "/d/" in name:
        return _block(paths, desk, store)
    state = store.path.with_name(STATE)
    try:
        with Shelf(state, readonly=True) as shelf:
            return shelf.shown(name)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:  # the build that begins again must not find it so
        discard(state)
        raise


def _block(paths: list[str], desk: Desk, store: Store) -> bytes:
    """Documents are written from the store, never kept a second time."""
    register = desk.register
    return layout.gzipped(
        layout.block_bytes(complete(card_of(register.rows[path]), register, store) if path else None for path in paths)
    )


CHANNEL = Channel(plan, make, folder=layout.FOLDER)
