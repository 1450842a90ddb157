"""Asks every check, gathers what reading and the tables found, and adds it all up to the official verdict."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path

from pipeline.asking import ask_all, checked_items
from pipeline.changes import Change, Scope, mixed, scope_of
from pipeline.check import Answer, Inspected
from pipeline.check_cache import CheckCache
from pipeline.check_memory import Asked
from pipeline.checks import CHECKS
from pipeline.checks.item_waivers import idle, item_waivers
from pipeline.codebase import checking_digest
from pipeline.files import output_stamps
from pipeline.finding import Finding, Severity
from pipeline.forecast import Deadline, deadlines
from pipeline.provenance import History
from pipeline.register import Register
from pipeline.shielding import unreadable
from pipeline.store import IndexRow, Store
from pipeline.tables import Tables
from pipeline.terms import DisclosureMode, ItemStatus
from pipeline.verdict import Score, score
from pipeline.waivers import NEVER, READING, flaw


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
    """`asked_items`, `asked_pages`: of how many the findings tell; fewer than there are only for a change."""

    items: int
    shown: int
    withdrawn: int
    held: int
    pages: int
    files: int
    checks: int
    asked_items: int = 0
    asked_pages: int = 0


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a path belongs to, for reports that group: titles of its column and name of its authority."""

    column: str
    authority: str


NOT_COUNTED = Score()


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that one inspection found, sorted; the same content, output and day give the same value.

    `since`: the base of the change whose reach alone was inspected, "" for the whole site.
    """

    as_of: str
    demonstration: bool
    findings: tuple[Finding, ...]
    counts: Counts
    held: tuple[HeldItem, ...] = ()
    score: Score = NOT_COUNTED
    forecast: tuple[Deadline, ...] = ()
    site: str = ""
    domain: str = ""
    since: str = ""
    holders: Mapping[str, Holder] | None = None

    @property
    def exit_status(self) -> int:
        return int(any(finding.blocks for finding in self.findings))

    def number(self, severity: Severity) -> int:
        """Findings of this severity that no editor has waived."""
        return sum(finding.severity is severity and not finding.waived for finding in self.findings)

    @property
    def waived(self) -> int:
        return sum(bool(finding.waived) for finding in self.findings)

    def holder(self, finding: Finding) -> Holder:
        """Whose item or table row a finding is about; nothing for what belongs to the site as a whole."""
        return (self.holders or {}).get(finding.location.path, Holder("", ""))


def inspect(
    store: Store,
    register: Register,
    output: Path,
    *,
    content: Path = Path("content"),
    workers: int = 0,
    extra: Iterable[Finding] = (),
    history: History | None = None,
    kept: Path | None = None,
    change: Change | None = None,
    base: str = "",
    stamps: Mapping[str, str] | None = None,
) -> Inspection:
    """Ask all checks about the store as registered and the output as it stands.

    `workers` 0 = one a core, 1 = none; `extra` are findings of other stages, such as planning and the host's log;
    `history` is what git tells of the dates, None when it is not asked; `kept` is where answers are kept for the next
    time, None to ask everything; of a `change` since `base` only what it could affect is inspected; `stamps` is what
    the output holds, as `output_stamps` tells, if somebody has looked.
    """
    day = date.fromisoformat(register.as_of[:10])
    stamps = output_stamps(str(output)) if stamps is None else stamps
    site = Inspected(register, store, output, day, frozenset(stamps), frozenset(CHECKS), content, history, stamps)
    found = [*store.findings(), *register.tables.findings, *extra]
    whole = register.tables.site is not None
    scope = scope_of(site, change, base) if change and whole else None
    asked = _ask(site, workers, kept, scope) if whole else Asked()
    found += [*asked.findings, *(mixed(change) if change else ())]
    if scope:
        found = [finding for finding in found if scope.concerns(finding)]
    findings = _finished(site, found, asked)
    partial = scope is not None and not scope.everything
    return Inspection(
        as_of=register.as_of,
        demonstration=whole and register.as_of.startswith(site.site.as_of or "-"),
        findings=tuple(findings),
        counts=_counts(site, scope, len(CHECKS) if whole else 0),
        held=tuple(_held(register, scope)),
        score=score(site, findings) if whole and not partial else NOT_COUNTED,
        forecast=_forecast(site, scope) if whole else (),
        site=site.site.name if whole else "",
        domain=site.site.domain if whole else "",
        since=base if scope else "",
        holders=_holders(site, findings) if whole else None,
    )


# asking -------------------------------------------------------------------------------------------------------------


def _ask(site: Inspected, workers: int, kept: Path | None, scope: Scope | None) -> Asked:
    items, pages = _subjects(site, scope)
    cache = _cache(kept, site) if kept else None
    try:
        return ask_all(site, items, pages, workers=workers, kept=cache, everything=scope is None)
    finally:
        if cache:
            cache.close()


def _cache(kept: Path, site: Inspected) -> CheckCache | None:
    """None where the disk does not let it be opened: it only saves time."""
    try:
        return CheckCache(kept, lambda: _key(site))
    except (OSError, sqlite3.OperationalError):
        return None


def _subjects(site: Inspected, scope: Scope | None) -> tuple[list[str], list[str]]:
    items, pages = checked_items(site.register), site.pages
    if scope is None or scope.everything:
        return items, pages
    return [path for path in items if path in scope.items], [file for file in pages if file in scope.pages]


def _key(site: Inspected) -> bytes:
    """All that every answer depends on: code, tables, lists of phrases, and which output was read."""
    digest = hashlib.blake2b(checking_digest(), digest_size=16)
    for part in (str(site.output.resolve()), *_table_parts(site.tables)):
        digest.update(part.encode(errors="surrogatepass") + b"\0")
    for file in _phrase_lists(site):
        digest.update(f"{file}\0".encode() + (file.read_bytes() if file.is_file() else b"") + b"\0")
    return digest.digest()


def _table_parts(tables: Tables) -> Iterator[str]:
    for part in (tables.site, tables.authorities, tables.columns, tables.accounts, tables.redirects, tables.places):
        yield repr(part)


def _phrase_lists(site: Inspected) -> list[Path]:
    own = sorted((site.content / "terms").glob("*.yaml"))
    return own + [site.content / name for name in site.site.phrase_lists]


# what becomes of the findings ---------------------------------------------------------------------------------------


def _finished(site: Inspected, found: Sequence[Finding], asked: Asked) -> list[Finding]:
    waivers = _Waivers(site, asked.waivers)
    told = [*map(waivers.applied, found), *waivers.without_effect()]
    return sorted(map(_masked, told), key=lambda finding: (finding.order, finding.hint))


class _Waivers:
    """Marks what the header of its own item waives; it stays in the report. Knows in the end which did nothing."""

    def __init__(self, site: Inspected, known: Mapping[str, Mapping[str, str]]) -> None:
        self.site, self.known = site, known
        self.used: set[tuple[str, str]] = set()

    def applied(self, finding: Finding) -> Finding:
        path = finding.location.path.partition("/")[2].rpartition(".")[0]
        if path not in self.site.register.rows:
            return finding
        waivers = self.known[path] if path in self.known else self.site.details(path).get("waivers", {})
        written = waivers.get(finding.check, "")
        if not written or finding.check in NEVER or flaw(written, self.site.day):
            return finding
        self.used.add((path, finding.check))
        return replace(finding, waived=written)

    def without_effect(self) -> Iterator[Finding]:
        """Of the items that were asked and are still public."""
        gone = {row.path for row in self.site.register.withdrawn}
        for path, waivers in self.known.items():
            answers = self._answers(path, waivers) if waivers and path not in gone else ()
            yield from item_waivers.told(answers, self.site)

    def _answers(self, path: str, waivers: Mapping[str, str]) -> Iterator[Answer]:
        for name, written in waivers.items():
            if (path, name) not in self.used and _is_sound(name, written, self.site):
                yield idle(self.site.item(path), name)


def _is_sound(name: str, written: str, site: Inspected) -> bool:
    """Whether nothing else is told of it."""
    return (name in site.check_ids - NEVER or name.startswith(READING)) and not flaw(written, site.day)


def _masked(finding: Finding) -> Finding:
    message, hint, waived = unreadable(finding.message), unreadable(finding.hint), unreadable(finding.waived)
    if (message, hint, waived) == (finding.message, finding.hint, finding.waived):
        return finding
    return replace(finding, message=message, hint=hint, waived=waived)


def held_reason(row: IndexRow) -> HeldReason:
    """Of an item that is held; one that is neither a draft nor withheld waits for its time."""
    if row.status == ItemStatus.DRAFT:
        return HeldReason.DRAFT
    return HeldReason.NOT_PROACTIVE if row.disclosure_mode != DisclosureMode.PROACTIVE else HeldReason.SCHEDULED


def _held(register: Register, scope: Scope | None) -> Iterator[HeldItem]:
    for row in sorted(register.held, key=lambda row: row.path):
        if scope is None or scope.everything or row.path in scope.items:
            yield HeldItem(row.file, unreadable(row.title), held_reason(row), row.published_at)


def _forecast(site: Inspected, scope: Scope | None) -> tuple[Deadline, ...]:
    found = deadlines(site)
    return found if scope is None or scope.everything else tuple(one for one in found if one.place in scope.places)


def _counts(site: Inspected, scope: Scope | None, checks: int) -> Counts:
    register = site.register
    items, pages = _subjects(site, scope)
    return Counts(
        items=len(register.rows),
        shown=len(register.shown),
        withdrawn=len(register.withdrawn),
        held=len(register.held),
        pages=len(site.pages),
        files=len(site.files),
        checks=checks,
        asked_items=len(items),
        asked_pages=len(pages),
    )


def _holders(site: Inspected, findings: Iterable[Finding]) -> dict[str, Holder]:
    """By the path of a finding's place: an item's source, or the page made of it."""
    tables, found = site.tables, {}
    for path in {finding.location.path for finding in findings}:
        row = site.register.rows.get(path.partition("/")[2].rpartition(".")[0])
        if row is not None:
            title = " › ".join(node.column.title for node in tables.ancestors(row.column))
            authority = tables.authorities.get(row.authority)
            found[path] = Holder(title, authority.name if authority else row.authority)
    return found
