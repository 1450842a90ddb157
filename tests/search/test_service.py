"""The search service: every question is text, every error is short, nobody asks too often, nothing is written."""

import json
import os
import stat
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from pipeline.search import service as room
from pipeline.search.answering import TooLate
from pipeline.search.backend import LAST_PAGE, Answer, Request, Suggestion
from pipeline.search.service import Service, Taps, client, parameters, request_of, spoken
from pipeline.search.whoosh_backend import WhooshBackend
from tests.search.library import LEXICON, LIBRARY, text
from tests.search.test_golden import spelled_out

HOSTILE: list[str] = spelled_out(json.loads(Path(__file__).with_name("hostile.json").read_text(encoding="utf-8")))


class Told:
    """What a caller gets."""

    def __init__(self, service: Service, query: str = "", path: str = "/api/search", **environment: Any) -> None:
        defaults = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": "203.0.113.9"}
        self.body = b"".join(service(defaults | environment, self._start))
        self.json = json.loads(self.body)

    def _start(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = int(status[:3]), dict(headers)


class Silent:
    """A backend that remembers what it was asked, or fails."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault, self.asked = fault, list[Request]()

    def version(self) -> str:
        return "1"

    def search(self, request: Request, deadline: float | None = None) -> Answer:
        self.asked.append(request)
        if self.fault:
            raise self.fault
        return Answer()

    def suggest(self, text: str) -> list[Suggestion]:
        return [Suggestion(text, "title", "/a.html")]


@pytest.fixture(scope="module")
def backend(tmp_path_factory: pytest.TempPathFactory) -> WhooshBackend:
    backend = WhooshBackend(tmp_path_factory.mktemp("whoosh"), LEXICON)
    backend.rebuild(LIBRARY)
    return backend


@pytest.fixture
def service(backend: WhooshBackend) -> Service:
    return Service(backend)


# ---------------------------------------------------------------- answers


def test_the_answer_is_that_of_the_backend(service: Service, backend: WhooshBackend) -> None:
    query = [
        ("q", "政务公开"),
        ("year", "2024"),
        ("year", "2023"),
        ("kind", "article"),
        ("since", "2023-01-01"),
        ("sort", "date"),
    ]
    told = Told(service, urlencode(query))
    asked = Request("政务公开", {"year": ("2023", "2024"), "kind": ("article",)}, since="2023-01-01", sort="date")
    expected = json.loads(json.dumps(spoken(backend.search(asked))))
    assert told.status == 200
    assert told.json | {"took": 0} == expected | {"took": 0}
    assert told.json["total"] > 1
    assert told.json["hits"][0].keys() >= {"path", "title", "numbers", "published_at", "column", "exact", "excerpt"}


def test_all_that_can_be_asked_arrives() -> None:
    backend = Silent()
    query = "q=甲+乙&p=3&sort=date&all=1&since=2024-01-01&until=2024-12-31&column=a/b&column=c&validity=有效&nonsense=x"
    Told(Service(backend), quote(query, safe="=&+/"))
    facets = {"column": ("a/b", "c"), "validity": ("有效",)}
    assert backend.asked == [Request("甲 乙", facets, "2024-01-01", "2024-12-31", "date", 3, True)]


@pytest.mark.parametrize("page", ["0", "-1", "101", "1e1", "٣", "²", "1" * 5000, "", "NaN", "1 "])
def test_a_page_that_is_none_is_the_first(page: str) -> None:
    assert request_of([("p", page)]).page == 1
    assert request_of([("p", str(LAST_PAGE))]).page == LAST_PAGE


def test_what_is_given_twice_counts_once_but_facets() -> None:
    asked = request_of(
        [("q", "甲"), ("q", "乙"), ("p", "2"), ("p", "3"), ("year", "2"), ("year", "1"), ("year", "2"), ("year", "")]
    )
    assert (asked.text, asked.page, asked.facets) == ("甲", 2, {"year": ("1", "2")})


def test_headers_keep_it_where_it_belongs(service: Service) -> None:
    headers = Told(service, "q=a").headers
    assert headers["Content-Type"] == "application/json; charset=utf-8"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"
    assert headers["Server"] == "gongkai"
    assert headers["Content-Length"] == str(len(Told(service, "q=a").body))


def test_a_switched_index_answers_at_once(tmp_path: Path) -> None:
    WhooshBackend(tmp_path).rebuild(LIBRARY)
    service = Service(WhooshBackend(tmp_path))
    query = "q=" + quote("崭新")
    assert Told(service, query).json["relaxed"]
    WhooshBackend(tmp_path).upsert([text("a/1", "崭新")])
    assert Told(service, query).json["total"] == 1


def test_the_same_question_is_answered_from_memory() -> None:
    backend = Silent()
    service = Service(backend)
    for _ in range(5):
        Told(service, "q=a&year=1&year=2")
        Told(service, "year=2&q=a&year=1")
    assert len(backend.asked) == 1


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST_KEPT", 3)
    service = Service(Silent(), a_second=1e9)
    for number in range(20):
        Told(service, f"q={number}")
    assert len(service.kept._answers) == 3


def test_suggestions() -> None:
    told = Told(Service(Silent()), "q=" + quote("甲" * 100), "/api/suggest")
    assert told.json == {"suggestions": [{"text": "甲" * 64, "why": "title", "url": "/a.html"}]}


def test_any_server_can_run_it(service: Service) -> None:
    """The letter of WSGI, as the standard library checks it."""
    environment: dict[str, Any] = {"QUERY_STRING": "q=a"}
    setup_testing_defaults(environment)
    answered = validator(service)(environment, lambda status, headers, fault=None: lambda body: None)
    assert json.loads(b"".join(answered))["error"] == "path"
    answered.close()  # type: ignore[attr-defined]


# ---------------------------------------------------------------- hostile questions


def test_hostile_questions_are_text(service: Service) -> None:
    service.taps = Taps(1e9, 10**6, 10)
    for words in HOSTILE:
        told = Told(service, urlencode({"q": words}, errors="surrogatepass"))
        assert told.status == 200, ascii(words[:60])
        assert len(told.json["hits"]) <= 10


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "%E7%94%B2" * 10_000,
        "q=" + "a" * 1_000_000,
        "&".join(f"q={n}" for n in range(100_000)),
        "&".join(f"year={n}" for n in range(100_000)) + "&q=a",
        "q=a&" + "&".join(f"x{n}" for n in range(1000)),
        "q=%00%00a%00",
        "q=%ED%A0%80",
        "q=%ff%fe%zz%",
        "q=a&p=999999999999999999999",
        "q=a&p=-1&since=9999-99-99&until=0000-00-00&sort=;drop&all=yes",
        "q=a&since=2024-02-30&until=%00",
        "q[]=a&q=(a|b)*+?{1,99}^$",
        "q=text:a AND NOT title:[a TO z]^9~",
        "=&&&=;q=a",
        "",
        "\u00ff\u0100\u4e2d",
    ],
    ids=lambda query: ascii(query[:24]),
)
def test_hostile_parameters_are_cut_to_size(service: Service, query: str) -> None:
    told = Told(service, query)
    assert told.status == 200
    assert set(told.json) == set(Answer._fields)
    assert len(parameters(query)) <= room.MOST_PARAMETERS


def test_no_query_syntax(service: Service) -> None:
    """What is an operator elsewhere is nothing here: it neither finds all nor excludes."""
    for words in ("*", "?*", "*:*", "title:*", "NOT 公开", "-公开", "公开~2", "公开^9"):
        told = Told(service, urlencode({"q": words}))
        plain = Told(service, urlencode({"q": "".join(sign if sign.isalnum() else " " for sign in words)}))
        assert told.json["total"] == plain.json["total"], words


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "", "get"])
def test_only_get(service: Service, method: str) -> None:
    told = Told(service, "q=a", REQUEST_METHOD=method)
    assert (told.status, told.json, told.headers["Allow"]) == (405, {"error": "method"}, "GET")


@pytest.mark.parametrize(
    "path", ["/", "/api", "/api/search/", "/api/search/..", "//api/search", "/api/\u0000", "/API/search"]
)
def test_only_two_paths(service: Service, path: str) -> None:
    told = Told(service, "q=a", path)
    assert (told.status, told.json) == (404, {"error": "path"})


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        (TooLate(), 503, "late"),
        (FileNotFoundError("/srv/secret"), 503, "index"),
        (ZeroDivisionError("secret"), 500, "failed"),
        (RecursionError("secret"), 500, "failed"),
    ],
)
def test_an_error_tells_nothing(capsys: pytest.CaptureFixture[str], fault: Exception, status: int, reason: str) -> None:
    told = Told(Service(Silent(fault)), "q=" + quote("某人的事"))
    assert (told.status, told.json) == (status, {"error": reason})
    logged = capsys.readouterr()
    assert "secret" not in logged.out + logged.err
    assert "某人" not in logged.out + logged.err
    assert "203.0.113.9" not in logged.out + logged.err


def test_without_an_index(tmp_path: Path) -> None:
    told = Told(Service(WhooshBackend(tmp_path / "none")), "q=a")
    assert (told.status, told.json, told.headers["Retry-After"]) == (503, {"error": "index"}, "1")


def test_an_index_that_is_not_trusted_is_not_searched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    WhooshBackend(tmp_path).rebuild(LIBRARY)
    (tmp_path / "1").chmod(stat.S_IRWXU | stat.S_IRWXO)
    told = Told(Service(WhooshBackend(tmp_path)), "q=a")
    assert (told.status, told.json) == (503, {"error": "index"})
    assert "NotTrusted writable" in capsys.readouterr().err


def test_it_does_not_search_after_its_deadline(backend: WhooshBackend) -> None:
    told = Told(Service(backend, patience=-1), "q=" + quote("从没问过的话"))
    assert (told.status, told.json) == (503, {"error": "late"})


def test_a_question_leaves_no_trace(service: Service, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    before = sorted(os.listdir(tmp_path))
    Told(service, "q=" + quote("某人的事"))
    assert capfd.readouterr() == ("", "")
    assert sorted(os.listdir(tmp_path)) == before


# ---------------------------------------------------------------- how often


def test_who_asks_too_often_waits() -> None:
    taps = Taps(a_second=2, at_once=3, most=10)
    assert [taps.let("a", now=0) for _ in range(5)] == [True, True, True, False, False]
    assert taps.let("b", now=0)
    assert [taps.let("a", now=0.6) for _ in range(2)] == [True, False]
    assert [taps.let("a", now=100) for _ in range(4)] == [True, True, True, False]


def test_the_table_of_addresses_is_bounded() -> None:
    taps = Taps(a_second=1, at_once=1, most=100)
    for number in range(10_000):
        taps.let(str(number), now=0)
    assert len(taps._levels) == 100
    assert not taps.let("9999", now=0)


def test_too_often_is_an_answer(service: Service) -> None:
    service.taps = Taps(a_second=0.001, at_once=2, most=10)
    assert [Told(service, "q=a").status for _ in range(4)] == [200, 200, 429, 429]
    refused = Told(service, "q=a")
    assert (refused.json, refused.headers["Retry-After"]) == ({"error": "often"}, "1")
    assert Told(service, "q=a", REMOTE_ADDR="203.0.113.10").status == 200


@pytest.mark.parametrize(
    ("address", "forwarded", "counted"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        ("::1", "2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "<script>", ""),
        ("", "", ""),
    ],
)
def test_whose_questions_are_counted_together(address: str, forwarded: str, counted: str) -> None:
    assert client({"REMOTE_ADDR": address, "HTTP_X_FORWARDED_FOR": forwarded}) == counted
