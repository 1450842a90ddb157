"""The pieces of text of a PDF page with the places where they stand, and which of them are seen."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, sin
from typing import Any

from pipeline.importing.pdf_sight import Box, Sight, covered, is_hidden

_SAME = 0.3
"""Of the size of the letters: the same words that near are drawn twice, to look bold."""
_PARTLY = 0.1
"""Of a piece's width; so much of it covered is more than a rule that touches it."""

LOWEST_COVER = 2.0
"""Points; what is filled lower than that is a rule."""
STEP, MOST_STEPS = 20.0, 2000
"""Pieces are kept by their height, in steps of so many points."""


@dataclass(slots=True)
class Piece:
    """`x`: along its line, `y`: across it, upwards; `turn`: of the line, in degrees; `size`: of the letters. All in
    points. `opens`: a new line in the order of the file. `is_bare`: drawn in an invisible mode; `is_doubtful`: part of
    it is not seen; `is_again`: the same as another in its very place.
    """

    text: str
    x: float
    y: float
    turn: int
    size: float
    box: Box
    opens: bool
    is_hidden: bool = False
    is_bare: bool = False
    is_doubtful: bool = False
    is_again: bool = False


@dataclass(slots=True)
class PageText:
    """`whole`: the text as it comes without places; `pieces` make it up, else there are none."""

    whole: str
    pieces: list[Piece]


def read_page(page: Any) -> PageText:
    gathering = _Gathering(Sight(page))
    sight = gathering.sight
    whole = page.extract_text(
        visitor_operand_before=sight.before, visitor_operand_after=sight.after, visitor_text=gathering.take
    )
    gathering.cover()
    _mark_again(gathering.pieces)
    return PageText(whole or "", gathering.pieces)


def width(text: str, size: float) -> float:
    """About as wide as the text is printed."""
    return size * sum(0.52 if ord(sign) < 0x2000 else 1.0 for sign in text)


class _Gathering:
    """Takes the text as it is read; a place is where a piece begins, its length is reckoned."""

    def __init__(self, sight: Sight) -> None:
        self.sight = sight
        self.pieces: list[Piece] = []
        self._opens = True
        self._by_height: dict[int, list[Piece]] = {}

    def take(self, text: str, frame: Sequence[float], at: Sequence[float], _: object, size: float) -> None:
        self.cover()
        seen = self.sight.asked()
        a, b = at[0] * frame[0] + at[1] * frame[2], at[0] * frame[1] + at[1] * frame[3]
        c, d = at[2] * frame[0] + at[3] * frame[2], at[2] * frame[1] + at[3] * frame[3]
        x = at[4] * frame[0] + at[5] * frame[2] + frame[4]
        y = at[4] * frame[1] + at[5] * frame[3] + frame[5]
        turn, high = atan2(b, a), abs(size) * hypot(c, d)
        along, across = x * cos(turn) + y * sin(turn), y * cos(turn) - x * sin(turn)
        for number, piece in enumerate(re.split(r"[\r\n]", text)):
            self._opens = self._opens or number > 0
            if not piece:
                continue
            long = width(piece.strip(), high)
            ends = (x, x + long * cos(turn)), (y, y + long * sin(turn))
            box = Box(min(ends[0]), min(ends[1]), max(ends[0]), max(ends[1]) + 0.7 * high)
            hidden = seen.hidden or (seen.placed and long > 0 and not box.touches(self.sight.paper))
            self.pieces.append(
                Piece(
                    piece,
                    along,
                    across,
                    round(degrees(turn)),
                    high,
                    box,
                    self._opens,
                    hidden,
                    seen.bare,
                    seen.mixed,
                )
            )
            if not turn:
                self._by_height.setdefault(_step((box.low + box.high) / 2), []).append(self.pieces[-1])
            self._opens = False

    def cover(self) -> None:
        """What was filled meanwhile lies over all pieces before."""
        covers, self.sight.covers = self.sight.covers, []
        for one in covers:
            if one.high - one.low > LOWEST_COVER:
                for step in range(_step(one.low), _step(one.high) + 1):
                    self._cover(one, self._by_height.get(step, ()))

    def _cover(self, cover: Box, pieces: Iterable[Piece]) -> None:
        for piece in pieces:
            if piece.is_hidden:
                continue
            share = covered(piece.box, cover)
            piece.is_hidden = is_hidden(share)
            piece.is_doubtful = piece.is_doubtful or share > _PARTLY


def _step(height: float) -> int:
    return int(max(-MOST_STEPS, min(MOST_STEPS, height // STEP)))


def _mark_again(pieces: Sequence[Piece]) -> None:
    """What repeats another piece in its very place."""
    known: dict[str, list[Piece]] = {}
    for piece in pieces:
        alike = known.setdefault(piece.text, [])
        near = _SAME * piece.size
        piece.is_again = any(abs(one.x - piece.x) < near and abs(one.y - piece.y) < near for one in alike[-50:])
        alike.append(piece)
