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

_OPENING = "([{<\"'\uff08\u300a\u3008\u300c\u300e\u3010\u3014\u3016\uff3b\uff5b\u201c\u2018"
_FINAL = ")]}>\"'\uff09\u300b\u3009\u300d\u300f\u3011\u3015\u3017\uff3d\uff5d\u201d\u2019\u3002\uff01\uff1f\u2026.!?"
_CLOSING = _FINAL + ",;:\u3001\uff0c\uff1b\uff1a"
_RUN = re.compile(r"\*+|_+")
_WORD = re.compile(r"\w")
# the last two are the conjunctions "he" and "yu" (and), "ji" (and also)
_BETWEEN_NAMES = r"[\u3001\uff0c,\uff1b;\s\u548c\u4e0e\u53ca]"
_MASKED = re.compile(
    rf"\w{{0,2}}{_BETWEEN_NAMES}+\w{{1,2}}|\w{{0,2}}[\uff08(][^\uff08\uff09()]*[\uff09)]{_BETWEEN_NAMES}+\w{{1,4}}"
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


class _Runs(NamedTuple):
    """Runs of one mark in order. `weak` closers count where there are no others; nothing pairs across `walls`."""

    openers: list[re.Match[str]]
    closers: list[int]
    weak: list[int]
    walls: list[int]


def _runs(text: str, size: int, mark: str) -> _Runs:
    runs = _Runs([], [], [], [])
    for run in _RUN.finditer(text):
        length = run.end() - run.start()
        if run[0][0] != mark or (length != size and length < 4):
            continue
        if length >= 4:
            runs.walls.append(run.start())
            continue
        before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
        if _can_open(mark, size, before, after):
            runs.openers.append(run)
        if _can_close(mark, size, before, after):
            runs.closers.append(run.start())
        elif size == 2 and mark == "*" and before:
            runs.weak.append(run.start())
    return runs


def delimits(text: str, sizes: tuple[int, ...], mark: str) -> bool:
    """Whether the text holds runs that could open and runs that could close; True is only a maybe."""
    if mark not in text:
        return False
    found = [_runs(text, size, mark) for size in sizes]
    return any(runs.openers and runs.closers for runs in found)


def _masked(text: str, opener: re.Match[str], closer: int) -> bool:
    before = text[opener.start() - 1 : opener.start()]
    return _is_word(before) and _MASKED.fullmatch(text, opener.end(), closer) is not None


def _next(starts: list[int], position: int) -> int | None:
    index = bisect_left(starts, position)
    return starts[index] if index < len(starts) else None


def _closer(text: str, runs: _Runs, opener: re.Match[str]) -> int | None:
    # an empty inside is no emphasis, hence the one character more
    closer = _next(runs.closers, opener.end() + 1)
    if closer is None and not _is_word(text[opener.start() - 1 : opener.start()]):
        closer = _next(runs.weak, opener.end() + 1)
    wall = _next(runs.walls, opener.end())
    if closer is None or (wall is not None and wall < closer) or _masked(text, opener, closer):
        return None
    return closer


def pairs(text: str, sizes: tuple[int, ...], mark: str = "*") -> list[Pair]:
    """Outermost pairs of runs of exactly these sizes, from left to right; near-linear in the length of the text."""
    by_size = {size: _runs(text, size, mark) for size in sizes}
    openers = sorted((run for runs in by_size.values() for run in runs.openers), key=re.Match.start)
    found: list[Pair] = []
    for opener in openers:
        size = len(opener[0])
        closer = _closer(text, by_size[size], opener) if not found or opener.start() >= found[-1].end else None
        if closer is not None:
            found.append(Pair(opener.start(), opener.end(), closer, closer + size, size))
    return found
