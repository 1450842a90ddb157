"""Which words of a PDF page its reader sees: followed through the drawing of the page, operator by operator
(ISO 32000-1, 8 and 9). In doubt a word is seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

INVISIBLE = frozenset({3, 7})
"""Modes of drawing text that leave nothing on the paper."""
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
_FILLS = frozenset({b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"})
_ENDS = _FILLS | {b"n", b"S", b"s"}
_POINTS = {b"m": 1, b"l": 1, b"c": 3, b"v": 2, b"y": 2}
_COLOURS = {b"g": "/DeviceGray", b"rg": "/DeviceRGB", b"k": "/DeviceCMYK"}
_GREYS = frozenset({"/DeviceGray", "/CalGray"})
_SHARE = 0.8
"""Of a piece's width; with so much of it covered it is not seen."""


class Box(NamedTuple):
    """In points, from the lower left."""

    left: float
    low: float
    right: float
    high: float

    def touches(self, other: "Box") -> bool:
        return self.left < other.right and other.left < self.right and self.low < other.high and other.low < self.high

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.low <= y <= self.high


@dataclass(frozen=True, slots=True)
class _State:
    """What `q` keeps: `solid`, nothing shines through what is filled."""

    white: bool = False
    mode: int = 0
    solid: bool = True
    space: str = "/DeviceGray"


class Seen(NamedTuple):
    """How the text stands that was shown since one asked last: `hidden`, none of it is seen; `mixed`, some is not;
    `bare`, it is drawn in an invisible mode; `placed`, its place on the page is known.
    """

    hidden: bool
    mixed: bool
    bare: bool
    placed: bool


class Sight:
    """Told of every operator before it works. Within drawings of their own (`Do`) places are not known."""

    def __init__(self, page: Any) -> None:
        box = page.cropbox
        self.paper = Box(*map(float, (box.left, box.bottom, box.right, box.top)))
        resources = page.get("/Resources")
        states = resources.get_object().get("/ExtGState") if resources is not None else None
        self._named = states.get_object() if states is not None else {}
        self._state = _State()
        self._kept: list[_State] = []
        self._within: list[_State] = []
        self._path: list[tuple[float, float]] = []
        self._grounds: list[Box] = []
        self._ground_known = True
        self._shown: list[tuple[bool, bool]] = []
        self._is_placed = True
        self._is_showing = False
        self.covers: list[Box] = []
        """Rectangles filled since one asked last: what lies below them is not seen."""

    def before(self, operator: bytes, operands: Sequence[Any], frame: Sequence[float], at: Sequence[float]) -> None:
        self._is_showing = operator in _SHOWS
        if self._is_showing:
            self._show(_times(at, frame))
        elif operator == b"q":
            self._kept.append(self._state)
        elif operator == b"Q":
            self._state = self._kept.pop() if self._kept else self._state
        elif operator == b"Do":
            self._draw(frame)
        elif operator in _ENDS:
            self._end(operator)
        elif operator in _POINTS or operator == b"re":
            self._go(operator, operands, frame)
        else:
            self._set(operator, operands)

    def after(self, operator: bytes, *_: Any) -> None:
        if operator == b"Do" and self._within:
            self._state = self._within.pop()
        self._is_showing = False

    def asked(self) -> Seen:
        """Of the text shown since it was asked last; while an operator shows text, of what came before it."""
        count = len(self._shown) - 1 if self._is_showing and len(self._shown) > 1 else len(self._shown)
        shown = self._shown[:count]
        self._shown = self._shown[-1:] if self._is_showing else []
        hidden, bare = [one for one, _ in shown], [one for _, one in shown]
        return Seen(
            bool(hidden) and all(hidden), any(hidden) and not all(hidden), bool(bare) and all(bare), self._is_placed
        )

    def _show(self, place: Sequence[float]) -> None:
        x, y = place[4], place[5]
        bare = self._state.mode in INVISIBLE
        known = not self._within
        white = known and self._state.white and self._ground_known and not any(box.holds(x, y) for box in self._grounds)
        self._shown.append((bare or white, bare))
        self._is_placed = known

    def _draw(self, frame: Sequence[float]) -> None:
        """A picture fills the unit square; a drawing of its own may fill anything."""
        box = _box([_moved(frame, x, y) for x in (0.0, 1.0) for y in (0.0, 1.0)])
        if box.right - box.left > 3 and box.high - box.low > 3:
            self._grounds.append(box)
        else:
            self._ground_known = False
        self._within.append(self._state)

    def _go(self, operator: bytes, operands: Sequence[Any], frame: Sequence[float]) -> None:
        numbers = [float(one) for one in operands if isinstance(one, int | float)]
        if operator == b"re" and len(numbers) == 4:
            x, y, wide, high = numbers
            self._path += [_moved(frame, *one) for one in ((x, y), (x + wide, y), (x + wide, y + high), (x, y + high))]
        elif operator != b"re" and len(numbers) == 2 * _POINTS[operator]:
            self._path += [_moved(frame, *numbers[n : n + 2]) for n in range(0, len(numbers), 2)]

    def _end(self, operator: bytes) -> None:
        path, self._path = self._path, []
        if operator not in _FILLS or not path or self._within:
            return
        box = _box(path)
        if not self._state.white:
            self._grounds.append(box)
        corners = {(round(x, 1), round(y, 1)) for x, y in path}
        edges = len({x for x, _ in corners}) == 2 == len({y for _, y in corners})
        if edges and len(corners) == 4 and self._state.solid:
            self.covers.append(box)

    def _set(self, operator: bytes, operands: Sequence[Any]) -> None:
        if operator == b"Tr" and operands:
            self._state = replace(self._state, mode=int(operands[0]))
        elif operator in _COLOURS:
            self._state = replace(self._state, space=_COLOURS[operator])
            self._colour(operands)
        elif operator == b"cs" and operands:
            self._state = replace(self._state, space=str(operands[0]), white=False)
        elif operator in (b"sc", b"scn"):
            self._colour(operands)
        elif operator == b"gs" and operands:
            held = self._named.get(operands[0]) if not self._within else None
            given = held.get_object() if held is not None else {}
            solid = float(given.get("/ca", 1)) >= 1 and given.get("/BM", "/Normal") in ("/Normal", "/Compatible")
            self._state = replace(self._state, solid=solid)
        elif operator == b"sh":
            self._ground_known = False

    def _colour(self, operands: Sequence[Any]) -> None:
        """White where the numbers say so whatever the space of colours is."""
        numbers = [float(one) for one in operands if isinstance(one, int | float)]
        if len(numbers) == 4:
            white = not any(numbers)
        elif len(numbers) == 3 or self._state.space in _GREYS:
            white = bool(numbers) and all(number >= 1 for number in numbers)
        else:
            white = False
        self._state = replace(self._state, white=white and len(numbers) == len(operands))


def covered(box: Box, cover: Box) -> float:
    """How much of the width of a piece lies below a rectangle, 0 to 1."""
    middle = (box.low + box.high) / 2
    if not cover.low <= middle <= cover.high or cover.high - cover.low < 0.5 * (box.high - box.low):
        return 0.0
    return max(0.0, min(box.right, cover.right) - max(box.left, cover.left)) / max(box.right - box.left, 0.1)


def is_hidden(share: float) -> bool:
    return share >= _SHARE


def _times(at: Sequence[float], frame: Sequence[float]) -> list[float]:
    """The product of two matrices of six numbers."""
    a, b, c, d, e, f = at
    k, m, n, p, q, r = frame
    return [a * k + b * n, a * m + b * p, c * k + d * n, c * m + d * p, e * k + f * n + q, e * m + f * p + r]


def _moved(frame: Sequence[float], x: float, y: float) -> tuple[float, float]:
    return x * frame[0] + y * frame[2] + frame[4], x * frame[1] + y * frame[3] + frame[5]


def _box(points: Sequence[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(up), max(across), max(up))
