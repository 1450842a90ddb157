"""Up to five related items by shared keywords and topic; found anew only where the keywords' newest items changed."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping

from pipeline.register import Register
from pipeline.store import IndexRow, Store

MOST = 5
NEWEST = 24
"""How many of a keyword's newest items are candidates: bounds the work whatever the size of the site."""
KEYWORD_POINTS, TOPIC_POINTS = 2, 1


def related_items(register: Register, store: Store) -> dict[str, tuple[str, ...]]:
    """Path -> paths of related items, best first. Found results are kept in the store with what they depend on."""
    newest = _newest_by_keyword(register)
    digests = {word: _digest(paths, register) for word, paths in newest.items()}
    known = store.related()
    found: dict[str, tuple[str, ...]] = {}
    fresh: list[tuple[str, bytes, str]] = []
    for row in register.shown:
        if not row.keywords:
            continue
        key = b"".join(digests[word] for word in row.keyword_list) + row.topic.encode()
        old = known.get(row.path)
        if old is None or old[0] != key:
            paths = _best(row, newest, register.rows)
            fresh.append((row.path, key, "\n".join(paths)))
        else:
            paths = tuple(old[1].split("\n")) if old[1] else ()
        found[row.path] = paths
    if fresh:
        store.put_related(fresh)
    return found


def _digest(paths: list[str], register: Register) -> bytes:
    """Over all that ranks the candidates of a keyword."""
    ranked = [f"{path} {register.rows[path].published_at} {register.rows[path].topic}" for path in paths]
    return hashlib.blake2b("\n".join(ranked).encode(), digest_size=8).digest()


def _newest_by_keyword(register: Register) -> dict[str, list[str]]:
    newest: dict[str, list[str]] = defaultdict(list)
    for row in register.shown:
        for word in row.keyword_list:
            if len(newest[word]) <= NEWEST:
                newest[word].append(row.path)
    return newest


def _best(row: IndexRow, newest: Mapping[str, list[str]], rows: Mapping[str, IndexRow]) -> tuple[str, ...]:
    points: dict[str, int] = defaultdict(int)
    for word in row.keyword_list:
        for path in newest[word]:
            points[path] += KEYWORD_POINTS
    points.pop(row.path, None)
    topic = row.topic
    ranked = sorted(
        (
            (n + (TOPIC_POINTS if topic and rows[path].topic == topic else 0), rows[path].published_at, path)
            for path, n in points.items()
        ),
        reverse=True,
    )
    return tuple(path for _, _, path in ranked[:MOST])
