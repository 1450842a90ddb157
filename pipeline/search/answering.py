"""How an index that numbers its documents answers, by the rules of `backend.py`: lists of numbers in, a page out.

Everything here is whole columns of numbers at a time. An engine that steps from document to document pays a call of
Python for each; a word that every second text has would then cost a second where it may cost milliseconds.
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np

from pipeline.search.backend import DATE, FACETS, KEPT, LAST_PAGE, PAGE_SIZE, Answer, Document, Hit, Request
from pipeline.search.excerpt import beginning, excerpt, is_full
from pipeline.search.query import Alternative, Group, Query, needs_sketch, plan, probe, relaxed
from pipeline.search.scoring import idf

Numbers = np.ndarray[Any, np.dtype[Any]]
"""Documents by number, ascending, or one value a document."""
Truth = np.ndarray[Any, np.dtype[np.bool_]]
FIRST, RANK_BITS = 1 << 62, 24


class TooLate(Exception):
    """The deadline passed before there was an answer."""


class Facet(NamedTuple):
    """Pairs (document, place in `values`), sorted by document; a document may have several values or none."""

    values: tuple[str, ...]
    documents: Numbers
    places: Numbers


class NumberedIndex(Protocol):
    """Documents are numbers below `size`, of which some may be dead; none of the lists given has a dead one.

    `live`: how many are alive; `rank`: for each number its place among all when sorted by newest, then path; `days`:
    for each number its day of publication as a `date.toordinal`; `postings` numbers and weights 1..255 of a term;
    `keyed` numbers whose number, and whose title, has the key; of documents that are read by the key of their number
    no more text is wanted than `excerpt.beginning` shows.
    """

    @property
    def size(self) -> int: ...
    @property
    def live(self) -> int: ...
    @property
    def rank(self) -> Numbers: ...
    @property
    def days(self) -> Numbers: ...
    def postings(self, term: str) -> tuple[Numbers, Numbers]: ...
    def keyed(self, key: str) -> tuple[Numbers, Numbers]: ...
    def sketch(self) -> bytes: ...
    def facet(self, name: str) -> Facet: ...
    def read(self, numbers: Sequence[int], key: str = "") -> list[Document]: ...


def answer(index: NumberedIndex, query: Query, request: Request, deadline: float | None = None) -> Answer:
    """`deadline` is a moment of `time.monotonic`. Raises TooLate."""
    began = time.perf_counter()
    if not query.groups or not 1 <= request.page <= LAST_PAGE:
        return Answer()
    found = _find(index, query, request.everything, _Clock(deadline))
    days = found.mask & _days(index, request)
    chosen = {name: _having(index, name, values) for name, values in _heeded(request.facets)}
    shown = days.copy()
    for having in chosen.values():
        shown &= having
    numbers = np.flatnonzero(shown)
    page = [int(number) for number in _page(index, found, numbers, request)]
    hits = _hits(index, query, page, found)
    if request.sort != DATE:
        hits.sort(key=lambda hit: not hit.exact)
    facets = {name: counts for name in FACETS if (counts := _counts(index, name, days, chosen))}
    took = round((time.perf_counter() - began) * 1000, 3)
    return Answer(tuple(hits), len(numbers), found.approximate, found.relaxed, found.narrowed, facets, took)


class _Clock:
    def __init__(self, deadline: float | None) -> None:
        self.deadline = deadline

    def check(self) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise TooLate


class _Found(NamedTuple):
    """`mask`: what was found, before facets and days; `first`: whose number or title is the query."""

    mask: Truth
    scores: Numbers
    first: Truth
    approximate: bool = False
    relaxed: bool = False
    narrowed: bool = False


def _find(index: NumberedIndex, query: Query, everything: bool, clock: _Clock) -> _Found:
    numbered, titled = index.keyed(query.key)
    first = np.zeros(index.size, np.bool_)
    first[numbered] = True
    if len(numbered) and not everything:
        return _Found(first, np.zeros(index.size, np.int32), first, narrowed=True)
    first[titled] = True
    sketch = index.sketch() if needs_sketch(query) else b""
    planned = plan(query, sketch)
    start = probe(planned, sketch)
    fetched = _Fetched(index, (start,) if start else planned.terms, clock)
    if start and len(fetched.numbers[start]):
        fetched.add(planned.terms)
    met = first | (fetched.met_all(planned.groups) if fetched.numbers.keys() >= {*planned.terms} else np.False_)
    if met.any():
        return _Found(met, fetched.scores, first, approximate=not planned.whole)
    return _relaxed(index, query, fetched, first)


def _relaxed(index: NumberedIndex, query: Query, tried: "_Fetched", first: Truth) -> _Found:
    units = relaxed(query, index.sketch() if needs_sketch(query) else b"", tuple(tried.numbers))
    fetched = _Fetched(index, tuple(_terms(units)), tried.clock)
    votes = np.zeros(index.size, np.uint8)
    for unit in units:
        votes += fetched.met(unit)
    least = max(1, min((len(units) + 1) // 2, int(votes.max(initial=0))))
    return _Found(votes >= least, fetched.scores, first, relaxed=True)


def _terms(groups: Sequence[Group]) -> Iterator[str]:
    return iter(dict.fromkeys(term for group in groups for must, also in group for term in (*must, *also)))


class _Fetched:
    """The lists of some terms, and every document's score by all of them."""

    def __init__(self, index: NumberedIndex, terms: Sequence[str], clock: _Clock) -> None:
        self.index, self.clock = index, clock
        self.scores = np.zeros(index.size, np.int32)
        self.numbers: dict[str, Numbers] = {}
        self.add(terms)

    def add(self, terms: Sequence[str]) -> None:
        """Those that are not there yet."""
        for term in terms:
            if term in self.numbers:
                continue
            self.clock.check()
            numbers, weights = self.index.postings(term)
            self.numbers[term] = numbers
            if len(numbers):
                self.scores[numbers] += weights.astype(np.int32) * idf(self.index.live, len(numbers))

    def met_all(self, groups: Sequence[Group]) -> Truth:
        met: Truth = np.logical_and.reduce([self.met(group) for group in groups])
        return met

    def met(self, group: Group) -> Truth:
        mask = np.zeros(self.index.size, np.bool_)
        for wording in group:
            self._add(mask, wording)
        return mask

    def _add(self, mask: Truth, wording: Alternative) -> None:
        if len(wording.must) == 1:
            mask[self.numbers[wording.must[0]]] = True
            return
        counts = np.zeros(self.index.size, np.uint8)
        for term in wording.must:
            counts[self.numbers[term]] += 1
        mask |= counts == len(wording.must)


def _days(index: NumberedIndex, request: Request) -> Truth:
    mask = np.ones(index.size, np.bool_)
    since, until = _ordinal(request.since), _ordinal(request.until)
    if since:
        mask &= index.days >= since
    if until:
        mask &= index.days <= until
    return mask


def _ordinal(day: str) -> int:
    """0 for what is no day."""
    try:
        return date.fromisoformat(day).toordinal() if len(day) == 10 and day.isascii() else 0
    except ValueError:
        return 0


def _heeded(facets: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, Sequence[str]]]:
    return ((name, values) for name, values in facets.items() if name in FACETS and values)


def _having(index: NumberedIndex, name: str, values: Sequence[str]) -> Truth:
    facet = index.facet(name)
    mask = np.zeros(index.size, np.bool_)
    wanted = [place for place, value in enumerate(facet.values) if value in values]
    mask[facet.documents[np.isin(facet.places, wanted)]] = True
    return mask


def _counts(index: NumberedIndex, name: str, days: Truth, chosen: Mapping[str, Truth]) -> dict[str, int]:
    mask = days
    for other, having in chosen.items():
        mask = mask & having if other != name else mask
    facet = index.facet(name)
    counts = np.bincount(facet.places[mask[facet.documents]], minlength=len(facet.values)).tolist()
    return {value: count for value, count in zip(facet.values, counts, strict=True) if count}


def _page(index: NumberedIndex, found: _Found, numbers: Numbers, request: Request) -> Numbers:
    """The numbers shown, in order: by one whole number each, so that only the head of the list needs sorting."""
    worth = -index.rank[numbers].astype(np.int64)
    if request.sort != DATE:
        first = found.first[numbers]
        worth += np.where(first, FIRST, found.scores[numbers].astype(np.int64) << RANK_BITS)
    start, end = (request.page - 1) * PAGE_SIZE, request.page * PAGE_SIZE
    if len(numbers) > 4 * end:
        head = np.argpartition(-worth, end)[:end]
        numbers, worth = numbers[head], worth[head]
    ordered: Numbers = numbers[np.argsort(-worth)][start:end]
    return ordered


def _hits(index: NumberedIndex, query: Query, page: Sequence[int], found: _Found) -> list[Hit]:
    documents = index.read(page, query.key if found.narrowed else "")
    return [
        hit_of(document, query, bool(found.first[number]), found.narrowed)
        for number, document in zip(page, documents, strict=True)
    ]


def hit_of(document: Document, query: Query, first: bool, narrowed: bool = False) -> Hit:
    """`first`: its number or title has the key of the query; `narrowed`: all that were found are first by number."""
    text = " ".join(document.text[:KEPT].split())
    return Hit(
        path=document.path,
        title=document.title,
        numbers=document.numbers,
        published_at=document.published_at,
        column=document.columns[0] if document.columns else "",
        authority=document.authority,
        kind=document.kind,
        exact=first or is_full(query.words, document.title, text),
        excerpt=beginning(text) if narrowed else excerpt(text, query.words, query.terms),
    )
