"""The search service as a WSGI application: GET /api/search and /api/suggest, JSON, nothing written anywhere.

A question has the parameters of the search page's own address (`address.js`): q, p, sort, all, since, until, and facets
by name, repeated for several values. Whatever stands in them is text, cut to size; there is no wrong question. An
error is short JSON, {"error": reason}: 404, 405, 429 (too many from one address), 503 (no index, or no time) or 500.

No question is kept together with an address: addresses are only counted, in memory, and nothing is logged.
"""

import ipaddress
import json
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from threading import Lock
from typing import Any, Protocol
from urllib.parse import parse_qsl

from pipeline.search.answering import TooLate
from pipeline.search.backend import DATE, FACETS, LAST_PAGE, RELEVANCE, Answer, Request, Suggestion
from pipeline.search.query import LONGEST
from pipeline.search.whoosh_folder import NotTrusted

PATIENCE = 2.0
"""Seconds that one question may take."""
A_SECOND, AT_ONCE = 20, 60
"""Questions of one address: how many on average, and how many in a row. Offices share an address."""
MOST_ADDRESSES, MOST_KEPT = 20_000, 512
MOST_VALUES, LONGEST_VALUE = 20, 100
LONGEST_QUERY_STRING, MOST_PARAMETERS = 16_384, 200
STATUS = {
    200: "OK",
    404: "Not Found",
    405: "Method Not Allowed",
    429: "Too Many Requests",
    500: "Internal Server Error",
    503: "Service Unavailable",
}
HEADERS = [
    ("Content-Type", "application/json; charset=utf-8"),
    ("Cache-Control", "no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Server", "gongkai"),
]

Environment = Mapping[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Parameters = list[tuple[str, str]]


class Searchable(Protocol):
    """`version` changes when answers may."""

    def version(self) -> str: ...
    def search(self, request: Request, deadline: float | None = None) -> Answer: ...
    def suggest(self, text: str) -> list[Suggestion]: ...


class Denied(Exception):
    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Service:
    """For any number of threads."""

    def __init__(self, backend: Searchable, patience: float = PATIENCE, a_second: float = A_SECOND) -> None:
        self.backend, self.patience = backend, patience
        self.taps = Taps(a_second, AT_ONCE, MOST_ADDRESSES)
        self.kept = Kept(MOST_KEPT)
        self.paths = {"/api/search": self._search, "/api/suggest": self._suggest}

    def __call__(self, environment: Environment, start: StartResponse) -> Iterable[bytes]:
        headers = list(HEADERS)
        try:
            status, body = 200, self._answer(environment)
        except Denied as denied:
            status, body = denied.status, _json({"error": denied.reason})
            headers += [("Allow", "GET")] if status == 405 else []
            headers += [("Retry-After", "1")] if status in (429, 503) else []
        start(f"{status} {STATUS[status]}", [*headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environment: Environment) -> bytes:
        if environment.get("REQUEST_METHOD") != "GET":
            raise Denied(405, "method")
        act = self.paths.get(environment.get("PATH_INFO", ""))
        if act is None:
            raise Denied(404, "path")
        if not self.taps.let(client(environment)):
            raise Denied(429, "often")
        try:
            return act(parameters(str(environment.get("QUERY_STRING", ""))))
        except TooLate:
            raise Denied(503, "late") from None
        except (NotTrusted, OSError) as fault:
            _complain(fault)
            raise Denied(503, "index") from None
        except Exception as fault:
            _complain(fault)
            raise Denied(500, "failed") from None

    def _search(self, asked: Parameters) -> bytes:
        request = request_of(asked)
        key = (self.backend.version(), repr(request))
        body = self.kept.get(key)
        if body is None:
            body = _json(spoken(self.backend.search(request, time.monotonic() + self.patience)))
            self.kept.put(key, body)
        return body

    def _suggest(self, asked: Parameters) -> bytes:
        text = next((value for name, value in asked if name == "q"), "")[:LONGEST]
        return _json({"suggestions": [one._asdict() for one in self.backend.suggest(text)]})


def spoken(answer: Answer) -> dict[str, Any]:
    """As JSON has it: the fields of `Answer`, hits by the fields of `Hit`."""
    return answer._asdict() | {"hits": [hit._asdict() for hit in answer.hits]}


def parameters(query_string: str) -> Parameters:
    """Never raises; what is too long or too much is cut off."""
    cut = query_string[:LONGEST_QUERY_STRING].encode("latin-1", "replace").decode("utf-8", "replace")
    return parse_qsl("&".join(cut.split("&")[:MOST_PARAMETERS]), keep_blank_values=True, errors="replace")


def request_of(asked: Parameters) -> Request:
    """Of a parameter that is given twice the first counts, but for facets, of which each value may do."""
    first = dict(reversed(asked))
    facets = {name: _values(asked, name) for name in FACETS}
    page = first.get("p", "")
    return Request(
        text=first.get("q", "")[: 4 * LONGEST],
        facets={name: values for name, values in facets.items() if values},
        since=first.get("since", "")[:10],
        until=first.get("until", "")[:10],
        sort=DATE if first.get("sort") == DATE else RELEVANCE,
        page=int(page) if page.isascii() and page.isdigit() and len(page) <= 3 and 0 < int(page) <= LAST_PAGE else 1,
        everything=first.get("all") == "1",
    )


def _values(asked: Parameters, facet: str) -> tuple[str, ...]:
    values = dict.fromkeys(value for name, value in asked if name == facet and 0 < len(value) <= LONGEST_VALUE)
    return tuple(sorted(list(values)[:MOST_VALUES]))


def client(environment: Environment) -> str:
    """Whose questions are counted together. What a proxy says is believed only of one on this machine, and of what it
    says only the last word, which is its own. An IPv6 subscriber has a whole /64.
    """
    address = str(environment.get("REMOTE_ADDR", ""))
    try:
        if ipaddress.ip_address(address).is_loopback:
            address = str(environment.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip() or address
        known = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((known, 64), strict=False)) if known.version == 6 else str(known)


class Taps:
    """A bucket of tokens for each address, and a bound to how many are remembered: the one not seen longest goes."""

    def __init__(self, a_second: float, at_once: int, most: int) -> None:
        self.a_second, self.at_once, self.most = a_second, at_once, most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def let(self, address: str, now: float | None = None) -> bool:
        moment = time.monotonic() if now is None else now
        with self._lock:
            level, since = self._levels.pop(address, (float(self.at_once), moment))
            level = min(self.at_once, level + (moment - since) * self.a_second)
            allowed = level >= 1
            self._levels[address] = (level - 1 if allowed else level, moment)
            if len(self._levels) > self.most:
                self._levels.popitem(last=False)
        return allowed


class Kept:
    """The latest answers: many ask the same."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._answers: OrderedDict[tuple[str, str], bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[str, str]) -> bytes | None:
        with self._lock:
            body = self._answers.get(key)
            if body is not None:
                self._answers.move_to_end(key)
            return body

    def put(self, key: tuple[str, str], body: bytes) -> None:
        with self._lock:
            self._answers[key] = body
            if len(self._answers) > self.most:
                self._answers.popitem(last=False)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _complain(fault: Exception) -> None:
    """For the operator: what went wrong and where in the program, never what was asked or by whom."""
    frame = fault.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame else ""
    reason = str(fault) if isinstance(fault, NotTrusted) else ""
    print(f"search-service: {type(fault).__name__} {reason} {place}", file=sys.stderr, flush=True)
