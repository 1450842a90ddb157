"""Pictures without what cameras and programs write beside the picture: positions, names, comments, earlier versions.

The picture itself is not touched: segments are left out, never encoded anew. What a browser needs to show it right
stays: colour profiles, and the way up.
"""

import re
from collections.abc import Iterator

_EXIF = b"Exif\0\0"
_JPEG_KEPT = (0xE0, 0xEE)
"""JFIF, and Adobe's mark of how colours are stored."""
_END_OF_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_PNG_DROPPED = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_GIF_DROPPED = (b"\xfe", b"\xff\x0bXMP DataXMP")
"""A comment, and Adobe's packet; the extension that tells how often to repeat stays."""
_WEBP_FLAGS = 0x0C
"""In the first byte of VP8X: there is EXIF, there is XMP."""


class Unparsed(Exception):
    """The file is not built as its type is."""


def without_metadata(raw: bytes, way_up: int = 1) -> bytes:
    """The same bytes where there is nothing to leave out. `way_up`: EXIF's number for the orientation, 1 to 8."""
    if raw.startswith(b"\xff\xd8"):
        return b"".join(_jpeg(raw, way_up))
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return b"".join(_png(raw, way_up))
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return _webp(raw, way_up)
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return b"".join(_gif(raw))
    return raw


def _jpeg(raw: bytes, way_up: int) -> Iterator[bytes]:
    yield raw[:2]
    turned = way_up == 1
    at = 2
    while at + 2 <= len(raw):
        if raw[at] != 0xFF:
            raise Unparsed(at)
        mark, end = raw[at + 1], at + 2 + int.from_bytes(raw[at + 2 : at + 4])
        if mark == 0xD9:
            yield raw[at : at + 2]
            return
        if mark == 0xFF:
            at += 1
            continue
        is_told = 0xE0 <= mark <= 0xEF or mark == 0xFE
        profile = mark == 0xE2 and raw[at + 4 :].startswith(b"ICC_PROFILE\0")
        if not turned and mark != 0xE0:
            turned = True
            body = _EXIF + _orientation(way_up)
            yield b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
        if mark == 0xDA:
            found = _END_OF_SCAN.search(raw, end)
            end = found.start() if found else len(raw)
        if not is_told or mark in _JPEG_KEPT or profile:
            yield raw[at:end]
        at = end


def _png(raw: bytes, way_up: int) -> Iterator[bytes]:
    import zlib

    yield raw[:8]
    at = 8
    while at + 12 <= len(raw):
        end = at + 12 + int.from_bytes(raw[at : at + 4])
        name = raw[at + 4 : at + 8]
        if name == b"IDAT" and way_up != 1:
            body = b"eXIf" + _orientation(way_up)
            yield (len(body) - 4).to_bytes(4) + body + zlib.crc32(body).to_bytes(4)
            way_up = 1
        if name not in _PNG_DROPPED:
            yield raw[at:end]
        if name == b"IEND":
            return
        at = end
    raise Unparsed(at)


def _gif(raw: bytes) -> Iterator[bytes]:
    """Some programs leave the mark of the end out: then the file ends where its last block does."""
    at = 13 + _palette(raw[10:11])
    yield raw[:at]
    while at < len(raw):
        kind, told = raw[at : at + 1], raw[at + 1 :]
        if kind == b";":
            yield kind
            return
        if kind == b"!":
            end = _blocks(raw, at + 2)
        elif kind == b",":
            end = _blocks(raw, at + 11 + _palette(raw[at + 9 : at + 10]))
        else:
            raise Unparsed(at)
        if kind == b"," or not told.startswith(_GIF_DROPPED):
            yield raw[at:end]
        at = end


def _palette(flags: bytes) -> int:
    """Bytes of the table of colours that follows."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _blocks(raw: bytes, at: int) -> int:
    """Where a chain of blocks ends, each with its length before it."""
    while at < len(raw) and raw[at]:
        at += 1 + raw[at]
    return at + 1


def _webp(raw: bytes, way_up: int) -> bytes:
    chunks = list(_riff(raw))
    kept = [(name, body) for name, body in chunks if name not in _WEBP_DROPPED]
    if kept == chunks:
        return raw
    flags = 0x08 if way_up != 1 else 0
    if flags:
        kept.append((b"EXIF", _orientation(way_up)))
    written = b"".join(_chunk(name, body, flags) for name, body in kept)
    return b"RIFF" + (len(written) + 4).to_bytes(4, "little") + b"WEBP" + written


def _chunk(name: bytes, body: bytes, flags: int) -> bytes:
    if name == b"VP8X":
        body = bytes([body[0] & ~_WEBP_FLAGS | flags]) + body[1:]
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def _riff(raw: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, min(len(raw), 8 + int.from_bytes(raw[4:8], "little"))
    while at + 8 <= end:
        size = int.from_bytes(raw[at + 4 : at + 8], "little")
        yield raw[at : at + 4], raw[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _orientation(way_up: int) -> bytes:
    """TIFF of one field."""
    return b"MM\0*\0\0\0\x08" + b"\0\x01\x01\x12\0\x03\0\0\0\x01" + way_up.to_bytes(2) + b"\0\0" + b"\0\0\0\0"
