"""Boxes that are stacked into a picture: each knows its height before anything is painted, so nothing is cut."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from pipeline.media.linebreaks import break_lines
from pipeline.media.typeface import Typefaces, font, shown

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""


class Style(NamedTuple):
    """`size` in pixels, `lead` the height of a line in sizes, `indent` of a first line in sizes."""

    size: int
    colour: str
    strong: bool = False
    lead: float = 1.6
    indent: int = 0

    @property
    def height(self) -> int:
        return round(self.size * self.lead)


class Piece(NamedTuple):
    """Text of one weight at a place on its line."""

    x: float
    text: str
    strong: bool


class Line(NamedTuple):
    pieces: tuple[Piece, ...]
    width: float

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


Paint = Callable[["ImageDraw", "Image", int], None]


@dataclass(frozen=True, slots=True)
class Box:
    """`paint` draws it with its top at a height; `text` is what it says; `stays` keeps it with the box below."""

    height: int
    paint: Paint
    text: str = ""
    stays: bool = False


def space(height: int) -> Box:
    return Box(height, lambda draw, image, top: None)


def laid(
    spans: Iterable[tuple[str, bool]], style: Style, width: float, faces: Typefaces, first: float | None = None
) -> list[Line]:
    """The lines of a text whose spans are (text, strong)."""
    measured = _measured(spans, style, faces)
    indent = style.indent * style.size if first is None else first
    ranges = break_lines(measured.text, measured.advances, width, indent)
    return [_line(*measured, start, end, 0.0 if number else indent) for number, (start, end) in enumerate(ranges)]


class _Measured(NamedTuple):
    """A text with the weight and the pixels of each sign."""

    text: str
    weights: list[bool]
    advances: list[float]


def _measured(spans: Iterable[tuple[str, bool]], style: Style, faces: Typefaces) -> _Measured:
    text, weights = "", list[bool]()
    for part, strong in spans:
        visible = shown(part)
        text += visible
        weights += [strong or style.strong] * len(visible)
    advances = [
        0.0 if sign == "\n" else faces.of(strong).advance(sign, style.size)
        for sign, strong in zip(text, weights, strict=True)
    ]
    return _Measured(text, weights, advances)


def balanced(text: str, style: Style, width: float, faces: Typefaces) -> list[Line]:
    """A heading on as few lines as it needs, all about as long: no single sign on the last."""
    whole, _, advances = _measured([(text, style.strong)], style, faces)
    lines = len(break_lines(whole, advances, width))
    low, high = width / 3, width
    while high - low > style.size / 4:  # the narrowest room with as many lines
        middle = (low + high) / 2
        if len(break_lines(whole, advances, middle)) > lines:
            low = middle
        else:
            high = middle
    return laid([(text, style.strong)], style, high, faces)


def head_boxes(text: str, style: Style, x: int, width: int, faces: Typefaces, stays: bool = False) -> list[Box]:
    return [_line_box(line, style, x, faces, stays) for line in balanced(text, style, width, faces)]


def _line(text: str, weights: Sequence[bool], advances: Sequence[float], start: int, end: int, x: float) -> Line:
    pieces: list[Piece] = []
    for place in range(start, end):
        if pieces and pieces[-1].strong == weights[place]:
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + text[place])
        else:
            pieces.append(Piece(x + sum(advances[start:place]), text[place], weights[place]))
    return Line(tuple(pieces), x + sum(advances[start:end]))


def write(draw: "ImageDraw", line: Line, x: float, top: int, style: Style, faces: Typefaces) -> None:
    """With the middle of its letters in the middle of the line's height."""
    base = top + round(style.height / 2 + style.size * 0.36)
    for piece in line.pieces:
        face, at = faces.of(piece.strong), x + piece.x
        for run in face.runs(piece.text):
            draw.text((at, base), run.text, style.colour, font(run.face, style.size), anchor="ls")
            at += sum(face.advance(sign, style.size) for sign in run.text)


def text_boxes(
    spans: Iterable[tuple[str, bool]], style: Style, x: int, width: int, faces: Typefaces, stays: bool = False
) -> list[Box]:
    """A box a line, so that a picture may end between any two."""
    lines = laid(spans, style, width, faces)
    return [_line_box(line, style, x, faces, stays) for line in lines]


def _line_box(line: Line, style: Style, x: int, faces: Typefaces, stays: bool) -> Box:
    def paint(draw: "ImageDraw", image: "Image", top: int) -> None:
        write(draw, line, x, top, style, faces)

    return Box(style.height, paint, line.text, stays)


def beside(boxes: Sequence[Sequence[Box]], x: int = 0) -> Box:
    """Columns of boxes side by side, which are painted where they were made for."""

    def paint(draw: "ImageDraw", image: "Image", top: int) -> None:
        for column in boxes:
            stacked(column, draw, image, top)

    height = max((sum(box.height for box in column) for column in boxes), default=0)
    return Box(height, paint, "\n".join(box.text for column in boxes for box in column if box.text))


def stacked(boxes: Iterable[Box], draw: "ImageDraw", image: "Image", top: int) -> int:
    """Paint boxes below each other; the height where they end."""
    for box in boxes:
        box.paint(draw, image, top)
        top += box.height
    return top


def picture_box(picture: "Image", x: int) -> Box:
    return Box(picture.height, lambda draw, image, top: image.paste(picture, (x, top)))


def code_picture(address: str, most: int) -> "Image":
    """The QR code of an address with its quiet zone, as large as fits into `most` pixels with whole modules."""
    import segno
    from PIL import Image

    rows = [bytes(row) for row in segno.make(address, error="m", micro=False).matrix]
    side = len(rows) + 2 * QUIET
    code = Image.new("L", (side, side), 255)
    code.paste(Image.frombytes("L", (len(rows), len(rows)), b"".join(rows).translate(_INK)), (QUIET, QUIET))
    scale = max(1, most // side)
    return code.resize((side * scale, side * scale), Image.Resampling.NEAREST).convert("RGB")


_INK = bytes([255, 0, *range(2, 256)])


def sheet(width: int, height: int, colour: str) -> "tuple[Image, ImageDraw]":
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (width, height), colour)
    return image, ImageDraw.Draw(image)
