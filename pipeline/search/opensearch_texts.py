"""What of a document lies in an OpenSearch index, and how.

Analysis and weights are ours, made here and sent ready: `weights` maps term -> 1..255. The field type `rank_features`
keeps 9 significant bits of each, so these whole numbers come back exactly, and a `rank_feature` query with the linear
function scores boost x weight: the cluster adds up the very numbers of `scoring`, however its documents are spread.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from pipeline.search.analysis import key
from pipeline.search.backend import KEPT, Document
from pipeline.search.opensearch_transport import to_json
from pipeline.search.scoring import weights

REVISION = "1"
"""Part of every digest: to be raised when the mapping or anything that is sent changes, so that all is sent anew."""
LONGEST = 1000
"""Characters of a key or term that a query of 64 may have, and more; Lucene refuses terms above 32,766 bytes."""
LONGEST_ID = 512
"""Bytes."""
BATCH = 5_000_000
"""Bytes of one bulk request, about; the cluster's own bound is `http.max_content_length`, 100 MB unless changed."""
_KEPT_ONLY = {"type": "keyword", "index": False, "doc_values": False}
_VALUE = {"type": "keyword"}
_KEY = {"type": "keyword", "doc_values": False, "ignore_above": LONGEST}

MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "_source": {"excludes": ["weights", "number_keys", "title_key"]},
    "properties": {
        "path": _VALUE,
        "digest": _KEPT_ONLY,
        "title": _KEPT_ONLY,
        "numbers": _KEPT_ONLY,
        "text": _KEPT_ONLY,
        "published_at": _VALUE,
        "day": {"type": "date", "format": "yyyy-MM-dd"},
        "columns": _VALUE,
        "authority": _VALUE,
        "kind": _VALUE,
        "year": _VALUE,
        "validity": _VALUE,
        "topic": _VALUE,
        "number_keys": _KEY,
        "title_key": _KEY,
        "weights": {"type": "rank_features"},
    },
}
FIELDS = {"column": "columns"}
"""Facet -> field, where they are not of one name."""


def document_id(path: str) -> str:
    return path if len(path.encode()) <= LONGEST_ID else hashlib.sha256(path.encode()).hexdigest()


def digest_of(document: Document) -> str:
    return hashlib.blake2b(to_json({REVISION: document}).encode("utf-8", "replace"), digest_size=16).hexdigest()


def sent(document: Document, terms: dict[str, int]) -> dict[str, Any]:
    """The document as the index takes it; facets and keys that it has none of are left out."""
    facets = {FIELDS.get(name, name): list(values) for name, values in document.facets.items() if values}
    keys = {"number_keys": sorted({*map(key, document.numbers)} - {""}), "title_key": key(document.title)}
    plain = {name: value for name, value in keys.items() if value}
    return {
        "path": document.path,
        "digest": digest_of(document),
        "title": document.title,
        "numbers": list(document.numbers),
        "text": document.text[:KEPT],
        "published_at": document.published_at,
        "day": document.published_at[:10],
        "weights": {term: weight for term, weight in terms.items() if len(term) <= LONGEST},
        **facets,
        **plain,
    }


def read_back(source: dict[str, Any]) -> Document:
    """A document as `_source` has it."""
    return Document(
        path=source["path"],
        title=source["title"],
        numbers=tuple(source["numbers"]),
        published_at=source["published_at"],
        columns=tuple(source.get("columns", ())),
        authority=_only(source.get("authority")),
        kind=_only(source.get("kind")),
        validity=_only(source.get("validity")),
        topic=_only(source.get("topic")),
        text=source["text"],
    )


def _only(values: list[str] | None) -> str:
    return values[0] if values else ""


def put_lines(document: Document) -> tuple[str, dict[str, int]]:
    """Two lines of a bulk request; and the document's terms."""
    terms = weights(document.title, document.text)
    return f"{to_json({'index': {'_id': document_id(document.path)}})}\n{to_json(sent(document, terms))}\n", terms


def delete_line(path: str) -> str:
    return to_json({"delete": {"_id": document_id(path)}}) + "\n"


def batches(lines: Iterable[str], size: int = BATCH) -> Iterator[list[str]]:
    """For bulk requests: a document is never cut in two, one that is larger than a batch goes alone."""
    batch: list[str] = []
    room = size
    for line in lines:
        length = len(line.encode("utf-8", "replace"))
        if batch and length > room:
            yield batch
            batch, room = [], size
        batch.append(line)
        room -= length
    if batch:
        yield batch
