"""Formulas of a workbook that put a text together: what they give where the file does not keep it.

A spreadsheet shows the joined text as soon as it is opened, so a number in pieces is no less published. Only joining is
worked out; what else a formula does is said to be unread when its result is not kept.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""
MOST_FORMULAS, MOST_CELLS, DEEPEST = 20_000, 2_000, 50
"""Looked at in one workbook, in one range, and one behind the other."""
_TOKEN = re.compile(
    r"""\s*(?:(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?|TRUE|FALSE)(?![\w$!(])
    |(?P<ref>(?:(?:'(?:[^']|'')+'|[^\s'"!&(),:;+\-*/^=<>{}\[\]]+)!)?\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?)(?![\w(.])
    |(?P<name>[A-Za-z_][\w.]*)\s*\(|(?P<sign>[&(),;]))""",
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})")
_SUMS = re.compile(
    r"(?:(?:_xlfn\.)?(?:SUM|SUMIFS?|SUMPRODUCT|SUBTOTAL|COUNT|COUNTA|COUNTIFS?|COUNTBLANK|AVERAGE|AVERAGEIFS?|MAX|MIN"
    r"|ROUND|ROUNDUP|ROUNDDOWN|INT|ABS|RANK(?:\.EQ)?|PRODUCT|ROW|ROWS|COLUMN)(?=\()|'[^']*'!|[^\s'\"!&(),]+!"
    r"|\$?[A-Z]{1,3}\$?\d{1,7}|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|[\d.\s()+\-*/^,:;<>=%]|\"[<>=]*[\d.]*\")+",
    re.IGNORECASE,
)
"""What adds and counts gives amounts."""

_TEXTUAL = re.compile(
    r"\s*=?\s*(?:_xlfn\.)?(?:CONCAT|CONCATENATE|TEXTJOIN|TEXT|LEFT|RIGHT|MID|REPLACE|SUBSTITUTE)\s*\(", re.I
)

Place = tuple[str, int, int]
"""Title of the sheet, folded, then row and column, counted from 1."""


class Unknown(Exception):
    """The formula does something that is not worked out here."""


class Formula(NamedTuple):
    """As written, and how far its relative references are moved, for one that is shared by many cells; `kept`: a
    number stands beside it, which programs that do not calculate write for everything.
    """

    text: str
    rows: int = 0
    columns: int = 0
    kept: bool = False


def adds_up(formula: Formula) -> bool:
    """Whether a formula only gives an amount."""
    return _SUMS.fullmatch(formula.text.lstrip("=")) is not None


def joins(formula: Formula) -> bool:
    """Whether it gives a text, as far as can be told, so that a number kept for it is no result."""
    return "&" in formula.text or _TEXTUAL.match(formula.text) is not None


class _Token(NamedTuple):
    kind: str
    text: str


def _tokens(text: str) -> list[_Token]:
    found, at, whole = [], 0, text.strip().lstrip("=")
    while at < len(whole):
        token = _TOKEN.match(whole, at)
        if token is None:
            raise Unknown
        found.append(_Token(token.lastgroup or "", token[token.lastgroup or 0]))
        at = token.end()
        if not whole[at:].strip():
            break
    return found


def cells_of(reference: str, formula: Formula, sheet: str) -> list[Place]:
    """The cells that a reference means, in order of rows; none beyond what is looked at."""
    name, _, cells = reference.rpartition("!")
    if name:
        sheet = (name[1:-1].replace("''", "'") if name.startswith("'") else name).casefold()
    first, _, last = cells.partition(":")
    (top, left), (bottom, right) = (_place(cell, formula) for cell in (first, last or first))
    if (bottom - top + 1) * (right - left + 1) > MOST_CELLS or min(top, left) < 1:
        raise Unknown
    return [(sheet, row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]


def _place(cell: str, formula: Formula) -> tuple[int, int]:
    found = _CELL.fullmatch(cell)
    if found is None:
        raise Unknown
    column = column_of(found[2].upper()) + (0 if found[1] else formula.columns)
    return int(found[4]) + (0 if found[3] else formula.rows), column


def column_of(letters: str) -> int:
    """The number of a column, counted from 1."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def wanted(formula: Formula, sheet: str) -> Iterator[Place]:
    """The cells that working it out needs."""
    for token in _tokens(formula.text):
        if token.kind == "ref":
            yield from cells_of(token.text, formula, sheet)


class Joined:
    """Works formulas out: `formulas` by place where no result is kept, `values` what other cells show."""

    def __init__(self, formulas: Mapping[Place, Formula], values: Mapping[Place, str]) -> None:
        self.formulas, self.values = formulas, values
        self._known: dict[Place, str | None] = {}
        self._depth = 0

    def at(self, place: Place) -> str:
        """Raises Unknown."""
        if place not in self.formulas:
            return self.values.get(place, "")
        if place not in self._known:
            if self._depth >= DEEPEST:
                raise Unknown
            self._known[place] = None  # what fails once, or needs itself, fails again
            self._depth += 1
            try:
                self._known[place] = self._worked_out(self.formulas[place], place[0])
            finally:
                self._depth -= 1
        text = self._known[place]
        if text is None:
            raise Unknown
        return text

    def _worked_out(self, formula: Formula, sheet: str) -> str:
        reading = _Reading(_tokens(formula.text), lambda name: [self.at(one) for one in cells_of(name, formula, sheet)])
        texts = reading.joined()
        if reading.rest or len(texts) != 1 or len(texts[0]) > LONGEST_CELL:
            raise Unknown
        return texts[0]


class _Reading:
    """Reads the tokens from left to right; a range is many texts, everything else one."""

    def __init__(self, tokens: list[_Token], look: Callable[[str], list[str]]) -> None:
        self.rest, self._look = tokens[::-1], look

    def joined(self) -> list[str]:
        texts = self._one()
        while self._next("&"):
            after = self._one()
            if len(texts) != 1 or len(after) != 1:
                raise Unknown
            texts = [texts[0] + after[0]]
        return texts

    def _next(self, sign: str) -> bool:
        if self.rest and self.rest[-1] == _Token("sign", sign):
            self.rest.pop()
            return True
        return False

    def _one(self) -> list[str]:
        if not self.rest:
            raise Unknown
        token = self.rest.pop()
        if token.kind == "text":
            return [token.text[1:-1].replace('""', '"')]
        if token.kind == "number":
            return [token.text]
        if token.kind == "ref":
            return self._look(token.text)
        if token.kind == "name":
            return [_called(token.text.upper().removeprefix("_XLFN."), self._arguments())]
        if token.text == "(":
            texts = self.joined()
            if self._next(")"):
                return texts
        raise Unknown

    def _arguments(self) -> list[list[str]]:
        found: list[list[str]] = []
        while not self._next(")"):
            if found and not (self._next(",") or self._next(";")):
                raise Unknown
            found.append(self.joined() if self.rest and self.rest[-1].text not in (",", ";") else [""])
        return found


def _called(name: str, given: list[list[str]]) -> str:
    flat = [text for texts in given for text in texts]
    if name in ("CONCATENATE", "CONCAT"):
        return "".join(flat)
    if name == "TEXTJOIN" and len(given) > 2:
        return given[0][0].join(text for texts in given[2:] for text in texts if text)
    if name in ("T", "TRIM", "CLEAN", "UPPER", "LOWER", "PHONETIC", "ASC", "N", "VALUE", "IFERROR") and flat:
        return flat[0].strip()
    if name == "TEXT" and len(flat) == 2 and not flat[1].strip("0#@"):
        return flat[0].zfill(flat[1].count("0"))
    if name in ("LEFT", "RIGHT") and flat:
        size = _size(flat[1]) if len(flat) > 1 else 1
        return flat[0][:size] if name == "LEFT" else flat[0][max(0, len(flat[0]) - size) :]
    if name == "MID" and len(flat) == 3:
        start = _size(flat[1]) - 1
        return flat[0][start : start + _size(flat[2])]
    if name == "REPLACE" and len(flat) == 4:
        start = _size(flat[1]) - 1
        return flat[0][:start] + flat[3] + flat[0][start + _size(flat[2]) :]
    if name == "SUBSTITUTE" and len(flat) == 3 and flat[1]:
        return flat[0].replace(flat[1], flat[2])
    raise Unknown


def _size(text: str) -> int:
    if not text.isdecimal() or len(text) > 4:
        raise Unknown
    return int(text)
