"""Header, body and tables of an item name no identity numbers, mobiles, bank cards or other data of private persons."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import unquote

from pipeline.check import Answer, CheckedItem, Inspected, check
from pipeline.extraction_parts import Gathering
from pipeline.finding import Location, Severity
from pipeline.markdown_tree import plain_text
from pipeline.passages import passages
from pipeline.personal_data import may_tell
from pipeline.personal_numbers import is_identity, plain_digits
from pipeline.personal_verdict import Told, own_contacts, registered, told
from pipeline.personal_words import PERSONAL_DATA, DataKind
from pipeline.prose import Place
from pipeline.signs import UNKNOWN

_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<t([dh])\b[^>]*>(.*?)</t\1>", re.DOTALL)
_SAID_OF_PICTURES = re.compile(r'\b(?:alt|title)="([^"]*)"')
_ADDRESS = re.compile(r'\bhref="([^"]*)"')
_LONG = re.compile("[0-9]{17}").search
_IDENTITY = re.compile("(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_TAG = re.compile(r"<[^>]*>")
_NOT_DIGITS = re.compile(r"[\D]+")
_SKIPPED = frozenset(
    [
        "rows",
        "telephone",
        "fax",
        "email",
        "index_number",
        "document_number",
        "attachments",
        "published_at",
        "waivers",
        "review",
    ]
)
"""Fields that hold no text of persons: contacts of offices, numbers of things; `rows` are an attachment's."""


LEAST = 8
"""Characters; a shorter field holds no number of a person."""


@check(
    severity=Severity.ERROR,
    clause=PERSONAL_DATA,
    about="标题、正文和表格中没有身份证号、手机号、银行卡号等个人信息",
    hint="删去或遮盖后再发布；依法必须公开的，在“豁免”中写明依据",
)
def item_personal_data(item: CheckedItem, site: Inspected) -> Iterator[Answer]:
    signs = {passage.field: passage.signs for passage in passages(item)}
    gathered = _gathered_from_body(item, signs.get((), UNKNOWN))
    if gathered is not None:
        for find in _told(gathered, item, site):
            place = _line_of(item, site, gathered.first[find.kind], item.at("body"))
            yield Answer(place, f"正文{find.sentence}", find.hint, find.severity)
    for field, text in _texts(item.details, ()):
        for find in _in_field(field, text, item, site) if may_tell(text, signs.get(field, UNKNOWN)) else ():
            yield Answer(item.at(*field), f"页头{find.sentence}", find.hint, find.severity)


def _told(gathered: Gathering, item: CheckedItem, site: Inspected) -> Iterator[Told]:
    tallies = gathered.extract().tallies
    if tallies:
        yield from told(tallies, registered(site.tables) | own_contacts(item.details))


def _gathered_from_body(item: CheckedItem, signs: int) -> Gathering | None:
    """None when nothing in the body could be a number, an address or a table."""
    text, html = item.body.text, item.body.html
    tables = "<table" in html
    addressed = list(_in_addresses(html))
    if not (tables or addressed or may_tell(text, signs) or _has_said(html)):
        return None
    gathered = Gathering(item.row.title)
    if tables:
        for table in _TABLE.findall(html):
            gathered.table("text", [[_plain(cell) for _, cell in _CELL.findall(row)] for row in _ROW.findall(table)])
        text = plain_text(_TABLE.sub("\n", html))
    gathered.prose("text", text.split("\n"))
    if _has_said(html):
        gathered.prose("text", map(unescape, _SAID_OF_PICTURES.findall(html)))
    gathered.prose("text", addressed)
    return gathered


def _in_addresses(html: str) -> Iterator[str]:
    """Identity numbers in the addresses of links, where other long numbers are those of pages."""
    for href in _ADDRESS.findall(html) if 'href="' in html and _LONG(html) else ():
        yield from filter(is_identity, map(str.upper, _IDENTITY.findall(unquote(unescape(href)))))


def _has_said(html: str) -> bool:
    return 'alt="' in html or 'title="' in html


def _plain(cell: str) -> str:
    return unescape(_TAG.sub("", cell.replace("<br>", " "))).strip()


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    """Every text of the header that could tell anything, with its place."""
    if isinstance(value, str):
        if len(value) >= LEAST:
            yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, str):  # as most are, and few of them long enough
                if len(inner) >= LEAST and key not in _SKIPPED:
                    yield (*place, key), inner
            elif inner and key not in _SKIPPED:
                yield from _texts(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*place, number))


def _in_field(field: Place, text: str, item: CheckedItem, site: Inspected) -> Iterator[Told]:
    """A citizen's letter names its writer's own number, so one is as bad as a list."""
    gathered = Gathering()
    gathered.prose("text", text.split("\n"))
    for find in _told(gathered, item, site):
        private = field == ("letter",) and find.kind is DataKind.MOBILE
        yield find._replace(severity=Severity.ERROR) if private else find


def _line_of(item: CheckedItem, site: Inspected, value: str, otherwise: Location) -> Location:
    """The line of the source where the value stands, however it is spaced there."""
    path = site.content / f"{item.row.path}.md"
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return otherwise
    wanted = _NOT_DIGITS.sub("", value)
    for number, line in enumerate(lines[otherwise.line - 1 :], otherwise.line):
        if value in line or (len(wanted) > 7 and wanted in _NOT_DIGITS.sub("", plain_digits(line))):
            return Location(item.row.file, number, 1)
    return otherwise
