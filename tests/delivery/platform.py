"""A WeChat platform on this machine: it keeps the documented limits and answers as the real one; faults are ordered."""

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

MEGABYTE = 1024 * 1024
SLOW = 0.6
"""Seconds; longer than the client of the tests waits."""


@dataclass
class Platform:
    """`orders`: path -> what happens at the next calls of it, in turn: an error code, or

    lost      it is done, but the answer never comes
    dropped   nothing is done, and no answer comes
    gateway   502
    reset     it is done, and the connection is torn down
    torn      it is done, and half of the answer comes
    empty     it is done, and the answer says nothing
    (…, x)    nothing is done, and the answer is x
    slow      it is done, but the answer comes when nobody waits for it any more
    """

    appid: str = "wx0001"
    secret: str = "s3cret"
    orders: dict[str, list[Any]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    forced: int = 0
    drafts: dict[str, dict[str, Any]] = field(default_factory=dict)
    pictures: list[bytes] = field(default_factory=list)
    materials: list[tuple[str, str]] = field(default_factory=list)
    updates: list[str] = field(default_factory=list)
    quota: int = 10**6
    pause: float = 0
    """Seconds before every answer."""

    def expire(self) -> None:
        """What was given out is not taken any more; the next one is new."""
        self.tokens.append(f"token-{len(self.tokens)}")

    def answer(self, path: str, query: dict[str, str], body: bytes) -> Any:
        if path == "/cgi-bin/stable_token":
            return self._token(json.loads(body))
        if not self.tokens or query.get("access_token") != self.tokens[-1]:
            return error(42001 if query.get("access_token") in self.tokens else 40014)
        self.quota -= 1
        if self.quota < 0:
            return error(45009)
        return getattr(self, "_" + path.removeprefix("/cgi-bin/").replace("/", "_"))(query, body)

    def _token(self, asked: dict[str, Any]) -> Any:
        if asked["appid"] != self.appid:
            return error(40013)
        if asked["secret"] != self.secret:
            return error(40125)
        assert asked["grant_type"] == "client_credential"
        self.forced += bool(asked.get("force_refresh"))
        if not self.tokens or asked.get("force_refresh"):
            self.expire()
        return {"access_token": self.tokens[-1], "expires_in": 7200}

    def _media_uploadimg(self, query: dict[str, str], body: bytes) -> Any:
        head, content = part_of(body)
        if len(content) >= MEGABYTE:
            return error(40009)
        if b'filename="' not in head or not content.startswith((b"\xff\xd8", b"\x89PNG")):
            return error(40005)
        self.pictures.append(content)
        return {"url": f"https://mmbiz.qpic.cn/{len(self.pictures)}"}

    def _material_add_material(self, query: dict[str, str], body: bytes) -> Any:
        head, content = part_of(body)
        if query.get("type") not in ("image", "thumb"):
            return error(40004)
        if len(content) > 10 * MEGABYTE:
            return error(40009)
        name = head.partition(b'filename="')[2].partition(b'"')[0].decode()
        self.materials.insert(0, (f"cover-{len(self.materials)}", name))
        return {"media_id": self.materials[0][0], "url": "https://mmbiz.qpic.cn/cover"}

    def _material_batchget_material(self, query: dict[str, str], body: bytes) -> Any:
        items = [{"media_id": key, "name": name} for key, name in self.materials[:20]]
        return {"total_count": len(self.materials), "item_count": len(items), "item": items}

    def _draft_add(self, query: dict[str, str], body: bytes) -> Any:
        [article] = json.loads(body)["articles"]
        code = self._fault_of(article)
        if code:
            return error(code)
        key = f"draft-{len(self.drafts)}"
        self.drafts[key] = article | {"update_time": time.time()}
        return {"media_id": key}

    def _draft_update(self, query: dict[str, str], body: bytes) -> Any:
        asked = json.loads(body)
        if asked["media_id"] not in self.drafts:
            return error(40007)
        code = self._fault_of(asked["articles"])
        if code:
            return error(code)
        assert asked["index"] == 0
        self.drafts[asked["media_id"]] = asked["articles"] | {"update_time": time.time()}
        self.updates.append(asked["media_id"])
        return {"errcode": 0, "errmsg": "ok"}

    def _draft_batchget(self, query: dict[str, str], body: bytes) -> Any:
        asked = json.loads(body)
        assert 1 <= asked["count"] <= 20
        newest = list(reversed(self.drafts.items()))[asked["offset"] : asked["offset"] + asked["count"]]
        items = [
            {"media_id": key, "update_time": one["update_time"], "content": {"news_item": [one]}} for key, one in newest
        ]
        return {"total_count": len(self.drafts), "item_count": len(items), "item": items}

    def _fault_of(self, article: dict[str, Any]) -> int:
        if len(article["title"]) > 32:
            return 45003
        if len(article["author"]) > 16:
            return 45110
        if len(article["digest"]) > 128:
            return 45004
        content = article["content"]
        if not content:
            return 44002
        if len(content) >= 20_000 or len(content.encode()) >= MEGABYTE:
            return 45002
        if 'src="' in content and 'src="https://mmbiz.qpic.cn/' not in content:
            return 45166
        return 0 if article["thumb_media_id"] in {key for key, _ in self.materials} else 40007


TEXTS = {
    40164: "invalid ip 203.0.113.9 ipv6 ::ffff:203.0.113.9, not in whitelist rid: 1-2-3",
    45009: "reach max api daily quota limit",
}


def error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": TEXTS.get(code, "no")}


def part_of(body: bytes) -> tuple[bytes, bytes]:
    """Head and content of the one file of a form."""
    mark, _, rest = body.partition(b"\r\n")
    head, _, rest = rest.partition(b"\r\n\r\n")
    return head, rest.rpartition(b"\r\n" + mark)[0]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        platform: Platform = self.server.platform  # type: ignore[attr-defined]
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        platform.calls.append(parts.path)
        orders = platform.orders.get(parts.path, [])
        order = orders.pop(0) if orders else None
        if isinstance(order, int):
            return self._say(200, error(order))
        if isinstance(order, tuple):
            return self._say(200, order[1])
        if order == "gateway":
            return self._say(502, {})
        if order == "dropped":
            return self._hang_up()
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        time.sleep(platform.pause)
        answer = platform.answer(parts.path, query, body)
        if order == "lost":
            return self._hang_up()
        if order == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return self._hang_up()
        if order == "torn":
            raw = json.dumps(answer).encode()
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(raw) + raw[: len(raw) // 2])
            return self._hang_up()
        if order == "empty":
            return self._say(200, {})
        if order == "slow":
            time.sleep(SLOW)
        return self._say(200, answer)

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _say(self, status: int, value: Any) -> None:
        raw = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: Any) -> None:
        """The terminal belongs to the tests."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that was hung up is meant to be."""


@contextmanager
def served(platform: Platform) -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.platform = platform  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
