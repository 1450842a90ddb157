"""The output read back: each page parsed once, and what all pages share once for all; addresses resolved to files."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple, Protocol
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.check import Inspected
from pipeline.finding import Location

_OUTPUT = "output"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class Target(NamedTuple):
    """An address inside the site: `path` from the root, decoded, without query; `fragment` decoded, may be ""."""

    path: str
    fragment: str


_HEADER, _FOOTER = (b"<header", b"</header>\n"), (b"<footer", b"</footer>\n")
_CUT = b"<x-cut data-cut></x-cut>"
"""Its name means nothing to a parser, so that it stays in whatever was left open before it."""
_START = b"<!doctype html><body>"


class Tree(Protocol):
    """What checks may ask of a page's elements: those that a selector names, in order."""

    def css(self, query: str, /) -> list[LexborNode]: ...

    def css_first(self, query: str, /) -> LexborNode | None: ...


class _Frame:
    """A header or a footer, which nearly all pages share: parsed once, and what was asked of it kept."""

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.tree = tree
        self._found: dict[str, list[LexborNode]] = {}

    def css(self, query: str) -> list[LexborNode]:
        if query not in self._found:
            self._found[query] = [node for node in self.tree.css(query) if not _is_ours(node)]
        return self._found[query]

    @cached_property
    def links(self) -> list[str]:
        return _links(self, True, True)

    @cached_property
    def ids(self) -> list[str]:
        return [value for node in self.css("[id]") if (value := node.id)]


def _is_ours(node: LexborNode) -> bool:
    """What stands around a part only so that it can be read alone."""
    return node.tag in ("html", "head", "body") or "data-cut" in node.attributes


@lru_cache(maxsize=256)
def _frame(part: bytes) -> _Frame | None:
    """None when it leaves something open, so that what follows it would be read otherwise."""
    tree = LexborHTMLParser(_START + part + _CUT)
    whole = _cuts(tree) == 1 and len(tree.css("body > *")) == 2 and not _form_open(part.lower())
    return _Frame(tree) if whole else None


def _form_open(text: bytes) -> bool:
    """A form that is not closed swallows the next, however far."""
    return text.count(b"<form") != text.count(b"</form>")


def _cuts(tree: LexborHTMLParser) -> int:
    """How many marks stand where a page's own parts do: right below the body, in nothing left open.

    Only an open table casts what it does not take out before itself, so next to one below the body none counts.
    """
    return len(tree.css("body > x-cut")) if tree.css_first("body > table") is None else 0


@dataclass(frozen=True)
class _Framed:
    """A page in three parts. The elements are those of the whole page, in its order but for those of the head."""

    header: _Frame
    own: LexborHTMLParser
    footer: _Frame
    text: bytes
    """Of its own part, in lower case."""

    def css(self, query: str, /) -> list[LexborNode]:
        return [*self.header.css(query), *self.own_css(query), *self.footer.css(query)]

    def own_css(self, query: str) -> list[LexborNode]:
        """Not looked for when nothing of the kind is written there: most questions are about what is rare."""
        return _own(self.own, query) if any(word in self.text for word in _words(query)) else []

    def css_first(self, query: str, /) -> LexborNode | None:
        return next(iter(self.css(query)), None)


def _own(tree: LexborHTMLParser, query: str) -> list[LexborNode]:
    found: list[LexborNode] = tree.css(query)
    return [node for node in found if "data-cut" not in node.attributes] if query in _ANY else found


_ANY = frozenset({"*", "body *", "body > *", ":empty"})
"""Questions that would name the marks too."""


@cache
def _words(query: str) -> tuple[bytes, ...]:
    """For each alternative of a selector what must be written in a page that has one; b"" when that is hard to say."""
    return tuple(_word(part.strip()) for part in query.split(","))


def _word(part: str) -> bytes:
    found = _SIMPLE.fullmatch(part)
    if not found:
        return b""
    return f"<{found['tag']}".encode() if found["tag"] else found["attribute"].encode()


_SIMPLE = re.compile(r"(?:(?P<tag>[a-z][a-z0-9]*)(?:\[[a-z-]+\])?|\[(?P<attribute>[a-z-]+)\])(?::empty)?")
_ALIKE = (b"stylesheet", b"aria-hidden")
"""What stands on every page and holds the name of an attribute that is asked for but rare."""


def _framed(html: bytes) -> _Framed | None:
    """The page in parts; None when it has not both, or when taking them out would change how the rest is read."""
    places = _span(html, _HEADER, html.find), _span(html, _FOOTER, html.rfind)
    (start, end), (low, high) = places
    if min(start, end, low, high) < 0 or not start < end <= low < high or b"\n<body>\n" not in html[:start]:
        return None
    if b"style=" in html[:start] or b" hidden" in html[:start] or b"data-cut" in html:
        return None
    header, footer = _frame(html[start:end]), _frame(html[low:high])
    if header is None or footer is None:
        return None
    text = b"".join((html[:start], _CUT, html[end:low], _CUT, html[high:]))
    own = LexborHTMLParser(text)
    text = text.lower()
    for word in _ALIKE:
        text = text.replace(word, b"")
    return _Framed(header, own, footer, text) if _cuts(own) == 2 and not _form_open(text) else None


def _span(html: bytes, marks: tuple[bytes, bytes], find: Callable[[bytes], int]) -> tuple[int, int]:
    start, end = find(marks[0]), find(marks[1])
    return start, end + len(marks[1]) if end >= 0 else -1


def _links(tree: Tree | _Frame, posters: bool, candidates: bool) -> list[str]:
    found = [node.attributes.get("href") or "" for node in tree.css("[href]")]
    found += [node.attributes.get("src") or "" for node in tree.css("[src]")]
    if posters:
        found += [node.attributes.get("poster") or "" for node in tree.css("[poster]")]
    if candidates:
        found += [part for node in tree.css("[srcset]") for part in _candidates(node.attributes.get("srcset") or "")]
    return found


@dataclass(frozen=True)
class RenderedPage:
    """One page of output. `url` is its address (`/zwgk/` for its index.html); parsed when first asked about."""

    url: str
    file: str
    html: bytes

    @cached_property
    def _parts(self) -> _Framed | None:
        return _framed(self.html)

    @cached_property
    def tree(self) -> Tree:
        return self._parts or LexborHTMLParser(self.html)

    @cached_property
    def links(self) -> list[str]:
        """Every address as written, of links, pictures, scripts and styles, in the order of attribute and page."""
        posters, candidates = b"poster=" in self.html, b"srcset=" in self.html
        if self._parts is None:
            return _links(self.tree, posters, candidates)
        return [*self._parts.header.links, *_links(self._parts.own, posters, candidates), *self._parts.footer.links]

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in order, repeated ones as often as they stand."""
        if self._parts is None:
            return [value for node in self.tree.css("[id]") if (value := node.id)]
        own = [value for node in self._parts.own.css("[id]") if (value := node.id)]
        return [*self._parts.header.ids, *own, *self._parts.footer.ids]

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What a fragment may name: ids, and the names of old anchors."""
        return frozenset(self.ids) | {
            name for node in self.tree.css("a[name]") if (name := node.attributes.get("name"))
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """`<meta name content>` pairs; the names as written, the first of repeated ones."""
        found: dict[str, str] = {}
        for node in self.tree.css("meta[name]"):
            found.setdefault(node.attributes.get("name") or "", node.attributes.get("content") or "")
        return found

    @cached_property
    def is_redirect(self) -> bool:
        if b"efresh" not in self.html and b"EFRESH" not in self.html:
            return False
        return self.tree.css_first('meta[http-equiv="refresh" i]') is not None

    def at_address(self, address: str) -> Location:
        """The line of the attribute that holds this address."""
        for form in (f'"{escape(address)}"', f"'{escape(address)}'", address):
            place = self.at(form)
            if place.line:
                return place
        return self.at()

    def at(self, text: str = "") -> Location:
        """The line of the first place where `text` stands in the file as written; the file alone when it does not."""
        position = self.html.find(text.encode()) if text else -1
        return Location(f"{_OUTPUT}{self.file}", self.html.count(b"\n", 0, position) + 1 if position >= 0 else 0)


def _candidates(srcset: str) -> list[str]:
    return [part.split()[0] for part in srcset.split(",") if part.strip()]


def page_url(file: str) -> str:
    """`/zwgk/index.html` -> `/zwgk/`; any other page is its own file."""
    return file.removesuffix("index.html") if file.endswith("/index.html") else file


def file_of(path: str) -> str:
    """The file behind an address: `/zwgk/` -> `/zwgk/index.html`."""
    return f"{path}index.html" if path.endswith("/") else path


def read_page(output: Path, file: str) -> RenderedPage:
    return RenderedPage(page_url(file), file, Path(f"{output}{file}").read_bytes())


def anchors_of(site: Inspected, file: str) -> frozenset[str]:
    """What fragments of another page may name; parsed when the first link asks."""
    if file not in site.anchors:
        site.anchors[file] = read_page(site.output, file).anchors
    return site.anchors[file]


@cache
def resolver(host: str) -> Callable[[str, str], Target | None]:
    """A function (page url, address as written) -> Target, or None outside the site; it remembers its answers."""

    @lru_cache(maxsize=200_000)
    def rooted(href: str) -> Target | None:
        parts = urlsplit(href)
        if parts.netloc.lower() not in ("", host) or parts.scheme.lower() not in ("", "http", "https"):
            return None
        return Target(unquote(parts.path) or "/", unquote(parts.fragment))

    def resolve(base: str, written: str) -> Target | None:
        href = written.strip()
        if href.startswith("/") or _SCHEME.match(href):
            return rooted(href)
        return rooted(urljoin(base, href or base))

    return resolve
