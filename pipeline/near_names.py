"""Known names in a text, and names that differ from a known one in a single character, however many are known."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple


class Near(NamedTuple):
    """`text[start:end]` is the known `name` but for the character at `wrong`, an offset within it."""

    start: int
    end: int
    name: str
    wrong: int


class WordSet:
    """Any number of words, looked for at once."""

    def __init__(self, words: Iterable[str]) -> None:
        import ahocorasick

        self._automaton: Any = ahocorasick.Automaton()
        for word in words:
            self._automaton.add_word(word, len(word))
        self._empty = not len(self._automaton)
        if not self._empty:
            self._automaton.make_automaton()

    def any_in(self, text: str) -> bool:
        return not self._empty and next(self._automaton.iter(text), None) is not None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of every word that stands in the text."""
        for last, length in self._automaton.iter(text) if not self._empty else ():
            yield last + 1 - length, last + 1


class NearNames:
    """Of two halves of a name with one wrong character one is right: the halves are looked for, all at once.

    Beside each half stand the other halves by what is left when any one of their characters is taken out, so that of
    the hundreds of names that begin alike only those are looked at that differ in one.
    """

    def __init__(self, names: Iterable[str]) -> None:
        import ahocorasick

        self.names = frozenset(names)
        halves: dict[str, dict[tuple[bool, int], tuple[set[str], _Rests]]] = {}
        for order, name in enumerate(sorted(self.names)):
            middle = len(name) // 2
            for half, rest, after in ((name[:middle], name[middle:], True), (name[middle:], name[:middle], False)):
                right, rests = halves.setdefault(half, {}).setdefault((after, len(rest)), (set(), {}))
                right.add(rest)
                for wrong in range(len(rest)):
                    rests.setdefault((wrong, _without(rest, wrong)), []).append((order, name, rest[wrong]))
        self._automaton: Any = ahocorasick.Automaton()
        for half, beside in halves.items():
            self._automaton.add_word(half, (len(half), [(*place, *rests) for place, rests in beside.items()]))
        if halves:
            self._automaton.make_automaton()

    def near(self, text: str) -> Iterator[Near]:
        """In the order of the text; a stretch that is itself a known name is none."""
        for end, (length, beside) in self._automaton.iter(text) if self.names else ():
            found = []
            for after, size, right, rests in beside:
                start = end + 1 if after else end + 1 - length - size
                written = text[start : start + size] if start >= 0 else ""
                if len(written) == size and written not in right:
                    first, offset = (start - length, length) if after else (start, 0)
                    found += [(order, first, name, offset + wrong) for order, name, wrong in _one_off(written, rests)]
            for _, first, name, wrong in sorted(found):
                yield Near(first, first + len(name), name, wrong)


_Rests = dict[tuple[int, str], list[tuple[int, str, str]]]
"""(place, the rest of a name without the character there) -> (number of the name, name, that character)."""


def _one_off(written: str, rests: _Rests) -> Iterator[tuple[int, str, int]]:
    """(number, name, place) of those that differ from what is written in one character."""
    for place in range(len(written)):
        for order, name, right in rests.get((place, _without(written, place)), ()):
            if written[place] != right:
                yield order, name, place


def _without(text: str, place: int) -> str:
    return text[:place] + text[place + 1 :]


class NameEnds:
    """Names whose last character was mistaken for another that sounds alike: what precedes it is looked for."""

    def __init__(self, names: Iterable[str]) -> None:
        import ahocorasick

        self.names: dict[str, list[str]] = {}
        for name in sorted(frozenset(names)):
            self.names.setdefault(name[:-1], []).append(name)
        self._stems: Any = ahocorasick.Automaton()
        for stem, whole in self.names.items():
            self._stems.add_word(stem, (len(stem), {"", *(name[-1] for name in whole if len(whole) == 1)}))
        if self.names:
            self._stems.make_automaton()

    def near(self, text: str) -> Iterator[Near]:
        """In the order of the text. Where the right character stands, nothing is looked at."""
        for last, (length, right) in self._stems.iter(text) if self.names else ():
            written = text[last + 1 : last + 2]
            if written not in right:
                start, end = last + 1 - length, last + 1
                for name in self.names[text[start:end]]:
                    if written != name[-1] and sound_alike(written, name[-1]):
                        yield Near(start, end + 1, name, length)


@lru_cache(maxsize=10_000)
def sound_alike(one: str, other: str) -> bool:
    """Whether two characters have the same syllable, whatever its tone: what a typist picks wrong from a list."""
    from unidecode import unidecode

    sound = unidecode(one).strip().lower()
    return bool(sound) and sound.isalpha() and sound == unidecode(other).strip().lower()
