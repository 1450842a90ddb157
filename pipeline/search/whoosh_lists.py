"""How Whoosh keeps our lists: fields whose terms come with whole-number weights, and the bytes of a list on disk.

Whoosh's own blocks are pickled tuples, 128 documents each, made and read one document at a time. A list here is two
runs of bytes: gaps between document numbers (of 1, 2 or 4 bytes, little endian, as large as the largest needs), then a
byte of weight for each; numpy reads it in one piece, and no pickle is opened to answer a query.
"""

import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """Takes whole lists, terms ascending by their bytes within a field."""

    def write_lists(self, field: str, lists: Iterable[TermList]) -> None:
        number = self._fieldmap.setdefault(field, len(self._fieldmap))
        prefix = number.to_bytes(2, "big")
        for term, numbers, weights in lists:
            start = self._postfile.tell()
            gaps = np.diff(numbers, prepend=0)
            width = next(width for width in GAPS if int(gaps.max()) < 1 << 8 * width)
            self._postfile.write(bytes((width,)) + gaps.astype(GAPS[width]).tobytes() + weights.tobytes())
            info = _info(numbers, weights, start, 1 + len(numbers) * (width + 1))
            self._tindex.add(prefix + term, info.to_bytes())


def _info(numbers: Numbers, weights: Numbers, start: int, length: int) -> W3TermInfo:
    info = W3TermInfo(weight=float(weights.sum(dtype=np.int64)), df=len(numbers))
    info._minlength = info._maxlength = 0
    info._maxweight = float(weights.max())
    info._minid, info._maxid = int(numbers[0]), int(numbers[-1])
    info.set_extent(start, length)
    return info


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
