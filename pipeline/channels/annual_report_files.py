"""The tables of each annual report as a workbook beside its page, made of the same numbers as the page.

What draws it is imported where a site has reports: every build imports every channel.
"""

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import fingerprint
from pipeline.codebase import channel_digest
from pipeline.kinds.annual_report import AnnualReport
from pipeline.page import Desk
from pipeline.store import Store

NAME = "annual_report_files"
SUFFIX = ".xlsx"
"""Beside the page, so that no folder is made for it."""
LIBRARIES = ("openpyxl",)


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    rows = [row for row in desk.register.shown if row.kind == AnnualReport.key]
    if not rows:
        return
    from pipeline.annual.cells import has_tables

    program = _program()
    for row in rows:
        if has_tables(json.loads(store.page_parts(row.path)[0])):
            name = desk.tables.authorities[row.authority].name
            mark = fingerprint((name, row.authority), program, row.digest)
            yield PlannedFile(f"{row.path}{SUFFIX}", NAME, row.authority, (row.path,), mark)


@cache
def _program() -> bytes:
    """The code that draws the workbook stands outside the rooms that every channel depends on."""
    from pipeline import annual

    files = sorted(Path(annual.__path__[0]).glob("*.py"))
    own = hashlib.blake2b(b"\0".join(file.read_bytes() for file in files), digest_size=16).digest()
    return own + channel_digest(NAME, LIBRARIES)


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    from pipeline.annual.cells import values_of
    from pipeline.annual.workbook import Facts, filled

    details = json.loads(store.page_parts(file.items[0])[0])
    facts = Facts(desk.tables.authorities[file.key].name, file.key, int(details["year"]))
    return filled(facts, values_of(details | {"blanks_are_zero": False}))


CHANNEL = Channel(plan, make, LIBRARIES)
