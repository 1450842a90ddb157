"""What a reader typed -> what is asked of an index. There is no query syntax: whatever is typed is text.

`themes/gov/static/js/search/query.js` follows the same rules; tests/search/golden.json holds both to them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from pipeline.search.analysis import RUN, asked_terms, fold, key
from pipeline.search.scoring import RAREST, common, rarest

LONGEST = 64
"""Characters that are read of a query."""
MOST_TERMS = 16
MOST_UNITS, ENOUGH_UNITS = 10, 4
"""Units looked for when a query is relaxed, and met when there were more."""


@dataclass(frozen=True)
class Lexicon:
    """What editors keep for search, all folded: `synonyms` plain word -> official words; `fillers`: words of a question
    that say nothing of its subject.
    """

    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fillers: Sequence[str] = ()

    @cached_property
    def cuts(self) -> Mapping[str, Sequence[str]]:
        """All of its words by their first characters, the longest first."""
        found: dict[str, list[str]] = {}
        for word in sorted(filter(None, (*self.synonyms, *self.fillers)), key=len, reverse=True):
            found.setdefault(word[0], []).append(word)
        return found


class Alternative(NamedTuple):
    """One wording: `must` are terms a text has to have, `also` terms that only add to its weight."""

    must: tuple[str, ...]
    also: tuple[str, ...]


Group = tuple[Alternative, ...]
"""Wordings of one thing: any of them will do."""


class Query(NamedTuple):
    """`text`: as typed, bounded; `key`: for looking up numbers and titles; `words`: folded, as they must stand in a
    text for a full match; `groups`: all of them must be met.
    """

    text: str
    key: str
    words: tuple[str, ...]
    groups: tuple[Group, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term that a wording must have, each once: what is marked in an excerpt."""
        return tuple(dict.fromkeys(term for group in self.groups for must, _ in group for term in must))


def parse(text: str, lexicon: Lexicon | None = None) -> Query:
    """Never raises. A query without any letter or number has no groups, and finds nothing."""
    cut = " ".join(text[: 4 * LONGEST].split())[:LONGEST].strip()
    words = tuple(word for word in fold(cut).split() if RUN.search(word))
    known = lexicon or Lexicon()
    groups = tuple(_bounded([_group(piece, known) for word in words for piece in _pieces(word, known)]))
    return Query(cut, key(cut), words, groups)


def _pieces(word: str, lexicon: Lexicon) -> Iterator[str]:
    """The word cut around what has synonyms, fillers left out; the whole word when nothing would remain."""
    kept: list[str] = []
    rest = start = 0
    while start < len(word):
        found = next((cut for cut in lexicon.cuts.get(word[start], ()) if word.startswith(cut, start)), "")
        if not found:
            start += 1
            continue
        kept += [word[rest:start], found if found in lexicon.synonyms else ""]
        start += len(found)
        rest = start
    kept.append(word[rest:])
    pieces = [piece for piece in kept if RUN.search(piece)]
    yield from pieces or [word]


def _group(piece: str, lexicon: Lexicon) -> Group:
    wordings = dict.fromkeys((piece, *lexicon.synonyms.get(piece, ())))
    return tuple(Alternative(*asked_terms(wording)) for wording in wordings)


def _bounded(groups: list[Group]) -> Iterator[Group]:
    """Sixteen terms in all: what comes later is not asked for, and more is found rather than less."""
    room = MOST_TERMS
    for group in dict.fromkeys(groups):
        kept: list[Alternative] = []
        for must, also in group:
            if room > 0 and must:
                kept.append(Alternative(must[:room], also[:1]))
                room -= len(must[:room])
        if kept:
            yield tuple(kept)


class Plan(NamedTuple):
    """What is fetched: groups cut down to their rarest terms, and of a longer query none that only adds to the weight:
    each costs a reader a file. `whole`: no term that a text must have is left out, so that a count is exact and not
    “about”.
    """

    groups: tuple[Group, ...]
    whole: bool

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term to fetch, each once."""
        wordings = [wording for group in self.groups for wording in group]
        return tuple(dict.fromkeys(term for must, also in wordings for term in (*must, *also)))


def plan(query: Query, sketch: bytes) -> Plan:
    """`sketch` is `scoring.commonness` of the index; it is not looked at when `needs_sketch` says no."""
    if not needs_sketch(query):
        return Plan(query.groups, whole=True)
    wordings = [wording for group in query.groups for wording in group]
    chosen = iter(rarest([wording.must for wording in wordings], sketch))
    groups = tuple(tuple(Alternative(next(chosen), ()) for _ in group) for group in query.groups)
    asked = [wording.must for wording in wordings]
    return Plan(groups, whole=asked == [wording.must for group in groups for wording in group])


def needs_sketch(query: Query) -> bool:
    return sum(len(wording.must) for group in query.groups for wording in group) > RAREST


def relaxed(query: Query, sketch: bytes) -> tuple[tuple[Group, ...], int]:
    """For a query that no text meets: its units, and how many of them a text must meet at least (half, rounded up). A
    group of one wording falls apart into its terms; one of several stays whole. Of too many units those stay that are
    whole, then the rarest, for what is everywhere says little and is long to fetch; and as the rarest are often seams
    between words, two in five of them are enough. `sketch` as for `plan`.
    """
    units: list[Group] = []
    for group in query.groups:
        if len(group) > 1:
            units.append(group)
        else:
            units += [(Alternative((term,), ()),) for term in group[0].must]
    units = list(dict.fromkeys(units))
    if len(units) <= MOST_UNITS:
        return tuple(units), (len(units) + 1) // 2
    order = sorted(range(len(units)), key=lambda place: _commonness(units[place], sketch))
    return tuple(units[place] for place in sorted(order[:MOST_UNITS])), ENOUGH_UNITS


def _commonness(unit: Group, sketch: bytes) -> int:
    return 0 if len(unit) > 1 else common(sketch, unit[0].must[0])
