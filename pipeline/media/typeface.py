"""The letters that pictures are written in: two weights of one family, and other fonts for signs that it lacks."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pipeline.paper.coverage import Coverage, coverage_of
from pipeline.paper.fonts import HeadFiles, head_files

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))
MOST_IN_COLLECTION = 40
_BOLD = ("bold", "bd.", "heavy", "black")


class Face(NamedTuple):
    """One font: its file, its number in a collection."""

    file: str
    number: int


class Run(NamedTuple):
    """Signs that one font writes."""

    face: Face
    text: str


class Typeface:
    """One weight. What the first face lacks is looked for in the others, and remembered."""

    def __init__(self, own: Face, others: tuple[str, ...]) -> None:
        self.own = own
        self._others = others
        self._known: dict[str, Face | None] = {}
        self._advances: dict[tuple[str, int], float] = {}

    def face(self, sign: str) -> Face | None:
        """The font that has a shape for a sign; None when none has."""
        if sign not in self._known:
            self._known[sign] = self._find(sign)
        return self._known[sign]

    def _find(self, sign: str) -> Face | None:
        if sign in coverage(self.own):
            return self.own
        faces = (Face(file, 0) for file in self._others)
        return next((face for face in faces if sign in coverage(face)), None)

    def missing(self, text: str) -> list[str]:
        """Signs that no font has, in their order, each once."""
        return [sign for sign in dict.fromkeys(shown(text)) if not sign.isspace() and self.face(sign) is None]

    def advance(self, sign: str, size: int) -> float:
        """Pixels that a sign takes on its line."""
        key = (sign, size)
        if key not in self._advances:
            self._advances[key] = (
                0.0 if _takes_no_room(sign) else font(self.face(sign) or self.own, size).getlength(sign)
            )
        return self._advances[key]

    def runs(self, text: str) -> list[Run]:
        found: list[Run] = []
        for sign in text:
            face = self.face(sign) or self.own
            if found and (found[-1].face == face or _takes_no_room(sign)):
                found[-1] = Run(found[-1].face, found[-1].text + sign)
            else:
                found.append(Run(face, sign))
        return found


class Typefaces(NamedTuple):
    regular: Typeface
    bold: Typeface

    def of(self, strong: bool) -> Typeface:
        return self.bold if strong else self.regular

    def missing(self, text: str) -> list[str]:
        return self.regular.missing(text)


def typefaces() -> Typefaces | None:
    """None where the machine has no font with Chinese characters."""
    files = head_files()
    return _typefaces(files) if files else None


@lru_cache(maxsize=4)
def _typefaces(files: HeadFiles) -> Typefaces:
    bold = [file for file in files.own if any(mark in Path(file).name.lower() for mark in _BOLD)]
    plain = [file for file in files.own if file not in bold] or bold
    regular = next((file for file in plain if "regular" in file.lower()), plain[0])
    weights = (regular, next((file for file in bold if "bold" in file.lower()), regular))
    faces = [Face(file, _index(file, files.family)) for file in weights]
    others = (*(file for file in weights if file != regular), *files.others)
    return Typefaces(*(Typeface(face, others) for face in faces))


def _index(file: str, family: str) -> int:
    """Where a collection holds the family; 0 for a font alone."""
    from PIL import ImageFont

    for index in range(MOST_IN_COLLECTION):
        try:
            if ImageFont.truetype(file, 16, index=index).getname()[0] == family:
                return index
        except OSError:
            break
    return 0


@cache
def coverage(face: Face) -> Coverage:
    try:
        return coverage_of(Path(face.file), face.number)
    except (OSError, ValueError):
        return Coverage([])


@lru_cache(maxsize=64)
def font(face: Face, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    return ImageFont.truetype(face.file, size, index=face.number, layout_engine=ImageFont.Layout.BASIC)


def shown(text: str) -> str:
    """The text without signs that only tell how others are to look, and without controls."""
    return "".join(sign for sign in text if not _is_unseen(sign))


def _is_unseen(sign: str) -> bool:
    code = ord(sign)
    return sign in _UNSEEN or any(code in span for span in _SELECTORS) or (code < 32 and sign != "\n") or code == 127


def _takes_no_room(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me")
