"""A small HTTP server for the search service: some processes, each with a bounded number of threads and of callers.

It speaks to a proxy on the same machine, or to a developer. It says nothing of what is asked.
"""

import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Semaphore, Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

THREADS, WAITING = 16, 1024
ANSWERING = 2
"""Questions that one process answers at a time; the other threads listen to slow callers."""
SLOWEST = 5
"""Seconds that a caller may take to say what he wants."""
LATEST = 1.75
"""Seconds after which a caller who waits is told to ask again: a page has turned to the static index long before."""
SWITCH = 0.0005
"""Seconds that a thread keeps the interpreter: each caller let in waits for that once or twice."""
LONGEST_HEAD = 65_536
BUSY = (
    b"HTTP/1.0 503 Service Unavailable\r\nContent-Type: application/json\r\nContent-Length: 16\r\n"
    b'Retry-After: 1\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n{"error":"late"}'
)

Application = Callable[..., Any]


class Handler(WSGIRequestHandler):
    timeout = SLOWEST

    def log_message(self, format: str, *arguments: object) -> None:
        """Address and question never stand on one line, so there is no line."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        body = b'{"error":"request"}'
        self.send_response_only(code)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", str(len(body)))):
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


class Server(WSGIServer):
    """Callers beyond those that wait already are hung up on at once; who has waited too long is told so."""

    request_queue_size = WAITING
    allow_reuse_address = True

    def __init__(self, listening: socket.socket, application: Application, latest: float = LATEST) -> None:
        super().__init__(listening.getsockname()[:2], Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.server_name, self.server_port = "localhost", listening.getsockname()[1]
        self.setup_environ()
        self._latest = latest
        self._answering = Semaphore(ANSWERING)
        self.set_app(self._in_turn(application))
        self._threads = ThreadPoolExecutor(THREADS)
        self._room = BoundedSemaphore(WAITING)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        self._threads.submit(self._serve, request, client_address, time.monotonic())

    def _in_turn(self, application: Application) -> Application:
        def answer(*arguments: Any) -> Any:
            with self._answering:
                return application(*arguments)

        return answer

    def _serve(self, request: Any, client_address: Any, came: float) -> None:
        try:
            if time.monotonic() - came > self._latest:
                request.settimeout(SLOWEST)
                request.recv(LONGEST_HEAD)  # what is left unread would take the answer with it
                request.sendall(BUSY)
            else:
                self.finish_request(request, client_address)
        except OSError:
            pass  # the caller went away
        finally:
            self.shutdown_request(request)
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing of a caller is told."""


def listen(port: int, host: str = "127.0.0.1") -> socket.socket:
    """Port 0 = any that is free. Raises OSError when it is taken."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(WAITING)
    except OSError:
        listening.close()
        raise
    return listening


def serve(listening: socket.socket, make: Callable[[], Application], processes: int = 1) -> int:
    """Until interrupted or terminated. `make` gives each process an application of its own."""
    children = [_fork(listening, make) for _ in range(processes)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while True:
            gone, status = os.wait()
            children.remove(gone)
            print(f"search-service: a process ended ({status}) and is started again", file=sys.stderr, flush=True)
            time.sleep(1)
            children.append(_fork(listening, make))
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        for child in children:
            os.kill(child, signal.SIGTERM)
        listening.close()


def _fork(listening: socket.socket, make: Callable[[], Application]) -> int:
    child = os.fork()
    if child:
        return child
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = os.getppid()
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    status = 1
    sys.setswitchinterval(SWITCH)
    try:
        Server(listening, make()).serve_forever()
        status = 0
    finally:
        os._exit(status)


def _end_with(parent: int) -> None:
    """A process whose parent was killed would hold the port for ever."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)
