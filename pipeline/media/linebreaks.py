"""Where a line of Chinese may end: signs that begin no line, signs that end none, words and numbers that stay whole.

GB/T 15834-2011, 5.1: full stops, commas and their like and the second half of a pair begin no line; the first half of
a pair ends none; dashes and ellipses are not parted in the middle; signs that join begin no line.
"""

import re
from collections.abc import Iterator, Sequence

NO_START = frozenset("，。、；：？！）》」』】〕〉”’〗｝］〞·～–％‰℃°々ー,.;:?!)]}%>")
NO_END = frozenset("（《「『【〔〈“‘〖｛［〝￥$№([{<")
_WORD = r"[A-Za-z0-9\u00c0-\u024f](?:[A-Za-z0-9\u00c0-\u024f.,:'/@_&+?=#~%-]|[—–～](?=[0-9]))*"
_WIDE = r"[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+"
_ATOM = re.compile(_WORD + "|" + _WIDE + r"|[—…]+|\s|.[\u0300-\u036f\u20d0-\u20ff]*", re.DOTALL)


def break_lines(text: str, advances: Sequence[float], width: float, first: float = 0.0) -> list[tuple[int, int]]:
    """Lines as (start, end) in `text`, no wider than `width` pixels; the first is `first` narrower.

    `advances`: pixels of every sign. A break in the text ends a line; space at the ends of lines belongs to none.
    """
    lines: list[tuple[int, int]] = []
    start = 0
    for part in text.split("\n"):
        lines += _paragraph(text, start, start + len(part), advances, width, first if not lines else 0.0)
        start += len(part) + 1
    return lines


def _paragraph(
    text: str, start: int, end: int, advances: Sequence[float], width: float, first: float
) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    begun, used, room = start, 0.0, width - first
    for low, high in _groups(text, start, end, advances, width - first):
        taken = sum(advances[low:high])
        if used and used + taken > room and not text[low:high].isspace():
            lines.append(_trimmed(text, begun, low))
            begun, used, room = low, 0.0, width
        used += taken
    lines.append(_trimmed(text, begun, end))
    return [line for line in lines if line[0] < line[1]]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace() and text[start] != "\u3000":
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _groups(text: str, start: int, end: int, advances: Sequence[float], width: float) -> Iterator[tuple[int, int]]:
    """What may not be parted; only what is wider than a line is, sign by sign."""
    for low, high in _glued(text, start, end):
        if sum(advances[low:high]) <= width:
            yield low, high
        else:
            yield from _forced(text, low, high)


def _forced(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Sign by sign, but still none that begins no line, as long as one before it may come along."""
    begun = low
    for place in range(low + 1, high):
        joins = text[place] in NO_START or text[place - 1] in NO_END
        if not joins or place - begun >= 3:
            yield begun, place
            begun = place
    yield begun, high


def _glued(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    low, high = start, start
    for atom in _ATOM.finditer(text, start, end):
        if high > low and not (atom[0][0] in NO_START or text[high - 1] in NO_END):
            yield low, high
            low = atom.start()
        high = atom.end()
    if high > low:
        yield low, high
