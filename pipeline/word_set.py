"""Any number of words looked for in a text at once, in one pass however many there are: tens of thousands cost no more.

The library knows no lone surrogates: in a text they stand for nothing that is looked for, in a word for nothing found.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ahocorasick_rs import AhoCorasick

FAST = 3_000
"""Characters of all words, up to which the faster form is small enough: a few megabytes."""
_SURROGATES = re.compile("[\ud800-\udfff]")

Hit = tuple[int, int, int]
"""(number of the word, start, end)."""


class WordSet:
    def __init__(self, words: Iterable[str]) -> None:
        """The first word is number 0; repeated ones count once, empty ones not at all."""
        self.words = list(filter(None, dict.fromkeys(words)))

    def hits(self, text: str) -> list[Hit]:
        """Every word that stands in the text, also within others, by where it ends."""
        if not self.words:
            return []
        found: list[Hit]
        try:
            found = self._all.find_matches_as_indexes(text, overlapping=True)
        except UnicodeEncodeError:
            found = self._all.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text), overlapping=True)
        return found

    def apart(self, text: str) -> list[Hit]:
        """The words from left to right, none over another, the longest where several begin."""
        if not self.words:
            return []
        found: list[Hit]
        try:
            found = self._longest.find_matches_as_indexes(text)
        except UnicodeEncodeError:
            found = self._longest.find_matches_as_indexes(_SURROGATES.sub("\ufffd", text))
        return found

    def any_in(self, text: str) -> bool:
        return bool(self.hits(text))

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of every word that stands in the text."""
        return ((start, end) for _, start, end in self.hits(text))

    @cached_property
    def _all(self) -> "AhoCorasick":
        return self._made(longest=False)

    @cached_property
    def _longest(self) -> "AhoCorasick":
        return self._made(longest=True)

    def _made(self, *, longest: bool) -> "AhoCorasick":
        from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

        return AhoCorasick(
            [_SURROGATES.sub("\ufffe", word) for word in self.words],
            matchkind=MatchKind.LeftmostLongest if longest else MatchKind.Standard,
            implementation=Implementation.DFA if sum(map(len, self.words)) <= FAST else None,
        )
