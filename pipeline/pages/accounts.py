"""New-media accounts: all of them, those of each platform, authority and state, and what the weekly census found."""

from collections.abc import Callable, Iterator, Sequence

from pipeline import urls
from pipeline.accounts.shelf import ShownWeek, halves
from pipeline.accounts.wording import AXES, CENSUS_TITLE, half_title, week_title
from pipeline.model import NewMediaAccount
from pipeline.page import Desk, PlannedPage, digest_of
from pipeline.tables import CODES
from pipeline.terms import PAGE_TITLES, AccountState

ALL, SOME = "accounts.html", "account_list.html"
CENSUS, WEEK, HALF = "census.html", "census_week.html", "census_half.html"
MOST_CARDS = 60
"""So many accounts stand on one page with their codes; a code is three kilobytes."""
WEEKS_OF_TREND = 26
OPEN = (AccountState.RUNNING, AccountState.CHANGING)


def plan(desk: Desk) -> Iterator[PlannedPage]:
    if desk.has(ALL):
        yield _all(desk)
    if desk.has(SOME):
        for axis in AXES:
            for key, title, accounts in groups(desk, axis):
                yield from _some(desk, axis, key, title, accounts)
    weeks = desk.census_weeks
    if weeks and desk.has(CENSUS):
        yield from _census(desk, weeks)


def _all(desk: Desk) -> PlannedPage:
    title, accounts = PAGE_TITLES["accounts"], desk.tables.accounts
    facts = {
        "running": sum(account.state is AccountState.RUNNING for account in accounts),
        "codes": sum(account.state in OPEN for account in accounts) <= MOST_CARDS,
        "pages": desk.has(SOME),
        "census": urls.CENSUS if desk.census_weeks and desk.has(CENSUS) else "",
        "data": bool(desk.tables.accounts) and (not desk.site.channels or "account_register" in desk.site.channels),
    }
    inputs = (desk.accounts_digest, _bodies(desk, accounts), desk.pictures.digests.get(CODES, b""))
    return desk.page(urls.ACCOUNTS, ALL, title, facts=facts, crumbs=desk.crumbs((title, "")), inputs=inputs)


def groups(desk: Desk, axis: str) -> list[tuple[str, str, list[NewMediaAccount]]]:
    """(part of the address, title, accounts) of one axis, in the register's order."""
    known = [account for account in desk.tables.accounts if account.authority in desk.tables.authorities]
    named: dict[str, Callable[[NewMediaAccount], tuple[str, str]]] = {
        "pt": lambda account: (_address(account.platform.name), account.platform.value),
        "jg": lambda account: (account.authority, desk.tables.authorities[account.authority].label),
        "zt": lambda account: (_address(account.state.name), account.state.value),
    }
    found: dict[tuple[str, str], list[NewMediaAccount]] = {}
    for account in known:
        found.setdefault(named[axis](account), []).append(account)
    return [(key, title, accounts) for (key, title), accounts in found.items()]


def _address(name: str) -> str:
    return name.lower().replace("_", "-")


def _some(desk: Desk, axis: str, key: str, title: str, accounts: Sequence[NewMediaAccount]) -> Iterator[PlannedPage]:
    """Cut into pages, the register's first accounts on the first."""
    folder, above = urls.accounts(axis, key), (PAGE_TITLES["accounts"], urls.ACCOUNTS)
    last = (len(accounts) - 1) // MOST_CARDS
    for number in range(last + 1):
        shown = accounts[number * MOST_CARDS : (number + 1) * MOST_CARDS]
        facts = {
            "axis": AXES[axis],
            "total": len(accounts),
            "shown": [[account.platform.value, account.account_id] for account in shown],
            "pages": [urls.list_page(folder, n) for n in range(last + 1)] if last else [],
            "number": number,
        }
        told = digest_of([account.model_dump(mode="json") for account in shown])
        inputs = (told, _bodies(desk, shown), desk.pictures.digests.get(CODES, b""))
        crumbs = desk.crumbs(above, (title, ""))
        yield desk.page(urls.list_page(folder, number), SOME, title, facts=facts, crumbs=crumbs, inputs=inputs)


def _bodies(desk: Desk, accounts: Sequence[NewMediaAccount]) -> bytes:
    digests = desk.authority_digests
    return b"".join(digests[key] for key in sorted({a.authority for a in accounts}) if key in digests)


# the census ---------------------------------------------------------------------------------------------------------


def _census(desk: Desk, weeks: list[ShownWeek]) -> Iterator[PlannedPage]:
    """One page a week, one a half year, and the way to them all; an old week's page changes only with the register."""
    register = (desk.accounts_digest, _bodies(desk, desk.tables.accounts))
    above = ((PAGE_TITLES["accounts"], urls.ACCOUNTS), (CENSUS_TITLE, urls.CENSUS))
    newest = weeks[-WEEKS_OF_TREND:]
    found = halves(weeks)
    facts = {
        "weeks": [[week_title(w.year, w.week), urls.census_week(w.year, w.week)] for w in reversed(newest)],
        "older": len(weeks) - len(newest),
        "halves": [[half_title(half), urls.census_half(half.name)] for half in found],
    }
    inputs = (*register, *(week.digest for week in newest))
    crumbs = desk.crumbs(above[0], (CENSUS_TITLE, ""))
    yield desk.page(urls.CENSUS, CENSUS, CENSUS_TITLE, facts=facts, crumbs=crumbs, inputs=inputs)
    for week in weeks if desk.has(WEEK) else ():
        title, facts = week_title(week.year, week.week), {"year": week.year, "week": week.week}
        crumbs, inputs = desk.crumbs(*above, (title, "")), (*register, week.digest)
        url = urls.census_week(week.year, week.week)
        yield desk.page(url, WEEK, title, facts=facts, crumbs=crumbs, inputs=inputs)
    for half, own in found.items() if desk.has(HALF) else ():
        title = half_title(half)
        facts = {
            "half": half.name,
            "weeks": [[week_title(w.year, w.week), urls.census_week(w.year, w.week)] for w in reversed(own)],
            "book": urls.census_book(half.name) if _has_books(desk) else "",
        }
        crumbs, inputs = desk.crumbs(*above, (title, "")), (*register, *(week.digest for week in own))
        yield desk.page(urls.census_half(half.name), HALF, title, facts=facts, crumbs=crumbs, inputs=inputs)


def _has_books(desk: Desk) -> bool:
    return not desk.site.channels or "account_census" in desk.site.channels
