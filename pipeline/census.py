"""content/census/<year>-<week>.csv: the weekly look at every new-media account, read row by row with its place."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pipeline.finding import Finding, Location, Severity
from pipeline.kind import field_labels
from pipeline.model import CensusRow, NewMediaAccount
from pipeline.phrases import CENSUS_FAULTS, OTHER_SIGNS, listing, near
from pipeline.source import Source, read_file, read_text_source
from pipeline.standards import EARLY_DAYS, NEW_MEDIA_DAYS
from pipeline.troubles import reason
from pipeline.validation import validate

FOLDER = "census"
_NAME = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
_CELL = re.compile(r'(?:[ \t]*"(?:[^"]|"")*"[ \t]*|[^,"]*)(,|$)')
LONGEST_LINE = 10_000
_REQUIRED = ("platform", "account_id", "updated_on", "usable")
Key = tuple[str, str]
"""Platform and account ID, by which accounts.yaml tells accounts apart."""


@dataclass(frozen=True, slots=True)
class Census:
    """One week's file, ISO 8601; `rows` holds what could be taken, each with its place, and is None when the file
    could not be read as a whole.
    """

    year: int
    week: int
    place: Location
    rows: Mapping[Key, tuple[CensusRow, Location]] | None

    @property
    def monday(self) -> date:
        return date.fromisocalendar(self.year, self.week, 1)

    @property
    def sunday(self) -> date:
        return date.fromisocalendar(self.year, self.week, 7)

    def row(self, account: NewMediaAccount) -> tuple[CensusRow, Location] | None:
        return (self.rows or {}).get((account.platform, account.account_id))


@dataclass(slots=True)
class Censuses:
    """All weeks, the oldest first. `findings`: what in the files could not be taken."""

    weeks: list[Census] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def newest(self, day: date) -> Census | None:
        """The last one that had begun by that day."""
        begun = [week for week in self.weeks if week.monday <= day]
        return begun[-1] if begun else None

    def tells(self, account: NewMediaAccount, day: date) -> bool:
        """Whether it is known when an account was updated, or that nobody saw it updated."""
        newest = self.newest(day)
        return bool(account.updated_on or (newest and newest.row(account)))

    def updated_on(self, account: NewMediaAccount, day: date) -> str:
        """The last update known of an account, by the register or by the newest census; "" when none was ever seen."""
        newest = self.newest(day)
        found = newest.row(account) if newest else None
        return max(account.updated_on or "", (found[0].updated_on if found else None) or "")


def overdue(account: NewMediaAccount, days: int) -> tuple[int, Severity] | None:
    """Of an account that was not updated for so many days the limit to be told: an ERROR beyond the veto's line, a
    WARNING beyond its own period or when monitors begin to warn; None when all is well.
    """
    own, most = min(account.update_within, NEW_MEDIA_DAYS.value), NEW_MEDIA_DAYS.value
    if days > most:
        return own, Severity.ERROR
    return (own, Severity.WARNING) if days > min(own, EARLY_DAYS) else None


def read_censuses(content: Path, accounts: Iterable[NewMediaAccount]) -> Censuses:
    """Every file below content/census/; never raises for bad content."""
    found, known = Censuses(), {(account.platform.value, account.account_id) for account in accounts}
    for path in sorted((content / FOLDER).glob("*.csv")):
        census = _read(path, f"{content.name}/{FOLDER}/{path.name}", known, found.findings)
        if census:
            found.weeks.append(census)
    return found


def _read(path: Path, shown: str, known: set[Key], findings: list[Finding]) -> Census | None:
    source = Source(shown)
    week = week_named(path.stem)
    if week is None:
        _fault(source, "name", 1, name=path.name)
    else:
        try:
            raw, _ = read_file(path)
        except OSError as error:
            _fault(source, "unreadable", 1, reason=reason(error))
        else:
            source, text = read_text_source(shown, raw)
            rows = _rows(source, text, known, week) if text is not None else None
            findings.extend(source.findings)
            return Census(*week, Location(shown, 1, 1), rows)
    findings.extend(source.findings)
    return None


def week_named(stem: str) -> tuple[int, int] | None:
    """Year and week that a file is named by; None for a name that is no week."""
    named = _NAME.fullmatch(stem)
    year, week = (int(named[1]), int(named[2])) if named else (0, 0)
    try:
        date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return year, week


def _rows(
    source: Source, text: str, known: set[Key], week: tuple[int, int]
) -> dict[Key, tuple[CensusRow, Location]] | None:
    parted = ((number, _cells(source, number, line)) for number, line in enumerate(text.split("\n"), 1))
    lines = [(number, cells) for number, cells in parted if cells]
    head = _head(source, lines[0]) if lines else []
    if not lines or (head and len(lines) == 1):
        _fault(source, "blank", 1)
    if not head or len(lines) == 1:
        return None
    taken: dict[Key, tuple[CensusRow, Location]] = {}
    for number, cells in lines[1:]:
        row = _row(source, number, cells, head)
        if row and _belongs(source, number, row, known, taken, week):
            taken[row.platform.value, row.account_id] = (row, Location(source.path, number, 1))
    return taken


def _cells(source: Source, number: int, line: str) -> list[tuple[str, int]]:
    """Each cell of a line with its column; nothing for a line that is empty, or that cannot be parted."""
    if not line.strip(" \t,"):
        return []
    if len(line) > LONGEST_LINE:
        _fault(source, "long", number, limit=LONGEST_LINE)
        return []
    starts, position = [], 0
    while found := _CELL.match(line, position):
        starts.append(position + 1)
        position = found.end()
        if not found[1]:
            break
    values = next(csv.reader([line], skipinitialspace=True)) if position == len(line) else []
    if len(values) != len(starts):
        _fault(source, "quote", number, position + 1)
        return []
    return [(value.strip(), start) for value, start in zip(values, starts, strict=True)]


def _head(source: Source, first: tuple[int, list[tuple[str, int]]]) -> list[str]:
    """The labels of the columns; "" for one that is not taken. Nothing when the file cannot be read by them."""
    labels, (number, titles) = field_labels(CensusRow), first
    parted = next((sign for sign in OTHER_SIGNS if len(titles) == 1 and sign in titles[0][0]), "")
    if parted:
        _fault(source, "separator", number, sign=OTHER_SIGNS[parted])
        return []
    if not any(title in labels for title, _ in titles):
        _fault(source, "headless", number, known=",".join(labels))
        return []
    head: list[str] = []
    for title, column in titles:
        if title in labels and title in head:
            _fault(source, "same-column", number, column, title=title)
            return []
        if title not in labels and title:
            facts = {"title": title, "near": near(title, labels), "known": listing(labels)}
            _fault(source, "unknown-column", number, column, **facts)
        head.append(title if title in labels else "")
    lacking = [label for label, name in labels.items() if name in _REQUIRED and label not in head]
    for label in lacking:
        _fault(source, "missing-column", number, title=label, known=",".join(labels))
    return [] if lacking else head


def _row(source: Source, number: int, cells: list[tuple[str, int]], head: list[str]) -> CensusRow | None:
    if len(cells) != len(head):
        _fault(source, "width", number, width=len(cells), expected=len(head))
        return None
    source.marks[(number,)] = (number, 1)
    values = {}
    for label, (text, column) in zip(head, cells, strict=True):
        if label:
            source.marks[number, label] = (number, column)
            if text:
                values[label] = text
            else:
                source.marks[number, "key", label] = (number, column)
    return validate(CensusRow, values, source, (number,))


def _belongs(
    source: Source,
    number: int,
    row: CensusRow,
    known: set[Key],
    taken: Mapping[Key, tuple[CensusRow, Location]],
    week: tuple[int, int],
) -> bool:
    key = (row.platform.value, row.account_id)
    monday, sunday = (date.fromisocalendar(*week, day).isoformat() for day in (1, 7))
    column = source.location(number, _alias("account_id")).column
    if key not in known:
        offer = near(" ".join(key), sorted(map(" ".join, known)))
        _fault(source, "unknown-account", number, column, account=" ".join(key), near=offer)
    elif key in taken:
        _fault(source, "duplicate", number, column, account=" ".join(key), first=taken[key][1].line)
    elif row.updated_on and row.updated_on > sunday:
        column = source.location(number, _alias("updated_on")).column
        _fault(source, "later", number, column, day=row.updated_on, sunday=sunday)
    elif row.on and not monday <= row.on <= sunday:
        column = source.location(number, _alias("on")).column
        _fault(source, "another-week", number, column, day=row.on, monday=monday, sunday=sunday)
    elif row.on and row.updated_on and row.updated_on > row.on:
        column = source.location(number, _alias("updated_on")).column
        _fault(source, "after-look", number, column, day=row.updated_on, on=row.on)
    else:
        return True
    return False


def _alias(name: str) -> str:
    return CensusRow.model_fields[name].alias or name


def _fault(source: Source, code: str, line: int, column: int = 1, **facts: object) -> None:
    message, hint = CENSUS_FAULTS[code]
    place = Location(source.path, line, column)
    source.findings.append(
        Finding(place, f"census-{code}", Severity.ERROR, message.format(**facts), hint=hint.format(**facts))
    )
