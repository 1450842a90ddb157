"""The demonstration site, built once, with one page of every template, and a server for it on this machine only."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline import urls
from pipeline.page import PlannedPage
from pipeline.plan import Plan, make_plan
from pipeline.register import Register
from pipeline.store import Store
from pipeline.tables import read_tables
from plugins.assets import read_assets
from plugins.days import moment
from plugins.theme import closures
from tests.fixtures import ROOT, THEME, SiteFolder

MOST_OF_A_TEMPLATE = 2


@dataclass(frozen=True)
class Demonstration:
    """`pages`: template -> addresses of a few of its pages, the longest file first, for it holds the most, then the
    longest of every state that its items are in (repealed, amended, closed …).
    """

    folder: SiteFolder
    pages: dict[str, list[str]]

    @property
    def specimens(self) -> dict[str, list[str]]:
        """Template -> its longest page, and one of every other state."""
        return {name: [urls[0], *urls[MOST_OF_A_TEMPLATE:]] for name, urls in self.pages.items()}

    @property
    def output(self) -> Path:
        return self.folder.output


def build(root: Path) -> Demonstration:
    folder = SiteFolder(root, as_of="")
    folder.content.symlink_to(ROOT / "content")
    built = folder.build(workers=2)
    assert built.build.written is not None, built.messages[:5]
    return Demonstration(folder, _pages(folder))


def _pages(folder: SiteFolder) -> dict[str, list[str]]:
    plan, states = _plan(folder)
    found: dict[str, list[tuple[int, str, str]]] = {}
    for path, planned in plan.outputs.items():
        if isinstance(planned, PlannedPage):
            size = (folder.output / path).stat().st_size
            found.setdefault(planned.template, []).append((-size, planned.url, states.get(planned.item, "")))
    return {name: _chosen(sorted(pages)) for name, pages in sorted(found.items())}


def _chosen(pages: list[tuple[int, str, str]]) -> list[str]:
    """The longest few; they are told twice where there are fewer, so that the other states follow at a fixed place."""
    first = [url for _, url, _ in pages[:MOST_OF_A_TEMPLATE]]
    states = {state: url for _, url, state in reversed(pages)}
    others = [url for state, url in states.items() if state != pages[0][2]]
    return [*first, *first[: MOST_OF_A_TEMPLATE - len(first)], *others]


def _plan(folder: SiteFolder) -> tuple[Plan, dict[str, str]]:
    """The plan, and the state of every item: in force or not, open or closed."""
    tables = read_tables(folder.content)
    assert tables.site is not None
    with Store(folder.store) as store:
        rows = {row.path: row for row in store.index()}
        now = moment("", tables.site.as_of)
        register = Register(tables, rows, now)
        states = {row.path: f"{row.validity} {bool(row.closes_on) and row.closes_on < now}" for row in rows.values()}
        return make_plan(register, store, closures(THEME), read_assets(THEME).planned()), states


def file_of(url: str) -> str:
    return urls.file_of(url)


class Quiet(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        """The theme's files may be kept, as a host is told to let browsers do."""
        if self.path.startswith(urls.THEME):
            self.send_header("Cache-Control", "max-age=600")
        super().end_headers()

    def log_message(self, *words: Any) -> None:
        pass


class Slow(Quiet):
    """Pages come tag by tag, as over a bad line to a slow machine: whatever the browser can draw meanwhile, it draws."""

    disable_nagle_algorithm = True
    PIECES, PAUSE = 45, 0.015

    def copyfile(self, source: Any, outputfile: Any) -> None:
        whole = source.read()
        for piece in pieces(whole, self.PIECES) if whole.lstrip().startswith(b"<!DOCTYPE html") else [whole]:
            outputfile.write(piece)
            time.sleep(self.PAUSE)


def pieces(html: bytes, most: int) -> list[bytes]:
    """The head, then as many tags at a time as it takes: no more than `most` pieces."""
    body = html.find(b"<body")
    tags = re.findall(rb"[^>]*>|[^>]+$", html[body:])
    each = -(-len(tags) // (most - 1))
    return [html[:body], *(b"".join(tags[at : at + each]) for at in range(0, len(tags), each))]


@contextmanager
def served(output: Path, how: type[Quiet] = Quiet) -> Iterator[str]:
    """The address of a server on a free port; it ends with the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(how, directory=str(output))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def quoted(url: str) -> str:
    return quote(url)
