"""Rows into a week's census file: what stands there is kept, and a file is replaced whole or not at all."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pipeline.census import FOLDER, Census, Key, read_censuses
from pipeline.finding import Finding
from pipeline.model import YES_NO, CensusRow, NewMediaAccount

HEAD = tuple(str(CensusRow.model_fields[name].alias) for name in
             ("platform", "account_id", "name", "updated_on", "usable", "answers", "on", "remarks"))  # fmt: skip
"""Columns of a fresh file."""


class NotRecorded(ValueError):
    """Nothing was written. `findings`: what in the file must be put right first."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(str(findings[0]) if findings else "")
        self.findings = tuple(findings)


class Look(NamedTuple):
    """What was seen of one account, in the words of the file; "" where nothing is to be said."""

    account: NewMediaAccount
    updated_on: str
    usable: str
    answers: str
    on: str
    remarks: str = ""

    @property
    def key(self) -> Key:
        return (self.account.platform.value, self.account.account_id)

    @property
    def cells(self) -> dict[str, str]:
        told = (self.account.platform.value, self.account.account_id, self.account.name, self.updated_on, self.usable,
                self.answers, self.on, self.remarks)  # fmt: skip
        return {title: " ".join(cell.split()) for title, cell in zip(HEAD, told, strict=True)}


def path_of(content: Path, year: int, week: int) -> Path:
    return content / FOLDER / f"{year}-{week:02d}.csv"


def census_of(content: Path, accounts: Iterable[NewMediaAccount], year: int, week: int) -> Census | None:
    """What stands in the week's file already; None when there is none. Raises NotRecorded for a file with faults."""
    path = path_of(content, year, week)
    if not path.exists() and not path.is_symlink():
        return None
    found = read_censuses(content, accounts)
    shown = f"{content.name}/{FOLDER}/{path.name}"
    faults = [finding for finding in found.findings if finding.location.path == shown]
    if faults:
        raise NotRecorded(faults)
    return next(one for one in found.weeks if (one.year, one.week) == (year, week))


def record(
    content: Path,
    accounts: Sequence[NewMediaAccount],
    year: int,
    week: int,
    looks: Sequence[Look],
    *,
    instead: bool = False,
) -> Path:
    """Add rows to the file, which is written anew with all that it holds, one row an account in its old order.

    A row that is there already stays, or with `instead` gives way. Raises NotRecorded, and then the file is as it was.
    """
    known = census_of(content, accounts, year, week)
    rows = {key: _cells(row) for key, (row, _) in ((known.rows if known else None) or {}).items()}
    for look in looks:
        if instead or look.key not in rows:
            rows[look.key] = look.cells
    path = path_of(content, year, week)
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([cells[title] for title in HEAD] for cells in rows.values())
    _replace(path, text.getvalue().encode())
    return path


def _cells(row: CensusRow) -> dict[str, str]:
    """As the file says it."""
    told = row.model_dump(mode="json", by_alias=True)
    return {title: _word(told[title]) for title in HEAD}


def _word(value: object) -> str:
    if isinstance(value, bool):
        return next(word for word, meaning in YES_NO.items() if meaning is value)
    return "" if value is None else str(value)


def _replace(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
