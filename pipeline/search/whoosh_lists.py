"""How Whoosh keeps our lists: fields whose terms come with whole-number weights, and the bytes of a list on disk.

Whoosh's own blocks are pickled tuples, 128 documents each, made and read one document at a time. A list here is two
runs of bytes: gaps between document numbers (of 1, 2 or 4 bytes, little endian, as large as the largest needs), then a
byte of weight for each; numpy reads it in one piece, and no pickle is opened to answer a query.
"""

import mmap
import struct
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.matching import ListMatcher

from pipeline.search.backend import FACETS, Document

Numbers = np.ndarray[Any, np.dtype[Any]]
TEXT, NUMBER, TITLE = "text", "number", "title"
GAPS = {1: "<u1", 2: "<u2", 4: "<u4"}
TERM_INFO = struct.Struct("!BfIBBfIIqi")


class Weights(formats.Format):  # type: ignore[misc]
    """A weight and nothing else: no positions."""

    posting_size = 0

    def decode_weight(self, value: bytes) -> float:
        return 1.0


class WeightedTerms(fields.FieldType):  # type: ignore[misc]
    """A field of terms that were found elsewhere: a mapping term -> weight 1..255, or terms that all weigh 1."""

    def __init__(self) -> None:
        super().__init__(Weights(), analyzer=None)

    def index(
        self, value: Mapping[str, int] | Sequence[str], **options: object
    ) -> Iterator[tuple[bytes, int, int, bytes]]:
        weighted = value if isinstance(value, Mapping) else dict.fromkeys(value, 1)
        return ((term.encode(), weight, weight, b"") for term, weight in weighted.items())


def schema() -> fields.Schema:
    """`published` is YYYYMMDDHHMM as one number; `document` all of it as JSON."""
    lists = {name: WeightedTerms() for name in (TEXT, NUMBER, TITLE, *FACETS)}
    return fields.Schema(
        **lists,
        path=fields.COLUMN(columns.VarBytesColumn()),
        published=fields.COLUMN(columns.NumericColumn("q")),
        document=fields.COLUMN(columns.CompressedBytesColumn(level=1)),
    )


def moment(document: Document) -> int:
    """`published_at` as one number, 0 when absent."""
    return int("".join(filter(str.isdecimal, document.published_at)) or 0)


class TermList(NamedTuple):
    """One term's documents, ascending, and what each weighs."""

    term: bytes
    numbers: Numbers
    weights: Numbers


class FieldLists(NamedTuple):
    """All lists of a field, one after another by `places` of the terms: the list of place p has `counts[p]` entries of
    `numbers` and `weights`, the last before `ends[p]`. None is empty.
    """

    places: Mapping[bytes, int]
    counts: Numbers
    ends: Numbers
    numbers: Numbers
    weights: Numbers


class ListCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's standard codec with other bytes for lists; every field of the schema is of `WeightedTerms`."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> "ListWriter":
        return ListWriter(self, storage, segment)

    def postings_reader(self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None) -> Any:
        """For Whoosh's own queries; ours take `read_list`."""
        numbers, weights = read_list(dbfile, terminfo)
        floats = weights.astype(float).tolist()
        empty = (b"",) * len(floats)
        return ListMatcher(numbers.tolist(), floats, empty, format_, scorer=scorer, term=term, terminfo=terminfo)


class ListWriter(W3FieldWriter):  # type: ignore[misc]
    """Takes all lists of a field at once."""

    def write_lists(self, field: str, lists: FieldLists) -> None:
        prefix = self._fieldmap.setdefault(field, len(self._fieldmap)).to_bytes(2, "big")
        starts, numbers, weights = lists.ends - lists.counts, lists.numbers, lists.weights
        gaps = np.diff(numbers, prepend=np.int32(0))
        gaps[starts] = numbers[starts]
        widest = np.maximum.reduceat(gaps, starts).tolist()
        sums = np.add.reduceat(weights, starts, dtype=np.int64).tolist()
        heaviest = np.maximum.reduceat(weights, starts).tolist()
        firsts, lasts = numbers[starts].tolist(), numbers[lists.ends - 1].tolist()
        counts, ends = lists.counts.tolist(), lists.ends.tolist()
        stored = {width: gaps.astype(kind) for width, kind in GAPS.items()}
        at = self._postfile.tell()
        for term, place in sorted(lists.places.items()):
            count, end = counts[place], ends[place]
            width = 1 if widest[place] < 1 << 8 else 2 if widest[place] < 1 << 16 else 4
            part = slice(end - count, end)
            self._postfile.write(bytes((width,)) + stored[width][part].tobytes() + weights[part].tobytes())
            length = 1 + count * (width + 1)
            # What `W3TermInfo` would write: no inlined postings, no lengths of texts.
            facts = (0, sums[place], count, 0, 0, heaviest[place], firsts[place], lasts[place], at, length)
            self._tindex.add(prefix + term, TERM_INFO.pack(*facts))
            at += length


def read_list(postings: Any, info: W3TermInfo) -> tuple[Numbers, Numbers]:
    start, _ = info.extent()
    count = info.doc_frequency()
    width = postings.get_byte(start)
    stored = postings.get(start + 1, count * (width + 1))
    gaps = np.frombuffer(stored, GAPS[width], count)
    return np.cumsum(gaps, dtype=np.int32), np.frombuffer(stored, np.uint8, count, width * count)


class MappedFile(BufferFile):  # type: ignore[misc]
    """A file in memory as the system maps it: many threads may read it, and it is not copied."""

    def __init__(self, path: str, name: str) -> None:
        with open(path, "rb") as file:
            self.file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._buf = memoryview(self.file)
        self._name = name
        self.onclose = None
        self.is_real = self.is_closed = False

    def close(self) -> None:
        """The map goes when the last list read from it does."""
        self.is_closed = True


class MappedStorage(FileStorage):  # type: ignore[misc]
    def open_file(self, name: str, **options: object) -> Any:
        path = self._fpath(name)
        return MappedFile(path, name) if self.file_length(name) else super().open_file(name, **options)
