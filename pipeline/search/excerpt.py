"""The piece of a text that answers a query, and whether it answers it in full. `excerpt.js` follows the same rules."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from pipeline.search import analysis

BEFORE, LONGEST = 24, 110
"""Characters of text shown before the first thing marked, and in all."""
Pieces = tuple[tuple[str, bool], ...]
_OTHER = re.compile(
    "[^ -~\u00b7\u2013-\u2016\u2018-\u201d\u3001-\u3003\u3008-\u3011\u3014-\u301b\u4e00-\u9fff\uff01-\uff5e]"
)
"""None of the characters of nearly all texts, each of which folds to one, whatever its neighbours are."""
fold = lru_cache(maxsize=32)(analysis.fold)
"""A hit's text is asked for twice: whether it has the words, and for the piece that is shown."""


def is_full(words: Sequence[str], *texts: str) -> bool:
    """Whether every word of the query stands, folded, in one of the texts."""
    folded = [fold(text) for text in texts]
    return bool(words) and all(any(word in text for text in folded) for word in words)


def excerpt(text: str, words: Sequence[str], terms: Iterable[str]) -> Pieces:
    """Around the first whole word of the query, else around its first term, else the beginning of the text."""
    plain = " ".join(text.split())
    folded, places = _folded(plain)
    sought = [word for word in words if word in folded] or [term for term in terms if term in folded]
    if not sought:
        return beginning(plain)
    start = max(0, places[min(folded.find(word) for word in sought)] - BEFORE)
    window = plain[start : start + LONGEST]
    pieces = mark(window, sought)
    front = (("…", False),) if start else ()
    return front + pieces + ((("…", False),) if start + LONGEST < len(plain) else ())


def beginning(text: str) -> Pieces:
    head = lead(text)
    cut = head[:LONGEST] + ("…" if len(head) > LONGEST else "")
    return ((cut, False),) if cut else ()


def lead(text: str) -> str:
    """As much of a text as its beginning is made of: it may end with a space, and one character more than is shown."""
    return " ".join(text.split())[: LONGEST + 2]


def mark(text: str, sought: Sequence[str]) -> Pieces:
    """`text` in pieces, those found in it marked; `sought` are folded."""
    folded, places = _folded(text)
    marked = bytearray(len(text))
    for word in sought:
        at = folded.find(word)
        while word and at >= 0:
            first, last = places[at], places[at + len(word) - 1]
            marked[first : last + 1] = b"\1" * (last + 1 - first)
            at = folded.find(word, at + 1)
    pieces: list[tuple[str, bool]] = []
    start = 0
    while start < len(text):
        other = marked.find(1 - marked[start], start)
        end = other if other >= 0 else len(text)
        pieces.append((text[start:end], bool(marked[start])))
        start = end
    return tuple(pieces)


class _Folds(dict[str, str]):
    """Character -> folded. A page of hits has tens of thousands, nearly all of them seen before."""

    def __missing__(self, character: str) -> str:
        self[character] = folded = fold(character)
        return folded


FOLDS = _Folds()
UNCHANGED: set[str] = set()
"""Characters met that fold to themselves: nearly all of a text."""


def _folded(text: str) -> tuple[str, Sequence[int]]:
    """Folded character by character, and for each character of it the place in `text` it came from."""
    if not _OTHER.search(text):
        return fold(text), range(len(text))
    changing = {sign: FOLDS[sign] for sign in set(text).difference(UNCHANGED)}
    UNCHANGED.update(sign for sign, folded in changing.items() if sign == folded)
    if all(len(folded) == 1 and FOLDS[folded] == folded for folded in changing.values()):
        whole = text
        for sign, folded in changing.items():
            whole = whole.replace(sign, folded)
        return whole, range(len(text))
    parts = list(map(FOLDS.__getitem__, text))
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]
