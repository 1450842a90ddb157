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
    """Of two halves of a name with one wrong character one is right: the halves are looked for, all at once."""

    def __init__(self, names: Iterable[str]) -> None:
        import ahocorasick

        self.names = frozenset(names)
        halves: dict[str, list[tuple[str, int]]] = {}
        for name in sorted(self.names):
            middle = len(name) // 2
            halves.setdefault(name[:middle], []).append((name, 0))
            halves.setdefault(name[middle:], []).append((name, middle))
        self._automaton: Any = ahocorasick.Automaton()
        for half, owners in halves.items():
            self._automaton.add_word(half, (len(half), owners))
        if halves:
            self._automaton.make_automaton()

    def near(self, text: str) -> Iterator[Near]:
        """In the order of the text; a stretch that is itself part of a known name is none."""
        seen: set[tuple[int, str]] = set()
        for end, (length, owners) in self._automaton.iter(text) if self.names else ():
            for name, place in owners:
                start = end + 1 - length - place
                if start >= 0 and (start, name) not in seen and (wrong := _slip(text, start, name)) >= 0:
                    seen.add((start, name))
                    yield Near(start, start + len(name), name, wrong)


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


def _slip(text: str, start: int, name: str) -> int:
    """Where the stretch as long as the name differs from it, when it does so once; else -1."""
    written = text[start : start + len(name)]
    if len(written) != len(name) or written == name or _differ_at(written, name, 0) or _differ_at(written, name, -2):
        return -1
    wrong = [place for place, (one, other) in enumerate(zip(written, name, strict=True)) if one != other]
    return wrong[0] if len(wrong) == 1 else -1


def _differ_at(one: str, other: str, place: int) -> bool:
    """Whether two characters that follow each other differ, as most that are looked at do at one end."""
    return one[place] != other[place] and one[place + 1] != other[place + 1]
