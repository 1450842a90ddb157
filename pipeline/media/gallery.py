"""The pictures beside an item, made fit for a platform: re-encoded without metadata, the right way up, small enough."""

import hashlib
import io
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.media.channel import Most, Shot
from pipeline.picture import FORMATS, MOST_PIXELS, TYPES, as_shown, resized
from pipeline.store import AttachmentRow

if TYPE_CHECKING:
    from PIL.Image import Image

QUALITIES = (86, 76, 64, 50)
SMALLER = 0.8
LEAST_WIDTH = 200
"""Pixels: a picture that must be narrower than that to be small enough is not worth showing."""
LARGEST_TEXT = 2 * 1024 * 1024


class FileGallery:
    """Reads content/; a file that is no longer what was read is no picture."""

    looks = True

    def __init__(self, content: Path, attachments: Iterable[AttachmentRow]) -> None:
        self.covers: dict[str, Shot] = {}
        self._content = content
        self._files = {row.name: row for row in attachments}
        self._made: dict[tuple[str, Most], Shot | None] = {}

    def shot(self, name: str, most: Most) -> Shot | None:
        key = (name, most)
        if key not in self._made:
            row = self._files.get(name)
            raw = self._bytes(row) if row and row.type in TYPES else None
            self._made[key] = fit(raw, most) if raw else None
        return self._made[key]

    def text(self, name: str) -> str | None:
        row = self._files.get(name)
        raw = self._bytes(row) if row and row.size <= LARGEST_TEXT else None
        try:
            return raw.decode("utf-8-sig") if raw is not None else None
        except UnicodeDecodeError:
            return None

    def _bytes(self, row: AttachmentRow) -> bytes | None:
        try:
            raw = (self._content / row.file).read_bytes()
        except OSError:
            return None
        return raw if hashlib.sha256(raw).hexdigest() == row.sha256 else None


class NamesOnly:
    """For checks: a picture is there when its file is; nothing is decoded."""

    looks = False

    def __init__(self, content: Path, attachments: Iterable[AttachmentRow]) -> None:
        self.covers: dict[str, Shot] = {}
        self._files = FileGallery(content, attachments)
        self._names = {row.name for row in attachments if row.type in TYPES}

    def shot(self, name: str, most: Most) -> Shot | None:
        return Shot(b"", "jpg", most.width, most.width) if name in self._names else None

    def text(self, name: str) -> str | None:
        return self._files.text(name)


def fit(raw: bytes, most: Most) -> Shot | None:
    """The picture as JPEG, or as PNG where a drawing is small enough so; None when nothing can be made of it."""
    shown = opened(raw)
    if shown is None:
        return None
    image, drawing = shown
    image = resized(image, min(image.width, most.width))
    least = min(LEAST_WIDTH, image.width)
    while image.width >= least:
        for suffix, content in _encoded(image, drawing):
            if len(content) < most.size:
                return Shot(content, suffix, *image.size)
        image = resized(image, int(image.width * SMALLER))
    return None


def opened(raw: bytes) -> "tuple[Image, bool] | None":
    """The picture as shown, and whether it is a drawing; of a moving one its first frame."""
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(raw), formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    return None
                return as_shown(image), image.format in ("PNG", "GIF")
        except Exception:  # whatever the decoders stumble over, the file is the fault
            return None


def _encoded(image: "Image", drawing: bool) -> Iterator[tuple[str, bytes]]:
    if drawing:
        yield "png", saved(image, "PNG", optimize=True)
    flat = on_white(image)
    for quality in QUALITIES:
        yield "jpg", saved(flat, "JPEG", quality=quality, progressive=False, optimize=True)


def on_white(image: "Image") -> "Image":
    from PIL import Image

    if image.mode != "RGBA":
        return image.convert("RGB")
    flat = Image.new("RGB", image.size, (255, 255, 255))
    flat.paste(image, mask=image.getchannel("A"))
    return flat


def saved(image: "Image", format: str, **options: int | bool) -> bytes:
    bare = image.copy()
    bare.info.clear()
    written = io.BytesIO()
    bare.save(written, format, **options)
    return written.getvalue()
