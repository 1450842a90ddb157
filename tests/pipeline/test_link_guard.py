"""The guard lets nothing but the public Internet be contacted, whatever an address is dressed up as."""

import base64
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.link_checker import look
from pipeline.link_guard import Gate, LinkGuard, Refused, is_public, plain_host
from pipeline.link_seen import Outcome

PUBLIC, LOOPBACK = "93.184.216.34", "127.0.0.1"

# Each is an address that some program somewhere reads as an inner one.
TRICKS = (
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "0", "0.0.0.0", "2130706433", "017700000001", "0x7f000001", "0x7f.0.0.1",
    "0177.0.0.1", "0x7f.1", "127.0.0.1.", "127。0。0。1", "１２７.０.０.１", "①②⑦.⓪.⓪.①", "127.0.0.0x1", "00127.0.0.1",
    "::1", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
    "[2001:0:7f00:1::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[ff02::1]", "[0:0:0:0:0:0:0:1]",
    "localhost", "LOCALHOST.", "localhost.localdomain", "a.localhost", "printer.local", "db.internal", "intranet",
    "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "192.0.2.1", "192.88.99.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "user@127.0.0.1", "example.com@127.0.0.1", "127.0.0.1%2f", "%31%32%37.0.0.1",
    "127.0.0.1.nip.io", "7f000001.nip.io", "inner.example.com", "both.example.com", "six.example.com", "mapped.example.com",
    "exämple.internal", "a b.com", "", ".", "..", "-a.com", "a..com", "xn--.com",
)  # fmt: skip
NAMES = {
    "127.0.0.1.nip.io": [LOOPBACK],
    "7f000001.nip.io": [LOOPBACK],
    "inner.example.com": ["10.1.2.3"],
    "both.example.com": [PUBLIC, LOOPBACK],
    "six.example.com": ["::1"],
    "mapped.example.com": ["::ffff:10.0.0.1"],
    "public.example.com": [PUBLIC],
}


class Net:
    """A resolver and a connector that note what they are asked; nothing real is touched."""

    def __init__(self, port: int = 0) -> None:
        self.contacted: list[tuple[str, int]] = []
        self.resolved: list[str] = []
        self.port = port

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        if host not in NAMES:
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return NAMES[host]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.contacted.append((address, port))
        return socket.create_connection((LOOPBACK, self.port), timeout=5)

    @property
    def gate(self) -> Gate:
        return Gate(self.resolve, self.connect)


@contextmanager
def listener(answer: bytes = b"") -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine: (its port, what clients sent it)."""
    heard: list[bytes] = []
    with socket.create_server((LOOPBACK, 0)) as server:

        def serve() -> None:
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                with client, suppress(ConnectionError):  # a guard that has had enough hangs up
                    heard.append(client.recv(65536))
                    client.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        server.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def ask(guard: LinkGuard, head: str, password: str | None = None) -> bytes:
    """Send a request to the guard and read all it answers."""
    word = base64.b64encode(f"guard:{guard.password if password is None else password}".encode()).decode()
    port = int(guard.url.rpartition(":")[2])
    with socket.create_connection((LOOPBACK, port), timeout=10) as client:
        client.sendall(f"{head}\r\nProxy-Authorization: Basic {word}\r\n\r\n".encode())
        pieces = []
        while piece := client.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("port", [80, 443])
def test_no_trick_leads_to_a_connection(trick: str, port: int) -> None:
    net = Net()
    with pytest.raises(Refused):
        net.gate.open(trick, port)
    assert net.contacted == []


def test_there_are_enough_tricks() -> None:
    assert len(set(TRICKS)) >= 40


@pytest.mark.parametrize("port", [0, 22, 25, 81, 3128, 6379, 8080, 8443, 65535])
def test_other_ports_are_not_asked(port: int) -> None:
    net = Net()
    with pytest.raises(Refused):
        net.gate.open("public.example.com", port)
    assert (net.contacted, net.resolved) == ([], [])


@pytest.mark.parametrize("text", ["8.8.8.8", "114.114.114.114", "2400:3200::1", "2001:4860:4860::8888"])
def test_public_addresses(text: str) -> None:
    assert is_public(text)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("WWW.Example.COM.", "www.example.com"),
        ("中国.cn", "xn--fiqs8s.cn"),
        ("8.8.8.8", "8.8.8.8"),
        ("ｗｗｗ.example.com", "www.example.com"),
    ],
)
def test_hosts_are_read_one_way(written: str, plain: str) -> None:
    assert plain_host(written) == plain


def test_a_name_is_resolved_once_and_stays_what_it_was() -> None:
    """A name that turns inward after the first answer (rebinding) still leads to the first address."""
    answers = iter([[PUBLIC], [LOOPBACK], ["10.0.0.1"]])
    with listener() as (port, _):
        net = Net(port)
        gate = Gate(lambda host, port: next(answers), net.connect)
        for _ in range(3):
            gate.open("turning.example.com", 80).close()
    assert net.contacted == [(PUBLIC, 80)] * 3


def test_a_name_that_was_inner_stays_refused() -> None:
    answers = iter([[LOOPBACK], [PUBLIC]])
    net = Net()
    gate = Gate(lambda host, port: next(answers), net.connect)
    for _ in range(2):
        with pytest.raises(Refused):
            gate.open("turning.example.com", 80)
    assert net.contacted == []


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (socket.gaierror(socket.EAI_NONAME, ""), Outcome.UNKNOWN_HOST),
        (socket.gaierror(socket.EAI_AGAIN, ""), Outcome.UNRESOLVED),
        (TimeoutError(), Outcome.UNRESOLVED),
    ],
)
def test_no_answer_of_the_name_server_is_not_no_such_host(fault: OSError, outcome: Outcome) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise fault

    with pytest.raises(Refused) as refused:
        Gate(resolve, Net().connect).open("some.example.com", 80)
    assert refused.value.outcome is outcome


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (ConnectionRefusedError(111, ""), Outcome.UNREACHABLE),
        (TimeoutError(), Outcome.UNREACHABLE),
        (OSError(101, "Network is unreachable"), Outcome.OFFLINE),
    ],
)
def test_a_network_that_is_down_is_not_a_dead_site(fault: OSError, outcome: Outcome) -> None:
    def connect(address: str, port: int, seconds: float) -> socket.socket:
        raise fault

    with pytest.raises(Refused) as refused:
        Gate(Net().resolve, connect).open("public.example.com", 80)
    assert refused.value.outcome is outcome


# through the proxy


def test_a_request_is_passed_on_without_secrets() -> None:
    with listener(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok") as (port, heard):
        net = Net(port)
        with LinkGuard(net.gate) as guard:
            answer = ask(
                guard,
                "GET http://public.example.com/a?b=1 HTTP/1.1\r\nHost: other.example.com\r\nCookie: s=1\r\n"
                "Authorization: Basic x\r\nUser-Agent: t\r\nX-Forwarded-For: 1.2.3.4",
            )
    assert answer.startswith(b"HTTP/1.1 200 OK\r\nConnection: close\r\n") and answer.endswith(b"\r\n\r\nok")
    sent = heard[0].decode().lower()
    assert sent.startswith("get /a?b=1 http/1.1\r\nhost: public.example.com\r\n") and "user-agent: t" in sent
    assert not any(word in sent for word in ("cookie", "authorization", "x-forwarded", guard.password.lower()))
    assert net.contacted == [(PUBLIC, 80)]


@pytest.mark.parametrize(
    "line",
    [
        "GET http://127.0.0.1/ HTTP/1.1",
        "GET http://public.example.com@127.0.0.1/ HTTP/1.1",
        "GET http://user:word@public.example.com/ HTTP/1.1",
        "GET http://public.example.com:8080/ HTTP/1.1",
        "GET http://[::1]/ HTTP/1.1",
        "GET http://[::1 HTTP/1.1",
        "GET https://public.example.com/ HTTP/1.1",
        "GET ftp://public.example.com/ HTTP/1.1",
        "GET file:///etc/passwd HTTP/1.1",
        "GET / HTTP/1.1",
        "HEAD http://10.0.0.1/ HTTP/1.1",
        "POST http://public.example.com/ HTTP/1.1",
        "CONNECT 127.0.0.1:443 HTTP/1.1",
        "CONNECT [::1]:443 HTTP/1.1",
        "CONNECT public.example.com:22 HTTP/1.1",
        "CONNECT public.example.com HTTP/1.1",
        "CONNECT public.example.com:443443443 HTTP/1.1",
        "CONNECT both.example.com:443 HTTP/1.1",
    ],
)
def test_what_the_proxy_refuses(line: str) -> None:
    net = Net()
    with LinkGuard(net.gate) as guard:
        answer = ask(guard, f"{line}\r\nHost: public.example.com")
    assert answer.startswith((b"HTTP/1.1 47", b"HTTP/1.1 501")), answer[:80]
    assert net.contacted == []


def test_only_who_knows_the_password_is_served() -> None:
    net = Net()
    with LinkGuard(net.gate) as guard:
        assert ask(guard, "GET http://public.example.com/ HTTP/1.1", "wrong").startswith(b"HTTP/1.1 407")
        assert ask(guard, "CONNECT public.example.com:443 HTTP/1.1", "").startswith(b"HTTP/1.1 407")
    assert net.contacted == []


def test_an_endless_answer_is_cut() -> None:
    endless = b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 3_000_000
    with listener(endless) as (port, _), LinkGuard(Net(port).gate, most_bytes=200_000) as guard:
        answer = ask(guard, "GET http://public.example.com/ HTTP/1.1")
    assert 200_000 <= len(answer) < 400_000


def test_a_silent_site_is_left() -> None:
    with (
        socket.create_server((LOOPBACK, 0)) as server,
        LinkGuard(Net(server.getsockname()[1]).gate, most_seconds=0.3) as guard,
    ):
        assert ask(guard, "GET http://public.example.com/ HTTP/1.1") == b""


# the program itself, behind the guard


def test_who_is_told_to_end_takes_the_program_along() -> None:
    with socket.create_server((LOOPBACK, 0)) as server:
        net = Net(server.getsockname()[1])

        def end() -> None:
            while not net.contacted:
                time.sleep(0.05)
            os.kill(os.getpid(), signal.SIGTERM)

        threading.Thread(target=end, daemon=True).start()
        with LinkGuard(net.gate) as guard, pytest.raises(KeyboardInterrupt):
            look(["http://public.example.com/"], guard)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    assert not any(b"linkcheck" in Path(f"/proc/{child}/cmdline").read_bytes() for child in children)


def test_the_program_contacts_nothing_but_the_guard() -> None:
    """Real listeners on this machine hear nothing, whether an address names them or a page redirects there."""
    with listener() as (inner, heard):
        redirect = (
            f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inner}/admin\r\nContent-Length: 0\r\n\r\n".encode()
        )
        with listener(redirect) as (port, _):
            net = Net(port)
            hosts = (
                "127.0.0.1",
                "localhost",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "0",
                "127.0.0.1.nip.io",
            )
            urls = [f"http://{host}:{inner}/x" for host in hosts] + [f"https://{host}:{inner}/x" for host in hosts]
            urls += ["http://inner.example.com/", "https://both.example.com/", "http://public.example.com/"]
            with LinkGuard(net.gate) as guard:
                seen = look(urls, guard)
    assert heard == []
    assert set(net.contacted) == {(PUBLIC, 80)}
    assert not any(one.valid for one in seen.values())
    assert len(seen) >= 20  # the program itself folds some spellings of one address into one
