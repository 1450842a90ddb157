"""Documents of this site that a text speaks of by their numbers."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.check import Inspected
from pipeline.passages import Passage
from pipeline.pattern import later
from pipeline.signs import sign
from pipeline.standards import LEADING_TO_A_NUMBER

_NUMBER = later(r"\u3014(?:19|20)\d{2}\u3015[1-9]\d{0,3}\u53f7", re.ASCII)
_MAY_BE_ONE = sign(("\u3014", "12"))
_MARK = later("[\u4e00-\u9fa5]{2,}$")
LONGEST_MARK = 14
_LED_IN = later(rf"^.*?(?:{LEADING_TO_A_NUMBER})(?=[\u4e00-\u9fa5]{{2}})")
_ENDS = "\u3002\uff1b;\n"


class Cited(NamedTuple):
    """`text[start:end]` is the whole number; `path` that of its document."""

    number: str
    path: str
    start: int
    end: int


def cited(passage: Passage, site: Inspected) -> Iterator[Cited]:
    for found in _NUMBER.finditer(passage.text) if passage.may(_MAY_BE_ONE) else ():
        number, path = _known(passage.text, found, site)
        if path:
            yield Cited(number, path, found.end() - len(number), found.end())


def sentence(text: str, one: Cited) -> tuple[int, int]:
    """Where the sentence begins and ends in which it is spoken of."""
    start = max(text.rfind(sign, 0, one.start) for sign in _ENDS) + 1
    ends = [place for sign in _ENDS if (place := text.find(sign, one.end)) >= 0]
    return start, min(ends, default=len(text))


def _known(text: str, found: re.Match[str], site: Inspected) -> tuple[str, str]:
    """The number and the path of its document, "" for none on this site; words that lead in may stand before it."""
    mark = _MARK.search(text[max(0, found.start() - LONGEST_MARK) : found.start()])
    for written in dict.fromkeys((mark[0], _LED_IN.sub("", mark[0]))) if mark else ():
        path = site.register.by_document_number.get(written + found[0])
        if path:
            return written + found[0], path
    return "", ""
