"""The truth: search straight from the words of the contract, over all texts, with no index and no haste."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property

from pipeline.search.analysis import key
from pipeline.search.backend import (
    DATE,
    FACETS,
    KEPT,
    LAST_PAGE,
    PAGE_SIZE,
    Answer,
    Document,
    Hit,
    Request,
    Suggestion,
)
from pipeline.search.excerpt import beginning, excerpt, is_full
from pipeline.search.query import Alternative, Group, Lexicon, Query, needs_sketch, parse, plan, probe, relaxed
from pipeline.search.scoring import commonness, idf, weights

Found = list[Document]


class Oracle:
    """A SearchBackend."""

    def __init__(self, lexicon: Lexicon | None = None) -> None:
        self.lexicon = lexicon
        self.documents: dict[str, Document] = {}
        self.weights: dict[str, dict[str, int]] = {}
        self.counted: Counter[str] | None = None

    def upsert(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self.documents[document.path] = document
            self.weights[document.path] = weights(document.title, document.text)
        self.counted = None

    def delete(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.documents.pop(path, None)
            self.weights.pop(path, None)
        self.counted = None

    def suggest(self, text: str) -> list[Suggestion]:
        return []

    def search(self, request: Request) -> Answer:
        query = parse(request.text, self.lexicon)
        if not query.groups or not 1 <= request.page <= LAST_PAGE:
            return Answer()
        return _Search(self, query, request).answer()

    def frequency(self, term: str) -> int:
        return self.frequencies()[term]

    def frequencies(self) -> Counter[str]:
        if self.counted is None:
            self.counted = Counter(term for terms in self.weights.values() for term in terms)
        return self.counted

    def sketch(self) -> bytes:
        return commonness(self.frequencies().items())


@cache
def _keys(title: str, numbers: tuple[str, ...]) -> list[str]:
    return [key(title), *map(key, numbers)]


class _Search:
    def __init__(self, oracle: Oracle, query: Query, request: Request) -> None:
        self.oracle, self.query, self.request = oracle, query, request
        self.terms: Sequence[str] = ()
        self.relaxed = self.approximate = self.narrowed = False

    def answer(self) -> Answer:
        found = [document for document in self.found() if self.in_time(document)]
        shown = [document for document in found if all(self.fits(document, name) for name in FACETS)]
        start = (self.request.page - 1) * PAGE_SIZE
        page = [self.hit(document) for document in self.ordered(shown)[start : start + PAGE_SIZE]]
        if self.request.sort != DATE:
            page = [hit for hit in page if hit.exact] + [hit for hit in page if not hit.exact]
        facets = {name: counts for name in FACETS if (counts := self.counts(found, name))}
        return Answer(tuple(page), len(shown), self.approximate, self.relaxed, self.narrowed, facets)

    def found(self) -> Found:
        """Before facets and days."""
        numbered = [document for document in self.all() if self.query.key in self.keys(document)[1:]]
        if numbered and not self.request.everything:
            self.narrowed = True
            return numbered
        sketch = self.oracle.sketch() if needs_sketch(self.query) else b""
        planned = plan(self.query, sketch)
        self.terms = planned.terms
        met = [
            document
            for document in self.all()
            if self.is_first(document) or all(self.meets(document, group) for group in planned.groups)
        ]
        if met:
            self.approximate = not planned.whole
            return met
        self.relaxed = True
        first = probe(planned, sketch)
        units = relaxed(self.query, sketch, planned.terms if not first or self.oracle.frequency(first) else (first,))
        self.terms = tuple(dict.fromkeys(term for unit in units for must, also in unit for term in (*must, *also)))
        votes = {document.path: sum(self.meets(document, unit) for unit in units) for document in self.all()}
        least = min((len(units) + 1) // 2, max(votes.values(), default=0))
        return [document for document in self.all() if votes[document.path] >= max(1, least)]

    def all(self) -> Iterator[Document]:
        return iter(self.oracle.documents.values())

    def is_first(self, document: Document) -> bool:
        return self.query.key in self.keys(document)

    def keys(self, document: Document) -> list[str]:
        """Of its title, then of its numbers."""
        return _keys(document.title, document.numbers)

    def meets(self, document: Document, group: Group) -> bool:
        return any(self.has(document, wording) for wording in group)

    def has(self, document: Document, wording: Alternative) -> bool:
        return all(term in self.oracle.weights[document.path] for term in wording.must)

    def score(self, document: Document) -> int:
        terms = self.oracle.weights[document.path]
        return sum(self.worth[term] * terms[term] for term in self.terms if term in terms)

    @cached_property
    def worth(self) -> dict[str, int]:
        return {term: idf(len(self.oracle.documents), self.oracle.frequency(term)) for term in self.terms}

    def in_time(self, document: Document) -> bool:
        day = document.published_at[:10]
        return day >= self.request.since and (not self.request.until or day <= self.request.until)

    def fits(self, document: Document, facet: str) -> bool:
        wanted = self.request.facets.get(facet, ())
        return not wanted or bool(set(wanted) & set(document.facets[facet]))

    def counts(self, found: Found, facet: str) -> dict[str, int]:
        heeded = [name for name in FACETS if name != facet]
        fitting = [document for document in found if all(self.fits(document, name) for name in heeded)]
        return dict(Counter(value for document in fitting for value in document.facets[facet]))

    def ordered(self, found: Found) -> Found:
        newest = sorted(sorted(found, key=lambda one: one.path), key=lambda one: one.published_at, reverse=True)
        if self.request.sort == DATE:
            return newest
        first = [document for document in newest if self.is_first(document)]
        others = [document for document in newest if not self.is_first(document)]
        return first + sorted(others, key=self.score, reverse=True)

    def hit(self, document: Document) -> Hit:
        text = document.text[:KEPT]
        return Hit(
            document.path,
            document.title,
            document.numbers,
            document.published_at,
            document.columns[0] if document.columns else "",
            document.authority,
            document.kind,
            self.is_first(document) or is_full(self.query.words, document.title, text),
            beginning(text) if self.narrowed else excerpt(text, self.query.words, self.query.terms),
        )
