"""QR codes of many addresses, cheaply. segno draws the first of each length; the others follow from it by sums.

With its version, level and mask fixed, a code is linear in the bits of its text over GF(2): error correction is, and
the mask cancels out. So flipping one bit of the text always flips the same modules, wherever it is done. Those are
drawn once for each bit; the code of another address is the first with the modules of all bits between them flipped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from markupsafe import Markup, escape

MASK = 2
QUIET = 4
"""Light modules on every side, as ISO/IEC 18004 wants."""
PIECE = 11
LEARNT = 16
"""So many bits that are new are worth drawing each by itself; an address with more is drawn whole, and makes the next
one worth a bit more: addresses of one length know all their bits in the end.
"""
_DIGITS = b"01" + bytes(254)
_RUNS = re.compile("1+|0+")


class Grid(NamedTuple):
    """`modules`: a square of side `size`, row by row, as one number; the first module is its highest bit."""

    size: int
    modules: int


@dataclass
class _Length:
    """All that is known of texts of one length in bytes: the first of them, and which modules a bit flips."""

    version: int
    base: bytes
    grid: Grid
    flips: dict[tuple[int, int], int] = field(default_factory=dict)
    worth: int = LEARNT


_lengths: dict[int, _Length] = {}
_pieces: dict[str, str] = {}


def code_svg(text: str, label: str) -> Markup:
    """Black on white whatever the scheme, for scanners. Raises ValueError for a text no code holds (2,953 bytes)."""
    size, modules = code_of(text.encode())
    side = size + 2 * QUIET
    bits = format(modules, f"0{size * size}b")
    rows = (bits[at * size : (at + 1) * size] for at in range(size))
    line = "".join(f"M{QUIET} {QUIET + at}.5{_drawn(row)}" for at, row in enumerate(rows))
    return Markup(
        f'<svg class="code" viewBox="0 0 {side} {side}" width="132" height="132" role="img" '
        f'aria-label="{escape(label)}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path stroke="#000" d="{line}"/></svg>'
    )


def code_of(text: bytes) -> Grid:
    """The first code of its length with what the bits between the two addresses flip."""
    known = _lengths.get(len(text))
    if known is None:
        version, grid = _made(text, None)
        _lengths[len(text)] = _Length(version, text, grid)
        return grid
    flips = list(_differences(known.base, text))
    strange = [flip for flip in flips if flip not in known.flips]
    if len(strange) > known.worth:
        known.worth += 1
        return _made(text, known.version)[1]
    for flip in strange:
        known.flips[flip] = _flipped(known, *flip)
    modules = known.grid.modules
    for flip in flips:
        modules ^= known.flips[flip]
    return Grid(known.grid.size, modules)


def _differences(one: bytes, other: bytes) -> Iterator[tuple[int, int]]:
    """(place, bit) of every bit that differs."""
    for place, (here, there) in enumerate(zip(one, other, strict=True)):
        bits = here ^ there
        while bits:
            yield place, bits & -bits
            bits &= bits - 1


def _flipped(known: _Length, place: int, bit: int) -> int:
    """The modules that change with one bit of the byte at `place`."""
    changed = bytearray(known.base)
    changed[place] ^= bit
    return _made(bytes(changed), known.version)[1].modules ^ known.grid.modules


def _made(text: bytes, version: int | None) -> tuple[int, Grid]:
    """Its version, for one that is not given, and the code as segno draws it."""
    import segno  # most builds render few pages, and some none that needs it

    code = segno.make(text, mode="byte", error="l", boost_error=False, micro=False, mask=MASK, version=version)
    rows = [bytes(row) for row in code.matrix]
    return int(code.version), Grid(len(rows), int(b"".join(rows).translate(_DIGITS), 2))


def _drawn(row: str) -> str:
    """Strokes along one row, from its start to its last dark module."""
    row = row.rstrip("0")
    line = ""
    for at in range(0, len(row), PIECE):
        piece = row[at : at + PIECE]
        known = _pieces.get(piece)
        if known is None:
            runs = _RUNS.findall(piece)
            known = _pieces[piece] = "".join(f"h{len(run)}" if run[0] == "1" else f"m{len(run)} 0" for run in runs)
        line += known
    return line
