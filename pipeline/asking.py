"""Asking every check, by batches, in workers when there is much; where an answer still holds nothing is asked."""

import gc
import json
import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
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
from pipeline.second import beside
from pipeline.signs import signs_of
from pipeline.standards import masked
from pipeline.store import AttachmentRow, BodyRow, IndexRow, Store
from pipeline.terms import DisclosureMode, ItemStatus
from pipeline.watched import Notes, watched

BATCH = 250
SIGNS_FROM = 60
"""Below this many items the signs of texts cost more than they save."""
MOST_TOGETHER = 1_000_000
"""Characters of HTML, of subjects that are in memory at once."""
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
    with beside(lambda: packed(_of_site(_reopened(site)))) as told:
        yield lambda: unpacked(told())


def _of_site(site: Inspected) -> list[Finding]:
    return [finding for check in _of(Scope.SITE) for finding in check.ask(site)]


@dataclass(slots=True)
class _Subject:
    """An item or a page that is asked about. `size`: characters of its HTML; `seen` is what checks looked at; `again`
    the checks whose answers rest on something that cannot be told.
    """

    name: str
    itself: CheckedItem | RenderedPage
    checks: Sequence[Check]
    size: int
    seen: set[str] = field(default_factory=set)
    found: list[Finding] = field(default_factory=list)
    again: list[str] = field(default_factory=list)


class _Asking:
    """Asks the questions of one process, one batch after another; what checks work out once serves all batches."""

    def __init__(self, site: Inspected) -> None:
        self.site = site
        self.notes = Notes()
        self._seen: dict[str, Inspected] = {}
        self._withdrawn = frozenset(row.path for row in site.register.withdrawn)

    def do(self, job: Job) -> Answers:
        kind, wanted, noting = job
        table, site = FactTable(), self._watched(kind) if noting else self.site
        subjects, scope = (self._items(wanted), Scope.ITEM) if kind == ITEM else (self._pages(wanted), Scope.PAGE)
        answers: list[Answered] = []
        for group in _groups(subjects):
            self._ask(_of(scope), group, site)
            answers.extend(self._answered(one, site, table) for one in group)
        return Answers(kind, list(table), answers)

    def _watched(self, kind: str) -> Inspected:
        if kind not in self._seen:
            self._seen[kind] = watched(self.site, self.notes, pages=kind == PAGE)
        return self._seen[kind]

    def _items(self, wanted: Sequence[Wanted]) -> Iterator[_Subject]:
        only = dict(wanted)
        for item in _items(self.site, [path for path, _ in wanted]):
            path = item.row.path
            checks = item_checks(item.row.kind, path in self._withdrawn)
            yield _Subject(path, item, _chosen(checks, only[path]), len(item.body.html))

    def _pages(self, wanted: Sequence[Wanted]) -> Iterator[_Subject]:
        for file, only in wanted:
            page = read_page(self.site.output, file)
            checks = _of(Scope.PAGE) if not page.is_redirect else [check for check in _of(Scope.PAGE) if check.gone]
            yield _Subject(file, page, _chosen(checks, only), len(page.html))

    def _ask(self, checks: Iterable[Check], group: Sequence[_Subject], site: Inspected) -> None:
        """Each check is asked about the whole group before the next is: while one goes on, all that it works with
        stays in the processor's own store, which saves a fifth of the time.
        """
        notes = self.notes
        concerned: defaultdict[str, list[_Subject]] = defaultdict(list)
        for one in group:
            for check in one.checks:
                concerned[check.id].append(one)
        for check in checks:
            for one in concerned.get(check.id, ()):
                notes.seen, notes.foreign = one.seen, False
                answers = list(check.function(one.itself, site))
                if answers:
                    one.found.extend(check.told(answers, site))
                if notes.making:
                    notes.rejoin()
                if notes.foreign:
                    one.again.append(check.id)
                one.seen = notes.seen

    def _answered(self, one: _Subject, site: Inspected, table: FactTable) -> Answered:
        found, again, waivers, content = one.found, one.again, "", b""
        if isinstance(one.itself, RenderedPage):
            self.notes.seen, content = one.seen, content_of(one.itself.html)
            if found and (source := site.row_of(one.itself.url)):
                found = [_with_source(finding, source) for finding in found]
        elif '"waivers":{"' in one.itself.body.details and (waived := one.itself.details.get("waivers")):
            waivers = masked(json.dumps(waived, ensure_ascii=False))
        seen = foreign_facts(one.seen, _item_of(one.name))
        facts = table.numbers(seen) if _can_be_kept(one.name, seen) else None
        every_time = [finding for finding in found if finding.check in again]
        lasting = [finding for finding in found if finding.check not in again] if every_time else found
        return Answered(one.name, content, facts, ",".join(again), packed(lasting), packed(every_time), waivers)


def _groups(subjects: Iterable[_Subject]) -> Iterator[list[_Subject]]:
    """Those that are asked about together."""
    group: list[_Subject] = []
    size = 0
    for one in subjects:
        group.append(one)
        size += one.size
        if size > MOST_TOGETHER:
            yield group
            group, size = [], 0
    if group:
        yield group


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


def _chosen(checks: Sequence[Check], only: tuple[str, ...]) -> Sequence[Check]:
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
