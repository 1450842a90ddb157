"""What the weekly censuses say of each account, and what half a year of them comes to; no file is read here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from pipeline.census import Census
from pipeline.model import CensusRow, NewMediaAccount
from pipeline.standards import NEW_MEDIA_DAYS
from pipeline.terms import AccountState

_ENDED = (AccountState.CLOSED, AccountState.CANCELLED)


class Fault(StrEnum):
    """Why an account does not pass a week."""

    STALE = "stale"
    UNSEEN = "unseen"
    """Not a single update was ever seen."""
    UNUSABLE = "unusable"
    MUTE = "mute"


class Standing(StrEnum):
    """What a week says of an account."""

    PASSED = "passed"
    FAILED = "failed"
    CLOSING = "closing"
    """Its end is announced: it is shown, not judged."""
    NOT_LOOKED_AT = "not-looked-at"


@dataclass(frozen=True, slots=True)
class Result:
    """One account in one week. `days`: from its last update to the day on which it was looked at."""

    account: NewMediaAccount
    standing: Standing
    row: CensusRow | None = None
    days: int | None = None
    faults: tuple[Fault, ...] = ()


def results_of(week: Census, accounts: Iterable[NewMediaAccount]) -> list[Result]:
    """Of every account that was open in that week, in the order of the register."""
    return [_result(week, account) for account in accounts if open_between(account, week.monday, week.sunday)]


def open_between(account: NewMediaAccount, first: date, last: date) -> bool:
    """Whether it was open for the whole of the days; an end without a day is taken to lie before."""
    begun = not account.opened_on or account.opened_on <= first.isoformat()
    ended = account.closed_on or account.cancelled_on
    return begun and (ended > last.isoformat() if ended else account.state not in _ENDED)


def _result(week: Census, account: NewMediaAccount) -> Result:
    found = week.row(account)
    closing = (
        account.notice_on <= week.sunday.isoformat() if account.notice_on else account.state is AccountState.CLOSING
    )
    if found is None:
        return Result(account, Standing.CLOSING if closing else Standing.NOT_LOOKED_AT)
    row = found[0]
    looked = date.fromisoformat(row.on) if row.on else week.monday
    days = max(0, (looked - date.fromisoformat(row.updated_on)).days) if row.updated_on else None
    faults = () if closing else tuple(_faults(row, days, looked))
    standing = Standing.CLOSING if closing else Standing.FAILED if faults else Standing.PASSED
    return Result(account, standing, row, days, faults)


def _faults(row: CensusRow, days: int | None, looked: date) -> Iterator[Fault]:
    limit = NEW_MEDIA_DAYS.on(looked.isoformat())
    if not row.usable:
        yield Fault.UNUSABLE
    if days is None:
        yield Fault.UNSEEN
    elif limit and days > limit.value:
        yield Fault.STALE
    if row.answers is False:
        yield Fault.MUTE


# one number for many ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tally:
    """Account-weeks: `due` were to be looked at, `seen` were, `passed` of these."""

    due: int = 0
    seen: int = 0
    passed: int = 0

    @property
    def rate(self) -> float | None:
        """Share that passed of what was looked at, 0 to 1."""
        return self.passed / self.seen if self.seen else None


def tally(results: Iterable[Result]) -> Tally:
    judged = [result for result in results if result.standing is not Standing.CLOSING]
    seen = [result for result in judged if result.standing is not Standing.NOT_LOOKED_AT]
    return Tally(len(judged), len(seen), sum(result.standing is Standing.PASSED for result in seen))


def together(tallies: Iterable[Tally]) -> Tally:
    found = list(tallies)
    return Tally(sum(one.due for one in found), sum(one.seen for one in found), sum(one.passed for one in found))


def by_authority(results: Iterable[Result]) -> dict[str, list[Result]]:
    found: dict[str, list[Result]] = {}
    for result in results:
        found.setdefault(result.account.authority, []).append(result)
    return found


# half a year --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True, slots=True)
class Half:
    """The first or second half of a year; a week belongs to the half that its Thursday lies in, as ISO 8601 has it."""

    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.number == 1 else 7, 1)

    @property
    def last(self) -> date:
        return date(self.year, 6, 30) if self.number == 1 else date(self.year, 12, 31)

    @property
    def name(self) -> str:
        return f"{self.year}-h{self.number}"


def half_of(week: Census) -> Half:
    thursday = week.monday + timedelta(days=3)
    return Half(thursday.year, 1 if thursday.month <= 6 else 2)


@dataclass(frozen=True, slots=True)
class Moves:
    """What became of the accounts in some days. `merged`: ended, with another account to follow in their place."""

    opened: tuple[NewMediaAccount, ...]
    merged: tuple[NewMediaAccount, ...]
    closed: tuple[NewMediaAccount, ...]
    changed: int

    @property
    def ended(self) -> tuple[NewMediaAccount, ...]:
        return (*self.merged, *self.closed)


@dataclass(frozen=True, slots=True)
class Summary:
    """Half a year up to `until`: the day of its last census (its Sunday, where none is written), or its own end.

    `bodies`: authority -> its own numbers.
    """

    half: Half
    until: date
    weeks: tuple[Census, ...]
    open_at_start: int
    open_at_end: int
    moves: Moves
    tally: Tally
    bodies: Mapping[str, "Share"]
    failing: tuple[Result, ...]
    """Of the last census."""


@dataclass(frozen=True, slots=True)
class Share:
    open_at_end: int = 0
    moves: Moves = field(default_factory=lambda: Moves((), (), (), 0))
    tally: Tally = Tally()


def summary(half: Half, weeks: Sequence[Census], accounts: Sequence[NewMediaAccount]) -> Summary:
    """`weeks`: those of the half, the oldest first, at least one."""
    looked = max((row.on for row, _ in (weeks[-1].rows or {}).values() if row.on), default="")
    until = min(half.last, date.fromisoformat(looked) if looked else weeks[-1].sunday)
    results = [results_of(week, accounts) for week in weeks]
    keys = dict.fromkeys(account.authority for account in accounts)
    shares = {key: _share(key, half, until, results, accounts) for key in keys}
    return Summary(
        half,
        until,
        tuple(weeks),
        _open_on(accounts, half.first - timedelta(days=1)),
        _open_on(accounts, until),
        moves(accounts, half.first, until),
        together(map(tally, results)),
        {key: share for key, share in shares.items() if share.open_at_end or share.moves.ended or share.tally.due},
        tuple(result for result in results[-1] if result.standing is Standing.FAILED),
    )


def _share(
    key: str, half: Half, until: date, results: Iterable[list[Result]], accounts: Iterable[NewMediaAccount]
) -> Share:
    own = [account for account in accounts if account.authority == key]
    counted = together(tally(one for one in week if one.account.authority == key) for week in results)
    return Share(_open_on(own, until), moves(own, half.first, until), counted)


def moves(accounts: Iterable[NewMediaAccount], first: date, last: date) -> Moves:
    """Both days included. One that was cancelled without a day of closing ended when it was cancelled."""
    start, end, known = first.isoformat(), last.isoformat(), list(accounts)
    ended = [one for one in known if start <= (one.closed_on or one.cancelled_on or "") <= end]
    return Moves(
        tuple(one for one in known if start <= (one.opened_on or "") <= end),
        tuple(one for one in ended if one.replaced_by),
        tuple(one for one in ended if not one.replaced_by),
        sum(start <= change.on <= end for one in known for change in one.changes),
    )


def _open_on(accounts: Iterable[NewMediaAccount], day: date) -> int:
    return sum(open_between(account, day, day) for account in accounts)
