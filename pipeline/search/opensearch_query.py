"""A query and what is asked beside it -> bodies of OpenSearch searches. Nothing a reader types is syntax there either:
it only ever stands as a value, or as the name of a term, which is letters and numbers alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pipeline.search.backend import DATE, FACETS, PAGE_SIZE, Request
from pipeline.search.opensearch_texts import FIELDS
from pipeline.search.query import Alternative, Group

Body = dict[str, Any]
MOST_VALUES = 1000
"""Values of one facet that are counted."""
FIRST = float(1 << 30)
"""Above any sum of scores: sixteen terms and what speaks for them make less than 2^28."""
NEWEST: list[Body] = [{"published_at": "desc"}, {"path": "asc"}]


def has(term: str) -> Body:
    return {"rank_feature": {"field": f"weights.{term}", "linear": {}}}


def worth(term: str, idf: int) -> Body:
    return {"rank_feature": {"field": f"weights.{term}", "boost": idf, "linear": {}}}


def has_number(key: str) -> Body:
    return {"term": {"number_keys": key}}


def is_first(key: str) -> Body:
    return _any([has_number(key), {"term": {"title_key": key}}])


def meets(group: Group) -> Body:
    return _any([_wording(wording) for wording in group])


def meets_all(groups: Sequence[Group]) -> Body:
    return {"bool": {"filter": [meets(group) for group in groups]}}


def meets_some(units: Sequence[Group], least: int) -> Body:
    return {"bool": {"should": [meets(unit) for unit in units], "minimum_should_match": least}}


def _wording(wording: Alternative) -> Body:
    if len(wording.must) == 1:
        return has(wording.must[0])
    return {"bool": {"filter": [has(term) for term in wording.must]}}


def _any(queries: list[Body]) -> Body:
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}


def survey(counted: Mapping[str, Body]) -> Body:
    """How many documents there are, how many each query finds, and the name of the index that said so."""
    return {
        "size": 1,
        "_source": False,
        "track_total_hits": True,
        "query": {"match_all": {}},
        "aggs": {"counted": {"filters": {"filters": dict(counted)}}},
    }


def ranked(found: Body, worths: Mapping[str, int], first: Body | None) -> Body:
    """What is found, scored by its terms; what is `first` by a constant above them all, whatever else it has."""
    scores = [worth(term, idf) for term, idf in worths.items() if idf]
    scored: Body = {"filter": [found], "should": scores}
    if first is None:
        return {"bool": scored}
    head = {"constant_score": {"filter": first, "boost": FIRST}}
    return {"bool": {"should": [head, {"bool": scored | {"must_not": [first]}}], "minimum_should_match": 1}}


def page(query: Body, request: Request, scored: bool) -> Body:
    """One page of hits, their number, and the counts of every facet, which heed the other facets only."""
    chosen = _chosen(request)
    body: Body = {
        "from": (request.page - 1) * PAGE_SIZE,
        "size": PAGE_SIZE,
        "track_total_hits": True,
        "query": {"bool": {"must": [query], "filter": _days(request)}},
        "sort": ([{"_score": "desc"}] if scored and request.sort != DATE else []) + NEWEST,
        "aggs": {name: _counts(name, chosen) for name in FACETS},
    }
    if chosen:
        body["post_filter"] = {"bool": {"filter": list(chosen.values())}}
    return body


def _chosen(request: Request) -> dict[str, Body]:
    heeded = {name: list(values) for name, values in request.facets.items() if name in FACETS and values}
    return {name: {"terms": {_field(name): values}} for name, values in heeded.items()}


def _counts(name: str, chosen: Mapping[str, Body]) -> Body:
    others = [query for facet, query in chosen.items() if facet != name]
    values = {"terms": {"field": _field(name), "size": MOST_VALUES}}
    return {"filter": {"bool": {"filter": others}}, "aggs": {"values": values}}


def _field(facet: str) -> str:
    return FIELDS.get(facet, facet)


def _days(request: Request) -> list[Body]:
    bounds = {name: day for name, day in (("gte", request.since), ("lte", request.until)) if is_day(day)}
    return [{"range": {"day": bounds}}] if bounds else []


def is_day(text: str) -> bool:
    try:
        return len(text) == 10 and text.isascii() and bool(date.fromisoformat(text))
    except ValueError:
        return False


def counts_of(aggregations: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Facet -> value -> documents, those left out that have none."""
    counts = {name: _values(aggregations[name]["values"]["buckets"]) for name in FACETS}
    return {name: found for name, found in counts.items() if found}


def _values(buckets: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in buckets if bucket["doc_count"]}


def walk(after: str | None, size: int) -> Body:
    """The next documents by path, what they were made from, without texts."""
    body: Body = {"size": size, "_source": ["path", "digest"], "query": {"match_all": {}}, "sort": [{"path": "asc"}]}
    return body if after is None else body | {"search_after": [after]}
