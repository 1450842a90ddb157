"""Lines of a PDF page with the places where they stand: what makes a paragraph, a table, or a line of every page."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pipeline.importing.accounting import form
from pipeline.importing.pdf_pieces import PageText, Piece, width

COLUMN_GAP = 1.2
"""Of the size of the letters: two pieces further apart are two cells."""
FULL = 2.0
"""Letters: a line that ends nearer to the right edge of its page is full."""
INDENT = 0.7
"""Letters: a line that begins further in opens a paragraph."""
LARGER = 1.2
APART = 3.0
"""Letters: a line further below the one before opens a paragraph."""
FEWEST_ROWS = 3
SAME_LINE = 0.2
"""Of the size of the letters: pieces whose height differs by less stand on one line."""
MOST_EDGES = 3
"""Lines that a header or a footer may have."""
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
    """`cells`: its text, apart where it is far apart; `left`, `right`, `size`: in points, 0 where nothing is known;
    `base`: how high it stands, in a page turned by `turn` degrees.
    """

    cells: list[str] = field(default_factory=list)
    left: float = 0.0
    right: float = 0.0
    size: float = 0.0
    base: float = 0.0
    turn: int = 0

    @property
    def text(self) -> str:
        return " ".join(self.cells)


def lines_of(told: PageText) -> list[Line]:
    """Lines in the order of the page's text; without places where the pieces do not make up that text."""
    if form("".join(piece.text for piece in told.pieces)) != form(told.whole):
        return [Line([line.strip()]) for line in re.split(r"[\r\n]+", told.whole) if line.strip()]
    builder = _Builder()
    for piece in told.pieces:
        builder.take(piece)
    return [line for line in builder.lines if line.text.strip()]


class _Builder:
    """Pieces become lines: a piece goes on with the line that stands as high and ends before it."""

    def __init__(self) -> None:
        self.lines = [Line()]
        self._is_apart = False

    def take(self, piece: Piece) -> None:
        if piece.is_hidden or piece.is_again:
            return
        line, text = self.lines[-1], piece.text.strip()
        if piece.opens and line.cells and not _goes_on(line, piece):
            line = Line()
            self.lines.append(line)
            self._is_apart = False
        if not text:
            self._is_apart = True
            return
        if not line.cells:
            line.cells, line.left, line.size = [text], piece.x, piece.size
            line.base, line.turn = piece.y, piece.turn
        elif piece.x - line.right > COLUMN_GAP * piece.size and piece.x > line.left:
            line.cells.append(text)
        else:
            apart = self._is_apart or piece.text[0].isspace()
            line.cells[-1] += _joint(line.cells[-1], text, apart) + text
        line.right = piece.x + width(piece.text.rstrip(), piece.size)
        line.size = max(line.size, piece.size)
        self._is_apart = piece.text[-1].isspace()


def _goes_on(line: Line, piece: Piece) -> bool:
    """Whether a piece that opens a line in the file stands on the line before all the same."""
    near = piece.turn == line.turn and abs(piece.y - line.base) < SAME_LINE * piece.size
    return near and piece.x > line.right - 0.5 * piece.size


def _joint(before: str, after: str, is_apart: bool) -> str:
    """A space between two words of letters; around Chinese it is the typesetter's."""
    return " " if is_apart and before[-1:].isascii() and after[:1].isascii() else ""


def repeated(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """First and last lines that half of the pages share, but for the number of the page: headers and footers."""
    edges = Counter(
        key
        for page, lines in enumerate(pages)
        for key in {key for line in (*lines[:1], *lines[-1:]) for key in keys(line, page)}
    )
    return frozenset(key for key, number in edges.items() if number >= max(2, len(pages) / 2))


def keys(line: Line, page: int) -> frozenset[str]:
    """The line as it is, and with each of its numbers as far from the number of its page."""
    text = form(line.text)
    numbers = [found for found in _DIGITS.finditer(text) if len(found[0]) < 6]
    paged = (f"{text[: one.start()]}<{int(one[0]) - page}>{text[one.end() :]}" for one in numbers)
    return frozenset((text, *paged))


def joined(pages: Iterable[Sequence[Line]]) -> list[str | list[list[str]]]:
    """Paragraphs, and tables by their rows."""
    found: list[str | list[list[str]]] = []
    before: tuple[_Page, Line] | None = None
    for lines in (column for page in pages for column in columns(page)):
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
            apart = before and before[0] is page and before[1].base - line.base > APART * line.size
            if (
                before
                and not apart
                and isinstance(last, str)
                and before[0].goes_on(before[1], line)
                and page.may_follow(line)
            ):
                found[-1] = last + _joint(last, line.text, True) + line.text
            else:
                found.append(line.text)
            before = page, line
    return found


def columns(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    """The lines of a page up to where the text begins again higher up, or in another direction."""
    begin = 0
    for number, (above, line) in enumerate(pairwise(lines), 1):
        if line.turn != above.turn or line.base > above.base + 2 * line.size > 0:
            yield lines[begin:number]
            begin = number
    yield lines[begin:]


def is_disordered(lines: Sequence[Line]) -> bool:
    """Whether the file gives lines again above others of their own column: it may tell them in another order."""
    pairs = ((above[-1], line[0]) for above, line in pairwise(columns(lines)) if above and line)
    return any(
        line.turn == above.turn and line.base > above.base and line.left < above.right and above.left < line.right
        for above, line in pairs
    )


class _Page:
    """What is usual on a page or in a column of it: its edges and the size of its letters."""

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
