"""Preview: serve a build of its own on this machine, rebuild when a source changes, tell the browser.

The build runs as a separate process, so edited code takes effect and a broken build leaves the last good pages in view.
What is served differs from the files in one line of HTML, the script that listens for builds; no file is ever touched.
"""

import errno
import io
import json
import mimetypes
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import quote, unquote, urlsplit

import watchfiles

SOURCES = ("content", "themes", "plugins", "pipeline")
OUTPUT = "var/preview"
BUILD = ("tasks.py", "build", "--store", "var/preview.sqlite", "--output", OUTPUT)
HOSTS = {"127.0.0.1", "localhost"}
SCRIPT, EVENTS = "/_preview/listen.js", "/_preview/events"
LINES_SHOWN = 200
HEARTBEAT = 15.0

_FINDING = re.compile(r":\d+:\d+: (?:错误|警告|需人工复核) ")
_ADDRESS = re.compile(r"^网址:[ \t]*[\"']?(\S+?)[\"']?[ \t]*$", re.MULTILINE)
_TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".md": "text/markdown",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
}

# Styles are set through the DOM, because the pages' own policy forbids inline ones.
LISTENER = """\
(() => {
  const shown = Number(new URL(document.currentScript.src).searchParams.get("build"));
  const bar = document.createElement("details");
  Object.assign(bar.style, {position: "fixed", left: "0", right: "0", bottom: "0", zIndex: "99999", maxHeight: "50vh",
    overflow: "auto", padding: "8px 16px", color: "#fff", background: "#9c1f1f", font: "14px/1.6 sans-serif"});
  const summary = bar.appendChild(document.createElement("summary"));
  const lines = bar.appendChild(document.createElement("pre"));
  lines.style.whiteSpace = "pre-wrap";
  new EventSource("/_preview/events").onmessage = (event) => {
    const state = JSON.parse(event.data);
    if (state.built > shown) { location.reload(); return; }
    summary.textContent = state.summary;
    lines.textContent = state.report;
    if (state.summary) document.body.append(bar); else bar.remove();
  };
})();
"""


@dataclass(frozen=True)
class State:
    """built: number of builds that gave pages; summary: one line for the bar, empty when all is well; report: the lines."""

    built: int = 0
    summary: str = "正在生成网站，请稍候……"
    report: str = ""

    def after(self, status: int, output: list[str]) -> "State":
        findings = [line for line in output if _FINDING.search(line)]
        if status not in (0, 1) or (status == 1 and not findings):
            return State(self.built, "生成失败，页面仍是上一次的结果", "\n".join(output[-LINES_SHOWN:]))
        summary = f"已生成，有 {len(findings)} 条提示（点开查看）" if findings else ""
        return State(self.built + 1, summary, "\n".join(findings[:LINES_SHOWN]))


class Board:
    """The latest state, and a way to wait for the next."""

    def __init__(self) -> None:
        self.state = State()
        self.closed = False
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
    try:
        server = Server(("127.0.0.1", port), partial(Handler, place, board))
    except (OSError, OverflowError) as fault:
        reasons = {errno.EADDRINUSE: "已被别的程序占用", errno.EACCES: "没有权限"}
        reason = reasons.get(getattr(fault, "errno", 0) or 0, "应在 1 到 65535 之间")
        print(f"错误 无法使用端口 {port}（{reason}）。请换一个，例如：--port 8001", file=sys.stderr)
        return 2
    for end in (signal.SIGTERM, signal.SIGINT):  # a shell that starts it in the background has it ignore Ctrl-C
        signal.signal(end, signal.default_int_handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"预览地址：http://127.0.0.1:{server.server_port}{base_of(place)}/    按 Ctrl-C 结束", flush=True)
    try:
        _build_on_change(place, board)
    except KeyboardInterrupt:
        print("\n预览已结束。", flush=True)
    finally:
        board.close()
        server.shutdown()
        server.server_close()
    return 0


def _build_on_change(root: Path, board: Board) -> NoReturn:
    """Watch before the first build, so that no edit made meanwhile is missed."""
    changed = threading.Event()
    changed.set()
    folders = [root / name for name in SOURCES if (root / name).is_dir()]
    _watch(changed, *folders)
    # Editors replace a file instead of writing into it, which a watch on the file itself does not survive.
    _watch(changed, root, recursive=False, watch_filter=lambda _, name: os.path.basename(name) == "pelicanconf.py")
    while True:
        changed.wait()
        changed.clear()
        board.post(_built(root, board.state))


def _watch(changed: threading.Event, *places: Path, **options: Any) -> None:
    def tell() -> None:
        for _ in watchfiles.watch(*places, debounce=400, **options):
            changed.set()

    threading.Thread(target=tell, daemon=True).start()


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

    def __init__(self, root: Path, board: Board, *rest: Any) -> None:
        self.root, self.folder, self.board = root, (root / OUTPUT).resolve(), board
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
        found = locate(self.folder, path)
        if found is None:
            self._send_missing()
        elif found.is_dir():
            self._say(HTTPStatus.MOVED_PERMANENTLY, "", ("Location", f"{base}/{quote(unquote(path).strip('/'))}/"))
        elif found.suffix == ".html":
            self._send_html(HTTPStatus.OK, found.read_bytes())
        else:
            self._send(HTTPStatus.OK, content_type(found), found)

    def _send_missing(self) -> None:
        page = self.folder / "404.html"
        built = self.board.state.built
        text = "没有这个页面。" if built else "网站还没有生成好，好了会自动显示。"
        self._send_html(HTTPStatus.NOT_FOUND, page.read_bytes() if page.is_file() else _plain_page(text))

    def _send_html(self, status: HTTPStatus, page: bytes) -> None:
        self._send(status, "text/html; charset=utf-8", with_listener(page, self.board.state.built))

    def _say(self, status: HTTPStatus, text: str, *headers: tuple[str, str]) -> None:
        self._send(status, "text/html; charset=utf-8", _plain_page(text), *headers)

    def _send(self, status: HTTPStatus, kind: str, body: bytes | Path, *headers: tuple[str, str]) -> None:
        with io.BytesIO(body) if isinstance(body, bytes) else body.open("rb") as source:
            length = source.seek(0, os.SEEK_END)
            source.seek(0)
            self.send_response(status)
            for name, value in (("Content-Type", kind), ("Content-Length", str(length)), *headers):
                self.send_header(name, value)
            self.send_header("Cache-Control", "no-store")
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


def base_of(root: Path) -> str:
    """The folder of its host that the site will lie in, as site.yaml says now: `/portal`, or "" for none."""
    try:
        found = _ADDRESS.search((root / "content/site.yaml").read_text(encoding="utf-8"))
        return urlsplit(found[1]).path.rstrip("/") if found else ""
    except (OSError, ValueError):
        return ""


def locate(folder: Path, path: str) -> Path | None:
    """The file behind a URL path, or the folder when its last slash is missing; None for anything outside or absent."""
    try:
        wanted = unquote(path, errors="strict")
        found = (folder / wanted.lstrip("/")).resolve()
        if not found.is_relative_to(folder):
            return None
        if found.is_dir() and wanted.endswith("/"):
            found = (found / "index.html").resolve()
        shown = found.is_relative_to(folder) and (found.is_file() or (found / "index.html").is_file())
    except (ValueError, OSError):
        return None
    return found if shown else None


def content_type(file: Path) -> str:
    known = _TYPES.get(file.suffix.lower())
    return f"{known}; charset=utf-8" if known else mimetypes.guess_type(file.name)[0] or "application/octet-stream"


def with_listener(page: bytes, built: int) -> bytes:
    """The page with the listening script before its last </body>, or at its end."""
    script = f'<script src="{SCRIPT}?build={built}"></script>'.encode()
    end = page.lower().rfind(b"</body")
    return page[:end] + script + page[end:] if end >= 0 else page + script


def _plain_page(text: str) -> bytes:
    return f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>预览</title><body><p>{text}</p></body>'.encode()
