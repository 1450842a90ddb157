"""Packages, that is zip files: opened only after their directory has been looked through, and archives of files."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from stat import S_ISLNK
from typing import BinaryIO

from pipeline.extraction_image import PICTURES
from pipeline.extraction_parts import STEP, Active, Gathering, Open, Refused, Unread

MOST_MEMBERS = 10_000
MOST_RATIO = 200
SMALL_MEMBER = 1024 * 1024
"""A member that unfolds to less does no harm, however well it packs."""
LARGEST_MEMBER = 256 * 1024 * 1024
DEEPEST = 2
"""Archives within archives that are opened; a document inside the innermost may hold a document once more."""
_HEADER = 30
_UTF8, _ENCRYPTED = 0x800, 0x1
_ACTIVE_TYPES = (
    "exe dll com scr msi bat cmd ps1 vbs vbe js jse wsf hta jar sh apk lnk html htm svg php jsp asp aspx docm xlsm "
    "pptm dotm xltm xlam"
)
_OUTSIDE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)")
_PROGRAMS = frozenset(_ACTIVE_TYPES.split())


class Package:
    """A zip file whose directory keeps the limits. Raises Refused when it does not."""

    def __init__(self, stream: BinaryIO, gathering: Gathering) -> None:
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError):
            raise Refused(Unread.DAMAGED) from None
        self.members = [info for info in self._zip.infolist() if not info.is_dir()]
        self.names = {info.filename.replace("\\", "/"): info for info in self.members}
        _guard(self.members, gathering)

    def comments(self) -> list[str]:
        """What is said of the whole and of its members, as UTF-8 or GB 18030."""
        written = [self._zip.comment, *(info.comment for info in self.members)]
        return [
            text
            for raw in written
            if raw
            for text in (raw.decode("utf-8", "replace"), raw.decode("gb18030", "replace"))
        ]

    def open(self, info: zipfile.ZipInfo) -> BinaryIO:
        """The member unfolded in memory; never more than its directory entry says."""
        if info.flag_bits & _ENCRYPTED:
            raise Refused(Unread.ENCRYPTED)
        if info.file_size > LARGEST_MEMBER:
            raise Refused(Unread.TOO_LARGE)
        try:
            return BytesIO(self._zip.read(info))
        except (
            zipfile.BadZipFile,
            zipfile.LargeZipFile,
            EOFError,
            NotImplementedError,
            OSError,
            ValueError,
            RuntimeError,
        ):
            raise Refused(Unread.DAMAGED) from None
        except Exception as fault:
            if type(fault).__module__ in ("zlib", "_lzma", "lzma", "bz2"):
                raise Refused(Unread.DAMAGED) from None
            raise


def _guard(members: list[zipfile.ZipInfo], gathering: Gathering) -> None:
    if len(members) > MOST_MEMBERS:
        raise Refused(Unread.BOMB)
    gathering.left -= sum(info.file_size for info in members)
    if gathering.left < 0:
        raise Refused(Unread.BOMB)
    if any(info.file_size > SMALL_MEMBER and info.file_size > MOST_RATIO * info.compress_size for info in members):
        raise Refused(Unread.BOMB)
    placed = sorted(members, key=lambda info: info.header_offset)
    for info, after in pairwise(placed):
        if info.header_offset + _HEADER + len(info.filename) + info.compress_size > after.header_offset:
            raise Refused(Unread.OVERLAP)


def read_archive(package: Package, gathering: Gathering, open_file: Open) -> None:
    """Every member as a file of its own; an archive of nothing but pictures is a scan."""
    if gathering.depth >= DEEPEST:
        raise Refused(Unread.NESTED)
    gathering.prose("properties", package.comments())
    named = list(_named(package))
    if named and all(_suffix(name) in PICTURES for _, name in named):
        gathering.miss(Unread.SCANNED, "", len(named))
    for info, name in named:
        gathering.prose(f"member:{name}{STEP}name", [*name.split("/")[:-1], name.rpartition("/")[2].rpartition(".")[0]])
        if _OUTSIDE.search(name) or S_ISLNK(info.external_attr >> 16):
            gathering.warn(Active.ESCAPE, f"member:{name}")
            continue
        if _suffix(name) in _PROGRAMS:
            gathering.warn(Active.PROGRAM, f"member:{name}")
            continue
        with Nested(gathering, f"member:{name}"):
            open_file(package.open(info), _suffix(name), gathering)


def _suffix(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _named(package: Package) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """Members with the names that their makers gave them: old Chinese archivers write GBK without saying so."""
    for info in package.members:
        name = info.filename
        if not info.flag_bits & _UTF8:
            try:
                name = name.encode("cp437").decode("gb18030")
            except UnicodeError:
                name = info.filename
        yield info, name.replace(STEP, "")


class Nested:
    """While it lasts, parts are named below `step`, and what is refused is noted there and ends only this member."""

    def __init__(self, gathering: Gathering, step: str) -> None:
        self._gathering, self._step = gathering, step
        self._outer = gathering.prefix

    def __enter__(self) -> None:
        self._gathering.prefix = f"{self._outer}{self._step}{STEP}"
        self._gathering.depth += 1

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> bool:
        self._gathering.prefix = self._outer
        self._gathering.depth -= 1
        if isinstance(fault, Refused):
            self._gathering.miss(fault.reason, self._step)
            return True
        return False
