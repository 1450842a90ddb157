"""A workbook opened only after its package was looked through: no macro, no bomb, nothing to run away in.

What an editor fills in is small; whatever is not is refused before any of it is unfolded.
"""

import os
import re
import stat
import warnings
import zipfile
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from openpyxl import Workbook  # type: ignore[import-untyped]

MEGABYTE = 1024 * 1024
LARGEST_FILE = 2 * MEGABYTE
LARGEST_UNFOLDED = 4 * MEGABYTE
MOST_MEMBERS = 200
MOST_CELLS = 20_000
"""Cells that joined ranges and links of one sheet may cover, for opening visits each."""
NO_FILE = ("missing", "not-file")
"""Codes of what could not even be tried."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY, _STRICT = b"ms-excel.sheet.binary", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MACRO_TYPES = (b"macroEnabled", b"vbaProject")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""The stream of an old container in which a workbook with a password lies."""
_SPREAD = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref\s*=\s*[\"']([^\"']*)[\"']")
_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_DOCTYPE = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


class NotOpened(ValueError):
    """The file is no workbook to read. `code` is a key of `wording.FILE_FAULTS`, `facts` fill its sentence."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Opened(NamedTuple):
    """The same workbook twice: with the values that were kept of formulas, and with the formulas themselves."""

    values: "Workbook"
    formulas: "Workbook"


def open_workbook(path: str | Path) -> Opened:
    """Raises NotOpened."""
    raw = _bytes_of(Path(path))
    if raw.startswith(_OLE):
        raise NotOpened("encrypted" if _ENCRYPTED in raw else "old-excel")
    _look_through(raw)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Opened(load_workbook(BytesIO(raw), data_only=True), load_workbook(BytesIO(raw)))
    except Exception:  # the library raises whatever the first odd byte leads to
        raise NotOpened("damaged") from None


def _bytes_of(path: Path) -> bytes:
    """Of a regular file that is no larger than it may be; its size is asked before anything is read."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        raise NotOpened("missing") from None
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode):
            raise NotOpened("not-file")
        if state.st_size > LARGEST_FILE:
            raise NotOpened("too-large", size=state.st_size // MEGABYTE, limit=LARGEST_FILE // MEGABYTE)
        raw = os.read(handle, LARGEST_FILE)
    finally:
        os.close(handle)
    if not raw:
        raise NotOpened("empty")
    return raw


def _look_through(raw: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(raw)) as package:
            _guard(package)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError) as fault:
        if isinstance(fault, NotOpened):
            raise
        raise NotOpened("damaged" if raw.startswith(b"PK") else "not-xlsx") from None
    except Exception as fault:
        if type(fault).__module__ in ("zlib", "_lzma", "lzma", "bz2"):
            raise NotOpened("damaged") from None
        raise


def _guard(package: zipfile.ZipFile) -> None:
    members = package.infolist()
    unfolded = sum(info.file_size for info in members)
    if unfolded > LARGEST_UNFOLDED or len(members) > MOST_MEMBERS:
        raise NotOpened("bomb", size=unfolded // MEGABYTE)
    names = {info.filename for info in members}
    if any(info.flag_bits & 1 for info in members):
        raise NotOpened("encrypted")
    if any("vba" in name.lower() for name in names if name.lower().endswith((".bin", ".vba"))):
        raise NotOpened("macro")
    if "[Content_Types].xml" not in names:
        raise NotOpened("not-xlsx")
    for info in members:
        _look_at(info.filename, package.read(info))


def _look_at(name: str, content: bytes) -> None:
    if name == "[Content_Types].xml":
        if _BINARY in content:
            raise NotOpened("binary")
        if any(kind in content for kind in _MACRO_TYPES):
            raise NotOpened("macro")
        if b"spreadsheetml" not in content:
            raise NotOpened("not-xlsx")
    if _STRICT in content:
        raise NotOpened("strict")
    if any(mark in content for mark in _DOCTYPE):
        raise NotOpened("doctype", member=name)
    covered = sum(_area(found.decode("ascii", "replace")) for found in _SPREAD.findall(content))
    if covered > MOST_CELLS:
        raise NotOpened("spread", count=covered)


def _area(written: str) -> int:
    found = _RANGE.fullmatch(written)
    if found is None:
        return 1
    across = abs(_column(found[3]) - _column(found[1])) + 1
    return across * (abs(int(found[4]) - int(found[2])) + 1)


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
