"""The register of new-media accounts as open data: JSON and CSV; who works on them and private numbers stay inside."""

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

from pipeline import urls
from pipeline.channel import Channel, PlannedFile
from pipeline.channel_parts import absolute, fingerprint, json_rows
from pipeline.codebase import channel_digest
from pipeline.model import NewMediaAccount
from pipeline.page import Desk
from pipeline.store import Store
from pipeline.tables import CODES
from pipeline.terms import PAGE_TITLES

NAME = "account_register"
JSON, CSV = "open/accounts.json", "open/accounts.csv"
BOM = "\ufeff"
FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""A cell that begins so would be run by a spreadsheet program."""
FIELDS = (
    "name", "account_id", "platform", "authority", "supervisor", "maintainer", "certified_as", "purpose", "url", "code",
    "opened_on", "registered_on", "registration_number", "functions", "telephone", "state", "changes", "notice_on",
    "closing_notice", "closed_on", "cancelled_on", "closing_filed_on", "replaced_by",
)  # fmt: skip
"""What is published of an account, by the identifiers of its model."""
_MOBILE = re.compile(r"1[3-9]\d{9}")


def plan(desk: Desk, store: Store) -> Iterator[PlannedFile]:
    if not desk.tables.accounts:
        return
    told = json.dumps([_record(desk, account) for account in _known(desk)], ensure_ascii=False)
    mark = fingerprint((desk.site.url, desk.site.name, told), channel_digest(NAME))
    for path in (JSON, CSV):
        yield PlannedFile(path, NAME, "", (), mark)


def make(file: PlannedFile, desk: Desk, store: Store) -> bytes:
    records = [_record(desk, account) for account in _known(desk)]
    if file.path == CSV:
        return _csv(records)
    title = json.dumps(f"{desk.site.name}{PAGE_TITLES['accounts']}", ensure_ascii=False)
    names = json.dumps(_names(), ensure_ascii=False)
    rows = json_rows(records)
    return f'{{"title":{title},"count":{len(records)},"fields":{names},"accounts":{rows}}}\n'.encode()


def _known(desk: Desk) -> list[NewMediaAccount]:
    return [account for account in desk.tables.accounts if account.authority in desk.tables.authorities]


def _names() -> dict[str, str]:
    fields = NewMediaAccount.model_fields
    return {name: str(fields[name].alias) for name in FIELDS}


def _record(desk: Desk, account: NewMediaAccount) -> dict[str, Any]:
    """Absent text is ""; an office's number only: anything that holds a mobile one is left out."""
    found = {name: value or "" for name, value in account.model_dump(mode="json", include=set(FIELDS)).items()}
    found |= {name: found[name] or [] for name in ("functions", "changes")}
    found["authority"] = desk.tables.authorities[account.authority].name
    found["code"] = absolute(desk.site, urls.attachment(CODES, account.code)) if account.code else ""
    if _MOBILE.search(re.sub(r"[\s-]", "", account.telephone or "")):
        found["telephone"] = ""
    return {name: found[name] for name in FIELDS}


def _csv(records: list[dict[str, Any]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_names().values())
    for record in records:
        cells = (_cell(record[name]) for name in FIELDS)
        writer.writerow([f"'{cell}" if cell[:1] in FORMULA else cell for cell in cells])
    return (BOM + text.getvalue()).encode()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "；".join(_change(one) if isinstance(one, dict) else str(one) for one in value)
    return str(value)


def _change(change: dict[str, str]) -> str:
    return f"{change['on']} {change['what']}：{change['old']} → {change['new']}"


CHANNEL = Channel(plan, make)
