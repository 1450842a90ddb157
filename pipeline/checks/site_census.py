"""The weekly census of new-media accounts: made every week, of every account, in a form that can be read."""

from collections.abc import Iterator
from datetime import timedelta

from pipeline.accounts.counting import open_between
from pipeline.census import FOLDER, Census
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.standards import CENSUS_PRACTICE, HOUSE_RULE
from pipeline.terms import AccountState

_ENDED = (AccountState.CLOSED, AccountState.CANCELLED)
_WEEK = timedelta(days=7)


@check(
    severity=Severity.WARNING,
    clause=CENSUS_PRACTICE,
    about="政务新媒体账号每周普查一次，一个不漏，普查文件能读取",
    hint=f"每周在 content/{FOLDER}/ 存一个“年份-周次.csv”，每个没有关停的账号一行",
)
def site_census(site: Inspected) -> Iterator[Answer]:
    for finding in site.censuses.findings:
        yield Answer(finding.location, finding.message, finding.hint, finding.severity, HOUSE_RULE)
    for week in site.censuses.weeks:
        if week.monday > site.as_of:
            yield Answer(week.place, f"普查文件写的是 {_named(week)}，那一周还没有到", "核对文件名中的年份和周次")
    accounts = [account for account in site.tables.accounts if account.state not in _ENDED]
    newest = site.censuses.newest(site.as_of)
    if accounts and newest is None:
        message = f"有 {len(accounts)} 个没有关停的政务新媒体账号，还没有普查记录"
        yield Answer(Location("content/accounts.yaml", 1, 1), message)
    elif accounts and newest:
        yield from _timely(newest, site)
        for account in accounts if newest.rows is not None else ():
            if open_between(account, newest.monday, newest.sunday) and newest.row(account) is None:
                message = f"{_named(newest)}的普查没有{account.platform.value}“{account.name}”（{account.account_id}）"
                yield Answer(newest.place, message, "补查这个账号，在普查文件中加一行")


def _timely(newest: Census, site: Inspected) -> Iterator[Answer]:
    """In any week there must be the census of that week or of the one before."""
    if site.as_of - newest.sunday > _WEEK:
        days = (site.as_of - newest.sunday).days
        yield Answer(newest.place, f"最近一次普查是 {_named(newest)}，到现在已有 {days} 天没有普查")


def _named(week: Census) -> str:
    return f"{week.year} 年第 {week.week} 周"
