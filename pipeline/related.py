"""Up to five related items by shared keywords and topic; found anew only where the keywords' newest items changed."""

import hashlib
from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence

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
    newest = _newest_by_keyword(register)
    digests = {word: _digest(places, register) for word, places in newest.items()}
    known = store.related()
    found: dict[str, tuple[str, ...]] = {}
    fresh: list[tuple[str, bytes, str]] = []
    for place, row in enumerate(shown):
        if not row.keywords:
            continue
        key = b"".join([digests[word] for word in row.keyword_list]) + row.topic.encode()
        old = known.get(row.path)
        if old is None or old[0] != key:
            paths = tuple([shown[best].path for best in _best(place, newest, shown)])
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


def _newest_by_keyword(register: Register) -> dict[str, list[int]]:
    """Keyword -> places in `register.shown` of its newest items; one more than are looked at, as one may be oneself."""
    newest: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(register.shown):
        for word in row.keyword_list:
            places = newest[word]
            if len(places) <= NEWEST:
                places.append(place)
    return newest


def _best(place: int, newest: Mapping[str, list[int]], shown: Sequence[IndexRow]) -> list[int]:
    """Places of the best candidates: by points, then the newest. Points and place make one number, quick to sort."""
    row = shown[place]
    points: dict[int, int] = {}
    for word in row.keyword_list:
        for candidate in newest[word]:
            points[candidate] = points.get(candidate, 0) + KEYWORD_POINTS
    points.pop(place, None)
    topic, count = row.topic, len(shown)
    marks = [
        (n + TOPIC_POINTS if topic and shown[candidate].topic == topic else n) * count - candidate
        for candidate, n in points.items()
    ]
    marks.sort(reverse=True)
    return [-mark % count for mark in marks[:MOST]]
