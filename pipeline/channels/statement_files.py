"""The site's yearly statements as workbooks beside their pages."""

import json
from collections.abc import Iterator

from pipeline import urls
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import fingerprint
from pipeline.codebase import channel_digest, statements_digest
from pipeline.page import Desk
from pipeline.store import Store

NAME = "statement_files"
LIBRARIES = ("openpyxl",)


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    if not desk.statements:
        return
    from pipeline.statements.statement_text import sheet

    program = statements_digest() + channel_digest(NAME, LIBRARIES)
    for one in desk.statements:
        told = json.dumps(sheet(one), ensure_ascii=False)
        yield PlannedFile(
            urls.file_of(urls.statement_book(one.year)), NAME, str(one.year), (), fingerprint((told,), program)
        )


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    from pipeline.statements.sheets import workbook
    from pipeline.statements.statement_text import sheet

    one = next(found for found in desk.statements if str(found.year) == file.key)
    return workbook([sheet(one)], one.form.signed.on)


CHANNEL = Channel(plan, make, LIBRARIES)
