"""What a reader typed -> what is asked of an index. There is no query syntax: whatever is typed is text.

`themes/gov/static/js/search/query.js` follows the same rules; tests/search/golden.json holds both to them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from pipeline.search.analysis import RUN, asked_terms, fold, key
from pipeline.search.scoring import RAREST, common, rarest, usual

LONGEST = 64
"""Characters that are read of a query."""
MOST_TERMS = 16
MOST_FETCHED = 4
"""Terms that are fetched for a longer query, relaxed or not: each costs a reader a file."""
SEAM = 6
"""A pair that so many bits (`scoring.common`) part from both of its characters is a seam between words."""
NUMBER_SIGN = "\u53f7"
_DIGIT = re.compile("[0-9]")


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
    kept = _affordable(query.groups, sketch)
    chosen = iter(rarest([wording.must for group in kept for wording in group], sketch))
    groups = tuple(tuple(Alternative(next(chosen), ()) for _ in group) for group in kept)
    return Plan(groups, whole=_musts(query.groups) == _musts(groups))


def _musts(groups: Sequence[Group]) -> list[list[tuple[str, ...]]]:
    return [[wording.must for wording in group] for group in groups]


def _affordable(groups: Sequence[Group], sketch: bytes) -> list[Group]:
    """As many as can be fetched at a term a wording, the rarest first, one at least."""
    order = sorted(range(len(groups)), key=lambda place: max(_rarest(one, sketch)[0] for one in groups[place]))
    kept: list[int] = []
    room = MOST_FETCHED
    for place in order:
        if not kept or len(groups[place]) <= room:
            kept.append(place)
            room -= len(groups[place])
    return [groups[place] for place in sorted(kept)]


def _rarest(wording: Alternative, sketch: bytes) -> tuple[int, str]:
    return min(((common(sketch, term), term) for term in wording.must), key=lambda found: found[0])


def needs_sketch(query: Query) -> bool:
    return sum(len(wording.must) for group in query.groups for wording in group) > RAREST


def probe(planned: Plan, sketch: bytes) -> str:
    """A term of a plan that is not whole without which no text meets it: it is fetched first, and when no text has it,
    the others are not. "" where there is none such.
    """
    single = [group[0] for group in planned.groups if len(group) == 1]
    if planned.whole or not single:
        return ""
    return min((_rarest(wording, sketch) for wording in single), key=lambda found: found[0])[1]


def relaxed(query: Query, sketch: bytes, tried: Sequence[str]) -> tuple[Group, ...]:
    """For a query that no text meets: its units. Those texts are found that meet half of them (rounded up), or as many
    as any text does when that is fewer. `tried` are the terms that were fetched in vain: `probe` alone, when no text
    has it, else all of the plan. `sketch` as for `plan`.

    A group of one wording falls apart into its terms; one of several stays whole, by the rarest term of each. What was
    tried is there anyway. Then, until there are `MOST_FETCHED` terms (one less for a number, for which more was looked
    up), what is whole, words before seams between words, the rarest first, last what may be in no text (`usual`); and
    first those without a neighbour there.
    """
    units = _units(query.groups, sketch)
    if not needs_sketch(query):
        return units
    known, vain = set(tried), set(tried) if len(tried) == 1 else set()
    room = MOST_FETCHED - like_number(query) - len(known)
    kept = {place for place, unit in enumerate(units) if _terms(unit) <= known - vain}
    least = usual(sketch)
    order = sorted(range(len(units)), key=lambda place: _worth(units[place], sketch, least))
    for place in chain((place for place in order if not {place - 1, place + 1} & kept), order):
        new = _terms(units[place]) - known
        if place not in kept and new and len(new) <= room:
            kept.add(place)
            known |= new
            room -= len(new)
    return tuple(units[place] for place in sorted(kept))


def _units(groups: Sequence[Group], sketch: bytes) -> tuple[Group, ...]:
    units: dict[Group, None] = {}
    for group in groups:
        if len(group) == 1:
            units |= {(Alternative((term,), ()),): None for term in group[0].must}
        elif sketch:
            units[tuple(Alternative((_rarest(wording, sketch)[1],), ()) for wording in group)] = None
        else:
            units[group] = None
    return tuple(units)


def _terms(unit: Group) -> set[str]:
    return {term for wording in unit for term in wording.must}


def _worth(unit: Group, sketch: bytes, least: int) -> tuple[int, int]:
    """The least is worth most: 0 is whole, 1 a word, 2 a seam, 3 what may be in no text; and how common it is."""
    if len(unit) > 1:
        return 0, 0
    term = unit[0].must[0]
    how = common(sketch, term)
    if how <= least:
        return 3, -how
    return 1 + (min(common(sketch, character) for character in term) >= how + SEAM), how


def like_number(query: Query) -> bool:
    """Whether it is looked up as a number before it is looked for in texts; only what is fetched first hangs on it."""
    return _DIGIT.search(query.key) is not None and (query.key.endswith(NUMBER_SIGN) or query.key.isascii())


def is_long(text: str) -> bool:
    """Whether a text that was typed, whatever the words of the site, is worth more than the manifest to begin with: the
    sketch is going to be needed, or so many lists that a delta has to come with it.
    """
    query = parse(text)
    many = len(Plan(query.groups, whole=True).terms) > RAREST
    return many and not (like_number(query) and needs_sketch(query))
