"""The fonts that papers are set in: those of this machine by the names of their files, or of a folder named for it.

Nothing else of the machine is used, so that the same fonts give the same bytes.
"""

import hashlib
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

VARIABLE = "GONGKAI_FONTS"
"""Names a folder with fonts to use instead of those of the machine."""
PLACES = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/System/Library/Fonts",
    "/Library/Fonts",
    "C:/Windows/Fonts",
)
TEXT_FONTS = (
    ("notoserifcjk", "Noto Serif CJK SC"),
    ("notoserifsc", "Noto Serif SC"),
    ("sourcehanserifsc", "Source Han Serif SC"),
    ("sourcehanserifcn", "Source Han Serif CN"),
    ("simfang", "FangSong"),
    ("simsun", "SimSun"),
    ("songti", "Songti SC"),
    ("uming", "AR PL UMing CN"),
)
"""How the file's name begins -> its family, best first: what running text is set in."""
HEAD_FONTS = (
    ("notosanscjk", "Noto Sans CJK SC"),
    ("notosanssc", "Noto Sans SC"),
    ("sourcehansanssc", "Source Han Sans SC"),
    ("sourcehansanscn", "Source Han Sans CN"),
    ("simhei", "SimHei"),
    ("msyh", "Microsoft YaHei"),
    ("pingfang", "PingFang SC"),
    ("wqy-zenhei", "WenQuanYi Zen Hei"),
    ("wqy-microhei", "WenQuanYi Micro Hei"),
)
SUFFIXES = (".ttc", ".otf", ".ttf", ".otc")


class Fonts(NamedTuple):
    """Families for text and for heads, the folders that hold them, and a mark that changes when the files do."""

    text: str
    heads: str
    folders: tuple[str, ...]
    mark: bytes


@cache
def fonts() -> Fonts | None:
    """None where the machine has no font with Chinese characters."""
    named = os.environ.get(VARIABLE, "")
    files = sorted(_files([named] if named else PLACES))
    text, heads = _first(TEXT_FONTS, files), _first(HEAD_FONTS, files)
    chosen = [*text[1], *heads[1]]
    if not chosen:
        return None
    folders = tuple(sorted({file.rpartition("/")[0] for file in chosen}))
    return Fonts(text[0] or heads[0], heads[0] or text[0], folders, _mark(sorted(chosen)))


class HeadFiles(NamedTuple):
    """`own`: the files of the best family for heads; `others`: every other font file, to look in for rare signs."""

    family: str
    own: tuple[str, ...]
    others: tuple[str, ...]


@cache
def head_files() -> HeadFiles | None:
    """What pictures are lettered with. None where the machine has no font with Chinese characters."""
    named = os.environ.get(VARIABLE, "")
    files = sorted(_files([named] if named else PLACES))
    for known in (HEAD_FONTS, TEXT_FONTS):
        family, own = _first(known, files)
        if own:
            return HeadFiles(family, tuple(own), tuple(file for file in files if file not in own))
    return None


def _files(places: list[str] | tuple[str, ...]) -> Iterator[str]:
    for place in places:
        for folder, _, names in os.walk(os.path.expanduser(place)):
            for name in names:
                if name.lower().endswith(SUFFIXES):
                    yield f"{Path(folder).as_posix()}/{name}"


def _first(known: tuple[tuple[str, str], ...], files: list[str]) -> tuple[str, list[str]]:
    """The first family that there are files of, and they."""
    for beginning, family in known:
        found = [file for file in files if file.rpartition("/")[2].lower().startswith(beginning)]
        if found:
            return family, found
    return "", []


def mark_of(found: HeadFiles) -> bytes:
    return _mark([*found.own, *found.others])


def _mark(files: list[str]) -> bytes:
    digest = hashlib.blake2b(digest_size=16)
    for file in files:
        told = os.stat(file)
        digest.update(f"{file}\0{told.st_size}\0{told.st_mtime_ns}\0".encode())
    return digest.digest()
