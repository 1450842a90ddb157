"""An open Whoosh index as an index that numbers its documents (`answering.NumberedIndex`)."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any

import numpy as np
from whoosh.reading import SegmentReader, TermNotFound

from pipeline.search.answering import Facet
from pipeline.search.backend import FACETS, Document
from pipeline.search.whoosh_lists import NUMBER, TEXT, TITLE, Numbers, TermList, read_list
from pipeline.search.whoosh_writing import restored

NOTHING = np.zeros(0, np.int32), np.zeros(0, np.uint8)


class Segment:
    """What never changes of a segment, read once; which of its documents are alive changes, and is asked for each time.

    Reads are safe from many threads.
    """

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self.name: str = reader.segment().segment_id()
        self.size: int = reader.doc_count_all()
        self.paths: list[bytes] = list(self._column("path"))
        self.published: Numbers = np.fromiter(self._column("published"), np.int64, self.size)
        self.documents = self._column("document")

    def _column(self, name: str) -> Any:
        return self.reader.column_reader(name, translate=False)

    def list(self, field: str, term: str) -> tuple[Numbers, Numbers]:
        try:
            info = self.reader.term_info(field, term)
        except TermNotFound:
            return NOTHING
        return read_list(self.postings, info)

    @property
    def postings(self) -> Any:
        return self.reader._terms._postfile

    def lists(self, field: str) -> Iterator[TermList]:
        """All of a field, by the bytes of its terms."""
        for (name, term), info in self.reader._terms.items_from(field, b""):
            if name != field:
                return
            yield TermList(term, *read_list(self.postings, info))

    def document(self, number: int) -> Document:
        return restored(self.documents[number])


class WhooshIndex:
    """Segments one after another; all that is alive in them. See `answering.NumberedIndex`."""

    def __init__(self, segments: Sequence[Segment], dead: Sequence[frozenset[int]], sketch: bytes) -> None:
        self.segments = segments
        self.starts = [0, *accumulate(segment.size for segment in segments)]
        self.size = self.starts.pop()
        self._sketch = sketch
        self.alive = np.ones(self.size, np.bool_)
        for start, numbers in zip(self.starts, dead, strict=True):
            self.alive[[start + number for number in numbers]] = False
        self.live = int(self.alive.sum())
        self.whole = [not numbers for numbers in dead]

    @cached_property
    def published(self) -> Numbers:
        return np.concatenate([segment.published for segment in self.segments] or [np.zeros(0, np.int64)])

    @cached_property
    def paths(self) -> list[bytes]:
        return [path for segment in self.segments for path in segment.paths]

    @cached_property
    def places(self) -> Mapping[bytes, int]:
        """Path -> number of a living document."""
        return {self.paths[number]: number for number in np.flatnonzero(self.alive).tolist()}

    @cached_property
    def rank(self) -> Numbers:
        order = np.lexsort((np.array(self.paths, np.bytes_), -self.published))
        rank = np.empty(self.size, np.int32)
        rank[order] = np.arange(self.size, dtype=np.int32)
        return rank

    @cached_property
    def days(self) -> Numbers:
        different, places = np.unique(self.published // 10000, return_inverse=True)
        days: Numbers = np.array([_ordinal(day) for day in different.tolist()], np.int32)[places]
        return days

    def postings(self, term: str) -> tuple[Numbers, Numbers]:
        return self._list(TEXT, term)

    def keyed(self, key: str) -> tuple[Numbers, Numbers]:
        return self._list(NUMBER, key)[0], self._list(TITLE, key)[0]

    def sketch(self) -> bytes:
        return self._sketch

    def facet(self, name: str) -> Facet:
        return self._facets[name]

    @cached_property
    def _facets(self) -> Mapping[str, Facet]:
        return {name: self._read_facet(name) for name in FACETS}

    def _read_facet(self, name: str) -> Facet:
        values: dict[str, int] = {}
        documents, places = [NOTHING[0]], [NOTHING[0]]
        for start, segment in zip(self.starts, self.segments, strict=True):
            for term, numbers, _ in segment.lists(name):
                place = values.setdefault(term.decode(), len(values))
                documents.append(numbers + np.int32(start))
                places.append(np.full(len(numbers), place, np.int32))
        pairs, place_of = np.concatenate(documents), np.concatenate(places)
        kept = np.argsort(pairs, kind="stable")
        kept = kept[self.alive[pairs[kept]]]
        return Facet(tuple(values), pairs[kept], place_of[kept])

    def _list(self, field: str, term: str) -> tuple[Numbers, Numbers]:
        parts = [(start, *segment.list(field, term)) for start, segment in zip(self.starts, self.segments, strict=True)]
        found = [part for part in parts if len(part[1])]
        if not found:
            return NOTHING
        numbers = np.concatenate([numbers + np.int32(start) for start, numbers, _ in found])
        weights = np.concatenate([weights for _, _, weights in found])
        alive = self.alive[numbers]
        return (numbers, weights) if alive.all() else (numbers[alive], weights[alive])

    def read(self, numbers: Sequence[int], key: str = "") -> list[Document]:
        return [self.document(number) for number in numbers]

    def document(self, number: int) -> Document:
        place = bisect_right(self.starts, number) - 1
        return self.segments[place].document(number - self.starts[place])


def _ordinal(day: int) -> int:
    """Of YYYYMMDD; 0 for what is no day."""
    try:
        return date(day // 10000, day // 100 % 100, day % 100).toordinal()
    except ValueError:
        return 0
