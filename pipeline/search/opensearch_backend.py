"""Search on an OpenSearch cluster (2.x or later), for a site that has outgrown one machine. The answers are the same.

How common terms are thought to be (`scoring.commonness`) is counted when an index is made anew, and lies in its
mapping, as the lexicon does. A search is two requests: a survey (how many documents there are, how many have each
term), then the page with its counts. Scores are whole numbers as everywhere, but the cluster holds a sum in 24 bits:
above 16,777,216 (some five terms that hardly any text has, all in one text) neighbours that differ by less than one
part in sixteen million may stand in the order of their dates.
"""

import base64
import json
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.search.analysis import key
from pipeline.search.answering import TooLate, hit_of
from pipeline.search.backend import DATE, LAST_PAGE, Answer, Document, Request, Suggestion
from pipeline.search.opensearch_query import (
    Body,
    counts_of,
    has,
    has_number,
    is_first,
    meets_all,
    meets_some,
    page,
    ranked,
    survey,
)  # fmt: skip
from pipeline.search.opensearch_texts import read_back
from pipeline.search.opensearch_transport import SECONDS, ClusterError, Transport
from pipeline.search.opensearch_writing import Making, Writer
from pipeline.search.query import Group, Lexicon, Plan, Query, parse, plan, probe, relaxed
from pipeline.search.scoring import commonness, idf

KEPT_SECONDS = 10
Suggest = Callable[[str], list[Suggestion]]


class Known(NamedTuple):
    """The name of an index, and what goes with it; `until`: a moment of `time.monotonic`."""

    name: str
    sketch: bytes
    lexicon: Lexicon
    until: float


class _Survey(NamedTuple):
    name: str
    documents: int
    counted: dict[str, int]

    def worths(self, terms: Iterable[str]) -> dict[str, int]:
        return {term: idf(self.documents, self.counted[f"term {term}"]) for term in terms}


class _Found(NamedTuple):
    query: Body
    approximate: bool = False
    relaxed: bool = False
    narrowed: bool = False


class _Asked(NamedTuple):
    """All that may have to be known of a query, so that one survey is enough; `units` when the probe is in some text,
    `other` when it is in none.
    """

    query: Query
    planned: Plan
    probe: str
    units: tuple[Group, ...]
    other: tuple[Group, ...]

    @classmethod
    def of(cls, query: Query, sketch: bytes) -> "_Asked":
        planned = plan(query, sketch)
        start = probe(planned, sketch)
        units = relaxed(query, sketch, planned.terms)
        return cls(query, planned, start, units, relaxed(query, sketch, (start,)) if start else units)

    def counted(self) -> dict[str, Body]:
        """What is counted, by name."""
        terms = dict.fromkeys((*self.planned.terms, *_terms(self.units), *_terms(self.other)))
        met = _any_of(is_first(self.query.key), meets_all(self.planned.groups))
        counted = {"number": has_number(self.query.key), "met": met} | {f"term {term}": has(term) for term in terms}
        for name, units in (("units", self.units), ("other", self.other)):
            counted |= {f"{name} {least}": meets_some(units, least) for least in range(1, _half(units) + 1)}
        return counted

    def found(self, surveyed: "_Survey", everything: bool) -> "_Found":
        counted, query = surveyed.counted, self.query
        if counted["number"] and not everything:
            return _Found(has_number(query.key), narrowed=True)
        if counted["met"]:
            scored = ranked(meets_all(self.planned.groups), surveyed.worths(self.planned.terms), is_first(query.key))
            return _Found(scored, not self.planned.whole)
        some = not self.probe or counted[f"term {self.probe}"]
        name, units = ("units", self.units) if some else ("other", self.other)
        least = max([n for n in range(1, _half(units) + 1) if counted[f"{name} {n}"]], default=1)
        return _Found(ranked(meets_some(units, least), surveyed.worths(_terms(units)), None), relaxed=True)


class OpenSearchBackend:
    """`alias` is what readers ask by; `lexicon` stands in for the one that goes with the index. Searches may come from
    many threads. Raises ClusterError when the cluster does not do what it is asked to, and never shows half an answer.
    """

    def __init__(
        self,
        transport: Transport,
        lexicon: Lexicon | None = None,
        suggest: Suggest | None = None,
        alias: str = "gongkai",
        making: Making | None = None,
    ) -> None:
        self.transport, self.lexicon, self._suggest, self.alias = transport, lexicon, suggest, alias
        self.writer = Writer(transport, alias, making or Making())
        self._known: Known | None = None

    def search(self, request: Request, deadline: float | None = None) -> Answer:
        """`deadline` is a moment of `time.monotonic`; raises TooLate after it."""
        began = time.perf_counter()
        if not parse(request.text).groups or not 1 <= request.page <= LAST_PAGE:
            return Answer()
        for last in (False, True):  # between two requests another index may have been switched in
            try:
                answer = self._answer(request, deadline)
            except ClusterError as error:
                if last or not error.no_such_index:
                    raise
                answer = None
            if answer:
                break
            self._known = None
        else:
            raise ClusterError(503, "unsettled", "the index was changed twice during one search")
        return answer._replace(took=round((time.perf_counter() - began) * 1000, 3))

    def version(self) -> str:
        """Answers may be kept for as long as it stays the same: some seconds."""
        return str(time.monotonic() // KEPT_SECONDS)

    def suggest(self, text: str) -> list[Suggestion]:
        return self._suggest(text) if self._suggest else []

    def _answer(self, request: Request, deadline: float | None) -> Answer | None:
        """None when what was known was another index's."""
        known = self.known()
        query = parse(request.text, self.lexicon or known.lexicon)
        asked = _Asked.of(query, known.sketch)
        surveyed = self._survey(asked.counted(), deadline)
        if not surveyed.documents:
            return Answer(relaxed=True)
        if known.name != surveyed.name:
            return None
        return self._page(surveyed.name, query, asked.found(surveyed, request.everything), request, deadline)

    def _survey(self, counted: dict[str, Body], deadline: float | None) -> _Survey:
        answer = self._ask(self.alias, survey(counted), deadline)
        buckets = answer["aggregations"]["counted"]["buckets"]
        hits = answer["hits"]["hits"]
        counts = {name: bucket["doc_count"] for name, bucket in buckets.items()}
        return _Survey(hits[0]["_index"] if hits else "", answer["hits"]["total"]["value"], counts)

    def _page(self, index: str, query: Query, found: _Found, request: Request, deadline: float | None) -> Answer:
        answer = self._ask(index, page(found.query, request, scored=not found.narrowed), deadline)
        documents = [read_back(hit["_source"]) for hit in answer["hits"]["hits"]]
        firsts = _firsts(documents, query)
        hits = [
            hit_of(document, query, first, found.narrowed) for document, first in zip(documents, firsts, strict=True)
        ]
        if request.sort != DATE:
            hits.sort(key=lambda hit: not hit.exact)
        total = answer["hits"]["total"]["value"]
        facets = counts_of(answer["aggregations"])
        return Answer(tuple(hits), total, found.approximate, found.relaxed, found.narrowed, facets)

    def _ask(self, index: str, body: Body, deadline: float | None) -> Any:
        """A search that is whole or fails: the cluster gives up in time, and parts do not count as an answer."""
        left = SECONDS if deadline is None else deadline - time.monotonic()
        if left <= 0:
            raise TooLate
        timed = body | {"timeout": f"{max(1, int(left * 1000))}ms"}
        params = {"allow_partial_search_results": "false"}
        try:
            answer = self.transport.request("POST", f"/{index}/_search", timed, params, left)
        except ClusterError as error:
            if deadline is not None and time.monotonic() >= deadline:
                raise TooLate from error
            raise
        if answer["timed_out"] or answer["_shards"]["failed"]:
            raise TooLate if deadline is not None else ClusterError(504, "partial", "not every part answered")
        return answer

    def known(self) -> Known:
        """The index behind the alias, and what goes with it, as it was some seconds ago."""
        known = self._known
        if known is None or known.until < time.monotonic():
            name, mapping = next(iter(self.transport.request("GET", f"/{self.alias}/_mapping").items()))
            with_it = mapping["mappings"].get("_meta", {})
            sketch = zlib.decompress(base64.b64decode(with_it["sketch"])) if with_it else commonness(())
            until = time.monotonic() + KEPT_SECONDS
            known = self._known = Known(name, sketch, lexicon_from(with_it.get("lexicon", "{}")), until)
        return known

    def upsert(self, documents: Iterable[Document]) -> None:
        """Makes the index when there is none yet. What was put in is found when this returns."""
        self.writer.upsert(documents)

    def delete(self, paths: Iterable[str]) -> None:
        self.writer.delete(paths)


def lexicon_from(file: str) -> Lexicon:
    read = json.loads(file)
    synonyms = {plain: tuple(official) for plain, official in read.get("synonyms", {}).items()}
    return Lexicon(synonyms, tuple(read.get("fillers", ())))


def _terms(groups: Iterable[Group]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for group in groups for must, also in group for term in (*must, *also)))


def _half(units: Sequence[Group]) -> int:
    return (len(units) + 1) // 2


def _any_of(*queries: Body) -> Body:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}


def _firsts(documents: Iterable[Document], query: Query) -> Iterator[bool]:
    return (query.key in map(key, (*document.numbers, document.title)) for document in documents)
