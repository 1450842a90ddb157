"""The files of suggestions as the site gets them, brought up to date with as little work as can be.

A site of some thousand titles makes them anew, so that they depend on nothing but what is there. On a larger one what
is new is put at the front, what is gone is taken out at once with the words that only it had, and all is made anew when
that has come to much. Until then older titles do not come back, and words that only new ones have are not known.
"""

import gzip
import json
import unicodedata
from collections.abc import Container, Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any, Protocol

from pipeline.codebase import version
from pipeline.search.layout import gzipped, json_bytes
from pipeline.search.offers import INDEX, SOUNDS, Offer, entry_of, file_name
from pipeline.search.sounds import Sounds, common_readings
from pipeline.search.suggestions import Named, keys_of_new, make, most_of, new_offers
from pipeline.tables import Tables

SMALL = 2000
"""So many titles are made anew whatever happens."""
PATCHED = 50
"""One change to so many titles, and all is made anew."""
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
    raw = make(rows, tables, {}).files
    for name, content in (raw | _sound_files()).items():
        yield name, gzipped(content)
    yield INDEX, _index(tables, len(raw), _digests(raw))


def bring(shelf: Shelf, folder: str, rows: Sequence[Named], tables: Tables) -> None:
    """Bring the files in `folder` of the shelf up to date. One transaction is the caller's business.

    Kept as facts: the mark of each row; `tables`, their mark; `raw`: name -> digest before packing; `files` of nodes;
    `changes` since all was made anew; words of titles; sounds.
    """
    now = {row.path: _mark(row) for row in rows}
    before: dict[str, str] = json.loads(shelf.fact(f"{NAME} of") or b"{}")
    kept: dict[str, Any] = json.loads(shelf.fact(NAME) or b"{}")
    mark = _tables_mark(tables)
    if kept.get("tables") == mark and now == before:
        return
    fresh = [row for row in rows if before.get(row.path) != now[row.path]]
    gone = [path for path, mark in before.items() if now.get(path) != mark]
    changes = kept.get("changes", 0) + len(fresh) + len(gone)
    if kept.get("tables") == mark and len(now) > SMALL and changes <= len(now) // PATCHED:
        files = _Opened(shelf, folder, kept["files"])
        _take_out(files, gone, rows, tables, json.loads(shelf.fact(f"{NAME} words")))
        _put_in(files, fresh)
        kept = {"raw": kept["raw"] | files.close(), "files": kept["files"], "changes": changes}
    else:
        kept = _made_anew(shelf, folder, rows, tables, kept.get("raw", {}))
    shelf.put_file(folder + INDEX, _index(tables, kept["files"], kept["raw"]))
    shelf.put_fact(NAME, json_bytes(kept | {"tables": mark}))
    shelf.put_fact(f"{NAME} of", json_bytes(now))


# anew ---------------------------------------------------------------------------------------------------------------


def _made_anew(
    shelf: Shelf, folder: str, rows: Sequence[Named], tables: Tables, before: dict[str, str]
) -> dict[str, Any]:
    sounds: Sounds = json.loads(shelf.fact(f"{NAME} sounds") or b"{}")
    used: Sounds = _Used(sounds)
    raw, words = make(rows, tables, used)
    shelf.put_fact(f"{NAME} words", json_bytes(words))
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
    return {"raw": digests, "files": len(raw), "changes": 0}


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


# in and out ---------------------------------------------------------------------------------------------------------


class _Opened:
    """Files of nodes as read, those that were asked for."""

    def __init__(self, shelf: Shelf, folder: str, files: int) -> None:
        self.shelf, self.folder, self.count = shelf, folder, files
        self.held: dict[str, Any] = {}

    def file(self, name: str) -> Any:
        if name not in self.held:
            self.held[name] = json.loads(self.raw(name))
        return self.held[name]

    def raw(self, name: str) -> bytes:
        return gzip.decompress(self.shelf.file(self.folder + name))

    def of(self, key: str) -> Any:
        return self.file(file_name(key, self.count))

    def is_full(self, key: str) -> bool:
        return bool(self.of(key)["nodes"].get(key, [0])[0])

    def having(self, needles: Sequence[str]) -> Iterator[Any]:
        """Those in which one of the needles stands; all are looked through as bytes, few are read."""
        sought = [needle.encode() for needle in needles]
        for name in map("{:x}.bin".format, range(self.count) if sought else ()):
            raw = json_bytes(self.held[name]) if name in self.held else self.raw(name)
            if any(needle in raw for needle in sought):
                yield self.file(name)

    def close(self) -> dict[str, str]:
        """Write them; name -> digest before packing."""
        raw = {name: json_bytes(file) for name, file in self.held.items()}
        for name, content in raw.items():
            self.shelf.put_file(self.folder + name, gzipped(content))
        return {name: _digest(content) for name, content in raw.items()}


def _take_out(files: _Opened, gone: Sequence[str], rows: Sequence[Named], tables: Tables, words: Sequence[str]) -> None:
    titles: set[str] = set()
    paths = set(gone)
    for file in files.having([_quoted(path) for path in gone]):
        out = {number for number, entry in enumerate(file["entries"]) if entry[0] in "tn" and entry[2] in paths}
        titles.update(file["entries"][number][1] for number in out)
        _drop(file, out)
    lost = {
        word
        for word in words
        if any(word in unicodedata.normalize("NFKC", title) for title in titles) and not _is_used(word, rows)
    }
    lost -= _public(tables)
    for file in files.having([f'["w",{_quoted(word)}' for word in lost]):
        _drop(file, {number for number, entry in enumerate(file["entries"]) if entry[0] == "w" and entry[1] in lost})


def _quoted(text: str) -> str:
    return json_bytes(text).decode()


def _is_used(word: str, rows: Iterable[Named]) -> bool:
    """By two titles at least, as every word was."""
    return len(list(islice((row for row in rows if word in row.title), 2))) == 2


def _public(tables: Tables) -> set[str]:
    """Words that the tables have too."""
    found = {node.column.title for node in tables.columns.values()}
    found.update(name for one in tables.authorities.values() for name in (one.name, one.label))
    for row in tables.search_words.synonyms if tables.search_words else ():
        found.update((*row.plain, *row.official))
    return found


def _drop(file: Any, out: Container[int]) -> None:
    """Entries keep their numbers; those that are out are emptied, and a key that led only there goes with them."""
    nodes = {key: [node[0], *(one for one in node[1:] if one not in out)] for key, node in file["nodes"].items()}
    file["nodes"] = {key: node for key, node in nodes.items() if len(node) > 1}
    file["entries"] = [["w", "", ""] if number in out else entry for number, entry in enumerate(file["entries"])]


def _put_in(files: _Opened, rows: Iterable[Named]) -> None:
    """Of several the newest comes to lie uppermost."""
    sounds: Sounds = {}
    for row in sorted(rows, key=lambda row: (row.published_at, row.path)):
        for offer in new_offers(row):
            for key, placed in keys_of_new(offer, sounds, files.is_full):
                _put_on_top(files.of(key), key, placed, otherwise=placed is not offer)


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
