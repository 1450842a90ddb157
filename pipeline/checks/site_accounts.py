"""The register of new-media accounts: one a platform and body, alive, answering, closed in order."""

from collections.abc import Iterator
from datetime import date

from pipeline.census import overdue
from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.model import NewMediaAccount
from pipeline.standards import NEW_MEDIA, NEW_MEDIA_DAYS, VETO_NEW_MEDIA_INTERACTION
from pipeline.terms import AccountState, Platform

_ENDING = (AccountState.CLOSING, AccountState.CLOSED, AccountState.CANCELLED)


@check(
    severity=Severity.WARNING,
    clause=NEW_MEDIA,
    about="政务新媒体账号不重复开设，按期更新，有互动功能，关停手续齐全",
    hint="核对 accounts.yaml",
)
def site_accounts(site: Inspected) -> Iterator[Answer]:
    running: dict[tuple[str, str], str] = {}
    registered: set[tuple[str, str]] = set()
    for account in site.tables.accounts:
        own = f"account:{account.platform}:{account.account_id}"
        place = site.place(own)
        named = f"{account.platform.value}“{account.name}”"
        if (account.platform.value, account.account_id) in registered:
            yield Answer(place, f"{named}的账号ID“{account.account_id}”登记了两次", "只保留一处")
        registered.add((account.platform.value, account.account_id))
        if account.opened_on and account.opened_on > site.day:
            message = f"{named}的开设日期 {account.opened_on} 还没有到"
            yield Answer(site.place(own, field="开设日期"), message, "核对日期", Severity.ERROR)
        if account.state in _ENDING:
            yield from _ending(account, named, place)
            continue
        yield from _alive(account, named, own, site)
        key = (account.platform.value, account.authority)
        if account.platform is Platform.OTHER:  # as many platforms as there are accounts
            continue
        if key in running:
            message = f"{named}与“{running[key]}”同属一个单位、同一个平台"
            yield Answer(place, message, "一个单位在同一平台只开设一个账号，整合后关停其余账号")
        running.setdefault(key, account.name)


def _alive(account: NewMediaAccount, named: str, own: str, site: Inspected) -> Iterator[Answer]:
    updated_on, place = site.censuses.updated_on(account, site.as_of), site.place(own, field="最近更新日期")
    if not updated_on:
        looked = site.censuses.tells(account, site.as_of)
        message = f"{named}没有写最近更新日期，{'普查也没有看到更新' if looked else '也没有普查过'}"
        hint = "补上“最近更新日期”，或在每周普查时填写"
        yield Answer(place, message, hint, Severity.ERROR if looked else None, NEW_MEDIA_DAYS.clause)
    elif updated_on > site.day:
        yield Answer(place, f"{named}的最近更新日期 {updated_on} 还没有到", "核对日期", Severity.ERROR)
    elif updated_on == account.updated_on:
        days = (site.as_of - date.fromisoformat(updated_on)).days
        late = overdue(account, days)
        if late:
            message = f"{named}已有 {days} 天没有更新，期限是 {late[0]} 天"
            yield Answer(place, message, "更新账号，或按程序关停", late[1], NEW_MEDIA_DAYS.clause)
    if not account.functions:
        place, hint = site.place(own, field="互动功能"), "开通留言、私信或菜单等功能，并写进“互动功能”"
        yield Answer(place, f"{named}没有互动功能", hint, Severity.ERROR, VETO_NEW_MEDIA_INTERACTION)
    if not account.registered_on:
        yield Answer(site.place(own), f"{named}没有备案日期", "在全国政务新媒体信息报送系统备案后补上“备案日期”")


def _ending(account: NewMediaAccount, named: str, place: Location) -> Iterator[Answer]:
    if not account.closing_notice:
        yield Answer(place, f"{named}{account.state.value}，但没有写停更公告", "补上“停更公告”")
    if account.state is not AccountState.CLOSING and not account.closed_on:
        yield Answer(place, f"{named}{account.state.value}，但没有写关停日期", "补上“关停日期”")
    steps = [day for day in (account.opened_on, account.closed_on, account.cancelled_on) if day]
    if steps != sorted(steps):
        yield Answer(place, f"{named}的开设、关停、注销日期先后不对", "核对三个日期", Severity.ERROR)
