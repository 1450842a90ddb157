"""Whether every word of a file arrived: two readings of one text compared, whatever came between."""

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.importing.arrival import Remark, excerpt
from pipeline.source import FORBIDDEN

_UNSEEN = re.compile(rf"\s+|(?:{FORBIDDEN.pattern})+")
_GONE, _EDGE = "\x00", "\x01"
_EDGES = re.compile(r"\s+")


def form(text: str) -> str:
    """What counts of a text: no white space, no invisible signs, one kind of hyphen."""
    return _UNSEEN.sub("", text.replace("\u2011", "-").replace("\u2010", "-"))


def lost(words: Iterable[str], arrived: Iterable[str], dropped: Iterable[str] = ()) -> list[Remark]:
    """A remark for each paragraph of `words` that stands nowhere in `arrived`; one that stands there once too seldom is
    lost too. `dropped`: paragraphs that have a remark already.
    """
    words = list(words)
    if not any(words):
        return []
    rest = _text(arrived)
    left_out = Counter(form(text) for text in dropped)
    places: dict[str, list[tuple[int, str]]] = {}
    for number, text in enumerate(words, 1):
        if key := form(text):
            places.setdefault(key, []).append((number, text))
    found: list[tuple[int, str]] = []
    # the longest first: a short one must not be seen within a long one that is its own
    for key in sorted(places, key=len, reverse=True):
        rest, there = _taken(rest, key, places[key][0][1], len(places[key]))
        missing = places[key][there:]
        spared = min(left_out[key], len(missing))
        found += missing[: len(missing) - spared]
    return [Remark("lost", str(number), excerpt(text)) for number, text in sorted(found)]


def added(words: Iterable[str], arrived: Iterable[str]) -> str:
    """What stands in `arrived` and in none of `words`: numbers that were counted, and nothing else."""
    rest = _text(arrived)
    for text in sorted(filter(form, words), key=lambda text: len(form(text)), reverse=True):
        rest = _taken(rest, form(text), text, 1)[0]
    return rest.replace(_GONE, "").replace(_EDGE, "")


def _text(arrived: Iterable[str]) -> str:
    """The words of all texts with their edges: where one cell ends with a number, the next begins another."""
    pieces = (piece for text in arrived for piece in _EDGES.split(text))
    return _EDGE.join(filter(None, map(form, pieces)))


def _taken(rest: str, key: str, written: str, wanted: int) -> tuple[str, int]:
    """The text without up to so many places of a key, and how many there were; a paragraph of several words may stand
    across edges: most often those it is `written` with.
    """
    there = 0
    for form_of_it in dict.fromkeys((key, _text([written]))):
        found = min(rest.count(form_of_it), wanted - there)
        rest, there = rest.replace(form_of_it, _GONE, found), there + found
    if there < wanted and _EDGE in rest:
        across = re.compile(f"{_EDGE}?".join(map(re.escape, key)))
        rest, more = across.subn(_GONE, rest, wanted - there)
        there += more
    return rest, there
