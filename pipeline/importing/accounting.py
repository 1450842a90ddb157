"""Whether every word of a file arrived: two readings of one text compared, whatever came between."""

from collections import Counter
from collections.abc import Iterable

from pipeline.importing.arrival import Remark, excerpt
from pipeline.importing.escaping import squeezed
from pipeline.source import FORBIDDEN

_SAME = str.maketrans({"\u2011": "-", "\u2010": "-", "\xa0": None, "\u3000": None})
_GONE = "\x00"


def form(text: str) -> str:
    """What counts of a text: no white space, no invisible signs, one kind of hyphen."""
    return squeezed(FORBIDDEN.sub("", text.translate(_SAME)))


def lost(words: Iterable[str], arrived: Iterable[str], dropped: Iterable[str] = ()) -> list[Remark]:
    """A remark for each paragraph of `words` that stands nowhere in `arrived`; one that stands there once too seldom is
    lost too. `dropped`: paragraphs that have a remark already.
    """
    rest = _GONE.join(form(text) for text in arrived)
    left_out = Counter(form(text) for text in dropped)
    places: dict[str, list[tuple[int, str]]] = {}
    for number, text in enumerate(words, 1):
        if key := form(text):
            places.setdefault(key, []).append((number, text))
    found: list[tuple[int, str]] = []
    # the longest first: a short one must not be seen within a long one that is its own
    for key in sorted(places, key=len, reverse=True):
        wanted = places[key]
        there = min(rest.count(key), len(wanted))
        rest = rest.replace(key, _GONE, there)
        missing = wanted[there:]
        spared = min(left_out[key], len(missing))
        found += missing[: len(missing) - spared]
    return [Remark("lost", str(number), excerpt(text)) for number, text in sorted(found)]


def added(words: Iterable[str], arrived: Iterable[str]) -> str:
    """What stands in `arrived` and in none of `words`: numbers that were counted, and nothing else."""
    rest = _GONE.join(form(text) for text in arrived)
    for key in sorted(map(form, words), key=len, reverse=True):
        rest = rest.replace(key, _GONE, 1) if key else rest
    return rest.replace(_GONE, "")
