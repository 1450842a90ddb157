"""A checked folder -> an index to search, and the proof that it finds its own documents."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from whoosh.index import TOC
from whoosh.reading import SegmentReader

from pipeline.codebase import ROOT
from pipeline.search.answering import answer
from pipeline.search.backend import Document, Request
from pipeline.search.query import LONGEST, Query, parse
from pipeline.search.whoosh_folder import Sums, check
from pipeline.search.whoosh_lists import MappedStorage, schema
from pipeline.search.whoosh_reading import Segment, WhooshIndex

NAME, SKETCH, DIGESTS, LEXICON = "MAIN", "commonness", "digests.json", "lexicon.json"
GOLDEN = 20


class Faulty(Exception):
    """An index that does not find its own documents, and one of those."""


class Opened(NamedTuple):
    """`digests`: path -> that of its document; `lexicon` as `lexicon.lexicon_file` writes it."""

    folder: str
    numbered: WhooshIndex
    digests: Mapping[str, str]
    lexicon: bytes


def open_checked(folder: Path, sums: Sums, before: Opened | None) -> Opened:
    """Raises NotTrusted. Segments that `before` has open already are not read again."""
    check(folder, made_by(), sums)
    digests = json.loads((folder / DIGESTS).read_bytes())
    numbered = open_index(folder, before, (folder / SKETCH).read_bytes())
    return Opened(folder.name, numbered, digests, (folder / LEXICON).read_bytes())


def open_index(folder: Path, before: Opened | None, sketch: bytes) -> WhooshIndex:
    """Only for a folder that was checked, or that this process has just written."""
    storage = MappedStorage(str(folder), readonly=True)
    table = TOC.read(storage, NAME, schema=schema())
    known = {segment.name: segment for segment in before.numbered.segments} if before else {}
    segments = [
        known.get(entry.segment_id()) or Segment(SegmentReader(storage, table.schema, entry))
        for entry in table.segments
    ]
    dead = [frozenset(entry.deleted_docs()) for entry in table.segments]
    return WhooshIndex(segments, dead, sketch)


def find_themselves(numbered: WhooshIndex) -> None:
    """Twenty documents, spread over all, are found, by title and by number in turn. Raises Faulty."""
    living = np.flatnonzero(numbered.alive)
    for turn, number in enumerate(living[:: max(1, len(living) // GOLDEN)][:GOLDEN].tolist()):
        document = numbered.document(number)
        queries = _golden(document)
        if not queries:
            continue
        query = queries[turn % len(queries)]
        found = answer(numbered, query, Request(query.text))
        keyed = {number for numbers in numbered.keyed(query.key) for number in numbers.tolist()}
        if not found.total or found.relaxed or number not in keyed:
            raise Faulty(document.path)


def _golden(document: Document) -> list[Query]:
    texts = (text for text in (document.title, *document.numbers) if len(text) <= LONGEST)
    return [query for query in map(parse, texts) if query.groups]


@cache
def made_by() -> str:
    """Changes with the code that writes or reads an index."""
    rooms = ("analysis", "scoring", "tokens", "varints", "whoosh_lists", "whoosh_writing", "whoosh_reading")
    whole = hashlib.blake2b(digest_size=8)
    for room in rooms:
        whole.update((ROOT / f"pipeline/search/{room}.py").read_bytes())
    return whole.hexdigest()
