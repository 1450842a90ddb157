"""An account is closed step by step: a notice, the end, the platform's cancellation, the record; and readers know where to go."""

from collections.abc import Iterator

from pipeline.check import Answer, Inspected, check
from pipeline.finding import Location, Severity
from pipeline.model import NewMediaAccount
from pipeline.standards import NEW_MEDIA
from pipeline.terms import AccountState

_ENDED = (AccountState.CLOSED, AccountState.CANCELLED)
_ENDING = (AccountState.CLOSING, *_ENDED)
_LIVING = (AccountState.RUNNING, AccountState.CHANGING)
_STEPS = {
    "registered_on": "备案日期",
    "notice_on": "停更公告日期",
    "closed_on": "关停日期",
    "cancelled_on": "注销日期",
    "closing_filed_on": "关停备案日期",
}

_TOLD_ELSEWHERE = {"关停日期", "注销日期"}
"""site-accounts knows the order of these two."""


@check(
    severity=Severity.WARNING,
    clause=NEW_MEDIA,
    about="政务新媒体关停按停更公告、关停、注销、关停备案的顺序办理，替代账号正常运行",
    hint="核对 accounts.yaml，并在全国政务新媒体信息报送系统办结",
)
def site_accounts_closed(site: Inspected) -> Iterator[Answer]:
    names = _names_of_living(site.tables.accounts)
    for account in site.tables.accounts:
        if account.state in _ENDING:
            place = site.place(f"account:{account.platform}:{account.account_id}")
            for message in (*_steps(account, site), *_notice(account, site), *_successor(account, names)):
                yield Answer(place, f"{account.platform.value}“{account.name}”{message}")
        else:
            yield from _still_open(account, site)


def _still_open(account: NewMediaAccount, site: Inspected) -> Iterator[Answer]:
    written = [name for field, name in _STEPS.items() if field != "registered_on" and getattr(account, field)]
    if written:
        place: Location = site.place(f"account:{account.platform}:{account.account_id}")
        message = f"{account.platform.value}“{account.name}”写了{'、'.join(written)}，但状态仍为“{account.state.value}”"
        yield Answer(place, message, "关停了的，改正“状态”")


def _steps(account: NewMediaAccount, site: Inspected) -> Iterator[str]:
    if account.state is AccountState.CANCELLED and not account.cancelled_on:
        yield "已注销，但没有写注销日期"
    if account.state in _ENDED and not account.closing_filed_on:
        yield f"{account.state.value}，但没有写关停备案日期"
    days = [(name, str(day)) for field, name in _STEPS.items() if (day := getattr(account, field))]
    for n, (name, day) in enumerate(days):
        if day > site.day:
            yield f"的{name} {day} 还没有到"
        for other, on in days[n + 1 :]:
            if on < day and {name, other} != _TOLD_ELSEWHERE:
                yield f"的{other} {on} 早于{name} {day}"
                break


def _notice(account: NewMediaAccount, site: Inspected) -> Iterator[str]:
    """A notice told as a path of this site is shown, and no younger than the end that it announces."""
    written, register = account.closing_notice or "", site.register
    if " " in written or "/" not in written or written.startswith(("http:", "https:")):
        return
    path = register.resolve(written)
    if path is None or path not in register.shown_paths:
        yield f"的停更公告“{written}”不是已发布的条目"
    elif account.closed_on and register.rows[path].day > account.closed_on:
        yield f"的停更公告发布于 {register.rows[path].day}，晚于关停日期 {account.closed_on}"


def _successor(account: NewMediaAccount, names: frozenset[str]) -> Iterator[str]:
    if account.replaced_by and account.replaced_by not in names:
        yield f"的替代账号“{account.replaced_by}”不在台账中，或没有正常运行"


def _names_of_living(accounts: tuple[NewMediaAccount, ...]) -> frozenset[str]:
    living = [account for account in accounts if account.state in _LIVING]
    return frozenset(name for account in living for name in (account.name, account.account_id))
