"""A page read in three parts: its header and footer, which nearly all pages share, once for all, and the rest."""

import hashlib
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from selectolax.lexbor import LexborNode

from pipeline.markup import Piece, told_by_words
from pipeline.nesting import FRAME, REFUSED, is_plain
from pipeline.parts import CUT, DOCTYPE, Parsed, Part, Plain

T = TypeVar("T")
_HEADER, _FOOTER = (b"<header", b"</header>\n"), (b"<footer", b"</footer>\n")
_START = DOCTYPE + b"<body>"
_BEGINNING = re.compile(DOCTYPE + rb"\s*(?=<html[ >])", re.IGNORECASE)


class Frame(Parsed):
    """A header or a footer, which stands alone in a document only so that it can be read; its answers are kept."""

    def __init__(self, html: bytes) -> None:
        super().__init__(_START + html + CUT)
        self.noted = [entry for entry in self.noted if not _is_ours(entry[2])]
        self.notes = self._notes(Piece(html))
        self.key = hashlib.blake2b(html, digest_size=10).hexdigest()

    def _asked(self, query: str) -> list[LexborNode]:
        return [node for node in super()._asked(query) if not _is_ours(node)]

    def may_have(self, note: str) -> bool:
        return note in self.notes

    def _notes(self, piece: Piece) -> frozenset[str]:
        """As in `markup.Mark`; where the one pass does not see all, of every element."""
        if REFUSED not in piece.shape:
            return piece.notes
        nodes = [node for node in self.tree.css("*") if not _is_ours(node)]
        named = {str(node.tag) for node in nodes} | {f"[{name}]" for node in nodes for name in node.attributes}
        outward = {"outward"} if self.outward else set()
        return frozenset(named | outward | told_by_words(self.text.decode("utf-8", "replace")))

    def kept(self, asked: Callable[[Part], Sequence[T]]) -> Sequence[T]:
        """What a function finds here, worked out once."""
        found: Sequence[T] | None = self._found.get(asked)
        if found is None:
            found = self._found[asked] = asked(self)
        return found


def _is_ours(node: LexborNode) -> bool:
    return node.tag in ("html", "head", "body") or "data-cut" in node.attributes


@lru_cache(maxsize=256)
def _frame(part: bytes) -> Frame | None:
    """None when it leaves something open, so that what follows it would be read otherwise, or has a mark of ours."""
    if b"data-cut" in part.lower():
        return None
    alone = Parsed(_START + part + CUT)
    whole = _cuts(alone) == 1 and len(alone.tree.css("body > *")) == 2 and not _form_open(alone.text)
    return Frame(part) if whole else None


def _form_open(text: bytes) -> bool:
    """A form that is not closed swallows the next, however far."""
    return text.count(b"<form") != text.count(b"</form>")


def _cuts(part: Parsed) -> int:
    """How many marks stand where a page's own parts do: right below the body, in nothing left open.

    Only an open table casts what it does not take out before itself, so next to one below the body none counts.
    """
    count = 0
    for tag, _, node in part.noted:
        if tag in ("x-cut", "table") and node.parent is not None and node.parent.tag == "body":
            if tag == "table":
                return 0
            count += 1
    return count


class Framed(NamedTuple):
    """The elements are those of the whole page, in its order but for those of the head."""

    header: Frame
    own: Plain | Parsed
    footer: Frame

    def css(self, query: str, /) -> list[LexborNode]:
        return [*self.header.css(query), *self.own.css(query), *self.footer.css(query)]

    def css_first(self, query: str, /) -> LexborNode | None:
        return next(iter(self.css(query)), None)

    def may_have(self, note: str) -> bool:
        return self.own.may_have(note) or self.header.may_have(note) or self.footer.may_have(note)

    def gather(self, asked: Callable[[Part], Sequence[T]]) -> list[T]:
        """What a function finds in each part; in a header or footer it is asked once, whatever the page."""
        return [*self.header.kept(asked), *asked(self.own), *self.footer.kept(asked)]


def framed(html: bytes) -> Framed | None:
    """The page in parts; None when it has not both, or when taking them out would change how the rest is read."""
    start, end, header = _frame_between(html, _HEADER, html.find)
    low, high, footer = _frame_between(html, _FOOTER, html.rfind)
    if header is None or footer is None or end > low:
        return None
    own = _plain(html, start, end, low, high) or _parsed(html, start, end, low, high)
    return Framed(header, own, footer) if own else None


def _plain(html: bytes, start: int, end: int, low: int, high: int) -> Plain | None:
    doctype = _BEGINNING.match(html)
    if doctype is None:
        return None
    head = Piece(html[doctype.end() : start], is_head=True)
    if not _TAKES_AWAY.isdisjoint(head.notes):
        return None
    pieces = (head, Piece(html[end:low]), _tail(html[high:]))
    if any("[data-cut]" in piece.notes for piece in pieces):
        return None
    return Plain(pieces) if is_plain(FRAME.join([piece.shape for piece in pieces])) else None


_TAKES_AWAY = frozenset({"[hidden]", "[style]"})
"""Around a header, these would be about what it holds."""


@lru_cache(maxsize=64)
def _tail(html: bytes) -> Piece:
    return Piece(html)


def _parsed(html: bytes, start: int, end: int, low: int, high: int) -> Parsed | None:
    if html.find(b"\n<body>\n", 0, start) < 0 or b"data-cut" in html.lower():
        return None
    if html.find(b"style=", 0, start) >= 0 or html.find(b" hidden", 0, start) >= 0:
        return None
    own = Parsed(b"".join((html[:start], CUT, html[end:low], CUT, html[high:])))
    return own if _cuts(own) == 2 and not _form_open(own.text) else None


def _frame_between(
    html: bytes, marks: tuple[bytes, bytes], find: Callable[[bytes], int]
) -> tuple[int, int, Frame | None]:
    """Where it begins and ends; most often it is the one found last, and to look up so many bytes would cost more."""
    start = find(marks[0])
    written, frame = _latest.get(marks, (marks[0], None))
    if frame is None or start < 0 or not html.startswith(written, start):
        end = find(marks[1]) + len(marks[1])
        frame = _frame(written := html[start:end]) if 0 <= start < end - len(marks[1]) else None
        _latest[marks] = written, frame
    return start, start + len(written), frame


_latest: dict[tuple[bytes, bytes], tuple[bytes, Frame | None]] = {}
