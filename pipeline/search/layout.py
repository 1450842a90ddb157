"""The form of the static index's files; `static_backend.py` and themes/gov/static/js/search read it.

All below search/ of the site. `.bin` files are gzip of the bytes described; numbers are little endian. A few keep their
names: `manifest` tells of the segments in JSON, also unpacked, for browsers that cannot; `words` has it at its head,
then the sketch of all live documents (`scoring.commonness`), then what `all` of the delta holds, if there is such: so
that words cost no more requests than a number, and a number no more bytes than it needs.

A segment's documents are numbered newest first (published_at descending, then path). Its files lie in the folder of its
id:

`t/<shard>` head [[term, documents having it, bytes], ...] by term, then the postings in that order: as many variable
gaps between ascending documents, then as many weights; 0 bytes: the postings stand alone in `o/<hex of the term>`.
Shard = crc32 of the term % `shards`. `k/<shard>` {key: [[documents by number], [documents by title]]}, crc32 of the key
% `keys`; `n/<shard>` {document: what d/ has of it, the text cut to its beginning} for the first documents of each
number there. `d/<document >> 1>` two documents, null for one that is gone. `f/<facet>` head of value lists, then the
number of its list for each document, one byte, two when there are more than 255 lists. `f/day` two bytes a document:
days since 1900-01-01. `order` of a delta
{"gone": [base documents that no longer count], "before": [for each delta document the base documents that are newer]}.
`all` of a small delta holds these files in one: head {name: [offset, bytes]}, then their bytes; but not d/ and n/, and
what k/ and `order` would hold stands in the manifest.
A head is its length in four bytes, then JSON.
"""

import json
import struct
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.search.analysis import key
from pipeline.search.backend import KEPT, Document

FOLDER = "search/"
MANIFEST, PLAIN, WORDS = "manifest.bin", "manifest.json", "words.bin"
VERSION = 2
SUFFIX = ".bin"
BLOCK = 2
"""Documents in a block."""
KEYS_TOGETHER = 48
"""Keys in a shard, about."""
MOST_CARDS = 10
"""Documents of one number that have a card: a page."""
FIRST_DAY = date(1900, 1, 1).toordinal()
NO_VALUE: tuple[str, ...] = ()
Table = dict[str, tuple[list[int], list[int]]]


def gzipped(raw: bytes, level: int = 4) -> bytes:
    """With a head of its own: no time, no system, the same bytes from any library that compresses alike."""
    packer = zlib.compressobj(level, zlib.DEFLATED, -15)
    body = packer.compress(raw) + packer.flush()
    tail = struct.pack("<II", zlib.crc32(raw), len(raw) & 0xFFFFFFFF)
    return b"\x1f\x8b\x08\0\0\0\0\0\x02\xff" + body + tail


def json_bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def headed(head: Any, rest: bytes) -> bytes:
    written = json_bytes(head)
    return len(written).to_bytes(4, "little") + written + rest


def parted(raw: bytes) -> tuple[Any, bytes]:
    """What `headed` joined."""
    end = 4 + int.from_bytes(raw[:4], "little")
    return json.loads(raw[4:end]), raw[end:]


def shard(number: int) -> str:
    return f"t/{number:x}"


def alone(term: str) -> str:
    return f"o/{term.encode().hex()}"


def key_shard(number: int) -> str:
    return f"k/{number:x}"


def card_shard(number: int) -> str:
    return f"n/{number:x}"


def block(number: int) -> str:
    return f"d/{number:x}"


def block_bytes(documents: Iterable[Document | None]) -> bytes:
    return json_bytes([_shown(document) if document else None for document in documents])


def _card(document: Document, lead: str) -> dict[str, Any]:
    return _shown(document._replace(text=lead))


def _shown(document: Document) -> dict[str, Any]:
    return {
        "p": document.path,
        "t": document.title,
        "n": document.numbers,
        "d": document.published_at,
        "c": document.columns[0] if document.columns else "",
        "a": document.authority,
        "k": document.kind,
        "x": document.text[:KEPT],
    }


def keys_of(document: Document) -> tuple[tuple[str, ...], str]:
    """Keys of its numbers, and of its title."""
    return tuple(dict.fromkeys(found for number in document.numbers if (found := key(number)))), key(document.title)


def key_files(documents: Sequence[Document], lead: Callable[[int], str]) -> tuple[int, dict[str, bytes]]:
    """How many shards of keys there are, and the files of those that hold any, by name; `lead` is the beginning of the
    text of a document by its place.
    """
    found = [keys_of(document) for document in documents]
    shards = -(-sum(len(numbers) + bool(title) for numbers, title in found) // KEYS_TOGETHER)
    tables: defaultdict[int, Table] = defaultdict(dict)
    for place, (numbers, title) in enumerate(found):
        for name in numbers:
            tables[zlib.crc32(name.encode()) % shards].setdefault(name, ([], []))[0].append(place)
        if title:
            tables[zlib.crc32(title.encode()) % shards].setdefault(title, ([], []))[1].append(place)
    files: dict[str, bytes] = {}
    for number in range(shards):
        table = tables.get(number, {})
        files[key_shard(number)] = _sorted(table)
        if carded := sorted({place for numbered, _ in table.values() for place in numbered[:MOST_CARDS]}):
            files[card_shard(number)] = json_bytes({place: _card(documents[place], lead(place)) for place in carded})
    return shards, files


def _sorted(table: Mapping[str, Any]) -> bytes:
    return json_bytes(dict(sorted(table.items())))


def keys_without(raw: bytes, gone: frozenset[int]) -> bytes:
    """A shard of keys less the documents that are gone, and less what only they were found by."""
    table = {name: [[n for n in which if n not in gone] for which in both] for name, both in json.loads(raw).items()}
    return _sorted({name: both for name, both in table.items() if any(both)})


def cards_without(raw: bytes, gone: frozenset[int]) -> bytes:
    return json_bytes({place: card for place, card in json.loads(raw).items() if int(place) not in gone})


def facet_bytes(values: Sequence[tuple[str, ...]]) -> bytes:
    """Empty when no document has a value."""
    lists = sorted(set(values))
    if not any(lists):
        return b""
    places = {one: place for place, one in enumerate(lists)}
    codes = list(map(places.__getitem__, values))
    return headed(lists, struct.pack(f"<{len(codes)}H", *codes) if len(lists) > 255 else bytes(codes))


def day_bytes(moments: Iterable[str]) -> bytes:
    """Days outside what two bytes hold become the first or the last that they hold."""
    days = (date.fromisoformat(moment[:10]).toordinal() - FIRST_DAY for moment in moments)
    return b"".join(struct.pack("<H", min(0xFFFF, max(0, day))) for day in days)


def years_of(moments: Iterable[str]) -> list[list[Any]]:
    """[[year, documents], ...] in the order met, which is the newest first."""
    years: dict[str, int] = {}
    for moment in moments:
        years[moment[:4]] = years.get(moment[:4], 0) + 1
    return [[year, count] for year, count in years.items()]


def joined(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Shards of keys as one table."""
    return dict(sorted(entry for name, raw in files.items() if name[0] == "k" for entry in json.loads(raw).items()))


def together(files: Mapping[str, bytes]) -> bytes:
    head, at = {}, 0
    for name, raw in files.items():
        head[name] = [at, len(raw)]
        at += len(raw)
    return headed(head, b"".join(files.values()))
