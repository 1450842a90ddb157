"""SubRip subtitles: whether they are numbered from 1, timed forwards, and short enough to be read."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_TIMES = re.compile(r"(\d{2}):([0-5]\d):([0-5]\d)[,.](\d{3}) --> (\d{2}):([0-5]\d):([0-5]\d)[,.](\d{3})(?: .*)?")
LONGEST_LINE, MOST_LINES = 22, 2
"""Chinese characters that a viewer reads in one glance; custom of broadcasters, no norm."""


class Fault(NamedTuple):
    """`code` names the sentence; `line` of the file, from 1."""

    code: str
    line: int
    value: str = ""


class _Cue(NamedTuple):
    line: int
    lines: list[str]


def faults_of(text: str) -> list[Fault]:
    cues = list(_cues(text))
    return list(_faults(cues)) if cues else [Fault("empty", 1)]


def length_of(text: str) -> int:
    """Seconds until the last subtitle ends."""
    ends = [times[1] for cue in _cues(text) if len(cue.lines) > 1 and (times := _times(cue.lines[1]))]
    return max(ends, default=0) // 1000


def _cues(text: str) -> Iterator[_Cue]:
    start = 1
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], 1):
        if line.strip():
            start = number if not lines else start
            lines.append(line.strip())
        elif lines:
            yield _Cue(start, lines)
            lines = []


def _faults(cues: list[_Cue]) -> Iterator[Fault]:
    ended = 0
    for number, cue in enumerate(cues, 1):
        if cue.lines[0] != str(number):
            yield Fault("number", cue.line, str(number))
        times = _times(cue.lines[1]) if len(cue.lines) > 1 else None
        if times is None:
            yield Fault("time", cue.line + 1)
            continue
        if times[1] <= times[0]:
            yield Fault("backwards", cue.line + 1)
        elif times[0] < ended:
            yield Fault("overlap", cue.line + 1)
        ended = max(ended, times[1])
        yield from _text_faults(cue)


def _text_faults(cue: _Cue) -> Iterator[Fault]:
    lines = cue.lines[2:]
    if not lines:
        yield Fault("text", cue.line + 1)
    if len(lines) > MOST_LINES:
        yield Fault("lines", cue.line + 2, str(len(lines)))
    for place, line in enumerate(lines):
        width = sum(1 if ord(sign) > 0xFF else 0.5 for sign in line)
        if width > LONGEST_LINE:
            yield Fault("long", cue.line + 2 + place, str(round(width)))


def _times(line: str) -> tuple[int, int] | None:
    """Milliseconds of start and end."""
    found = _TIMES.fullmatch(line)
    if not found:
        return None
    parts = list(map(int, found.groups()))
    start, end = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (parts[:4], parts[4:]))
    return start, end
