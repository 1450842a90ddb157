"""The one analysis of search: what a text is found by. `themes/gov/static/js/search/analysis.js` follows the same rule,
and tests/search/golden.json holds both to it.

The rule. Fold: what is invisible goes, then NFKC, lower case, and a final sigma is a sigma (so that no character hangs
on its neighbours). A *run* is an unbroken stretch of letters and numbers of any script (Unicode categories L and N, and
all of planes 2 and 3, where the standard still adds characters that names are written with). The terms of a run are its
characters, its overlapping pairs of characters, and any stretch of three or more of a-z and 0-9 within it as a whole. A
query asks for pairs (for the character, when the run is one): so any piece of a text finds it, cut through words or
numbers as it may be. A *key* is what remains of a folded text when all but letters and numbers is taken out: by it
numbers and titles are looked up whole, in any form of brackets.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

RUN = re.compile(r"(?:[^\W_]++|[\U00020000-\U0003ffff]++)++")
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff]+"
)
"""Soft hyphens, joiners, marks of direction, variation selectors: nobody types them, and texts pasted in have them."""
WHOLE = re.compile(r"[a-z0-9]{3,}")
FREQUENT = tuple(
    (wide, unicodedata.normalize("NFKC", wide)) for wide in "\uff0c\uff1b\uff1a\uff08\uff09\uff1f\uff01\u3000\u2026"
)
"""Nearly all that NFKC changes in Chinese texts. Changed beforehand, the rest needs only a look: five times as fast."""


def fold(text: str) -> str:
    for wide, narrow in FREQUENT:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).lower().replace("\u03c2", "\u03c3")


def key(text: str) -> str:
    return "".join(RUN.findall(fold(text)))


def term_counts(text: str) -> tuple[Counter[str], int]:
    """Term -> occurrences, and the length of the text: its pairs and lone characters."""
    counts: Counter[str] = Counter()
    length = 0
    for run in RUN.findall(fold(text)):
        counts.update(run)
        counts.update(map(str.__add__, run, run[1:]))
        counts.update(WHOLE.findall(run))
        length += len(run) - 1 or 1
    return counts, length


def asked_terms(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of a query: terms that a text must have, in order, each once; and terms that speak for it when it has them."""
    runs = RUN.findall(fold(text))
    must = dict.fromkeys(term for run in runs for term in _asked(run))
    whole = dict.fromkeys(term for run in runs for term in WHOLE.findall(run))
    return tuple(must), tuple(whole)


def _asked(run: str) -> Iterator[str]:
    return iter(run) if len(run) == 1 else map(str.__add__, run, run[1:])
