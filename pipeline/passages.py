"""The texts of an item that its editor wrote, and where each piece of them stands in the source."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from itertools import repeat
from pathlib import Path

from pipeline.check import MOST_ASKED, CheckedItem, Inspected
from pipeline.files import read_whole
from pipeline.finding import Location
from pipeline.lazy import lazy
from pipeline.pattern import later
from pipeline.prose import LEAST, Place
from pipeline.signs import ANY, DECIMALS, UNKNOWN, sign

PREFILTER = True
"""Whether signs of what may be found are looked for first; without it checks tell the same, later."""
_DIGIT = later(r"\d").search
_DIGITS = "0123456789\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"
_DECIMAL = sign((DECIMALS, ANY))
_MARKS = "*_#>|\\`~[]"
_DROPPED = later(rf"[\s{re.escape(_MARKS)}]+")
"""White space and marks of Markdown."""
_WIDTHS = (12, 5, 2, 0)
_AROUND = ((12, 12), (12, 5), (5, 12))
"""Characters before and behind a piece that are looked for with it; there may be marks of Markdown among them."""
_TRIED = 3


@dataclass(frozen=True, eq=False)
class Passage:
    """One text: the body (plain, one line a block), or a field of the header with its place there."""

    item: CheckedItem
    text: str
    field: Place = ()
    signs: int = UNKNOWN

    @lazy
    def digits(self) -> bool:
        """Whether an Arabic numeral may stand in it; most of what checks look for has one."""
        known = self.signs != UNKNOWN or not PREFILTER
        return self.may(_DECIMAL) if known else _DIGIT(self.text) is not None

    def may(self, sign: int) -> bool:
        """Whether it may have one of the pairs of a sign; see `signs`."""
        return bool(self.signs & sign)

    def at(self, site: Inspected, start: int, end: int, text: str | None = None) -> Location:
        """Where `text[start:end]` stands in the source; `text` is the passage unless a variant of it was looked at."""
        place = self.item.at(*(self.field or ("body",)))
        source = _source(self.item, site.content)
        found = _find(source, place.line, self.text if text is None else text, start, end)
        return Location(place.path, *found) if found else place


@lru_cache(maxsize=MOST_ASKED)
def passages(item: CheckedItem) -> tuple[Passage, ...]:
    """The fields of the header that hold prose, in their order, then the body."""
    signs = item.signs if PREFILTER and item.signs else repeat(UNKNOWN)
    return tuple(Passage(item, text, place, told) for (place, text), told in zip(item.prose, signs, strict=False))


def excerpt(text: str, start: int, end: int, around: int = 8) -> str:
    """The piece with a little of its own line on either side, for a message; no end of a cut number, which may be a
    person's.
    """
    before = text[max(0, start - around) : start].rpartition("\n")[2]
    after = text[end : end + around].partition("\n")[0]
    if start > around and text[start - around - 1].isdigit():
        before = before.lstrip(_DIGITS)
    if text[end + around : end + around + 1].isdigit():
        after = after.rstrip(_DIGITS)
    return before + text[start:end] + after


@lru_cache(maxsize=MOST_ASKED)
def _source(item: CheckedItem, content: Path) -> str:
    """As it is now: each inspection of the same process has items of its own."""
    try:
        text = read_whole(f"{content}/{item.row.path}.md").decode().removeprefix("\ufeff")
    except (OSError, UnicodeDecodeError):
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _find(source: str, first_line: int, text: str, start: int, end: int) -> tuple[int, int] | None:
    """(line, column) of the piece, looked for from `first_line` on without white space and marks of Markdown."""
    while start < end and text[start].isspace():
        start += 1
    offset = _alone(source, first_line, text, start, end)
    if offset >= 0:
        return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)
    below, kept = _below(source, first_line)
    for width in _WIDTHS:
        left = _squeezed(text[max(0, start - width) : start])
        piece = _squeezed(text[start : end + width])
        needle = left + piece
        before = (_squeezed(text[:start]) + piece[:-1]).count(needle) if piece else -1
        position = _nth(kept, needle, before) if before >= 0 else -1
        if position >= 0:
            pieces = (_DROPPED.split(text[start:stop], maxsplit=1)[0] for stop in (end + width, end))
            offset = _offset(below, position + len(left), *pieces)
            return first_line + below.count("\n", 0, offset), offset - below.rfind("\n", 0, offset)
    return _unescaped(source.split("\n"), first_line, text[start:end])


def _alone(source: str, first_line: int, text: str, start: int, end: int) -> int:
    """Offset in the source of a piece that stands there, with all around it, as it reads and but once; else -1."""
    line, right = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    right = len(text) if right < 0 else right
    first = _start_of(source, first_line)
    for before, behind in _AROUND:
        left = max(line, start - before)
        needle = text[left : min(right, end + behind)]
        if len(needle) >= LEAST and text.count(needle) == 1:
            found = source.find(needle, first)
            if found >= 0:
                return found + start - left if source.find(needle, found + 1) < 0 else -1
    return -1


def _start_of(source: str, line: int) -> int:
    start = 0
    for _ in range(line - 1):
        start = source.find("\n", start) + 1 or len(source)
    return start


@lru_cache(maxsize=4)
def _below(source: str, first_line: int) -> tuple[str, str]:
    """The source from a line on, and the same without what is dropped: one item may have many findings."""
    below = source[_start_of(source, first_line) :]
    return below, _squeezed(below)


def _offset(text: str, position: int, *pieces: str) -> int:
    """Where a piece stands that is at `position` once all is dropped: most often where it is first written."""
    for piece in filter(None, pieces):
        first = text.find(piece)
        for _ in range(_TRIED):
            if first < 0:
                break
            if len(_squeezed(text[:first])) == position:
                return first
            first = text.find(piece, first + 1)
    return _unsqueezed(text, position)


def _squeezed(text: str) -> str:
    text = "".join(text.split())
    for mark in _MARKS:
        if mark in text:
            text = text.replace(mark, "")
    return text


def _unsqueezed(text: str, position: int) -> int:
    """Where the character stands in the text that is at `position` once all is dropped."""
    kept = end = 0
    for gap in _DROPPED.finditer(text):
        if kept + gap.start() - end > position:
            break
        kept, end = kept + gap.start() - end, gap.end()
    return end + position - kept


def _nth(text: str, needle: str, number: int) -> int:
    """Where the needle stands after `number` others, else the last one, else -1."""
    position = text.find(needle)
    for _ in range(number):
        later = text.find(needle, position + 1)
        if later < 0:
            break
        position = later
    return position


def _unescaped(lines: list[str], first_line: int, piece: str) -> tuple[int, int] | None:
    """The line of what was written with character references."""
    for number, line in enumerate(lines[first_line - 1 :], first_line):
        if "&" in line and piece in unescape(line):
            return number, 1
    return None
