"""What editors may not write into synonyms.yaml, nor among the hot words of site.yaml."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.finding import Location
from pipeline.model import SearchWords, Synonym
from pipeline.search.analysis import asked_terms, fold, key
from pipeline.search.query import MOST_TERMS

LONGEST_WORD = 16
"""More pairs of characters than this are not asked for (`query.MOST_TERMS`)."""
Locate = Callable[..., Location]


class Fault(NamedTuple):
    """`code` of `phrases.TABLE_FAULTS` and what its sentences want."""

    code: str
    place: Location
    facts: dict[str, object]


class Word(NamedTuple):
    text: str
    place: Location

    @property
    def folded(self) -> str:
        return fold(self.text)


def word_faults(words: SearchWords, locate: Locate, names: Iterable[str]) -> Iterator[Fault]:
    """`locate(*place)` is where a value stands; `names` of columns and authorities must not be swallowed."""
    rows = [(_written(row, number, locate, "plain"), _written(row, number, locate, "official"))
            for number, row in enumerate(words.synonyms)]  # fmt: skip
    fillers = _listed(words.fillers, locate, alias(SearchWords, "fillers"))
    every = [word for pair in rows for words in pair for word in words]
    yield from _misshapen([*every, *fillers])
    yield from _repeated([word for plain, _ in rows for word in plain])
    yield from _repeated(fillers)
    for plain, official in rows:
        yield from _row_faults(plain, official)
    yield from _circles(rows)
    yield from _swallowing(fillers, [*(word.text for word in every), *names])


def hot_word_faults(words: Sequence[str], locate: Callable[[int], Location]) -> Iterator[Fault]:
    """`locate(n)` is where the n-th stands."""
    written = [Word(word, locate(number)) for number, word in enumerate(words)]
    yield from _misshapen(written)
    yield from _repeated(written)


def alias(model: type[SearchWords] | type[Synonym], field: str) -> str:
    return str(model.model_fields[field].alias)


def _written(row: Synonym, number: int, locate: Locate, field: str) -> list[Word]:
    return _listed(getattr(row, field), locate, alias(SearchWords, "synonyms"), number, alias(Synonym, field))


def _listed(texts: Sequence[str], locate: Locate, *place: str | int) -> list[Word]:
    return [Word(text, locate(*place, number)) for number, text in enumerate(texts)]


def _misshapen(words: Iterable[Word]) -> Iterator[Fault]:
    for word in words:
        if not key(word.text):
            yield Fault("word-empty", word.place, {"value": word.text})
        elif len(key(word.text)) > LONGEST_WORD:
            yield Fault("word-long", word.place, {"value": word.text[:60], "limit": LONGEST_WORD})


def _repeated(words: Iterable[Word]) -> Iterator[Fault]:
    first: dict[str, Location] = {}
    for word in words:
        if word.folded in first:
            yield Fault("word-repeated", word.place, {"value": word.text, "first": first[word.folded]})
        first.setdefault(word.folded, word.place)


def _row_faults(plain: Sequence[Word], official: Sequence[Word]) -> Iterator[Fault]:
    said = {word.folded for word in plain}
    yield from _repeated(official)
    for word in official:
        if word.folded in said:
            yield Fault("word-same", word.place, {"value": word.text})
    for word in plain:
        asked = sum(len(asked_terms(other.text)[0]) for other in (word, *official))
        if asked > MOST_TERMS and len(official) > 1:
            yield Fault("word-many", word.place, {"value": word.text, "limit": MOST_TERMS})


def _circles(rows: Sequence[tuple[list[Word], list[Word]]]) -> Iterator[Fault]:
    """Each circle once, at the word of it that is written first."""
    leads = {one.folded: official for plain, official in rows for one in plain}
    told: set[str] = set()
    for plain, _ in rows:
        for word in plain:
            circle = _way_back(word.folded, leads)
            if len(circle) > 1 and not told.intersection(circle):
                yield Fault("word-circle", word.place, {"circle": " → ".join((*circle, word.folded))})
                told.update(circle)


def _way_back(start: str, leads: dict[str, list[Word]]) -> list[str]:
    """The words from `start` that lead to it again, or none."""
    waiting: list[list[str]] = [[start]]
    seen = {start}
    while waiting:
        way = waiting.pop()
        for word in leads.get(way[-1], ()):
            if word.folded == start:
                return way
            if word.folded not in seen:
                seen.add(word.folded)
                waiting.append([*way, word.folded])
    return []


def _swallowing(fillers: Sequence[Word], names: Iterable[str]) -> Iterator[Fault]:
    """What is left out of a question must not take a piece of a name with it."""
    known = {fold(name): name for name in names}
    for filler in fillers:
        for folded, name in known.items():
            if filler.folded and (filler.folded in folded or folded in filler.folded):
                shared = min(filler.folded, folded, key=len)
                yield Fault("filler-swallows", filler.place, {"value": filler.text, "word": name, "shared": shared})
                break
