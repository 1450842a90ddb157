"""Items by whom they are meant for, by subject and body within: what feeds, their pages and digests are made of."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from pipeline.audience import ADDRESSES, Audience
from pipeline.register import Register
from pipeline.store import IndexRow
from pipeline.tables import Tables
from pipeline.terms import SUBJECTS

NEWEST = 20
"""Items of a feed, and of the page of an audience."""


class AudienceFeed(NamedTuple):
    """`subject` is a first-level one, `authority` a key; at most one of them is given. `rows`: the newest first."""

    audience: Audience
    subject: str
    authority: str
    rows: list[IndexRow]


@cache
def topic_numbers() -> dict[str, str]:
    """First-level subject -> its address part."""
    return {name: f"{n:02d}" for n, name in enumerate(SUBJECTS, 1)}


def audience_feeds(register: Register) -> dict[str, AudienceFeed]:
    """Address part (`qiye`, `qiye/zt-01`, `qiye/jg-sf-gov`) -> the feed; only such as have items.

    This runs over every item on every build, so what is the same for many is worked out once.
    """
    found: dict[str, AudienceFeed] = {}
    of_columns = {path: column_audience(register.tables, path) for path in register.tables.columns}
    alike: dict[tuple[str, str, str, str], list[list[IndexRow]]] = {}
    for row in register.shown:
        if not row.audience and not of_columns[row.column]:
            continue
        mark = (row.audience, row.column, row.authority, row.topic)
        lists = alike.get(mark)
        if lists is None:
            lists = alike[mark] = [
                _feed(found, *key).rows for key in _keys(audiences_of(row, of_columns[row.column]), row)
            ]
        for rows in lists:
            if len(rows) < NEWEST:
                rows.append(row)
    return dict(sorted(found.items(), key=lambda entry: (_ORDER[entry[1].audience], entry[0])))


def _feed(found: dict[str, AudienceFeed], key: str, audience: Audience, subject: str, authority: str) -> AudienceFeed:
    return found.setdefault(key, AudienceFeed(audience, subject, authority, []))


_ORDER = {audience: n for n, audience in enumerate(Audience)}


def audiences_of(row: IndexRow, of_column: tuple[Audience, ...]) -> tuple[Audience, ...]:
    """What the item says itself, else what its column does."""
    return tuple(map(Audience, row.audience.split("\n"))) if row.audience else of_column


def column_audience(tables: Tables, path: str) -> tuple[Audience, ...]:
    """Of the nearest column from `path` upwards that names any."""
    named = [node.column.meant_for for node in tables.ancestors(path) if node.column.meant_for]
    return named[-1] if named else ()


def _keys(audiences: tuple[Audience, ...], row: IndexRow) -> Iterator[tuple[str, Audience, str, str]]:
    """(address part, audience, subject, authority) of each feed that takes the item in."""
    subject = row.topic.partition("\\")[0]
    for audience in dict.fromkeys(audiences):
        whole = ADDRESSES[audience]
        yield whole, audience, "", ""
        yield f"{whole}/jg-{row.authority}", audience, "", row.authority
        if subject in topic_numbers():
            yield f"{whole}/zt-{topic_numbers()[subject]}", audience, subject, ""
