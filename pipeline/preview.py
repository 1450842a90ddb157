"""Preview: serve a build of its own on this machine, rebuild when a source changes, tell the browser.

The build runs as a separate process, so edited code takes effect and a broken build leaves the last good pages in view.
What is served differs from the files in one line of HTML, the script that listens for builds; no file is ever touched.
Before the build of an edited item its own page is made by a process that has the site in mind (`resident.py`), which
also gives pages to drafts and to items that wait for their time.
"""

import errno
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass, replace
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qs, quote, unquote, urlsplit

from pipeline.changed_paths import Changes, watch
from pipeline.phrases import NOT_BUILT
from pipeline.preview_pages import LISTENER, SCRIPT, STATES, plain_page, source_page, waiting_page, with_listener
from pipeline.resident import Resident
from pipeline.served import content_type, locate

SOURCES = ("content", "themes", "plugins", "pipeline")
OUTPUT = "var/preview"
BUILD = ("tasks.py", "build", "--store", "var/preview.sqlite", "--output", OUTPUT)
HOSTS = {"127.0.0.1", "localhost"}
EVENTS = "/_preview/events"
ITEM, SOURCE, WAITING = "/_preview/item", "/_preview/source/", "/_preview/"
RESIDENT = ("content", OUTPUT, "var/preview.sqlite", "themes/gov", "")
AT_ONCE = 20
"""Items saved together whose pages are made before the build."""
LINES_SHOWN = 200
GONE = b""
HEARTBEAT = 15.0

_FINDING = re.compile(r":\d+:\d+: (?:错误|警告|需人工复核) ")
_FIXED = re.compile(r"/theme/.*\.[0-9a-f]{8}\.[a-z0-9]+$")
"""A name that tells what is in the file: need not be fetched again when the page is."""
_ADDRESS = re.compile(r"^网址:[ \t]*[\"']?(\S+?)[\"']?[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class State:
    """built: number of builds that gave pages; summary: one line for the bar, empty when all is well; report: the lines;
    page, edit: the address of a page made, or of whose item something is to be said, before the build, and how many were;
    remade: whether that page is another now; same: pages the build left as they were.
    """

    built: int = 0
    summary: str = "正在生成网站，请稍候……"
    report: str = ""
    page: str = ""
    edit: int = 0
    remade: bool = True
    same: tuple[str, ...] = ()

    def after(self, status: int, output: list[str]) -> "State":
        findings = [line for line in output if _FINDING.search(line)]
        if status not in (0, 1) or (status == 1 and not findings):
            return State(self.built, "生成失败，页面仍是上一次的结果", "\n".join(output[-LINES_SHOWN:]), edit=self.edit)
        refused = next((line for line in output if line.startswith(NOT_BUILT)), "")
        if refused:
            summary = f"{refused.removesuffix('。')}（点开查看）；页面仍是上一次的结果"
            return State(self.built, summary, "\n".join(findings[:LINES_SHOWN]), edit=self.edit)
        summary = f"已生成，有 {len(findings)} 条提示（点开查看）" if findings else ""
        return State(self.built + 1, summary, "\n".join(findings[:LINES_SHOWN]), edit=self.edit)


class Board:
    """The latest state, and a way to wait for the next."""

    def __init__(self) -> None:
        self.state = State()
        self.closed = False
        self.pages: dict[str, bytes] = {}
        """Address -> page made before its build; `GONE` where its item is no more."""
        self._news = threading.Condition()

    def post(self, state: State) -> None:
        with self._news:
            self.state = state
            self._news.notify_all()

    def close(self) -> None:
        with self._news:
            self.closed = True
            self._news.notify_all()

    def next(self, seen: State | None) -> State:
        """Wait until the state is not the one seen, or a heartbeat has passed."""
        with self._news:
            self._news.wait_for(lambda: self.closed or self.state is not seen, HEARTBEAT)
            return self.state


def serve(root: str, port: int) -> int:
    """Serve until interrupted. Exit status 0, or 2 when the port is taken."""
    place, board = Path(root), Board()
    resident = Resident(place, RESIDENT)
    try:
        server = Server(("127.0.0.1", port), partial(Handler, place, board, resident))
    except (OSError, OverflowError) as fault:
        reasons = {errno.EADDRINUSE: "已被别的程序占用", errno.EACCES: "没有权限"}
        reason = reasons.get(getattr(fault, "errno", 0) or 0, "应在 1 到 65535 之间")
        print(f"错误 无法使用端口 {port}（{reason}）。请换一个，例如：--port 8001", file=sys.stderr)
        return 2
    for end in (signal.SIGTERM, signal.SIGINT):  # a shell that starts it in the background has it ignore Ctrl-C
        signal.signal(end, signal.default_int_handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    print(f"预览地址：{address}{base_of(place)}/    草稿和定时发布的：{address}{WAITING}    按 Ctrl-C 结束", flush=True)
    try:
        _build_on_change(place, board, resident)
    except KeyboardInterrupt:
        print("\n预览已结束。", flush=True)
    finally:
        board.close()
        resident.end()
        server.shutdown()
        server.server_close()
    return 0


def _build_on_change(root: Path, board: Board, resident: Resident) -> NoReturn:
    """Watch before the first build, so that no edit made meanwhile is missed."""
    changed = Changes()
    folders = [root / name for name in SOURCES if (root / name).is_dir()]
    watch(changed, *folders)
    # Editors replace a file instead of writing into it, which a watch on the file itself does not survive.
    watch(changed, root, recursive=False, watch_filter=lambda _, name: os.path.basename(name) == "pelicanconf.py")
    paths: set[str] = {""}
    while True:
        items = _items(root, paths)
        if items is not None:
            _show_at_once(root, board, resident, items)
        before = board.state
        state = _built(root, before)
        if state.built == before.built:  # what was last seen of the site, in mind or made at once, stays in view
            board.post(state)
        else:
            board.post(replace(state, same=_same(root, board)))
            if items is None or resident.ask(again=True) is None:
                resident.begin()
        paths = changed.take()


def _items(root: Path, paths: set[str]) -> list[str] | None:
    """The items that changed, when nothing else did: paths below content/ without `.md`."""
    content = root / "content"
    found = [Path(path) for path in paths]
    if not all(path.suffix == ".md" and path.is_relative_to(content) for path in found):
        return None
    return sorted(path.relative_to(content).as_posix()[:-3] for path in found)


def _show_at_once(root: Path, board: Board, resident: Resident, items: list[str]) -> None:
    base = base_of(root)
    for item in items[:AT_ONCE]:
        address = f"{base}/{item}.html"
        made = resident.ask(item=item, checked=False) or {}
        if made.get("html"):
            board.pages[address] = made["html"].encode()
        elif not (root / f"content/{item}.md").is_file():
            board.pages[address] = GONE
        elif not made.get("findings"):
            continue
        remade = bool(made.get("html")) or board.pages.get(address) == GONE
        board.post(replace(board.state, page=address, edit=board.state.edit + 1, remade=remade))


def _same(root: Path, board: Board) -> tuple[str, ...]:
    """Pages made before the build that the build made no otherwise; from now on its own are shown."""
    made, board.pages = board.pages, {}
    base = base_of(root)
    folder = (root / OUTPUT).resolve()
    files = {address: locate(folder, quote(address.removeprefix(base))) for address in made}
    return tuple(address for address, file in files.items() if made[address] == (file.read_bytes() if file else GONE))


def _built(root: Path, before: State) -> State:
    """Build once, echoing what it says."""
    output: list[str] = []
    build = subprocess.Popen(
        [sys.executable, *BUILD],
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
    )
    try:
        for line in build.stdout or ():
            print(line, end="", flush=True)
            output.append(line.rstrip("\n"))
        return before.after(build.wait(), output)
    finally:
        build.terminate()
        build.wait()


class Server(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """A browser that goes away in the middle of an answer is no news."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(BaseHTTPRequestHandler):
    """One request: GET and HEAD, for this machine's own names only, inside one folder only."""

    server_version = "gongkai"
    sys_version = ""

    def __init__(self, root: Path, board: Board, resident: Resident, *rest: Any) -> None:
        self.root, self.folder, self.board, self.resident = root, (root / OUTPUT).resolve(), board, resident
        super().__init__(*rest)

    def do_GET(self) -> None:
        if (
            _host_name(self.headers.get("Host", "")) not in HOSTS
        ):  # another site's name, pointed at this machine to read the drafts
            self._say(HTTPStatus.FORBIDDEN, "预览只接受本机的访问。")
            return
        path, base = self.path.partition("#")[0].partition("?")[0], base_of(self.root)
        if path == EVENTS and self.command == "GET":
            self._send_events()
        elif path == SCRIPT:
            self._send(HTTPStatus.OK, "text/javascript; charset=utf-8", LISTENER.encode())
        elif path == ITEM:
            self._send_item(base)
        elif path.startswith(SOURCE):
            self._send_source(path.removeprefix(SOURCE))
        elif path == WAITING:
            waiting = (self.resident.ask(waiting=True) or {"waiting": ()})["waiting"]
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", waiting_page(base, waiting))
        elif path.startswith(f"{base}/"):
            self._send_page(path.removeprefix(base), base)
        elif path in ("/", base):
            self._say(HTTPStatus.FOUND, "", ("Location", f"{base}/"))
        else:
            self._send_missing()

    do_HEAD = do_GET

    def _refuse(self) -> None:
        self._say(HTTPStatus.METHOD_NOT_ALLOWED, "预览只能浏览，不能提交。", ("Allow", "GET, HEAD"))

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _refuse

    def _send_page(self, path: str, base: str) -> None:
        made = self.board.pages.get(unquote(f"{base}{path}"))
        if made is not None:
            if made == GONE:
                self._send_missing()
            else:
                self._send_html(HTTPStatus.OK, made)
            return
        found = locate(self.folder, path)
        if found is None:
            self._send_unpublished(path)
        elif found.is_dir():
            self._say(HTTPStatus.MOVED_PERMANENTLY, "", ("Location", f"{base}/{quote(unquote(path).strip('/'))}/"))
        elif found.suffix == ".html":
            self._send_html(HTTPStatus.OK, found.read_bytes())
        else:
            self._send(HTTPStatus.OK, content_type(found), found)

    def _send_unpublished(self, path: str) -> None:
        """A page of what waits, or a file beside it: the output has neither."""
        made = self.resident.ask(item=item_of(path)) if path.endswith(".html") else None
        file = locate((self.root / "content").resolve(), path)
        if made and made["html"]:
            self._send_html(HTTPStatus.OK, made["html"].encode())
        elif file is not None and file.is_file() and file.suffix not in (".md", ".yaml"):
            self._send(HTTPStatus.OK, content_type(file), file)
        else:
            self._send_missing()

    def _send_item(self, base: str) -> None:
        """What is to be said of the item whose page is asked about."""
        page = parse_qs(urlsplit(self.path).query).get("page", [""])[0].removeprefix(base)
        told = (self.resident.ask(item=item_of(quote(page))) if page.endswith(".html") else None) or {}
        found = {
            "source": f"content/{item_of(quote(page))}.md",
            "label": STATES.get(told.get("state", ""), ""),
            "findings": told.get("findings", []),
        }
        self._send(HTTPStatus.OK, "application/json; charset=utf-8", json.dumps(found, ensure_ascii=False).encode())

    def _send_source(self, name: str) -> None:
        file = locate((self.root / "content").resolve(), name.removeprefix("content"))
        if file is None or file.suffix != ".md":
            self._send_missing()
            return
        text = file.read_text(encoding="utf-8", errors="replace")
        self._send(HTTPStatus.OK, "text/html; charset=utf-8", source_page(unquote(name), text))

    def _send_missing(self) -> None:
        page = self.folder / "404.html"
        built = self.board.state.built
        text = "没有这个页面。" if built else "网站还没有生成好，好了会自动显示。"
        self._send_html(HTTPStatus.NOT_FOUND, page.read_bytes() if page.is_file() else plain_page(text))

    def _send_html(self, status: HTTPStatus, page: bytes) -> None:
        self._send(
            status, "text/html; charset=utf-8", with_listener(page, self.board.state.built, self.board.state.edit)
        )

    def _say(self, status: HTTPStatus, text: str, *headers: tuple[str, str]) -> None:
        self._send(status, "text/html; charset=utf-8", plain_page(text), *headers)

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
