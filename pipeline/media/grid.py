"""A table in a picture: columns as wide as their text asks for, rows as high as their cells; what is too narrow to read
becomes a list of cells under the names of their columns.
"""

import re
from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

from pipeline.media.canvas import Box, Style, laid, space, text_boxes, write
from pipeline.media.palette import Palette
from pipeline.media.typeface import Typefaces
from pipeline.media.wording import NAMED

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

SIZE, PAD = 28, 12
NARROWEST = 4 * SIZE + 2 * PAD
WIDEST_WISH = 24
"""Signs: a longer cell asks for no more room than one of so many."""
TALLEST_ROW = 2400

_WORD = re.compile(r"[!-~]+")
Rows = Sequence[Sequence[str]]


def table_boxes(rows: Rows, x: int, width: int, faces: Typefaces, colours: Palette) -> list[Box]:
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        return []
    widths = _widths(filled, width, faces)
    if widths is None:
        return _listed(filled, x, width, faces, colours)
    boxes = [_row(row, widths, x, faces, colours, number == 0) for number, row in enumerate(filled)]
    if max(box.height for box in boxes) > TALLEST_ROW:
        return _listed(filled, x, width, faces, colours)
    return boxes


def _widths(rows: Rows, width: int, faces: Typefaces) -> list[int] | None:
    """Pixels of each column, none narrower than its longest word or number; None when there is no room for that."""
    columns = [[row[n] for row in rows if n < len(row)] for n in range(max(map(len, rows)))]
    least = [max(NARROWEST, *(_longest_word(cell, faces) + 2 * PAD for cell in column)) for column in columns]
    if sum(least) > width:
        return None
    wishes = [max(min(max(map(len, column)), WIDEST_WISH), 2) for column in columns]
    spare = width - sum(least)
    widths = [own + spare * wish // sum(wishes) for own, wish in zip(least, wishes, strict=True)]
    return [*widths[:-1], width - sum(widths[:-1])]


def _longest_word(cell: str, faces: Typefaces) -> int:
    return max((ceil(sum(faces.bold.advance(sign, SIZE) for sign in word)) for word in _WORD.findall(cell)), default=0)


def _row(cells: Sequence[str], widths: list[int], x: int, faces: Typefaces, colours: Palette, head: bool) -> Box:
    """A row with fewer cells than columns gives its last one the rest of the width."""
    own = [*widths[: len(cells) - 1], sum(widths[len(cells) - 1 :])] if cells else widths
    style = Style(SIZE, colours.deep if head else colours.ink, head, 1.45)
    lines = [laid([(cell, head)], style, room - 2 * PAD, faces) for cell, room in zip(cells, own, strict=True)]
    height = max((len(cell) for cell in lines), default=1) * style.height + 2 * PAD

    def paint(draw: "ImageDraw", image: "Image", top: int) -> None:
        left = x
        for room, cell in zip(own, lines, strict=True):
            fill = colours.tint if head else colours.paper
            draw.rectangle((left, top, left + room, top + height), outline=colours.line, fill=fill)
            for number, line in enumerate(cell):
                write(draw, line, left + PAD, top + PAD + number * style.height, style, faces)
            left += room

    return Box(height, paint, "\n".join("".join(line.text for line in cell) for cell in lines))


def _listed(rows: Rows, x: int, width: int, faces: Typefaces, colours: Palette) -> list[Box]:
    style = Style(SIZE + 2, colours.ink)
    boxes: list[Box] = []
    head, *rest = rows
    for row in rest or [head]:
        names = head if rest and len(head) == len(row) else [""] * len(row)
        for name, cell in zip(names, row, strict=True):
            if cell.strip():
                spans = [(NAMED.format(name=name) if name else "", True), (cell, False)]
                boxes += text_boxes(spans, style, x, width, faces)
        boxes.append(space(16))
    return boxes
