"""A page read in three parts: its header and footer, which nearly all pages share, once for all, and the rest.

Looking for elements costs more than parsing, so of the rest all that checks commonly ask about is noted in one search.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple, Protocol, TypeVar

from selectolax.lexbor import LexborHTMLParser, LexborNode

T = TypeVar("T")
_HEADER, _FOOTER = (b"<header", b"</header>\n"), (b"<footer", b"</footer>\n")
_CUT = b"<x-cut data-cut></x-cut>"
"""Its name means nothing to a parser, so that it stays in whatever was left open before it."""
_START = b"<!doctype html><body>"
_ATTRIBUTES = frozenset({"href", "src", "id", "hidden", "style"})
_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title", "table", "x-cut"})
_NOTED = f":is({','.join([*sorted(_TAGS), *(f'[{name}]' for name in sorted(_ATTRIBUTES))])})"
"""What every page is asked about; each word more costs every page as much as a check that seldom asks."""
_SIMPLE = re.compile(
    r"(?:(?P<parent>head|body) > )?(?P<tag>[a-z][a-z0-9]*)?(?:\[(?P<attribute>[a-z-]+)(?:=\"(?P<value>[\w-]+)\")?\])?"
)


class Tree(Protocol):
    """What checks may ask of a page's elements: those that a selector names, in order."""

    def css(self, query: str, /) -> list[LexborNode]: ...

    def css_first(self, query: str, /) -> LexborNode | None: ...


class _Wanted(NamedTuple):
    """One alternative of a selector; "" = any."""

    parent: str
    tag: str
    attribute: str
    value: str


class Part:
    """The elements of one part, in order; an answer is kept, for those of a header are asked for by every page."""

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

    def kept(self, asked: Callable[["Part"], Sequence[T]]) -> Sequence[T]:
        """What a function finds here, worked out once."""
        found: Sequence[T] | None = self._found.get(asked)
        if found is None:
            found = self._found[asked] = asked(self)
        return found

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
        """Every address as written, of links, pictures, scripts and styles."""
        found = [
            attributes[name] or "" for _, attributes, _ in self.noted for name in ("href", "src") if name in attributes
        ]
        found += [node.attributes.get("poster") or "" for node in self.css("[poster]")]
        sets = [node.attributes.get("srcset") or "" for node in self.css("[srcset]")]
        return (*found, *(part.split()[0] for text in sets for part in text.split(",") if part.strip()))


def _is(wanted: _Wanted, tag: str, attributes: dict[str, str | None], node: LexborNode) -> bool:
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


class _Frame(Part):
    """A header or a footer, which stands alone in a document only so that it can be read."""

    def __init__(self, html: bytes) -> None:
        super().__init__(html)
        self.noted = [entry for entry in self.noted if not _is_ours(entry[2])]

    def _asked(self, query: str) -> list[LexborNode]:
        return [node for node in super()._asked(query) if not _is_ours(node)]


def _is_ours(node: LexborNode) -> bool:
    return node.tag in ("html", "head", "body") or "data-cut" in node.attributes


@lru_cache(maxsize=256)
def _frame(part: bytes) -> _Frame | None:
    """None when it leaves something open, so that what follows it would be read otherwise."""
    alone = Part(_START + part + _CUT)
    whole = _cuts(alone) == 1 and len(alone.tree.css("body > *")) == 2 and not _form_open(alone.text)
    return _Frame(_START + part + _CUT) if whole else None


def _form_open(text: bytes) -> bool:
    """A form that is not closed swallows the next, however far."""
    return text.count(b"<form") != text.count(b"</form>")


def _cuts(part: Part) -> int:
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

    header: Part
    own: Part
    footer: Part

    def css(self, query: str, /) -> list[LexborNode]:
        return [*self.header.css(query), *self.own.css(query), *self.footer.css(query)]

    def css_first(self, query: str, /) -> LexborNode | None:
        return next(iter(self.css(query)), None)

    def gather(self, asked: Callable[[Part], Sequence[T]]) -> list[T]:
        """What a function finds in each part; in a header or footer it is asked once, whatever the page."""
        return [*self.header.kept(asked), *asked(self.own), *self.footer.kept(asked)]


def framed(html: bytes) -> Framed | None:
    """The page in parts; None when it has not both, or when taking them out would change how the rest is read."""
    start, end = _span(html, _HEADER, html.find)
    low, high = _span(html, _FOOTER, html.rfind)
    if min(start, end, low, high) < 0 or not start < end <= low < high or html.find(b"\n<body>\n", 0, start) < 0:
        return None
    if html.find(b"style=", 0, start) >= 0 or html.find(b" hidden", 0, start) >= 0 or b"data-cut" in html:
        return None
    header, footer = _frame(html[start:end]), _frame(html[low:high])
    if header is None or footer is None:
        return None
    own = Part(b"".join((html[:start], _CUT, html[end:low], _CUT, html[high:])))
    return Framed(header, own, footer) if _cuts(own) == 2 and not _form_open(own.text) else None


def _span(html: bytes, marks: tuple[bytes, bytes], find: Callable[[bytes], int]) -> tuple[int, int]:
    start, end = find(marks[0]), find(marks[1])
    return start, end + len(marks[1]) if end >= 0 else -1
