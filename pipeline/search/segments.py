"""The static index brought up to date: a base segment, and a small delta of what was added or changed since.

A changed text touches nearly every shard, for its terms are everywhere. So the base stays as it was, less what is gone;
the delta is made anew at every change, until it is so large that a new base is made of all. What was taken away is
taken out of the base's documents and keys at once. A small site always gets a new base: its files then depend on its
content alone. On a larger one they depend on the past too; what is found does not.
"""

import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zlib import crc32

import numpy as np

from pipeline.search import layout
from pipeline.search.backend import FACETS, KEPT, Document
from pipeline.search.excerpt import lead
from pipeline.search.layout import NO_VALUE, SUFFIX
from pipeline.search.scoring import BUCKETS
from pipeline.search.segment import Terms, survey, term_files
from pipeline.search.shelf import Placed, Planned, Shelf, digest_of
from pipeline.search.tokens import BATCH, Vocabulary, weigh


class Bounds(NamedTuple):
    """Up to `small` documents every change makes a new base. Beyond, the delta may stand for one in `share` of them and
    for no more than `most`; what is gone counts too.
    """

    small: int = 500
    share: int = 10
    most: int = 2_000
    large: int = 20_000
    """Up to so many documents the delta is one file: what it adds to every search stays one request."""

    def delta(self, documents: int) -> int:
        return 0 if documents <= self.small else min(self.most, documents // self.share)


BOUNDS = Bounds()
PACKED = 32_768
"""Bytes of a segment that is one file..."""
TOLD = 4_096
"""...when its keys and its order are no longer: they stand in the manifest, so that a number costs no more."""
Read = Callable[[Sequence[Document]], Iterable[Document]]
"""Cards -> the same documents with their texts."""
TERM_FACETS = tuple(name for name in FACETS if name != "year")


class Known(NamedTuple):
    """A live document without its text, and the digest of all that it is found by and shown with."""

    card: Document
    digest: bytes


@dataclass
class Segments:
    """`description`: the segments as the manifest tells of them."""

    shelf: Shelf
    bounds: Bounds = BOUNDS
    others: Sequence[str] = ()
    """Folders of the shelf that are not ours to drop, each with a slash at its end."""
    files: dict[str, Planned] = field(default_factory=dict)
    description: dict[str, Any] = field(default_factory=lambda: {"delta": None})
    sketch: bytes = b""
    packed: bytes = b""
    """What `all` of the delta holds."""

    def bring(self, live: Sequence[Known], read: Read) -> None:
        """Make the segments hold these documents, given newest first. Within one change of the shelf."""
        base = self.shelf.base()
        vocabulary = self._learn(live, base, read)
        gone, fresh = _compared(base, live)
        changed = {base[place].path for place in gone} | {one.card.path for one in fresh}
        ident = self.shelf.fact("base").decode()
        if not base or len(changed) > self.bounds.delta(len(live)):
            ident = self._new_base(live, vocabulary)
            base, gone, fresh = self.shelf.base(), [], []
        delta = self._new_delta(ident, base, gone, fresh, live, vocabulary) if gone or fresh else ""
        if delta and not self.description["delta"].get("packed") and len(live) <= self.bounds.large:
            ident, delta = self._new_base(live, vocabulary), ""
            base, gone, fresh = self.shelf.base(), [], []
        self.sketch = self.sketch or self.shelf.fact("sketch")
        self._plan(ident, delta, base, frozenset(gone), fresh, {one.card.path: one.card for one in live})
        self.shelf.drop_files([f"{one}/" for one in (ident, f"{ident}+", delta) if one] + list(self.others))

    # learning ------------------------------------------------------------------------------------------------------

    def _learn(self, live: Sequence[Known], base: Sequence[Placed], read: Read) -> Vocabulary:
        """Take apart the texts that are not known yet; those of the base are."""
        vocabulary = self.shelf.vocabulary()
        old = {one.digest for one in base}
        known = self.shelf.known([one.digest for one in live if one.digest not in old])
        new = [one for one in live if one.digest not in old and one.digest not in known]
        unknown = {one.card.path: one.digest for one in new}
        held: list[Document] = []
        room = BATCH
        for document in read([one.card for one in new]):
            held.append(document)
            room -= len(document.title) + len(document.text)
            if room < 0:
                self._take_apart(held, unknown, vocabulary)
                held, room = [], BATCH
        self._take_apart(held, unknown, vocabulary)
        return vocabulary

    def _take_apart(self, found: Sequence[Document], digests: Mapping[str, bytes], vocabulary: Vocabulary) -> None:
        if found:
            texts = weigh([(document.title, document.text) for document in found], vocabulary)
            rows = zip(found, texts, strict=True)
            self.shelf.put_texts((digests[d.path], terms, lead(d.text[:KEPT])) for d, terms in rows)
            self.shelf.put_vocabulary(vocabulary)

    # the segments --------------------------------------------------------------------------------------------------

    def _new_base(self, live: Sequence[Known], vocabulary: Vocabulary) -> str:
        ident = _ident(b"", live, ())
        digests = [one.digest for one in live]
        self.shelf.keep_texts(digests)
        terms = survey(self.shelf.texts(digests), vocabulary)
        shards, keys = self._key_files(live)
        self.sketch = sketch_of(terms.having, vocabulary)
        self._keep(ident, {"f/day": _days(live), **keys})
        for name, raw in term_files(terms, self.shelf.texts(digests)):
            self._keep(ident, {name: raw})
        self.shelf.put_base(Placed(one.card.path, one.digest, "\n".join(_keys(one.card))) for one in live)
        self.shelf.put_fact("base", ident.encode())
        self.shelf.put_fact("sketch", self.sketch)
        self.shelf.put_fact("having", terms.having.astype(np.uint32).tobytes())
        told = self._told(ident, live, terms.shards, shards, {})
        self.shelf.put_fact("told", layout.json_bytes(told))
        self.description["delta"], self.packed = None, b""
        return ident

    def _new_delta(
        self,
        base_ident: str,
        base: Sequence[Placed],
        gone: Sequence[int],
        fresh: Sequence[Known],
        live: Sequence[Known],
        vocabulary: Vocabulary,
    ) -> str:
        digests = [one.digest for one in fresh]
        terms = survey(self.shelf.texts(digests), vocabulary)
        shards, keys = self._key_files(fresh)
        self.sketch = self._changed_sketch(terms, [base[place].digest for place in gone], vocabulary)
        facets = _facets([one.card for one in fresh])
        order = {"gone": gone, "before": _before(base, gone, fresh, live)}
        files = {
            "f/day": _days(fresh),
            **facets,
            **dict(term_files(terms, self.shelf.texts(digests))),
        }
        ident = _ident(base_ident.encode(), fresh, (*gone, *facets.values()))
        told = self._told(ident, fresh, terms.shards, shards, facets)
        whole = layout.together(files)
        packed = layout.gzipped(whole)
        kept = {"order": order, "keyed": layout.joined(keys)}
        if len(packed) <= PACKED and len(layout.json_bytes(kept)) <= TOLD:
            self._put(ident, "all", packed)
            self._keep(ident, {name: raw for name, raw in keys.items() if name[0] == "n"})
            told |= {"packed": True, **kept}
            self.packed = whole
        else:
            self._keep(ident, files | keys | {"order": layout.json_bytes(order)})
        self.description["delta"] = told
        return ident

    def _changed_sketch(self, terms: Terms, gone: Sequence[bytes], vocabulary: Vocabulary) -> bytes:
        """The sketch of all live documents."""
        having = terms.having.copy()
        before = np.frombuffer(self.shelf.fact("having"), np.uint32)
        having[: len(before)] += before
        having -= survey(self.shelf.texts(gone), vocabulary).having
        return sketch_of(having, vocabulary)

    def _key_files(self, holds: Sequence[Known]) -> tuple[int, dict[str, bytes]]:
        return layout.key_files([one.card for one in holds], lambda place: self.shelf.lead(holds[place].digest))

    def _told(
        self, ident: str, holds: Sequence[Known], shards: int, keys: int, facets: Mapping[str, bytes]
    ) -> dict[str, Any]:
        return {
            "id": ident,
            "documents": len(holds),
            "shards": shards,
            "keys": keys,
            "years": layout.years_of(one.card.published_at for one in holds),
            "facets": _revisions(facets),
        }

    def _keep(self, ident: str, files: Mapping[str, bytes]) -> None:
        for name, raw in files.items():
            self._put(ident, name, layout.gzipped(raw))

    def _put(self, ident: str, name: str, packed: bytes) -> None:
        self.shelf.put_file(f"{ident}/{name}{SUFFIX}", packed)

    def entries(self, manifest: Mapping[str, Any]) -> dict[str, bytes]:
        """The files that keep their names, by name. `manifest` is all that is told beside `description`."""
        told = {"version": layout.VERSION, **self.description, **manifest}
        plain, words = layout.json_bytes(told), layout.headed(told, self.sketch + self.packed)
        return {
            layout.PLAIN: plain,
            layout.MANIFEST: layout.gzipped(plain),
            layout.WORDS: layout.gzipped(words),
        }

    # what there is -------------------------------------------------------------------------------------------------

    def _plan(
        self,
        ident: str,
        delta: str,
        base: Sequence[Placed],
        gone: frozenset[int],
        fresh: Sequence[Known],
        cards: Mapping[str, Document],
    ) -> None:
        taken = [None if place in gone else cards[one.path] for place, one in enumerate(base)]
        told = json.loads(self.shelf.fact("told"))
        facets = _facets(taken)
        self.shelf.drop_folder(f"{ident}+/")
        self._keep(f"{ident}+", facets | self._keys_without(ident, base, gone, told["keys"]))
        self._plan_blocks(ident, [("", b"") if place in gone else one[:2] for place, one in enumerate(base)])
        self._plan_blocks(delta, [(one.card.path, one.digest) for one in fresh])
        for folder in (ident, delta):
            for name, digest in (self.shelf.digests(f"{folder}/") if folder else {}).items():
                self.files[name] = Planned(name, (), digest)
        for name, digest in self.shelf.digests(f"{ident}+/").items():
            shown = name.replace("+/", "/", 1)
            self.files[shown] = Planned(shown, (), digest)
        told["facets"] = _revisions(facets)
        if gone:
            told["revision"] = short(repr(sorted(gone)).encode())
        self.description |= {"base": told, "documents": len(cards)}

    def _plan_blocks(self, ident: str, holds: Sequence[tuple[str, bytes]]) -> None:
        for first in range(0, len(holds), layout.BLOCK):
            block = holds[first : first + layout.BLOCK]
            name = f"{ident}/{layout.block(first // layout.BLOCK)}{SUFFIX}"
            paths = tuple([path for path, _ in block])
            parts = (self.shelf.code, "\n".join(paths).encode(), *[digest for _, digest in block])
            self.files[name] = Planned(name, paths, digest_of(b"\0".join(parts)))

    def _keys_without(self, ident: str, base: Sequence[Placed], gone: frozenset[int], keys: int) -> dict[str, bytes]:
        """The base's shards of keys that name something gone, without it."""
        shards = sorted({crc32(key.encode()) % keys for place in gone for key in base[place].keys.split("\n") if key})
        have = self.shelf.digests(f"{ident}/n/")
        found = {}
        for less, names in (
            (layout.keys_without, map(layout.key_shard, shards)),
            (layout.cards_without, map(layout.card_shard, shards)),
        ):
            for name in names:
                if name[0] == "k" or f"{ident}/{name}{SUFFIX}" in have:
                    found[name] = less(gzip.decompress(self.shelf.file(f"{ident}/{name}{SUFFIX}")), gone)
        return found


def _compared(base: Sequence[Placed], live: Sequence[Known]) -> tuple[list[int], list[Known]]:
    """Places of the base that no longer count, and the documents that it lacks."""
    now = {one.card.path: one.digest for one in live}
    gone = [place for place, one in enumerate(base) if now.get(one.path) != one.digest]
    held = {(one.path, one.digest) for one in base}
    return gone, [one for one in live if (one.card.path, one.digest) not in held]


def _before(base: Sequence[Placed], gone: Sequence[int], fresh: Sequence[Known], live: Sequence[Known]) -> list[int]:
    """For each document of the delta how many of the base are newer. Those gone stand where their neighbours do."""
    places = {one.path: place for place, one in enumerate(base)}
    for place in gone:
        del places[base[place].path]
    new = {one.card.path for one in fresh}
    found: list[int] = []
    newer = 0
    for one in live:
        if one.card.path in new:
            found.append(newer)
        else:
            newer = places[one.card.path] + 1
    return found


def _keys(card: Document) -> tuple[str, ...]:
    numbers, title = layout.keys_of(card)
    return (*numbers, title)


def _days(holds: Sequence[Known]) -> bytes:
    return layout.day_bytes(one.card.published_at for one in holds)


def _facets(found: Sequence[Document | None]) -> dict[str, bytes]:
    """Files of the facets that any of these has; one that is gone has no values."""
    files = {f"f/{name}": layout.facet_bytes(_values(found, name)) for name in TERM_FACETS}
    return {name: raw for name, raw in files.items() if raw}


def _values(found: Sequence[Document | None], facet: str) -> list[tuple[str, ...]]:
    if facet == "column":
        return [one.columns if one else NO_VALUE for one in found]
    lists = {value: (value,) if value else NO_VALUE for value in {getattr(one, facet) for one in found if one}}
    return [lists[getattr(one, facet)] if one else NO_VALUE for one in found]


def _revisions(facets: Mapping[str, bytes]) -> dict[str, str]:
    return {name.removeprefix("f/"): short(raw) for name, raw in facets.items()}


def sketch_of(having: np.ndarray[Any, np.dtype[Any]], vocabulary: Vocabulary) -> bytes:
    """`scoring.commonness` of all terms of the vocabulary."""
    largest = np.zeros(BUCKETS, np.int64)
    np.maximum.at(largest, vocabulary.codes % BUCKETS, having)
    lengths = np.minimum(15, np.ceil(np.log2(largest + 1))).astype(np.uint8)
    return (lengths[::2] | lengths[1::2] << 4).tobytes()


def _ident(start: bytes, holds: Iterable[Known], more: Iterable[Any]) -> str:
    digest = hashlib.blake2b(start, digest_size=8)
    for one in holds:
        digest.update(one.card.path.encode() + b"\0" + one.digest)
    for fact in more:
        digest.update(b"\0" + repr(fact).encode())
    return digest.hexdigest()


def short(raw: bytes) -> str:
    return hashlib.blake2b(raw, digest_size=4).hexdigest()
