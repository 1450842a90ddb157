"""A Word document as its XML says it, with no library between: its words, to compare with what arrived, and whatever in
it is not settled: tracked changes and comments.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO, NamedTuple

from pipeline.extraction_xml import FlowText, elements, walk
from pipeline.importing.arrival import Remark, excerpt
from pipeline.importing.docx_signs import LETTERS, is_of_signs

DOCUMENT = "word/document.xml"
_STYLES = "word/styles.xml"
_PICTURES = ("blip", "imagedata")
_ON = ("1", "true", "on")
_MOST_STYLES = 20
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
    comments; `formats`: number of changes that concern forms only; `pictured`: headers or footers hold pictures.
    """

    text: tuple[str, ...]
    beside: tuple[str, ...]
    unsettled: tuple[Remark, ...]
    formats: int
    pictured: bool = False


def read_words(raw: bytes) -> Words:
    """Raises Refused for XML that is none; `raw` was looked through as a package before."""
    with zipfile.ZipFile(BytesIO(raw)) as package:
        names = set(package.namelist())
        comments = _comments(package, names)
        hidden = _hidden_styles(package.read(_STYLES) if _STYLES in names else b"")
        text: list[str] = []
        unsettled: list[Remark] = []
        formats = 0
        for name in (DOCUMENT, *_NOTES):
            if name in names:
                content = package.read(name)
                if name == DOCUMENT and _STRICT in content[:_BEGINNING]:
                    unsettled.append(Remark("strict"))
                text += _shown(content, hidden)
                found = _Unsettled(comments, name == DOCUMENT)
                walk(BytesIO(content), found.start, found.end, found.text)
                unsettled += found.remarks
                formats += found.formats
        around = [package.read(name) for name in sorted(filter(_BESIDE.fullmatch, names))]
        beside = dict.fromkeys(line for content in around for line in _shown(content, hidden))
        pictured = any(next(elements(BytesIO(content), _PICTURES), None) for content in around)
    return Words(tuple(text), tuple(beside), tuple(unsettled), formats, pictured)


def _shown(content: bytes, hidden: frozenset[str]) -> Iterator[str]:
    once = _Once(hidden, _complete_fields(content))
    once.read(BytesIO(content))
    return (piece for line in once.shown for piece in line.split(_CUT) if piece.strip())


def _hidden_styles(content: bytes) -> frozenset[str]:
    """Styles whose runs nobody sees; "" among them when paragraphs without a style are hidden."""
    based: dict[str, str] = {}
    told: dict[str, bool] = {}
    inside: list[str] = []
    style = usual = ""

    def start(name: str, values: dict[str, str]) -> None:
        nonlocal style, usual
        if name == "style":
            style = values.get("w:styleId", "")
            usual = style if values.get("w:type") == "paragraph" and values.get("w:default") in _ON else usual
        elif name == "basedOn":
            based[style] = values.get("w:val", "")
        elif name == "vanish" and inside[-2:] == ["style", "rPr"]:
            told[style] = values.get("w:val", "1") in _ON
        inside.append(name)

    def end(_: str) -> None:
        inside.pop()

    if content:
        walk(BytesIO(content), start, end, lambda _: None)
    hidden = set()
    for name in {*based, *told}:
        above, left = name, _MOST_STYLES
        while above and above not in told and left:
            above, left = based.get(above, ""), left - 1
        hidden |= {name} if told.get(above) else set()
    return frozenset(hidden | ({""} if usual in hidden else set()))


def _complete_fields(content: bytes) -> frozenset[int]:
    """Of the marks of fields the numbers of those that begin one which also ends."""
    open_: list[int] = []
    complete = set()
    for number, (_, values) in enumerate(elements(BytesIO(content), ("fldChar",))):
        if values.get("fldCharType") == "begin":
            open_.append(number)
        elif values.get("fldCharType") == "end" and open_:
            complete.add(open_.pop())
    return frozenset(complete)


class _Once(FlowText):
    """Of two forms of one thing the first that holds text; no readings above characters, nothing that a style hides
    (`hidden`), no text within the code of a field (`complete`: see there). Where something stands that arrives in
    another shape (a formula, a sign, a box to tick, a field), a line is cut.
    """

    def __init__(self, hidden: frozenset[str], complete: frozenset[int]) -> None:
        super().__init__()
        self._hidden_styles, self._complete = hidden, complete
        self._marks = self._silent = self._met = self._before = 0
        self._codes: list[bool] = []
        self._hidden: list[bool] = []
        self._signs = False

    def read(self, stream: BinaryIO) -> None:
        walk(stream, self._enter, self._leave, self._say)

    def _enter(self, name: str, values: dict[str, str]) -> None:
        if name == "Choice":
            self._before = self._met
        elif name == "fldChar":
            self._mark(values.get("w:fldCharType"))
        if name in _OTHERWISE:
            self._put(_CUT, "")
        if self._silent or name in ("rt", "oMath") or (name == "Fallback" and self._met > self._before):
            self._silent += 1
            return
        self._met += name in ("p", "t")
        if name == "textpath":
            self._put(values.get("string", ""), "")
        elif name == "rFonts":
            self._signs = is_of_signs(values.get("w:ascii") or values.get("w:hAnsi"))
        if name not in ("softHyphen", "vanish"):
            self._start(name, values)
        self._hide(name, values.get("w:val"))

    def _hide(self, name: str, told: str | None) -> None:
        if name == "p":
            self._hidden.append("" in self._hidden_styles)
        elif name == "pStyle" and self._hidden:
            self._hidden[-1] = told in self._hidden_styles
        elif name == "r":
            self._signs, self._vanished = False, bool(self._hidden and self._hidden[-1])
        elif name == "rStyle" and self._run:
            self._vanished ^= told in self._hidden_styles
        elif name == "vanish" and self._run:
            self._vanished = told is None or told in _ON

    def _mark(self, kind: str | None) -> None:
        if kind == "begin":
            self._codes.append(self._marks in self._complete)
        elif kind == "separate" and self._codes:
            self._codes[-1] = False
        elif kind == "end" and self._codes:
            self._codes.pop()
        self._marks += 1

    def _leave(self, name: str) -> None:
        if self._silent:
            self._silent -= 1
            return
        self._end(name)
        if name == "p" and self._hidden:
            self._hidden.pop()

    def _say(self, text: str) -> None:
        if not self._silent and (self._taking == "instrText" or not any(self._codes)):
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
