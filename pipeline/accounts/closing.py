"""The announcement that an account ends, as the draft of an item; only what the register says is put in."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from pipeline.accounts.wording import (
    ACTS,
    CLOSING_BODY,
    CLOSING_TITLE,
    NO_SUCCESSOR,
    STOPS,
    STOPS_ON,
    SUCCESSOR,
    TELEPHONE,
    named,
)
from pipeline.model import Authority, NewMediaAccount, Site
from pipeline.phrases import long_day
from pipeline.terms import AccountState

_LIVING = (AccountState.RUNNING, AccountState.CHANGING)


def title_of(account: NewMediaAccount) -> str:
    act = ACTS[bool(account.replaced_by)]
    return CLOSING_TITLE.format(act=act, platform=account.platform.value, name=account.name)


def body_of(account: NewMediaAccount, others: Iterable[NewMediaAccount], body: Authority, site: Site) -> str:
    """Markdown."""
    successor = _successor(account, others)
    facts = {
        "body": body.name,
        "platform": account.platform.value,
        "name": account.name,
        "account_id": account.account_id,
        "day": STOPS_ON.format(day=long_day(account.notice_on)) if account.notice_on else STOPS,
        "site": site.name,
        "successor": SUCCESSOR.format(replacement=successor)
        if successor
        else NO_SUCCESSOR.format(site=site.name, url=site.url),
        "telephone": TELEPHONE.format(telephone=account.telephone) if account.telephone else "",
    }
    return CLOSING_BODY.format_map(facts)


def _successor(account: NewMediaAccount, others: Iterable[NewMediaAccount]) -> str:
    """With its platform where exactly one living account bears the name; "" for none."""
    wanted = account.replaced_by
    found = [one for one in others if one.state in _LIVING and wanted in (one.name, one.account_id)]
    if len(found) == 1:
        return named(found[0])
    return f"“{wanted}”" if wanted else ""


def accounts_like(written: str, accounts: Sequence[NewMediaAccount]) -> list[NewMediaAccount]:
    """Those that an editor may mean: by `platform ID`, ID alone, or name."""
    words = written.split()
    exact = [one for one in accounts if [one.platform.value, one.account_id] == words]
    return exact or [one for one in accounts if written.strip() in (one.account_id, one.name)]


def lacks(account: NewMediaAccount, today: date) -> Mapping[str, str]:
    """Field of the register -> what it should say once the announcement is out."""
    found = {}
    if account.state in _LIVING:
        found["state"] = AccountState.CLOSING.value
    if not account.notice_on:
        found["notice_on"] = today.isoformat()
    return found
