"""Personal data in tables: what a heading announces, with rows of people below it; and numbers split over cells."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline import personal_words as words
from pipeline.personal_data import Passage, Trace, traces_in
from pipeline.personal_numbers import is_identity, mask, plain_digits
from pipeline.personal_words import DataKind
from pipeline.standards import wrong_check_digit

HEADING_ROWS = 6
"""A heading row is looked for in so many rows from the top, below a title and notes."""
LONGEST_HEADING = 16
SPLIT_CELLS = 15
"""So many cells of one digit each, side by side, are one number."""
SPLIT_PARTS, LONGEST_PIECE = 6, 20
"""Up to so many cells side by side may be one number; characters of each, spaces around it among them."""
_MASKED = re.compile(r"[*\u2217\uff0a\u25cf\u25cb\u25a0\u25a1#?\uff1f]|[xX\u00d7]{2}|\.{3}|\u2026")
_IDENTITY_LIKE = re.compile(r"\d{15}|\d{17}[\dXx]", re.ASCII)
_NUMBERED = re.compile(r"\d{8}|@|\d[\d -]{10}|[A-Za-z]\d{7}|[Ee]\+1")
_NUMBERS = frozenset(
    {DataKind.IDENTITY, DataKind.OLD_IDENTITY, DataKind.LOST_IDENTITY, DataKind.BANK_CARD, DataKind.LIKELY_CARD}
)
"""Told by their form, so that the heading above them need not be believed."""
_SPACES = re.compile(r"\s+")

Row = Sequence[str]


class Heading(NamedTuple):
    """The heading row found: its place, its cells without noise, and what each announces."""

    row: int
    names: tuple[str, ...]
    kinds: tuple[DataKind | None, ...]

    def column(self, kind: DataKind) -> int:
        return self.kinds.index(kind) if kind in self.kinds else -1


def traces_of(passage: Passage, about: str = "") -> list[Trace]:
    """All personal data of a passage. `about` is the title of what it belongs to: it may say whom a list is of."""
    if not passage.table:
        return traces_in("\n".join(map("\t".join, passage.rows)))
    rows = [_joined(row) for row in passage.rows]
    heading = _heading(rows)
    if heading is None:
        return [*traces_in(_as_text(rows)), *_in_pieces(rows)]
    people = heading.column(DataKind.NAME_COLUMN) >= 0
    announced = heading.column(DataKind.IDENTITY_COLUMN) >= 0
    found = [
        trace._replace(listed=trace.row > heading.row and (people or trace.kind is DataKind.MOBILE))
        for trace in traces_in(_headed_text(rows, heading))
        if not (announced and _is_mistyped(trace))
    ]
    found += _in_pieces(rows)
    return [*found, *_announced(rows, heading, about, {trace.row for trace in found if trace.kind in _NUMBERS})]


def _is_mistyped(trace: Trace) -> bool:
    """What a column of identity numbers tells as such, whether its check digit is right or not."""
    return trace.kind is DataKind.DOUBTFUL_IDENTITY and len(trace.value) == 18 and not is_identity(trace.value)


def _joined(row: Row) -> list[str]:
    """The row with digits that were written one a cell put together, and line ends within cells taken for spaces."""
    cells = [_SPACES.sub(" ", cell).strip() if "\n" in cell or "\t" in cell else cell for cell in row]
    if sum(len(cell) == 1 for cell in cells) < SPLIT_CELLS:
        return cells
    joined: list[str] = []
    digits = ""
    for cell in [*cells, "."]:
        if len(cell) == 1 and (cell.isdigit() or (cell in "xX" and len(digits) == 17)):
            digits += cell
        elif cell:
            joined.extend(([digits] if len(digits) >= SPLIT_CELLS else list(digits)) if digits else ())
            joined.append(cell)
            digits = ""
    return joined[:-1]


def _in_pieces(rows: Sequence[Row]) -> Iterator[Trace]:
    """Region, day and serial of an identity number in cells side by side. Those of a case may look the same, so that
    somebody must look at it, unless the table speaks of identity numbers.
    """
    said = any(words.SAYS_IDENTITY.search(cell) for row in rows[:HEADING_ROWS] for cell in row)
    for number, row in enumerate(rows, 1):
        for whole in _pieced(row):
            sure = said or any(map(words.SAYS_IDENTITY.search, row))
            kind = DataKind.IDENTITY if sure else DataKind.DOUBTFUL_IDENTITY
            yield Trace(kind, number, mask(kind, whole), whole)


def _pieced(row: Row) -> Iterator[str]:
    for start, first in enumerate(row[:-1]):
        if not first[:2].isdigit() or len(first) > LONGEST_PIECE:
            continue
        whole = plain_digits(first).strip()
        for cell in row[start + 1 : start + SPLIT_PARTS]:
            whole += plain_digits(cell).strip().upper() if len(cell) <= LONGEST_PIECE else "-"
            if len(whole) >= 18 or not whole.isdigit():
                break
        if len(whole) == 18 and is_identity(whole):
            yield whole


def _as_text(rows: Sequence[Row]) -> str:
    """Cells and rows as lines; a number does not go on in the next cell or row."""
    return "\t\n".join("\t".join(row) for row in rows)


def _headed_text(rows: Sequence[Row], heading: Heading) -> str:
    """As `_as_text`, with its heading before each cell that holds a number: it tells what the number is."""
    lines = ["\t".join(row) for row in rows[: heading.row]]
    for row in rows[heading.row :]:
        lines.append(
            "\t".join(
                f"{heading.names[n]}:{cell}" if n < len(heading.names) and _NUMBERED.search(cell) else cell
                for n, cell in enumerate(row)
            )
        )
    return "\t\n".join(lines)


def _heading(rows: Sequence[Row]) -> Heading | None:
    """The first row near the top with two headings or more, one of them telling; `row` counts from 1."""
    for number, row in enumerate(rows[:HEADING_ROWS], 1):
        names = tuple(words.HEADING_NOISE.sub("", cell) for cell in row)
        told = [_announces(name) for name in names]
        if sum(bool(name) for name in names) >= 2 and any(told) and not any(map(_IDENTITY_LIKE.search, names)):
            return Heading(number, names, tuple(kind for _, kind in (found or (0, None) for found in told)))
    return None


def _announces(name: str) -> tuple[int, DataKind | None] | None:
    if not name or len(name) > LONGEST_HEADING:
        return None
    return next(((1, kind) for kind, pattern in words.HEADINGS if pattern.fullmatch(name)), None)


# what a heading announces -------------------------------------------------------------------------------------------


def _announced(rows: Sequence[Row], heading: Heading, about: str, found: set[int]) -> Iterator[Trace]:
    """Values below telling headings that their own form does not give away."""
    names = heading.column(DataKind.NAME_COLUMN)
    relief = words.RELIEF_LIST.search(about + "".join(map("".join, rows[: heading.row - 1])))
    for number, row in enumerate(rows[heading.row :], heading.row + 1):
        named = 0 <= names < len(row) and is_name(row[names])
        if named and relief:
            yield Trace(DataKind.NAME_COLUMN, number, f"{row[names].strip()[:1]}*", row[names], True)
        for column, kind in enumerate(heading.kinds[: len(row)]):
            value = row[column].strip()
            if kind is None or not value or not _tells(kind, value, named, number in found):
                continue
            yield Trace(kind, number, _shown(kind, value), value, True)


def is_name(cell: str) -> bool:
    """Whether a cell holds a person's whole name."""
    name = _SPACES.sub("", cell)
    return bool(words.NAME.fullmatch(name)) and not words.NOT_A_NAME.fullmatch(name)


def _tells(kind: DataKind, value: str, named: bool, found: bool) -> bool:
    """Whether a value below such a heading is readable personal data. `named`: the row has a whole name."""
    if _MASKED.search(value) or kind is DataKind.NAME_COLUMN:
        return False
    if kind is DataKind.IDENTITY_COLUMN:
        return not found and _is_unmasked_number(value)
    if not named or value in words.NOTHING:
        return False
    if kind is DataKind.ACCOUNT_COLUMN:
        return not found and sum(character.isdigit() for character in value) >= 12
    if kind is DataKind.HOME_COLUMN:
        return bool(words.HOUSE_NUMBER.search(value))
    return True


def _is_unmasked_number(value: str) -> bool:
    digits = plain_digits("".join(character for character in value if character.isalnum())).upper() if value else ""
    if not _IDENTITY_LIKE.fullmatch(digits) or is_identity(digits):
        return False
    return len(digits) != 18 or "X" in digits[:17] or bool(wrong_check_digit(digits))


def _shown(kind: DataKind, value: str) -> str:
    if kind in (DataKind.IDENTITY_COLUMN, DataKind.ACCOUNT_COLUMN, DataKind.VEHICLE_COLUMN):
        return mask(kind, value)[:18]
    return value[:1] + "**"
