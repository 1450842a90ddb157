"""The proof-reader: half-width punctuation within Chinese, as the autocorrect library judges it, spacing rules off."""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import accumulate
from typing import Any

_OFF = (
    "space-word",
    "space-punctuation",
    "space-bracket",
    "space-backticks",
    "space-dash",
    "space-dollar",
    "space-ellipsis",
    "no-space-fullwidth",
    "no-space-fullwidth-quote",
    "halfwidth-word",
    "halfwidth-punctuation",
    "spellcheck",
)


@cache
def _library() -> Any:
    """Loaded when the first text calls for it; its settings hold for the whole process."""
    library: Any = import_module("autocorrect_py")  # its types leave out load_config
    library.load_config(json.dumps({"rules": dict.fromkeys(_OFF, 0) | {"fullwidth": 1}}))
    return library


_SIGN = re.compile(r"[!-/:-@\[-`{-~]").search
_SPANNING = re.compile("[`<]").search
"""What may make the library read several lines as one: code and tags."""


def widened(text: str) -> Iterator[int]:
    """Offset of every half-width sign that should be full-width."""
    if _SPANNING(text):
        yield from _widened(text)
        return
    start = 0
    for line in text.split("\n"):
        if _SIGN(line):  # others cost the library as much
            yield from (start + offset for offset in _widened(line))
        start += len(line) + 1


def _widened(text: str) -> Iterator[int]:
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    for change in _library().lint_for(text, "text").lines:
        line, old, new = lines[change.line - 1], change.old, change.new
        begin = line.find(old, max(0, change.col - 1))
        if begin >= 0 and len(old) == len(new):
            signs = (place for place, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1])
            yield from (starts[change.line - 1] + begin + place for place in signs)
