"""Runs of numbers in a text, such as the points of a report: which number is missing, repeated or out of order.

A run belongs to one style of numbering. Styles nest as they appear: a number of a style that is open closes every run
that was opened after it. A run may begin anew at one, beside or inside another of its own style.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from pipeline.outline import NUMERAL

MOST_GAPS = 2
"""Numbers left out in a statute; more are an abridged text, not slips."""
LONGEST_GAP = 5
"""Numbers; a wider gap is no slip: the text counts something else."""
_ONES = {character: value for value, character in enumerate(NUMERAL[:9], 1)}
_TEN, _HUNDRED = NUMERAL[9], NUMERAL[10]


class Marker(NamedTuple):
    """A number as it stands: `style` names its form, `start` and `end` are offsets, `block` counts lines of the text.

    A marker without style is a heading without number: numbering may go on below it or begin anew.
    """

    style: str
    number: int
    start: int
    end: int
    block: int


class Slip(StrEnum):
    MISSING = "missing"
    REPEATED = "repeated"
    DISORDER = "disorder"
    NO_FIRST = "no-first"


@dataclass(frozen=True, slots=True)
class Fault:
    """`marker` is where it shows, `before` the number of the run before it; `missing` the numbers left out."""

    slip: Slip
    marker: Marker
    before: Marker
    missing: tuple[int, ...] = ()


@dataclass(slots=True)
class _Run:
    """`open_start`: it need not begin at one, because nothing says where its beginning is."""

    open_start: bool
    members: list[Marker] = field(default_factory=list)

    @property
    def last(self) -> Marker:
        return self.members[-1]


HasFirst = Callable[[str, int, int], bool]
"""(style, start, end): whether the first point may stand between the offsets in a form that is no marker."""


@lru_cache(maxsize=1000)
def numeral(text: str) -> int:
    """The value of a Chinese numeral below two hundred, 0 when it is none."""
    if text.isdigit():
        return int(text)
    total, ones = 0, 0
    for character in text:
        if character in _ONES:
            ones = _ONES[character]
        elif character in (_TEN, _HUNDRED):
            total, ones = total + (ones or 1) * (10 if character == _TEN else 100), 0
    return total + ones


def doubtful(points: Sequence[tuple[str, int] | Marker], statute: Collection[str]) -> list[slice]:
    """The stretches beside which `faults_of` is sure to find nothing, so that it need only be asked about each of them.
    Style and number of the points are enough to tell.

    Sound is what continues the last run of its style, or begins one at one. A stretch lies between two points of a
    statute; it is the whole where these are not sound themselves, or where a heading without number stands.
    """
    found: list[slice] = []
    last: dict[str, int] = {}
    open_styles: list[str] = []
    start, sound = 0, True
    for place, (style, number, *_) in enumerate(points):
        if style in statute:
            gap = number - last.get(style, number - 1)
            if number > 1 and (not gap or 1 < gap <= LONGEST_GAP + 1):
                return [slice(0, len(points))]
            open_styles.clear()
            found += () if sound else [slice(start, place)]
            start, sound = place + 1, True
        elif not style:
            return [slice(0, len(points))]
        elif style in open_styles:
            del open_styles[open_styles.index(style) + 1 :]
            sound &= number == last[style] + 1 or number == 1 != last[style]
        else:
            open_styles.append(style)
            sound &= number != 2
        last[style] = number
    return found if sound else [*found, slice(start, len(points))]


def faults_of(markers: Iterable[Marker], has_first: HasFirst, statute: Collection[str] = ()) -> list[Fault]:
    """Faults in the order of the text. No style closes a run of the `statute` styles (chapters, articles), and a lower
    number begins another statute, whose beginning may not be here.
    """
    outline = _Outline(has_first)
    apart: dict[str, _Outline] = {}
    for marker in markers:
        if marker.style in statute:
            outline.close()
            if marker.style not in apart:
                apart[marker.style] = _Outline(has_first, anew=True)
            apart[marker.style].take(marker)
        else:
            outline.take(marker)
    found = [fault for run in outline.runs for fault in _judged(run)] + list(outline.begun_twice())
    for each in apart.values():
        for run in each.runs:
            slips = list(_judged(run))
            found += slips if sum(len(slip.missing) for slip in slips) <= MOST_GAPS else []
    return sorted(found, key=lambda fault: fault.marker.start)


class _Outline:
    """The runs open at a point of the text, outermost style first."""

    def __init__(self, has_first: HasFirst, *, anew: bool = False) -> None:
        self.runs: list[_Run] = []
        self._anew = anew
        self._open: dict[str, list[_Run]] = {}
        self._has_first = has_first
        self._after_heading = False
        self._innermost = ""
        self._twice: list[tuple[_Run, _Run]] = []

    def close(self) -> None:
        self._open.clear()
        self._innermost = ""

    def take(self, marker: Marker) -> None:
        if not marker.style:
            self.close()
            self._after_heading = True
            return
        siblings = self._open[marker.style] if marker.style == self._innermost else self._close_above(marker.style)
        if siblings and siblings[-1].members[-1].number + 1 == marker.number:
            siblings[-1].members.append(marker)
        else:
            self._run_for(marker, siblings).members.append(marker)

    def _close_above(self, style: str) -> list[_Run]:
        if style in self._open:
            for deeper in list(self._open)[list(self._open).index(style) + 1 :]:
                del self._open[deeper]
        self._innermost = style
        return self._open.setdefault(style, [])

    def _run_for(self, marker: Marker, siblings: list[_Run]) -> _Run:
        for place in range(len(siblings) - 1, -1, -1):
            if siblings[place].last.number + 1 == marker.number:
                del siblings[place + 1 :]
                return siblings[place]
            if len(siblings[place].members) == 1:
                # a single point is no run within another: this is where the next one is missing
                break
        if not siblings or self._begins(marker, siblings[-1]):
            return self._begin(marker, siblings)
        return siblings[-1]

    def _begins(self, marker: Marker, run: _Run) -> bool:
        gap = marker.number - run.last.number
        if marker.number <= 1 or gap > LONGEST_GAP + 1 or (self._anew and gap < 0):
            return True
        return self._has_first(marker.style, run.last.end, marker.start)

    def _begin(self, marker: Marker, siblings: list[_Run]) -> _Run:
        known = marker.number != 2 or not (self._after_heading or self._has_first(marker.style, 0, marker.start))
        run = _Run(open_start=self._anew or not known)
        self._after_heading = False
        if siblings:
            self._twice.append((siblings[-1], run))
            # a run inside a point of another, in the same paragraph, may hand back to it
            siblings[:] = [siblings[-1], run] if siblings[-1].last.block == marker.block else [run]
        else:
            siblings.append(run)
        self.runs.append(run)
        return run

    def begun_twice(self) -> Iterator[Fault]:
        """A run that never came beyond one, and another right after it that begins at one again."""
        for earlier, later in self._twice:
            first, again = earlier.members[0], later.members[0]
            if len(earlier.members) == 1 and first.number == again.number == 1 and again.block - first.block <= 1:
                yield Fault(Slip.REPEATED, again, first)


def _judged(run: _Run) -> Iterator[Fault]:
    first = run.members[0]
    if not run.open_start and first.number == 2 and len(run.members) > 1:
        yield Fault(Slip.NO_FIRST, first, first, (1,))
    if run.last.number - first.number == len(run.members) - 1 and _follow(run.members):
        return
    seen = {first.number}
    numbers = {marker.number for marker in run.members}
    jumped = 0
    for before, marker in zip(run.members, run.members[1:], strict=False):
        number, told = marker.number, jumped
        jumped = 0
        if number == told:
            pass  # it is the one before that bears a wrong number, which is told
        elif number in seen:
            yield Fault(Slip.REPEATED, marker, next(m for m in run.members if m.number == number))
        elif number < before.number:
            yield Fault(Slip.DISORDER, marker, before)
        else:
            missing = tuple(n for n in range(before.number + 1, number) if n not in numbers)
            if missing:
                jumped = number if len(missing) == 1 else 0
                yield Fault(Slip.MISSING, marker, before, missing)
        seen.add(number)


def _follow(members: Sequence[Marker]) -> bool:
    return all(marker.number == number for number, marker in enumerate(members, members[0].number))
