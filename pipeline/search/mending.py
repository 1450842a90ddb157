"""What a reader may have meant: words of the site that sound the same, or that differ in one character.

`themes/gov/static/js/search/mending.js` follows the same rules; tests/search/suggestions.json holds both to them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.search.offers import Node, Offer, Why

LONGEST_MENDED = 12
"""Characters of a query that are looked at for mending."""
MOST_MEANT = 3
SAME_SOUND, OTHER, LENGTH_OR_ORDER, NO_SLIP = 1, 2, 3, 9
"""Slips, the likeliest first: another character of the same sound, any other, one too few or too many or two changed.
"""
MOST_APART, MOST_STARTS = 3, 6
WORDS = (Why.WORD, Why.COLUMN, Why.AUTHORITY)
SURE = 4
"""From this length on one character may be another; below, only one of the same sound."""

Load = Callable[[str], Node]
Readings = Sequence[frozenset[str]]
"""How each character of a text may be read; empty for one that nobody knows how to read."""
ReadingsOf = Callable[[str], Readings]


def same_sound(load: Load, readings: Readings, *, begun: bool = False) -> Iterator[Offer]:
    """Offers that sound like what was typed; `begun`: also words that go on after it. `typed` are their syllables."""
    if len(readings) < 2:
        return
    for offer in dict.fromkeys(_heard(load, readings)):
        spoken = offer.typed.split()
        fits = len(spoken) == len(readings) or (begun and offer.why is not Why.TITLE and len(spoken) > len(readings))
        if fits and all(syllable in known for syllable, known in zip(spoken, readings, strict=False)):
            yield offer


def _heard(load: Load, readings: Readings) -> Iterator[Offer]:
    """What lies under the first two letters, and where there is more, under the first four."""
    starts = [first + second for first in sorted(readings[0]) for second in sorted(readings[1])][:MOST_STARTS]
    for key in dict.fromkeys(start[:2] for start in starts):
        node = load(f"~{key}")
        yield from node.offers
        longer = dict.fromkeys(start[:4] for start in starts if node.more and start[:2] == key and len(start) >= 4)
        for further in longer:
            yield from load(f"~{further}").offers


def mended(typed: str, load: Load, readings_of: ReadingsOf) -> list[str]:
    """Words of the site that differ from `typed` by a slip, the likeliest first; pieces of titles where those are
    likelier, or there are none.
    """
    words = _words(typed, load, readings_of)
    pieces = _pieces(typed, load, readings_of)
    best = min(words.values(), default=NO_SLIP)
    found = words | {piece: slip for piece, slip in pieces.items() if slip < best and piece not in words}
    return sorted(found, key=lambda text: found[text])


def _words(typed: str, load: Load, readings_of: ReadingsOf) -> dict[str, int]:
    found: dict[str, int] = {}
    for key in dict.fromkeys((f"<{typed[0]}", f">{typed[-1]}")):
        for offer in load(key).offers:
            slip = _slip(typed, offer.typed, readings_of)
            if slip < NO_SLIP:
                found.setdefault(offer.text, slip)
    return found


def _pieces(typed: str, load: Load, readings_of: ReadingsOf) -> dict[str, int]:
    """Of anything offered; the first two characters of `typed` or its last two are right then."""
    found: dict[str, int] = {}
    for before in (0, len(typed) - 2) if len(typed) >= 3 else ():
        for _, piece in _beside(load, typed[before : before + 2], before, len(typed)):
            slip = _slip(typed, piece, readings_of)
            inner = piece[0] == typed[0] and piece[-1] == typed[-1]
            if slip == SAME_SOUND or (slip == OTHER and inner and len(typed) >= SURE):
                found.setdefault(piece, slip)
    return found


def _beside(load: Load, pair: str, before: int, length: int) -> Iterator[tuple[Offer, str]]:
    """Pieces of `length` that have the two characters after `before` others."""
    for offer in load(pair).offers:
        at = offer.typed.find(pair) if offer.why is not Why.NUMBER else -1
        while at >= 0:
            piece = offer.typed[at - before : at - before + length] if at >= before else ""
            if len(piece) == length:
                yield offer, piece
            at = offer.typed.find(pair, at + 1)


def _slip(typed: str, word: str, readings_of: ReadingsOf) -> int:
    """How likely it is that the one was typed for the other."""
    if typed == word or abs(len(typed) - len(word)) > 1 or len(word) < 2:
        return NO_SLIP
    if len(typed) != len(word):
        return _length_slip(*sorted((typed, word), key=len))
    apart = [place for place, (one, other) in enumerate(zip(typed, word, strict=True)) if one != other]
    if len(apart) <= MOST_APART and all(_alike(typed[place], word[place], readings_of) for place in apart):
        return SAME_SOUND
    if len(typed) < 3:
        return NO_SLIP
    if len(apart) == 2 and apart[1] == apart[0] + 1 and sorted(typed) == sorted(word):
        return LENGTH_OR_ORDER
    return OTHER if len(apart) == 1 else NO_SLIP


def _length_slip(shorter: str, longer: str) -> int:
    left_out = (longer[:place] + longer[place + 1 :] for place in range(len(longer)))
    return LENGTH_OR_ORDER if len(shorter) >= 3 and shorter in left_out else NO_SLIP


def _alike(one: str, other: str, readings_of: ReadingsOf) -> bool:
    first, second = readings_of(one + other)
    return bool(first & second)


def within(typed: str, load: Load, readings_of: ReadingsOf) -> list[str]:
    """The query with one word in it mended, or four characters of a title that sound the same; the likeliest first."""
    found: dict[str, tuple[int, int]] = {}
    for place in range(len(typed) - 1):
        pair = typed[place : place + 2]
        for start, word, is_word in _windows(load, pair, place):
            window = typed[start : start + len(word)]
            slip = _slip(window, word, readings_of) if start >= 0 and len(window) == len(word) < len(typed) else NO_SLIP
            if slip == SAME_SOUND or (slip == OTHER and is_word and len(word) >= SURE):
                found.setdefault(typed[:start] + word + typed[start + len(word) :], (slip, -len(word)))
    return sorted(found, key=lambda text: found[text])


def _windows(load: Load, pair: str, place: int) -> Iterator[tuple[int, str, bool]]:
    """(start in the query, text, whether a whole word) of what has the two characters that stand at `place`."""
    for offer in load(pair).offers:
        if offer.why in WORDS and 3 <= len(offer.typed) <= LONGEST_MENDED:
            yield place - offer.typed.find(pair), offer.typed, True
    for before in (0, SURE - 2):
        yield from ((place - before, piece, False) for _, piece in _beside(load, pair, before, SURE))


def readings_in(tables: Sequence[Mapping[str, str]], text: str) -> Readings:
    """`tables`: syllable -> characters so read."""
    return [
        frozenset(syllable for table in tables for syllable, characters in table.items() if character in characters)
        for character in text
    ]
