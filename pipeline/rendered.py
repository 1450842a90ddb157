"""The output read back: each page parsed once, and what all pages share once for all; addresses resolved to files."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.check import Inspected
from pipeline.files import read_whole
from pipeline.finding import Location
from pipeline.framed import Frame, Framed, framed
from pipeline.lazy import lazy
from pipeline.parts import Attributes, Parsed, Part, Plain, Tree

T = TypeVar("T")
OFFICIAL = ("gov.cn", "conac.cn")
"""The government's own names, and those of the register behind the official mark."""
_OUTPUT = "output"
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


is_plain_path = re.compile(r"/(?!/)[\w./-]*", re.ASCII).fullmatch
"""Whether an address is nothing but a path from the root, written as it is."""
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

    @lazy
    def _parts(self) -> Framed | None:
        return framed(self.html)

    @lazy
    def _plain(self) -> Plain | None:
        return self._parts.own if self._parts and isinstance(self._parts.own, Plain) else None

    @lazy
    def tree(self) -> Tree:
        return self._parts or LexborHTMLParser(self.html)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """Header and footer, when the page is read in parts."""
        return (self._parts.header, self._parts.footer) if self._parts else ()

    @property
    def is_plain(self) -> bool:
        """Whether all its tags are as the theme and the sanitiser write them, so that text tells markup."""
        return self._plain is not None

    @property
    def rest(self) -> Part:
        """The page without its frames."""
        return self._parts.own if self._parts else Parsed(self.html)

    def gather(self, asked: Callable[[Part], Sequence[T]]) -> list[T]:
        """What a function finds in the parts of the page; of those that pages share it is asked once for all."""
        return self._parts.gather(asked) if self._parts else list(asked(Parsed(self.html)))

    def may_have(self, note: str) -> bool:
        """Whether there may be an element that bears a note; see `markup.Mark`."""
        return self._parts is None or self._parts.may_have(note)

    @lazy
    def links(self) -> list[str]:
        """Every address as written, of links, pictures, scripts and styles, in the order of the page."""
        return self.gather(_links)

    @lazy
    def outward(self) -> tuple[str, ...]:
        """Those of them that name a host, each once."""
        return tuple(dict.fromkeys(self.gather(_outward)))

    def elsewhere(self, site: Inspected) -> tuple[str, ...]:
        """Those of them that are not below the site's own address; most pages have the same."""
        found: tuple[str, ...] | None = self.__dict__.get("_elsewhere")
        if found is None:
            own = _own_beginning(site.site.url, site.site.domain)
            found = self.__dict__["_elsewhere"] = tuple([href for href in self.outward if not href.startswith(own)])
        return found

    @lazy
    def ids(self) -> list[str]:
        """Every id, in order, repeated ones as often as they stand."""
        return self.gather(_ids)

    @lazy
    def anchors(self) -> frozenset[str]:
        """What a fragment may name: ids, and the names of old anchors."""
        return frozenset(self.ids).union(self.gather(_old_anchors))

    @lazy
    def labels(self) -> dict[str, str]:
        """`<meta name content>` pairs; the names as written, the first of repeated ones."""
        told = (
            self._plain.labels() if self._plain and not any(frame.may_have("meta") for frame in self.frames) else None
        )
        if told is not None:
            return told
        found: dict[str, str] = {}
        for node in self.tree.css("meta[name]"):
            found.setdefault(node.attributes.get("name") or "", node.attributes.get("content") or "")
        return found

    @lazy
    def is_redirect(self) -> bool:
        if not self.may_have("moving") or (b"efresh" not in self.html and b"EFRESH" not in self.html):
            return False
        return self.tree.css_first('meta[http-equiv="refresh" i]') is not None

    @property
    def title(self) -> str:
        """Its text, "" without one."""
        text = self._plain.title() if self._plain else None
        if text is None:
            node = self.tree.css_first("head > title")
            return node.text(strip=True) if node else ""
        return text

    def first(self, name: str, attribute: str, value: str = "") -> Attributes | None:
        """The attributes of the first element so named that has this one, with the value if one is given."""
        if self._plain is None or any(frame.may_have(name) for frame in self.frames):
            node = self.tree.css_first(f'{name}[{attribute}="{value}"]' if value else f"{name}[{attribute}]")
            return node.attributes if node else None
        for mark in self._plain.marks:
            if mark.name == name and attribute in mark.attributes and value in ("", mark.attributes[attribute]):
                return mark.attributes
        return None

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


def _outward(part: Part) -> Sequence[str]:
    return part.outward


def _ids(part: Part) -> list[str]:
    return part.ids


def _old_anchors(part: Part) -> list[str]:
    return part.old_anchors


def page_url(file: str) -> str:
    """`/zwgk/index.html` -> `/zwgk/`; any other page is its own file."""
    return file.removesuffix("index.html") if file.endswith("/index.html") else file


def file_of(path: str) -> str:
    """The file behind an address: `/zwgk/` -> `/zwgk/index.html`."""
    return f"{path}index.html" if path.endswith("/") else path


def read_page(output: Path, file: str) -> RenderedPage:
    return RenderedPage(page_url(file), file, read_whole(f"{output}{file}"))


def anchors_of(site: Inspected, file: str) -> frozenset[str]:
    """What fragments of another page may name; parsed when the first link asks."""
    if file not in site.anchors:
        site.anchors[file] = read_page(site.output, file).anchors
    return site.anchors[file]


def host_of(address: str) -> str | None:
    """The name of the host that an address names, "" where it names none; None for what is no address. Browsers take a
    backslash for a slash, so that a host begins or ends there.
    """
    try:
        return (urlsplit(_as_browsers(address)).hostname or "").rstrip(".")
    except ValueError:
        return None


def _as_browsers(address: str) -> str:
    return address.replace("\\", "/")


def is_below(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of the domains, or one below them."""
    return any(host == one or host.endswith(f".{one}") for one in domains)


@lru_cache(maxsize=100_000)
def leaves(href: str, passing: tuple[str, ...]) -> bool:
    """Whether an address names a host that is none of these domains nor below them, or one that nobody can read."""
    host = host_of(href)
    return host is None or (bool(host) and not is_below(host, passing))


@lru_cache(maxsize=10_000)
def leaving(addresses: tuple[str, ...], passing: tuple[str, ...]) -> tuple[str, ...]:
    """Those addresses that leave these domains, as `leaves` tells."""
    return tuple(address for address in addresses if leaves(address, passing))


@cache
def _own_beginning(url: str, domain: str) -> str:
    """What no address of others begins with; nothing does where the site's address is not at its own domain."""
    return f"{url}/" if not leaves(url, (domain,)) else "\0"


@cache
def resolver(host: str, base: str = "") -> Callable[[str, str], Target | None]:
    """A function (page url, address as written) -> Target, or None outside the site; it remembers its answers. `base`:
    the folder of the host that the site lies in (`Site.base`); page urls and targets do not have it.
    """

    @lru_cache(maxsize=200_000)
    def rooted(href: str) -> Target | None:
        path, fragment = href, ""
        if not is_plain_path(href):
            parts = urlsplit(_as_browsers(href))
            if parts.netloc.lower() not in ("", host) or parts.scheme.lower() not in ("", "http", "https"):
                return None
            path, fragment = parts.path or "/", unquote(parts.fragment)
        if base and path != base and not path.startswith(f"{base}/"):
            return None
        return Target(unquote(path[len(base) :]) or "/", fragment)

    def resolve(page: str, written: str) -> Target | None:
        href = written.strip()
        if href.startswith("#") and _PLAIN.issuperset(page):
            return Target(page, unquote(href[1:]))
        if href.startswith("/") or _SCHEME.match(href):
            return rooted(href)
        return rooted(urljoin(base + page, href or base + page))

    return resolve
