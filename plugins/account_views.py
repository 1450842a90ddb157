"""What the pages of new-media accounts and of their weekly census show beside their facts."""

from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from pipeline import urls
from pipeline.accounts.counting import Result, Tally, by_authority, half_of, results_of, summary, tally, together
from pipeline.accounts.shelf import read_weeks
from pipeline.accounts.tables import body_rows, ended_rows, half_named, numbers, week_rows
from pipeline.accounts.wording import AXES, BODY_HEAD, ENDED_HEAD, WEEK_HEAD, percent, week_name
from pipeline.census import Census
from pipeline.model import NewMediaAccount
from pipeline.pages.accounts import OPEN, WEEKS_OF_TREND, groups
from pipeline.tables import CODES
from pipeline.terms import ChartType
from plugins.cards import Shelf
from plugins.charts import chart_svg

Facts = dict[str, Any]
COLUMNS_OF_TREND = 6
"""So many weeks stand side by side in the table of bodies."""
PASS_RATE, WEEK, PERCENT, TREND = "合格率", "周次", "%", "各周合格率"


def _account(shelf: Shelf, account: NewMediaAccount) -> SimpleNamespace:
    code = urls.attachment(CODES, account.code) if account.code else ""
    return SimpleNamespace(
        facts=account,
        authority=shelf.authorities[account.authority],
        open=account.state in OPEN,
        code=code,
        ended_on=account.cancelled_on or account.closed_on or "",
    )


def _accounts(shelf: Shelf, facts: Facts) -> None:
    found = [_account(shelf, one) for one in shelf.desk.tables.accounts if one.authority in shelf.authorities]
    by_platform: dict[str, list[SimpleNamespace]] = {}
    bodies: dict[str, list[SimpleNamespace]] = {}
    for account in found:
        by_platform.setdefault(account.facts.platform.value, []).append(account)
        bodies.setdefault(account.facts.authority, []).append(account)
    facts["groups"] = list(by_platform.items())
    facts["closed"] = [account for account in found if not account.open]
    facts["by_authority"] = [(shelf.authorities[key], accounts) for key, accounts in bodies.items()]
    facts["axes"] = [
        (
            title,
            [(name, urls.accounts(axis, key), len(accounts)) for key, name, accounts in groups(shelf.desk, axis)],
        )
        for axis, title in (AXES.items() if facts["pages"] else ())
    ]


def _some(shelf: Shelf, facts: Facts) -> None:
    known = {(one.platform.value, one.account_id): one for one in shelf.desk.tables.accounts}
    facts["accounts"] = [_account(shelf, known[platform, key]) for platform, key in facts["shown"]]


# the census ---------------------------------------------------------------------------------------------------------


def _weeks(shelf: Shelf) -> list[Census]:
    """Read once for all pages that one worker makes."""
    found: list[Census] | None = getattr(shelf, "census", None)
    if found is None:
        found = read_weeks(shelf.desk.tables, shelf.desk.register.as_of[:10])
        shelf.census = found  # type: ignore[attr-defined]
    return found


def _census(shelf: Shelf, facts: Facts) -> None:
    weeks = _weeks(shelf)[-WEEKS_OF_TREND:]
    accounts, bodies = shelf.desk.tables.accounts, shelf.desk.tables.authorities
    results = [results_of(week, accounts) for week in weeks]
    facts["chart"] = _chart(weeks, [tally(one) for one in results])
    facts["trend"] = _trend(shelf, weeks[-COLUMNS_OF_TREND:], results[-COLUMNS_OF_TREND:])
    facts |= {"head": WEEK_HEAD, "rows": week_rows(results[-1], bodies), "newest": week_name(weeks[-1])}
    facts["unread"] = weeks[-1].rows is None
    facts["tally"] = _told(tally(results[-1]))


def _chart(weeks: list[Census], tallies: list[Tally]) -> Markup:
    """The share that passed, week by week; a week that nobody looked at is a gap."""
    if len(weeks) < 2:
        return Markup()
    rows = [
        [f"{week.year}-{week.week:02d}", "" if one.rate is None else f"{one.rate * 100:.1f}"]
        for week, one in zip(weeks, tallies, strict=True)
    ]
    chart = {"form": ChartType.LINE, "across": WEEK, "values": [PASS_RATE], "unit": PERCENT, "title": TREND}
    return chart_svg(chart, [WEEK, PASS_RATE], rows)


def _trend(shelf: Shelf, weeks: list[Census], results: list[list[Result]]) -> SimpleNamespace:
    """Authority by week: how many passed of how many looked at, and the share over all of these weeks."""
    found = [{key: tally(own) for key, own in by_authority(one).items()} for one in results]
    keys = [key for key in shelf.authorities if any(key in week for week in found)]
    rows = []
    for key in keys:
        own = [week.get(key, Tally()) for week in found]
        cells = [f"{one.passed}/{one.seen}" if one.seen else "—" for one in own]
        rows.append((shelf.authorities[key], cells, percent(together(own).rate)))
    return SimpleNamespace(weeks=[week_name(week) for week in weeks], rows=rows)


def _week(shelf: Shelf, facts: Facts) -> None:
    week = next(one for one in _weeks(shelf) if (one.year, one.week) == (facts["year"], facts["week"]))
    results = results_of(week, shelf.desk.tables.accounts)
    facts |= {"head": WEEK_HEAD, "rows": week_rows(results, shelf.desk.tables.authorities)}
    facts |= {"first": week.monday.isoformat(), "last": week.sunday.isoformat()}
    facts |= {"unread": week.rows is None, "tally": _told(tally(results))}


def _half(shelf: Shelf, facts: Facts) -> None:
    half, bodies = half_named(facts["half"]), shelf.desk.tables.authorities
    weeks = [week for week in _weeks(shelf) if half_of(week) == half]
    found = summary(half, weeks, shelf.desk.tables.accounts)
    facts |= {"first": half.first.isoformat(), "until": found.until.isoformat(), "over": found.until == half.last}
    facts |= {"numbers": numbers(found), "bodies": _table(BODY_HEAD, body_rows(found, bodies))}
    facts |= {"ended": _table(ENDED_HEAD, ended_rows(found, bodies))}
    facts |= {"failing": _table(WEEK_HEAD, week_rows(found.failing, bodies)), "newest": week_name(weeks[-1])}


def _table(head: Iterable[str], rows: list[Any]) -> SimpleNamespace:
    return SimpleNamespace(head=list(head), rows=rows)


def _told(one: Tally) -> SimpleNamespace:
    return SimpleNamespace(due=one.due, seen=one.seen, passed=one.passed, rate=percent(one.rate))


VIEWS: dict[str, Callable[[Shelf, Facts], None]] = {
    "accounts.html": _accounts,
    "account_list.html": _some,
    "census.html": _census,
    "census_week.html": _week,
    "census_half.html": _half,
}
