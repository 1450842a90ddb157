"""A Word document as its XML says it, with no library between: its words, to compare with what arrived, and whatever in
it is not settled: tracked changes and comments.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

from pipeline.extraction_xml import FlowText, walk
from pipeline.importing.arrival import Remark, excerpt
from pipeline.importing.docx_signs import LETTERS, is_of_signs

DOCUMENT = "word/document.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_BESIDE = re.compile(r"word/(?:header|footer)\d*\.xml")
_STRICT, _BEGINNING = b"http://purl.oclc.org/ooxml/wordprocessingml/", 8192
_CUT = "\x1f"
_OTHERWISE = frozenset({"oMath", "sym", "checkbox", "checkBox", "instrText", "softHyphen"})
_CHANGES = {
    "ins": "inserted",
    "moveTo": "moved",
    "del": "deleted",
    "moveFrom": "moved",
    "cellIns": "inserted",
    "cellDel": "deleted",
    "cellMerge": "inserted",
}
_FORMATS = re.compile(r"(?:rPr|pPr|sectPr|tblPr|tblPrEx|tcPr|trPr|tblGrid|numbering)Change")


class Words(NamedTuple):
    """`text`: paragraphs of body and notes as seen; `beside`: of headers and footers; `unsettled`: changes and
    comments; `formats`: number of changes that concern forms only.
    """

    text: tuple[str, ...]
    beside: tuple[str, ...]
    unsettled: tuple[Remark, ...]
    formats: int


def read_words(raw: bytes) -> Words:
    """Raises Refused for XML that is none; `raw` was looked through as a package before."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        names = set(package.namelist())
        comments = _comments(package, names)
        text: list[str] = []
        unsettled: list[Remark] = []
        formats = 0
        for name in (DOCUMENT, *_NOTES):
            if name in names:
                content = package.read(name)
                if name == DOCUMENT and _STRICT in content[:_BEGINNING]:
                    unsettled.append(Remark("strict"))
                text += _shown(BytesIO(content))
                found = _Unsettled(comments, name == DOCUMENT)
                walk(BytesIO(content), found.start, found.end, found.text)
                unsettled += found.remarks
                formats += found.formats
        beside = [
            line for name in sorted(filter(_BESIDE.fullmatch, names)) for line in _shown(BytesIO(package.read(name)))
        ]
    return Words(tuple(text), tuple(dict.fromkeys(beside)), tuple(unsettled), formats)


def _shown(stream: BinaryIO) -> Iterator[str]:
    once = _Once()
    once.read(stream)
    return (piece for line in once.shown for piece in line.split(_CUT) if piece.strip())


class _Once(FlowText):
    """Of two forms of one thing the first that holds a paragraph; no readings above characters. Where something stands
    that arrives in another shape (a formula, a sign, a box to tick, a field), a line is cut.
    """

    def __init__(self) -> None:
        super().__init__()
        self._silent = 0
        self._ticked = self._signs = False
        self._paragraphs_met = 0
        self._before = 0

    def read(self, stream: BinaryIO) -> None:
        walk(stream, self._enter, self._leave, self._say)

    def _enter(self, name: str, values: dict[str, str]) -> None:
        if name == "Choice":
            self._before = self._paragraphs_met
        if name in _OTHERWISE:
            self._put(_CUT, "")
        if self._silent or self._is_left_out(name):
            self._silent += 1
            return
        self._paragraphs_met += name == "p"
        if name == "textpath":
            self._put(values.get("string", ""), "")
        elif name == "rFonts":
            self._signs = is_of_signs(values.get("w:ascii") or values.get("w:hAnsi"))
        elif name == "r":
            self._signs = False
        if name != "softHyphen":
            self._start(name, values)

    def _is_left_out(self, name: str) -> bool:
        if name == "sdtPr":
            self._ticked = False
        elif name == "checkbox":
            self._ticked = True
        ticked = name == "sdtContent" and self._ticked
        return ticked or name in ("rt", "oMath") or (name == "Fallback" and self._paragraphs_met > self._before)

    def _leave(self, name: str) -> None:
        if self._silent:
            self._silent -= 1
        else:
            self._end(name)

    def _say(self, text: str) -> None:
        if not self._silent:
            self._text(LETTERS.sub(_CUT, text) if self._signs else text)


def _comments(package: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    """Id -> words of each comment."""
    found: dict[str, list[str]] = {}
    current = [""]

    def start(name: str, values: dict[str, str]) -> None:
        if name == "comment":
            current[0] = values.get("w:id", "")
            found[current[0]] = []

    def text(piece: str) -> None:
        if current[0] in found:
            found[current[0]].append(piece)

    if "word/comments.xml" in names:
        walk(BytesIO(package.read("word/comments.xml")), start, lambda _: None, text)
    return {key: "".join(pieces) for key, pieces in found.items()}


class _Unsettled:
    """Walks one part: changes and comments by the number of their paragraph, in the order of the text."""

    def __init__(self, comments: dict[str, str], is_body: bool) -> None:
        self.remarks: list[Remark] = []
        self.formats = 0
        self._comments, self._is_body = comments, is_body
        self._number = 0
        self._open: list[tuple[int, list[str], dict[str, None]]] = []
        self._waiting: dict[str, None] = {}

    def start(self, name: str, values: dict[str, str]) -> None:
        if name == "p":
            self._number += 1
            self._open.append((self._number, [], {}))
        elif name in _CHANGES:
            self._mark(_CHANGES[name])
        elif name in ("altChunk", "subDoc"):
            self.remarks.append(Remark("chunk"))
        elif _FORMATS.fullmatch(name):
            self.formats += 1
        elif name == "commentReference":
            told = self._comments.get(values.get("w:id", ""), "")
            self.remarks.append(Remark("comment", self._where(), excerpt(told)))

    def _where(self) -> str:
        return str(self._open[-1][0] if self._open else self._number) if self._is_body else "0"

    def _mark(self, code: str) -> None:
        if self._open:
            self._open[-1][2][code] = None
        else:
            self._waiting[code] = None

    def end(self, name: str) -> None:
        if name == "p" and self._open:
            number, pieces, codes = self._open.pop()
            for code in self._waiting | codes:
                self.remarks.append(Remark(code, str(number) if self._is_body else "0", excerpt("".join(pieces))))
            self._waiting = {}

    def text(self, piece: str) -> None:
        if self._open:
            self._open[-1][1].append(piece)
