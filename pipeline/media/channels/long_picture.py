"""长图：把全文排成 1080 像素宽的图，太长的在两行之间分成几张；标题、数字、表格、图片和二维码都在里面。"""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from pipeline.media.blocks import ENTRY, HEADING, PICTURE, RULE, TABLE, Block, blocks
from pipeline.media.canvas import Box, Style, code_picture, head_boxes, picture_box, sheet, space, stacked, text_boxes
from pipeline.media.channel import Fault, Made, MadeImage, MediaChannel, Most, Shot, Subject
from pipeline.media.excerpt import key_figures
from pipeline.media.gallery import saved
from pipeline.media.glyphs import lacking
from pipeline.media.grid import table_boxes
from pipeline.media.limits import Limit
from pipeline.media.palette import Palette, palette
from pipeline.media.typeface import Typefaces, typefaces
from pipeline.media.wording import FAULT_PICTURE, HINT_PICTURE
from pipeline.standards import Clause, Doubt
from pipeline.terms import Relation

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, EDGE = 1080, 72
INNER = WIDTH - 2 * EDGE
TALLEST = 9000
"""Pixels of one picture; a longer text becomes several."""
PICTURES = Limit("长图张数", 18, "张", Clause("微博等平台每条配图上限", "", Doubt.UNSURE))
SIZE = Limit("每张长图", 20 * 1024 * 1024, "字节", Clause("微博等平台图片上限", "", Doubt.UNSURE))
CODE = 260


def make(subject: Subject) -> Made | None:
    faces = typefaces()
    if faces is None:
        return None
    writer = _Writer(subject, faces)
    boxes = [*writer.head(), *writer.body(), *writer.foot()]
    pieces = list(split(boxes, TALLEST - 2 * EDGE))
    images = tuple(writer.piece(number, piece) for number, piece in enumerate(pieces, 1))
    said = "\n".join(box.text for box in boxes)
    faults = [*writer.faults, *lacking(faces, said, "长图")]
    if len(images) > PICTURES.most:
        told = f"全文排成 {len(images)} 张长图，最多 {PICTURES.most} 张"
        faults.append(Fault("body", told, "精简正文，或从“渠道”中去掉“长图”", PICTURES.clause))
    counts = {"images": len(images), "height": sum(image.shot.height for image in images)}
    return Made(
        subject.title, subject.row.summary, subject.source, images=images, counts=counts, faults=tuple(faults)
    )  # fmt: skip


def split(boxes: list[Box], tallest: int) -> Iterator[list[Box]]:
    """Runs of boxes no taller than that; a heading is not left alone at an end."""
    piece: list[Box] = []
    height = 0
    for box in boxes:
        if piece and height + box.height > tallest:
            kept = len(piece)
            while kept > 1 and piece[kept - 1].stays:
                kept -= 1
            yield piece[:kept]
            piece = piece[kept:]
            height = sum(one.height for one in piece)
        piece.append(box)
        height += box.height
    if piece:
        yield piece


class _Writer:
    def __init__(self, subject: Subject, faces: Typefaces) -> None:
        self.subject, self.faces = subject, faces
        self.colours: Palette = palette(subject.site.colours)
        self.faults: list[Fault] = []
        self.found = blocks(subject.html)

    def piece(self, number: int, boxes: list[Box]) -> MadeImage:
        height = sum(box.height for box in boxes) + 2 * EDGE
        image, draw = sheet(WIDTH, height, self.colours.paper)
        draw.rectangle((0, 0, WIDTH, 13), fill=self.colours.brand)
        draw.rectangle((0, height - 14, WIDTH, height), fill=self.colours.brand)
        stacked(boxes, draw, image, EDGE)
        content = saved(image, "PNG", compress_level=6)
        return MadeImage(f"long-{number:02}.png", Shot(content, "png", WIDTH, height, self.subject.title))

    def head(self) -> list[Box]:
        name = Style(30, self.colours.brand, True)
        title = Style(60, self.colours.deep, True, 1.4)
        facts = Style(28, self.colours.soft)
        told = f"来源：{self.subject.source}　发布时间：{self.subject.row.day}"
        return [
            *self._text(self.subject.site.name, name), space(18),
            *head_boxes(self.subject.title, title, EDGE, INNER, self.faces), space(14),
            *self._text(told, facts), *self._explained(facts), space(30),
            *self._figures(), space(20),
        ]  # fmt: skip

    def _explained(self, style: Style) -> list[Box]:
        titles = [one.title for one in self.subject.explains]
        return self._text(f"{Relation.INTERPRETS}：{'；'.join(titles)}", style) if titles else []

    def _text(self, text: str, style: Style, stays: bool = False) -> list[Box]:
        return text_boxes([(text, style.strong)], style, EDGE, INNER, self.faces, stays)

    def _figures(self) -> list[Box]:
        boxes: list[Box] = []
        for one in key_figures(self.found, 4):
            before, _, after = one.clause.rpartition(one.figure)
            style = Style(34, self.colours.ink, lead=1.9)
            spans = [(before, False), (one.figure, True), (after, False)]
            boxes += [self._tinted(box) for box in text_boxes(spans, style, EDGE + 28, INNER - 56, self.faces)]
        return [*boxes, space(20)] if boxes else []

    def _tinted(self, box: Box) -> Box:
        def paint(draw: "ImageDraw", image: "Image", top: int) -> None:
            draw.rectangle((EDGE, top, WIDTH - EDGE - 1, top + box.height - 1), fill=self.colours.tint)
            draw.rectangle((EDGE, top, EDGE + 7, top + box.height - 1), fill=self.colours.brand)
            box.paint(draw, image, top)

        return Box(box.height, paint, box.text, box.stays)

    def body(self) -> Iterator[Box]:
        for block in self.found:
            yield from self._block(block)

    def _block(self, block: Block) -> list[Box]:
        spans = [(span.text, span.strong) for span in block.spans]
        if block.kind == HEADING:
            return self._heading(block)
        if block.kind == TABLE:
            return [space(10), *table_boxes(block.rows, EDGE, INNER, self.faces, self.colours), space(24)]
        if block.kind == PICTURE:
            return self._picture(block)
        if block.kind == RULE:
            return [space(40)]
        plain = Style(36, self.colours.ink, lead=1.72)
        if block.kind == ENTRY:
            x = EDGE + 36 * min(block.level, 4)
            marked = [(f"{block.mark} ", False), *spans] if block.mark else spans
            return [*text_boxes(marked, plain, x, WIDTH - EDGE - x, self.faces), space(10)]
        return [*text_boxes(spans, plain._replace(indent=2), EDGE, INNER, self.faces), space(18)]

    def _heading(self, block: Block) -> list[Box]:
        size = 44 if block.level <= 2 else 38
        style = Style(size, self.colours.brand, True, 1.5)
        gap = space(28)
        return [gap, *self._text(block.text, style, stays=True), Box(12, space(12).paint, stays=True)]

    def _picture(self, block: Block) -> list[Box]:
        shot = self.subject.gallery.shot(block.name, Most(SIZE.most, INNER))
        if shot is None:
            told = FAULT_PICTURE.format(name=block.name[:60], size="20 MB")
            self.faults.append(Fault("body", told, HINT_PICTURE, SIZE.clause))
            return []
        from PIL import Image

        picture = Image.open(BytesIO(shot.content)).convert("RGB")
        picture.thumbnail((INNER, TALLEST - 4 * EDGE))
        small = Style(26, self.colours.soft)
        return [
            space(8),
            picture_box(picture, EDGE + (INNER - picture.width) // 2),
            *self._text(block.text, small),
            space(20),
        ]

    def foot(self) -> list[Box]:
        code = code_picture(self.subject.url, CODE)
        style = Style(30, self.colours.soft)
        told = [
            *self._text("长按或扫描二维码，阅读全文", style),
            *self._text(self.subject.url, Style(24, self.colours.soft)),
        ]
        return [space(40), picture_box(code, EDGE), space(10), *told]


CHANNEL = MediaChannel("长图", "长图：全文排成 1080 像素宽的图，太长的分成几张", (PICTURES, SIZE), make, 80, drawn=True)
