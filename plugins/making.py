"""The making of one site: read, plan, render. Pelican's generator directs it, here or in a second process."""

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline.ahead import Look, look_of
from pipeline.pictures import read_pictures
from pipeline.plan import make_plan
from pipeline.read import ReadReport, read_content
from pipeline.register import Register
from pipeline.second import Line
from pipeline.store import IndexRow, Store
from pipeline.tables import read_tables
from plugins.assets import Assets, read_assets
from plugins.days import moment
from plugins.progress import Progress
from plugins.render import render
from plugins.summary import Build, Order, Summary, summed
from plugins.theme import closures_of, templates

PLANNING = "!plan"
"""Under this name the store keeps what planning found, for the inspection."""


class Making:
    """One build. `look` gives the parts of a look ahead, once this process is ready to take them."""

    def __init__(self, order: Order, look: Callable[[], Iterable[Any]] = tuple) -> None:
        self.order = order
        self.build = Build()
        self.store = Store(Path(order.store))
        self.content = Path(order.content)
        self._look = look

    def read(self) -> None:
        """content/ -> store and register."""
        tables = read_tables(self.content)
        self.build.findings.extend(tables.findings)
        parts = list(self._look())
        self.look = None if self.store.filling else look_of(parts)
        if not tables.columns:
            return
        with Progress("read") as progress:
            self.build.read = read_content(
                self.content,
                self.store,
                tables,
                workers=self.order.workers,
                progress=progress,
                seen=self.look.content if self.look else None,
                more=True,
            )
        self.build.findings.extend(self.store.findings())
        if tables.site is None or tables.site.portal_authority not in tables.authorities:
            return
        rows = _rows(self.store, self.look, self.build.read)
        self.build.register = Register(tables, rows, moment(self.order.as_of, tables.site.as_of))

    def render(self) -> None:
        """Register -> output/."""
        register = self.build.register
        if register is not None:
            theme = Path(self.order.theme)
            assets = read_assets(theme)
            pictures, faults = read_pictures(self.content, register, self.store, self.order.workers)
            closures = _closures(theme, assets, self.store)
            plan = make_plan(register, self.store, closures, assets.planned(), pictures, whole=False)
            found = [*faults, *plan.findings]
            self.build.findings.extend(found)
            self.store.put_findings(PLANNING, found)
            with Progress("render") as progress:
                self.build.written = render(
                    plan,
                    self.store,
                    self.content,
                    theme,
                    assets,
                    Path(self.order.output),
                    workers=self.order.workers,
                    progress=progress,
                    seen=self.look.output if self.look else None,
                )
        if self.store.notice:
            self.build.notices.append(self.store.notice)

    def close(self) -> None:
        if not self.store.db.in_transaction:
            self.store.settle()
        self.store.db.close()


def make_here(order: Order) -> Summary:
    """All of it in this process."""
    making = Making(order)
    try:
        making.read()
        making.render()
    finally:
        making.close()
    return summed(making.build)


def make_for(first: Line, order: Order) -> None:
    """In a second process: the first tells the parts of its look and None, then None again when all may be rendered.

    The store is not closed but left as it is: closing waits for the disk, and what was committed is safe in its log.
    """
    making = Making(order, lambda: iter(first.hear, None))
    making.read()
    first.hear()
    making.render()
    first.tell(summed(making.build).plain())


def _closures(theme: Path, assets: Assets, store: Store) -> dict[str, bytes]:
    """Found anew only when a template is: parsing them all costs more than an edited item."""
    files = templates(theme)
    mark = hashlib.blake2b(repr((sorted(files.items()), assets.places)).encode(), digest_size=16).digest()
    kept = store.kept("closures", mark)
    if kept is not None:
        return {name: bytes.fromhex(digest) for name, digest in json.loads(kept).items()}
    found = closures_of(files, assets)
    store.keep("closures", mark, json.dumps({name: digest.hex() for name, digest in found.items()}).encode())
    return found


def _rows(store: Store, look: Look | None, read: ReadReport) -> dict[str, IndexRow]:
    """The index after reading: just read as a whole, or as looked at before with what reading touched."""
    if read.rows is not None:
        return dict(sorted(read.rows.items()))
    if look is None:
        return {row.path: row for row in store.index()}
    rows = {path: row for path, row in look.rows.items() if path not in read.touched}
    return rows | {row.path: row for row in store.rows(read.touched)}
