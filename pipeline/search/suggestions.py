"""Makes the files from which readers are offered something while they type; what lies where is said in `offers.py`.

Left out, where there is too much: the older titles, the rarer words. A title's inside is known by two characters, the
sound only of titles of up to 16. Of items with the same title the newest is offered.
"""

import json
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, Protocol

from pipeline.search.analysis import key as key_of
from pipeline.search.offers import DEEPER, NUMBER_STEPS, Offer, Why, entry_of, file_name, number_keys, spoken_keys
from pipeline.search.sounds import Sounds, syllables
from pipeline.search.words import vocabulary
from pipeline.tables import Tables

LARGEST = 46_000
"""Bytes of a file before packing, about; packed it is a third."""
SPOKEN_TITLE = 16
MENDED = range(2, 17)
MOST_TITLES = 1 << 20
_HAN_FIRST = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_GONE = "\0"

Room = Mapping[Why, int]
"""How many of each kind a node holds."""
_ONE: Room = {Why.SYNONYM: 5, Why.WORD: 10, Why.COLUMN: 4, Why.AUTHORITY: 4, Why.TITLE: 8, Why.NUMBER: 5}
_TWO: Room = {Why.SYNONYM: 10, Why.WORD: 30, Why.COLUMN: 10, Why.AUTHORITY: 10, Why.TITLE: 15, Why.NUMBER: 12}
_MORE: Room = dict.fromkeys(Why, 15)
_SPOKEN: Room = {Why.SYNONYM: 15, Why.WORD: 60, Why.COLUMN: 15, Why.AUTHORITY: 15, Why.TITLE: 30}
_INSIDE: Mapping[int, Room] = {
    1: {Why.WORD: 4, Why.COLUMN: 2, Why.AUTHORITY: 2, Why.TITLE: 6},
    2: {Why.WORD: 20, Why.COLUMN: 5, Why.AUTHORITY: 5, Why.TITLE: 15},
}
"""Beside those that begin with the key, those that have it inside."""
_NUMBERS, _WORDS = 100, 150


class Named(Protocol):
    """What suggestions know of an item; `backend.Document` has it all."""

    @property
    def path(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def numbers(self) -> tuple[str, ...]: ...
    @property
    def published_at(self) -> str: ...


class Board:
    """`offers` have numbers; `otherwise`: those that are not typed as they are written. `lists`: key -> numbers of what
    lies there, the first to be shown first; `full`: keys with which more begin than found room.
    """

    def __init__(self) -> None:
        self.offers: list[Offer] = []
        self.otherwise: set[int] = set()
        self.lists: dict[str, list[int]] = defaultdict(list)
        self.full: set[str] = set()

    def add(self, offers: Iterable[Offer], *, otherwise: bool = False) -> range:
        """Their numbers."""
        start = len(self.offers)
        self.offers += offers
        numbers = range(start, len(self.offers))
        if otherwise:
            self.otherwise.update(numbers)
        return numbers

    def fill(self, placed: Iterable[tuple[str, int]], most: int, *, inside: bool = False) -> None:
        """Put (key, number) as they come, `most` under each key."""
        own: dict[str, list[int]] = defaultdict(list)
        for key, number in placed:
            kept = own[key]
            if len(kept) < most:
                kept.append(number)
            elif not inside:
                self.full.add(key)
        for key, kept in own.items():
            self.lists[key] += kept


class Made(NamedTuple):
    """`files` of nodes by name, not yet packed; `words` that titles gave."""

    files: dict[str, bytes]
    words: list[str]


def make(rows: Iterable[Named], tables: Tables, sounds: Sounds) -> Made:
    """Depends on nothing but the tables and the rows in any order."""
    ordered = sorted(sorted(rows, key=lambda row: row.path), key=lambda row: row.published_at, reverse=True)
    board = Board()
    kinds = {
        why: board.add((offer for offer in offers if offer.typed), otherwise=why in (Why.SYNONYM, Why.AUTHORITY))
        for why, offers in _kinds(ordered, tables)
    }
    _put_beginnings(board, kinds)
    _put_insides(board, kinds)
    _put_numbers(board, kinds[Why.NUMBER])
    spoken: Kinds = {why: numbers for why, numbers in kinds.items() if why is not Why.NUMBER}
    _put_sounds(board, spoken, sounds)
    _put_words(board, [number for why, numbers in spoken.items() if why is not Why.TITLE for number in numbers])
    return Made(dict(_files(board)), [board.offers[number].text for number in kinds[Why.WORD]])


# what there is to offer ---------------------------------------------------------------------------------------------


def _titles(rows: Iterable[Named]) -> Iterator[Offer]:
    seen: set[str] = set()
    for row in rows:
        typed = key_of(row.title)
        if typed and typed not in seen:
            seen.add(typed)
            yield Offer(Why.TITLE, row.title, row.path, typed)


def _kinds(rows: Sequence[Named], tables: Tables) -> Iterator[tuple[Why, Iterable[Offer]]]:
    """In the order in which they are shown; of each kind the most useful first."""
    yield Why.SYNONYM, dict.fromkeys(_synonyms(tables))
    yield Why.WORD, _words(rows, tables)
    columns = ((path, node.column.title) for path, node in tables.columns.items())
    yield Why.COLUMN, [Offer(Why.COLUMN, title, path, key_of(title)) for path, title in columns]
    named = ((one, name) for one in tables.authorities.values() for name in dict.fromkeys((one.name, one.label)))
    yield Why.AUTHORITY, [Offer(Why.AUTHORITY, one.name, one.key, key_of(name)) for one, name in named]
    yield Why.TITLE, _titles(rows)
    yield Why.NUMBER, (Offer(Why.NUMBER, text, row.path, key_of(text)) for row in rows for text in row.numbers)


def _words(rows: Sequence[Named], tables: Tables) -> Iterator[Offer]:
    found = vocabulary([row.title for row in rows], _names(tables))
    written = "\0".join(row.title for row in rows)
    official = [word for row in _synonym_rows(tables) for word in row.official if word in written]
    for word in dict.fromkeys((*found, *official)):
        yield Offer(Why.WORD, word, "", key_of(word))


def _synonym_rows(tables: Tables) -> Sequence[Any]:
    return tables.search_words.synonyms if tables.search_words else ()


def _synonyms(tables: Tables) -> Iterator[Offer]:
    for row in _synonym_rows(tables):
        pairs = [(plain, official) for plain in row.plain for official in row.official]
        for plain, official in [*pairs, *([(b, a) for a, b in pairs] if row.both_ways else ())]:
            yield Offer(Why.SYNONYM, official, plain, key_of(plain))


def _names(tables: Tables) -> list[str]:
    """Names that begin so many titles that their pieces would pass for words."""
    names = [name for one in tables.authorities.values() for name in (one.name, one.label)]
    return names + ([tables.site.city] if tables.site and tables.site.city else [])


# under which keys ---------------------------------------------------------------------------------------------------


Kinds = Mapping[Why, Sequence[int]]


def _put_beginnings(board: Board, kinds: Kinds) -> None:
    typed = [offer.typed for offer in board.offers]
    above = 0
    for length, room in ((1, _ONE), (2, _TWO), *((length, _MORE) for length in DEEPER)):
        for why, numbers in kinds.items():
            wanted = (
                (typed[number][:length], number)
                for number in numbers
                if len(typed[number]) >= length and (above < 2 or typed[number][:above] in board.full)
            )
            board.fill(wanted, room[why])
        above = length


def _put_insides(board: Board, kinds: Kinds) -> None:
    for length, room in _INSIDE.items():
        for why in (Why.WORD, Why.COLUMN, Why.AUTHORITY):
            board.fill(_pieces(board, kinds[why], length), room[why], inside=True)
        titles = kinds[Why.TITLE][:MOST_TITLES]
        texts = [board.offers[number].typed for number in titles]
        having = _newest_having(texts, length, room[Why.TITLE])
        board.fill(((key, titles[place]) for key, place in having), room[Why.TITLE], inside=True)


def _pieces(board: Board, numbers: Iterable[int], length: int) -> Iterator[tuple[str, int]]:
    for number in numbers:
        typed = board.offers[number].typed
        for start in range(1, len(typed) - length + 1):
            yield typed[start : start + length], number


def _newest_having(texts: Sequence[str], length: int, most: int) -> Iterator[tuple[str, int]]:
    """(piece of one or two characters, place of a text that has it): `most` for each, those that come first."""
    import numpy as np

    codes = np.frombuffer("".join(f"{text}{_GONE}" for text in texts).encode("utf-32-le"), dtype=np.uint32)
    owners = np.repeat(np.arange(len(texts)), [len(text) + 1 for text in texts])
    pieces = codes.astype(np.int64)
    if length == 2:
        pieces = np.where(codes[1:] > 0, pieces[:-1] << 21 | codes[1:], 0)
    whole = (codes[: len(pieces)] > 0) & (pieces > 0)
    found = np.unique(pieces[whole] << 20 | owners[: len(pieces)][whole])
    _, starts, counts = np.unique(found >> 20, return_index=True, return_counts=True)
    kept = found[np.arange(len(found)) - np.repeat(starts, counts) < most]
    for piece, number in zip((kept >> 20).tolist(), (kept & (MOST_TITLES - 1)).tolist(), strict=True):
        yield (chr(piece >> 21) if piece >> 21 else "") + chr(piece & 0x1FFFFF), number


def _put_numbers(board: Board, numbers: Iterable[int]) -> None:
    """Under longer keys only where there is no room under the shorter one."""
    keys = [(number, number_keys(board.offers[number].typed)) for number in numbers]
    for step in range(len(NUMBER_STEPS)):
        reaching = ((number, own) for number, own in keys if len(own) > step)
        board.fill(
            ((own[step], number) for number, own in reaching if not step or own[step - 1] in board.full), _NUMBERS
        )


def _put_sounds(board: Board, kinds: Kinds, sounds: Sounds) -> None:
    for why, numbers in kinds.items():
        heard = []
        for number in numbers:
            offer = board.offers[number]
            if _HAN_FIRST.match(offer.typed) and (why is not Why.TITLE or len(offer.typed) <= SPOKEN_TITLE):
                heard.append(offer._replace(typed=" ".join(syllables(offer.typed, sounds))))
        own = board.add(heard, otherwise=True)
        keys = ((key, number) for number in own for key in spoken_keys(board.offers[number].typed.split()))
        board.fill(keys, _SPOKEN[why])


def _put_words(board: Board, numbers: Iterable[int]) -> None:
    texts = dict.fromkeys(text for number in numbers for text in _spelled(board.offers[number]))
    words = [Offer(Why.WORD, text, "", key_of(text)) for text in texts]
    own = board.add(word for word in words if len(word.typed) in MENDED)
    typed = [(number, board.offers[number].typed) for number in own]
    board.fill(((f"<{text[0]}", number) for number, text in typed), _WORDS)
    board.fill(((f">{text[-1]}", number) for number, text in typed), _WORDS)


def _spelled(offer: Offer) -> tuple[str, ...]:
    return (offer.target, offer.text) if offer.why is Why.SYNONYM else (offer.text,)


# one by one --------------------------------------------------------------------------------------------------------


def new_offers(row: Named) -> Iterator[Offer]:
    offers = [Offer(Why.TITLE, row.title, row.path, key_of(row.title))]
    offers += [Offer(Why.NUMBER, text, row.path, key_of(text)) for text in row.numbers]
    yield from (offer for offer in offers if offer.typed)


def keys_of_new(offer: Offer, sounds: Sounds, is_full: Callable[[str], bool]) -> Iterator[tuple[str, Offer]]:
    """Under which keys an offer of an item lies, and as what. `is_full(key)` tells whether there are longer keys."""
    typed = offer.typed
    keys = {typed[:length]: offer for length in (1, 2)}
    above = 2
    for length in DEEPER:
        if len(typed) < length or not is_full(typed[:above]):
            break
        keys[typed[:length]] = offer
        above = length
    if offer.why is Why.NUMBER:
        for key in number_keys(typed):
            keys[key] = offer
            if not is_full(key):
                break
    else:
        keys |= {typed[start : start + length]: offer for length in _INSIDE for start in range(len(typed) - length + 1)}
        if len(typed) <= SPOKEN_TITLE and _HAN_FIRST.match(typed):
            spoken = syllables(typed, sounds)
            keys |= dict.fromkeys(spoken_keys(spoken), offer._replace(typed=" ".join(spoken)))
    yield from keys.items()


def most_of(key: str, why: Why) -> int:
    if key[0] in "#~":
        return _NUMBERS if key[0] == "#" else _SPOKEN[why]
    rooms = {1: _ONE, 2: _TWO}
    return rooms.get(len(key), _MORE)[why] + _INSIDE.get(len(key), {}).get(why, 0)


# in which files -----------------------------------------------------------------------------------------------------


def _files(board: Board) -> Iterator[tuple[str, bytes]]:
    entries = [_json(entry_of(offer, number in board.otherwise)) for number, offer in enumerate(board.offers)]
    lists = {key: list(dict.fromkeys(numbers)) for key, numbers in board.lists.items()}
    files = _how_many(lists, [len(entry.encode()) for entry in entries])
    keys: dict[str, list[str]] = {f"{number:x}.bin": [] for number in range(files)}
    for key in sorted(lists):
        keys[file_name(key, files)].append(key)
    for name, own in keys.items():
        yield name, _file({key: lists[key] for key in own}, entries, board.full)


def _how_many(lists: Mapping[str, Sequence[int]], sizes: Sequence[int]) -> int:
    """A power of two, so that a site may grow for long before all files change."""
    weights = [(zlib.crc32(key.encode()), 24 + sum(sizes[number] + 6 for number in own)) for key, own in lists.items()]
    files = 1
    while files < len(weights):
        filled = [0] * files
        for place, weight in weights:
            filled[place % files] += weight
        if max(filled) <= LARGEST:
            break
        files *= 2
    return files


def _file(lists: Mapping[str, Sequence[int]], entries: Sequence[str], full: Container[str]) -> bytes:
    places = {number: place for place, number in enumerate(dict.fromkeys(chain.from_iterable(lists.values())))}
    nodes = {key: [int(key in full), *map(places.__getitem__, own)] for key, own in lists.items()}
    return f'{{"entries":[{",".join(entries[number] for number in places)}],"nodes":{_json(nodes)}}}'.encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
