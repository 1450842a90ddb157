"""The local web editor: its pages, and the requests of its browser, on this machine only."""

import json
import re
import sys
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipeline.web_editor.config import LOCAL_API
from pipeline.web_editor.local import Drafts, Refusal
from pipeline.web_editor.wording import REFUSALS

HOST = "127.0.0.1"
LARGEST = 128 * 1024 * 1024
"""Of a request: what the form saves at once, with its files in base64."""
TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "yml": "text/yaml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}


def listen(folder: Path, drafts: Drafts, policy: str, port: int = 0) -> ThreadingHTTPServer:
    """A server that is bound but not yet running; port 0 takes a free one. Raises OSError."""
    return _Server((HOST, port), partial(_Handler, folder, drafts, policy, threading.Lock()))


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A page that was closed while it asked is no fault."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Answers its own pages only: another site that is open in the same browser can neither read nor write here."""

    def __init__(
        self, folder: Path, drafts: Drafts, policy: str, turn: threading.Lock, *request: Any, **more: Any
    ) -> None:
        self.folder, self.drafts, self.policy, self.turn = folder, drafts, policy, turn
        super().__init__(*request, **more)

    def do_GET(self) -> None:
        name = self.path.partition("?")[0].removeprefix("/") or "index.html"
        file = self.folder / name
        if not self._is_ours() or "/" in name or name not in {entry.name for entry in self.folder.iterdir()}:
            self._send(404, b"", "txt")
            return
        self._send(200, file.read_bytes(), name.rpartition(".")[2])

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        json_asked = self.headers.get_content_type() == "application/json"
        if not self._is_ours() or self.headers.get("Origin") != self._own() or not json_asked:
            self._tell(403, {"error": REFUSALS["request"].format(what="Origin")})
        elif self.path != LOCAL_API or not re.fullmatch(r"[0-9]{1,12}", length):
            self._tell(400, {"error": REFUSALS["request"].format(what="Content-Length")})
        elif int(length) > LARGEST:
            self._pass_over(int(length))
            self._tell(413, {"error": REFUSALS["large"], "message": REFUSALS["large"]})
        else:
            self._tell(*self._answered(self.rfile.read(int(length))))

    def _pass_over(self, length: int) -> None:
        """A browser hears an answer only once all that it sends was taken."""
        left = min(length, 8 * LARGEST)
        while left and (piece := self.rfile.read(min(left, 2**20))):
            left -= len(piece)

    def _answered(self, raw: bytes) -> tuple[int, Any]:
        try:
            asked = json.loads(raw)
            with self.turn:
                return 200, self.drafts.answer(str(asked["action"]), asked.get("params") or {})
        except Refusal as refusal:
            return refusal.status, {"error": str(refusal), "message": str(refusal)}
        except OSError as fault:
            return 500, {"error": REFUSALS["disk"].format(what=fault.strerror)}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return 422, {"error": REFUSALS["request"].format(what="JSON")}

    def _own(self) -> str:
        return f"http://{HOST}:{self.connection.getsockname()[1]}"

    def _is_ours(self) -> bool:
        """A foreign name that is made to lead here does not."""
        return self.headers.get("Host") == self._own().removeprefix("http://")

    def _tell(self, status: int, answer: Any) -> None:
        self._send(status, json.dumps(answer, ensure_ascii=False).encode(), "json")

    def _send(self, status: int, raw: bytes, ending: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", TYPES.get(ending, "application/json"))
        self.send_header("Content-Length", str(len(raw)))
        self.send_header("Content-Security-Policy", f"{self.policy}; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, format: str, *args: Any) -> None:
        """The terminal is for what the verb says."""
