"""Lines of a PDF page with the places where they stand: what makes a paragraph, a table, or a line of every page."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from pipeline.importing.accounting import form

COLUMN_GAP = 1.2
"""Of the size of the letters: two pieces further apart are two cells."""
FULL = 2.0
"""Letters: a line that ends nearer to the right edge of its page is full."""
INDENT = 0.7
"""Letters: a line that begins further in opens a paragraph."""
LARGER = 1.2
FEWEST_ROWS = 3
_OUTLINE = re.compile(
    "(?:[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}\u3001"
    "|[\uff08(][\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341]{1,3}[\uff09)]"
    "|\u7b2c[\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d\u5341\u767e]{1,5}[\u7ae0\u8282\u6761]"
    r"|\d{1,2}[.\uff0e\u3001])"
)
_ENDS = "\u3002\uff1b\uff1a\uff01\uff1f;:!?\u2026\u201d"
_WORD = re.compile(r"[!-~]+")
_DIGITS = re.compile(r"\d+")


@dataclass(slots=True)
class Line:
    """`cells`: its text, apart where it is far apart; `left`, `right`, `size`: in points, 0 where nothing is known."""

    cells: list[str] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    size: float = 0.0

    @property
    def text(self) -> str:
        return " ".join(self.cells)


def lines_of(page: Any) -> list[Line]:
    """Lines in the order of the page's text; without places where the pieces do not make up that text."""
    builder = _Builder()
    whole = page.extract_text(visitor_text=builder.take) or ""
    found = builder.lines()
    if form("".join(line.text for line in found)) == form(whole):
        return found
    return [Line([line.strip()]) for line in re.split(r"[\r\n]+", whole) if line.strip()]


class _Builder:
    """Takes the pieces of a page as they are read; a place is where a piece begins, its length is reckoned."""

    def __init__(self) -> None:
        self._lines = [Line()]
        self._is_apart = False

    def lines(self) -> list[Line]:
        return [line for line in self._lines if line.text.strip()]

    def take(self, text: str, frame: Sequence[float], at: Sequence[float], _: object, size: float) -> None:
        x = at[4] * frame[0] + at[5] * frame[2] + frame[4]
        height = abs(size * at[3] * frame[3]) or abs(size * at[1] * frame[1])
        for number, piece in enumerate(re.split(r"[\r\n]", text)):
            if number:
                self._lines.append(Line())
                self._is_apart = False
            self._add(piece, x, height)

    def _add(self, piece: str, x: float, size: float) -> None:
        line = self._lines[-1]
        if not piece.strip():
            self._is_apart = self._is_apart or bool(piece)
            return
        if not line.cells:
            line.cells, line.left, line.size = [piece.strip()], x, size
        elif x - line.right > COLUMN_GAP * size and x > line.left:
            line.cells.append(piece.strip())
        else:
            apart = self._is_apart or piece[0].isspace()
            line.cells[-1] += _joint(line.cells[-1], piece.strip(), apart) + piece.strip()
        line.right = x + width(piece.rstrip(), size)
        line.size = max(line.size, size)
        self._is_apart = piece[-1].isspace()


def width(text: str, size: float) -> float:
    """About as wide as the text is printed."""
    return size * sum(0.52 if ord(sign) < 0x2000 else 1.0 for sign in text)


def _joint(before: str, after: str, is_apart: bool) -> str:
    """A space between two words of letters; around Chinese it is the typesetter's."""
    return " " if is_apart and before[-1:].isascii() and after[:1].isascii() else ""


def repeated(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """First and last lines that half of the pages share, numbers aside: headers and footers."""
    edges = Counter(key for lines in pages for key in {masked(line) for line in (*lines[:1], *lines[-1:])})
    return frozenset(key for key, number in edges.items() if number >= max(2, len(pages) / 2))


def masked(line: Line) -> str:
    return _DIGITS.sub("0", form(line.text))


def joined(pages: Iterable[Sequence[Line]]) -> list[str | list[list[str]]]:
    """Paragraphs, and tables by their rows."""
    found: list[str | list[list[str]]] = []
    before: tuple[_Page, Line] | None = None
    for lines in pages:
        page = _Page(lines)
        rows = page.tables()
        for number, line in enumerate(lines):
            last = found[-1] if found else ""
            if number in rows:
                if isinstance(last, list) and number - 1 in rows:
                    last.append(line.cells)
                else:
                    found.append([line.cells])
                before = None
                continue
            if before and isinstance(last, str) and before[0].goes_on(before[1], line) and page.may_follow(line):
                found[-1] = last + _joint(last, line.text, True) + line.text
            else:
                found.append(line.text)
            before = page, line
    return found


class _Page:
    """What is usual on a page: its edges and the size of its letters."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._right = max((line.right for line in lines), default=0.0)
        wide = [line for line in lines if line.right - line.left > 0.5 * self._right] or list(lines)
        self._left = min((line.left for line in wide), default=0.0)
        self._longest = max((width(line.text, 1.0) for line in lines), default=0.0)
        sizes = Counter(round(line.size, 1) for line in lines for _ in line.text)
        self._size = sizes.most_common(1)[0][0] if sizes else 0.0
        self._is_indented = any(INDENT < (line.left - self._left) / (line.size or 1.0) < 4 for line in wide)

    def may_follow(self, line: Line) -> bool:
        """Whether the line does not look like the first of a paragraph."""
        is_centred = line.size > self._size * LARGER
        return not _OUTLINE.match(line.text) and (is_centred or line.left - self._left <= INDENT * line.size)

    def goes_on(self, line: Line, below: Line) -> bool:
        """A full line, unless it ends a sentence where paragraphs are not told by their first lines. What has no room
        for the first word of the next line is full.
        """
        is_end = line.text[-1] in _ENDS
        if abs(line.size - below.size) > 1:
            return False
        if line.size > self._size * LARGER > 0:
            return not is_end
        if not line.size:
            return width(line.text, 1.0) >= 0.85 * self._longest > 8 and not is_end
        word = _WORD.match(below.text)
        room = FULL * line.size + (width(word[0], line.size) if word else 0.0)
        is_full = self._right - line.right <= room and line.right - line.left > 8 * line.size
        return is_full and (self._is_indented or not is_end)

    def tables(self) -> frozenset[int]:
        """Numbers of lines that make tables: three or more of as many cells, one below the other."""
        rows: set[int] = set()
        run = [0] if self._lines else []
        for number, (above, line) in enumerate(pairwise(self._lines), 1):
            if len(line.cells) != len(above.cells):
                rows |= self._rows(run)
                run = []
            run.append(number)
        return frozenset(rows | self._rows(run))

    def _rows(self, run: list[int]) -> set[int]:
        is_table = len(run) >= FEWEST_ROWS and len(self._lines[run[0]].cells) > 1
        return set(run) if is_table else set()
