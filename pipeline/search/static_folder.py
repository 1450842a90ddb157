"""A static index that documents are put into one by one, without a site around it: what the contract is tried on."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.search import layout
from pipeline.search.backend import Answer, Document, Request, Suggestion
from pipeline.search.query import Lexicon
from pipeline.search.segments import BOUNDS, Bounds, Known, Segments
from pipeline.search.shelf import Planned, Shelf
from pipeline.search.static_backend import StaticBackend


class StaticFolder:
    """`folder`/search is as a site has it, and `folder`/search.sqlite what is remembered; the documents are held in
    memory.
    """

    def __init__(self, folder: Path, lexicon: Lexicon | None = None, bounds: Bounds = BOUNDS) -> None:
        self.folder, self.lexicon, self.bounds = folder, lexicon or Lexicon(), bounds
        self.documents: dict[str, Document] = {}
        self.description: dict[str, Any] = {}
        self._bring()

    def search(self, request: Request) -> Answer:
        return self.reader.search(request)

    def suggest(self, text: str) -> list[Suggestion]:
        return self.reader.suggest(text)

    def upsert(self, documents: Iterable[Document]) -> None:
        self.documents |= {document.path: document for document in documents}
        self._bring()

    def delete(self, paths: Iterable[str]) -> None:
        for path in paths:
            self.documents.pop(path, None)
        self._bring()

    def _bring(self) -> None:
        found = sorted(self.documents.values(), key=lambda document: document.path)
        found.sort(key=lambda document: document.published_at, reverse=True)
        live = [Known(document._replace(text=""), _digest(document)) for document in found]
        with Shelf(self.folder / "search.sqlite", b"folder") as shelf:
            segments = Segments(shelf, self.bounds)
            with shelf.change():
                segments.bring(live, self._read)
            self._write(shelf, segments)
        self.description = segments.description
        self.reader = StaticBackend(self.folder / layout.FOLDER)

    def _read(self, cards: Sequence[Document]) -> Iterator[Document]:
        return (self.documents[card.path] for card in cards)

    def _write(self, shelf: Shelf, segments: Segments) -> None:
        shutil.rmtree(self.folder / layout.FOLDER, ignore_errors=True)
        for file in segments.files.values():
            path = self.folder / layout.FOLDER / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(self._bytes(shelf, file))
        known = {"synonyms": self.lexicon.synonyms, "fillers": self.lexicon.fillers}
        told = {"names": {}, "lexicon": known, "suggest": ""}
        (self.folder / layout.FOLDER).mkdir(parents=True, exist_ok=True)
        for name, raw in segments.entries(told).items():
            (self.folder / layout.FOLDER / name).write_bytes(raw)

    def _bytes(self, shelf: Shelf, file: Planned) -> bytes:
        if "/d/" not in file.name:
            return shelf.shown(file.name)
        return layout.gzipped(layout.block_bytes(self.documents[path] if path else None for path in file.items))


def _digest(document: Document) -> bytes:
    return hashlib.blake2b(repr(document).encode(errors="surrogatepass"), digest_size=16).digest()
