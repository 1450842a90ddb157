"""A saved crawl of a site: its files, their addresses, and what lies behind an address that a page names."""

import os
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

from pipeline.importing.webpage import first_inside

PAGES = (".html", ".htm", ".shtml")
INDEXES = ("index.html", "index.htm", "index.shtml")


class Crawl:
    """`folder` holds the files as the site has them, by path; or a folder named as the host that does.

    `site`: `http://old.example.gov.cn`, without a slash at its end.
    """

    def __init__(self, folder: Path, site: str) -> None:
        self.site = site.rstrip("/")
        self.host = urlsplit(self.site).netloc
        named = folder / self.host
        self.root = named if named.is_dir() and not named.is_symlink() else folder

    def files(self) -> Iterator[str]:
        """Paths below the root of all regular files, sorted."""
        for folder, folders, names in os.walk(self.root):
            folders.sort()
            for name in sorted(names):
                path = Path(folder, name)
                if not path.is_symlink() and path.is_file() and not name.startswith("."):
                    yield path.relative_to(self.root).as_posix()

    def odd(self) -> Iterator[str]:
        """Links and special files, which are never followed or opened."""
        for folder, folders, names in os.walk(self.root):
            for name in (*folders, *names):
                path = Path(folder, name)
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    yield path.relative_to(self.root).as_posix()

    def address(self, file: str) -> str:
        """The address of a file within its site, not percent-encoded; an index page has that of its folder."""
        folder, _, name = file.rpartition("/")
        return f"/{folder}/".replace("//", "/") if name in INDEXES else f"/{file}"

    def url(self, file: str) -> str:
        return self.site + quote(os.fsencode(self.address(file)))

    def path_of(self, address: str, page: str) -> str | None:
        """Path below the root that an address on a page leads to; None for another site's."""
        path = self.escaped_path_of(address, page)
        return None if path is None else unquote(path)

    def escaped_path_of(self, address: str, page: str) -> str | None:
        url = urlsplit(urljoin(self.url(page), address))
        if url.scheme not in ("http", "https") or url.netloc not in self._hosts:
            return None
        path = url.path.lstrip("/")
        return f"{path}index.html" if not path or path.endswith("/") else path

    @cached_property
    def _hosts(self) -> frozenset[str]:
        bare = self.host.removeprefix("www.")
        return frozenset({bare, f"www.{bare}", self.host})

    def shelf(self, page: str) -> "PageShelf":
        return PageShelf(self, page)


class PageShelf:
    """What one page names."""

    def __init__(self, crawl: Crawl, page: str) -> None:
        self._crawl, self._page = crawl, page

    def find(self, address: str) -> Path | None:
        path = self._crawl.escaped_path_of(address, self._page)
        return first_inside(self._crawl.root, path) if path else None
