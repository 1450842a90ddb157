"""How documents get into an OpenSearch cluster: single changes, all that changed, or a new index switched in at once.

Readers ask by an alias; the indexes behind it are called alias-000001 and so on, and there is one at a time.
"""

import base64
import contextlib
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pipeline.search.backend import Document
from pipeline.search.opensearch_query import Body, walk
from pipeline.search.opensearch_texts import BATCH, MAPPINGS, batches, delete_line, digest_of, put_lines
from pipeline.search.opensearch_transport import ClusterError, Transport
from pipeline.search.scoring import commonness

STEP = 1000
"""Documents of one step of a walk over the index."""
WRITING = 120.0
"""Seconds that the cluster may take over a bulk request."""
PAUSES = (1.0, 4.0, 16.0)
"""Seconds to wait before a cluster that has too much to do is asked again."""
TOO_BUSY = 429
NO_LEXICON = b"{}"
_ALIAS = re.compile(r"[a-z0-9][a-z0-9-]*")


class Making(NamedTuple):
    """Of indexes that are made; `batch` in bytes."""

    shards: int = 1
    replicas: int = 1
    batch: int = BATCH
    pauses: tuple[float, ...] = PAUSES


class Writer:
    """One process at a time. Raises ClusterError when the cluster does not do what it is asked to."""

    def __init__(self, transport: Transport, alias: str, making: Making) -> None:
        if not _ALIAS.fullmatch(alias):
            raise ValueError(f"not the name of an alias: {alias}")
        self.request, self.alias, self.making = transport.request, alias, making

    def index(self) -> str | None:
        """The index behind the alias, None when there is none yet."""
        try:
            indexes = [str(name) for name in self.request("GET", f"/_alias/{self.alias}")]
        except ClusterError as error:
            if error.no_such_index:
                return None
            raise
        if len(indexes) != 1 or not re.fullmatch(rf"{self.alias}-\d+", indexes[0]):
            raise ClusterError(409, "not ours", f"alias {self.alias} leads to {', '.join(indexes)}")
        return indexes[0]

    def upsert(self, documents: Iterable[Document]) -> None:
        """Makes the index when there is none yet. What was put in is found when this returns."""
        if self.index() is None:
            self.rebuild(documents)
        else:
            self._write_shown(put_lines(document)[0] for document in documents)

    def delete(self, paths: Iterable[str]) -> None:
        if self.index() is not None:
            self._write_shown(delete_line(path) for path in paths if path)

    def update(self, documents: Iterable[Document], lexicon: bytes = NO_LEXICON) -> tuple[int, int]:
        """The index holds these and no others afterwards; only what differs is sent. `lexicon` as `lexicon_file` writes
        it. Gives how many documents were put in, and removed.
        """
        index = self.index()
        if index is None:
            return self.rebuild(documents, lexicon), 0
        there = dict(self.digests())
        changed = 0

        def lines() -> Iterator[str]:
            nonlocal changed
            for document in documents:
                if there.pop(document.path, "") != digest_of(document):
                    changed += 1
                    yield put_lines(document)[0]
            yield from map(delete_line, there)

        self._write_shown(lines())
        known = self.request("GET", f"/{index}/_mapping")[index]["mappings"]["_meta"]
        self._note(index, known | {"lexicon": lexicon.decode()})
        return changed, len(there)

    def digests(self) -> Iterator[tuple[str, str]]:
        """Path -> digest of every document, by path, however many there are."""
        after = None
        while hits := self.request("POST", f"/{self.alias}/_search", walk(after, STEP))["hits"]["hits"]:
            yield from ((hit["_source"]["path"], hit["_source"]["digest"]) for hit in hits)
            after = hits[-1]["sort"][0]

    def rebuild(self, documents: Iterable[Document], lexicon: bytes = NO_LEXICON) -> int:
        """A new index beside the old one, switched in when it is whole; until then nobody sees it. Gives how many
        documents it holds.
        """
        old = self.index()
        new = f"{self.alias}-{int(old.rpartition('-')[2]) + 1 if old else 1:06d}"
        self._remove(new)
        try:
            count = self._fill(new, documents, lexicon)
        except BaseException:
            with contextlib.suppress(ClusterError):
                self._remove(new)
            raise
        switch: list[Body] = [{"add": {"index": new, "alias": self.alias}}]
        if old:
            switch.append({"remove_index": {"index": old}})
        self.request("POST", "/_aliases", {"actions": switch})
        return count

    def _fill(self, index: str, documents: Iterable[Document], lexicon: bytes) -> int:
        quiet = {"number_of_shards": self.making.shards, "number_of_replicas": 0, "refresh_interval": "-1"}
        self.request("PUT", f"/{index}", {"settings": {"index": quiet}, "mappings": MAPPINGS})
        common = Counter[str]()
        paths: set[str] = set()

        def lines() -> Iterator[str]:
            for document in documents:
                line, terms = put_lines(document)
                paths.add(document.path)
                common.update(terms.keys())
                yield line

        self._write(index, lines(), {})
        sketch = base64.b64encode(zlib.compress(commonness(common.items()), 9)).decode()
        self._note(index, {"sketch": sketch, "lexicon": lexicon.decode()})
        usual = {"refresh_interval": None, "number_of_replicas": self.making.replicas}
        self.request("PUT", f"/{index}/_settings", {"index": usual})
        self.request("POST", f"/{index}/_refresh", seconds=WRITING)
        count = int(self.request("GET", f"/{index}/_count")["count"])
        if count != len(paths):
            raise ClusterError(500, "incomplete", f"{len(paths)} documents sent, {count} there")
        return count

    def _note(self, index: str, known: dict[str, str]) -> None:
        """What goes with the index lies in its mapping: it is switched in and removed with it."""
        self.request("PUT", f"/{index}/_mapping", {"_meta": known, "properties": MAPPINGS["properties"]})

    def _write_shown(self, lines: Iterable[str]) -> None:
        """Returns when what was written can be found. Were the alias missing, the cluster would by itself make an index
        of that name; `require_alias` forbids it.
        """
        self._write(self.alias, lines, {"refresh": "wait_for", "require_alias": "true"})

    def _write(self, index: str, lines: Iterable[str], params: dict[str, str]) -> None:
        for batch in batches(lines, self.making.batch):
            left = batch
            for pause in (*self.making.pauses, 0.0):
                left = self._send(index, left, params)
                if not left:
                    break
                time.sleep(pause)
            else:
                raise ClusterError(TOO_BUSY, "too busy", f"{len(left)} documents were refused again and again")

    def _send(self, index: str, lines: list[str], params: dict[str, str]) -> list[str]:
        """The lines that the cluster had no room for just now."""
        try:
            answer = self.request("POST", f"/{index}/_bulk", "".join(lines), params, WRITING)
        except ClusterError as error:
            if error.status == TOO_BUSY:
                return lines
            raise
        if not answer["errors"]:
            return []
        results: list[dict[str, Any]] = [result for item in answer["items"] for result in item.values()]
        for result in results:
            if "error" in result and result["status"] != TOO_BUSY:
                cause = result["error"]
                raise ClusterError(result["status"], cause["type"], f"{result['_id']}: {cause['reason']}")
        return [line for line, result in zip(lines, results, strict=True) if result["status"] == TOO_BUSY]

    def _remove(self, index: str) -> None:
        try:
            self.request("DELETE", f"/{index}")
        except ClusterError as error:
            if not error.no_such_index:
                raise
