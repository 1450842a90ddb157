"""How the little OpenSearch searches: queries, scores of 32 bits, sorting, counting, walking on.

A query becomes a function: document -> its score, or None when it does not match.
"""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from tests.search.opensearch_stub_index import Index, Refused, Stored, single

Body = dict[str, Any]
Matches = Callable[[Stored], float | None]
WINDOW = 10_000
MOST_CLAUSES = 1024
MOST_TERMS = 65_536
SEARCH_KEYS = {
    "from",
    "size",
    "_source",
    "track_total_hits",
    "query",
    "post_filter",
    "sort",
    "aggs",
    "search_after",
    "timeout",
}


def search(index: Index, body: Body) -> Body:
    unknown = body.keys() - SEARCH_KEYS
    if unknown:
        raise Refused(400, "parsing_exception", f"unknown key {sorted(unknown)} in the search body")
    if "timeout" in body and not re.fullmatch(r"\d+(ms|s|m)", body["timeout"]):
        raise Refused(400, "parse_exception", f"failed to parse setting [timeout] with value [{body['timeout']}]")
    start, size = body.get("from", 0), body.get("size", 10)
    _check_window(start, size, body)
    matches = query(index, body.get("query", {"match_all": {}}))
    found = [(document, score) for document in index.shown.values() if (score := matches(document)) is not None]
    counted = {
        name: aggregation(index, wanted, [one for one, _ in found]) for name, wanted in body.get("aggs", {}).items()
    }
    if "post_filter" in body:
        keeps = query(index, body["post_filter"])
        found = [(document, score) for document, score in found if keeps(document) is not None]
    order = body.get("sort", [{"_score": "desc"}])
    ranked = sorted(((sort_values(index, order, *one), one) for one in found), key=_sort_key(order))
    if "search_after" in body:
        last = _sort_key(order)((body["search_after"], None))
        ranked = [one for one in ranked if _sort_key(order)(one) > last]
    hits = [_hit(index, body, values, *one) for values, one in ranked[start : start + size]]
    answer = {
        "took": 1,
        "timed_out": False,
        "_shards": {"total": 1, "successful": 1, "skipped": 0, "failed": 0},
        "hits": {"total": _total(body, len(found)), "max_score": None, "hits": hits},
    }
    return answer | ({"aggregations": counted} if counted else {})


def _check_window(start: int, size: int, body: Body) -> None:
    if start < 0 or size < 0:
        raise Refused(400, "illegal_argument_exception", "[from] parameter cannot be negative")
    if start + size > WINDOW:
        reason = f"Result window is too large, from + size must be less than or equal to: [{WINDOW}] but was [{start + size}]."
        raise Refused(400, "illegal_argument_exception", reason)
    if "search_after" in body:
        if start > 0:
            reason = "`from` parameter must be set to 0 when `search_after` is used."
            raise Refused(400, "action_request_validation_exception", reason)
        if len(body["search_after"]) != len(body.get("sort", ())):
            raise Refused(400, "illegal_argument_exception", "search_after has not as many values as sort")


def _total(body: Body, count: int) -> Body:
    tracked = body.get("track_total_hits", WINDOW)
    if tracked is True or count <= tracked:
        return {"value": count, "relation": "eq"}
    return {"value": tracked, "relation": "gte"}


def _hit(index: Index, body: Body, values: Sequence[Any], document: Stored, score: float) -> Body:
    scored = any("_score" in one for one in body.get("sort", [{"_score": "desc"}]))
    hit: Body = {"_index": index.name, "_id": document.key, "_score": score if scored else None}
    if "sort" in body:
        hit["sort"] = list(values)
    wanted = body.get("_source", True)
    if wanted is False:
        return hit
    return hit | {"_source": document.source if wanted is True else {name: document.source[name] for name in wanted}}


# ---------------------------------------------------------------- sorting


def sort_values(index: Index, order: Sequence[Body], document: Stored, score: float) -> list[Any]:
    return [score if name == "_score" else _first(index, name, document) for one in order for name in one]


def _first(index: Index, name: str, document: Stored) -> str:
    values = document.terms[index.sortable(name)]
    return min(values)


def _sort_key(order: Sequence[Body]) -> Callable[[tuple[Sequence[Any], Any]], Any]:
    directions = [direction for one in order for direction in one.values()]
    if not {*directions} <= {"asc", "desc"}:
        raise Refused(400, "illegal_argument_exception", f"Unknown SortOrder {directions}")

    def compare(one: tuple[Sequence[Any], Any], other: tuple[Sequence[Any], Any]) -> int:
        for direction, left, right in zip(directions, one[0], other[0], strict=True):
            if left != right:
                return -1 if (left < right) == (direction == "asc") else 1
        return 0

    return functools.cmp_to_key(compare)


# ---------------------------------------------------------------- queries


def query(index: Index, wanted: Body) -> Matches:
    if len(wanted) != 1:
        raise Refused(400, "parsing_exception", "[query] malformed query, expected one query")
    [(name, about)] = wanted.items()
    if name not in QUERIES:
        raise Refused(400, "parsing_exception", f"unknown query [{name}]")
    return QUERIES[name](index, about)


def _only(name: str, about: Body, *known: str) -> None:
    if about.keys() - {*known}:
        raise Refused(400, "parsing_exception", f"[{name}] query does not support {sorted(about.keys() - {*known})}")


def _boost(about: Body) -> float:
    boost = about.get("boost", 1.0)
    if isinstance(boost, bool) or boost < 0:
        raise Refused(400, "illegal_argument_exception", f"negative [boost] are not allowed: {boost}")
    return single(boost)


def _match_all(index: Index, about: Body) -> Matches:
    _only("match_all", about)
    return lambda document: 1.0


def _term(index: Index, about: Body) -> Matches:
    [(name, value)] = about.items()
    if not isinstance(value, str):
        raise Refused(400, "parsing_exception", f"[term] query on [{name}] wants a text")
    index.searchable(name, "keyword")
    return lambda document: 1.0 if value in document.terms.get(name, ()) else None


def _terms(index: Index, about: Body) -> Matches:
    [(name, values)] = about.items()
    if not isinstance(values, list) or len(values) > MOST_TERMS:
        raise Refused(
            400, "illegal_argument_exception", f"[terms] query on [{name}] wants a list of at most {MOST_TERMS}"
        )
    index.searchable(name, "keyword")
    wanted = frozenset(values)
    return lambda document: 1.0 if wanted & {*document.terms.get(name, ())} else None


def _range(index: Index, about: Body) -> Matches:
    """Days, both ends included; on a field of another kind it is an expensive query, which a cluster may forbid."""
    [(name, bounds)] = about.items()
    _only("range", bounds, "gte", "lte")
    index.searchable(name, "date")
    lowest, highest = bounds.get("gte", ""), bounds.get("lte", "9999-12-31")
    for bound in bounds.values():
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", bound):
            raise Refused(400, "parse_exception", f"failed to parse date field [{bound}] with format [yyyy-MM-dd]")
    return lambda document: 1.0 if any(lowest <= day <= highest for day in document.terms.get(name, ())) else None


def _rank_feature(index: Index, about: Body) -> Matches:
    _only("rank_feature", about, "field", "boost", "linear")
    if about.get("linear") != {}:
        raise Refused(400, "parsing_exception", "only the linear function is known here, and it has no parameters")
    parent, _, feature = about["field"].rpartition(".")
    if index.field(parent)["type"] != "rank_features":
        reason = "[rank_feature] query only works on [rank_feature] fields and features of [rank_features] fields"
        raise Refused(400, "query_shard_exception", reason)
    boost = _boost(about)

    def matches(document: Stored) -> float | None:
        value = document.features.get(parent, {}).get(feature)
        return None if value is None else single(boost * value)

    return matches


def _constant_score(index: Index, about: Body) -> Matches:
    _only("constant_score", about, "filter", "boost")
    inner, boost = query(index, about["filter"]), _boost(about)
    return lambda document: None if inner(document) is None else boost


def _bool(index: Index, about: Body) -> Matches:
    _only("bool", about, "must", "filter", "should", "must_not", "minimum_should_match")
    parts = {
        name: [query(index, one) for one in about.get(name, ())] for name in ("must", "filter", "should", "must_not")
    }
    if sum(map(len, parts.values())) > MOST_CLAUSES:
        raise Refused(400, "too_many_clauses", f"maxClauseCount is set to {MOST_CLAUSES}")
    usual = 0 if parts["must"] or parts["filter"] or not parts["should"] else 1
    least = about.get("minimum_should_match", usual)

    def matches(document: Stored) -> float | None:
        if any(one(document) is not None for one in parts["must_not"]):
            return None
        if any(one(document) is None for one in parts["filter"]):
            return None
        must = [one(document) for one in parts["must"]]
        should = [score for one in parts["should"] if (score := one(document)) is not None]
        if None in must or len(should) < least:
            return None
        return single(sum(score for score in (*must, *should) if score is not None))

    return matches


QUERIES: dict[str, Callable[[Index, Body], Matches]] = {
    "match_all": _match_all,
    "term": _term,
    "terms": _terms,
    "range": _range,
    "rank_feature": _rank_feature,
    "constant_score": _constant_score,
    "bool": _bool,
}


# ---------------------------------------------------------------- counting


def aggregation(index: Index, wanted: Body, documents: Sequence[Stored]) -> Body:
    kinds = wanted.keys() - {"aggs"}
    if len(kinds) != 1:
        raise Refused(400, "parsing_exception", f"expected one type of aggregation, found {sorted(kinds)}")
    [kind] = kinds
    about = wanted[kind]
    if kind == "filters":
        buckets = {name: _bucket(index, wanted, one, documents) for name, one in about["filters"].items()}
        return {"buckets": buckets}
    if kind == "filter":
        return _bucket(index, wanted, about, documents)
    if kind == "terms":
        return _value_counts(index, about, documents)
    raise Refused(400, "parsing_exception", f"Unknown aggregation type [{kind}]")


def _bucket(index: Index, wanted: Body, about: Body, documents: Iterable[Stored]) -> Body:
    matches = query(index, about)
    inside = [document for document in documents if matches(document) is not None]
    within = {name: aggregation(index, one, inside) for name, one in wanted.get("aggs", {}).items()}
    return {"doc_count": len(inside), **within}


def _value_counts(index: Index, about: Body, documents: Iterable[Stored]) -> Body:
    if about.keys() - {"field", "size"}:
        raise Refused(400, "parsing_exception", f"[terms] unknown field {sorted(about)}")
    name = index.sortable(about["field"])
    counts = Counter(value for document in documents for value in {*document.terms.get(name, ())})
    order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    shown = order[: about.get("size", 10)]
    buckets = [{"key": value, "doc_count": count} for value, count in shown]
    rest = sum(counts.values()) - sum(count for _, count in shown)
    return {"doc_count_error_upper_bound": 0, "sum_other_doc_count": rest, "buckets": buckets}
