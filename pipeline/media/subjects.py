"""Which items have packages for which channels, and what each channel is told of its item."""

import json
import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Any, NamedTuple
from urllib.parse import unquote

from pipeline.body import INDEX_LINK
from pipeline.media.channel import Explained, Gallery, Subject
from pipeline.register import Register
from pipeline.store import AttachmentRow, BodyRow, IndexRow, Store
from pipeline.terms import Relation
from pipeline.urls import attachment

_INDEX_HREF = re.compile(rf'(<a [^>]*?href=)"{re.escape(INDEX_LINK)}([^"#]*)(#[^"]*)?"')
_NAMED = '"media":['
"""What stands in the details of an item that names channels, or none, itself; text in JSON never holds it."""


class Wanted(NamedTuple):
    """One package to be: `asked` when the item itself names the channel."""

    path: str
    channel: str
    asked: bool


def wanted(register: Register, store: Store, keys: dict[str, str]) -> Iterator[Wanted]:
    """By item and channel, for shown items alone. `keys`: what headers write -> channel; unknown names are skipped."""
    own = own_channels(store)
    inherited = {path: register.tables.media(path) for path in register.tables.columns}
    for path in sorted(register.shown_paths):
        row = register.rows[path]
        names = own.get(path)
        chosen = inherited.get(row.column, ()) if names is None else names
        for key in dict.fromkeys(keys[name] for name in chosen if name in keys):
            yield Wanted(path, key, names is not None)


def own_channels(store: Store) -> dict[str, list[str]]:
    """Path -> channels that the item's own header names, for each that names any or an empty list."""
    rows = store.db.execute("SELECT path, details FROM bodies WHERE instr(details, ?)", (_NAMED,))
    return {path: json.loads(details)["media"] for path, details in rows}


def subject_of(
    row: IndexRow,
    body: BodyRow,
    attachments: tuple[AttachmentRow, ...],
    register: Register,
    gallery: Gallery,
    asked: bool,
) -> Subject:
    site = register.tables.site
    assert site is not None, "no package without site.yaml"
    details: dict[str, Any] = json.loads(body.details)
    html = _INDEX_HREF.sub(_resolved(register.resolve, register), body.html) if INDEX_LINK in body.html else body.html
    html = _lead(row, details, html) + html
    authority = register.tables.authorities[row.authority]
    url = site.url.rstrip("/") + row.url
    explains = explained(row, register)
    return Subject(row, html, body.text, details, attachments, site, authority, url, gallery, explains, asked)


def explained(row: IndexRow, register: Register) -> tuple[Explained, ...]:
    """The documents that an item interprets, as far as they are shown."""
    site = register.tables.site
    base = site.url.rstrip("/") if site else ""
    paths = [path for relation, path in register.relations.get(row.path, ()) if relation is Relation.INTERPRETS]
    rows = (register.rows[path] for path in dict.fromkeys(paths))
    return tuple(Explained(one.title, one.document_number, base + one.url) for one in rows)


def _lead(row: IndexRow, details: dict[str, Any], html: str) -> str:
    """The item's own picture at the head of its text, as its page shows it, unless the text has it already."""
    address = attachment(row.path, row.image.rpartition("/")[2]) if row.image else ""
    if not address or f'src="{address}"' in html:
        return ""
    return f'<p><img src="{escape(address)}" alt="{escape(details.get("image_text") or "")}"></p>'


def _resolved(resolve: Callable[[str], str | None], register: Register) -> Callable[[re.Match[str]], str]:
    """An index number's link becomes its item's address; one that no shown item bears leads nowhere."""

    def address(found: re.Match[str]) -> str:
        path = resolve(unquote(found[2]))
        if path is None or path not in register.shown_paths:
            return f'{found[1]}"#"'
        return f'{found[1]}"{register.rows[path].url}{found[3] or ""}"'

    return address
