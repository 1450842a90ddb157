"""What changed between two texts, in pieces that a reader can follow: Chinese by characters, other scripts by words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_TOKEN = re.compile(r"[A-Za-z]+|\d[\d.,]*|[ \t]+|.", re.DOTALL)
MOST_TOKENS = 4_000
"""Longer passages that changed as a whole are told as a whole."""
UNLIKE = 0.3
"""Passages less alike than this (difflib's ratio) share only chance words."""
ISLAND = 2
"""So few characters that stayed between two changes are read together with them."""


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    NEW = "new"
    CUT = "cut"
    """Text that stayed and is left out of a report."""


class Piece(NamedTuple):
    mark: Mark
    text: str


def difference(before: str, after: str) -> list[Piece]:
    """All of both texts: SAME and GONE pieces make `before`, SAME and NEW ones `after`."""
    if before == after:
        return [Piece(Mark.SAME, before)] if before else []
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for op, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found.append(Piece(Mark.SAME, "".join(old[a:b])))
        elif b - a == d - c:
            for was, now in zip(old[a:b], new[c:d], strict=True):
                found += _within(was, now)
        else:
            found += _within("".join(old[a:b]), "".join(new[c:d]))
    return _joined(found)


def _within(before: str, after: str) -> list[Piece]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    whole = [Piece(Mark.GONE, before), Piece(Mark.NEW, after)]
    if not old or not new or max(len(old), len(new)) > MOST_TOKENS:
        return whole
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.quick_ratio() < UNLIKE or matcher.ratio() < UNLIKE:
        return whole
    return list(_settled(matcher.get_opcodes(), old, new))


def _settled(ops: Sequence[tuple[str, int, int, int, int]], old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Islands of a character or two between changes are taken into them; a change is told as gone, then new."""
    gone = ""
    come = ""
    for place, (op, a, b, c, d) in enumerate(ops):
        stayed = "".join(old[a:b])
        inner = 0 < place < len(ops) - 1
        if op == "equal" and not (inner and len(stayed) < ISLAND and "\n" not in stayed):
            yield from (Piece(Mark.GONE, gone), Piece(Mark.NEW, come), Piece(Mark.SAME, stayed))
            gone = come = ""
        else:
            gone += stayed
            come += "".join(new[c:d])
    yield from (Piece(Mark.GONE, gone), Piece(Mark.NEW, come))


def _joined(pieces: Iterable[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if piece.text and found and found[-1].mark is piece.mark:
            found[-1] = Piece(piece.mark, found[-1].text + piece.text)
        elif piece.text:
            found.append(piece)
    return found


def shortened(pieces: Sequence[Piece], around: int = 40) -> list[Piece]:
    """The same with only so many characters around each change; CUT stands for the rest."""
    found: list[Piece] = []
    for place, piece in enumerate(pieces):
        first, last = place == 0, place == len(pieces) - 1
        if piece.mark is not Mark.SAME or len(piece.text) <= 2 * around:
            found.append(piece)
            continue
        head = "" if first else piece.text[:around]
        tail = "" if last else piece.text[-around:]
        found += [Piece(Mark.SAME, head), Piece(Mark.CUT, ""), Piece(Mark.SAME, tail)]
    return [piece for piece in found if piece.text or piece.mark is Mark.CUT]


def counted(pieces: Iterable[Piece]) -> tuple[int, int]:
    """(characters gone, characters new), without white space."""
    sums = {Mark.GONE: 0, Mark.NEW: 0}
    for piece in pieces:
        if piece.mark in sums:
            sums[piece.mark] += len("".join(piece.text.split()))
    return sums[Mark.GONE], sums[Mark.NEW]
