"""The OpenSearch adapter beside the contract: how it writes, what it does when the cluster fails; and that the little
cluster it is tried on refuses what a real one would refuse.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from pipeline.search.answering import TooLate
from pipeline.search.backend import DATE, Request
from pipeline.search.opensearch_backend import OpenSearchBackend
from pipeline.search.opensearch_query import FIRST
from pipeline.search.opensearch_texts import LONGEST, MAPPINGS, batches, digest_of, read_back, sent
from pipeline.search.opensearch_transport import Access, ClusterError, PlainTransport, connect
from pipeline.search.opensearch_writing import Making
from pipeline.search.query import MOST_TERMS, Lexicon
from pipeline.search.scoring import HEAVIEST, idf, weights
from tests.search.library import LEXICON, LIBRARY, many, text
from tests.search.opensearch_stub import Cluster, running
from tests.search.opensearch_stub_index import nine_bits, single
from tests.search.oracle import Oracle

Body = dict[str, Any]


class Site:
    """A cluster, and the adapter that asks it."""

    def __init__(self, cluster: Cluster, url: str, making: Making) -> None:
        self.cluster, self.url = cluster, url
        self.transport = PlainTransport(Access(url))
        self.backend = OpenSearchBackend(self.transport, LEXICON, making=making)

    def ask(self, method: str, path: str, body: Body | str | None = None, **params: str) -> Any:
        return self.transport.request(method, path, body, params)

    def refusal(self, method: str, path: str, body: Body | str | None = None, **params: str) -> ClusterError:
        with pytest.raises(ClusterError) as raised:
            self.ask(method, path, body, **params)
        return raised.value

    def found(self, words: str, **options: Any) -> list[str]:
        return [hit.path for hit in self.backend.search(Request(words, **options)).hits]

    def asked(self) -> list[str]:
        asked = list(self.cluster.asked)
        self.cluster.asked.clear()
        return asked


@contextmanager
def opened(making: Making | None = None, **options: Any) -> Iterator[Site]:
    cluster = Cluster(**options)
    with running(cluster) as url:
        yield Site(cluster, url, making or Making(pauses=(0.0, 0.0)))


@pytest.fixture
def site() -> Iterator[Site]:
    with opened() as one:
        yield one


# ---------------------------------------------------------------- what is sent


def test_a_document_comes_back_as_it_went() -> None:
    for document in (*LIBRARY, *many(20)):
        stored = {name: value for name, value in sent(document, {}).items() if name not in ("weights", "title_key")}
        assert read_back(stored) == document._replace(text=document.text[:20_000])


def test_weights_survive_the_nine_bits() -> None:
    assert [nine_bits(weight) for weight in range(1, HEAVIEST + 1)] == list(range(1, HEAVIEST + 1))
    assert nine_bits(513.0) == 512.0


def test_scores_are_whole_below_the_bound() -> None:
    """And documents whose number or title is the query stand above whatever terms can make."""
    rarest = idf(10_000_000, 1)
    assert single(float(rarest * HEAVIEST)) == rarest * HEAVIEST < 1 << 24
    assert 4 * idf(120_000, 1) * HEAVIEST < 1 << 24
    assert 2 * MOST_TERMS * rarest * HEAVIEST < FIRST
    assert single(FIRST) == FIRST


def test_terms_that_nobody_can_ask_for_stay_at_home(site: Site) -> None:
    """Lucene refuses a document for one term above 32,766 bytes."""
    long = text("a/1", "长编码" + "b" * 40_000, "c1" * 20_000, "d" * 40_000)
    site.backend.upsert([long, *LIBRARY[:3]])
    assert all(len(term) <= LONGEST for term in sent(long, weights(long.title, long.text))["weights"])
    assert site.found("长编码") == ["a/1"]


def test_long_paths_are_found_and_removed(site: Site) -> None:
    path = "栏目/" * 200 + "1"
    site.backend.upsert([text(path, "路径很长", columns=("zwgk",)), *LIBRARY[:2]])
    assert site.found("路径很长") == [path]
    site.backend.delete([path])
    assert site.found("路径很长") == []


def test_digests_tell_every_difference() -> None:
    one = LIBRARY[0]
    other: dict[str, Any] = {
        name: "别的" if isinstance(value, str) else ("别的",) for name, value in one._asdict().items()
    }
    others = [one._replace(**{name: value}) for name, value in other.items()]
    assert len({digest_of(document) for document in (one, *others)}) == 11
    assert digest_of(one) == digest_of(one._replace())


def test_batches_keep_documents_whole() -> None:
    lines = ["a" * 10, "b" * 10, "c" * 50, "d" * 10, "e" * 10, "f"]
    assert list(batches(lines, 21)) == [["a" * 10, "b" * 10], ["c" * 50], ["d" * 10, "e" * 10, "f"]]
    assert list(batches([], 21)) == []


# ---------------------------------------------------------------- indexes and the alias


def test_a_new_index_is_switched_in(site: Site) -> None:
    assert site.backend.writer.index() is None
    assert site.backend.writer.rebuild(LIBRARY[:3]) == 3
    assert site.backend.writer.index() == "gongkai-000001"
    assert site.backend.writer.rebuild(LIBRARY[3:6]) == 3
    assert (site.backend.writer.index(), [*site.cluster.indexes]) == ("gongkai-000002", ["gongkai-000002"])
    assert sorted(site.found("政务公开")) == ["news/2024/1", "news/2024/2", "news/2024/3"][:2]


def test_readers_see_the_old_one_until_the_new_one_is_whole(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY[:3])
    seen: list[list[str]] = []

    def documents() -> Iterator[Any]:
        for document in LIBRARY[3:6]:
            seen.append(sorted(site.found("政务公开")))
            yield document

    site.backend.writer.rebuild(documents())
    assert seen == [["zwgk/2022/7", "zwgk/2023/1", "zwgk/2024/1"]] * 3


def test_a_failed_rebuild_leaves_all_as_it_was(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY[:3])

    def broken() -> Iterator[Any]:
        yield LIBRARY[3]
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        site.backend.writer.rebuild(broken())
    with pytest.raises(ClusterError, match="failed to parse field"):
        site.backend.writer.rebuild([LIBRARY[3]._replace(published_at="昨天")])
    assert [*site.cluster.indexes] == ["gongkai-000001"]
    assert len(site.found("政务公开")) == 3


def test_what_an_interrupted_rebuild_left_is_cleared_away(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY[:3])
    site.ask("PUT", "/gongkai-000002", {"mappings": MAPPINGS})
    site.backend.writer.rebuild(LIBRARY[:4])
    assert [*site.cluster.indexes] == ["gongkai-000002"]


def test_an_alias_that_is_not_ours_is_left_alone(site: Site) -> None:
    site.ask("PUT", "/somebody", {"mappings": MAPPINGS})
    site.ask("POST", "/_aliases", {"actions": [{"add": {"index": "somebody", "alias": "gongkai"}}]})
    for change in (lambda: site.backend.upsert(LIBRARY[:1]), lambda: site.backend.writer.rebuild(LIBRARY[:1])):
        with pytest.raises(ClusterError, match="not ours"):
            change()
    assert [*site.cluster.indexes] == ["somebody"]


def test_another_index_between_two_requests(site: Site) -> None:
    """The reader's search begins anew, once."""
    site.backend.writer.rebuild(LIBRARY)
    request, times = site.transport.request, iter(range(100))

    def meddling(method: str, path: str, *rest: Any, **options: Any) -> Any:
        if path.endswith("/_search") and "gongkai/" not in path and next(times) < limit:
            OpenSearchBackend(PlainTransport(Access(site.url)), LEXICON).writer.rebuild(LIBRARY)
        return request(method, path, *rest, **options)

    site.transport.request = meddling  # type: ignore[method-assign]
    limit = 1
    assert site.found("优化营商环境实施")
    limit = 100
    with pytest.raises(ClusterError, match="no such index"):
        site.found("优化营商环境实施")


def test_a_sketch_belongs_to_its_index(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY)
    oracle = Oracle(LEXICON)
    oracle.upsert(LIBRARY)
    long = Request("优化营商环境条例实施细则")
    assert site.backend.search(long)._replace(took=0.0) == oracle.search(long)
    other = OpenSearchBackend(PlainTransport(Access(site.url)), LEXICON)
    other.writer.rebuild([*LIBRARY, *many(50)])
    oracle.upsert(many(50))
    assert site.backend.search(long)._replace(took=0.0) == oracle.search(long)


# ---------------------------------------------------------------- changes


def test_only_what_differs_is_sent(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.search.opensearch_writing.STEP", 7)
    documents = list(LIBRARY)
    assert site.backend.writer.update(documents) == (len(documents), 0)
    site.asked()
    assert site.backend.writer.update(documents) == (0, 0)
    assert "POST _bulk" not in site.asked()
    changed = documents[3]._replace(title="崭新的标题")
    assert site.backend.writer.update([*documents[:3], changed, *documents[6:]]) == (1, 2)
    assert dict(site.backend.writer.digests()).keys() == {one.path for one in (*documents[:4], *documents[6:])}
    assert site.found("崭新") == [changed.path]


def test_a_busy_cluster_is_asked_again(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY[:5])
    site.cluster.busy = 7
    site.backend.upsert(LIBRARY[5:12])
    assert site.asked().count("POST _bulk") == 1 + 2
    assert len(dict(site.backend.writer.digests())) == 12
    site.cluster.busy = 1000
    with pytest.raises(ClusterError, match="again and again"):
        site.backend.upsert(LIBRARY[12:14])


def test_one_refused_document_is_named(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY[:2])
    with pytest.raises(ClusterError, match=r"a/9: failed to parse field \[day\]"):
        site.backend.upsert([LIBRARY[3], text("a/9", "坏日期", published_at="2024-13-01 00:00")])


def test_batches_stay_below_what_the_cluster_takes() -> None:
    with opened(Making(batch=30_000), largest_body=120_000) as site:
        site.backend.writer.rebuild(many(200))
        assert site.asked().count("POST _bulk") > 5
        assert site.backend.search(Request("关于")).total == 200
    with opened(Making(batch=10_000_000), largest_body=60_000) as site, pytest.raises(ClusterError, match="413"):
        site.backend.writer.rebuild(many(200))


def test_an_index_is_never_made_by_mistake(site: Site) -> None:
    """Were the alias lost, a bulk request would make an index of its name."""
    site.backend.writer.rebuild(LIBRARY[:2])
    site.cluster.aliases.clear()
    with pytest.raises(ClusterError, match="is not an alias"):
        site.backend.writer._write_shown(['{"delete":{"_id":"a"}}\n'])


# ---------------------------------------------------------------- asking


def test_a_search_is_two_requests_and_a_third_when_cold(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY)
    site.asked()
    site.found("优化营商环境条例")
    assert site.asked() == ["GET _mapping", "POST _search", "POST _search"]
    site.found("优化营商环境条例", page=3, facets={"year": ["2024"]}, sort=DATE)
    assert site.asked() == ["POST _search", "POST _search"]
    site.backend.search(Request("？？"))
    assert site.asked() == []


def test_the_lexicon_goes_with_the_index(site: Site) -> None:
    """Readers hear of a new one within seconds."""
    asked = OpenSearchBackend(site.transport)
    asked.writer.rebuild(LIBRARY)
    assert "mzj/2024/1" not in [hit.path for hit in asked.search(Request("低保")).hits]
    asked.writer.update(LIBRARY, '{"synonyms":{"低保":["最低生活保障"]},"fillers":["怎么办理"]}'.encode())
    asked._known = asked.known()._replace(until=0.0)
    assert "mzj/2024/1" in [hit.path for hit in asked.search(Request("低保怎么办理")).hits]
    oracle = Oracle(Lexicon({"低保": ("最低生活保障",)}, ("怎么办理",)))
    oracle.upsert(LIBRARY)
    assert asked.search(Request("低保怎么办理"))._replace(took=0.0) == oracle.search(Request("低保怎么办理"))


def test_the_deadline(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY)
    with pytest.raises(TooLate):
        site.backend.search(Request("政务公开"), time.monotonic() - 1)
    site.cluster.delay = 0.6
    began = time.monotonic()
    with pytest.raises(TooLate):
        site.backend.search(Request("政务公开"), time.monotonic() + 0.2)
    assert time.monotonic() - began < 0.5
    time.sleep(0.6)
    site.cluster.delay = 0.0
    assert site.backend.search(Request("政务公开"), time.monotonic() + 5).hits


@pytest.mark.parametrize("ailment", [{"timed_out": True}, {"failed_shards": 1}])
def test_half_an_answer_is_none(site: Site, ailment: dict[str, Any]) -> None:
    site.backend.writer.rebuild(LIBRARY)
    for name, value in ailment.items():
        setattr(site.cluster, name, value)
    with pytest.raises(ClusterError, match="Partial"):
        site.backend.search(Request("政务公开"))


def test_many_readers_at_once(site: Site) -> None:
    site.backend.writer.rebuild(LIBRARY)
    expected = site.found("优化营商环境条例")
    found: list[list[str]] = []
    readers = [threading.Thread(target=lambda: found.append(site.found("优化营商环境条例"))) for _ in range(12)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    assert found == [expected] * 12


def test_its_version_changes_in_time(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    first = site.backend.version()
    monkeypatch.setattr(time, "monotonic", lambda: 10.0**9)
    assert site.backend.version() != first


# ---------------------------------------------------------------- the way there


@pytest.mark.parametrize(
    "access",
    [
        Access("ftp://search.example.gov.cn"),
        Access("search.example.gov.cn:9200"),
        Access("https://"),
        Access("https://user:secret@search.example.gov.cn"),
        Access("http://search.example.gov.cn:9200", "user", "secret"),
    ],
)
def test_addresses_that_are_none(access: Access) -> None:
    with pytest.raises(ValueError, match=r"address|https"):
        connect(access)


def test_a_login_is_sent() -> None:
    with opened(login="Basic dXNlcjpwYXNz") as site:
        assert site.refusal("GET", "/gongkai/_count").status == 401
        known = connect(Access(site.url, "user", "pass"))
        known.request("PUT", "/gongkai-000001", {"mappings": MAPPINGS})
        assert known.request("GET", "/gongkai-000001/_count")["count"] == 0


def test_an_unreachable_cluster() -> None:
    with opened() as site:
        pass
    assert site.refusal("GET", "/gongkai/_count").status == 0
    with pytest.raises(ClusterError, match="unreachable"):
        site.found("政务公开")


@pytest.mark.parametrize("alias", ["", "Gongkai", "a/b", "-a", "a*", "政务", "a b"])
def test_names_of_aliases(site: Site, alias: str) -> None:
    with pytest.raises(ValueError, match="alias"):
        OpenSearchBackend(site.transport, alias=alias)


# ---------------------------------------------------------------- the little cluster is strict


@pytest.fixture
def filled(site: Site) -> Site:
    site.backend.writer.rebuild(LIBRARY)
    return site


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"from": 9_995, "size": 10}, "Result window is too large"),
        ({"from": -1}, "cannot be negative"),
        ({"sort": [{"path": "asc"}], "search_after": ["a"], "from": 10}, "must be set to 0"),
        ({"sort": [{"path": "asc"}], "search_after": ["a", "b"]}, "as many values"),
        ({"sort": [{"title": "asc"}]}, "doc values"),
        ({"sort": [{"weights": "asc"}]}, "doc values"),
        ({"query": {"term": {"title": "甲"}}}, "not indexed"),
        ({"query": {"term": {"weights": "政务"}}}, "not supported"),
        ({"query": {"term": {"nonsense": "甲"}}}, "No mapping"),
        ({"query": {"range": {"published_at": {"gte": "2024-01-01"}}}}, "not indexed"),
        ({"query": {"range": {"day": {"gte": "2024"}}}}, "failed to parse date"),
        ({"query": {"rank_feature": {"field": "path.甲", "linear": {}}}}, "only works on"),
        ({"query": {"rank_feature": {"field": "weights.甲", "linear": {"a": 1}}}}, "no parameters"),
        ({"query": {"rank_feature": {"field": "weights.甲", "boost": -1, "linear": {}}}}, "negative"),
        ({"query": {"query_string": {"query": "甲"}}}, "unknown query"),
        ({"query": {"bool": {"should": [{"match_all": {}}] * 1025}}}, "maxClauseCount"),
        ({"query": {"match_all": {}, "term": {"path": "a"}}}, "malformed"),
        ({"aggs": {"a": {"cardinality": {"field": "path"}}}}, "Unknown aggregation"),
        ({"aggs": {"a": {"terms": {"field": "title"}}}}, "doc values"),
        ({"nonsense": 1}, "unknown key"),
        ({"timeout": "soon"}, "timeout"),
    ],
)
def test_searches_that_are_refused(filled: Site, body: Body, reason: str) -> None:
    refusal = filled.refusal("POST", "/gongkai/_search", body)
    assert refusal.status == 400
    assert reason in refusal.reason


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/Gongkai", {}, 400),
        ("PUT", "/gongkai-000001", {}, 400),
        ("PUT", "/other", {"mapping": {}}, 400),
        ("PUT", "/other", {"mappings": {"properties": {"a": {"type": "keywords"}}}}, 400),
        ("PUT", "/other", {"mappings": {"properties": {"a": {"type": "keyword", "fast": True}}}}, 400),
        ("PUT", "/other", {"settings": {"index": {"shards": 1}}}, 400),
        ("DELETE", "/gongkai", None, 400),
        ("DELETE", "/nothing", None, 404),
        ("GET", "/_alias/nothing", None, 404),
        ("POST", "/_aliases", {"actions": []}, 400),
        ("POST", "/_aliases", {"actions": [{"add": {"index": "nothing", "alias": "a"}}]}, 404),
        ("POST", "/_aliases", {"actions": [{"add": {"index": "gongkai-000001", "alias": "gongkai-000001"}}]}, 400),
        ("PUT", "/gongkai/_mapping", {"properties": {"path": {"type": "date"}}}, 400),
        ("PUT", "/gongkai/_settings", {"index": {"number_of_shards": 3}}, 400),
        ("POST", "/gongkai/_update", {}, 400),
        ("POST", "/gongkai/_bulk", "", 400),
        ("POST", "/gongkai/_bulk", '{"delete":{"_id":"a"}}', 400),
        ("POST", "/gongkai/_bulk", '{"delete":{"_id":""}}\n', 400),
        ("POST", "/gongkai/_bulk", '{"delete":{"_id":"a","version_kind":1}}\n', 400),
        ("POST", "/gongkai/_bulk", '{"index":{"_id":"a"}}\n{nonsense}\n', 400),
    ],
)
def test_requests_that_are_refused(filled: Site, method: str, path: str, body: Body | str | None, status: int) -> None:
    before = dict(filled.cluster.aliases), [*filled.cluster.indexes]
    assert filled.refusal(method, path, body).status == status
    assert (dict(filled.cluster.aliases), [*filled.cluster.indexes]) == before


def test_unknown_parameters_are_refused(filled: Site) -> None:
    assert "unrecognized" in filled.refusal("POST", "/gongkai/_search", {}, refresh="true").reason


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ({"nonsense": "a"}, "strict_dynamic_mapping_exception"),
        ({"weights": {"政务": 0}}, "mapper_parsing_exception"),
        ({"weights": {"政务": -3}}, "mapper_parsing_exception"),
        ({"weights": ["政务"]}, "mapper_parsing_exception"),
        ({"weights": {"a" * 32_767: 1}}, "illegal_argument_exception"),
        ({"path": "政" * 10_923}, "illegal_argument_exception"),
        ({"day": "2024-2-30"}, "mapper_parsing_exception"),
        ({"title": 3}, "mapper_parsing_exception"),
    ],
)
def test_documents_that_are_refused(filled: Site, source: Body, kind: str) -> None:
    import json

    body = json.dumps({"index": {"_id": "a"}}) + "\n" + json.dumps(source) + "\n"
    answer = filled.ask("POST", "/gongkai/_bulk", body)
    assert answer["errors"] is True
    assert answer["items"][0]["index"]["error"]["type"] == kind


def test_what_is_written_shows_after_a_refresh(filled: Site) -> None:
    from pipeline.search.opensearch_texts import put_lines

    line, _ = put_lines(text("a/1", "崭新"))
    filled.ask("POST", "/gongkai/_bulk", line)
    assert filled.found("崭新") == []
    filled.ask("POST", "/gongkai/_refresh")
    assert filled.found("崭新") == ["a/1"]


def test_counts_are_capped_unless_asked_for(filled: Site) -> None:
    total = filled.ask("POST", "/gongkai/_search", {"track_total_hits": 3})["hits"]["total"]
    assert total == {"value": 3, "relation": "gte"}
