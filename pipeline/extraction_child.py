"""The process that opens attachments: one request a line on its input, one answer a line on its output, under limits.

It is started by `extraction.Reader` and touches nothing but the file it is asked about. Whatever a file does to it, the
parent notices and says so.
"""

import re
import sys
from contextlib import suppress
from typing import BinaryIO

from pipeline.extraction_archive import Package, read_archive
from pipeline.extraction_image import PICTURES, read_picture
from pipeline.extraction_office import kind_of, read_document, read_ofd
from pipeline.extraction_parts import Active, Extract, Gathering, Refused, Unread
from pipeline.extraction_pdf import read_pdf
from pipeline.extraction_sheet import read_workbook
from pipeline.extraction_text import decoded, read_text
from pipeline.limited_child import answer_questions

MEMORY = 1024**3
"""Bytes of address space."""
MEDIA = frozenset({"mp3", "mp4"})
TEXTS = frozenset({"txt", "csv", "json", "md", "xml", "log", "tsv", "srt"})
_PACKAGES = frozenset({"docx", "xlsx", "pptx", "ofd", "zip"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD = frozenset({"doc", "xls", "ppt", "wps", "et", "dps"})
_PICTURE_MARKS = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_PROGRAMS = (b"MZ", b"\x7fELF")
_RICH = b"{\\rtf"
_MAIL = frozenset({"eml", "mht", "mhtml"})
"""Text in which other files are packed."""
LARGEST_OLD = 64 * 1024 * 1024
_PLAIN_RUN = re.compile(rb"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)1[3-9]\d{9}(?!\d)")
_WIDE_RUN = re.compile(rb"(?:\d\x00){17}[\dXx]\x00(?!\d\x00)|(?:\d\x00){11}(?!\d\x00)")


def read_file(path: str, suffix: str, about: str) -> Extract:
    """Read one file by its content; never raises for what stands in it, except when memory is at its end."""
    gathering = Gathering(about)
    try:
        with open(path, "rb") as stream:
            open_file(stream, suffix, gathering)
    except Refused as refused:
        gathering.miss(refused.reason)
    except FileNotFoundError:
        gathering.miss(Unread.MISSING)
    except MemoryError:
        raise
    except Exception:
        gathering.miss(Unread.CRASH)
    return gathering.extract()


def open_file(stream: BinaryIO, suffix: str, gathering: Gathering) -> None:
    """Also for the files within others. Raises Refused."""
    start = stream.read(1024)
    stream.seek(0)
    if not start or suffix in MEDIA:
        return
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        _expect(suffix in _PACKAGES | _OLD or suffix not in _KNOWN, gathering)
        _read_package(Package(stream, gathering), gathering)
    elif b"%PDF-" in start:
        _expect(suffix not in _KNOWN or suffix == "pdf", gathering)
        read_pdf(stream, gathering, open_file)
    elif start.startswith(_OLE):
        _read_old(stream.read(LARGEST_OLD), suffix, gathering)
    elif start.startswith(_PICTURE_MARKS) and suffix not in TEXTS:
        gathering.pictures += 1
        read_picture(stream, gathering)
    elif start.startswith(_ARCHIVES):
        raise Refused(Unread.ARCHIVE)
    elif start.startswith(_PROGRAMS) and suffix not in TEXTS and gathering.depth:
        gathering.warn(Active.PROGRAM)
    elif suffix in _BINARY:
        raise _glanced(stream, gathering, Unread.MISMATCH)
    elif start.startswith(_RICH):
        raise _glanced(stream, gathering, Unread.OLD_FORMAT)
    elif suffix in _MAIL:
        raise _glanced(stream, gathering, Unread.UNKNOWN)
    else:
        read_text(stream, suffix, gathering)


_BINARY = _PACKAGES | _OLD | PICTURES | {"pdf"}
_KNOWN = _BINARY | TEXTS


def _glanced(stream: BinaryIO, gathering: Gathering, reason: Unread) -> Refused:
    """Of what is text but not understood, such as RTF: numbers that stand in it plainly are found all the same."""
    with suppress(Refused):
        gathering.prose("raw", decoded(stream.read(LARGEST_OLD)).splitlines())
    return Refused(reason)


def _expect(fits: bool, gathering: Gathering) -> None:
    """A file that is not what its name says is read by what it is, and said to be another."""
    if not fits:
        gathering.miss(Unread.MISMATCH)


def _read_package(package: Package, gathering: Gathering) -> None:
    kind = kind_of(package)
    if kind == "archive":
        read_archive(package, gathering, open_file)
    elif gathering.depth > 3:
        raise Refused(Unread.NESTED)
    else:
        {"document": read_document, "workbook": read_workbook, "ofd": read_ofd}[kind](package, gathering, open_file)


def _read_old(raw: bytes, suffix: str, gathering: Gathering) -> None:
    """The old binary formats are not understood; numbers that stand in them plainly are found all the same."""
    if "EncryptedPackage".encode("utf-16-le") in raw:
        raise Refused(Unread.ENCRYPTED)
    lines = [found.group().decode("ascii") for found in _PLAIN_RUN.finditer(raw)]
    lines += [found.group().decode("utf-16-le") for found in _WIDE_RUN.finditer(raw)]
    gathering.prose("raw", (line for line in lines if len(line) == 18))
    if "VBA_PROJECT".encode("utf-16-le") in raw:
        gathering.warn(Active.MACRO)
    raise Refused(Unread.OLD_FORMAT if suffix in _OLD or suffix not in _KNOWN else Unread.MISMATCH)


# the process --------------------------------------------------------------------------------------------------------


def main(memory: int, seconds: int) -> None:
    answer_questions(lambda asked: read_file(asked["path"], asked["suffix"], asked["about"]), memory, seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
