"""The elements of one part of a page: read in one pass where its markup is plain (see `markup`), else by a parser.

A plain part is parsed all the same where more is asked than the pass tells.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import Any, NamedTuple, Protocol

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.lazy import lazy
from pipeline.markup import Mark, Piece, is_noted, is_outward

Attributes = Mapping[str, str | None]
CUT = b"<x-cut data-cut></x-cut>"
"""Its name means nothing to a parser, so that it stays in whatever was left open before it."""
DOCTYPE = b"<!doctype html>"
_TITLE = re.compile(r"<title>([^<]*)</title>")
_TEXT = re.compile(r">\s*[^<\s]")
_ATTRIBUTES = frozenset({"href", "src", "id", "hidden", "style"})
_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title", "table", "x-cut"})
_NOTED = f":is({','.join([*sorted(_TAGS), *(f'[{name}]' for name in sorted(_ATTRIBUTES))])})"
"""What every page is asked about; each word more costs every page as much as a check that seldom asks."""
_FOLLOWED = "a[href],area[href],iframe[src],frame[src]"
_SIMPLE = re.compile(
    r"(?:(?P<parent>head|body) > )?(?P<tag>[a-z][a-z0-9]*)?(?:\[(?P<attribute>[a-z-]+)(?:=\"(?P<value>[\w-]+)\")?\])?"
)


class Tree(Protocol):
    """What checks may ask of a page's elements: those that a selector names, in order."""

    def css(self, query: str, /) -> list[LexborNode]: ...

    def css_first(self, query: str, /) -> LexborNode | None: ...


class Part(Protocol):
    """The elements of one part of a page, in order."""

    def css(self, query: str) -> list[LexborNode]: ...

    def may_have(self, note: str) -> bool:
        """Whether there may be an element that bears a note; see `markup.Mark`."""
        ...

    def empty_links(self) -> list[LexborNode]:
        """Links with nothing between their tags."""
        ...

    def bearing(self, attribute: str) -> Iterator[tuple[Attributes, list[str]]]:
        """The attributes of each element that has this one, and the addresses at and below it that can be followed."""
        ...

    @property
    def links(self) -> tuple[str, ...]:
        """Every address as written, of links, pictures, scripts and styles."""
        ...

    @property
    def outward(self) -> Sequence[str]:
        """Those addresses that are whole, with the name of a host."""
        ...

    @property
    def ids(self) -> list[str]:
        """Repeated ones as often as they stand."""
        ...

    @property
    def outline(self) -> Sequence[tuple[int, bool]]:
        """Level of each heading, and whether text is sure to stand right in it."""
        ...

    @property
    def old_anchors(self) -> list[str]:
        """Names of links, as pages were once divided by."""
        ...


# by a parser --------------------------------------------------------------------------------------------------------


class _Wanted(NamedTuple):
    """One alternative of a selector; "" = any."""

    parent: str
    tag: str
    attribute: str
    value: str


class Parsed:
    """Looking for elements costs more than parsing, so all that checks commonly ask about is noted in one search."""

    def __init__(self, html: bytes) -> None:
        self.tree = tree = LexborHTMLParser(html)
        self.text = html.lower()
        nodes: list[LexborNode] = tree.css(_NOTED)
        self.noted = [(str(node.tag), node.attributes, node) for node in nodes]
        self._found: dict[object, Any] = {}

    def css(self, query: str) -> list[LexborNode]:
        found: list[LexborNode] | None = self._found.get(query)
        if found is None:
            wanted = _wanted(query)
            found = self._found[query] = self._asked(query) if wanted is None else self._among(wanted)
        return found

    def may_have(self, note: str) -> bool:
        return True

    def empty_links(self) -> list[LexborNode]:
        return self.css("a[href]:empty") if b"></a>" in self.text else []

    def bearing(self, attribute: str) -> Iterator[tuple[Attributes, list[str]]]:
        for node in self.css(f"[{attribute}]"):
            yield node.attributes, list(addresses_in(node))

    def _among(self, wanted: tuple[_Wanted, ...]) -> list[LexborNode]:
        if len(wanted) == 1 and wanted[0] == ("", "", wanted[0].attribute, ""):
            name = wanted[0].attribute
            return [node for _, attributes, node in self.noted if name in attributes]
        tags = frozenset(one.tag for one in wanted if not (one.parent or one.attribute))
        rest = [one for one in wanted if one.tag not in tags]
        return [
            node
            for tag, attributes, node in self.noted
            if tag in tags or any(_is(one, tag, attributes, node) for one in rest)
        ]

    def _asked(self, query: str) -> list[LexborNode]:
        """Not looked for when nothing of the kind is written: most questions are about what is rare."""
        if not any(word in self.text for word in _words(query)):
            return []
        return [node for node in self.tree.css(query) if "data-cut" not in node.attributes]

    @property
    def links(self) -> tuple[str, ...]:
        found = [
            attributes[name] or "" for _, attributes, _ in self.noted for name in ("href", "src") if name in attributes
        ]
        found += [node.attributes.get("poster") or "" for node in self.css("[poster]")]
        return (*found, *_of_sets(node.attributes.get("srcset") for node in self.css("[srcset]")))

    @property
    def outward(self) -> Sequence[str]:
        return [href for href in self.links if is_outward(href)]

    @property
    def ids(self) -> list[str]:
        return [value for node in self.css("[id]") if (value := node.id)]

    @property
    def outline(self) -> Sequence[tuple[int, bool]]:
        return [(int(str(node.tag)[1]), bool(node.text(strip=True))) for node in self.css("h1,h2,h3,h4,h5,h6")]

    @property
    def old_anchors(self) -> list[str]:
        return [name for node in self.css("a[name]") if (name := node.attributes.get("name"))]


def _of_sets(sets: Iterable[str | None]) -> Iterator[str]:
    """The addresses in values of `srcset`."""
    return (part.split()[0] for text in sets for part in (text or "").split(",") if part.strip())


def addresses_in(node: LexborNode) -> Iterator[str]:
    for found in [node, *node.css(_FOLLOWED)]:
        yield (found.attributes.get("href") or found.attributes.get("src") or "").strip()


def _is(wanted: _Wanted, tag: str, attributes: Attributes, node: LexborNode) -> bool:
    if wanted.tag and wanted.tag != tag:
        return False
    if wanted.attribute and wanted.attribute not in attributes:
        return False
    if wanted.value and attributes[wanted.attribute] != wanted.value:
        return False
    return not wanted.parent or (node.parent is not None and node.parent.tag == wanted.parent)


@cache
def _wanted(query: str) -> tuple[_Wanted, ...] | None:
    """The alternatives of a selector; None when it asks for more than was noted."""
    wanted = []
    for part in query.split(","):
        found = _SIMPLE.fullmatch(part.strip())
        if not found or not (found["tag"] in _TAGS or (not found["tag"] and found["attribute"] in _ATTRIBUTES)):
            return None
        wanted.append(_Wanted(*(found[name] or "" for name in _Wanted._fields)))
    return tuple(wanted)


@cache
def _words(query: str) -> tuple[bytes, ...]:
    """For each alternative of a selector what must be written in a page that has one; b"" when that is hard to say."""
    return tuple(_word(part.strip()) for part in query.split(","))


def _word(part: str) -> bytes:
    found = _SIMPLE.fullmatch(part.removesuffix(":empty"))
    if not found or found["parent"]:
        return b""
    return f"<{found['tag']}".encode() if found["tag"] else (found["attribute"] or "").encode()


# in one pass --------------------------------------------------------------------------------------------------------


class Plain:
    """What stands around header and footer: `pieces` are before, between and after; parsed only for rare questions."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.head = pieces[0]
        self.notes = frozenset[str]().union(*[piece.notes for piece in pieces])

    @lazy
    def parsed(self) -> Parsed:
        return Parsed(DOCTYPE + CUT.join(piece.html for piece in self.pieces))

    def css(self, query: str) -> list[LexborNode]:
        sought = _sought(query)
        return [] if sought is not None and self.notes.isdisjoint(sought) else self.parsed.css(query)

    def may_have(self, note: str) -> bool:
        return note in self.notes

    def empty_links(self) -> list[LexborNode]:
        return self.css("a[href]:empty") if any(piece.has_empty_link for piece in self.pieces) else []

    def bearing(self, attribute: str) -> Iterator[tuple[Attributes, list[str]]]:
        note = f"[{attribute}]"
        for piece in self.pieces:
            for mark, held in piece.bearing(note) if note in piece.notes else ():
                followed = [mark, *(one for one in held[1:] if one.name == "a" and "[href]" in one.notes)]
                yield mark.attributes, [next(filter(None, one.links), "").strip() for one in followed]

    @lazy
    def marks(self) -> list[Mark]:
        return list(chain.from_iterable([piece.marks for piece in self.pieces]))

    @lazy
    def links(self) -> tuple[str, ...]:
        if "[poster]" in self.notes:
            return self.parsed.links
        found = tuple(chain.from_iterable([piece.links for piece in self.pieces]))
        if "[srcset]" not in self.notes:
            return found
        return (*found, *_of_sets(mark.attributes.get("srcset") for mark in self.marks))

    @lazy
    def outward(self) -> Sequence[str]:
        if "[srcset]" in self.notes or "[poster]" in self.notes:
            return [href for href in self.links if is_outward(href)]
        return [href for mark in self.marks if "outward" in mark.notes for href in mark.links if is_outward(href)]

    @property
    def ids(self) -> list[str]:
        if "[id]" not in self.notes:
            return []
        return [value for mark in self.marks if "[id]" in mark.notes and (value := mark.attributes["id"])]

    @property
    def outline(self) -> Sequence[tuple[int, bool]]:
        return list(chain.from_iterable([piece.outline for piece in self.pieces]))

    @property
    def old_anchors(self) -> list[str]:
        if "[name]" not in self.notes:
            return []
        return [name for mark in self.marks if mark.name == "a" and (name := mark.attributes.get("name"))]

    def labels(self) -> dict[str, str] | None:
        """As in `Piece.labels`, of a page that has all of them before its header."""
        return None if any("meta" in piece.notes for piece in self.pieces[1:]) else self.head.labels()

    def title(self) -> str | None:
        """The text of the title; None when only a parser can tell."""
        found = _TITLE.search(self.head.text)
        odd = not found or "&" in found[1] or _TEXT.search(self.head.text, 0, found.start())
        return None if not found or odd else found[1].strip()


@cache
def _sought(query: str) -> frozenset[str] | None:
    """One note that any element bears, for each alternative of a selector; None when that is hard to say."""
    notes = [_note_of(part.strip()) for part in query.split(",")]
    return frozenset(notes) if all(notes) else None


def _note_of(part: str) -> str:
    found = _SIMPLE.fullmatch(part.removesuffix(":empty"))
    if not found or found["parent"]:
        return ""
    notes = (found["tag"] or "", f"[{found['attribute']}]" if found["attribute"] else "")
    return next((note for note in notes if note and is_noted(note)), "")
