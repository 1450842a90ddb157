"""One request to a platform: HTTPS to public addresses alone, except on this machine; nothing is followed or retried.

What did not arrive and what may have arrived are told apart, for only the first may be tried again unseen.
"""

import http.client
import socket
import ssl
from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.link_guard import Gate, Refused

SECONDS = 30.0
MOST_BYTES = 8 * 1024 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
HTTPS = 443


class Answer(NamedTuple):
    status: int
    body: bytes


class NotSent(Exception):
    """Nothing can have arrived. `reason`: address, unreachable, certificate."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unanswered(Exception):
    """It may have arrived, and what became of it is not known."""


Post = Callable[[str, bytes, Mapping[str, str]], Answer]


def post(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = SECONDS) -> Answer:
    """Raises NotSent or Unanswered."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise NotSent("address") from None
    if "@" in parts.netloc or parts.scheme not in ("http", "https"):
        raise NotSent("address")
    connection = http.client.HTTPConnection(host, port or HTTPS, timeout=seconds)
    connection.sock = _opened(parts.scheme, host, port, seconds)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    try:
        connection.request("POST", path, body, {"Host": _host(host, port), "Connection": "close", **headers})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(MOST_BYTES))
    except (OSError, http.client.HTTPException):
        raise Unanswered from None
    finally:
        connection.close()


def _host(host: str, port: int | None) -> str:
    named = f"[{host}]" if ":" in host else host
    return f"{named}:{port}" if port else named


def _opened(scheme: str, host: str, port: int | None, seconds: float) -> socket.socket:
    if host in LOOPBACK:
        try:
            return socket.create_connection((host, port or (HTTPS if scheme == "https" else 80)), seconds)
        except OSError:
            raise NotSent("unreachable") from None
    if scheme != "https":
        raise NotSent("address")
    try:
        found = Gate().open(host, port or HTTPS)
    except Refused as refused:
        raise NotSent("address" if refused.reason else "unreachable") from None
    found.settimeout(seconds)
    try:
        return ssl.create_default_context().wrap_socket(found, server_hostname=host)
    except (OSError, ssl.SSLError) as fault:
        found.close()
        certificate = isinstance(fault, ssl.SSLCertVerificationError)
        raise NotSent("certificate" if certificate else "unreachable") from None


class Part(NamedTuple):
    """A file in a form."""

    field: str
    name: str
    type: str
    content: bytes


def form(part: Part, boundary: str) -> tuple[bytes, dict[str, str]]:
    """Body and headers of a form with one file. `name` is plain ASCII."""
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{part.field}"; filename="{part.name}"\r\n'
    body = f"{head}Content-Type: {part.type}\r\n\r\n".encode() + part.content + f"\r\n--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
