"""The files of suggestions as the site gets them, brought up to date with as little work as can be.

A site of some thousand titles makes them anew, so that they depend on nothing but what is there. On a larger one new
items are put among the rest at the front; all is made anew when a title goes or changes, so that nothing withdrawn
stays, or when many have come. Until then older titles give way, and words only the new ones have are not known.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from importlib.metadata import version
from typing import Any, Protocol

from pipeline.search.layout import gzipped, json_bytes
from pipeline.search.offers import INDEX, SOUNDS, Offer, entry_of, file_name
from pipeline.search.sounds import Sounds, common_readings
from pipeline.search.suggestions import Named, keys_of_new, most_of, new_offers, raw_files
from pipeline.tables import Tables

SMALL = 2000
"""Titles that are made anew whatever happens."""
TOPPED = 50
"""One in so many titles may be put on top before all is made anew."""
NAME = "suggestions"


class Shelf(Protocol):
    """Where files and facts are kept from build to build."""

    def fact(self, name: str) -> bytes: ...
    def put_fact(self, name: str, value: bytes) -> None: ...
    def file(self, name: str) -> bytes: ...
    def put_file(self, name: str, raw: bytes) -> bytes: ...
    def digests(self, folder: str) -> dict[str, bytes]: ...
    def drop_file(self, name: str) -> None: ...


def suggestion_files(rows: Iterable[Named], tables: Tables) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of all, made anew."""
    raw = raw_files(rows, tables, {})
    for name, content in (raw | _sound_files()).items():
        yield name, gzipped(content)
    yield INDEX, _index(tables, len(raw), _digests(raw))


def bring(shelf: Shelf, folder: str, rows: Sequence[Named], tables: Tables) -> None:
    """Bring the files in `folder` of the shelf up to date. One transaction is the caller's business.

    Kept as facts: the mark of each row; `tables`, their mark; `raw`: name -> digest before packing; `files` of nodes;
    `topped`: items put on top; sounds.
    """
    now = {row.path: _mark(row) for row in rows}
    before: dict[str, str] = json.loads(shelf.fact(f"{NAME} of") or b"{}")
    kept: dict[str, Any] = json.loads(shelf.fact(NAME) or b"{}")
    mark = _tables_mark(tables)
    if kept.get("tables") == mark and now == before:
        return
    fresh = [row for row in rows if before.get(row.path) != now[row.path]]
    if kept.get("tables") == mark and _may_top(kept, fresh, before, now):
        _top(shelf, folder, fresh, kept)
    else:
        kept = _made_anew(shelf, folder, rows, tables, kept.get("raw", {}))
    shelf.put_file(folder + INDEX, _index(tables, kept["files"], kept["raw"]))
    shelf.put_fact(NAME, json_bytes(kept | {"tables": mark}))
    shelf.put_fact(f"{NAME} of", json_bytes(now))


def _may_top(kept: dict[str, Any], fresh: Sequence[Named], before: dict[str, str], now: dict[str, str]) -> bool:
    if len(now) <= SMALL or kept["topped"] + len(fresh) > len(now) // TOPPED:
        return False
    return all(path in now and now[path] == mark for path, mark in before.items())


# anew ---------------------------------------------------------------------------------------------------------------


def _made_anew(
    shelf: Shelf, folder: str, rows: Sequence[Named], tables: Tables, before: dict[str, str]
) -> dict[str, Any]:
    sounds: Sounds = json.loads(shelf.fact(f"{NAME} sounds") or b"{}")
    used: Sounds = _Used(sounds)
    raw = raw_files(rows, tables, used)
    if used != sounds:
        shelf.put_fact(f"{NAME} sounds", json_bytes(dict(used)))
    digests, there = _digests(raw), shelf.digests(folder)
    for name, content in raw.items():
        if before.get(name) != digests[name] or folder + name not in there:
            shelf.put_file(folder + name, gzipped(content))
    if any(before.get(name) != digests[name] or folder + name not in there for name in SOUNDS):
        for name, content in _sound_files().items():
            shelf.put_file(folder + name, gzipped(content))
    for name in there.keys() - {folder + name for name in (*digests, INDEX)}:
        shelf.drop_file(name)
    return {"raw": digests, "files": len(raw), "topped": 0}


class _Used(dict[str, str]):
    """Sounds that were asked for; the others are forgotten."""

    def __init__(self, known: Sounds) -> None:
        super().__init__()
        self.known = known

    def __contains__(self, text: object) -> bool:
        if not super().__contains__(text) and text in self.known:
            self[str(text)] = self.known[str(text)]
        return super().__contains__(text)


def _digests(raw: dict[str, bytes]) -> dict[str, str]:
    """Sounds are told by the library that gives them: asking it all takes longer than the rest of a small site."""
    return {name: _digest(content) for name, content in raw.items()} | dict.fromkeys(SOUNDS, version("pypinyin"))


def _sound_files() -> dict[str, bytes]:
    return {name: json_bytes(table) for name, table in zip(SOUNDS, common_readings(), strict=True)}


def _index(tables: Tables, files: int, digests: dict[str, str]) -> bytes:
    hot = tables.site.hot_words if tables.site else ()
    revision = _digest(json_bytes([files, sorted(digests.items())]))
    return json_bytes({"version": 1, "files": files, "revision": revision, "hot": hot}) + b"\n"


# on top -------------------------------------------------------------------------------------------------------------


def _top(shelf: Shelf, folder: str, rows: Iterable[Named], kept: dict[str, Any]) -> None:
    """Of several rows the newest comes to lie uppermost."""
    opened: dict[str, Any] = {}
    sounds: Sounds = {}

    def node_file(key: str) -> Any:
        name = file_name(key, kept["files"])
        if name not in opened:
            opened[name] = json.loads(gzip.decompress(shelf.file(folder + name)))
        return opened[name]

    def is_full(key: str) -> bool:
        return bool(node_file(key)["nodes"].get(key, [0])[0])

    for row in sorted(rows, key=lambda row: (row.published_at, row.path)):
        for offer in new_offers(row):
            for key, placed in keys_of_new(offer, sounds, is_full):
                _put_on_top(node_file(key), key, placed, otherwise=placed is not offer)
        kept["topped"] += 1
    for name, file in opened.items():
        raw = json_bytes(file)
        kept["raw"][name] = _digest(raw)
        shelf.put_file(folder + name, gzipped(raw))


def _put_on_top(file: Any, key: str, offer: Offer, *, otherwise: bool) -> None:
    entry = entry_of(offer, otherwise)
    entries, node = file["entries"], file["nodes"].setdefault(key, [0])
    entries.append(entry)
    own = [place for place, number in enumerate(node) if place and entries[number][0] == entry[0]]
    if len(own) >= most_of(key, offer.why):
        node[0] = 1
        del node[own[-1]]
    node.insert(own[0] if own else len(node), len(entries) - 1)


# telling apart ------------------------------------------------------------------------------------------------------


def _mark(row: Named) -> str:
    return _digest("\0".join((row.title, row.published_at, *row.numbers)).encode())


def _tables_mark(tables: Tables) -> str:
    columns = [(path, node.column.title) for path, node in tables.columns.items()]
    bodies = [(one.key, one.name, one.label) for one in tables.authorities.values()]
    words = tables.search_words.model_dump(mode="json") if tables.search_words else {}
    site = (tables.site.city, tables.site.hot_words) if tables.site else ()
    return _digest(json_bytes([columns, bodies, words, site, version("pypinyin")]))


def _digest(raw: bytes) -> str:
    return blake2b(raw, digest_size=8).hexdigest()
