"""Up to five related items by shared keywords and topic; found anew only where the keywords' newest items changed."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from pipeline.register import Register
from pipeline.store import IndexRow, Store

MOST = 5
NEWEST = 24
"""How many of a keyword's newest items are candidates: bounds the work whatever the size of the site."""
KEYWORD_POINTS, TOPIC_POINTS = 2, 1


def related_items(register: Register, store: Store) -> dict[str, tuple[str, ...]]:
    """Path -> paths of related items, best first. Found results are kept in the store with what they depend on: all
    together for the usual edit, which changes none of them, and one by one for any other.
    """
    mark = _mark(register.shown)
    kept = store.kept("related", mark)
    if kept is not None:
        return _unpacked(kept, register.shown)
    found = _found(register, store)
    store.keep("related", mark, _packed(found, register.shown))
    return found


def kept_related(register: Register, store: Store) -> dict[str, tuple[str, ...]]:
    """What the last build found, for a look at a store that must not be written; nothing when it fits no more."""
    kept = store.kept("related", _mark(register.shown))
    return {} if kept is None else _unpacked(kept, register.shown)


def _mark(shown: Sequence[IndexRow]) -> bytes:
    """Over all that decides what is related to what, in this order of the items."""
    deciding = "\n".join([f"{row.path} {row.published_at} {row.topic}\0{row.keywords}" for row in shown])
    return hashlib.blake2b(deciding.encode(), digest_size=16).digest()


def _packed(found: Mapping[str, tuple[str, ...]], shown: Sequence[IndexRow]) -> bytes:
    """MOST numbers an item: places of the related ones, then its own place for each that it lacks."""
    places = {row.path: place for place, row in enumerate(shown)}
    packed = array("I")
    for place, row in enumerate(shown):
        related = [places[path] for path in found.get(row.path, ())]
        packed.extend(related + [place] * (MOST - len(related)))
    return packed.tobytes()


def _unpacked(packed: bytes, shown: Sequence[IndexRow]) -> dict[str, tuple[str, ...]]:
    paths = [row.path for row in shown]
    flat = [paths[place] for place in array("I", packed)]
    rows = zip(*[iter(flat)] * MOST, strict=True)
    return {
        path: five if five[-1] != path else tuple([other for other in five if other != path])
        for path, five in zip(paths, rows, strict=True)
    }


def _found(register: Register, store: Store) -> dict[str, tuple[str, ...]]:
    shown = register.shown
    candidates = _candidates(register)
    digests = {word: _digest(of_word.places, register) for word, of_word in candidates.items()}
    known = store.related()
    found: dict[str, tuple[str, ...]] = {}
    fresh: list[tuple[str, bytes, str]] = []
    for place, row in enumerate(shown):
        if not row.keywords:
            continue
        words = row.keyword_list
        key = b"".join([digests[word] for word in words]) + row.topic.encode()
        old = known.get(row.path)
        if old is None or old[0] != key:
            best = _best(place, row.topic, [candidates[word] for word in words], shown)
            paths = tuple([shown[other].path for other in best])
            fresh.append((row.path, key, "\n".join(paths)))
        else:
            paths = tuple(old[1].split("\n")) if old[1] else ()
        found[row.path] = paths
    if fresh:
        store.put_related(fresh)
    return found


def _digest(places: list[int], register: Register) -> bytes:
    """Over all that ranks the candidates of a keyword."""
    rows = [register.shown[place] for place in places]
    ranked = "\n".join([f"{row.path} {row.published_at} {row.topic}" for row in rows])
    return hashlib.blake2b(ranked.encode(), digest_size=8).digest()


class _Candidates(NamedTuple):
    """Of one keyword: places in `register.shown` of its newest items, newest first; the same by topic, and as a set."""

    places: list[int]
    by_topic: dict[str, list[int]]
    known: frozenset[int]


def _candidates(register: Register) -> dict[str, _Candidates]:
    """Of each keyword one more than are looked at, as one may be oneself."""
    newest: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(register.shown):
        for word in row.keyword_list:
            places = newest[word]
            if len(places) <= NEWEST:
                places.append(place)
    found = {}
    for word, places in newest.items():
        by_topic: dict[str, list[int]] = defaultdict(list)
        for place in places:
            if topic := register.shown[place].topic:
                by_topic[topic].append(place)
        found[word] = _Candidates(places, by_topic, frozenset(places))
    return found


def _best(place: int, topic: str, words: Sequence[_Candidates], shown: Sequence[IndexRow]) -> list[int]:
    """Places of the best candidates: by points, then the newest.

    Whoever shares two keywords comes before all who share one, among whom the topic decides: only few are counted.
    """
    best: list[int] = []
    done = {place}
    for one, other in combinations(words, 2):
        done |= one.known & other.known
    if len(done) > 1:

        def rank(candidate: int) -> tuple[int, int]:
            points = KEYWORD_POINTS * sum([candidate in word.known for word in words])
            return -points - (TOPIC_POINTS if topic and shown[candidate].topic == topic else 0), candidate

        best = sorted(done - {place}, key=rank)[:MOST]
    if topic and len(best) < MOST:
        same = {candidate for word in words for candidate in word.by_topic.get(topic, ())} - done
        best += sorted(same)[: MOST - len(best)]
        done |= same
    if len(best) < MOST:
        reach = MOST + len(done)
        others = {candidate for word in words for candidate in word.places[:reach]} - done
        best += sorted(others)[: MOST - len(best)]
    return best
