"""One item at once: a process that has the whole site in mind and makes the page of one item again without a build.

For the preview only: drafts and items that wait for their time have pages here as they will look. Nothing is written.
Asked by a line of JSON, {"item": path below content/ without `.md`, "checked": whether to check it too},
{"waiting": true} or {"again": paths of items, or null for all}; answers with a line of JSON: see `Instant`.
"""

import gc
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, cast

from pipeline.asking import item_checks
from pipeline.check import CheckedItem, Inspected
from pipeline.checks import CHECKS
from pipeline.files import output_urls
from pipeline.finding import Finding
from pipeline.inspection import HeldReason, held_reason
from pipeline.item import read_item
from pipeline.page import Desk
from pipeline.pages.items import page_of
from pipeline.register import Register
from pipeline.related import kept_related
from pipeline.scan import column_of, kind_of
from pipeline.source import read_file
from pipeline.store import AttachmentRow, BodyRow, IndexRow, ItemRecord, Store
from pipeline.tables import read_tables
from pipeline.terms import DisclosureMode, ItemStatus
from plugins.assets import read_assets
from plugins.days import moment
from plugins.render import Workshop
from plugins.summary import Order
from plugins.theme import environment, templates


class Overlaid:
    """The store with one item as it is being written."""

    def __init__(self, store: Store, record: ItemRecord, attachments: Sequence[AttachmentRow]) -> None:
        self._store, self._record, self._body = store, record, record.body.opened()
        self._attachments = attachments

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def body(self, path: str) -> BodyRow:
        return self._body if path == self._body.path else self._store.body(path)

    def page_parts(self, path: str) -> tuple[str, str, str]:
        body = self._body
        return (body.details, body.html, body.headings) if path == body.path else self._store.page_parts(path)

    def all_attachments(self) -> list[AttachmentRow]:
        others = [row for row in self._attachments if row.item != self._body.path]
        return [*others, *self._record.attachments]


class Instant:
    """Answers from what the last build left and the one file asked for, read anew."""

    register: Register
    store: Store

    def __init__(self, order: Order) -> None:
        self.order = order
        self.content = Path(order.content)
        self.tables = read_tables(self.content)
        assert self.tables.site is not None
        self.moment = moment(order.as_of, self.tables.site.as_of)
        theme = Path(order.theme)
        self.assets = read_assets(theme)
        self.env = environment(theme, self.assets)
        self.closures = dict.fromkeys(templates(theme), b"")
        self.again(None)

    def again(self, items: Sequence[str] | None) -> dict[str, Any]:
        """See what the last build left: of these items, or of all in what may be another store. {}"""
        if items is None:
            self.store = Store(Path(self.order.store), readonly=True)
            rows = {row.path: row for row in self.store.index()}
        else:
            rows = {path: row for path, row in self.register.rows.items() if path not in items}
            rows |= {row.path: row for row in self.store.rows(items)}
        self.register = Register(self.tables, rows, self.moment)
        self.related = kept_related(self.register, self.store)
        self.attachments = self.store.all_attachments()
        self.__dict__.pop("files", None)
        gc.collect()
        gc.freeze()  # looking through a large site for garbage takes longer than to make a page
        return {}

    @cached_property
    def files(self) -> frozenset[str]:
        return output_urls(self.order.output)

    def warm_up(self) -> None:
        """Make and check the newest item of each kind, so that what is looked up or compiled once has been."""
        newest = {row.kind: row.path for row in reversed(self.register.shown)}
        for path in newest.values():
            with suppress(Exception):  # it is told when that item is asked for
                self.item(path)

    def waiting(self) -> dict[str, Any]:
        """{"waiting": [(path, title, state, moment)]}: what no reader sees yet, the newest first."""
        held = self.register.held
        return {"waiting": [(row.path, row.title, self._state(row), row.published_at) for row in held]}

    def item(self, path: str, checked: bool = True) -> dict[str, Any]:
        """{"html": page or null, "state": why no reader sees it or "", "findings": [{line, column, severity, …}]}.

        Not `checked`: only what reading found, for the page is waited for.
        """
        if column_of(path.rpartition("/")[0], self.tables) not in self.tables.columns:
            return {"html": None, "state": "", "findings": []}
        try:
            raw, _ = read_file(self.content / f"{path}.md")
        except OSError:
            return {"html": None, "state": "", "findings": []}
        read = read_item(self.content, path, kind_of(path, self.tables), raw)
        found, html, state = list(read.findings), None, ""
        if read.record is not None:
            state = self._state(read.record.row)
            register = self._registered(read.record.row)
            store = Overlaid(self.store, read.record, self.attachments)
            html = self._page(path, register, store)
            found += self._checked(read.record, register, store) if checked else []
        return {"html": html, "state": state, "findings": [_plain(one) for one in sorted(set(found), key=_order)]}

    def _state(self, row: IndexRow) -> str:
        """A `HeldReason`; "" for what readers see."""
        reason = held_reason(row)
        return "" if reason is HeldReason.SCHEDULED and row.published_at <= self.moment else reason.value

    def _registered(self, row: IndexRow) -> Register:
        """The site with the item as if it were published."""
        if row.status != ItemStatus.WITHDRAWN:
            row = row._replace(
                status=ItemStatus.PUBLISHED.value,
                disclosure_mode=DisclosureMode.PROACTIVE.value,
                published_at=min(row.published_at, self.moment),
            )
        return self.register.with_item(row)

    def _page(self, path: str, register: Register, overlaid: Overlaid) -> str | None:
        store = cast(Store, overlaid)
        desk = Desk(register, self.closures, b"", related=self.related)
        desk.details = lambda other: json.loads(store.page_parts(other)[0])
        desk.cards = dict.fromkeys(register.rows, b"")  # nobody looks at the fingerprint
        page = page_of(desk, path)
        if page is None:
            return None
        output = Path(self.order.output)
        workshop = Workshop(desk, self.content, self.assets, output, Path(self.order.store), self.env, {}, store=store)
        workshop.look_around()
        return workshop.bytes_of(page).decode()

    def _checked(self, record: ItemRecord, register: Register, store: Overlaid) -> list[Finding]:
        day = date.fromisoformat(self.moment[:10])
        site = Inspected(
            register, cast(Store, store), Path(self.order.output), day, self.files, frozenset(CHECKS), self.content
        )
        row = register.rows[record.row.path]
        item = CheckedItem(row, store.body(row.path), record.attachments)
        gone = row.status == ItemStatus.WITHDRAWN
        return [finding for check in item_checks(row.kind, gone) for finding in check.ask(item, site)]


def _order(finding: Finding) -> tuple[int, int, str]:
    return finding.location.line, finding.location.column, finding.check


def _plain(finding: Finding) -> dict[str, Any]:
    told = asdict(finding)
    place = told.pop("location")
    return {**told, "severity": finding.severity.label, "line": place["line"], "column": place["column"]}


def answer(instant: Instant, asked: dict[str, Any]) -> dict[str, Any]:
    if "item" in asked:
        return instant.item(str(asked["item"]), bool(asked.get("checked", True)))
    return instant.waiting() if "waiting" in asked else instant.again(asked["again"])


def main(order: Order) -> None:
    """Until nobody asks any more. What cannot be answered gets {"fault": …}: the whole build will say why."""
    instant = Instant(order)
    instant.warm_up()
    print("{}", flush=True)
    for line in sys.stdin:
        try:
            said = answer(instant, json.loads(line))
        except Exception as fault:
            said = {"fault": f"{type(fault).__name__}: {fault}"}
        print(json.dumps(said, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    content, output, store, theme, as_of = sys.argv[1:]
    main(Order.at(Path(content), Path(output), Path(store), root / theme, as_of, 1))
