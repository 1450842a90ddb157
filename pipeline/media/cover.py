"""The cover of an article, 900×383 (2.35 to 1): the item's own picture, or one with its title."""

from typing import TYPE_CHECKING

from pipeline.media.canvas import Line, Style, balanced, laid, sheet, write
from pipeline.media.channel import Most, Shot, Subject
from pipeline.media.excerpt import cut
from pipeline.media.gallery import on_white, opened, saved
from pipeline.media.palette import palette
from pipeline.media.typeface import Typefaces, typefaces

if TYPE_CHECKING:
    from PIL.Image import Image

WIDTH, HEIGHT = 900, 383
EDGE = 64
SIZES = (64, 56, 48, 42, 36, 30)
MOST_HEIGHT = 210
LARGEST = Most(8 * 1024 * 1024, 1600)
QUALITY = 88
STEEPEST, FLATTEST = 1.2, 4.5
"""Width to height."""


def cover_of(subject: Subject) -> Shot | None:
    """The item's picture cut to shape; without one the title on the site's colour, or the colour alone where there is
    no font. None when nothing is looked at.
    """
    if not subject.gallery.looks:
        return None
    kept = subject.gallery.covers
    if subject.url not in kept:
        own = _own(subject)
        image = own if own is not None else _drawn(subject)
        kept[subject.url] = Shot(saved(image, "JPEG", quality=QUALITY, optimize=True), "jpg", WIDTH, HEIGHT)
    return kept[subject.url]


def _own(subject: Subject) -> "Image | None":
    from PIL import ImageOps

    name = subject.image
    shot = subject.gallery.shot(name, LARGEST) if name else None
    shown = opened(shot.content) if shot and shot.content else None
    if shown is None or not _suits(*shown[0].size):
        return None
    return ImageOps.fit(on_white(shown[0]), (WIDTH, HEIGHT))


def _suits(width: int, height: int) -> bool:
    """Whether enough is left of a picture when it is cut to shape."""
    return width >= WIDTH // 2 and FLATTEST >= width / height >= STEEPEST


def _drawn(subject: Subject) -> "Image":
    colours, faces = palette(subject.site.colours), typefaces()
    image, draw = sheet(WIDTH, HEIGHT, colours.brand)
    draw.rectangle((0, HEIGHT - 14, WIDTH, HEIGHT), fill=colours.deep)
    draw.rectangle((EDGE, 58, EDGE + 72, 66), fill=colours.line)
    if faces is None:
        return image
    written = str(subject.details.get("short_title") or subject.title)
    style, lines = _fitted(written, faces)
    top = 66 + (HEIGHT - 66 - 80 - len(lines) * style.height) // 2
    for number, line in enumerate(lines):
        write(draw, line, EDGE, top + number * style.height, style, faces)
    foot = Style(24, colours.line)
    for line in laid([(f"{subject.site.name}  {subject.row.day}", False)], foot, WIDTH - 2 * EDGE, faces)[:1]:
        write(draw, line, EDGE, HEIGHT - 66, foot, faces)
    return image


def _fitted(written: str, faces: Typefaces) -> tuple[Style, list[Line]]:
    """As large as there is room for; of a title that is too long for any size the beginning, with an ellipsis."""

    def fits(text: str, style: Style) -> bool:
        lines = laid([(text, True)], style, WIDTH - 2 * EDGE, faces)
        return len(lines) * style.height <= MOST_HEIGHT

    styles = [Style(size, "#ffffff", True, 1.35) for size in SIZES]
    style = next((style for style in styles if fits(written, style)), styles[-1])
    return style, balanced(cut(written, lambda text: fits(text, style)), style, WIDTH - 2 * EDGE, faces)
