"""The static index read in Python, as the reader's browser reads it: the reference for the JavaScript.

It opens a file when something is asked of it, and holds the last ones. `layout.py` tells their form.
"""

import gzip
import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from pipeline.search import layout, varints
from pipeline.search.answering import Facet, Numbers, answer
from pipeline.search.backend import Answer, Document, Request, Suggestion
from pipeline.search.layout import SUFFIX
from pipeline.search.query import Lexicon, is_long, parse
from pipeline.search.scoring import BUCKETS

if TYPE_CHECKING:
    from pipeline.search.suggest import Suggester

HELD = 256
"""Files held."""
SKETCH = BUCKETS // 2
Fetch = Callable[[str], bytes]
"""Name below search/ -> the file's bytes. Raises FileNotFoundError."""


class StaticBackend:
    """Answers from a folder as the site has it, which other hands change: see `StaticFolder` for one that writes."""

    def __init__(self, folder: Path, fetch: Fetch | None = None) -> None:
        """`folder` is search/ of the output; `fetch` may count what is asked for."""
        self._fetch = fetch or (lambda name: (folder / name).read_bytes())
        self._index: StaticIndex | None = None

    @property
    def index(self) -> "StaticIndex":
        return self.opened("")

    def opened(self, text: str) -> "StaticIndex":
        """`text`: what is going to be sought, which may save a request."""
        if self._index is None:
            self._index = StaticIndex(self._fetch, is_long(text))
        return self._index

    def search(self, request: Request) -> Answer:
        index = self.opened(request.text)
        return answer(index, parse(request.text, index.lexicon), request)

    def suggest(self, text: str) -> list[Suggestion]:
        return self._suggester.suggest(text)

    @cached_property
    def _suggester(self) -> "Suggester":
        from pipeline.search.suggest import Suggester

        return Suggester(self._suggestion)

    def _suggestion(self, name: str) -> bytes | None:
        try:
            return self._fetch(self.index.manifest["suggest"] + name)
        except FileNotFoundError:
            return None


class StaticIndex:
    """Base and delta read as one row of documents, newest first, as `answering` asks for it. A place in the row is a
    document's number; those that are gone keep theirs, and are in no list.
    """

    def __init__(self, fetch: Fetch, long: bool = False) -> None:
        self._fetch = fetch
        self.manifest: dict[str, Any] = self._words[0] if long else json.loads(gzip.decompress(fetch(layout.MANIFEST)))
        self.base = Segment(self.manifest["base"], fetch)
        self.delta = Segment(self.manifest["delta"], fetch) if self.manifest["delta"] else None
        self.segments = [self.base, *([self.delta] if self.delta else [])]
        self.live = int(self.manifest["documents"])
        self.size = sum(segment.size for segment in self.segments)
        self.rank = np.arange(self.size)
        if self.delta:
            self._arrange(self.delta.facts.get("order") or json.loads(self.delta.file("order")))
        if long:
            self.sketch()
        self.lexicon = Lexicon(
            {word: tuple(official) for word, official in self.manifest["lexicon"].get("synonyms", {}).items()},
            tuple(self.manifest["lexicon"].get("fillers", ())),
        )

    def _arrange(self, order: dict[str, list[int]]) -> None:
        assert self.delta is not None
        before = np.array(order["before"], np.int64)
        self.delta.places = before + np.arange(len(before))
        self.base.places = np.delete(self.rank, self.delta.places)
        self.base.dead[order["gone"]] = True

    @cached_property
    def days(self) -> Numbers:
        days = np.zeros(self.size, np.int64)
        for segment in self.segments:
            days[segment.places] = np.frombuffer(segment.file("f/day"), "<u2").astype(np.int64) + layout.FIRST_DAY
        return days

    def postings(self, term: str) -> tuple[Numbers, Numbers]:
        parts = [segment.postings(term) for segment in self.segments]
        return _merged([numbers for numbers, _ in parts], [weights for _, weights in parts])

    def keyed(self, key: str) -> tuple[Numbers, Numbers]:
        parts = [segment.keyed(key) for segment in self.segments]
        numbered, titled = (np.sort(np.concatenate([part[which] for part in parts])) for which in (0, 1))
        return numbered, titled

    @cached_property
    def _words(self) -> tuple[dict[str, Any], bytes]:
        return layout.parted(gzip.decompress(self._fetch(layout.WORDS)))

    def sketch(self) -> bytes:
        manifest, rest = self._words
        if self.delta and (manifest["delta"] or {}).get("id") == self.delta.facts["id"]:
            self.delta.take(rest[SKETCH:])
        return rest[:SKETCH]

    def facet(self, name: str) -> Facet:
        parts = [segment.facet(name) for segment in self.segments]
        values = tuple(sorted({value for part in parts for value in part.values}))
        places = {value: place for place, value in enumerate(values)}
        renamed = [np.array([places[value] for value in part.values], np.int64)[part.places] for part in parts]
        return Facet(values, *_merged([part.documents for part in parts], renamed))

    def read(self, numbers: Sequence[int], key: str = "") -> list[Document]:
        return [self._document(number, key) for number in numbers]

    def _document(self, number: int, key: str) -> Document:
        for segment in self.segments:
            place = int(np.searchsorted(segment.places, number))
            if place < segment.size and segment.places[place] == number:
                return (segment.card(place, key) if key else None) or segment.document(place)
        raise IndexError(number)


class Segment:
    """`places`: number of each document in the row; `dead`: which of its documents no longer count."""

    def __init__(self, facts: dict[str, Any], fetch: Fetch) -> None:
        self.facts, self._fetch = facts, fetch
        self.size = int(facts["documents"])
        self.places: Numbers = np.arange(self.size)
        self.dead = np.zeros(self.size, np.bool_)
        self._held: OrderedDict[str, Any] = OrderedDict()
        self._all: tuple[Any, bytes] | None = None

    def take(self, whole: bytes) -> None:
        """What `all` holds, for it came with something else."""
        self._all = layout.parted(whole) if whole else None

    def _keep(self, name: str, make: Callable[[bytes], Any]) -> Any:
        """What `make` makes of a file, for as long as it is among the last that were asked for."""
        if name in self._held:
            self._held.move_to_end(name)
        else:
            self._held[name] = make(gzip.decompress(self._fetch(f"{self.facts['id']}/{name}{SUFFIX}")))
            if len(self._held) > HELD:
                self._held.popitem(last=False)
        return self._held[name]

    def file(self, name: str) -> bytes:
        if not self.facts.get("packed"):
            raw: bytes = self._keep(name, bytes)
            return raw
        places, whole = self._all or self._keep("all", layout.parted)
        start, length = places[name]
        return bytes(whole[start : start + length])

    def postings(self, term: str) -> tuple[Numbers, Numbers]:
        found = self._shard(term).get(term)
        if found is None:
            return np.zeros(0, np.int64), np.zeros(0, np.uint8)
        having, raw = found
        listed = np.frombuffer(raw or self.file(layout.alone(term)), np.uint8)
        split = len(listed) - having
        documents = np.cumsum(varints.decode(listed[:split]))
        return self._alive(documents, listed[split:])

    def _shard(self, term: str) -> dict[str, tuple[int, bytes]]:
        if not self.facts["shards"]:
            return {}
        head, rest = layout.parted(self.file(layout.shard(crc32(term.encode()) % self.facts["shards"])))
        ends = accumulate(length for _, _, length in head)
        return {
            term: (having, rest[end - length : end]) for (term, having, length), end in zip(head, ends, strict=True)
        }

    def _alive(self, documents: Numbers, values: Numbers) -> tuple[Numbers, Numbers]:
        alive = ~self.dead[documents]
        return self.places[documents[alive]], values[alive]

    def keyed(self, key: str) -> tuple[Numbers, Numbers]:
        table = self.facts["keyed"] if "keyed" in self.facts else self._keys(key)
        numbered, titled = (np.array(found, np.int64) for found in table.get(key, ((), ())))
        return self._alive(numbered, numbered)[0], self._alive(titled, titled)[0]

    def _keys(self, key: str) -> dict[str, list[list[int]]]:
        shards = self.facts["keys"]
        table = json.loads(self.file(layout.key_shard(crc32(key.encode()) % shards))) if shards else {}
        return dict(table)

    def facet(self, name: str) -> Facet:
        lists, codes = self._years() if name == "year" else self._codes(name)
        counts = np.array([len(values) for values in lists], np.int64)[codes]
        documents = np.repeat(np.arange(self.size), counts)
        flat = [value for values in lists for value in values]
        firsts = np.cumsum([0, *(len(values) for values in lists)])[:-1]
        within = np.arange(len(documents)) - np.repeat(np.cumsum(counts) - counts, counts)
        return Facet(tuple(flat), *self._alive(documents, np.repeat(firsts[codes], counts) + within))

    def _codes(self, name: str) -> tuple[list[list[str]], Numbers]:
        if name not in self.facts["facets"]:
            return [[]], np.zeros(self.size, np.int64)
        lists, codes = layout.parted(self.file(f"f/{name}"))
        return lists, np.frombuffer(codes, "<u2" if len(lists) > 255 else np.uint8).astype(np.int64)

    def _years(self) -> tuple[list[list[str]], Numbers]:
        years = self.facts["years"]
        return [[year] for year, _ in years], np.repeat(np.arange(len(years)), [count for _, count in years])

    def document(self, place: int) -> Document:
        block = self._keep(layout.block(place // layout.BLOCK), json.loads)
        return _document(block[place % layout.BLOCK])

    def card(self, place: int, key: str) -> Document | None:
        """Of a document that has the number; None when there are too many of that number for each to have one."""
        name = layout.card_shard(crc32(key.encode()) % self.facts["keys"])
        shown = self._keep(name, json.loads).get(str(place))
        return _document(shown) if shown else None


def _document(shown: dict[str, Any]) -> Document:
    columns = (shown["c"],) if shown["c"] else ()
    return Document(
        shown["p"], shown["t"], tuple(shown["n"]), shown["d"], columns, shown["a"], shown["k"], "", "", shown["x"]
    )


def _merged(numbers: Sequence[Numbers], values: Sequence[Numbers]) -> tuple[Numbers, Numbers]:
    if len(numbers) == 1:
        return numbers[0], values[0]
    joined = np.concatenate(numbers)
    order = np.argsort(joined, kind="stable")
    return joined[order], np.concatenate(values)[order]
