"""What the preview answers: one request at a time, for this machine's own names only, inside one folder only."""

import io
import json
import os
import re
import shutil
import sys
from dataclasses import asdict, dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, quote, unquote, urlsplit

from pipeline.background import Background
from pipeline.preview_board import GONE, MISSING, Board, State, mark_of
from pipeline.preview_pages import LISTENER, SCRIPT, STATES, plain_page, source_page, waiting_page, with_listener
from pipeline.resident import Resident
from pipeline.served import content_type, locate

OUTPUT = "var/preview"
HOSTS = {"127.0.0.1", "localhost"}
EVENTS, ITEM, MARK = "/_preview/events", "/_preview/item", "/_preview/mark"
SOURCE, WAITING = "/_preview/source/", "/_preview/"

_FIXED = re.compile(r"/theme/.*\.[0-9a-f]{8}\.[a-z0-9]+$")
"""A name that tells what is in the file: need not be fetched again when the page is."""
_ADDRESS = re.compile(r"^网址:[ \t]*[\"']?(\S+?)[\"']?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class House:
    """What all parts of one preview share. `root`: the project's folder."""

    root: Path
    board: Board
    resident: Resident
    builds: Background


class Seen(NamedTuple):
    """What is at an address: a page by its bytes, without the listener, or a file; `mark` of a page, see `mark_of`."""

    status: HTTPStatus
    shown: bytes | Path
    mark: str = ""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """One request: GET and HEAD."""

    server_version = "gongkai"
    sys_version = ""

    def __init__(self, house: House, *rest: Any) -> None:
        self.house, self.root, self.board, self.resident = house, house.root, house.board, house.resident
        self.folder = (house.root / OUTPUT).resolve()
        super().__init__(*rest)

    def do_GET(self) -> None:
        if (
            _host_name(self.headers.get("Host", "")) not in HOSTS
        ):  # another site's name, pointed at this machine to read the drafts
            self._say(HTTPStatus.FORBIDDEN, "预览只接受本机的访问。")
            return
        try:
            self._answer(self.path.partition("#")[0].partition("?")[0], base_of(self.root))
        except FileNotFoundError:  # a build, or whoever edits, has removed it in this moment
            self._send_missing()

    def _answer(self, path: str, base: str) -> None:
        if path == EVENTS and self.command == "GET":
            self._send_events()
        elif path == SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript; charset=utf-8", LISTENER.encode())
        elif path == ITEM:
            self._send_json(self._item(self._asked().removeprefix(base)))
        elif path == MARK:
            self._send_json(self._at(quote(self._asked()), base).mark)
        elif path.startswith(SOURCE):
            self._send_source(path.removeprefix(SOURCE))
        elif base and path in ("/", base):
            self._say(HTTPStatus.FOUND, "", ("Location", f"{base}/"))
        else:
            self._send_page(path, base)

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self._say(HTTPStatus.METHOD_NOT_ALLOWED, "预览只能浏览，不能提交。", ("Allow", "GET, HEAD"))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _refuse

    def _asked(self) -> str:
        """The address that a question is about, not percent-encoded."""
        return parse_qs(urlsplit(self.path).query).get("page", [""])[0]

    def _at(self, path: str, base: str) -> Seen:
        """What is at an address, percent-encoded: made before its build, built, or of what waits for its time."""
        if path == WAITING:
            waiting = (self.resident.ask(waiting=True) or {"waiting": ()})["waiting"]
            return _page(waiting_page(base, waiting))
        made = self.board.made.get(unquote(path))
        if made is not None and made.shown != GONE:
            return Seen(HTTPStatus.OK, made.shown) if isinstance(made.shown, Path) else _page(made.shown)
        own = path.removeprefix(base) if path.startswith(f"{base}/") else None
        found = locate(self.folder, own) if made is None and own is not None else None
        if found is not None:
            return _page(found.read_bytes()) if found.suffix == ".html" else Seen(HTTPStatus.OK, found)
        return (self._waiting(own) if made is None and own is not None else None) or self._missing()

    def _waiting(self, path: str) -> Seen | None:
        """A page of what waits, or a file beside it: the output has neither."""
        made = self.resident.ask(item=item_of(path), checked=False) if path.endswith(".html") else None
        if made and made["html"]:
            return _page(made["html"].encode())
        file = locate((self.root / "content").resolve(), path)
        if file is not None and file.is_file() and file.suffix not in (".md", ".yaml"):
            return Seen(HTTPStatus.OK, file)
        return None

    def _missing(self) -> Seen:
        page = self.folder / "404.html"
        built = self.board.state.built
        text = "没有这个页面。" if built else "网站还没有生成好，好了会自动显示。"
        shown = page.read_bytes() if page.is_file() else plain_page(text)
        return Seen(HTTPStatus.NOT_FOUND, shown, MISSING if built else "")

    def _send_page(self, path: str, base: str) -> None:
        if self.board.state.built:
            self.house.builds.hold()
        state = self.board.state  # before the page, which may be newer then, but never older
        seen = self._at(path, base)
        if isinstance(seen.shown, bytes):
            made = self.board.made.get(unquote(path))
            said = _told(item_of(path.removeprefix(base)), made.said) if made and made.said else None
            facts = (seen.mark, state.turn, state.edit, said)
            self._send_html(seen.status, with_listener(seen.shown, *facts, follow=path == WAITING))
        elif seen.shown.is_dir():
            own = unquote(path.removeprefix(base)).strip("/")
            self._say(HTTPStatus.MOVED_PERMANENTLY, "", ("Location", f"{base}/{quote(own)}/"))
        else:
            self._send(seen.status, content_type(seen.shown), seen.shown)

    def _send_missing(self) -> None:
        state, seen = self.board.state, self._missing()
        assert isinstance(seen.shown, bytes)
        self._send_html(seen.status, with_listener(seen.shown, seen.mark, state.turn, state.edit))

    def _item(self, page: str) -> dict[str, Any]:
        """What is to be said of the item whose page is asked about."""
        item = item_of(quote(page))
        return _told(item, (self.resident.ask(item=item) if page.endswith(".html") else None) or {})

    def _send_source(self, name: str) -> None:
        file = locate((self.root / "content").resolve(), name.removeprefix("content"))
        if file is None or file.suffix != ".md":
            self._send_missing()
            return
        self._send_html(HTTPStatus.OK, source_page(unquote(name), file.read_text(encoding="utf-8", errors="replace")))

    def _send_json(self, answer: Any) -> None:
        self._send(HTTPStatus.OK, "application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())

    def _say(self, status: HTTPStatus, text: str, *headers: tuple[str, str]) -> None:
        self._send_html(status, plain_page(text), *headers)

    def _send_html(self, status: HTTPStatus, page: bytes, *headers: tuple[str, str]) -> None:
        self._send(status, "text/html; charset=utf-8", page, *headers)

    def _send(self, status: HTTPStatus, kind: str, body: bytes | Path, *headers: tuple[str, str]) -> None:
        with io.BytesIO(body) if isinstance(body, bytes) else body.open("rb") as source:
            length = source.seek(0, os.SEEK_END)
            source.seek(0)
            self.send_response(status)
            for name, value in (("Content-Type", kind), ("Content-Length", str(length)), *headers):
                self.send_header(name, value)
            fixed = isinstance(body, Path) and _FIXED.search(body.as_posix())
            self.send_header("Cache-Control", "max-age=86400" if fixed else "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.end_headers()
            if self.command != "HEAD":
                shutil.copyfileobj(source, self.wfile)

    def _send_events(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        seen: State | None = None
        while not self.board.closed:
            state = self.board.next(seen)
            self.wfile.write(f"data: {json.dumps(asdict(state))}\n\n".encode() if state is not seen else b": \n\n")
            self.wfile.flush()
            seen = state

    def log_message(self, *_: object) -> None:
        """The terminal belongs to the findings."""


def _page(shown: bytes) -> Seen:
    return Seen(HTTPStatus.OK, shown, mark_of(shown))


def _told(item: str, answer: Any) -> dict[str, Any]:
    """As the bar is told of an item; `answer` of the resident."""
    return {
        "source": f"content/{item}.md",
        "label": STATES.get(answer.get("state", ""), ""),
        "findings": answer.get("findings", []),
    }


def _host_name(written: str) -> str | None:
    try:
        return urlsplit("//" + written).hostname
    except ValueError:
        return None


def item_of(path: str) -> str:
    """`/zwgk/a/2026/00001.html`, percent-encoded -> `zwgk/a/2026/00001`."""
    return unquote(path).strip("/").removesuffix(".html")


def base_of(root: Path) -> str:
    """The folder of its host that the site will lie in, as site.yaml says now: `/portal`, or "" for none."""
    try:
        found = _ADDRESS.search((root / "content/site.yaml").read_text(encoding="utf-8"))
        return urlsplit(found[1]).path.rstrip("/") if found else ""
    except (OSError, ValueError):
        return ""
