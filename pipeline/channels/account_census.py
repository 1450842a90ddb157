"""What half a year of the weekly census comes to, as a workbook beside its page."""

import json
from collections.abc import Iterator

from pipeline import urls
from pipeline.accounts.shelf import halves, read_weeks
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import fingerprint
from pipeline.codebase import accounts_digest, channel_digest
from pipeline.page import Desk
from pipeline.store import Store

NAME = "account_census"
LIBRARIES = ("openpyxl",)


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    weeks = desk.census_weeks
    if not weeks:
        return
    program = accounts_digest() + channel_digest(NAME, LIBRARIES)
    bodies = json.dumps({key: body.label for key, body in desk.tables.authorities.items()}, ensure_ascii=False)
    for half, own in halves(weeks).items():
        mark = fingerprint((half.name, bodies), program, desk.accounts_digest, *(week.digest for week in own))
        yield PlannedFile(urls.file_of(urls.census_book(half.name)), NAME, half.name, (), mark)


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    from pipeline.accounts.counting import half_of, summary
    from pipeline.accounts.tables import half_named, sheets
    from pipeline.statements.sheets import workbook

    half = half_named(file.key)
    weeks = [week for week in read_weeks(desk.tables, desk.register.as_of[:10]) if half_of(week) == half]
    found = summary(half, weeks, desk.tables.accounts)
    return workbook(sheets(found, desk.tables.authorities), found.until.isoformat())


CHANNEL = Channel(plan, make, LIBRARIES)
