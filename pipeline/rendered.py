"""The output read back: each page parsed once, and what all pages share once for all; addresses resolved to files."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.check import Inspected
from pipeline.finding import Location
from pipeline.framed import Framed, Part, Tree, framed

T = TypeVar("T")
_OUTPUT = "output"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-")


class Target(NamedTuple):
    """An address inside the site: `path` from the root, decoded, without query; `fragment` decoded, may be ""."""

    path: str
    fragment: str


@dataclass(frozen=True)
class RenderedPage:
    """One page of output. `url` is its address (`/zwgk/` for its index.html); parsed when first asked about."""

    url: str
    file: str
    html: bytes

    @cached_property
    def _parts(self) -> Framed | None:
        return framed(self.html)

    @cached_property
    def tree(self) -> Tree:
        return self._parts or LexborHTMLParser(self.html)

    def gather(self, asked: Callable[[Part], Sequence[T]]) -> list[T]:
        """What a function finds in the parts of the page; of those that pages share it is asked once for all."""
        return self._parts.gather(asked) if self._parts else list(asked(Part(self.html)))

    @cached_property
    def links(self) -> list[str]:
        """Every address as written, of links, pictures, scripts and styles, in the order of the page."""
        return self.gather(_links)

    @cached_property
    def ids(self) -> list[str]:
        """Every id, in order, repeated ones as often as they stand."""
        return [value for node in self.tree.css("[id]") if (value := node.id)]

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


def _links(part: Part) -> tuple[str, ...]:
    return part.links


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
        if href.startswith("#") and _PLAIN.issuperset(base):
            return Target(base, unquote(href[1:]))
        if href.startswith("/") or _SCHEME.match(href):
            return rooted(href)
        return rooted(urljoin(base, href or base))

    return resolve
