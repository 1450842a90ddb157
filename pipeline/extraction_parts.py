"""What extraction gathers from one file: personal data by part, what could not be read, what is active in it, and the
words that everybody sees who opens it.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import BinaryIO, NamedTuple

from pipeline.personal_data import Passage, Trace, traces_in
from pipeline.personal_tables import HEADING_ROWS, traces_of
from pipeline.personal_words import DataKind

STEP = "\x1f"
"""Between the steps of a part: member of an archive, then sheet."""
MOST_SAMPLES, MOST_DIGESTS, MOST_NOTES, MOST_TALLIES = 3, 64, 40, 400
MOST_TEXT = 200_000
"""Characters kept of what a file shows."""
CHUNK = 4000
"""Rows of a table looked at together."""
_DIGIT = re.compile(r"\d")
GUARDED = 2 * 1024**3
"""Bytes that all packages of one file may unfold to."""


class Unread(StrEnum):
    """Why something was not looked at."""

    ENCRYPTED = "encrypted"
    SCANNED = "scanned"
    GARBLED = "garbled"
    OLD_FORMAT = "old-format"
    DAMAGED = "damaged"
    MISMATCH = "mismatch"
    UNKNOWN = "unknown"
    ARCHIVE = "archive"
    EMBEDDED = "embedded"
    TOO_LARGE = "too-large"
    BOMB = "bomb"
    OVERLAP = "overlap"
    DOCTYPE = "doctype"
    NESTED = "nested"
    MEMORY = "memory"
    TIME = "time"
    CRASH = "crash"
    MISSING = "missing"
    FORMULA = "formula"


class Active(StrEnum):
    """What does something by itself when the file is opened."""

    MACRO = "macro"
    SCRIPT = "script"
    CONTROL = "control"
    PROGRAM = "program"
    TEMPLATE = "template"
    POSITION = "position"
    ESCAPE = "escape"


class Refused(Exception):
    """Reading stops at what a file must not hold. `reason` is why."""

    def __init__(self, reason: Unread) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Tally(NamedTuple):
    """Finds of one kind in one part: `number` of different values, where first, some masked, digests of the first."""

    kind: DataKind
    part: str
    number: int
    row: int
    samples: tuple[str, ...]
    digests: tuple[str, ...]
    listed: bool


class Note(NamedTuple):
    """A reason or an activity, where, and a number that belongs to it, such as of scanned pages."""

    code: str
    part: str
    number: int = 0


class Extract(NamedTuple):
    """All that reading one file told. `unread` are codes of Unread, `active` of Active; `pictures` were not read;
    `text` is what one sees on opening it, a line a paragraph, row or line, and nothing that is hidden in it.
    """

    tallies: tuple[Tally, ...] = ()
    unread: tuple[Note, ...] = ()
    active: tuple[Note, ...] = ()
    pictures: int = 0
    text: str = ""


def digest_of(value: str) -> str:
    """Enough to know a value again, and to count different ones, without keeping it."""
    return hashlib.blake2b(value.encode(), digest_size=8, person=b"gongkai-extract").hexdigest()


@lru_cache(maxsize=256)
def printable(part: str) -> str:
    """A part without the digits of its names, when one of them tells of a person."""
    return _DIGIT.sub("*", part) if _DIGIT.search(part) and traces_in(part.replace(STEP, "\n\n")) else part


class Gathering:
    """Collects while a file is read. Nested files are gathered into the same, with a longer `prefix`.

    `first` is the first value of each kind as it stands, for who must show its place; it leaves no process.
    """

    def __init__(self, about: str = "") -> None:
        self.about = about
        self.prefix = ""
        self.first: dict[DataKind, str] = {}
        self.depth = 0
        self.left = GUARDED
        self.pictures = 0
        self.unread: list[Note] = []
        self.active: list[Note] = []
        self._shown: list[str] = []
        self._room = MOST_TEXT
        self._tallies: dict[tuple[DataKind, str], tuple[int, bool, set[str], list[str], dict[str, None]]] = {}

    def prose(self, part: str, lines: Iterable[str]) -> None:
        self.keep(part, traces_of(Passage(part, [(line,) for line in lines])))

    def table(self, part: str, rows: Iterable[Sequence[str]]) -> None:
        taken = Rows(self, part)
        for row in rows:
            taken.add(row)
        taken.close()

    def show(self, lines: Iterable[str]) -> None:
        """Take lines that everybody sees who opens the file; of files within it nobody does."""
        if self.prefix or self._room <= 0:
            return
        for line in lines:
            text = " ".join(line.split())[: self._room]
            if text:
                self._shown.append(text)
                self._room -= len(text) + 1
            if self._room <= 0:
                return

    def keep(self, part: str, traces: Iterable[Trace]) -> None:
        place = printable(self.prefix + part)
        for trace in traces:
            key = (trace.kind, place)
            if key not in self._tallies and len(self._tallies) >= MOST_TALLIES:
                key = (trace.kind, "")
            first, listed, seen, samples, digests = self._tallies.get(key, (trace.row, False, set(), [], {}))
            self.first.setdefault(trace.kind, trace.value)
            row = str(trace.row) if trace.kind.endswith("-column") else ""
            digest = digest_of(row + trace.value)
            if digest not in seen:
                seen.add(digest)
                if len(samples) < MOST_SAMPLES:
                    samples.append(trace.masked)
                if len(digests) < MOST_DIGESTS:
                    digests[digest] = None
            self._tallies[key] = (first, listed or trace.listed, seen, samples, digests)

    def miss(self, reason: Unread, part: str = "", number: int = 0) -> None:
        note = Note(reason.value, printable(self.prefix + part), number)
        if len(self.unread) < MOST_NOTES and note not in self.unread:
            self.unread.append(note)

    def warn(self, what: Active, part: str = "") -> None:
        note = Note(what.value, printable(self.prefix + part))
        if len(self.active) < MOST_NOTES and note not in self.active:
            self.active.append(note)

    def extract(self) -> Extract:
        tallies = (
            Tally(kind, part, len(seen), first, tuple(samples), tuple(digests), listed)
            for (kind, part), (first, listed, seen, samples, digests) in self._tallies.items()
        )
        text = "\n".join(self._shown)
        return Extract(tuple(tallies), tuple(self.unread), tuple(self.active), self.pictures, text)


class Rows:
    """Takes the rows of a table one by one; they are looked at by chunks, the first rows again before each."""

    def __init__(self, gathering: Gathering, part: str) -> None:
        self._gathering, self._part = gathering, part
        self._head: list[Sequence[str]] = []
        self._chunk: list[Sequence[str]] = []
        self._numbers: list[int] = []
        self._last = 0

    def add(self, row: Sequence[str], number: int = 0) -> None:
        """`number`: that the row bears, where rows without anything are left out."""
        self._last = number or self._last + 1
        self._chunk.append(row)
        self._numbers.append(self._last)
        if len(self._chunk) == CHUNK:
            self.close()

    def close(self) -> None:
        """Look at what was taken since the last time."""
        above, rows = len(self._head), [*self._head, *self._chunk]
        if self._chunk:
            traces = traces_of(Passage(self._part, rows, table=True), self._gathering.about)
            numbers = self._numbers
            own = [trace._replace(row=numbers[trace.row - above - 1]) for trace in traces if trace.row > above]
            self._gathering.keep(self._part, own)
        self._head, self._chunk, self._numbers = self._head or self._chunk[:HEADING_ROWS], [], []


Open = Callable[[BinaryIO, str, Gathering], None]
"""Reads one file, by its content: the stream, its suffix, where to gather."""
