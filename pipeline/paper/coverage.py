"""Which characters a font file has a shape for, out of its table `cmap` (OpenType 1.9, formats 4 and 12)."""

import mmap
import struct
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_COLLECTION = b"ttcf"
_UNICODE = frozenset([(0, 3), (0, 4), (0, 6), (3, 1), (3, 10)])
"""(platform, encoding) of a table keyed by Unicode."""


class Span(NamedTuple):
    """Characters from `first` to `last`, both with a shape."""

    first: int
    last: int


class Coverage:
    """The characters of one font."""

    def __init__(self, spans: list[Span]) -> None:
        ordered = sorted(spans)
        self._firsts = array("l", (span.first for span in ordered))
        self._lasts = array("l", (span.last for span in ordered))

    def __contains__(self, character: str) -> bool:
        code = ord(character)
        place = bisect_right(self._firsts, code) - 1
        return place >= 0 and code <= self._lasts[place]


def coverage_of(file: Path, index: int = 0) -> Coverage:
    """Of the font `index` in a collection, or the only one. Raises OSError and ValueError."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        try:
            return Coverage(list(_spans(content, _table(content, index))))
        except (struct.error, IndexError) as fault:
            raise ValueError(f"{file}: {fault}") from fault


def _table(content: mmap.mmap, index: int) -> int:
    """Where the table `cmap` begins."""
    start = 0
    if content[:4] == _COLLECTION:
        (start,) = struct.unpack_from(">I", content, 12 + 4 * index)
    (tables,) = struct.unpack_from(">H", content, start + 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", content, start + 12 + 16 * number)
        if tag == b"cmap":
            return int(offset)
    raise ValueError("cmap")


def _spans(content: mmap.mmap, table: int) -> Iterator[Span]:
    """Of the widest table that is keyed by Unicode."""
    (count,) = struct.unpack_from(">H", content, table + 2)
    formats: dict[int, int] = {}
    for number in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", content, table + 4 + 8 * number)
        if (platform, encoding) in _UNICODE:
            (form,) = struct.unpack_from(">H", content, table + offset)
            formats[form] = table + offset
    if 12 in formats:
        yield from _groups(content, formats[12])
    elif 4 in formats:
        yield from _segments(content, formats[4])


def _groups(content: mmap.mmap, start: int) -> Iterator[Span]:
    (count,) = struct.unpack_from(">I", content, start + 12)
    for first, last, glyph in struct.iter_unpack(">III", content[start + 16 : start + 16 + 12 * count]):
        if glyph or last > first:
            yield Span(first if glyph else first + 1, last)


def _segments(content: mmap.mmap, start: int) -> Iterator[Span]:
    (doubled,) = struct.unpack_from(">H", content, start + 6)
    form = f">{doubled // 2}H"
    lasts, firsts, deltas, offsets = (
        struct.unpack_from(form, content, start + 14 + part * doubled + (2 if part else 0)) for part in range(4)
    )
    shapes = start + 16 + 3 * doubled
    for number, (first, last) in enumerate(zip(firsts, lasts, strict=True)):
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offsets[number]:
                (glyph,) = struct.unpack_from(">H", content, shapes + 2 * number + offsets[number] + 2 * (code - first))
                if not glyph:
                    continue
            if (glyph + deltas[number]) & 0xFFFF:
                yield Span(code, code)
