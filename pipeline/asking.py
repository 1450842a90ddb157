"""Asking every check, by batches, in workers when there is much; where an answer still holds nothing is asked."""

import gc
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from itertools import islice

from pipeline.check import Check, CheckedItem, Inspected, Scope
from pipeline.check_cache import Answered, Answers, CheckCache, FactTable, packed, unpacked
from pipeline.check_memory import ITEM, PAGE, Asked, Desk, Wanted, content_of
from pipeline.checks import CHECKS, PAGE_SOURCE
from pipeline.facts import foreign_facts
from pipeline.finding import Finding
from pipeline.pool import Pool
from pipeline.register import Register
from pipeline.rendered import RenderedPage, read_page
from pipeline.second import Gone, Second
from pipeline.signs import signs_of
from pipeline.standards import masked
from pipeline.store import AttachmentRow, BodyRow, IndexRow, Store
from pipeline.terms import DisclosureMode, ItemStatus
from pipeline.watched import Notes, watched

BATCH = 250
SIGNS_FROM = 60
"""Below this many items the signs of texts cost more than they save."""
SMALL = 500
"""Below this many items and pages a pool costs more than it saves."""


def ask_all(
    site: Inspected,
    items: Sequence[str],
    pages: Sequence[str],
    *,
    workers: int = 0,
    kept: CheckCache | None = None,
    everything: bool = True,
) -> Asked:
    """Ask about these items and pages, and the site itself. `workers`: 0 = one a core, 1 = none.

    `everything`: there are no other items and pages, so what is kept of others can go.
    """
    asked, count = Asked(), workers or os.cpu_count() or 1
    with _site_asked(site, count) as told:
        _ask_subjects(site, items, pages, count, Desk(site, kept, items, pages, everything) if kept else None, asked)
        asked.findings += told()
    return asked


def _ask_subjects(
    site: Inspected, items: Sequence[str], pages: Sequence[str], workers: int, desk: Desk | None, asked: Asked
) -> None:
    todo = {ITEM: desk.todo(ITEM, items, asked), PAGE: desk.todo(PAGE, pages, asked)} if desk else {}
    jobs: list[Job] = [(ITEM, batch, desk is not None) for batch in _batches(todo.get(ITEM, [(p, ()) for p in items]))]
    jobs += [(PAGE, batch, desk is not None) for batch in _batches(todo.get(PAGE, [(p, ()) for p in pages]))]
    asked.subjects = sum(len(batch) for _, batch, _ in jobs)
    for batch in _run(site, jobs, workers):
        for answer in batch.answers:
            asked.take(batch.kind, answer.subject, (answer.findings, answer.findings_again), answer.waivers)
        if desk:
            desk.keep(batch)
    if desk:
        desk.close()


# the work -----------------------------------------------------------------------------------------------------------

Job = tuple[str, Sequence[Wanted], bool]
"""What is asked about, of whom, and whether to note what was looked at."""


def _run(site: Inspected, jobs: Sequence[Job], workers: int) -> Iterator[Answers]:
    if workers == 1 or sum(len(batch) for _, batch, _ in jobs) < SMALL:
        desks = _Asking(site)
        for job in jobs:
            yield desks.do(job)
        return
    _warm(site.register)
    with _no_garbage(), _pool(site, workers) as executor:
        for future in [executor.submit(_in_worker, job) for job in jobs]:
            yield future.result()


@contextmanager
def _site_asked(site: Inspected, workers: int) -> Iterator[Callable[[], list[Finding]]]:
    """The checks of the site itself are asked by a second process, while this one sees what still holds of the rest."""
    if workers == 1 or len(site.files) < SMALL:
        yield lambda: _of_site(site)
        return
    second = Second(lambda first: first.tell(packed(_of_site(_reopened(site)))))

    def told() -> list[Finding]:
        try:
            return unpacked(second.hear())
        except Gone:
            return _of_site(site)

    try:
        yield told
    finally:
        second.end()


def _of_site(site: Inspected) -> list[Finding]:
    return [finding for check in _of(Scope.SITE) for finding in check.ask(site)]


class _Asking:
    """Asks the questions of one process, one batch after another; what checks work out once serves all batches."""

    def __init__(self, site: Inspected) -> None:
        self.site = site
        self.notes = Notes()
        self._seen: dict[str, Inspected] = {}
        self._withdrawn = frozenset(row.path for row in site.register.withdrawn)

    def do(self, job: Job) -> Answers:
        kind, wanted, noting = job
        table = FactTable()
        ask = self._item_answers if kind == ITEM else self._page_answers
        answers = list(ask(wanted, self._watched(kind) if noting else self.site, table))
        return Answers(kind, list(table), answers)

    def _watched(self, kind: str) -> Inspected:
        if kind not in self._seen:
            self._seen[kind] = watched(self.site, self.notes, pages=kind == PAGE)
        return self._seen[kind]

    def _item_answers(self, wanted: Sequence[Wanted], site: Inspected, table: FactTable) -> Iterator[Answered]:
        only = dict(wanted)
        for item in _items(self.site, [path for path, _ in wanted]):
            path = item.row.path
            checks = item_checks(item.row.kind, path in self._withdrawn)
            waivers = item.details.get("waivers") if '"waivers":{"' in item.body.details else None
            self.notes.start()
            found, again = self._found(_chosen(checks, only[path]), item, site)
            told = masked(json.dumps(waivers, ensure_ascii=False)) if waivers else ""
            yield self._answered(path, b"", found, again, told, table)

    def _page_answers(self, wanted: Sequence[Wanted], site: Inspected, table: FactTable) -> Iterator[Answered]:
        for file, only in wanted:
            page = read_page(self.site.output, file)
            checks = _of(Scope.PAGE) if not page.is_redirect else [check for check in _of(Scope.PAGE) if check.gone]
            self.notes.start()
            found, again = self._found(_chosen(checks, only), page, site)
            if found and (source := site.row_of(page.url)):
                found = [_with_source(finding, source) for finding in found]
            yield self._answered(file, content_of(page.html), found, again, "", table)

    def _found(
        self, checks: Iterable[Check], subject: CheckedItem | RenderedPage, site: Inspected
    ) -> tuple[list[Finding], list[str]]:
        """Findings, and the checks whose answers rest on something that cannot be told."""
        notes, found, again = self.notes, list[Finding](), list[str]()
        for check in checks:
            notes.foreign = False
            answers = list(check.function(subject, site))
            if answers:
                found.extend(check.told(answers, site))
            if notes.making:
                notes.rejoin()
            if notes.foreign:
                again.append(check.id)
        return found, again

    def _answered(
        self, subject: str, content: bytes, found: list[Finding], again: list[str], waivers: str, table: FactTable
    ) -> Answered:
        seen = foreign_facts(self.notes.seen, _item_of(subject))
        facts = table.numbers(seen) if _can_be_kept(subject, seen) else None
        every_time = [finding for finding in found if finding.check in again]
        lasting = [finding for finding in found if finding.check not in again] if every_time else found
        return Answered(subject, content, facts, ",".join(again), packed(lasting), packed(every_time), waivers)


def _item_of(subject: str) -> str:
    """The path that an item and its page share."""
    return subject[1:-5] if subject.startswith("/") else subject


def _can_be_kept(subject: str, facts: Iterable[str]) -> bool:
    """A name that is no Unicode cannot be written."""
    try:
        "".join((subject, *facts)).encode()
    except UnicodeEncodeError:
        return False
    return True


def _with_source(finding: Finding, source: IndexRow) -> Finding:
    note = PAGE_SOURCE.format(file=source.file)
    return replace(finding, hint=f"{finding.hint};{note}" if finding.hint else note)


def _chosen(checks: Iterable[Check], only: tuple[str, ...]) -> Iterable[Check]:
    return [check for check in checks if check.id in only] if only else checks


@cache
def _of(scope: Scope) -> list[Check]:
    return [check for check in CHECKS.values() if check.scope is scope]


@cache
def item_checks(kind: str, gone: bool) -> list[Check]:
    return [check for check in _of(Scope.ITEM) if check.concerns(kind, gone)]


def _items(site: Inspected, paths: Sequence[str]) -> Iterator[CheckedItem]:
    """`paths` in order: they are read from the store as one range."""
    span, wanted = (paths[0], paths[-1]), frozenset(paths)
    files: dict[str, list[AttachmentRow]] = {}
    for row in site.store.db.execute("SELECT * FROM attachments WHERE item BETWEEN ? AND ? ORDER BY item, name", span):
        files.setdefault(row[0], []).append(AttachmentRow(*row))
    bodies = (body for body in _bodies(site.store, paths) if body.path in wanted)
    items = [CheckedItem(site.register.rows[body.path], body, tuple(files.get(body.path, ()))) for body in bodies]
    if len(items) >= SIGNS_FROM:
        told = signs_of([text for item in items for _, text in item.prose])
        for item in items:
            item.signs.extend(islice(told, len(item.prose)))
    yield from items


def _bodies(store: Store, paths: Sequence[str]) -> Iterator[BodyRow]:
    if len(paths) < BATCH // 4:
        yield from map(store.body, paths)
        return
    rows = store.db.execute("SELECT * FROM bodies WHERE path BETWEEN ? AND ? ORDER BY path", (paths[0], paths[-1]))
    yield from map(BodyRow._make, rows)


def _batches(names: Sequence[Wanted]) -> Iterator[Sequence[Wanted]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]


# workers ------------------------------------------------------------------------------------------------------------
# The checks read the output as files of this machine, and the register is large: workers are forked, so they share it.

_ASKING: list[_Asking] = []


def _pool(site: Inspected, count: int) -> Executor:
    return Pool(count, _enter, site)


def _enter(site: Inspected) -> None:
    _ASKING.append(_Asking(_reopened(site)))


def _reopened(site: Inspected) -> Inspected:
    """An SQLite connection must not be carried over a fork."""
    return replace(site, store=Store(site.store.path, readonly=True))


def _in_worker(job: Job) -> Answers:
    return _ASKING[0].do(job)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Nearly all that is made here is kept: looking for garbage among so much costs more than it frees."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _warm(register: Register) -> None:
    """Work out before the fork what every worker would otherwise work out for itself."""
    list(signs_of([""]))
    _ = (
        register.shown_paths,
        register.by_index_number,
        register.by_document_number,
        register.relations,
        register.by_column,
    )


# what is asked about ------------------------------------------------------------------------------------------------


def is_scheduled(row: IndexRow) -> bool:
    return row.status != ItemStatus.DRAFT and row.disclosure_mode == DisclosureMode.PROACTIVE


def checked_items(register: Register) -> list[str]:
    """What is or will be public: shown, withdrawn and scheduled items, and those whose authority is unknown."""
    scheduled = [row for row in (*register.held, *register.orphans) if is_scheduled(row)]
    return sorted(row.path for row in (*register.shown, *register.withdrawn, *scheduled))


__all__ = ["ask_all", "checked_items", "is_scheduled"]
