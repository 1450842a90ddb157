"""Pictures: their text segments (EXIF, XMP, comments) are read, what they show is not."""

import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.extraction_parts import Active, Gathering

PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff", "emf", "wmf"})
LARGEST_PICTURE = 64 * 1024 * 1024
MOST_TEXT = 4 * 1024 * 1024
_GPS_TAGS = (b"\x88\x25\x00\x04", b"\x25\x88\x04\x00")
"""The tag of an EXIF position, in either byte order."""
_WORDS = re.compile(rb"[\x20-\x7e\x80-\xff]{4,}")
_WIDE_WORDS = re.compile(rb"(?:[\x20-\x7e]\x00){8,}")


def read_picture(stream: BinaryIO, gathering: Gathering) -> None:
    raw = stream.read(LARGEST_PICTURE)
    segments = list(_segments(raw))
    for segment in segments:
        if segment.startswith((b"Exif", b"II*\0", b"MM\0*")) and any(tag in segment for tag in _GPS_TAGS):
            gathering.warn(Active.POSITION)
        gathering.prose("metadata", _lines(segment))


def _segments(raw: bytes) -> Iterator[bytes]:
    if raw.startswith(b"\xff\xd8"):
        yield from _of_jpeg(raw)
    elif raw.startswith(b"\x89PNG"):
        yield from _of_png(raw)
    elif raw.startswith(b"RIFF"):
        yield from _of_riff(raw)
    elif raw.startswith(b"GIF8"):
        yield from (found[1] for found in re.finditer(rb"\x21\xfe((?:[\x01-\xff].{1,255}?)+?)\x00", raw, re.DOTALL))


def _of_jpeg(raw: bytes) -> Iterator[bytes]:
    at = 2
    while at + 4 <= len(raw) and raw[at] == 0xFF:
        mark, size = raw[at + 1], int.from_bytes(raw[at + 2 : at + 4])
        if mark == 0xDA or size < 2:
            return
        if mark == 0xFE or 0xE1 <= mark <= 0xEF:
            yield raw[at + 4 : at + 2 + size]
        at += 2 + size


def _of_png(raw: bytes) -> Iterator[bytes]:
    at = 8
    while at + 8 <= len(raw):
        size, name = int.from_bytes(raw[at : at + 4]), raw[at + 4 : at + 8]
        body = raw[at + 8 : at + 8 + size]
        if name in (b"tEXt", b"eXIf", b"iTXt"):
            yield body
        if name in (b"zTXt", b"iTXt"):
            yield from _inflated(body)
        at += 12 + size


def _inflated(body: bytes) -> Iterator[bytes]:
    """Compressed text begins somewhere behind the keyword, with the mark of zlib."""
    start = body.find(b"\x78", body.find(b"\0"))
    if start > 0:
        try:
            yield zlib.decompressobj().decompress(body[start:], MOST_TEXT)
        except zlib.error:
            return


def _of_riff(raw: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(raw):
        name, size = raw[at : at + 4], int.from_bytes(raw[at + 4 : at + 8], "little")
        if name in (b"EXIF", b"XMP "):
            yield raw[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _lines(segment: bytes) -> list[str]:
    """Runs of printable bytes, as UTF-8 or GB 18030, and of wide Latin letters."""
    lines = [found.group().decode("utf-8", "replace") for found in _WORDS.finditer(segment[:MOST_TEXT])]
    lines += [found.group().decode("utf-16-le") for found in _WIDE_WORDS.finditer(segment[:MOST_TEXT])]
    return [line for line in lines if any(character.isdigit() for character in line) or "@" in line]
