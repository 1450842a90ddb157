"""The census and its summary as rows of text and numbers, the same for a page and a workbook."""

from collections.abc import Iterable, Mapping

from pipeline.accounts.counting import Half, Moves, Result, Summary, Tally
from pipeline.accounts.wording import (
    BODY_HEAD,
    CLOSED,
    ENDED_HEAD,
    MERGED,
    NO_RATE,
    NUMBERS,
    SHEETS,
    STANDINGS,
    TOTAL,
    WEEK_HEAD,
    faults_of,
    half_title,
    percent,
)
from pipeline.model import Authority
from pipeline.statements.sheets import Sheet, Value

Bodies = Mapping[str, Authority]


def week_rows(results: Iterable[Result], bodies: Bodies) -> list[list[Value]]:
    """Under WEEK_HEAD."""
    return [
        [
            _name(bodies, result.account.authority),
            result.account.platform.value,
            result.account.name,
            result.account.account_id,
            (result.row.updated_on if result.row else None) or NO_RATE,
            NO_RATE if result.days is None else result.days,
            STANDINGS[result.standing],
            faults_of(result),
        ]
        for result in results
    ]


def numbers(found: Summary) -> list[tuple[str, Value]]:
    """Names and values, in the order of NUMBERS."""
    one = found.tally
    values: tuple[Value, ...] = (
        len(found.weeks), found.open_at_start, found.open_at_end, len(found.moves.opened), len(found.moves.merged),
        len(found.moves.closed), found.moves.changed, one.due, one.seen, one.passed, percent(one.rate),
    )  # fmt: skip
    return list(zip(NUMBERS, values, strict=True))


def body_rows(found: Summary, bodies: Bodies) -> list[list[Value]]:
    """Under BODY_HEAD, with the total last."""
    rows = [
        [_name(bodies, key), *_counted(share.open_at_end, share.moves, share.tally)]
        for key, share in found.bodies.items()
    ]
    return [*rows, [TOTAL, *_counted(found.open_at_end, found.moves, found.tally)]]


def _counted(accounts: int, moves: Moves, one: Tally) -> list[Value]:
    moved = [len(moves.opened), len(moves.merged), len(moves.closed)]
    return [accounts, *moved, one.due, one.seen, one.passed, percent(one.rate)]


def ended_rows(found: Summary, bodies: Bodies) -> list[list[Value]]:
    """Under ENDED_HEAD."""
    return [
        [
            _name(bodies, account.authority),
            account.platform.value,
            account.name,
            account.closed_on or NO_RATE,
            account.cancelled_on or NO_RATE,
            MERGED if account.replaced_by else CLOSED,
            account.replaced_by or NO_RATE,
        ]
        for account in found.moves.ended
    ]


def sheets(found: Summary, bodies: Bodies) -> list[Sheet]:
    """The workbook of a half year."""
    first, by_body, ended, failing = SHEETS
    return [
        Sheet(first, (half_title(found.half), f"{found.half.first} — {found.until}"), numbers(found)),
        Sheet(by_body, BODY_HEAD, body_rows(found, bodies)),
        Sheet(ended, ENDED_HEAD, ended_rows(found, bodies)),
        Sheet(failing, WEEK_HEAD, week_rows(found.failing, bodies)),
    ]


def half_named(name: str) -> Half:
    """`2026-h1`."""
    year, _, number = name.partition("-h")
    return Half(int(year), int(number))


def _name(bodies: Bodies, key: str) -> str:
    return bodies[key].label if key in bodies else key
