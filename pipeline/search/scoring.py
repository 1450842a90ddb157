"""The arithmetic of relevance, in whole numbers, so that Python, JavaScript and every index agree to the last digit.

BM25 with K1 1.2 and B 0.75 (Robertson and Zaragoza 2009), but the average length is fixed: a text's weights then depend
on nothing but the text, and an edit elsewhere changes none of them.
"""

import math
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.search.analysis import term_counts

K1, B = 1.2, 0.75
AVERAGE_LENGTH = 1000
TITLE_WEIGHT = 4
HEAVIEST = 255
BUCKETS = 1 << 16
RAREST = 3
"""Terms that are fetched for one query, at least: enough to be exact for four characters."""


def weights(title: str, rest: str) -> dict[str, int]:
    """Term -> weight 1..255 of a text; a word of the title counts four times."""
    counts, length = term_counts(rest)
    heading, heading_length = term_counts(title)
    for term, count in heading.items():
        counts[term] += TITLE_WEIGHT * count
    return weights_of(counts, length + heading_length)


def weights_of(counts: Counter[str], length: int) -> dict[str, int]:
    return {term: weight(count, length) for term, count in counts.items()}


def weight(count: int, length: int) -> int:
    """One term that occurs `count` times in a text of `length`."""
    norm = K1 * (1 - B + B * length / AVERAGE_LENGTH)
    return max(1, math.floor(HEAVIEST * count / (count + norm)))


def idf(documents: int, having: int) -> int:
    """Worth of a term that `having` of `documents` have, in 1/1024."""
    return math.floor(math.log(1 + (documents - having + 0.5) / (having + 0.5)) * 1024 + 0.5)


def bucket(term: str) -> int:
    """Also gives the shard: crc32(term) % shards."""
    return zlib.crc32(term.encode()) % BUCKETS


def commonness(frequencies: Iterable[tuple[str, int]]) -> bytes:
    """How common terms are, coarsely: for each bucket the bit length (at most 15) of the largest frequency in it, two
    buckets a byte, the even one in the low half.
    """
    largest = bytearray(BUCKETS)
    for term, having in frequencies:
        at = bucket(term)
        largest[at] = max(largest[at], min(15, having.bit_length()))
    return bytes(low | high << 4 for low, high in zip(largest[::2], largest[1::2], strict=True))


def common(sketch: bytes, term: str) -> int:
    at = bucket(term)
    return sketch[at >> 1] >> (4 if at & 1 else 0) & 15


def usual(sketch: bytes) -> int:
    """How common half of all buckets are at most: a term that is no commoner may be none at all."""
    counts = Counter(sketch)
    seen = 0
    for how in range(16):
        seen += sum(n * ((byte & 15 == how) + (byte >> 4 == how)) for byte, n in counts.items())
        if 2 * seen >= BUCKETS:
            return how
    return 15


def rarest(alternatives: Sequence[Sequence[str]], sketch: bytes) -> list[tuple[str, ...]]:
    """What is fetched of each alternative: its rarest term, then the rarest of all the rest until there are three."""
    order = [sorted(terms, key=lambda term: common(sketch, term)) for terms in alternatives]
    chosen = [set(terms[:1]) for terms in order]
    room = RAREST - len(set().union(*chosen))
    rest = [(common(sketch, term), number, term) for number, terms in enumerate(order) for term in terms[1:]]
    for _, number, term in sorted(rest, key=lambda entry: entry[0])[: max(0, room)]:
        chosen[number].add(term)
    return [tuple(term for term in terms if term in kept) for terms, kept in zip(alternatives, chosen, strict=True)]
