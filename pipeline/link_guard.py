"""A proxy on this machine through which the link checker must pass, so that it reaches the public Internet alone.

Every host is resolved once; each of its addresses must be global; the connection goes to that very address, whatever
the name says later. Redirects come back as requests of their own and are judged like the first. Ports 80 and 443 only;
sizes and times have limits; credentials and cookies are not passed on. A refusal is answered with a status of its own.
"""

import base64
import hmac
import ipaddress
import re
import secrets
import select
import socket
import threading
import time
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import urlsplit

from pipeline.link_seen import Outcome

PORTS = {"http": 80, "https": 443}
MOST_BYTES = 8 * 1024 * 1024
"""Of one answer; what comes beyond is cut."""
MOST_SECONDS = 30.0
"""Of one connection, however slowly it drips."""
CONNECT_SECONDS = 10.0
MOST_AT_ONCE = 32
MOST_ADDRESSES = 3
CHUNK = 64 * 1024
PASSED_ON = ("accept", "accept-language", "accept-encoding", "user-agent", "referer", "range")

Resolver = Callable[[str, int], Sequence[str]]
"""(host, port) -> every address of the host. Raises OSError as getaddrinfo does."""
Connector = Callable[[str, int, float], socket.socket]
"""(address, port, seconds) -> a connection to that address."""


STATUS = {
    Outcome.REFUSED: 470,
    Outcome.UNRESOLVED: 471,
    Outcome.OFFLINE: 472,
    Outcome.UNKNOWN_HOST: 473,
    Outcome.UNREACHABLE: 474,
    Outcome.OTHER_PORT: 475,
}
_OFFLINE_ERRORS = {100, 101, 105}
"""ENETDOWN, ENETUNREACH, ENOBUFS: this machine's fault, not the site's."""


class Refused(Exception):
    """A request that is not passed on; the outcome says why."""

    def __init__(self, outcome: Outcome, reason: str = "") -> None:
        super().__init__(outcome.value)
        self.outcome, self.reason = outcome, reason


@dataclass(frozen=True, slots=True)
class Visit:
    """One request that reached the guard; `address` is "" when nothing was contacted."""

    host: str
    port: int
    outcome: Outcome
    address: str = ""
    reason: str = ""


def resolve(host: str, port: int) -> list[str]:
    """The final dot keeps the search list of this machine's own network out of it."""
    return [str(found[4][0]) for found in socket.getaddrinfo(f"{host}.", port, type=socket.SOCK_STREAM)]


def connect(address: str, port: int, seconds: float) -> socket.socket:
    return socket.create_connection((address, port), timeout=seconds)


# which hosts and addresses ------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"0x[0-9a-f]*|\d+", re.IGNORECASE | re.ASCII)
_NAME = re.compile(r"(?=.{1,253}\Z)(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)+(?:xn--[a-z0-9-]{1,59}|[a-z]{2,63})\Z", re.ASCII)
_PRIVATE_SUFFIXES = (".localhost", ".local", ".localdomain", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")


def plain_host(written: str) -> str:
    """The host as it will be resolved. Raises Refused for every spelling that readers and programs read differently."""
    host = unicodedata.normalize("NFKC", written).strip().lower()
    host = host.replace("\u3002", ".").removesuffix(".")
    if "%" in host or "@" in host or host != host.strip("."):
        raise Refused(Outcome.REFUSED, "host-form")
    if host.startswith("[") or ":" in host:
        return _literal(host.strip("[]"))
    if all(_NUMBER.fullmatch(part) for part in host.split(".")):
        return _literal(host)
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise Refused(Outcome.REFUSED, "host-form") from None
    if not _NAME.fullmatch(host) or host.endswith(_PRIVATE_SUFFIXES):
        raise Refused(Outcome.REFUSED, "host-form")
    return host


def _literal(text: str) -> str:
    """Only addresses written in full, as everything reads them alike: not 127.1, 0x7f000001 or 017700000001."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        raise Refused(Outcome.REFUSED, "host-form") from None


_UNICAST_6 = ipaddress.ip_network("2000::/3")
_EMBEDDING_6 = tuple(
    map(ipaddress.ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48"))
)
"""Blocks within it that are special, documentation only, or wrap an IPv4 address (Teredo, 6to4)."""
_RESERVED_4 = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "192.0.0.0/24", "198.18.0.0/15", "100.64.0.0/10")))


def is_public(text: str) -> bool:
    """Whether an address belongs to the public Internet, so that contacting it touches nobody's inner network."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address):
        return address in _UNICAST_6 and address.is_global and not any(address in block for block in _EMBEDDING_6)
    special = address.is_multicast or address.is_reserved or any(address in block for block in _RESERVED_4)
    return address.is_global and not special


class Gate:
    """Decides on hosts and connects to those admitted. A host is resolved once and stays what it was."""

    def __init__(self, resolver: Resolver = resolve, connector: Connector = connect) -> None:
        self._resolver, self._connector = resolver, connector
        self._answers: dict[str, Sequence[str] | Refused] = {}
        self._lock = threading.Lock()
        self.visits: list[Visit] = []

    def open(self, written: str, port: int) -> socket.socket:
        """A connection to the host. Raises Refused; every attempt is noted."""
        try:
            host = plain_host(written)
            if port not in PORTS.values():
                raise Refused(Outcome.OTHER_PORT)
            addresses = self._admitted(host, port)
            address, connection = self._connected(addresses, port)
        except Refused as refused:
            self.visits.append(Visit(written, port, refused.outcome, "", refused.reason))
            raise
        self.visits.append(Visit(host, port, Outcome.CONNECTED, address))
        return connection

    def _admitted(self, host: str, port: int) -> Sequence[str]:
        with self._lock:
            if host not in self._answers:
                self._answers[host] = self._judged(host, port)
            answer = self._answers[host]
        if isinstance(answer, Refused):
            raise Refused(answer.outcome, answer.reason)
        return answer

    def _judged(self, host: str, port: int) -> Sequence[str] | Refused:
        try:
            addresses = [host] if is_address(host) else list(dict.fromkeys(self._resolver(host, port)))
        except socket.gaierror as fault:
            certain = fault.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
            return Refused(Outcome.UNKNOWN_HOST if certain else Outcome.UNRESOLVED)
        except (OSError, UnicodeError):
            return Refused(Outcome.UNRESOLVED)
        if not addresses:
            return Refused(Outcome.UNKNOWN_HOST)
        return addresses if all(map(is_public, addresses)) else Refused(Outcome.REFUSED, "address")

    def _connected(self, addresses: Sequence[str], port: int) -> tuple[str, socket.socket]:
        offline = True
        for address in addresses[:MOST_ADDRESSES]:
            try:
                return address, self._connector(address, port, CONNECT_SECONDS)
            except OSError as fault:
                offline &= fault.errno in _OFFLINE_ERRORS
        raise Refused(Outcome.OFFLINE if offline else Outcome.UNREACHABLE)


def is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


# the proxy ----------------------------------------------------------------------------------------------------------


@dataclass
class LinkGuard:
    """`with LinkGuard() as guard:` serves on `guard.url`, with the password in it, until the block ends."""

    gate: Gate = field(default_factory=Gate)
    most_bytes: int = MOST_BYTES
    most_seconds: float = MOST_SECONDS

    def __post_init__(self) -> None:
        self.password = secrets.token_urlsafe(24)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.guard = self

    @property
    def url(self) -> str:
        return f"http://guard:{self.password}@127.0.0.1:{self._server.server_port}"

    @property
    def visits(self) -> list[Visit]:
        return self.gate.visits

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def knows(self, authorization: str | None) -> bool:
        expected = "Basic " + base64.b64encode(f"guard:{self.password}".encode()).decode()
        return hmac.compare_digest((authorization or "").encode(), expected.encode())


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = MOST_AT_ONCE
    guard: LinkGuard

    def handle_error(self, request: object, client_address: object) -> None:
        """A client or a site that goes away is no fault of the guard's."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = MOST_SECONDS
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self) -> None:
        host, _, port = self.path.rpartition(":")
        with _Served(self, host, int(port) if port.isdecimal() and port.isascii() else 0) as connection:
            if connection is not None:
                self.send_response(200)
                self.end_headers()
                self.wfile.flush()
                self._relay(connection)

    def do_GET(self) -> None:
        try:
            parts = urlsplit(self.path)
            port = parts.port or PORTS["http"]
        except ValueError:
            return self._refuse(Refused(Outcome.REFUSED, "host-form"))
        if parts.scheme != "http" or "@" in parts.netloc:
            return self._refuse(Refused(Outcome.REFUSED, "address-form"))
        with _Served(self, parts.netloc.removesuffix(f":{parts.port}"), port) as found:
            if found is not None:
                found.sendall(self._request(parts.path or "/", parts.query, parts.netloc))
                self._say_it_ends(found)
                self._relay(found)
        return None

    do_HEAD = do_GET

    def _request(self, path: str, query: str, host: str) -> bytes:
        lines = [f"{self.command} {path}{'?' + query if query else ''} HTTP/1.1", f"Host: {host}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers.items() if name.lower() in PASSED_ON]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def _say_it_ends(self, there: socket.socket) -> None:
        """Pass on the first line of the answer, and that the connection ends with it, whatever the site says of that:
        a client that hopes to use it again would find it closed.
        """
        line = b""
        while b"\n" not in line and len(line) < CHUNK and (piece := there.recv(CHUNK)):
            line += piece
        first, ended, rest = line.partition(b"\n")
        self.connection.sendall(first + ended + (b"Connection: close\r\n" if ended else b"") + rest)

    def _relay(self, there: socket.socket) -> None:
        """Carry bytes both ways until one side ends, or a limit is reached."""
        here = self.connection
        guard = self.server.guard
        end, received = time.monotonic() + guard.most_seconds, 0
        while (left := end - time.monotonic()) > 0 and received < guard.most_bytes:
            ready, _, _ = select.select([here, there], [], [], left)
            for one in ready:
                piece = one.recv(CHUNK)
                if not piece:
                    return
                (there if one is here else here).sendall(piece)
                received += len(piece) if one is there else 0

    def _refuse(self, refused: Refused) -> None:
        self.send_response(STATUS[refused.outcome], refused.outcome.value)
        self.send_header("Content-Length", "0")
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """The terminal belongs to the findings."""


class _Served:
    """One request's connection: admitted or refused on entry, closed at the end, and with it the client's."""

    def __init__(self, handler: _Handler, host: str, port: int) -> None:
        self.handler, self.host, self.port = handler, host, port
        self.connection: socket.socket | None = None

    def __enter__(self) -> socket.socket | None:
        self.handler.close_connection = True
        guard = self.handler.server.guard
        if not guard.knows(self.handler.headers.get("Proxy-Authorization")):
            self.handler.send_error(407)
            return None
        try:
            self.connection = guard.gate.open(self.host, self.port)
        except Refused as refused:
            self.handler._refuse(refused)
            return None
        self.connection.settimeout(guard.most_seconds)
        return self.connection

    def __exit__(self, *_: object) -> None:
        if self.connection is not None:
            self.connection.close()


def environment(guard: LinkGuard) -> Iterator[tuple[str, str]]:
    """The variables that make a program go through the guard, whatever it asks for."""
    for name in ("http_proxy", "https_proxy", "ftp_proxy", "all_proxy"):
        yield name, guard.url
        yield name.upper(), guard.url
    yield "no_proxy", ""
    yield "NO_PROXY", ""
