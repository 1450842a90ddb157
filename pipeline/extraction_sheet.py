"""Workbooks: all sheets, hidden ones too, and what a workbook keeps beside its cells."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO

from pipeline.extraction_archive import Package
from pipeline.extraction_formula import (
    MOST_FORMULAS,
    Formula,
    Joined,
    Place,
    Unknown,
    adds_up,
    column_of,
    joins,
    wanted,
)
from pipeline.extraction_office import read_flow, read_other, say_scanned
from pipeline.extraction_parts import Gathering, Open, Rows, Unread
from pipeline.extraction_xml import elements, loose_text, telling, walk
from pipeline.personal_numbers import is_identity

_REFERENCE = re.compile(r"([A-Z]{1,3})\d+")
_ROW = re.compile(r"[1-9]\d{0,6}", re.ASCII)
_NUMBER = re.compile(r"(\d)\.?(\d*)[Ee]\+?(\d{1,2})")
_ON = frozenset({"1", "true", "on"})
_TEXTS = frozenset({"v", "t", "f", "formula", "formula1", "formula2"})
WIDEST = 512
"""Columns kept of a row; cells beyond move up to its end."""


Spot = tuple[int, int]
"""Row and column of a cell, counted from 1."""


class Sheet:
    """The rows of one sheet, told as they end, and its words outside cells; `used`: the shared strings in cells.

    `formulas` are those whose result is not kept, `values` what the cells show that are in `sought`.
    """

    def __init__(
        self,
        strings: list[str],
        used: set[int],
        tell: Callable[[list[str], int], None],
        sought: frozenset[Spot] = frozenset(),
    ) -> None:
        self.loose: list[str] = []
        self.shown: list[str] = []
        self.formulas: dict[Spot, Formula] = {}
        self.values: dict[Spot, str] = {}
        self._sought = sought
        self._shared: dict[str, tuple[str, Spot]] = {}
        self._formula: str | None = None
        self._share = ""
        self._kept = False
        self._row: list[str] = []
        self._number = self._line = 0
        self._row_hidden = False
        self._hidden: list[tuple[int, int]] = []
        self._seen: list[str] = []
        self._tell = tell
        self._strings, self._used = strings, used
        self._type = self._reference = ""
        self._text: list[str] | None = None
        self._value = ""

    def read(self, stream: BinaryIO) -> None:
        walk(stream, self._start, self._end, self._more)

    def _start(self, name: str, values: dict[str, str]) -> None:
        if name == "row":
            self._row, self._seen = [], []
            written = values.get("r", "")
            self._number = int(written) if _ROW.fullmatch(written) else 0
            self._line = self._number or self._line + 1
            self._row_hidden = values.get("hidden") in _ON
        elif name == "col" and values.get("hidden") in _ON:
            first, last = values.get("min", ""), values.get("max", "")
            if first.isdecimal() and last.isdecimal():
                self._hidden.append((int(first) - 1, int(last) - 1))
        elif name == "c":
            self._type, self._reference, self._value = values.get("t", "n"), values.get("r", ""), ""
            self._formula, self._share, self._kept = None, "", False
        elif name in _TEXTS or name.endswith(("Header", "Footer")):
            self._text = []
            self._share = values.get("si", "") if name == "f" and values.get("t") == "shared" else self._share
        else:
            self.loose.extend(telling(values))

    def _more(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, name: str) -> None:
        if self._text is not None:
            text, self._text = "".join(self._text), None
            if name in ("v", "t"):
                self._value += text
                self._kept = True
            elif name == "f":
                self._formula = text
            if name not in ("v", "t") and text:
                self.loose.append(text)
        if name == "c":
            self._put(self._shown())
        elif name == "row":
            self._tell(self._row, self._number)
            if not self._row_hidden:
                self.shown.append(" ".join(self._seen))

    def _shown(self) -> str:
        if self._type == "s" and self._value.isdecimal():
            number = int(self._value)
            self._used.add(number)
            return self._strings[number] if number < len(self._strings) else ""
        return number_text(self._value) if self._type == "n" else self._value

    def _put(self, text: str) -> None:
        found = _REFERENCE.fullmatch(self._reference)
        column = column_of(found[1]) - 1 if found else len(self._row)
        spot = (self._line, column + 1)
        if self._formula is not None:
            self._work_out(self._formula, spot)
        if spot in self._sought:
            self.values[spot] = text
        self._row.extend([""] * (min(column, WIDEST) - len(self._row)))
        self._row.append(text)
        if text and not any(first <= column <= last for first, last in self._hidden):
            self._seen.append(text)

    def _work_out(self, written: str, spot: Spot) -> None:
        """Remember a formula whose result is not kept; of one shared by many cells only the first has its text."""
        if written and self._share:
            self._shared[self._share] = (written, spot)
        text, origin = self._shared.get(self._share, ("", spot)) if not written else (written, spot)
        formula = Formula(text, spot[0] - origin[0], spot[1] - origin[1], self._kept)
        wrong = not self._kept or (self._type == "n" and joins(formula))
        if text and wrong and not adds_up(formula) and len(self.formulas) < MOST_FORMULAS:
            self.formulas[spot] = formula


def number_text(value: str) -> str:
    """A number as its digits. One of 18 digits that lost its last ones is given as `1.10105194912310000E+17`."""
    digits = value.removesuffix(".0")
    found = _NUMBER.fullmatch(digits)
    if found:
        size = int(found[3])
        if size > 17 or len(found[2]) > size:
            return value
        digits = found[1] + found[2].ljust(size, "0")
    if len(digits) == 18 and digits.isdecimal() and not is_identity(digits):
        return f"{digits[0]}.{digits[1:]}E+17"
    return digits


def read_workbook(package: Package, gathering: Gathering, open_file: Open) -> None:
    names = package.names
    strings = _strings(package.open(names["xl/sharedStrings.xml"])) if "xl/sharedStrings.xml" in names else []
    used: set[int] = set()
    sheets = _sheets(package)
    formulas: dict[str, dict[Spot, Formula]] = {}
    words, before = 0, gathering.pictures
    for name, info in names.items():
        if name in sheets or re.fullmatch(r"xl/(?:worksheets|dialogsheets|macrosheets)/[^/]+\.xml", name):
            rows = Rows(gathering, sheets.get(name, f"hidden-sheet:{name.rpartition('/')[2]}"))
            sheet = Sheet(strings, used, rows.add)
            sheet.read(package.open(info))
            rows.close()
            if sheets.get(name, "").startswith("sheet:"):
                gathering.show(sheet.shown)
            gathering.prose("other", sheet.loose)
            words += sum(map(len, sheet.shown))
            if sheet.formulas:
                formulas[name] = sheet.formulas
        else:
            _read_beside(package, name, gathering, open_file)
    left = (text for number, text in enumerate(strings) if number not in used)
    gathering.prose("leftover", left)
    if formulas:
        _work_out(package, formulas, sheets, strings, gathering)
    say_scanned(gathering, before, words)


def _work_out(
    package: Package,
    formulas: dict[str, dict[Spot, Formula]],
    sheets: dict[str, str],
    strings: list[str],
    gathering: Gathering,
) -> None:
    """What formulas join together that keep no result; those that do something else are said to be unread."""
    titles = {file: part.partition(":")[2].casefold() for file, part in sheets.items()}
    placed = {
        (titles.get(file, file), *spot): one for file, of_sheet in formulas.items() for spot, one in of_sheet.items()
    }
    sought = {place for place, one in placed.items() for place in _needed(one, place[0])}
    values: dict[Place, str] = {}
    for file, title in titles.items():
        spots = frozenset(place[1:] for place in sought if place[0] == title)
        if spots and file in package.names:
            sheet = Sheet(strings, set(), lambda row, number: None, spots)
            sheet.read(package.open(package.names[file]))
            values |= {(title, *spot): text for spot, text in sheet.values.items()}
    joined = Joined(placed, values)
    for file, of_sheet in formulas.items():
        part, unknown = sheets.get(file, f"hidden-sheet:{file.rpartition('/')[2]}"), 0
        rows = Rows(gathering, part)
        for row, column in sorted(of_sheet):
            try:
                rows.add([joined.at((titles.get(file, file), row, column))], row)
            except Unknown:
                unknown += not of_sheet[row, column].kept
        rows.close()
        if unknown:
            gathering.miss(Unread.FORMULA, part, unknown)


def _needed(formula: Formula, sheet: str) -> list[Place]:
    try:
        return list(wanted(formula, sheet))
    except Unknown:
        return []


def _read_beside(package: Package, name: str, gathering: Gathering, open_file: Open) -> None:
    info = package.names[name]
    if name == "xl/workbook.xml":
        gathering.prose("names", loose_text(package.open(info)))
    elif re.fullmatch(r"xl/(?:threadedComments/|comments|persons/).*\.xml", name):
        read_flowless(package.open(info), "comments", gathering)
    elif name.startswith("xl/pivotCache/") and name.endswith(".xml"):
        gathering.prose("pivot", loose_text(package.open(info)))
    elif name.startswith("xl/externalLinks/") and name.endswith(".xml"):
        gathering.prose("external", loose_text(package.open(info)))
    elif name.startswith("xl/drawings/") and name.endswith(".xml"):
        read_flow(package.open(info), "other", gathering)
    elif name not in ("xl/sharedStrings.xml", "xl/metadata.xml", "xl/calcChain.xml"):
        read_other(package, name, info, gathering, open_file)


def read_flowless(stream: BinaryIO, part: str, gathering: Gathering) -> None:
    """Comments: the runs of one text element belong together, and tell no paragraphs."""
    gathering.prose(part, _texts(stream, ("comment", "text", "threadedComment")))


def _strings(stream: BinaryIO) -> list[str]:
    return list(_texts(stream, ("si",)))


def _texts(stream: BinaryIO, holders: tuple[str, ...]) -> Iterator[str]:
    """The text within each holder, phonetic hints left out; in document order."""
    found: list[list[str]] = []
    silent = [0]

    def start(name: str, _: dict[str, str]) -> None:
        if name in holders:
            found.append([])
        silent[0] += name == "rPh"

    def end(name: str) -> None:
        silent[0] -= name == "rPh"

    def text(piece: str) -> None:
        if found and not silent[0]:
            found[-1].append(piece)

    walk(stream, start, end, text)
    return ("".join(pieces) for pieces in found)


def _sheets(package: Package) -> dict[str, str]:
    """File of each sheet -> its part: `sheet:name`, or `hidden-sheet:name` for hidden and very hidden ones."""
    names = package.names
    if "xl/_rels/workbook.xml.rels" not in names:
        return {}
    rows = elements(package.open(names["xl/_rels/workbook.xml.rels"]), ("Relationship",))
    files = {values.get("Id", ""): values.get("Target", "") for _, values in rows}
    found = {}
    for _, values in elements(package.open(names["xl/workbook.xml"]), ("sheet",)):
        target = files.get(values.get("id", ""), "")
        file = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        kind = "sheet" if values.get("state", "visible") == "visible" else "hidden-sheet"
        found[file] = f"{kind}:{values.get('name', '')}"
    return found
