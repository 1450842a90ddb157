"""What the newest weekly census found of each account: asleep, out of use, or not as the register says."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from pipeline.census import Census, overdue
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.model import CensusRow, NewMediaAccount
from pipeline.standards import NEW_MEDIA_DAYS, VETO_NEW_MEDIA_INTERACTION, Clause
from pipeline.terms import AccountState

_RUNNING = (AccountState.RUNNING, AccountState.CHANGING)
_ENDED = (AccountState.CLOSED, AccountState.CANCELLED)


@check(
    severity=Severity.WARNING,
    clause=NEW_MEDIA_DAYS.clause,
    about="最近一次普查中，账号能使用、能互动，没有沉睡，与台账一致；已关停的不再更新",
    hint="更新或修复账号，或按程序关停；普查记录写错的，改正普查文件",
)
def site_census_accounts(site: Inspected) -> Iterator[Answer]:
    newest = site.censuses.newest(site.as_of)
    for account in site.tables.accounts if newest else ():
        found = newest.row(account) if newest else None
        if newest and found:
            row, place = found
            named = f"{account.platform.value}“{account.name}”"
            asked = _running if account.state in _RUNNING else _ended
            for told in asked(account, row, newest, site):
                yield Answer(place, f"{named}{told.message}", severity=told.severity, clause=told.clause)


class _Told(NamedTuple):
    message: str
    severity: Severity | None = None
    clause: Clause | None = None


def _running(account: NewMediaAccount, row: CensusRow, census: Census, site: Inspected) -> Iterator[_Told]:
    if not row.usable:
        yield _Told(f"普查时不能使用{f'（{row.remarks}）' if row.remarks else ''}")
    if row.answers is False:
        message = f"普查时互动功能不能用{f'（{row.remarks}）' if row.remarks and row.usable else ''}"
        yield _Told(message, Severity.ERROR, VETO_NEW_MEDIA_INTERACTION)
    seen, told = row.updated_on or "", account.updated_on or ""
    if told > seen and told < census.monday.isoformat():
        what = f"最近更新是 {seen}" if seen else "一条更新也没有看到"
        yield _Told(f"的台账写 {told} 更新过，普查时{what}")
    elif seen > told:
        days = (site.as_of - date.fromisoformat(seen)).days
        late = overdue(account, days)
        if late:
            yield _Told(f"普查看到的最近更新是 {seen}，已有 {days} 天没有更新，期限是 {late[0]} 天", late[1])


def _ended(account: NewMediaAccount, row: CensusRow, census: Census, site: Inspected) -> Iterator[_Told]:
    """One that is about to close may still say so; one that is closed says nothing more."""
    if account.state in _ENDED and account.closed_on and (row.updated_on or "") > account.closed_on:
        yield _Told(f"已于 {account.closed_on} 关停，普查时却有 {row.updated_on} 的更新")
