"""Asks every check, gathers what reading and the tables found, and counts the official indicators."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from multiprocessing import get_context
from pathlib import Path

from pipeline.check import Check, CheckedItem, Inspected, Scope, output_urls
from pipeline.checks import CHECKS, PAGE_SOURCE
from pipeline.finding import Finding, Severity
from pipeline.provenance import History
from pipeline.register import Register
from pipeline.rendered import RenderedPage, read_page
from pipeline.standards import INDICATORS, NEWS_AND_POLICY, Indicator, masked
from pipeline.store import AttachmentRow, BodyRow, IndexRow, Store
from pipeline.terms import DisclosureMode, ItemStatus

BATCH = 250
SMALL = 500
"""Below this many items and pages a pool costs more than it saves."""


class HeldReason(StrEnum):
    DRAFT = "draft"
    NOT_PROACTIVE = "not-proactive"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True)
class HeldItem:
    """An item that reaches no output, and why; `published_at` says until when a scheduled one waits."""

    file: str
    title: str
    reason: HeldReason
    published_at: str


@dataclass(frozen=True, slots=True)
class Counts:
    items: int
    shown: int
    withdrawn: int
    held: int
    pages: int
    files: int
    checks: int


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """An indicator with the count of each of its measures, in their order."""

    indicator: Indicator
    counts: tuple[int, ...]

    @property
    def passed(self) -> bool:
        return all(count < measure.limit for measure, count in zip(self.indicator.measures, self.counts, strict=True))


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that one inspection found, sorted; the same content, output and day give the same value."""

    as_of: str
    demonstration: bool
    findings: tuple[Finding, ...]
    counts: Counts
    held: tuple[HeldItem, ...]
    indicators: tuple[IndicatorResult, ...]

    @property
    def exit_status(self) -> int:
        return int(any(finding.blocks for finding in self.findings))

    def number(self, severity: Severity) -> int:
        """Findings of this severity that no editor has waived."""
        return sum(finding.severity is severity and not finding.waived for finding in self.findings)

    @property
    def waived(self) -> int:
        return sum(bool(finding.waived) for finding in self.findings)


def inspect(
    store: Store,
    register: Register,
    output: Path,
    *,
    content: Path = Path("content"),
    workers: int = 0,
    extra: Iterable[Finding] = (),
    history: History | None = None,
) -> Inspection:
    """Ask all checks about the store as registered and the output as it stands.

    `workers` 0 = one a core, 1 = none; `extra` are findings of other stages, such as planning and the host's log;
    `history` is what git tells of the dates, None when it is not asked.
    """
    day = date.fromisoformat(register.as_of[:10])
    site = Inspected(register, store, output, day, output_urls(output), frozenset(CHECKS), content, history)
    found = [*store.findings(), *register.tables.findings, *extra]
    asked = register.tables.site is not None
    if asked:
        found.extend(_ask_all(site, workers))
    findings = sorted(
        {_masked(finding) for finding in _waived(site, found)}, key=lambda finding: (finding.order, finding.hint)
    )
    return Inspection(
        as_of=register.as_of,
        demonstration=asked and register.as_of.startswith(site.site.as_of or "-"),
        findings=tuple(findings),
        counts=_counts(site, len(CHECKS) if asked else 0),
        held=tuple(_held(register)),
        indicators=tuple(_indicators(site, findings)) if asked else (),
    )


# asking -------------------------------------------------------------------------------------------------------------


def _ask_all(site: Inspected, workers: int) -> Iterator[Finding]:
    """Items and pages by batches, in workers when there are many; the site's own checks here, meanwhile."""
    paths, pages = [row.path for row in _checked_rows(site.register)], _pages(site)
    jobs: list[tuple[Job, Sequence[str]]] = [(ask_items, batch) for batch in _batches(paths)]
    jobs += [(ask_pages, batch) for batch in _batches(pages)]
    count = workers or os.cpu_count() or 1
    if count == 1 or len(paths) + len(pages) < SMALL:
        for job, batch in jobs:
            yield from job(site, batch)
        yield from ask_site(site)
        return
    _warm(site.register)
    with _pool(site, count) as executor:
        futures = [executor.submit(_in_worker, job, batch) for job, batch in jobs]
        yield from ask_site(site)
        for future in futures:
            yield from future.result()


def ask_items(site: Inspected, paths: Sequence[str]) -> list[Finding]:
    """`paths` in order: they are read from the store as one range."""
    withdrawn = {row.path for row in site.register.withdrawn}
    found: list[Finding] = []
    for item in _items(site, paths):
        for check in _item_checks(item.row.kind, item.row.path in withdrawn):
            found.extend(check.ask(item, site))
    return found


def ask_pages(site: Inspected, files: Sequence[str]) -> list[Finding]:
    return [finding for file in files for finding in _ask_page(site, read_page(site.output, file))]


def ask_site(site: Inspected) -> list[Finding]:
    return [finding for check in _of(Scope.SITE) for finding in check.ask(site)]


Job = Callable[[Inspected, Sequence[str]], list[Finding]]


def _of(scope: Scope) -> list[Check]:
    return [check for check in CHECKS.values() if check.scope is scope]


@cache
def _item_checks(kind: str, gone: bool) -> list[Check]:
    return [check for check in _of(Scope.ITEM) if check.concerns(kind, gone)]


def _ask_page(site: Inspected, page: RenderedPage) -> Iterator[Finding]:
    source = site.row_of(page.url)
    note = PAGE_SOURCE.format(file=source.file) if source else ""
    for check in _of(Scope.PAGE):
        if page.is_redirect and not check.gone:
            continue
        for finding in check.ask(page, site):
            yield replace(finding, hint=f"{finding.hint};{note}" if finding.hint else note) if note else finding


def _items(site: Inspected, paths: Sequence[str]) -> Iterator[CheckedItem]:
    span, wanted = (paths[0], paths[-1]), frozenset(paths)
    files: dict[str, list[AttachmentRow]] = {}
    for row in site.store.db.execute("SELECT * FROM attachments WHERE item BETWEEN ? AND ? ORDER BY item, name", span):
        files.setdefault(row[0], []).append(AttachmentRow(*row))
    for row in site.store.db.execute("SELECT * FROM bodies WHERE path BETWEEN ? AND ? ORDER BY path", span):
        body = BodyRow(*row)
        if body.path in wanted:
            yield CheckedItem(site.register.rows[body.path], body, tuple(files.get(body.path, ())))


def _checked_rows(register: Register) -> list[IndexRow]:
    """What is or will be public: shown, withdrawn and scheduled items, and those whose authority is unknown."""
    scheduled = [row for row in register.held if _held_reason(row) is HeldReason.SCHEDULED]
    orphans = [row for row in register.orphans if _held_reason(row) is HeldReason.SCHEDULED]
    return sorted([*register.shown, *register.withdrawn, *scheduled, *orphans], key=lambda row: row.path)


def _pages(site: Inspected) -> list[str]:
    return sorted(file for file in site.files if file.endswith(".html"))


def _batches(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), BATCH):
        yield names[start : start + BATCH]


# workers ------------------------------------------------------------------------------------------------------------
# The checks read the output as files of this machine, and the register is large: workers are forked, so they share it.

_SITE: list[Inspected] = []


def _pool(site: Inspected, count: int) -> Executor:
    return ProcessPoolExecutor(count, mp_context=get_context("fork"), initializer=_enter, initargs=(site,))


def _enter(site: Inspected) -> None:
    """An SQLite connection must not be carried over a fork; what is shared need not be looked at by the collector."""
    gc.freeze()
    _SITE.append(replace(site, store=Store(site.store.path, readonly=True)))


def _in_worker(job: Job, names: Sequence[str]) -> list[Finding]:
    return job(_SITE[0], names)


def _warm(register: Register) -> None:
    """Work out before the fork what every worker would otherwise work out for itself."""
    _ = (
        register.shown_paths,
        register.by_index_number,
        register.by_document_number,
        register.relations,
        register.by_column,
    )


# what becomes of the findings --------------------------------------------------------------------------------------


def _waived(site: Inspected, found: Sequence[Finding]) -> Iterator[Finding]:
    """Mark what the header of its own item waives; it stays in the report."""
    for finding in found:
        path = finding.location.path.partition("/")[2].rpartition(".")[0]
        reason = ""
        if path in site.register.rows:
            reason = site.details(path).get("waivers", {}).get(finding.check, "")
        yield replace(finding, waived=reason) if reason else finding


def _masked(finding: Finding) -> Finding:
    message, hint, waived = masked(finding.message), masked(finding.hint), masked(finding.waived)
    if (message, hint, waived) == (finding.message, finding.hint, finding.waived):
        return finding
    return replace(finding, message=message, hint=hint, waived=waived)


def _held_reason(row: IndexRow) -> HeldReason:
    if row.status == ItemStatus.DRAFT:
        return HeldReason.DRAFT
    return HeldReason.NOT_PROACTIVE if row.disclosure_mode != DisclosureMode.PROACTIVE else HeldReason.SCHEDULED


def _held(register: Register) -> Iterator[HeldItem]:
    for row in sorted(register.held, key=lambda row: row.path):
        yield HeldItem(row.file, masked(row.title), _held_reason(row), row.published_at)


def _counts(site: Inspected, checks: int) -> Counts:
    register = site.register
    return Counts(
        items=len(register.rows),
        shown=len(register.shown),
        withdrawn=len(register.withdrawn),
        held=len(register.held),
        pages=len(_pages(site)),
        files=len(site.files),
        checks=checks,
    )


def _indicators(site: Inspected, findings: Sequence[Finding]) -> Iterator[IndicatorResult]:
    counts = _measures(site, findings)
    for indicator in INDICATORS:
        yield IndicatorResult(indicator, tuple(counts[measure.key] for measure in indicator.measures))


def _measures(site: Inspected, findings: Sequence[Finding]) -> Counter[str]:
    """Counts by measure key. A waiver keeps an item from blocking, not from being counted."""
    by_check = Counter(finding.check for finding in findings if finding.severity is Severity.ERROR)
    stale = {finding.location for finding in findings if finding.check == "site-column-updated"}
    columns = [node for node in site.tables.columns.values() if node.location in stale]
    guides = sum(row.kind == "service_guide" for row in site.register.shown)
    lacking = by_check["item-service-guide-elements"]
    return Counter(
        home_stale=by_check["site-home-updated"],
        news_and_policy_stale=sum(node.column.column_type in NEWS_AND_POLICY for node in columns),
        columns_stale=len(columns),
        columns_empty=by_check["site-column-empty"] + by_check["site-required-columns"],
        guides_lacking=lacking,
        guides_all_lacking=int(0 < guides < 5 and lacking >= guides),
    )
