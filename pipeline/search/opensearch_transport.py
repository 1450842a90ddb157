"""How requests reach an OpenSearch cluster: by its own Python client where that is installed, else over plain HTTP.

Redirects are not followed, proxies not heeded: the address is the operator's, and nobody else's answer will do.
"""

import base64
import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from importlib.util import find_spec
from typing import Any, NamedTuple, Protocol
from urllib.parse import urlencode, urlsplit

JSON, LINES = "application/json", "application/x-ndjson"
SECONDS = 10.0
NOT_FOUND = 404


class ClusterError(OSError):
    """`status` as HTTP has it, 0 when the cluster could not be reached; `kind` and `reason` in the cluster's words."""

    def __init__(self, status: int, kind: str, reason: str) -> None:
        super().__init__(f"{status} {kind}: {reason}" if status else f"{kind}: {reason}")
        self.status, self.kind, self.reason = status, kind, reason

    @property
    def no_such_index(self) -> bool:
        return self.status == NOT_FOUND


class Access(NamedTuple):
    """`url` of the cluster, http or https; `authority_file`: PEM of who vouches for its certificate, "" = the
    system's.
    """

    url: str
    user: str = ""
    password: str = ""
    authority_file: str = ""


class Transport(Protocol):
    """`body` goes as JSON, or as it is when it is text: lines of JSON. Gives the answer's JSON; raises ClusterError."""

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | str | None = None,
        params: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> Any: ...


def connect(access: Access) -> Transport:
    """Raises ValueError for an address that is none. A password does not travel unencrypted, but to this machine."""
    parts = urlsplit(access.url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
        raise ValueError(f"not the address of a cluster: {access.url}")
    if access.password and parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("a password needs https")
    return ClientTransport(access) if find_spec("opensearchpy") else PlainTransport(access)


class PlainTransport:
    """A connection for each request: nothing is shared between threads."""

    def __init__(self, access: Access) -> None:
        parts = urlsplit(access.url)
        self.host, self.port, self.folder = parts.hostname or "", parts.port, parts.path.rstrip("/")
        self.context = ssl.create_default_context(cafile=access.authority_file or None)
        self.encrypted = parts.scheme == "https"
        self.headers = {"Accept": JSON}
        if access.user:
            words = base64.b64encode(f"{access.user}:{access.password}".encode()).decode()
            self.headers["Authorization"] = f"Basic {words}"

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | str | None = None,
        params: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> Any:
        target = f"{self.folder}{path}" + (f"?{urlencode(params)}" if params else "")
        connection = self._connection(seconds)
        try:
            connection.request(method, target, _payload(body), self.headers | _kind(body))
            response = connection.getresponse()
            status, answer = response.status, response.read()
        except (OSError, HTTPException) as error:
            raise ClusterError(0, "unreachable", str(error) or type(error).__name__) from error
        finally:
            connection.close()
        return _checked(status, answer)

    def _connection(self, seconds: float) -> HTTPConnection:
        if self.encrypted:
            return HTTPSConnection(self.host, self.port, timeout=seconds, context=self.context)
        return HTTPConnection(self.host, self.port, timeout=seconds)


class ClientTransport:
    """By opensearch-py: keeps connections, and tries again when one broke."""

    def __init__(self, access: Access) -> None:
        from opensearchpy import OpenSearch, OpenSearchException, TransportError

        self.failed: type[Exception] = OpenSearchException
        self.refused: type[Exception] = TransportError
        login = {"http_auth": (access.user, access.password)} if access.user else {}
        trust = {"ca_certs": access.authority_file} if access.authority_file else {}
        self.client = OpenSearch([access.url], max_retries=1, **login, **trust)

    def request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | str | None = None,
        params: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
    ) -> Any:
        payload = _payload(body)
        text = payload.decode() if payload is not None else None
        try:
            return self.client.transport.perform_request(
                method, path, params=dict(params or {}), body=text, timeout=seconds, headers=_kind(body)
            )
        except self.refused as error:
            status = getattr(error, "status_code", 0)
            raise _refusal(status if isinstance(status, int) else 0, getattr(error, "info", None)) from error
        except self.failed as error:
            raise ClusterError(0, "unreachable", str(error)) from error


def _payload(body: Mapping[str, Any] | str | None) -> bytes | None:
    """Lone surrogates, which no index can hold, become question marks."""
    if body is None:
        return None
    return (body if isinstance(body, str) else to_json(body)).encode("utf-8", "replace")


def to_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _kind(body: Mapping[str, Any] | str | None) -> dict[str, str]:
    return {} if body is None else {"Content-Type": LINES if isinstance(body, str) else JSON}


def _checked(status: int, payload: bytes) -> Any:
    try:
        answer = json.loads(payload) if payload else None
    except ValueError:
        answer = None
    if status >= 300:
        raise _refusal(status, answer)
    if answer is None:
        raise ClusterError(status, "unreadable", "the answer is not JSON")
    return answer


def _refusal(status: int, answer: object) -> ClusterError:
    error = answer.get("error") if isinstance(answer, dict) else None
    if isinstance(error, dict):
        return ClusterError(status, str(error.get("type", "")), str(error.get("reason", "")))
    return ClusterError(status, "refused", str(error or answer or ""))
