"""Every backend that the tests of the contract run on: name -> one filled with some documents, for as long as it is used.

A new backend is a line in OPENED and a function for it; see CONTRIBUTING.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.search.backend import Document, SearchBackend
from pipeline.search.opensearch_backend import OpenSearchBackend
from pipeline.search.opensearch_transport import Access, ClientTransport, PlainTransport, Transport
from pipeline.search.opensearch_writing import Making
from pipeline.search.query import Lexicon
from tests.search.javascript import node_binary
from tests.search.opensearch_stub import Cluster, running
from tests.search.oracle import Oracle

if TYPE_CHECKING:
    from pipeline.search.segments import Bounds
    from pipeline.search.static_folder import StaticFolder

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


@contextmanager
def static(documents: Sequence[Document], folder: Path, lexicon: Lexicon, before: int = 0) -> Iterator[SearchBackend]:
    from pipeline.search.static_folder import StaticFolder

    backend = StaticFolder(folder, lexicon, bounds(before))
    fill(backend, documents, before)
    yield backend


@contextmanager
def javascript(
    documents: Sequence[Document], folder: Path, lexicon: Lexicon, before: int = 0
) -> Iterator[SearchBackend]:
    from tests.search.javascript_backend import JavaScript

    backend = JavaScript(folder, lexicon, bounds(before))
    fill(backend, documents, before)
    backend.start(str(node_binary()))
    yield backend
    backend.end()


def bounds(before: int) -> "Bounds":
    from pipeline.search.segments import BOUNDS, Bounds

    return Bounds(small=0, share=1, large=0) if before else BOUNDS


def fill(backend: "StaticFolder", documents: Sequence[Document], before: int) -> None:
    """`before`: so many documents stand in the base when the rest comes; the first of them with other words."""
    if before:
        old = [document._replace(title="旧", text="旧文") for document in documents[:2]]
        stray = [document._replace(path=f"gone/{n}") for n, document in enumerate(documents[:2])]
        backend.upsert([*old, *documents[2:before], *stray])
        backend.delete(document.path for document in stray)
    backend.upsert(documents)
    assert bool(backend.description["delta"]) or not before or len(documents) < before


@contextmanager
def opensearch(
    documents: Sequence[Document],
    folder: Path,
    lexicon: Lexicon,
    transport: Callable[[Access], Transport] = PlainTransport,
) -> Iterator[SearchBackend]:
    """Against a cluster that takes little at a time, so that several requests are needed."""
    with running(Cluster(largest_body=1_000_000)) as url:
        backend = OpenSearchBackend(transport(Access(url)), lexicon, making=Making(shards=2, batch=60_000))
        backend.writer.rebuild(documents)
        yield backend


OPENED: dict[str, Filled] = {
    "oracle": oracle,
    "whoosh": whoosh,
    "static": static,
    "static-delta": partial(static, before=40),
    "opensearch": opensearch,
}
if node_binary():
    OPENED |= {"javascript": javascript, "javascript-delta": partial(javascript, before=40)}
if find_spec("opensearchpy"):
    OPENED["opensearch-client"] = partial(opensearch, transport=ClientTransport)
