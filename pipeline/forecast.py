"""Days left until a column, an account or the home page counts as out of date, or a request for information must be
answered, and who has to see to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pipeline.check import Inspected
from pipeline.cycles import due_of
from pipeline.finding import Location
from pipeline.freshness import HOME, newest_in, newest_on_home
from pipeline.standards import HOME_DAYS, NEW_MEDIA_DAYS
from pipeline.statements.asked import ledgers_on, open_requests
from pipeline.statements.wording import REQUEST
from pipeline.tables import ColumnNode
from pipeline.terms import AccountState

_RUNNING = (AccountState.RUNNING, AccountState.CHANGING)


class Subject(StrEnum):
    HOME = "home"
    COLUMN = "column"
    ACCOUNT = "account"
    REQUEST = "request"


@dataclass(frozen=True, slots=True)
class Deadline:
    """`key`: a column's path, `platform:id` of an account, `authority:number` of a request, which is `newest` when it
    came; `newest` and `due` are days, `due` the last good one;
    `left` = days from the day of inspection to `due`, negative when it has passed.
    """

    sort: Subject
    key: str
    title: str
    owner: str
    newest: str
    due: str
    left: int
    place: Location


def deadlines(site: Inspected) -> tuple[Deadline, ...]:
    """The most urgent first. What was never updated has no deadline: it is empty, and a finding says so."""
    found = [*_home(site), *_columns(site), *_accounts(site), *_requests(site)]
    return tuple(sorted(found, key=lambda deadline: (deadline.left, deadline.sort, deadline.key)))


def _home(site: Inspected) -> Iterator[Deadline]:
    limit = HOME_DAYS.on(site.day)
    newest = newest_on_home(site)[0][:10] if limit and HOME in site.files else ""
    if limit and newest:
        due = date.fromisoformat(newest) + timedelta(days=limit.value)
        place = Location(f"output{HOME}")
        yield _deadline(site, Subject.HOME, "", site.site.name, site.site.organizer, newest, due, place)


def _columns(site: Inspected) -> Iterator[Deadline]:
    for path, node in site.tables.columns.items():
        newest = newest_in(site, path)[:10]
        due = due_of(site.tables, node, newest, site.day) if newest else None
        if due:
            title = " › ".join(above.column.title for above in site.tables.ancestors(path))
            yield _deadline(site, Subject.COLUMN, path, title, _responsible(site, node), newest, due.day, node.location)


def _responsible(site: Inspected, node: ColumnNode) -> str:
    """Its own department, or that of the nearest column above."""
    keys = [above.column.responsible for above in site.tables.ancestors(node.path) if above.column.responsible]
    authority = site.tables.authorities.get(keys[-1]) if keys else None
    return authority.name if authority else site.site.organizer


def _accounts(site: Inspected) -> Iterator[Deadline]:
    official = NEW_MEDIA_DAYS.on(site.day)
    for account in site.tables.accounts:
        updated_on = site.censuses.updated_on(account, site.as_of)
        if account.state not in _RUNNING or not updated_on:
            continue
        days = min(account.update_within, official.value) if official else account.update_within
        due = date.fromisoformat(updated_on) + timedelta(days=days)
        authority = site.tables.authorities.get(account.authority)
        key = f"{account.platform}:{account.account_id}"
        title, owner = f"{account.platform.value} {account.name}", authority.name if authority else account.authority
        yield _deadline(site, Subject.ACCOUNT, key, title, owner, updated_on, due, site.place(f"account:{key}"))


def _requests(site: Inspected) -> Iterator[Deadline]:
    """Open ones whose time runs."""
    for request, clock in open_requests(ledgers_on(site)):
        if clock.due:
            owner, key = site.tables.authorities[request.authority].name, f"{request.authority}:{request.number}"
            came, title = request.received_on.isoformat(), REQUEST.format(number=request.number)
            yield _deadline(site, Subject.REQUEST, key, title, owner, came, clock.due, request.place)


def _deadline(
    site: Inspected, sort: Subject, key: str, title: str, owner: str, newest: str, due: date, place: Location
) -> Deadline:
    return Deadline(sort, key, title, owner, newest, due.isoformat(), (due - site.as_of).days, place)
