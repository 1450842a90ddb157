"""Signs that a text may hold what a check looks for: what characters stand side by side, told of many texts at once.

Most texts have nothing to be told of. To see that by patterns costs each check a pass of its own over every text; here
one pass serves all. Of texts that nobody looked at everything may be true, and the checks' own patterns decide.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

ANY = "\0-\uffff"
DECIMALS = "0-9\uff10-\uff19\u0600-\u1cff\ua600-\uabff\ud800-\udfff"
"""All that `\\d` may mean, and much else; characters beyond the first plane are pairs of surrogates here."""
UNKNOWN = -1
"""The signs of a text that nobody looked at."""
MOST_SIGNS = 63
_UNITS = 0x10000
_END = "\n".encode("utf-16-le")
"""Stands before and behind every text."""
_FEW = 90
"""Texts looked at in one pass: more of them, and what is worked out leaves the processor's own store."""

MOST_KINDS = 256
"""Of characters that some sign tells apart, so that a pair of them fits into sixteen bits."""

Pair = tuple[str, str]
_signs: list[tuple[Pair, ...]] = []
_stretches: dict[int, tuple[str, int]] = {}


def sign(*pairs: Pair) -> int:
    """The bit of texts in which a character of one kind stands right before one of another, in one of these pairs.

    Kinds are written as between the brackets of a pattern. The end of a line is a character, and so is either end of
    the text.
    """
    assert len(_signs) < MOST_SIGNS, "there are no more bits"
    _signs.append(pairs)
    return 1 << len(_signs) - 1


def stretch(kind: str, length: int) -> int:
    """The bit of texts with so many characters of a kind in a row; the row may go on beyond an end of the text."""
    bit = sign()
    _stretches[bit] = (kind, length)
    return bit


def signs_of(texts: Sequence[str]) -> Iterator[int]:
    """Of each text: the bits of its signs."""
    for start in range(0, len(texts), _FEW):
        yield from _signs_of(texts[start : start + _FEW])


def _signs_of(texts: Sequence[str]) -> list[int]:
    import numpy as np

    kinds, table, stretches = _tables(len(_signs))
    parts = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    starts = np.cumsum([0, *(len(part) // 2 + 1 for part in parts[:-1])])
    here = kinds.take(np.frombuffer(_END + _END.join(parts) + _END, "<u2"))
    # the end between two texts belongs to both: it stands behind the one and before the other
    pairs = np.multiply(here[:-1], len(table), dtype="u2")
    pairs += here[1:]
    told = np.bitwise_or.reduceat(table.take(pairs), starts)
    for bit, held, length in stretches:
        begun = np.flatnonzero(_rows(held.take(here), length))
        told[np.searchsorted(starts, begun, "right") - 1] |= told.dtype.type(bit)
    found: list[int] = told.tolist()
    return found


def _rows(held: Any, length: int) -> Any:
    """Where so many true ones in a row begin: twice as many are seen with each look."""
    seen = 1
    while seen < length:
        step = min(seen, length - seen)
        held = held[:-step] & held[step:]
        seen += step
    return held


@cache
def _tables(count: int) -> tuple[Any, Any, list[tuple[int, Any, int]]]:
    """The kind of each character; the bits of any two kinds; of each stretch its bit, the kinds it takes, its length.

    `count`: of the signs that there are.
    """
    import numpy as np

    written = {text for pairs in _signs for pair in pairs for text in pair} | {kind for kind, _ in _stretches.values()}
    spans = {text: list(_spans(text)) for text in written}
    borders = sorted({0, *(edge for each in spans.values() for span in each for edge in span if edge < _UNITS)})
    held = [frozenset(text for text in written if _holds(spans[text], border)) for border in borders]
    kinds = {each: number for number, each in enumerate(dict.fromkeys(held))}
    assert len(kinds) <= MOST_KINDS, "a pair of kinds needs more bits"
    sizes = [after - border for border, after in zip(borders, [*borders[1:], _UNITS], strict=True)]
    table = np.zeros((len(kinds), len(kinds)), "u4" if count <= 32 else "u8")
    for bit, pairs in enumerate(_signs):
        for first, second in pairs:
            places = np.ix_(*([kind for each, kind in kinds.items() if text in each] for text in (first, second)))
            table[places] |= table.dtype.type(1 << bit)
    stretches = [
        (bit, np.array([kind in each for each in kinds]), length) for bit, (kind, length) in _stretches.items()
    ]
    return np.repeat(np.array([kinds[each] for each in held], "u1"), sizes), table, stretches


def _holds(spans: Sequence[tuple[int, int]], code: int) -> bool:
    return any(start <= code < stop for start, stop in spans)


def _spans(written: str) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(written):
        last = written[place + 2] if written[place + 1 : place + 2] == "-" and place + 2 < len(written) else ""
        yield ord(written[place]), ord(last or written[place]) + 1
        place += 3 if last else 1
