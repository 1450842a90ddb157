"""What may be offered to a reader who types, and under which keys it lies; `offers.js` follows the same rules.

A *node* is what is offered for a key; it lies in file crc32(key) % files. Keys, of what is typed (its letters and
numbers only, folded): its first character; its first two; where more begin so than a node holds, its first four, eight,
twelve, sixteen. `#` and a number up to its year, then with one more digit at a time: numbers that begin so. `~` and
letters: what is pronounced or abbreviated so. `<` or `>` and a character: words that begin or end with it, from which a
misspelling is mended.
"""

import re
import zlib
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from pipeline import urls

INDEX = "index.json"
SOUNDS = ("sounds-0.bin", "sounds-1.bin")
"""How the characters used most are read, and those used less."""
DEEPER = (4, 8, 12, 16)
NUMBER_STEPS = range(6)
SHORTEST_NUMBER = 5
LONGEST_QUERY = 64
_NUMBER = re.compile(r"((?:[0-9a-z]{18}|[0-9]{9}|.*?[^0-9a-z])(?:19|20)[0-9]{2})([0-9]*)")
"""A code of 18 or 9 characters and a year, as index numbers have it; or words and a year."""


class Why(StrEnum):
    """Why a text is offered. The first letter stands for it in the files."""

    SYNONYM = "synonym"
    WORD = "word"
    COLUMN = "column"
    AUTHORITY = "authority"
    NUMBER = "number"
    TITLE = "title"


LETTERS = {why.value[0]: why for why in Why}


class Offer(NamedTuple):
    """`target`: path of an item or a column, key of an authority, the plain word of a synonym. `typed`: what it is
    offered for, folded; of what is pronounced, its syllables with spaces between.
    """

    why: Why
    text: str
    target: str
    typed: str

    @property
    def url(self) -> str:
        return {
            Why.COLUMN: urls.column,
            Why.AUTHORITY: urls.authority,
            Why.NUMBER: urls.item,
            Why.TITLE: urls.item,
        }.get(self.why, _nowhere)(self.target)


def _nowhere(_: str) -> str:
    return ""


class Node(NamedTuple):
    """`more`: there are others that begin with the key; they lie under longer keys, as far as there are such."""

    more: bool = False
    offers: tuple[Offer, ...] = ()


def file_name(key: str, files: int) -> str:
    return f"{zlib.crc32(key.encode()) % files:x}.bin"


def number_keys(typed: str) -> list[str]:
    """Of a number, or of the beginning of one; none when it does not reach to the end of a year."""
    found = _NUMBER.match(typed)
    if not found or len(found[1]) < SHORTEST_NUMBER:
        return []
    return [f"#{found[1]}{found[2][:step]}" for step in NUMBER_STEPS if len(found[2]) >= step]


def spoken_keys(syllables: Sequence[str]) -> list[str]:
    """Under which something lies that is read so: by one letter, by two, by four; in full or by initials."""
    whole, initials = "".join(syllables), "".join(syllable[0] for syllable in syllables)
    keys = [whole[:1], whole[:2], initials[:2], whole[:4], initials[:4]]
    return [f"~{key}" for key in dict.fromkeys(keys) if len(key) in (1, 2, 4)]


def sounds_like(syllables: Sequence[str], letters: str) -> bool:
    """Whether `letters` are beginnings of the first syllables, one after another: zwgk, zhengwu, zhwugk."""
    reached = {0}
    for syllable in syllables:
        reached = {
            start + length
            for start in reached
            for length in range(1, min(len(syllable), len(letters) - start) + 1)
            if letters.startswith(syllable[:length], start)
        }
        if len(letters) in reached:
            return True
    return False


def entry_of(offer: Offer, otherwise: bool) -> list[str]:
    """As it stands in a file; `otherwise`: it is not typed as it is written."""
    return [offer.why.value[0], offer.text, offer.target, *([offer.typed] if otherwise else ())]


def nodes_of(file: dict[str, Any], key_of: Any) -> dict[str, Node]:
    """A file as read from JSON: `{"entries": [[letter, text, target, typed?]...], "nodes": {key: [more, number...]}}`;
    without `typed` that is the text's own key.
    """
    offers = [
        Offer(LETTERS[letter], text, target, typed[0] if typed else key_of(text))
        for letter, text, target, *typed in file["entries"]
    ]
    return {
        key: Node(bool(more), tuple(offers[number] for number in numbers))
        for key, (more, *numbers) in file["nodes"].items()
    }
