"""分享卡片：一张 1080×1440 的图，有标题、关键数字、要点和二维码，适合转发到群和朋友圈。"""

from typing import TYPE_CHECKING

from pipeline.media.blocks import HEADING, Block, blocks
from pipeline.media.canvas import (
    Box,
    Style,
    beside,
    code_picture,
    head_boxes,
    laid,
    picture_box,
    sheet,
    space,
    stacked,
    text_boxes,
)
from pipeline.media.channel import Fault, Made, MadeImage, MediaChannel, Shot, Subject
from pipeline.media.excerpt import key_figures, leading, prose
from pipeline.media.gallery import saved
from pipeline.media.glyphs import lacking
from pipeline.media.limits import Limit
from pipeline.media.palette import Palette, palette
from pipeline.media.typeface import Typefaces, typefaces
from pipeline.standards import HOUSE_RULE

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT, EDGE = 1080, 1440, 72
INNER = WIDTH - 2 * EDGE
BAND, FOOT = 132, 268
CODE = 210
TITLE_SIZES = (68, 60, 54, 48, 42, 38)
TEXT_SIZES = (46, 42, 38, 34)
MOST_TITLE = 330
"""Pixels: higher titles leave no room for anything else."""
ROOM = HEIGHT - BAND - FOOT - 2 * 48
MOST_FIGURES, MOST_POINTS = 3, 7
SIZE = Limit("图片", 5 * 1024 * 1024, "字节", HOUSE_RULE)
TITLE = Limit("标题在卡片上的高度", MOST_TITLE, "像素", HOUSE_RULE)


def make(subject: Subject) -> Made | None:
    faces = typefaces()
    if faces is None:
        return None
    card = _Card(subject, faces)
    content = saved(card.drawn(), "PNG", compress_level=6)
    image = MadeImage("card.png", Shot(content, "png", WIDTH, HEIGHT, subject.title))
    return Made(
        subject.title, card.summary, subject.source, images=(image,), counts={"bytes": len(content)},
        faults=(*card.faults, *lacking(faces, card.said, "卡片")),
    )  # fmt: skip


class _Card:
    """What stands on one card, from the top; what there is no room for is left out as a whole."""

    def __init__(self, subject: Subject, faces: Typefaces) -> None:
        self.subject, self.faces = subject, faces
        self.colours: Palette = palette(subject.site.colours)
        self.faults: list[Fault] = []
        self.summary = ""
        found = blocks(subject.html)
        self.boxes = self._title()
        self._add([space(26), *self._figures(found), space(18)], found != [])
        self._told(found)

    @property
    def said(self) -> str:
        """Everything that is written on it."""
        return "\n".join(box.text for box in self.boxes) + self._band_text() + "".join(self._foot_lines())

    def drawn(self) -> "Image":
        image, draw = sheet(WIDTH, HEIGHT, self.colours.paper)
        draw.rectangle((0, 0, WIDTH, BAND - 1), fill=self.colours.brand)
        style = Style(38, self.colours.paper, True)
        band = text_boxes([(self._band_text(), True)], style, EDGE, INNER, self.faces)[:1]
        stacked(band, draw, image, (BAND - style.height) // 2)
        stacked(self.boxes, draw, image, BAND + 48)
        self._foot(draw, image)
        return image

    def _band_text(self) -> str:
        name = self.subject.site.name
        style = Style(38, "", True)
        fits = [text for text in (name, self.subject.authority.label) if len(self._lines(text, style)) == 1]
        return fits[0] if fits else ""

    def _lines(self, text: str, style: Style) -> list[object]:
        return list(laid([(text, style.strong)], style, INNER, self.faces))

    def _title(self) -> list[Box]:
        written = [self.subject.title, str(self.subject.details.get("short_title") or "")]
        for text in filter(None, written):
            for size in TITLE_SIZES:
                style = Style(size, self.colours.deep, True, 1.34)
                boxes = head_boxes(text, style, EDGE, INNER, self.faces)
                if sum(box.height for box in boxes) <= MOST_TITLE:
                    return boxes
        told = f"标题有 {len(self.subject.title)} 字，卡片上放不下"
        self.faults.append(Fault("title", told, "在页头写“短标题: …”，不超过 32 字", HOUSE_RULE))
        return []

    def _figures(self, found: list[Block]) -> list[Box]:
        figures = key_figures(found, MOST_FIGURES)
        if not figures:
            return []
        width = (INNER - 24 * (len(figures) - 1)) // len(figures)
        columns = []
        for number, one in enumerate(figures):
            x = EDGE + number * (width + 24)
            big = self._fitting(one.figure, width - 40)
            clause = Style(26, self.colours.soft, lead=1.45)
            inside = text_boxes([(one.figure, True)], big, x + 20, width - 40, self.faces)
            inside += text_boxes([(one.clause, False)], clause, x + 20, width - 40, self.faces)
            columns.append([space(20), *inside, space(20)])
        panel = beside(columns)
        return [self._panelled(panel, [(EDGE + n * (width + 24), width) for n in range(len(figures))])]

    def _fitting(self, text: str, width: int) -> Style:
        for size in (60, 52, 44, 36):
            style = Style(size, self.colours.brand, True, 1.3)
            if sum(self.faces.bold.advance(sign, size) for sign in text) <= width:
                break
        return style

    def _panelled(self, box: Box, columns: list[tuple[int, int]]) -> Box:
        def paint(draw: "ImageDraw", image: "Image", top: int) -> None:
            for x, width in columns:
                draw.rounded_rectangle((x, top, x + width - 1, top + box.height - 1), 12, fill=self.colours.tint)
            box.paint(draw, image, top)

        return Box(box.height, paint, box.text)

    def _told(self, found: list[Block]) -> None:
        """The summary and the headings, as large as there is room for; the rest is left out at the end."""
        heads = [block.text for block in found if block.kind == HEADING][:MOST_POINTS]
        told = str(self.subject.details.get("summary") or "") or "".join(prose(found)[:4])
        for size in TEXT_SIZES:
            boxes = self._summary(told, size) + self._points(heads, size)
            if sum(box.height for box in boxes) <= self._room():
                self.summary, self.boxes = told, self.boxes + boxes
                return
        self._shortened(told, heads)

    def _shortened(self, told: str, heads: list[str]) -> None:
        """As many whole sentences as there is room for beside the headings, then as many headings."""
        size = TEXT_SIZES[-1]
        height = Style(size, "").height
        reserve = sum(box.height for box in self._points(heads, size))
        lines = max(self._room() - reserve, min(self._room(), 4 * height)) // height
        self.summary = leading(told, lambda text: len(self._lines(text, Style(size, ""))) <= lines) if lines else ""
        self._add(self._summary(self.summary, size), bool(self.summary))
        for box in self._points(heads, size):
            self._add([box], True)

    def _summary(self, text: str, size: int) -> list[Box]:
        return text_boxes([(text, False)], Style(size, self.colours.ink), EDGE, INNER, self.faces)

    def _points(self, heads: list[str], size: int) -> list[Box]:
        style = Style(size - 2, self.colours.ink, True)
        lines = [text_boxes([(head, True)], style, EDGE + 34, INNER - 34, self.faces) for head in heads]
        return [space(22) if heads else space(0), *(self._pointed(boxes) for boxes in lines)]

    def _pointed(self, boxes: list[Box]) -> Box:
        """A heading behind a mark, with some room below."""
        inner, line = beside([boxes]), boxes[0].height if boxes else 0

        def paint(draw: "ImageDraw", image: "Image", top: int) -> None:
            draw.rectangle((EDGE, top + line * 3 // 10, EDGE + 9, top + line * 7 // 10), fill=self.colours.brand)
            inner.paint(draw, image, top)

        return Box(inner.height + 8, paint, inner.text)

    def _room(self) -> int:
        return ROOM - sum(box.height for box in self.boxes)

    def _add(self, boxes: list[Box], wanted: bool) -> None:
        if wanted and sum(box.height for box in boxes) <= self._room():
            self.boxes += boxes

    def _foot_lines(self) -> list[str]:
        numbers = [one.number for one in self.subject.explains if one.number]
        number = self.subject.row.document_number or "".join(f"解读 {number}" for number in numbers[:1])
        return [line for line in ("扫码阅读全文", self.subject.source, number, self.subject.row.day) if line]

    def _foot(self, draw: "ImageDraw", image: "Image") -> None:
        top = HEIGHT - FOOT
        draw.rectangle((0, top, WIDTH, HEIGHT), fill=self.colours.tint)
        code = code_picture(self.subject.url, CODE)
        picture_box(code, WIDTH - EDGE - code.width).paint(draw, image, top + (FOOT - code.height) // 2)
        width = INNER - code.width - 40
        boxes: list[Box] = []
        for number, line in enumerate(self._foot_lines()):
            style = Style(
                36 if number == 0 else 28, self.colours.deep if number == 0 else self.colours.soft, number == 0
            )
            boxes += text_boxes([(line, style.strong)], style, EDGE, width, self.faces)[:2]
        stacked(boxes, draw, image, top + max(8, (FOOT - sum(box.height for box in boxes)) // 2))


CHANNEL = MediaChannel(
    "卡片", "分享卡片：1080×1440 的图，标题、关键数字、要点和二维码", (TITLE, SIZE), make, 70, drawn=True
)
