"""What must not stand in the ledger of requests: a person's name, number or telephone; found before a row is read."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import NamedTuple

from pipeline.personal_data import Passage
from pipeline.personal_tables import is_name, traces_of
from pipeline.personal_words import WORDS, DataKind
from pipeline.statements.rows import Cell, Line
from pipeline.statements.wording import IDENTITY, NUMBER_KIND, PERSON, PERSONAL_HEADING, PLAIN_HEADING, TELEPHONE

LIKENESS = 0.75
"""How like (difflib's ratio) a value must be to a known word to be shown as it is written."""
_TELEPHONE = re.compile(
    r"(?<![\d-])(?:0\d{2,3}[- ]?[2-9]\d{6,7}|\d{3,4}-[2-9]\d{6,7}|(?:0086[- ]?)?1[3-9]\d[-. ]?\d{4}[-. ]?\d{4})"
    r"(?:-\d{1,6}(?![\d-])|(?![\d-]))|[(\uff08]0\d{2,3}[)\uff09][- ]?[2-9]\d{6,7}"
)
_IDENTITY = re.compile(
    r"(?<!\d)(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}(?:(?:18|19|20)\d{2}|\d{2})"
    r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?:[\dXx]|(?!\d))"
)
"""An identity number of eighteen or, in the old form, fifteen digits, with a slip in its check digit too: no number of
a register begins with the code of a province and goes on with a day of birth.
"""


class Trace(NamedTuple):
    """Personal data at a line and column; `masked` may be printed."""

    line: int
    column: int
    what: str
    masked: str


def masked(value: str) -> str:
    return value[:1] + "*" * min(len(value) - 1, 12)


def told(value: str, known: Iterable[str]) -> str:
    """A value for a message: as written where it is nearly a known word, else masked, for it may be anything."""
    return value if _nearly(value, known) else masked(value)


def _nearly(value: str, known: Iterable[str]) -> bool:
    """A slip of the pen and no more: a name of two or three characters is near to nothing."""
    return bool(get_close_matches(value, list(known), n=1, cutoff=LIKENESS))


def heading_told(title: str, known: Iterable[str]) -> str:
    return title if PLAIN_HEADING.search(title) else told(title, known)


def personal_headings(head: Sequence[Cell], known: Iterable[str]) -> list[Cell]:
    """Headings that announce a person; a ledger with one is refused, whatever stands below."""
    labels = set(known)
    return [cell for cell in head if cell.text not in labels and PERSONAL_HEADING.search(cell.text)]


def traces(lines: Sequence[Line]) -> list[Trace]:
    """Numbers of persons and telephones, wherever they stand."""
    rows = [[cell.text for cell in line.cells] for line in lines]
    found = [*_numbers(lines, rows), *_shapes(lines)]
    seen: dict[tuple[int, int], Trace] = {}
    for trace in found:
        seen.setdefault((trace.line, trace.column), trace)
    return sorted(seen.values())


def _numbers(lines: Sequence[Line], rows: Sequence[Sequence[str]]) -> Iterator[Trace]:
    for trace in traces_of(Passage("", rows, table=True)):
        line = lines[trace.row - 1]
        column = next((cell.column for cell in line.cells if trace.value in cell.text), 1)
        yield Trace(line.number, column, _what(trace.kind), trace.masked)


def _what(kind: DataKind) -> str:
    """Without its measure word."""
    return WORDS[kind].name[1:] if kind in WORDS else NUMBER_KIND


def _shapes(lines: Sequence[Line]) -> Iterator[Trace]:
    """What looks like an identity number or a telephone in a register, however it would be judged in a text."""
    for line in lines:
        for cell in line.cells:
            text = unicodedata.normalize("NFKC", cell.text)
            what = IDENTITY if _IDENTITY.search(text) else TELEPHONE if _TELEPHONE.search(text) else ""
            if what:
                yield Trace(line.number, cell.column, what, masked(cell.text))


def name_in(cell: Cell, line: int, known: Iterable[str]) -> Trace | None:
    """A person's name in a column of fixed words, as when the columns of a register were mixed up."""
    labels = list(known)
    if cell.text in labels or _nearly(cell.text, labels) or not is_name(cell.text):
        return None
    return Trace(line, cell.column, PERSON, masked(cell.text))
