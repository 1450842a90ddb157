"""Signs that a text may hold what a check looks for: which characters stand side by side, told of many texts at once.

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
LONG_NUMBER = 11
"""Decimals of a text; with fewer in all it holds no number of a person."""
_LONG_NUMBER = 1
MOST_SIGNS = 63
_UNITS = 0x10000
_END = "\n".encode("utf-16-le")
"""Stands before and behind every text."""
_FEW = 30
"""Texts looked at in one pass: more of them, and what is worked out leaves the processor's own store."""

Pair = tuple[str, str]
_signs: list[tuple[Pair, ...]] = []


def sign(*pairs: Pair) -> int:
    """The bit of texts in which a character of one kind stands right before one of another, in one of these pairs.

    Kinds are written as between the brackets of a pattern. The end of a line is a character, and so is either end of
    the text.
    """
    assert len(_signs) < MOST_SIGNS, "there are no more bits"
    _signs.append(pairs)
    return 1 << len(_signs)


def signs_of(texts: Sequence[str]) -> Iterator[int]:
    """Of each text: the bits of its signs."""
    for start in range(0, len(texts), _FEW):
        yield from _signs_of(texts[start : start + _FEW])


def has_long_number(signs: int) -> bool:
    """Whether there are decimals enough; they need not stand together."""
    return bool(signs & _LONG_NUMBER)


def _signs_of(texts: Sequence[str]) -> list[int]:
    import numpy as np

    kinds, decimal, table = _tables(len(_signs))
    parts = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    starts = np.cumsum([0, *(len(part) // 2 + 1 for part in parts[:-1])])
    here = kinds.take(np.frombuffer(_END + _END.join(parts) + _END, "<u2"))
    # the end between two texts belongs to both: it stands behind the one and before the other
    told = np.bitwise_or.reduceat(table.take(here[:-1] * np.uint16(len(decimal)) + here[1:]), starts)
    told |= np.add.reduceat(decimal.take(here[:-1]), starts, dtype="u4") >= LONG_NUMBER
    found: list[int] = told.tolist()
    return found


@cache
def _tables(count: int) -> tuple[Any, Any, Any]:
    """The kind of each character; whether a kind is a decimal's; the bits of any two kinds, row by row.

    `count`: of the signs that there are.
    """
    import numpy as np

    written = {DECIMALS, *(text for pairs in _signs for pair in pairs for text in pair)}
    spans = {text: list(_spans(text)) for text in written}
    borders = sorted({0, *(edge for each in spans.values() for span in each for edge in span if edge < _UNITS)})
    held = [frozenset(text for text in written if _holds(spans[text], border)) for border in borders]
    kinds = {each: number for number, each in enumerate(dict.fromkeys(held))}
    sizes = [after - border for border, after in zip(borders, [*borders[1:], _UNITS], strict=True)]
    table = np.zeros((len(kinds), len(kinds)), "u4" if count < 32 else "u8")
    for bit, pairs in enumerate(_signs, 1):
        for first, second in pairs:
            places = np.ix_(*([kind for each, kind in kinds.items() if text in each] for text in (first, second)))
            table[places] |= table.dtype.type(1 << bit)
    decimal = np.array([DECIMALS in each for each in kinds], "u1")
    return np.repeat(np.array([kinds[each] for each in held], "u2"), sizes), decimal, table.ravel()


def _holds(spans: Sequence[tuple[int, int]], code: int) -> bool:
    return any(start <= code < stop for start, stop in spans)


def _spans(written: str) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(written):
        last = written[place + 2] if written[place + 1 : place + 2] == "-" and place + 2 < len(written) else ""
        yield ord(written[place]), ord(last or written[place]) + 1
        place += 3 if last else 1
