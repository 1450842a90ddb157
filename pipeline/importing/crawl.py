"""A saved crawl of a site: its files, their addresses, and what lies behind an address that a page names."""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import SplitResult, quote, unquote, urlsplit

from pipeline.importing.arrival import parts_of, unquoted
from pipeline.importing.webpage import first_inside

PAGES = (".html", ".htm", ".shtml")
INDEXES = ("index.html", "index.htm", "index.shtml")
_URL = ":/?=&%"
_MOST_SAVED = 2
LOOKS = frozenset(
    {"css", "js", "map", "htc", "xml", "json", "txt", "ico", "cur", "png", "jpg", "jpeg", "gif", "bmp", "svg", "webp"}
    | {"swf", "woff", "woff2", "ttf", "otf", "eot"}
)
"""What crawlers save for the looks of a page, by the end of its name."""
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|head|meta|body)\b", re.IGNORECASE)
MOST_MARK = 4096
"""Bytes in which programs that save pages tell where one came from."""
_SAVED = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(https?://\S+?)\s*-->", re.IGNORECASE)
_MIRRORED = re.compile(rb"<!--\s*Mirrored from (\S+?) by HTTrack\b", re.IGNORECASE)


class Crawl:
    """`folder` holds the files as the site has them, by path; or a folder named as the host that does.

    `site`: `http://old.example.gov.cn`, without a slash at its end. `origins`: see `marks`.
    """

    def __init__(self, folder: Path, site: str, origins: Mapping[str, str] | None = None) -> None:
        self.site = site.rstrip("/")
        self.host = urlsplit(self.site).netloc
        self.root = next((named for name in self._folders() if _is_folder(named := folder / name)), folder)
        self._is_by_address = self.root != folder
        self.origins: Mapping[str, str] = origins or {}

    def _folders(self) -> Iterator[str]:
        """How programs name the folder of a host; one without www is the same."""
        for host in (self.host, *sorted(self._hosts - {self.host})):
            yield from (host, host.replace(":", "_"))

    def marks(self) -> dict[str, str]:
        """File -> address that whoever saved it wrote into it: HTTrack does, and browsers. What a browser wrote is not
        believed where files lie by address, nor when several pages tell the same: then it is older than the site.
        """
        mirrored, saved = {}, {}
        for file in self.pages:
            head = self._head(file)
            if told := _MIRRORED.search(head):
                mirrored[file] = f"{urlsplit(self.site).scheme}://{os.fsdecode(told[1])}"
            elif (told := _SAVED.search(head)) and not self._is_by_address:
                saved[file] = os.fsdecode(told[1])
        times = Counter(saved.values())
        own = {file: address for file, address in saved.items() if times[address] <= _MOST_SAVED}
        return {file: address for file, address in (mirrored | own).items() if parts_of(address).netloc}

    def _head(self, file: str) -> bytes:
        try:
            with (self.root / file).open("rb") as page:
                return page.read(MOST_MARK)
        except OSError:
            return b""

    def files(self) -> Iterator[str]:
        """Paths below the root of all regular files, sorted."""
        for folder, folders, names in os.walk(self.root):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                if not path.is_symlink() and path.is_file() and not name.startswith("."):
                    yield path.relative_to(self.root).as_posix()

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The files that are pages, by name or by what stands in them: programs make pages of any name."""
        return tuple(filter(self._is_page, self.files()))

    def _is_page(self, file: str) -> bool:
        name = file.rpartition("/")[2].lower()
        known = name.endswith(PAGES)
        return known or (name.rpartition(".")[2] not in LOOKS and bool(_MARKUP.search(self._head(file))))

    def odd(self) -> Iterator[str]:
        """Links and special files, which are never followed or opened."""
        for folder, folders, names in os.walk(self.root):
            for name in (*folders, *names):
                path = Path(folder, name)
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    yield path.relative_to(self.root).as_posix()

    def other_hosts(self) -> list[str]:
        """Folders beside that of the site: what the crawler saved of others."""
        if not self._is_by_address:
            return []
        beside = (one for one in self.root.parent.iterdir() if one != self.root and "." in one.name)
        return sorted(one.name for one in beside if _is_folder(one))

    def address(self, file: str) -> str:
        """The address of a file within its site, not percent-encoded; an index page has that of its folder. Of a page
        that says it came from elsewhere the whole address.
        """
        origin = self.origins.get(file)
        if origin is None:
            return _short(f"/{file}")
        url = urlsplit(origin)
        query = f"?{url.query}" if url.query else ""
        return _short(unquoted(url.path or "/") + query) if url.netloc in self._hosts else origin

    def url(self, file: str) -> str:
        origin = self.origins.get(file)
        if origin is not None:
            return quote(os.fsencode(origin), _URL)
        return self.site + quote(os.fsencode(self.address(file)))

    def path_of(self, address: str, page: str) -> str | None:
        """Path below the root that an address on a page leads to; None for another site's."""
        path = self.escaped_path_of(address, page)
        return None if path is None else unquote(path)

    def escaped_path_of(self, address: str, page: str) -> str | None:
        """Who saved a page elsewhere wrote some links anew: those lead to files from where its own lies."""
        beside = parts_of(address, f"{self.site}/{quote(os.fsencode(page))}")
        if page not in self.origins or (_is_relative(address) and first_inside(self.root, beside.path.lstrip("/"))):
            return self._path_of(beside, self.origins and not _is_relative(address))
        return self._path_of(parts_of(address, self.url(page)), True)

    def _path_of(self, url: SplitResult, by_origin: object) -> str | None:
        if url.scheme not in ("http", "https") or url.netloc not in self._hosts:
            return None
        path, query = url.path.lstrip("/"), f"?{url.query}" if url.query else ""
        saved = self._saved.get(_short(unquote(url.path or "/") + query)) if by_origin else None
        if saved is not None:
            return quote(os.fsencode(saved))
        return f"{path}index.html" if not path or path.endswith("/") else path

    @cached_property
    def _saved(self) -> dict[str, str]:
        """Address -> the file that says it came from there."""
        return {self.address(file): file for file in reversed(list(self.origins))}

    @cached_property
    def _hosts(self) -> frozenset[str]:
        bare = self.host.removeprefix("www.")
        return frozenset({bare, f"www.{bare}", self.host})

    def shelf(self, page: str) -> "PageShelf":
        return PageShelf(self, page)


def _is_relative(address: str) -> bool:
    parts = parts_of(address)
    return not (parts.scheme or parts.netloc or address.startswith("/"))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _short(address: str) -> str:
    folder, _, name = address.rpartition("/")
    return f"{folder}/" if name in INDEXES else address


class PageShelf:
    """What one page names."""

    def __init__(self, crawl: Crawl, page: str) -> None:
        self._crawl, self._page = crawl, page

    def find(self, address: str) -> Path | None:
        path = self._crawl.escaped_path_of(address, self._page)
        return first_inside(self._crawl.root, path) if path else None
