"""What texts are found by, many texts at a time: the terms and weights of `scoring.weights`, as sorted numbers.

A term is a number first: a character, or two in one number, or the place of a longer one in a list. The vocabulary
gives each a small number of its own, in the order in which it met them; nothing that leaves the house shows it.
"""

import sys
from collections.abc import Iterable, Sequence
from zlib import crc32

import numpy as np

from pipeline.search import varints
from pipeline.search.analysis import RUN, WHOLE, fold
from pipeline.search.scoring import AVERAGE_LENGTH, HEAVIEST, K1, TITLE_WEIGHT, B
from pipeline.search.varints import Column

CHARACTER_BITS, KEY_BITS = 21, 43
CHARACTER = (1 << CHARACTER_BITS) - 1
WHOLES = 1 << 2 * CHARACTER_BITS
WEIGHT_BITS, TERM_BITS = 8, 24
BATCH = 2_000_000
"""Characters looked at together."""


class Vocabulary:
    """Term key -> number, for ever; `codes`: crc32 of each term, by number."""

    def __init__(self, keys: Column, codes: Column, wholes: Iterable[str]) -> None:
        self.keys, self.codes = keys.astype(np.uint64), codes.astype(np.uint32)
        self.wholes = list(wholes)
        self._places = {term: place for place, term in enumerate(self.wholes)}
        self._order = np.argsort(self.keys)
        self._sorted = self.keys[self._order]
        self._known = (len(self.keys), len(self.wholes))

    def whole(self, term: str) -> int:
        """The key of a longer term."""
        place = self._places.get(term)
        if place is None:
            place = self._places[term] = len(self.wholes)
            self.wholes.append(term)
        return WHOLES | place

    def numbers(self, keys: Column) -> Column:
        """The numbers of term keys; unknown ones get the next."""
        distinct, back = np.unique(keys, return_inverse=True)
        unknown = distinct[~np.isin(distinct, self._sorted, assume_unique=True)]
        if len(unknown):
            first = len(self.keys)
            self.keys = np.concatenate([self.keys, unknown])
            spelled = self.terms(np.arange(first, len(self.keys)))
            codes = [crc32(term.encode(errors="surrogatepass")) for term in spelled]
            self.codes = np.concatenate([self.codes, np.array(codes, np.uint32)])
            self._order = np.argsort(self.keys)
            self._sorted = self.keys[self._order]
        found: Column = self._order[np.searchsorted(self._sorted, distinct)][back]
        return found

    def fresh(self) -> tuple[int, Column, Column, list[str]]:
        """Where the new terms begin, their keys, their codes, the longer ones among them; from now on they are old."""
        first, whole = self._known
        self._known = (len(self.keys), len(self.wholes))
        return first, self.keys[first:], self.codes[first:], self.wholes[whole:]

    def term(self, number: int) -> str:
        return self.terms(np.array([number]))[0]

    def terms(self, numbers: Column) -> list[str]:
        """Spelled out."""
        keys = self.keys[numbers]
        signs = np.empty((len(keys), 2), "<u4")
        signs[:, 0], signs[:, 1] = keys >> np.uint64(CHARACTER_BITS) & np.uint64(CHARACTER), keys & np.uint64(CHARACTER)
        text = signs.tobytes().decode("utf-32-le", "surrogatepass")
        spelled = [text[at : at + 2] for at in range(0, len(text), 2)]
        for place in np.flatnonzero(keys <= CHARACTER).tolist():
            spelled[place] = spelled[place][1]
        for place in np.flatnonzero(keys >= WHOLES).tolist():
            spelled[place] = self.wholes[int(keys[place]) - WHOLES]
        return spelled

    def order(self, numbers: Column, places: Column) -> Column:
        """That in which the terms stand by their place, then by spelling."""
        keys = self.keys[numbers].astype(np.int64)
        longer = np.flatnonzero(keys >= WHOLES)
        words = [self.wholes[place - WHOLES] for place in keys[longer].tolist()]
        alone = keys <= CHARACTER
        keys[alone] <<= CHARACTER_BITS
        keys[longer] = [ord(word[0]) << CHARACTER_BITS | ord(word[1]) for word in words]
        further = np.zeros(len(keys), np.int64)
        ranks = {word: rank for rank, word in enumerate(sorted(words), 1)}
        further[longer] = [ranks[word] for word in words]
        found: Column = np.lexsort((further, keys, places))
        return found


def weigh(texts: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> list[bytes]:
    """(title, rest) -> its terms: their number (4 bytes), gaps between ascending term numbers, weights."""
    found = _occurrences(texts, vocabulary)
    starts = np.flatnonzero(np.diff(found.keys, prepend=np.uint64((1 << 64) - 1)))
    counts = np.diff(starts, append=len(found.keys))
    owners = (found.keys[starts] >> np.uint64(KEY_BITS)).astype(np.int64)
    norms = K1 * (1 - B + B * found.lengths / AVERAGE_LENGTH)
    weights = np.maximum(1, np.floor(HEAVIEST * counts / (counts + norms[owners]))).astype(np.int64)
    numbers = vocabulary.numbers(found.keys[starts] & np.uint64((1 << KEY_BITS) - 1))
    return _packed(np.sort(owners << TERM_BITS + WEIGHT_BITS | numbers << WEIGHT_BITS | weights), len(texts))


class _Occurrences:
    """`keys`: (text, term) in one number, sorted, as often as it occurs; `lengths` of the texts."""

    def __init__(self, keys: Column, lengths: Column) -> None:
        self.keys, self.lengths = keys, lengths


def _occurrences(texts: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> _Occurrences:
    """Titles are written out as often as they weigh, each on a line of its own; a line's end breaks every run."""
    lines = [part for title, rest in texts for part in (fold(rest) + "\n", (fold(title) + "\n") * TITLE_WEIGHT)]
    signs = np.frombuffer("".join(lines).encode("utf-32-le", "surrogatepass"), np.uint32)
    line = np.repeat(np.arange(len(lines)), np.fromiter(map(len, lines), np.int64, len(lines)))
    within = _in_runs(signs)
    pair = within[:-1] & within[1:]
    alone = within.copy()
    alone[:-1] &= ~pair
    alone[1:] &= ~pair
    owners = (line >> 1).astype(np.uint64) << np.uint64(KEY_BITS)
    characters = signs.astype(np.uint64)
    pairs = owners[:-1][pair] | characters[:-1][pair] << np.uint64(CHARACTER_BITS) | characters[1:][pair]
    longer = [
        place >> 1 << KEY_BITS | vocabulary.whole(term)
        for place, text in enumerate(lines)
        for term in WHOLE.findall(text)
    ]
    keys = np.concatenate([owners[within] | characters[within], pairs, np.array(longer, np.uint64)])
    keys.sort()
    lengths = np.bincount(line[:-1][pair], minlength=len(lines)) + np.bincount(line[alone], minlength=len(lines))
    return _Occurrences(keys, (lengths[::2] + lengths[1::2] // TITLE_WEIGHT).astype(np.float64))


def _in_runs(signs: Column) -> Column:
    table = np.zeros(sys.maxunicode + 1, np.bool_)
    table[signs] = True
    known = np.flatnonzero(table).tolist()
    table[known] = [RUN.fullmatch(chr(sign)) is not None for sign in known]
    found: Column = table[signs]
    return found


def _packed(entries: Column, count: int) -> list[bytes]:
    owners = entries >> TERM_BITS + WEIGHT_BITS
    numbers = entries >> WEIGHT_BITS & (1 << TERM_BITS) - 1
    weights = (entries & (1 << WEIGHT_BITS) - 1).astype(np.uint8)
    bounds = np.searchsorted(owners, np.arange(count + 1))
    gaps = np.diff(numbers, prepend=0)
    begins = bounds[:-1][bounds[:-1] < bounds[1:]]
    gaps[begins] = numbers[begins]
    raw, ends = varints.encode(gaps)
    cuts = np.concatenate([[0], ends])[bounds].tolist()
    return [
        (last - first).to_bytes(4, "little") + raw[cuts[n] : cuts[n + 1]].tobytes() + weights[first:last].tobytes()
        for n, (first, last) in enumerate(zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True))
    ]


def unpacked(texts: Sequence[bytes]) -> tuple[Column, Column, Column]:
    """What `weigh` gave -> (which text, term number, weight) of every posting, text by text."""
    counts = np.array([int.from_bytes(text[:4], "little") for text in texts], np.int64)
    pairs = list(zip(texts, counts.tolist(), strict=True))
    gaps = varints.decode(_bytes(text[4 : len(text) - count] for text, count in pairs))
    weights = _bytes(text[len(text) - count :] for text, count in pairs)
    numbers = np.cumsum(gaps)
    starts = np.cumsum(counts) - counts
    before = np.concatenate([[0], numbers])[starts]
    owners = np.repeat(np.arange(len(texts)), counts)
    return owners, numbers - before[owners], weights


def _bytes(pieces: Iterable[bytes]) -> Column:
    return np.frombuffer(b"".join(pieces), np.uint8)


def no_words() -> Vocabulary:
    return Vocabulary(np.zeros(0, np.uint64), np.zeros(0, np.uint32), ())
