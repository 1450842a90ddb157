"""content/requests/<year>.csv: the requests for information of one year, without persons, read row by row.

A file that names persons is refused whole (Personal Information Protection Law art. 28, 51); nothing is half taken.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.finding import Finding, Location, Severity
from pipeline.kind import DAY, field_labels
from pipeline.kinds.annual_report import APPLICANTS, DETAILS, ROW_NAMES, Applications
from pipeline.phrases import OTHER_SIGNS, listing, near
from pipeline.source import Source, read_file, read_text_source
from pipeline.statements.privacy import Trace, heading_told, name_in, personal_headings, told, traces
from pipeline.statements.rows import LONGEST_LINE, Cell, Line, lines_of
from pipeline.statements.wording import LEDGER, LEDGER_FAULTS, MORE_FINDS
from pipeline.troubles import reason

FOLDER = "requests"
_YEAR = re.compile(r"(?:19|20)\d{2}", re.ASCII)
_NUMBER = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,19})", re.ASCII)
_NOTED = re.compile(r"^(?:\uff08[\u4e00-\u9fff]+\uff09|\d[.\uff0e])|\uff08[^\uff09]*\uff09$")
TYPES = APPLICANTS[:-1]
_LABELS = {column.label: name for name, column in LEDGER.items()}
DATES = tuple(name for name in LEDGER if name.endswith("_on"))
_PAIRS = (
    ("completed_on", "asked_on"),
    ("heard_on", "consulted_on"),
    ("decided_on", "outcome"),
    ("outcome", "decided_on"),
)
"""Who has the first must have the second."""
_ORDER = (
    *((later, "received_on") for later in DATES[1:]),
    ("completed_on", "asked_on"),
    ("heard_on", "consulted_on"),
    *(("decided_on", earlier) for earlier in DATES[1:-1]),
)
"""(later, earlier): days that must not stand the other way round."""


class Request(NamedTuple):
    """One request. `applicant` counts the columns of table 3; `outcome` is a field of `Applications`, "" while open."""

    place: Location
    number: str
    authority: str
    applicant: int
    outcome: str
    received_on: date
    asked_on: date | None = None
    completed_on: date | None = None
    consulted_on: date | None = None
    heard_on: date | None = None
    extended_on: date | None = None
    decided_on: date | None = None


class Ledger(NamedTuple):
    """One file; `sound`: every row of it was taken, so that it may be counted."""

    year: int
    place: Location
    requests: tuple[Request, ...]
    sound: bool


@dataclass(slots=True)
class Ledgers:
    """All years, the oldest first; `findings`: what could not be taken."""

    years: list[Ledger] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return all(ledger.sound for ledger in self.years)

    def requests(self) -> Iterator[Request]:
        for ledger in self.years:
            yield from ledger.requests


def outcome_names() -> dict[str, str]:
    """How an outcome may be written -> its field: as in a header, as printed, with the official number or without."""
    names = {label: name for label, name in field_labels(Applications).items() if name in DETAILS}
    for name in DETAILS:
        printed = ROW_NAMES[name].rpartition("\uff0f")[2]
        names |= {ROW_NAMES[name]: name, printed: name, _NOTED.sub("", _NOTED.sub("", printed)): name}
    return names


OUTCOMES = outcome_names()


def read_ledgers(content: Path, authorities: Collection[str], as_of: date, today: date | None = None) -> Ledgers:
    """Every file below content/requests/, as it stood on the day `as_of`: what came later is not told, and wrong only
    if it is later than `today` too. Never raises for bad content.
    """
    found = Ledgers()
    today = max(as_of, today or as_of)
    folder = content / FOLDER
    for path in sorted(folder.glob("*.csv")) if not folder.is_symlink() else ():
        reader = _Reader(Source(f"{content.name}/{FOLDER}/{path.name}"), authorities, today)
        ledger = reader.read(path)
        if ledger:
            found.years.append(ledger)
        found.findings.extend(reader.source.findings)
    _across(found)
    if as_of < today:
        found.years = [one._replace(requests=tuple(_until(one.requests, as_of))) for one in found.years]
    return found


def _until(requests: Iterable[Request], day: date) -> Iterator[Request]:
    """The requests that had come by a day, with what had become of them."""
    for request in requests:
        if request.received_on <= day:
            told: dict[str, Any] = {name: None for name in DATES if (getattr(request, name) or day) > day}
            yield request._replace(**told, outcome="" if "decided_on" in told else request.outcome)


class _Reader:
    """Reads one file; what is wrong goes to the findings of its source."""

    def __init__(self, source: Source, authorities: Collection[str], today: date) -> None:
        self.source, self.authorities, self.today = source, authorities, today

    def fault(self, code: str, line: int = 1, column: int = 1, **facts: object) -> None:
        self.source.findings.append(_finding(code, Location(self.source.path, line, column), **facts))

    def read(self, path: Path) -> Ledger | None:
        if not _YEAR.fullmatch(path.stem):
            self.fault("name", name=told(path.name, ("2026.csv",)))
            return None
        place = Location(self.source.path, 1, 1)
        try:
            raw, _ = read_file(path)
        except OSError as error:
            self.fault("unreadable", reason=reason(error))
            return Ledger(int(path.stem), place, (), False)
        self.source, text = read_text_source(self.source.path, raw)
        requests = self._requests(list(lines_of(text))) if text is not None else []
        return Ledger(int(path.stem), place, tuple(requests), not self.source.findings)

    def _requests(self, lines: Sequence[Line]) -> list[Request]:
        if len(lines) < 2:
            self.fault("blank")
        if not lines or self._is_personal(lines):
            return []
        head = self._head(lines[0])
        taken = [request for line in lines[1:] if head and (request := self._request(line, head))]
        if any(finding.check == "requests-personal" for finding in self.source.findings):
            return []
        return taken

    def _is_personal(self, lines: Sequence[Line]) -> bool:
        columns = personal_headings(lines[0].cells, _LABELS)
        for cell in columns:
            self.fault("personal-column", lines[0].number, cell.column, title=heading_told(cell.text, _LABELS))
        found = traces([line for line in lines if line.cells])
        for trace in found[:MORE_FINDS]:
            self._tell(trace)
        if len(found) > MORE_FINDS:
            self.fault("personal-more", found[MORE_FINDS].line, count=len(found) - MORE_FINDS)
        return bool(columns or found)

    def _tell(self, trace: Trace) -> None:
        self.fault("personal", trace.line, trace.column, what=trace.what, masked=trace.masked)

    def _head(self, line: Line) -> list[str]:
        """Identifiers of the columns; nothing when the file cannot be read by them."""
        if line.fault:
            self.fault(line.fault[0], line.number, line.fault[1], limit=LONGEST_LINE)
            return []
        parted = next((sign for sign in OTHER_SIGNS if len(line.cells) == 1 and sign in line.cells[0].text), "")
        if parted:
            self.fault("separator", line.number, sign=OTHER_SIGNS[parted])
            return []
        if not any(cell.text in _LABELS for cell in line.cells):
            self.fault("headless", line.number, known=",".join(_LABELS))
            return []
        head: list[str] = []
        for cell in line.cells:
            name = _LABELS.get(cell.text, "")
            if not name:
                title, known = heading_told(cell.text, _LABELS), ",".join(_LABELS)
                self.fault(
                    "unknown-column", line.number, cell.column, title=title, near=near(title, _LABELS), known=known
                )
            elif name in head:
                self.fault("same-column", line.number, cell.column, title=cell.text)
            head.append(name)
        lacking = [column.label for name, column in LEDGER.items() if column.needed and name not in head]
        for label in lacking:
            self.fault("missing-column", line.number, title=label, known=",".join(_LABELS))
        return [] if lacking or len(set(head)) != len(head) else head

    def _request(self, line: Line, head: Sequence[str]) -> Request | None:
        before = len(self.source.findings)
        if line.fault:
            self.fault(line.fault[0], line.number, line.fault[1], limit=LONGEST_LINE)
        elif len(line.cells) != len(head):
            self.fault("width", line.number, width=len(line.cells), expected=len(head))
        else:
            cells = {name: cell for name, cell in zip(head, line.cells, strict=True) if name}
            values = {name: self._value(name, cell, line.number) for name, cell in cells.items()}
            if len(self.source.findings) == before:
                self._agree(cells, values, line.number)
            if len(self.source.findings) == before:
                return Request(Location(self.source.path, line.number, 1), **values)  # type: ignore[arg-type]
        return None

    def _value(self, name: str, cell: Cell, line: int) -> object:
        title = LEDGER[name].label
        if not cell.text:
            if name not in DATES[1:] and name != "outcome":
                self.fault("empty", line, cell.column, title=title)
            return "" if name == "outcome" else None
        if name in DATES:
            return self._day(title, cell, line)
        if name == "number":
            if not _NUMBER.fullmatch(cell.text):
                self.fault("number", line, cell.column, value=told(cell.text, ()))
            return cell.text
        if name == "authority":
            return self._known(name, cell, line, {key: key for key in self.authorities})
        if name == "applicant":
            return self._known(name, cell, line, {label: place for place, label in enumerate(TYPES)})
        return self._known(name, cell, line, OUTCOMES)

    def _known(self, name: str, cell: Cell, line: int, known: Mapping[str, object]) -> object:
        if cell.text in known:
            return known[cell.text]
        person = name_in(cell, line, known)
        if person:
            self._tell(person)
        else:
            facts = {"value": told(cell.text, known), "near": near(cell.text, known), "known": listing(known)}
            self.fault(name, line, cell.column, **facts)
        return None

    def _day(self, title: str, cell: Cell, line: int) -> date | None:
        try:
            day = date.fromisoformat(cell.text) if DAY.fullmatch(cell.text) else None
        except ValueError:
            day = None
        if day is None:
            shown = cell.text if re.fullmatch(r"[\d/.: \u5e74\u6708\u65e5-]{1,20}", cell.text) else told(cell.text, ())
            serial = _of_serial(cell.text)
            code = "serial" if serial else "date"
            self.fault(code, line, cell.column, title=title, value=shown, right=serial)
        elif day > self.today:
            self.fault("later", line, cell.column, title=title, day=day, today=self.today)
        return day

    def _agree(self, cells: Mapping[str, Cell], values: Mapping[str, object], line: int) -> None:
        for name, other in _PAIRS:
            if values.get(name) and not values.get(other):
                titles = {"title": LEDGER[name].label, "lacking": LEDGER[other].label}
                self.fault("without", line, cells[name].column, **titles)
        for later, earlier in _ORDER:
            day, before = values.get(later), values.get(earlier)
            if isinstance(day, date) and isinstance(before, date) and day < before:
                titles = {"title": LEDGER[later].label, "earlier": LEDGER[earlier].label}
                self.fault("order", line, cells[later].column, day=day, before=before, **titles)


def _of_serial(text: str) -> str:
    """The day that a spreadsheet means by a number of five digits; "" for anything else."""
    return str(_DAY_0 + timedelta(days=int(text))) if re.fullmatch(r"[34]\d{4}", text, re.ASCII) else ""


_DAY_0 = date(1899, 12, 30)


def _finding(code: str, place: Location, **facts: object) -> Finding:
    message, hint = LEDGER_FAULTS[code]
    check = "requests-personal" if code.startswith("personal") else f"requests-{code}"
    return Finding(place, check, Severity.ERROR, message.format(**facts), hint=hint.format(**facts))


def _across(found: Ledgers) -> None:
    """What only several files together tell: each request once, in the year in which it came."""
    first: dict[tuple[str, str], Location] = {}
    begun: dict[str, int] = {}
    for number, ledger in enumerate(found.years):
        wrong = []
        for request in ledger.requests:
            key = (request.authority, request.number)
            year = request.received_on.year
            opening = begun.setdefault(request.authority, ledger.year) == ledger.year
            if year > ledger.year or (year < ledger.year and not opening):
                wrong.append(_finding("year", request.place, day=request.received_on, year=ledger.year))
            elif key in first:
                wrong.append(_finding("duplicate", request.place, number=request.number, first=first[key]))
            first.setdefault(key, request.place)
        if wrong:
            found.years[number] = ledger._replace(sound=False)
            found.findings.extend(wrong)
