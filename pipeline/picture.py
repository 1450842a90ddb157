"""One picture: its measures, and the smaller files that browsers are offered beside it.

Photographs become AVIF and WebP, drawings (PNG) WebP without loss; a set is kept only where it is smaller by a tenth.
What moves stays as it is, with its first frame for readers who asked for less motion.
Colours are brought to sRGB, the way up is applied, nothing of the file's metadata goes along.
"""

import io
import warnings
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline.codebase import version
from pipeline.picture_metadata import Unparsed, without_metadata

if TYPE_CHECKING:
    from PIL.Image import Image

TYPES = frozenset({"jpg", "jpeg", "png", "gif", "webp"})
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_BEGINNINGS = (b"\xff\xd8", b"\x89PNG", b"GIF8", b"RIFF")
MOST_PIXELS = 40_000_000
"""More than a page ever shows; decoded it takes 160 MB."""
SMALLEST = 8 * 1024
"""Bytes: below, another request saves nothing."""
WIDTHS = (480, 960, 1600)
WIDEST = 1920
APART = 0.85
"""A width that comes closer than this to the widest is left out."""
WORTH = 0.9
AVIF = {"quality": 55, "speed": 7, "max_threads": 1}
WEBP = {"quality": 78, "method": 4}
DRAWING = {"lossless": True, "quality": 60, "method": 4}
_ORIENTATION = 0x0112


class Variant(NamedTuple):
    width: int
    type: str


class Picture(NamedTuple):
    """`width`, `height`: pixels as shown; `size`: bytes of the file as published; `stripped`: published without its
    metadata; `fault`: a key of PICTURE_FAULTS; `moving`: its one variant is its first frame.
    """

    width: int
    height: int
    size: int
    stripped: bool
    variants: tuple[Variant, ...]
    fault: str = ""
    moving: bool = False


@cache
def style() -> str:
    """What the bytes depend on beside the picture."""
    return f"2 {WIDTHS} {WIDEST} {APART} {WORTH} {SMALLEST} {AVIF} {WEBP} {DRAWING} {version('pillow')}"


def make(raw: bytes) -> tuple[Picture, dict[str, bytes]]:
    """The picture, and by name (`960.webp`, `plain`) each file that is published beside or instead of it."""
    if not raw.startswith(_BEGINNINGS):  # no picture at all, which the check of attachments tells
        return Picture(0, 0, len(raw), False, ()), {}
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # told apart below, from the header alone
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                return _made(raw, image)
        except Exception:  # whatever the decoders stumble over, the file is the fault
            return Picture(0, 0, len(raw), False, (), "unreadable"), {}


def fault_of(raw: bytes) -> str:
    """A key of PICTURE_FAULTS, `type` for what no page shows, or "": looked at, nothing made of it."""
    if not raw.startswith(_BEGINNINGS):
        return "type"
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # told apart below, from the header alone
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    return "pixels"
                image.load()
        except Exception:  # whatever the decoders stumble over, the file is the fault
            return "unreadable"
    return ""


def _made(raw: bytes, image: "Image") -> tuple[Picture, dict[str, bytes]]:
    if image.width * image.height > MOST_PIXELS:  # first of all: whatever else is asked of it may decode it
        return Picture(*image.size, len(raw), False, (), "pixels"), {}
    way_up = image.getexif().get(_ORIENTATION, 1)
    way_up = way_up if way_up in range(1, 9) else 1
    width, height = image.size if way_up < 5 else image.size[::-1]
    plain, fault = _plain(raw, way_up)
    # A camera's second view in one file (MPO) is no movement.
    moving = image.format in ("GIF", "PNG", "WEBP") and bool(getattr(image, "is_animated", False))
    image.load()
    files = _first_frame(image) if moving else dict(_variants(raw, image)) if len(raw) >= SMALLEST else {}
    variants = tuple(Variant(int(name.partition(".")[0]), name.partition(".")[2]) for name in files)
    if plain != raw:
        files["plain"] = plain
    return Picture(width, height, len(plain), plain != raw, variants, fault, moving), files


def _plain(raw: bytes, way_up: int) -> tuple[bytes, str]:
    """The file without its metadata, and a fault where it is not built so that they can be told from the picture."""
    try:
        return without_metadata(raw, way_up), ""
    except Unparsed:
        return raw, "metadata"


def _first_frame(image: "Image") -> dict[str, bytes]:
    shown = as_shown(image)
    width = min(shown.width, WIDEST)
    return {f"{width}.webp": _saved(resized(shown, width), "WEBP", DRAWING if image.format != "WEBP" else WEBP)}


def _variants(raw: bytes, image: "Image") -> Iterator[tuple[str, bytes]]:
    """By name, widest first; AVIF only where it is smaller than WebP."""
    drawing = image.format in ("PNG", "GIF")
    shown = as_shown(image)
    widths = _widths(shown.width)
    sized = {width: resized(shown, width) for width in widths}
    webp = {width: _saved(one, "WEBP", DRAWING if drawing else WEBP) for width, one in sized.items()}
    if len(webp[widths[0]]) > len(raw) * WORTH:
        return
    kept = [width for width in widths if width == widths[0] or len(webp[width]) < len(webp[widths[0]])]
    avif = {} if drawing else {width: _saved(sized[width], "AVIF", AVIF) for width in kept}
    if sum(map(len, avif.values())) < WORTH * sum(len(webp[width]) for width in kept):
        yield from ((f"{width}.avif", content) for width, content in avif.items())
    yield from ((f"{width}.webp", webp[width]) for width in kept)


def _widths(width: int) -> list[int]:
    widest = min(width, WIDEST)
    return [widest, *(narrower for narrower in reversed(WIDTHS) if narrower < widest * APART)]


def as_shown(image: "Image") -> "Image":
    """RGB or RGBA in sRGB, the right way up."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(image)
    if turned.mode.startswith("I") or turned.mode == "F":
        turned = turned.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    clear = "A" in turned.getbands() or "transparency" in turned.info
    return _in_srgb(turned, "RGBA" if clear else "RGB")


def _in_srgb(image: "Image", mode: str) -> "Image":
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "CMYK"):
        try:
            own, srgb = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
            return converted if converted is not None and mode == "RGB" else image.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):  # a profile that is broken, or made for other colours
            pass
    return image.convert(mode)


def resized(image: "Image", width: int) -> "Image":
    """By premultiplied colours, or the edges of what is clear would darken."""
    from PIL.Image import Resampling

    if width == image.width:
        return image
    size = (width, max(1, round(image.height * width / image.width)))
    if image.mode == "RGBA":
        return image.convert("RGBa").resize(size, Resampling.LANCZOS).convert("RGBA")
    return image.resize(size, Resampling.LANCZOS)


def _saved(image: "Image", format: str, options: dict[str, int | bool]) -> bytes:
    bare = image.copy()
    bare.info.clear()
    written = io.BytesIO()
    bare.save(written, format, **options)
    return written.getvalue()
