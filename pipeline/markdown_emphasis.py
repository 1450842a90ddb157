"""Which asterisks and underscores are emphasis.

Markdown's own rules fail Chinese official text twice: bold that ends in Chinese punctuation stays literal in
CommonMark, and masked names and numbers become bold in Python-Markdown. The rules here:

* two stars are bold, also inside a word (Chinese has no spaces) and on either side of any punctuation; where nothing
  else closes, closing stars may also follow a space or stand inside a number;
* one star is italic only if it stands at the edge of a word or against a bracket or a full stop;
* three are both; four or more are always literal, and nothing pairs across them;
* stars between ASCII letters or digits, and stars with white space on the inner side, are literal;
* stars that close one masked name and begin the next (name, comma, name) are literal.

Underscores follow the rule for one star, and only at the edge of a word, for blanks in forms are drawn with them.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from pipeline.outline import NUMERAL

_OPENING = "([{<\"'\uff08\u300a\u3008\u300c\u300e\u3010\u3014\u3016\uff3b\uff5b\u201c\u2018"
_FINAL = ")]}>\"'\uff09\u300b\u3009\u300d\u300f\u3011\u3015\u3017\uff3d\uff5d\u201d\u2019\u3002\uff01\uff1f\u2026.!?"
_CLOSING = _FINAL + ",;:\u3001\uff0c\uff1b\uff1a"
_RUN = re.compile(r"\*+|_+")
_WORD = re.compile(r"\w")
# the last two are the conjunctions "he" and "yu" (and), "ji" (and also)
_BETWEEN_NAMES = r"[\u3001\uff0c,\uff1b;\s\u548c\u4e0e\u53ca]"
_MASKED = re.compile(
    rf"(?![{NUMERAL}]{{1,3}}\u3001)\w{{0,2}}{_BETWEEN_NAMES}+\w{{1,2}}"
    rf"|\w{{0,2}}[\uff08(][^\uff08\uff09()]*[\uff09)]{_BETWEEN_NAMES}+\w{{1,4}}"
)


class Pair(NamedTuple):
    """Opening run at [start, inner_start), closing run at [inner_end, end); `size` is 1, 2 or 3 marks."""

    start: int
    inner_start: int
    inner_end: int
    end: int
    size: int


def _is_word(char: str) -> bool:
    return char != "_" and _WORD.match(char) is not None


def _between_ascii(before: str, after: str) -> bool:
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _can_open(mark: str, size: int, before: str, after: str) -> bool:
    if not after or after.isspace() or _between_ascii(before, after):
        return False
    if not _is_word(before):
        return mark == "*" or after not in _CLOSING
    if mark == "_":
        return False
    return after in _OPENING if size == 1 else after not in _CLOSING or after in _OPENING


def _can_close(mark: str, size: int, before: str, after: str) -> bool:
    if not before or before.isspace() or _between_ascii(before, after):
        return False
    if not _is_word(after):
        return mark == "*" or before not in _OPENING
    if mark == "_":
        return False
    return size > 1 or before in _FINAL


def delimits(text: str, sizes: tuple[int, ...], mark: str) -> bool:
    """Whether the text holds runs that could open and runs that could close; True is only a maybe."""
    opens = closes = False
    for run in _RUN.finditer(text) if mark in text else ():
        size = run.end() - run.start()
        if run[0][0] == mark and size in sizes:
            before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
            opens = opens or _can_open(mark, size, before, after)
            closes = closes or _can_close(mark, size, before, after)
    return opens and closes


def _masked(text: str, pair: Pair) -> bool:
    before = text[pair.start - 1 : pair.start]
    return _is_word(before) and _MASKED.fullmatch(text, pair.inner_start, pair.inner_end) is not None


class _Pairing:
    """Goes through the runs of one text once, closing the nearest opener of the same size."""

    def __init__(self, text: str, mark: str) -> None:
        self.found: list[Pair] = []
        self.forgiven: list[Pair] = []
        self._text = text
        self._mark = mark
        self._open: dict[int, re.Match[str]] = {}

    def wall(self) -> None:
        self._open.clear()

    def take(self, run: re.Match[str]) -> None:
        text, size = self._text, run.end() - run.start()
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        opener = self._open.get(size)
        if opener is not None:
            pair = Pair(opener.start(), opener.end(), run.start(), run.end(), size)
            if _can_close(self._mark, size, before, after):
                del self._open[size]
                if not _masked(text, pair):
                    self._close(pair)
                    return
            elif self._forgives(pair):
                self.forgiven.append(pair)
        if _can_open(self._mark, size, before, after):
            self._open[size] = run

    def _forgives(self, pair: Pair) -> bool:
        return pair.size == 2 and self._mark == "*" and not _is_word(self._text[pair.start - 1 : pair.start])

    def _close(self, pair: Pair) -> None:
        while self.found and self.found[-1].start > pair.start:
            self.found.pop()
        self._open = {size: run for size, run in self._open.items() if run.start() < pair.start}
        self.found.append(pair)


def pairs(text: str, sizes: tuple[int, ...], mark: str = "*") -> list[Pair]:
    """Outermost pairs of runs of exactly these sizes, from left to right; linear in the length of the text."""
    pairing = _Pairing(text, mark)
    for run in _RUN.finditer(text):
        size = run.end() - run.start()
        if run[0][0] != mark:
            continue
        if size >= 4:
            pairing.wall()
        elif size in sizes:
            pairing.take(run)
    return _with_forgiven(pairing)


def _with_forgiven(pairing: _Pairing) -> list[Pair]:
    """Pairs closed after a space or inside a number count only where they touch no proper pair."""
    found, end = pairing.found, 0
    starts = [pair.start for pair in found]
    kept = list(found)
    for pair in pairing.forgiven:
        index = bisect_left(starts, pair.start)
        before, after = found[max(index - 1, 0) : index], found[index : index + 1]
        if pair.start >= end and all(p.end <= pair.start for p in before) and all(p.start >= pair.end for p in after):
            kept.append(pair)
            end = pair.end
    return sorted(kept)
