"""Segments of the Whoosh index: written whole from sorted arrays, merged while they are small."""

import json
from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from pipeline.search.analysis import key
from pipeline.search.backend import KEPT, Document
from pipeline.search.tokens import no_words, unpacked, weigh
from pipeline.search.whoosh_lists import (
    NUMBER,
    TEXT,
    TITLE,
    FieldLists,
    ListCodec,
    ListWriter,
    Numbers,
    TermList,
    moment,
)

PART = 1_000_000
"""Characters taken apart together."""


class Made(NamedTuple):
    """A segment on disk that no table of contents names yet, and how many of its documents have each term."""

    segment: Any
    frequencies: dict[str, int]


class _Vocabulary(dict[bytes, int]):
    """Term -> its number, given on first sight."""

    def __missing__(self, term: bytes) -> int:
        self[term] = number = len(self)
        return number


class Pool:
    """What Whoosh calls a posting pool: everything a segment will list, until it is written.

    A posting is one whole number: term (24 bits), document (32), weight (8); sorting those is all there is to do.
    """

    def __init__(self) -> None:
        self.terms: dict[str, _Vocabulary] = {}
        self.postings: dict[str, array[int]] = {}
        self.bulk: dict[str, list[Numbers]] = {}
        self.frequencies: dict[str, list[int]] = {}
        self._words = no_words()
        self._places = np.zeros(0, np.int64)

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        field, term, number, weight, _ = item
        place = self._vocabulary(field)[term]
        self.postings.setdefault(field, array("Q")).append(place << 40 | number << 8 | int(weight))

    def add_texts(self, field: str, first: int, texts: Sequence[tuple[str, str]]) -> None:
        """(title, rest) of documents that are numbered from `first` on."""
        owners, numbers, heavy = unpacked(weigh(texts, self._words))
        vocabulary = self._vocabulary(field)
        fresh = range(len(self._places), len(self._words.keys))
        self._places = np.append(self._places, [vocabulary[self._words.term(number).encode()] for number in fresh])
        places, documents = self._places[numbers].astype(np.uint64), (owners + first).astype(np.uint64)
        self._add(field, places << np.uint64(40) | documents << np.uint64(8) | heavy)

    def add_list(self, field: str, listed: TermList) -> None:
        place = np.uint64(self._vocabulary(field)[listed.term] << 40)
        self._add(field, place | listed.numbers.astype(np.uint64) << np.uint64(8) | listed.weights)

    def _add(self, field: str, postings: Numbers) -> None:
        self.bulk.setdefault(field, []).append(postings)

    def _vocabulary(self, field: str) -> _Vocabulary:
        return self.terms.setdefault(field, _Vocabulary())

    def write(self, writer: ListWriter) -> None:
        for field in sorted(self.terms):
            writer.write_lists(field, self.lists(field))

    def lists(self, field: str) -> FieldLists:
        vocabulary = self._vocabulary(field)
        postings = self._sort(field)
        bounds = np.arange(1, len(vocabulary) + 1, dtype=np.uint64) << np.uint64(40)
        ends = np.searchsorted(postings, bounds)
        counts = np.diff(ends, prepend=0)
        self.frequencies[field] = counts.tolist()
        numbers = (postings >> np.uint64(8) & np.uint64(0xFFFFFFFF)).astype(np.int32)
        return FieldLists(vocabulary, counts, ends, numbers, postings.astype(np.uint8))

    def _sort(self, field: str) -> Numbers:
        single = np.frombuffer(self.postings.pop(field, array("Q")), np.uint64)
        merged = np.concatenate([single, *self.bulk.pop(field, [])])
        merged.sort()
        return merged

    def cleanup(self) -> None:
        """Whoosh asks for it; there is nothing on disk."""


class Writer(SegmentWriter):  # type: ignore[misc]
    """Whoosh's writer, but lists go through `Pool`. Locks nothing: its caller does."""

    def __init__(self, index: FileIndex) -> None:
        super().__init__(index, _lk=False, codec=ListCodec(), compound=False)
        self.pool = Pool()

    def add(self, documents: Iterable[Document]) -> None:
        """A part at a time, none with much more than `PART` characters."""
        part: list[tuple[str, str]] = []
        size, first = 0, self.docnum
        for document in documents:
            self._add_beside(document)
            part.append((document.title, document.text))
            size += len(document.text)
            if size > PART:
                self.pool.add_texts(TEXT, first, part)
                part, size, first = [], 0, self.docnum
        if part:
            self.pool.add_texts(TEXT, first, part)

    def _add_beside(self, document: Document) -> int:
        """All but the words of its text. Gives its number."""
        number: int = self.docnum
        lists = {TITLE: _keys([document.title]), NUMBER: _keys(document.numbers), **document.facets}
        self.add_document(
            path=document.path.encode(),
            published=moment(document),
            document=packed(document),
            **{name: values for name, values in lists.items() if values},
        )
        return number

    def add_segment(self, documents: Sequence[tuple[int, Document]], lists: Iterable[TermList]) -> None:
        """The living of another segment, by their numbers there, with the lists of their texts."""
        moved = np.full(max((number for number, _ in documents), default=-1) + 1, -1, np.int32)
        for number, document in documents:
            moved[number] = self._add_beside(document)
        for term, numbers, heavy in lists:
            here = moved[numbers[numbers < len(moved)]]
            alive = here >= 0
            if alive.any():
                self.pool.add_list(TEXT, TermList(term, here[alive], heavy[: len(here)][alive]))

    def make(self) -> Made:
        """Write the segment, leave the table of contents."""
        self._flush_segment()
        terms = map(bytes.decode, self.pool.terms.get(TEXT, ()))
        return Made(self.get_segment(), dict(zip(terms, self.pool.frequencies.get(TEXT, ()), strict=True)))

    def _flush_segment(self) -> None:
        self.perdocwriter.close()
        self.pool.write(self.fieldwriter)
        self.fieldwriter.close()


def packed(document: Document) -> bytes:
    return json.dumps(document._replace(text=document.text[:KEPT]), ensure_ascii=False).encode("utf-8", "surrogatepass")


def restored(stored: bytes) -> Document:
    document = Document(*json.loads(stored.decode("utf-8", "surrogatepass")))
    return document._replace(numbers=tuple(document.numbers), columns=tuple(document.columns))


def _keys(texts: Iterable[str]) -> list[str]:
    return [found for found in dict.fromkeys(map(key, texts)) if found]
