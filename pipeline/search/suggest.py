"""What is offered for what a reader has typed, from the files of suggestions.

`themes/gov/static/js/search/suggest.js` follows the same rules; tests/search/suggestions.json holds both to them.
"""

import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from pipeline.search.analysis import key as key_of
from pipeline.search.backend import Suggestion
from pipeline.search.mending import (
    LONGEST_MENDED,
    MOST_MEANT,
    Readings,
    mended,
    readings_in,
    same_sound,
    within,
)
from pipeline.search.offers import (
    DEEPER,
    INDEX,
    LONGEST_QUERY,
    SOUNDS,
    Node,
    Offer,
    Why,
    file_name,
    nodes_of,
    number_keys,
    sounds_like,
)

MOST = 10
HOT, PINYIN, SPELLING = "hot", "pinyin", "spelling"
FIRST = ((Why.SYNONYM, 3), (Why.WORD, 4), (Why.COLUMN, 2), (Why.AUTHORITY, 2))
"""How many of each kind come before titles; numbers before all when digits are typed."""
NUMBERS_SOUGHT = 5
SHORTEST_MENDED = 3
"""Of less, while one still types, most will come by itself."""
_LETTERS = re.compile("[a-z]+")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_DIGIT = re.compile("[0-9]")
_NOTHING = Node()


class Suggester:
    """`read(name)` gives the bytes of a file of suggestions, or None; nothing is read twice."""

    def __init__(self, read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self._files: dict[str, dict[str, Node]] = {}
        self._tables: dict[str, dict[str, str]] = {}

    @cached_property
    def _index(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self._read(INDEX) or b"{}")
        return found

    def suggest(self, text: str) -> list[Suggestion]:
        """At most ten; for nothing typed, what editors think is sought most."""
        typed = self._typed(text)
        if not typed:
            return [Suggestion(word, HOT) for word in self._index.get("hot", ())] if not text.strip() else []
        found = _chosen(self._having(typed), typed)
        offered = [Suggestion(offer.text, offer.why.value, offer.url) for offer in found]
        if _LETTERS.fullmatch(typed):
            offered += [Suggestion(offer.text, PINYIN, offer.url) for offer in self._pronounced(typed)]
        elif not offered and len(typed) >= SHORTEST_MENDED:
            offered = [Suggestion(word, SPELLING) for word in self._meant(typed, begun=True)]
        unique: dict[str, Suggestion] = {}
        for one in offered:
            unique.setdefault(one.text, one)
        return list(unique.values())[:MOST]

    def corrections(self, text: str) -> list[str]:
        """What may have been meant, the likeliest first; three at most."""
        typed = self._typed(text)
        if not 2 <= len(typed) <= LONGEST_MENDED or not _HAN.search(typed):
            return []
        if any(offer.typed == typed for offer in self._node(f"<{typed[0]}").offers):
            return []
        return self._meant(typed) or within(typed, self._node, self._readings)[:MOST_MEANT]

    def _typed(self, text: str) -> str:
        return key_of(text[: 4 * LONGEST_QUERY])[:LONGEST_QUERY]

    # reading --------------------------------------------------------------------------------------------------------

    def _node(self, key: str) -> Node:
        files = self._index.get("files", 0)
        if not files:
            return _NOTHING
        name = file_name(key, files)
        if name not in self._files:
            self._files[name] = nodes_of(self._unpacked(name) or {"entries": [], "nodes": {}}, key_of)
        return self._files[name].get(key, _NOTHING)

    def _unpacked(self, name: str) -> Any:
        packed = self._read(name)
        return json.loads(zlib.decompress(packed, wbits=31)) if packed else None

    def _readings(self, text: str) -> Readings:
        """The table of rarer characters only where one is not in the other."""
        found: list[frozenset[str]] = [frozenset()] * len(text)
        for name in SOUNDS:
            if not all(found):
                table = self._tables.setdefault(name, self._tables.get(name) or self._unpacked(name) or {})
                found = [known or more for known, more in zip(found, readings_in([table], text), strict=True)]
        return found

    # finding --------------------------------------------------------------------------------------------------------

    def _having(self, typed: str) -> Iterator[Offer]:
        """All that lies there and begins with what was typed, or has it inside."""
        found: list[Offer] = []
        for key in number_keys(typed):
            node = self._node(key)
            found += node.offers
            if not node.more:
                break
        node = self._node(typed[:2])
        found += node.offers
        for length in DEEPER:
            if len(typed) < length or not node.more:
                break
            node = self._node(typed[:length])
            found += node.offers
        return (offer for offer in dict.fromkeys(found) if typed in offer.typed)

    def _pronounced(self, letters: str) -> list[Offer]:
        node = self._node(f"~{letters[:2]}")
        found = list(node.offers)
        if node.more and len(letters) >= 4:
            found += self._node(f"~{letters[:4]}").offers
        heard = [offer for offer in dict.fromkeys(found) if sounds_like(offer.typed.split(), letters)]
        return _arranged(heard, ())

    def _meant(self, typed: str, *, begun: bool = False) -> list[str]:
        """What sounds the same, then what differs by a slip."""
        if len(typed) > LONGEST_MENDED or not _HAN.search(typed):
            return []
        readings = self._readings(typed)
        heard = same_sound(self._node, readings, begun=begun) if all(readings) else ()
        meant = [offer.target if offer.why is Why.SYNONYM else offer.text for offer in heard]
        meant += mended(typed, self._node, self._readings)
        return [text for text in dict.fromkeys(meant) if key_of(text) != typed][:MOST_MEANT]


def _chosen(offers: Iterable[Offer], typed: str) -> list[Offer]:
    """What is exactly that; then some of each kind, what begins so before what has it inside."""
    found = sorted(offers, key=lambda offer: not offer.typed.startswith(typed))
    exact = [offer for offer in found if offer.typed == typed and offer.why is not Why.WORD]
    rest = [offer for offer in found if offer.typed != typed and (len(typed) > 1 or offer.why is not Why.SYNONYM)]
    first = [offer for offer in rest if offer.why is Why.NUMBER][:NUMBERS_SOUGHT] if _DIGIT.search(typed) else []
    return [*exact, *first, *_arranged(rest, first)]


def _arranged(offers: Sequence[Offer], already: Sequence[Offer]) -> list[Offer]:
    """Some of each kind, then titles, then the rest."""
    some = [offer for why, most in FIRST for offer in [one for one in offers if one.why is why][:most]]
    titles = [offer for offer in offers if offer.why is Why.TITLE]
    return [offer for offer in dict.fromkeys((*some, *titles, *offers)) if offer not in already]
