"""The term files of one segment: every text's terms turned round into lists of documents, cut into shards by bytes.

The work is done in passes over ranges of shards, so that memory does not grow with the number of documents; what a
later pass needs lies in a file without a name until then.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, NamedTuple

import numpy as np

from pipeline.search import layout, varints
from pipeline.search.tokens import Vocabulary, unpacked
from pipeline.search.varints import Column

SHARD_BYTES = 10_000
"""Of a shard before it is packed; about four fifths of it after."""
ALONE_BYTES = 32_768
POSTING_BYTES, HEAD_BYTES = 2.1, 17
"""About what a posting and a term take."""
PASS = 2_000_000
"""Postings sorted at a time."""
TEXTS = 2_000
NUMBER_BITS, WEIGHT_BITS, ENTRY = 24, 8, 8
Batches = Sequence[Sequence[bytes]]
File = tuple[str, bytes]


class Terms(NamedTuple):
    """`having`: for each term number how many documents have it; `used`: those that occur, by shard and spelling;
    `places`: the shard of each of them.
    """

    shards: int
    having: Column
    used: Column
    spelled: list[str]
    places: list[int]


def batches(texts: Iterable[bytes]) -> Iterator[list[bytes]]:
    held: list[bytes] = []
    for text in texts:
        held.append(text)
        if len(held) == TEXTS:
            yield held
            held = []
    if held:
        yield held


def survey(texts: Iterable[bytes], vocabulary: Vocabulary) -> Terms:
    """The first look through the texts of a segment."""
    having = np.zeros(len(vocabulary.keys), np.int64)
    for batch in batches(texts):
        having += np.bincount(unpacked(batch)[1], minlength=len(having))
    present = np.flatnonzero(having)
    shards = shards_of(having[present])
    places = vocabulary.codes[present] % max(1, shards)
    order = vocabulary.order(present, places)
    used = present[order]
    return Terms(shards, having, used, vocabulary.terms(used), places[order].tolist())


def shards_of(having: Column) -> int:
    """How many shards terms of these frequencies are cut into: decided by content alone."""
    small = having[having * 2 <= ALONE_BYTES]
    raw = float(small.sum()) * POSTING_BYTES + len(having) * HEAD_BYTES
    return max(1, round(raw / SHARD_BYTES)) if len(having) else 0


def term_files(terms: Terms, texts: Iterable[bytes]) -> Iterator[File]:
    """(name without suffix, bytes before packing) of every shard and of every term that has its own file. `texts` are
    those that were surveyed, in the order of the documents.
    """
    rank = np.full(len(terms.having), -1, np.int64)
    rank[terms.used] = np.arange(len(terms.used))
    bounds = _bounds(terms)
    done = np.concatenate([[0], np.cumsum(terms.having[terms.used])])[bounds]
    with tempfile.TemporaryFile() as file:
        heaps = _Heaps(file, done.tolist())
        number = 0
        for batch in batches(texts):
            owners, found, weights = unpacked(batch)
            ranks = rank[found]
            heaps.add(ranks << NUMBER_BITS + WEIGHT_BITS | owners + number << WEIGHT_BITS | weights, ranks, bounds)
            number += len(batch)
        for heap in range(len(bounds) - 1):
            yield from _shards(terms, int(bounds[heap]), int(bounds[heap + 1]), heaps.take(heap))


def _bounds(terms: Terms) -> Column:
    """Ranks of terms at which passes begin and end: whole shards, and about as many postings as a pass takes."""
    firsts = np.searchsorted(np.array(terms.places, np.int64), np.arange(terms.shards + 1))
    done = np.concatenate([[0], np.cumsum(terms.having[terms.used])])[firsts]
    passes = max(1, -(-int(done[-1]) // PASS))
    cuts = np.searchsorted(done, done[-1] * np.arange(1, passes) / passes)
    return np.unique(np.concatenate([[0], firsts[cuts], [len(terms.used)]]))


class _Heaps:
    """Postings as single numbers (rank of the term, document, weight), put by for the pass they belong to: one heap
    after another in one file, or, when one pass is enough, in memory.
    """

    def __init__(self, file: IO[bytes], done: Sequence[int]) -> None:
        """`done`: postings before each heap, and in all."""
        self._file, self._done = file, done
        self._next = list(done)
        self._held: list[Column] = []

    def add(self, entries: Column, ranks: Column, bounds: Column) -> None:
        if len(self._done) <= 2:
            self._held.append(entries)
            return
        heap = (np.searchsorted(bounds, ranks, side="right") - 1).astype(np.uint16)
        entries = entries[np.argsort(heap, kind="stable")]
        cuts = np.cumsum(np.bincount(heap, minlength=len(bounds) - 1)).tolist()
        for number, (first, last) in enumerate(zip([0, *cuts], cuts, strict=False)):
            os.pwrite(self._file.fileno(), entries[first:last].tobytes(), self._next[number] * ENTRY)
            self._next[number] += last - first

    def take(self, number: int) -> Column:
        if len(self._done) <= 2:
            return np.concatenate(self._held) if self._held else np.zeros(0, np.int64)
        first, last = self._done[number : number + 2]
        self._file.seek(first * ENTRY)
        return np.fromfile(self._file, np.int64, last - first)


def _shards(terms: Terms, first: int, last: int, entries: Column) -> Iterator[File]:
    """The files of the terms `first` up to `last`, whose postings these are."""
    raw, ends = _postings(entries)
    start, at = 0, first
    while at < last:
        shard = terms.places[at]
        head: list[tuple[str, int, int]] = []
        pieces: list[bytes] = []
        while at < last and terms.places[at] == shard:
            term, end = terms.spelled[at], int(ends[at - first])
            own = end - start > ALONE_BYTES
            if own:
                yield layout.alone(term), raw[start:end].tobytes()
            else:
                pieces.append(raw[start:end].tobytes())
            head.append((term, int(terms.having[terms.used[at]]), 0 if own else end - start))
            start, at = end, at + 1
        yield layout.shard(shard), layout.headed(head, b"".join(pieces))


def _postings(entries: Column) -> tuple[Column, Column]:
    """The lists of all terms one after another: gaps between documents, then weights; and where each list ends."""
    entries.sort()
    ranks = entries >> NUMBER_BITS + WEIGHT_BITS
    numbers = entries >> WEIGHT_BITS & (1 << NUMBER_BITS) - 1
    weights = (entries & (1 << WEIGHT_BITS) - 1).astype(np.uint8)
    firsts = np.flatnonzero(np.diff(ranks, prepend=-1))
    del entries, ranks
    gaps = np.diff(numbers, prepend=0)
    gaps[firsts] = numbers[firsts]
    del numbers
    taken = varints.sizes(gaps)
    counts = np.diff(firsts, append=len(gaps))
    sums = np.add.reduceat(taken, firsts) if len(firsts) else np.zeros(0, np.int64)
    ends = np.cumsum(sums + counts)
    list_starts = ends - sums - counts
    within = np.cumsum(taken) - taken
    shift = np.repeat(list_starts - within[firsts], counts)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    varints.put(gaps, taken, within + shift, out)
    places = np.arange(len(gaps)) - np.repeat(firsts, counts) + np.repeat(list_starts + sums, counts)
    out[places] = weights
    return out, ends
