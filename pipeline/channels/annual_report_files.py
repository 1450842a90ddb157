"""Each annual report as a workbook, a Word document and a PDF beside its page, made of the same values as the page.

What draws them is imported where a site has reports: every build imports every channel.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json

from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import fingerprint
from pipeline.codebase import channel_digest
from pipeline.finding import Finding, Severity
from pipeline.kinds.annual_report import AnnualReport
from pipeline.page import Desk
from pipeline.phrases import PAPER_FAULTS
from pipeline.store import Store

if TYPE_CHECKING:
    from pipeline.annual.paper import Report

NAME = "annual_report_files"
LIBRARIES = ("openpyxl", "selectolax", "typst")
_NO_TABLES = '"applications":null'


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    rows = [row for row in desk.register.shown if row.kind == AnnualReport.key]
    if not rows:
        return
    from pipeline.annual.downloads import PDF, WORKBOOK
    from pipeline.paper.typesetting import paper_mark

    suffixes = desk.report_downloads.suffixes
    program = _program()
    marks = {suffix: program + ((paper_mark() or b"") if suffix == PDF else b"") for suffix in suffixes}
    for row in rows:
        name = desk.tables.authorities[row.authority].name
        bare = _NO_TABLES in store.page_parts(row.path)[0]
        for suffix in suffixes:
            if suffix != WORKBOOK or not bare:
                mark = fingerprint((name, row.authority, desk.site.url), marks[suffix], row.digest)
                yield PlannedFile(f"{row.path}{suffix}", NAME, row.authority, (row.path,), mark)


@cache
def _program() -> bytes:
    """The code that draws them stands outside the rooms that every channel depends on."""
    from pipeline import annual, paper

    rooms = [Path(room.__path__[0]) for room in (annual, paper)]
    files = sorted(file for room in rooms for file in room.rglob("*") if file.suffix in (".py", ".typ", ".xml"))
    own = hashlib.blake2b(b"\0".join(file.read_bytes() for file in files), digest_size=16).digest()
    return own + channel_digest(NAME, LIBRARIES)


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    from pipeline.annual.downloads import PDF, WORD

    if file.path.endswith(WORD):
        from pipeline.annual.paper import as_word

        return as_word(_report(file, desk, store))
    if file.path.endswith(PDF):
        from pipeline.annual.paper import as_pdf

        return as_pdf(_report(file, desk, store))
    return _workbook(file, desk, store)


def _report(file: PlannedFile, desk: Desk, store: Store) -> "Report":
    from pipeline.annual.paper import report_of

    details, html, _ = store.page_parts(file.items[0])
    title, author = desk.register.rows[file.items[0]].title, desk.tables.authorities[file.key].name
    return report_of(title, author, html, _header(details), desk.site.url)


@lru_cache(maxsize=1)
def _header(details: str) -> Mapping[str, Any]:
    """Of the report whose files are made one after the other."""
    found: Mapping[str, Any] = from_json(details)
    return found


def _workbook(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    from pipeline.annual.cells import values_of
    from pipeline.annual.workbook import Facts, filled

    details = _header(store.page_parts(file.items[0])[0])
    facts = Facts(desk.tables.authorities[file.key].name, file.key, int(details["year"]))
    return filled(facts, values_of({**details, "blanks_are_zero": False}))


def notices(desk: Desk) -> Iterator[Finding]:
    """Why reports that should have a PDF have none."""
    without = desk.report_downloads.without
    if without:
        message, hint = PAPER_FAULTS[without]
        reports = sum(row.kind == AnnualReport.key for row in desk.register.shown)
        place = desk.tables.places["site.yaml"]
        yield Finding(place, "plan-annual-report-pdf", Severity.WARNING, message.format(number=reports), hint=hint)


CHANNEL = Channel(plan, make, LIBRARIES, notices)
