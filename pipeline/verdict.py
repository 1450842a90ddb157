"""Findings become the official verdict: counts by indicator, the arithmetic shown, and what no program can decide."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pipeline.check import Inspected
from pipeline.cycles import due_of
from pipeline.finding import Finding, Severity
from pipeline.freshness import newest_in
from pipeline.indicators import (
    ACCOUNT_STALE,
    ACCOUNT_UNASKED,
    BONUS,
    DEDUCTED,
    FORGED,
    FORGED_UNASKED,
    FULL_POINTS,
    NEW_MEDIA_VETOES,
    VETOES,
    Indicator,
    Measure,
    in_force,
)
from pipeline.kinds.service_guide import KIND as SERVICE_GUIDE
from pipeline.letters import NO_LETTERS, Letters, letters_of
from pipeline.model import NewMediaAccount
from pipeline.standards import LETTER_MONTHS, NEW_MEDIA_DAYS
from pipeline.tables import SPECIAL, ColumnNode
from pipeline.terms import AccountState, ColumnType, SiteType, SpecialState
from pipeline.workdays import later

_BY_CHECK = "check:"
_RUNNING = (AccountState.RUNNING, AccountState.CHANGING)
LETTERS_WITHIN = 365
"""Days; older letters are no longer looked at."""
_DEAD_LINKS = ("page-links", "item-links", "site-links")


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    COUNTED = "counted"
    """Of a deduction or a bonus: how many, and no more."""


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """An indicator with the count of each of its measures, in their order. `of`: the account, for new media."""

    indicator: Indicator
    counts: tuple[int, ...]
    of: str = ""
    unasked: tuple[str, ...] = ()
    """What could have been decided, had there been something to decide it by."""

    @property
    def failed(self) -> tuple[tuple[Measure, int], ...]:
        pairs = zip(self.indicator.measures, self.counts, strict=True)
        return tuple((measure, count) for measure, count in pairs if measure.limit and count >= measure.limit)

    @property
    def verdict(self) -> Verdict:
        if self.failed:
            return Verdict.FAILED
        if not any(measure.limit for measure in self.indicator.measures):
            return Verdict.COUNTED if self.indicator.measures else Verdict.UNDECIDED
        return Verdict.UNDECIDED if self.open else Verdict.PASSED

    @property
    def open(self) -> tuple[str, ...]:
        """What is left to a monitor or a person."""
        return (*self.unasked, *self.indicator.open)

    @property
    def estimate(self) -> Decimal:
        """Points lost, never more than the indicator has: an estimate, for the points themselves are from memory."""
        pairs = zip(self.indicator.measures, self.counts, strict=True)
        return min(self.indicator.most, sum((measure.each * count for measure, count in pairs), Decimal(0)))


@dataclass(frozen=True, slots=True)
class Score:
    """All results, by table. `estimated`: whether the site wants points, which no report may call official."""

    vetoes: tuple[IndicatorResult, ...] = ()
    new_media: tuple[IndicatorResult, ...] = ()
    deductions: tuple[IndicatorResult, ...] = ()
    bonus: tuple[IndicatorResult, ...] = ()
    estimated: bool = False
    letters: Letters = NO_LETTERS

    @property
    def all(self) -> tuple[IndicatorResult, ...]:
        return (*self.vetoes, *self.new_media, *self.deductions, *self.bonus)

    @property
    def failed(self) -> tuple[IndicatorResult, ...]:
        """The vetoes that hit: one is enough."""
        return tuple(result for result in self.vetoes if result.verdict is Verdict.FAILED)

    @property
    def undecided(self) -> tuple[tuple[IndicatorResult, str], ...]:
        """What only a monitor or a person can decide: what is asked of every account once and of none by name."""
        known: dict[tuple[str, str, str], tuple[IndicatorResult, str]] = {}
        for result in self.all:
            for question in result.open:
                of = result.of if question in result.unasked else ""
                known.setdefault((result.indicator.code, of, question), (replace(result, of=of), question))
        return tuple(known.values())

    @property
    def lost(self) -> Decimal:
        return sum((result.estimate for result in self.deductions), Decimal(0))

    @property
    def left(self) -> Decimal:
        return FULL_POINTS - self.lost


def score(site: Inspected, findings: Sequence[Finding]) -> Score:
    """By the indicators in force on the day of inspection. A waiver keeps an item from blocking, not from counting."""
    counts = _counts(site, findings)
    portal = site.site.site_type is SiteType.PORTAL
    vetoes = _results(VETOES, counts, site.day)
    return Score(
        vetoes=vetoes if site.dates_are_told else tuple(map(_without_history, vetoes)),
        new_media=tuple(_new_media(site)),
        deductions=_results(DEDUCTED, counts, site.day) if portal else (),
        bonus=_results(BONUS, counts, site.day) if portal else (),
        estimated=site.site.estimated,
        letters=letters_of(site.register, site.as_of),
    )


def _results(indicators: tuple[Indicator, ...], counts: Counter[str], day: str) -> tuple[IndicatorResult, ...]:
    chosen = (indicator for indicator in in_force(indicators, day))
    return tuple(IndicatorResult(one, tuple(counts[measure.key] for measure in one.measures)) for one in chosen)


def _without_history(result: IndicatorResult) -> IndicatorResult:
    """Nothing found where nothing was looked at is no good news."""
    if any(measure.key == FORGED for measure in result.indicator.measures):
        return replace(result, unasked=(FORGED_UNASKED,))
    return result


def _counts(site: Inspected, findings: Sequence[Finding]) -> Counter[str]:
    """By key of measure."""
    counts = Counter(f"{_BY_CHECK}{finding.check}" for finding in findings if _counted(finding))
    counts.update(_column_counts(site, findings))
    counts.update(_service_counts(site, findings))
    counts.update(_letter_counts(site))
    counts.update(_presence(site))
    dead = [finding for finding in findings if finding.check in _DEAD_LINKS and finding.severity is Severity.ERROR]
    home = sum(finding.location.path == "output/index.html" for finding in dead)
    counts.update(
        home_stale=counts[f"{_BY_CHECK}site-home-updated"],
        home_links=home,
        inner_links=len(dead) - home,
        domain=int(not site.site.domain.endswith(".gov.cn")),
    )
    return counts


def _counted(finding: Finding) -> bool:
    """What a person has yet to look at counts for nothing."""
    return finding.severity is Severity.ERROR or (finding.severity is Severity.WARNING and finding.check in _WARNED)


def _checks_of(indicators: Iterable[Indicator]) -> frozenset[str]:
    keys = (measure.key for indicator in indicators for measure in indicator.measures)
    return frozenset(key.removeprefix(_BY_CHECK) for key in keys if key.startswith(_BY_CHECK))


_WARNED = _checks_of(DEDUCTED)
"""A deduction counts warnings too; a veto counts errors alone."""


def _column_counts(site: Inspected, findings: Sequence[Finding]) -> Counter[str]:
    places = {
        what: {finding.location for finding in findings if finding.check in checks}
        for what, checks in (
            ("stale", ("site-column-updated",)),
            ("empty", ("site-column-empty", "site-required-columns")),
        )
    }
    nodes = list(site.tables.columns.values())
    stale = [node for node in nodes if node.location in places["stale"]]
    empty = [node for node in nodes if node.location in places["empty"]]
    empty = [node for node in empty if not any(other.path.startswith(f"{node.path}/") for other in empty)]
    counts = Counter(
        columns_stale=len(stale),
        columns_empty=len(empty),
        news_and_policy_stale=sum(_beyond_norm(site, node) for node in stale),
    )
    named = _named_types()
    for what, found in (("stale", stale), ("empty", empty)):
        for node in found:
            own = node.column.column_type.value
            counts[f"{what}:{own if own in named else ''}"] += 1
    present = {node.column.column_type.value for node in nodes}
    counts.update({f"missing:{name}": int(name not in present) for name in named})
    return counts


def _beyond_norm(site: Inspected, node: ColumnNode) -> bool:
    """Whether a column of news or policy has passed the norm's own limit, not only what it promises itself."""
    due = due_of(site.tables, node, newest_in(site, node.path), site.day, norm_alone=True)
    return due is not None and site.as_of > due.day


def _named_types() -> frozenset[str]:
    keys = (measure.key for indicator in DEDUCTED for measure in indicator.measures)
    return frozenset(key.partition(":")[2] for key in keys if key.startswith("missing:"))


def _service_counts(site: Inspected, findings: Sequence[Finding]) -> dict[str, int]:
    guides = sum(row.kind == SERVICE_GUIDE.key for row in site.register.shown)
    check = "item-service-guide-elements"
    lacking = sum(finding.check == check and finding.severity is Severity.ERROR for finding in findings)
    serves = {node.column.column_type for node in site.tables.columns.values()} & {ColumnType.PUBLIC_SERVICES}
    portal = site.site.site_type is SiteType.PORTAL
    return {
        "guides_lacking": lacking,
        "guides_all_lacking": int(0 < guides < 5 and lacking >= guides),
        "no_services": int(portal and not guides and not serves),
    }


def _letter_counts(site: Inspected) -> dict[str, int]:
    """A bureau without a mailbox may use the portal's, which its own files cannot tell; so only portals are judged."""
    limit = LETTER_MONTHS.on(site.day)
    waiting = [row for row in site.register.shown if row.kind == "letter" and not row.closes_on]
    since = [date.fromisoformat(row.opens_on[:10]) for row in waiting]
    late = [day for day in since if limit and site.as_of > later(day, limit.value, True)]
    mailbox = any(node.column.column_type is ColumnType.MAILBOX for node in site.tables.columns.values())
    return {
        "letters_unanswered": sum((site.as_of - day).days <= LETTERS_WITHIN for day in late),
        "no_mailbox": int(site.site.site_type is SiteType.PORTAL and not mailbox),
    }


def _presence(site: Inspected) -> dict[str, int]:
    rows, columns = site.register.shown, site.tables.columns.values()
    explained = [row for row in rows if row.kind == "interpretation"]
    consulted = [row for row in rows if row.kind == "consultation"]
    open_specials = (node for node in columns if node.kind == SPECIAL and node.column.state is SpecialState.OPEN)
    return {
        "specials_open": sum(1 for _ in open_specials),
        "forms": len({site.details(row.path).get("form") for row in explained}),
        "datasets": sum(row.kind == "dataset" for row in rows),
        "outcomes": sum(bool(site.details(row.path).get("outcome")) for row in consulted),
    }


def _new_media(site: Inspected) -> Iterator[IndicatorResult]:
    for account in site.tables.accounts:
        if account.state in _RUNNING:
            counts, known = _account_counts(site, account), site.censuses.tells(account, site.as_of)
            for indicator in in_force(NEW_MEDIA_VETOES, site.day):
                named = f"{account.platform.value} {account.name}"
                values = tuple(counts[measure.key] for measure in indicator.measures)
                stale = any(measure.key == ACCOUNT_STALE for measure in indicator.measures)
                unasked = (ACCOUNT_UNASKED,) if stale and not known else ()
                yield IndicatorResult(indicator, values, named, unasked)


def _account_counts(site: Inspected, account: NewMediaAccount) -> dict[str, int]:
    limit, known = NEW_MEDIA_DAYS.on(site.day), site.censuses.tells(account, site.as_of)
    updated_on = site.censuses.updated_on(account, site.as_of)
    late = limit is not None and bool(updated_on) and _days_since(site, updated_on) > limit.value
    quiet = late or (known and not updated_on)
    newest = site.censuses.newest(site.as_of)
    found = newest.row(account) if newest else None
    mute = found is not None and found[0].answers is False
    return {
        ACCOUNT_STALE: int(quiet),
        "account_silent": int(mute or not account.functions),
    }


def _days_since(site: Inspected, day: str) -> int:
    return (site.as_of - date.fromisoformat(day)).days
