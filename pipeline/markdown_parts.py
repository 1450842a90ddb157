"""The values that Markdown becomes, and the marks that the rooms of the Markdown wing share."""

import re
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

INDEX_LINK = "/@/"
"""Placeholder path of a link to an index number (`/@/11440203MB2D24470A/2024-00017`), for the renderer to resolve."""

AUTHOR_ID = "u-"
"""Prefix of every id that an author gives, so that no content can shadow an id or a global name of the page."""

LIST_NUMBER = r"(?:0|[1-9][0-9]{0,8})"
"""Numbers that a list can show as they were written: no leading zero, ASCII digits, within the range of browsers."""

OWN = "\x1e"
"""First character of attribute values made by our own extensions. Author text never holds it (see `prepare`)."""

_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# what is left of UTF-8 bytes when these are deleted are the forbidden ASCII controls
_UNSUSPICIOUS = bytes({*range(256)} - {*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F})
_BLANK_LINE = re.compile("(\\A|\n)[ \t\u3000\xa0]+(?=\n|\\Z)")
_INDENTED = ("\n ", "\n\u3000", "\n\t", "\n\xa0")


class LinkKind(StrEnum):
    ITEM = "item"
    INDEX = "index"
    FILE = "file"
    PAGE = "page"
    FRAGMENT = "fragment"
    EXTERNAL = "external"
    MAIL = "mail"


class NoteCode(StrEnum):
    """Why something in a body is not on the page as it was written."""

    BLOCKED_LINK = "blocked-link"
    OUTSIDE_LINK = "outside-link"
    INTRANET_LINK = "intranet-link"
    CONFUSABLE_HOST = "confusable-host"
    HTML_REMOVED = "html-removed"
    HTML_UNCLOSED = "html-unclosed"
    HTML_UNFINISHED = "html-unfinished"
    DUPLICATE_FOOTNOTE = "duplicate-footnote"
    DUPLICATE_REFERENCE = "duplicate-reference"
    UNUSED_REFERENCE = "unused-reference"
    HIDDEN_CHARACTER = "hidden-character"
    TOO_COMPLEX = "too-complex"


BLOCKING = frozenset(
    {
        NoteCode.BLOCKED_LINK,
        NoteCode.OUTSIDE_LINK,
        NoteCode.INTRANET_LINK,
        NoteCode.DUPLICATE_FOOTNOTE,
        NoteCode.DUPLICATE_REFERENCE,
        NoteCode.HTML_UNCLOSED,
        NoteCode.HTML_UNFINISHED,
        NoteCode.HIDDEN_CHARACTER,
        NoteCode.TOO_COMPLEX,
    }
)


@dataclass(frozen=True, slots=True)
class Heading:
    """An entry of the table of contents; `level` is 2 to 6, `id` is ASCII and counts positions, never content."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link or picture that is on the page.

    `target` is, by kind: item - path below content without suffix; index - the index number; file - the name
    relative to the item's own directory, or from the root with a leading slash; page - root path; fragment - the id
    on the page; external - the URL; mail - the address or number. `line` counts from 1 in the source file.
    """

    kind: LinkKind
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """Something removed, blocked or refused; `blocking` tells an error from a warning."""

    code: NoteCode
    line: int
    value: str
    blocking: bool


@dataclass(frozen=True, slots=True)
class Body:
    """`html` is safe to put into a page as it is; `text` has one line a block and no markup."""

    html: str
    headings: tuple[Heading, ...]
    links: tuple[Link, ...]
    text: str
    notes: tuple[Note, ...]


def note(code: NoteCode, line: int, value: str) -> Note:
    return Note(code, line, value[:200], code in BLOCKING)


def prepare(markdown: str) -> str:
    """One form of line ends and blank lines for both paths; line numbers stay as they are."""
    text = markdown.replace("\r\n", "\n").replace("\r", "\n") if "\r" in markdown else markdown
    text = without_controls(text)
    if text[:1].isspace() or any(map(text.__contains__, _INDENTED)):
        text = _BLANK_LINE.sub(r"\1", text)
    return text


def without_controls(text: str) -> str:
    """The text with U+FFFD for every character that no page and no feed may hold."""
    return _FORBIDDEN.sub("\ufffd", text) if _has_forbidden(text) else text


def _has_forbidden(text: str) -> bool:
    try:
        return bool(text.encode().translate(None, _UNSUSPICIOUS))
    except UnicodeEncodeError:
        return True


def header_text(written: str) -> str:
    """Text of a `#` header without its closing signs; `C#` keeps its own."""
    text = written.strip()
    opened = text.rstrip("#")
    return opened.rstrip() if opened.endswith(" ") or not opened else text


class Lines:
    """Finds the source line of what has been rendered, in document order."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._cursor = 0
        self._counted = 0
        self._line = first_line
        self._first_line = first_line

    def at(self, *needles: str) -> int:
        """Line of the first needle found after the last one, else from the start, else the first line."""
        for start in (self._cursor, 0):
            for needle in needles:
                found = self._text.find(needle, start) if needle else -1
                if found >= 0:
                    self._cursor = found + len(needle)
                    return self.line_of(found)
        return self._unescaped(needles[-1])

    def _unescaped(self, needle: str) -> int:
        """Line of what was written with character references; the first line when it is nowhere."""
        if "&" in self._text:
            for number, line in enumerate(self._text.split("\n"), self._first_line):
                if "&" in line and needle in unescape(line):
                    return number
        return self._first_line

    def line_of(self, offset: int) -> int:
        if offset < self._counted:
            self._counted, self._line = 0, self._first_line
        self._line += self._text.count("\n", self._counted, offset)
        self._counted = offset
        return self._line
