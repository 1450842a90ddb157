"""Quotation marks that stand the wrong way round: a closing one, a few words, an opening one, and all else in pairs."""

from bisect import bisect_left
from collections.abc import Iterator

from pipeline.pattern import later

_OPENING, _CLOSING = "\u201c\u201d"
_MARK = later(f"[{_OPENING}{_CLOSING}]")
_REVERSED = later(f"{_CLOSING}[^{_OPENING}{_CLOSING}\u3002\uff1a:\n]{{1,20}}{_OPENING}")


def reversed_marks(text: str) -> Iterator[tuple[int, int]]:
    """From the closing mark to behind the opening one, where whole lines around them have nothing but pairs.

    What follows each mark is worked out once, from the end: by a pattern the time grows with the square of the text.
    """
    marks = [found.start() for found in _MARK.finditer(text)]
    odd, ends = _from_each(text, marks)
    start = 0
    while 0 <= start <= len(text):
        number = odd[bisect_left(marks, start)]
        found = _REVERSED.match(text, marks[number]) if number < len(marks) else None
        if found and ends[number + 2] >= 0:
            yield found.span()
            start = ends[number + 2]
        start = text.find("\n", start) + 1 or -1


def _from_each(text: str, marks: list[int]) -> tuple[list[int], list[int]]:
    """For each mark, and for the end of the text: the next one that begins no pair, when they are taken in pairs from
    there, and the last end of a line before that one and outside of the pairs, -1 where none is.
    """
    count = len(marks)
    odd, ends = list(range(count + 2)), [-1] * count + [len(text), -1]
    for number in range(count - 1, -1, -1):
        ends[number] = text.rfind("\n", marks[number - 1] + 1 if number else 0, marks[number])
        if number + 1 < count and text[marks[number]] == _OPENING and text[marks[number + 1]] == _CLOSING:
            odd[number] = odd[number + 2]
            ends[number] = max(ends[number], ends[number + 2])
    return odd, ends
