"""Known names in a text, and names that differ from a known one in a single character, however many are known."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from pipeline.word_set import WordSet

ALL_WRONG = -1
MOST_DULL = 50_000
"""What stood beside halves of names and is near to none is remembered, up to so many."""


class Near(NamedTuple):
    """`text[start:end]` is the known `name` but for the character at `wrong`, an offset within it; ALL_WRONG: it is a
    known wrong spelling.
    """

    start: int
    end: int
    name: str
    wrong: int


_Rests = dict[tuple[int, str], list[tuple[int, str, str]]]
"""(place, the rest of a name without the character there) -> (number of the name, name, that character)."""


class _Beside(NamedTuple):
    """What may stand beside a half of a name, behind it or before, in so many characters.

    `dull` are other halves that are right, and what was seen there and is near to none.
    """

    behind: bool
    size: int
    dull: set[str]
    rests: _Rests


class _Stem(NamedTuple):
    """A name without its last character; `dull` as above."""

    names: list[str]
    dull: set[str]


class NearNames:
    """Of two halves of a name with one wrong character one is right: the halves are looked for, all at once.

    Beside each half stand the other halves by what is left when any one of their characters is taken out, so that of
    the hundreds of names that begin alike only those are looked at that differ in one. Of `ends` the last character may
    be mistaken for another that sounds alike: what precedes it is looked for in the same pass, and so are
    `spellings` that are known to be wrong, each with its name.
    """

    def __init__(
        self, names: Iterable[str], ends: Iterable[str] = (), spellings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.names = frozenset(names)
        self._room = MOST_DULL
        words: dict[str, tuple[dict[tuple[bool, int], _Beside], _Stem]] = {}
        for order, name in enumerate(sorted(self.names)):
            middle = len(name) // 2
            for half, rest, behind in ((name[:middle], name[middle:], True), (name[middle:], name[:middle], False)):
                places = words.setdefault(half, ({}, _Stem([], set())))[0]
                beside = places.setdefault((behind, len(rest)), _Beside(behind, len(rest), set(), {}))
                beside.dull.add(rest)
                for wrong in range(len(rest)):
                    beside.rests.setdefault((wrong, _without(rest, wrong)), []).append((order, name, rest[wrong]))
        for name in sorted(frozenset(ends)):
            words.setdefault(name[:-1], ({}, _Stem([], set())))[1].names.append(name)
        for written in spellings:
            words.setdefault(written, ({}, _Stem([], set())))
        for _, stem in words.values():
            if len(stem.names) == 1:
                stem.dull.update(("", stem.names[0][-1]))
        self._words = WordSet(words)
        self._told = [
            (tuple(places.values()), stem if stem.names else None, spellings.get(word))
            for word, (places, stem) in words.items()
        ]

    def slips(self, text: str) -> tuple[list[Near], list[Near]]:
        """In the order of the text: names with any one wrong character, and names of `ends` that end wrong
        with the wrong spellings among them.

        A stretch that is itself a known name is none; where a right last character stands, nothing is looked at.
        """
        near: list[Near] = []
        ended: list[Near] = []
        for number, first, end in self._words.hits(text):
            places, stem, meant = self._told[number]
            if stem and text[end : end + 1] not in stem[1]:
                ended += self._ended(text[end : end + 1], stem, first)
            if meant:
                ended.append(Near(first, end, meant, ALL_WRONG))
            found: list[tuple[int, Near]] = []
            for beside in places:
                start = end if beside[0] else first - beside[1]
                written = text[start : start + beside[1]] if start >= 0 else ""
                if written not in beside[2] and len(written) == beside[1]:
                    found += self._near(written, beside, start, first if beside[0] else start)
            near += [one for _, one in sorted(found)] if found else ()
        return near, ended

    def _near(self, written: str, beside: _Beside, start: int, first: int) -> list[tuple[int, Near]]:
        """`start`: of what is written; `first`: of the whole; each with the number of the name."""
        off = list(_one_off(written, beside.rests))
        if not off:
            self._note(written, beside.dull)
        return [(order, Near(first, first + len(name), name, start - first + wrong)) for order, name, wrong in off]

    def _ended(self, written: str, stem: _Stem, start: int) -> list[Near]:
        alike = [name for name in stem.names if written != name[-1] and sound_alike(written, name[-1])]
        if not alike:
            self._note(written, stem.dull)
        return [Near(start, start + len(name), name, len(name) - 1) for name in alike]

    def _note(self, written: str, dull: set[str]) -> None:
        if self._room:
            self._room -= 1
            dull.add(written)


def _one_off(written: str, rests: _Rests) -> Iterator[tuple[int, str, int]]:
    """(number, name, place) of those that differ from what is written in one character."""
    for place in range(len(written)):
        for order, name, right in rests.get((place, _without(written, place)), ()):
            if written[place] != right:
                yield order, name, place


def _without(text: str, place: int) -> str:
    return text[:place] + text[place + 1 :]


@lru_cache(maxsize=10_000)
def sound_alike(one: str, other: str) -> bool:
    """Whether two characters have the same syllable, whatever its tone: what a typist picks wrong from a list."""
    from unidecode import unidecode

    sound = unidecode(one).strip().lower()
    return bool(sound) and sound.isalpha() and sound == unidecode(other).strip().lower()
