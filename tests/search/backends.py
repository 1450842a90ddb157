"""Every backend that the tests of the contract run on: name -> one filled with some documents, for as long as it is used.

A new backend is a line in OPENED and a function for it; see CONTRIBUTING.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from pipeline.search.backend import Document, SearchBackend
from pipeline.search.query import Lexicon
from tests.search.oracle import Oracle

Filled = Callable[[Sequence[Document], Path, Lexicon], AbstractContextManager[SearchBackend]]
"""Documents, an empty folder of its own, the lexicon -> a backend that was built with exactly these documents."""


@contextmanager
def oracle(documents: Sequence[Document], folder: Path, lexicon: Lexicon) -> Iterator[SearchBackend]:
    backend = Oracle(lexicon)
    backend.upsert(documents)
    yield backend


@contextmanager
def whoosh(documents: Sequence[Document], folder: Path, lexicon: Lexicon) -> Iterator[SearchBackend]:
    from pipeline.search.whoosh_backend import WhooshBackend

    backend = WhooshBackend(folder, lexicon)
    backend.upsert(documents)
    yield backend


OPENED: dict[str, Filled] = {
    "oracle": oracle,
    "whoosh": whoosh,
}
