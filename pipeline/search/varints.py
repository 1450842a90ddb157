"""Whole columns of numbers as variable bytes (LEB128: seven bits a byte, the low ones first), for the static index."""

from typing import Any

import numpy as np

Column = np.ndarray[Any, np.dtype[Any]]
LONGEST = 4
"""Bytes of a number: up to 2^28."""


def sizes(values: Column) -> Column:
    """Bytes that each value takes."""
    taken = np.ones(len(values), np.int64)
    for step in range(1, LONGEST):
        taken += values >= 1 << 7 * step
    return taken


def put(values: Column, taken: Column, starts: Column, out: Column) -> None:
    """Write the values at `starts` of `out`; `taken` are their sizes."""
    for step in range(LONGEST):
        more = taken > step
        if step and not more.any():
            return
        some, places = (values[more], starts[more]) if step else (values, starts)
        low = (some >> 7 * step & 127).astype(np.uint8)
        out[places + step] = low | ((taken[more] > step + 1).astype(np.uint8) << 7)


def encode(values: Column) -> tuple[Column, Column]:
    """The bytes of all values, and where in them each ends."""
    taken = sizes(values)
    ends = np.cumsum(taken)
    out = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    put(values, taken, ends - taken, out)
    return out, ends


def decode(raw: Column) -> Column:
    """The values of bytes that hold nothing else. Raises ValueError when they end within a value."""
    ends = np.flatnonzero(raw < 128)
    if len(raw) and (not len(ends) or ends[-1] != len(raw) - 1):
        raise ValueError("bytes end within a number")
    starts = np.empty_like(ends)
    starts[:1], starts[1:] = 0, ends[:-1] + 1
    values = (raw[starts] & 127).astype(np.int64)
    for step in range(1, LONGEST):
        more = np.flatnonzero(ends - starts >= step)
        if not len(more):
            break
        values[more] |= (raw[starts[more] + step].astype(np.int64) & 127) << 7 * step
    return values
