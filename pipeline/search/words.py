"""The words of a site, out of its own titles: pieces that come again and again among different neighbours.

No list of words is brought along. A piece is taken for a word when enough titles have it, when what stands on either
side of it varies, and when it begins and ends somewhere a title or a known name begins or ends.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pipeline.terms import WORD_BREAKS, WORD_ENDS_NEVER, WORD_STARTS_NEVER
from pipeline.word_set import WordSet

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, np.dtype[np.int64]]

LONGEST = 12
MOST = 20_000
"""Words that are kept, the most useful ones."""
MOSTLY = 0.8
"""A piece that the same neighbour follows more often than this is only a part of a word."""
SURE = 4
"""Of this length a piece need begin or end so only, or have many neighbours."""
_BREAKS = re.compile(WORD_BREAKS)
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_WIDTH = 21
"""Bits of a code point."""


def vocabulary(titles: Sequence[str], names: Iterable[str] = ()) -> dict[str, int]:
    """Word -> titles' pieces that have it, the most useful first. `names` are taken out of the titles beforehand."""
    text = "\0".join(_pieces(titles, names))
    found = {word: count for word, count in _repeated(text, least(len(titles))) if _is_word(word)}
    found = {word: count for word, count in found.items() if not _is_cut(word, count, found)}
    best = sorted(found.items(), key=lambda entry: (-entry[1] * (len(entry[0]) - 1), entry[0]))
    return dict(best[:MOST])


def least(titles: int) -> int:
    """How often a word must come: more often where there is more to choose from."""
    return max(2, round(titles / 4000) + 1)


def _pieces(titles: Sequence[str], names: Iterable[str]) -> Iterator[str]:
    cut = _cutter(names)
    for title in dict.fromkeys(titles):
        yield from (piece for piece in _BREAKS.split(cut(unicodedata.normalize("NFKC", title))) if len(piece) > 1)


def _cutter(names: Iterable[str]) -> Callable[[str], str]:
    """text -> text with a break in place of each name, the longest where several begin."""
    words = WordSet(names)

    def cut(text: str) -> str:
        parts, at = [], 0
        for _, start, end in words.apart(text):
            parts.append(text[at:start])
            at = end
        return "\0".join((*parts, text[at:]))

    return cut


def _is_word(word: str) -> bool:
    return bool(_HAN.search(word)) and word[0] not in WORD_STARTS_NEVER and word[-1] not in WORD_ENDS_NEVER


def _is_cut(word: str, count: int, found: Mapping[str, int]) -> bool:
    """A long word and one character beside it, which is where the next word begins or the last one ended."""
    return len(word) > SURE and max(found.get(word[:-1], 0), found.get(word[1:], 0)) > count


def _repeated(text: str, enough: int) -> Iterator[tuple[str, int]]:
    """(piece, occurrences) of two and more characters; each round looks only where the last one found enough."""
    import numpy as np

    codes = np.frombuffer(f"\0{text}\0".encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    alphanumeric = (codes > 32) & (codes < 128)
    joint = np.zeros(len(codes) + 1, dtype=bool)
    joint[1:-1] = alphanumeric[:-1] & alphanumeric[1:]
    places = np.flatnonzero(codes)
    pieces = codes[places]
    for length in range(2, LONGEST + 1):
        last = codes[places + length - 1]
        places, pieces = places[last != 0], pieces[last != 0] << _WIDTH | last[last != 0]
        _, pieces, counts = np.unique(pieces, return_inverse=True, return_counts=True)
        often = counts[pieces] >= enough
        places, pieces = places[often], pieces[often]
        whole = ~joint[places] & ~joint[places + length]
        yield from _words_among(codes, places[whole], pieces[whole], length, enough)
        if not len(places):
            return


def _words_among(
    codes: "Numbers", places: "Numbers", pieces: "Numbers", length: int, enough: int
) -> Iterator[tuple[str, int]]:
    import numpy as np

    if not len(places):
        return
    numbers, first, pieces = np.unique(pieces, return_index=True, return_inverse=True)
    counts = np.bincount(pieces)
    left, right = (_neighbours(codes[at], pieces, len(numbers)) for at in (places - 1, places + length))
    good = counts >= enough
    for edges, kinds, most in (left, right):
        good &= (edges + kinds >= 2) & (most <= MOSTLY * counts)
    anchored = (left[0] > 0) & (right[0] > 0)
    half = (left[0] > 0) | (right[0] > 0) | ((left[1] >= 3) & (right[1] >= 3))
    good &= anchored | (half & (length >= SURE))
    for number in np.flatnonzero(good).tolist():
        start = int(places[first[number]])
        yield (
            codes[start : start + length].astype(np.uint32).tobytes().decode("utf-32-le"),
            int(counts[number]),
        )


def _neighbours(beside: "Numbers", pieces: "Numbers", size: int) -> tuple["Numbers", "Numbers", "Numbers"]:
    """Of each piece, on one side: how often nothing stands there, how many kinds of characters, how often the first."""
    import numpy as np

    inside = beside != 0
    edges = np.bincount(pieces[~inside], minlength=size)
    pairs, counts = np.unique(pieces[inside] << _WIDTH | beside[inside], return_counts=True)
    owners = pairs >> _WIDTH
    most = np.zeros(size, dtype=np.int64)
    np.maximum.at(most, owners, counts)
    return edges, np.bincount(owners, minlength=size), most
