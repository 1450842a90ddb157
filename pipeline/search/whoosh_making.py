"""A new folder of the index: all of it in batches on all cores, or the one before and what has changed."""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from whoosh.index import TOC, FileIndex

from pipeline.search.backend import Document
from pipeline.search.scoring import commonness
from pipeline.search.whoosh_folder import Sums, check, next_folder, switch, write_manifest
from pipeline.search.whoosh_lists import TEXT, MappedStorage, schema
from pipeline.search.whoosh_opening import (
    DIGESTS,
    LEXICON,
    NAME,
    SKETCH,
    Opened,
    find_themselves,
    made_by,
    open_checked,
    open_index,
)
from pipeline.search.whoosh_reading import Segment, WhooshIndex
from pipeline.search.whoosh_writing import Made, Writer, packed
from pipeline.workers import batches, open_workers

BATCH = 5000
"""Documents of one segment when all is made anew."""
SMALL_SITE = 500
"""Up to so many documents the commonness of terms is counted anew with every change."""
TOO_MANY, LARGEST_MERGED = 8, 512
"""So many segments of like size become one, if they are not larger."""


class Place(NamedTuple):
    """`sketch`: the commonness of terms that the static index goes by, so that both plan alike; None = count it.
    `lexicon` goes with the index; None = as before. `stamps`: path -> what is kept of a document to know a changed one
    by, where that is not the digest of all of it.
    """

    root: Path
    sums: Sums
    sketch: bytes | None = None
    lexicon: bytes | None = None
    stamps: Mapping[str, str] = {}

    def stamp(self, document: Document) -> str:
        return self.stamps.get(document.path) or digest(document)


def make_anew(place: Place, documents: Iterable[Document], workers: int = 0) -> Opened:
    """The caller holds the lock. Of the same path the last counts. `workers` 0 = one a core."""
    documents = list({document.path: document for document in documents}.values())
    with next_folder(place.root) as folder:
        index = FileIndex.create(MappedStorage(str(folder)), schema(), NAME)
        with open_workers(len(documents), workers) as pool:
            made = list(pool.map(_make, ((str(folder), batch) for batch in _even(documents))))
        TOC(index.schema, [one.segment for one in made], 1).write(index.storage, NAME)
        (folder / f"_{NAME}_0.toc").unlink()
        sketch = place.sketch or commonness(_summed(one.frequencies for one in made))
        digests = {document.path: place.stamp(document) for document in documents}
        return _finish(place, folder, None, {SKETCH: sketch, DIGESTS: _json(digests)})


def _even(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """Batches of like size, at least two of them, so that no core waits for another."""
    count = max(2, -(-len(documents) // BATCH))
    return batches(documents, max(1, -(-len(documents) // count)))


def _make(job: tuple[str, Sequence[Document]]) -> Made:
    folder, documents = job
    writer = Writer(FileIndex(MappedStorage(folder), schema(), NAME))
    writer.add(documents)
    return writer.make()


def _summed(parts: Iterable[Mapping[str, int]]) -> Iterable[tuple[str, int]]:
    total: dict[str, int] = {}
    for part in parts:
        for term, count in part.items():
            total[term] = total.get(term, 0) + count
    return total.items()


def make_changed(place: Place, before: Opened, documents: Iterable[Document], gone: Iterable[str]) -> Opened:
    """The caller holds the lock. Gives `before` itself when there is nothing to do."""
    digests = dict(before.digests)
    left = {path for path in gone if digests.pop(path, None)}
    latest = {document.path: (document, place.stamp(document)) for document in documents}
    fresh = {path: pair for path, pair in latest.items() if pair[1] != digests.get(path)}
    sketch = place.sketch or before.numbered.sketch()
    lexicon = before.lexicon if place.lexicon is None else place.lexicon
    if not fresh and not left and sketch == before.numbered.sketch() and lexicon == before.lexicon:
        return before
    dead = [before.numbered.places[path.encode()] for path in left | (fresh.keys() & digests.keys())]
    digests |= {path: pair[1] for path, pair in fresh.items()}
    check(place.root / before.folder, made_by(), place.sums)  # a new manifest must not vouch for what was touched
    with next_folder(place.root, like=place.root / before.folder) as folder:
        _write(folder, before, dead, [document for document, _ in fresh.values()])
        if not place.sketch and len(digests) <= SMALL_SITE:
            sketch = _counted(open_index(folder, before, sketch))
        return _finish(place, folder, before, {SKETCH: sketch, DIGESTS: _json(digests), LEXICON: lexicon})


def _write(folder: Path, before: Opened, dead: Iterable[int], fresh: Iterable[Document]) -> None:
    writer = Writer(FileIndex(MappedStorage(str(folder)), schema(), NAME))
    for number in dead:
        writer.delete_document(number)
    pairs = list(zip(before.numbered.segments, writer.segments, strict=True))
    merged = _to_merge(pairs)
    for segment, entry in merged:
        alive = [number for number in range(segment.size) if not entry.is_deleted(number)]
        writer.add_segment([(number, segment.document(number)) for number in alive], segment.lists(TEXT))
    writer.add(fresh)
    names = {segment.name for segment, _ in merged}
    kept = [entry for segment, entry in pairs if segment.name not in names and entry.deleted_count() < segment.size]
    writer.commit(mergetype=lambda *_: kept)


def _to_merge(pairs: Iterable[tuple[Segment, Any]]) -> list[tuple[Segment, Any]]:
    """Segments of like size when there are too many of them; what is dead in them goes with that."""
    alike: dict[int, list[tuple[Segment, Any]]] = {}
    for segment, entry in pairs:
        if segment.size < LARGEST_MERGED:
            alike.setdefault(segment.size.bit_length() // 3, []).append((segment, entry))
    return next((members for members in alike.values() if len(members) >= TOO_MANY), [])


def _counted(numbered: WhooshIndex) -> bytes:
    terms = {listed.term.decode() for segment in numbered.segments for listed in segment.lists(TEXT)}
    return commonness((term, len(numbered.postings(term)[0])) for term in terms)


def _finish(place: Place, folder: Path, before: Opened | None, beside: Mapping[str, bytes]) -> Opened:
    """`beside`: small files that go with the index."""
    shutil.rmtree(folder / f"{NAME}.tmp", ignore_errors=True)
    for name, content in {LEXICON: place.lexicon or b"{}", **beside}.items():
        _replace(folder / name, content)
    write_manifest(folder, made_by(), place.sums)
    opened = open_checked(folder, place.sums, before)
    find_themselves(opened.numbered)
    switch(place.root, folder)
    return opened


def _replace(file: Path, content: bytes) -> None:
    """Never into the file of that name: it may be shared with the folder before."""
    file.unlink(missing_ok=True)
    file.write_bytes(content)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def digest(document: Document) -> str:
    """Of all that search knows of it."""
    whole = packed(document) + document.text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(whole, digest_size=8).hexdigest()
