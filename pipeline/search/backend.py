"""The contract of search: whoever answers a reader's words. All answer alike, so nobody can tell which was asked.

Which texts: every group of the query is met (`query.plan`), or the key of a number or of the title is the key of the
query; and facets and days hold. Is there none before facets and days: `query.relaxed` (`tried`: `probe` when no text
has it, else all terms of the plan), and the answer says so. Does a number have the key of the query, its documents are
found and, unless `everything` is asked for, nothing else. A query without groups finds nothing, and neither does a page
outside 1..LAST_PAGE; unknown facets and days are not heeded.

Order by relevance: documents whose number or title has the key of the query, the newest first; then the others by
`scoring` — the sum, over the distinct terms fetched (`Plan.terms`; all of all units when relaxed) that a text has, of
idf x weight, frequencies being those of all live documents — then the newest, then by path. Order by date: the newest,
then by path. Within the page shown, sorted by relevance, full matches stand before others, else in this order.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

FACETS = ("column", "authority", "kind", "year", "validity", "topic")
PAGE_SIZE = 10
LAST_PAGE = 100
KEPT = 20_000
"""Characters of a text that are shown and looked through for full matches; terms are taken of all of it."""
RELEVANCE, DATE = "relevance", "date"


class Document(NamedTuple):
    """What search knows of an item. `path` is that below content/ without suffix; `published_at` `YYYY-MM-DD HH:MM`;
    `columns` the item's own first; `kind` as in the store; `topic` its first level; `text` all there is to read beside
    the title: numbers, keywords, body, attachments, joined by newlines.
    """

    path: str
    title: str
    numbers: tuple[str, ...]
    published_at: str
    columns: tuple[str, ...]
    authority: str
    kind: str
    validity: str
    topic: str
    text: str

    @property
    def facets(self) -> dict[str, tuple[str, ...]]:
        """Facet -> its values; an absent one has none."""
        single = {"authority": self.authority, "kind": self.kind, "year": self.published_at[:4]}
        single |= {"validity": self.validity, "topic": self.topic}
        return {"column": self.columns} | {name: (value,) if value else () for name, value in single.items()}


class Request(NamedTuple):
    """`facets`: facet -> values, any of which will do; `since`, `until`: days `YYYY-MM-DD`, both included, "" = open;
    `page` from 1.
    """

    text: str
    facets: Mapping[str, Sequence[str]] = {}
    since: str = ""
    until: str = ""
    sort: str = RELEVANCE
    page: int = 1
    everything: bool = False


class Hit(NamedTuple):
    """`exact`: number or title has the key of the query, or every word of it stands in title or text (`is_full`);
    `excerpt`: of the text, by the words and by all that the groups of the query must have (`Query.terms`), but its
    beginning when it was found by its number; `column` the first.
    """

    path: str
    title: str
    numbers: tuple[str, ...]
    published_at: str
    column: str
    authority: str
    kind: str
    exact: bool
    excerpt: tuple[tuple[str, bool], ...]


class Answer(NamedTuple):
    """`approximate`: `total` counts too much, if anything (the plan is not whole, and the answer neither narrowed nor
    relaxed); `relaxed`: no text meets all that was asked; `narrowed`: only documents of that number; `facets`: facet ->
    value -> texts among all that were found (days applied; counts of one facet heed the other facets only), without
    facets and values that have none; `took` milliseconds.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    approximate: bool = False
    relaxed: bool = False
    narrowed: bool = False
    facets: Mapping[str, Mapping[str, int]] = {}
    took: float = 0.0


class Suggestion(NamedTuple):
    """`text` to search for, or the `url` to go to; `why` one of title, number, column, authority, word, synonym,
    pinyin, spelling, hot.
    """

    text: str
    why: str
    url: str = ""


class SearchBackend(Protocol):
    def search(self, request: Request) -> Answer: ...

    def suggest(self, text: str) -> list[Suggestion]: ...

    def upsert(self, documents: Iterable[Document]) -> None: ...

    def delete(self, paths: Iterable[str]) -> None: ...
