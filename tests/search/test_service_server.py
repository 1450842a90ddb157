"""The small server: over real sockets, with callers that are slow, rude or many."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pipeline.search import service_server
from pipeline.search.service import Service
from pipeline.search.service_server import Server, listen
from pipeline.search.whoosh_backend import WhooshBackend
from tests.search.library import LIBRARY

ROOT = Path(__file__).resolve().parents[2]


def running(application: Any, latest: float = 60) -> Iterator[int]:
    server = Server(listen(0), application, latest)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()
    server._threads.shutdown()


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("whoosh")
    WhooshBackend(folder).rebuild(LIBRARY)
    yield from running(Service(WhooshBackend(folder), a_second=10**6))


def ask(port: int, path: str, method: str = "GET") -> tuple[int, dict[str, str], Any]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(method, path, headers={"X-Forwarded-For": "203.0.113.7"})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), json.loads(answer.read() or b"null")
    finally:
        connection.close()


def raw(port: int, sent: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as caller:
        caller.sendall(sent)
        got = b""
        while part := caller.recv(65536):
            got += part
        return got


def test_it_answers(port: int) -> None:
    status, headers, answer = ask(port, "/api/search?q=%E6%94%BF%E5%8A%A1%E5%85%AC%E5%BC%80")
    assert (status, answer["hits"][0]["title"]) == (200, "政务公开")
    assert headers["Server"] == "gongkai"
    assert "Python" not in str(headers)


def test_raw_utf8_in_the_address_is_read_too(port: int) -> None:
    got = raw(port, "GET /api/search?q=通知 HTTP/1.0\r\n\r\n".encode())
    assert json.loads(got.partition(b"\r\n\r\n")[2])["total"] > 1


@pytest.mark.parametrize("method", ["POST", "HEAD", "BREW"])
def test_only_get(port: int, method: str) -> None:
    assert ask(port, "/api/search?q=a", method)[0] == 405


@pytest.mark.parametrize(
    "sent",
    [
        b"GET /api/search?q=" + b"a" * 70_000 + b" HTTP/1.0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /api/search?q=a HTTP/9.9\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET / HTTP/1.0\r\n" + b"X: y\r\n" * 2000 + b"\r\n",
    ],
    ids=["long", "tls", "version", "short", "headers"],
)
def test_what_is_no_request_gets_a_short_word(port: int, sent: bytes) -> None:
    got = raw(port, sent)
    assert b"Traceback" not in got
    assert b"<html" not in got.lower()
    assert len(got) < 1000
    assert ask(port, "/api/search?q=a")[0] == 200


def test_nothing_is_written_of_callers(port: int, capfd: pytest.CaptureFixture[str]) -> None:
    ask(port, "/api/search?q=secret")
    raw(port, b"nonsense secret\r\n\r\n")
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(b"GET /api/search?q=secret")
    time.sleep(0.1)
    assert capfd.readouterr() == ("", "")


def test_the_slow_do_not_hold_up_the_others(port: int) -> None:
    idle = [socket.create_connection(("127.0.0.1", port)) for _ in range(service_server.THREADS - 1)]
    try:
        for caller in idle:
            caller.sendall(b"GET /api/se")
        began = time.monotonic()
        assert ask(port, "/api/search?q=a")[0] == 200
        assert time.monotonic() - began < service_server.SLOWEST
    finally:
        for caller in idle:
            caller.close()


def test_the_slow_are_hung_up_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_server.Handler, "timeout", 0.2)
    for port in running(_greet):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
            caller.sendall(b"GET /api")
            assert b"200" not in caller.recv(1000)


def test_beyond_those_that_wait_nobody_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_server, "WAITING", 4)
    for port in running(_greet):
        idle = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(4)]
        time.sleep(0.2)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as caller:
            assert caller.recv(10) == b""
        for one in idle:
            one.close()
        assert any(_let_in(port) for _ in range(50))


def _let_in(port: int) -> bool:
    time.sleep(0.1)
    try:
        return b"200" in raw(port, b"GET / HTTP/1.0\r\n\r\n")
    except ConnectionError:
        return False


def _greet(environment: dict[str, Any], start: Any) -> Iterable[bytes]:
    start("200 OK", [])
    return [b"{}"]


def test_many_at_once(port: int) -> None:
    with ThreadPoolExecutor(64) as callers:
        answers = list(callers.map(lambda n: ask(port, f"/api/search?q={n % 50}")[0], range(400)))
    assert set(answers) == {200}


def test_who_has_waited_too_long_is_told_to_ask_again() -> None:
    asked = []

    def slow(environment: dict[str, Any], start: Any) -> Iterable[bytes]:
        asked.append(1)
        time.sleep(0.2)
        start("200 OK", [])
        return [b"{}"]

    for port in running(slow, latest=0.1):
        with ThreadPoolExecutor(60) as callers:
            answers = list(callers.map(ask, [port] * 60, ["/?q=x"] * 60))
        late = [(headers["Retry-After"], body) for status, headers, body in answers if status == 503]
        assert {status for status, _, _ in answers} == {200, 503}
        assert late == [("1", {"error": "late"})] * (60 - len(asked)), "the others were answered, these never asked"
        assert ask(port, "/?q=after")[0] == 200


def test_a_port_that_is_taken_is_an_error(port: int) -> None:
    with pytest.raises(OSError, match="in use"):
        listen(port)


SERVED = """
import sys
from pipeline.search.service_server import listen, serve
def greet(environment, start):
    import os
    start("200 OK", [])
    return [str(os.getpid()).encode()]
listening = listen(0)
print(listening.getsockname()[1], flush=True)
sys.exit(serve(listening, lambda: greet, 2))
"""


def test_processes_come_again_and_go_together() -> None:
    command = [sys.executable, "-c", SERVED]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as started:
        assert started.stdout
        port = int(started.stdout.readline())
        killed = int(raw(port, b"GET / HTTP/1.0\r\n\r\n").split()[-1])
        os.kill(killed, signal.SIGKILL)
        seen = {int(raw(port, b"GET / HTTP/1.0\r\n\r\n").split()[-1]) for _ in range(20)}
        started.terminate()
        assert started.wait(10) == 0
    assert killed not in seen
    for process in seen:
        _wait_until_gone(process)


def _wait_until_gone(process: int) -> None:
    for _ in range(100):
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    pytest.fail(f"process {process} is still there")
