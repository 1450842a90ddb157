"""Opening and changing an account are recorded: filed under a number, one name a platform, each change as it happened."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Severity
from pipeline.model import ChangeOf, NewMediaAccount
from pipeline.standards import NEW_MEDIA
from pipeline.terms import AccountState, Platform

_LIVING = (AccountState.RUNNING, AccountState.CHANGING)
_FIELDS = {
    ChangeOf.NAME: "name",
    ChangeOf.ACCOUNT_ID: "account_id",
    ChangeOf.SUPERVISOR: "supervisor",
    ChangeOf.MAINTAINER: "maintainer",
    ChangeOf.CERTIFIED_AS: "certified_as",
    ChangeOf.PURPOSE: "purpose",
}


@check(
    severity=Severity.WARNING,
    clause=NEW_MEDIA,
    about="政务新媒体开设、变更都有备案和记录，同一平台不重名，责任人和审核人不是同一人",
    hint="核对 accounts.yaml",
)
def site_accounts_changed(site: Inspected) -> Iterator[Answer]:
    named: dict[tuple[str, str], str] = {}
    for account in site.tables.accounts:
        place = site.place(f"account:{account.platform}:{account.account_id}")
        shown = f"{account.platform.value}“{account.name}”"
        for message, hint in (*_opened(account), *_changes(account, site)):
            yield Answer(place, f"{shown}{message}", hint)
        if account.state in _LIVING and account.platform is not Platform.OTHER:
            first = named.setdefault((account.platform.value, account.name), account.account_id)
            if first != account.account_id:
                message = f"{shown}（{account.account_id}）与 {first} 重名，公众分不清哪个是真的"
                yield Answer(place, message, "改名，或整合后关停其中一个")


def _opened(account: NewMediaAccount) -> Iterator[tuple[str, str]]:
    if account.state in _LIVING and account.registered_on and not account.registration_number:
        yield "写了备案日期，没有备案编号", "补上“备案编号”"
    if account.responsible and account.responsible == account.reviewer:
        yield "的责任人和审核人是同一人", "发布的信息由另一人审核，先审后发"


def _changes(account: NewMediaAccount, site: Inspected) -> Iterator[tuple[str, str]]:
    """In the order of their days, within the life of the account, and the last of each sort is what stands now."""
    days = [change.on for change in account.changes]
    for day in days:
        if day > site.day:
            yield f"的变更日期 {day} 还没有到", "变更办结后再写进“变更记录”"
        elif account.opened_on and day < account.opened_on:
            yield f"的变更日期 {day} 早于开设日期 {account.opened_on}", "核对两个日期"
        elif account.closed_on and day > account.closed_on:
            yield f"的变更日期 {day} 晚于关停日期 {account.closed_on}", "核对两个日期"
    if days != sorted(days):
        yield "的变更记录没有按日期先后排列", "最早的写在前面"
    for what, new in {change.what: change.new for change in account.changes}.items():
        stands = _standing(account, what, site)
        if stands and new not in stands:
            yield f"的{what.value}登记为“{stands[0]}”，变更记录最后改成了“{new}”", "两处改成一致"


def _standing(account: NewMediaAccount, what: ChangeOf, site: Inspected) -> list[str]:
    """What the register says now, and other ways to write it; nothing where it does not say."""
    if what is ChangeOf.AUTHORITY:
        body = site.tables.authorities.get(account.authority)
        return [body.name, body.label, body.key] if body else []
    value = getattr(account, _FIELDS[what]) if what in _FIELDS else None
    return [value] if value else []
