"""What a week says of an account, and what half a year of weeks comes to, counted by hand beside."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from pipeline.accounts.counting import (
    Fault,
    Half,
    Standing,
    Tally,
    half_of,
    moves,
    open_between,
    results_of,
    summary,
    tally,
)
from pipeline.accounts.wording import percent
from pipeline.census import Census
from pipeline.finding import Location
from pipeline.model import CensusRow, NewMediaAccount

HERE = Location("content/census/2026-47.csv", 1, 1)


def account(key: str, **more: Any) -> NewMediaAccount:
    row = {"账号名称": key, "账号ID": key, "平台": "抖音", "主办单位": "a", "状态": "正常运行"} | more
    return NewMediaAccount.model_validate(row)


def row(key: str, updated: str = "", usable: str = "是", **more: str) -> CensusRow:
    told = {"平台": "抖音", "账号ID": key, "能否使用": usable} | ({"最近更新日期": updated} if updated else {}) | more
    return CensusRow.model_validate(told)


def week(year: int, number: int, *rows: CensusRow) -> Census:
    return Census(year, number, HERE, {(one.platform.value, one.account_id): (one, HERE) for one in rows})


@pytest.mark.parametrize(
    ("seen", "faults"),
    [
        (row("x", "2026-11-05", 普查日期="2026-11-19"), ()),
        (row("x", "2026-11-04", 普查日期="2026-11-19"), (Fault.STALE,)),
        (row("x", "2026-11-02"), ()),  # by Monday the 16th, as no day is written
        (row("x", "2026-11-01"), (Fault.STALE,)),
        (row("x"), (Fault.UNSEEN,)),
        (row("x", "2026-11-18", "否"), (Fault.UNUSABLE,)),
        (row("x", "2026-11-18", 能否互动="否"), (Fault.MUTE,)),
        (row("x", "2026-11-18", 能否互动="是"), ()),
    ],
)
def test_what_a_week_says(seen: CensusRow, faults: tuple[Fault, ...]) -> None:
    [result] = results_of(week(2026, 47, seen), [account("x")])
    assert result.faults == faults
    assert result.standing is (Standing.FAILED if faults else Standing.PASSED)


@pytest.mark.parametrize(
    ("more", "standing"),
    [
        ({}, Standing.NOT_LOOKED_AT),
        ({"开设日期": "2026-11-16"}, Standing.NOT_LOOKED_AT),
        ({"开设日期": "2026-11-17"}, None),
        ({"状态": "已关停", "关停日期": "2026-11-22"}, None),
        ({"状态": "已关停", "关停日期": "2026-11-23"}, Standing.NOT_LOOKED_AT),
        ({"状态": "已注销"}, None),
        ({"状态": "停更公示"}, Standing.CLOSING),
        ({"状态": "停更公示", "停更公告日期": "2026-11-23"}, Standing.NOT_LOOKED_AT),
        ({"状态": "已关停", "停更公告日期": "2026-11-20", "关停日期": "2026-12-20"}, Standing.CLOSING),
    ],
)
def test_who_is_asked_in_a_week(more: Mapping[str, str], standing: Standing | None) -> None:
    found = [result.standing for result in results_of(week(2026, 47), [account("x", **more)])]
    assert found == ([standing] if standing else [])


def test_a_tally_leaves_out_what_is_closing() -> None:
    accounts = [account("a"), account("b"), account("c"), account("d", 状态="停更公示")]
    one = tally(results_of(week(2026, 47, row("a", "2026-11-16"), row("b")), accounts))
    assert (one, one.rate) == (Tally(3, 2, 1), 0.5)


@pytest.mark.parametrize(
    ("rate", "told"), [(None, "—"), (1.0, "100%"), (0.9999, "99.9%"), (0.5, "50%"), (2 / 3, "66.7%"), (0.0, "0%")]
)
def test_percent(rate: float | None, told: str) -> None:
    assert percent(rate) == told


@pytest.mark.parametrize(
    ("year", "number", "half"),
    [(2026, 1, Half(2026, 1)), (2026, 27, Half(2026, 2)), (2025, 27, Half(2025, 2)), (2026, 53, Half(2026, 2))],
)
def test_a_week_belongs_to_the_half_of_its_thursday(year: int, number: int, half: Half) -> None:
    assert half_of(week(year, number)) == half


def test_half_a_year() -> None:
    accounts = [
        account("old", 开设日期="2020-01-01"),
        account("new", 开设日期="2026-08-01", 主办单位="b"),
        account("merged", 开设日期="2019-01-01", 状态="已注销", 关停日期="2026-09-30", 替代账号="old"),
        account("closed", 开设日期="2019-01-01", 状态="已关停", 关停日期="2026-07-01", 主办单位="b"),
        account("long-gone", 开设日期="2019-01-01", 状态="已关停", 关停日期="2026-06-30"),
        account(
            "changed",
            变更记录=[
                {"日期": "2026-07-15", "事项": "承办单位", "原": "甲", "现": "乙"},
                {"日期": "2025-07-15", "事项": "承办单位", "原": "丙", "现": "甲"},
            ],
        ),
    ]
    weeks = [
        week(2026, 32, row("old", "2026-08-03"), row("merged", "2026-01-01"), row("new", "2026-08-04")),
        week(2026, 47, row("old", "2026-11-17", 普查日期="2026-11-18"), row("changed", "2026-10-01", "否")),
    ]
    found = summary(Half(2026, 2), weeks, accounts)
    assert (found.open_at_start, found.open_at_end) == (4, 3)
    assert found.until == date(2026, 11, 18)
    assert [one.name for one in found.moves.opened] == ["new"]
    assert [one.name for one in found.moves.merged] == ["merged"]
    assert [one.name for one in found.moves.closed] == ["closed"]
    assert found.moves.changed == 1
    # week 32: old, new, merged, changed are due, three were looked at; week 47: old, new, changed, two were
    assert found.tally == Tally(7, 5, 3)
    assert found.bodies["b"].tally == Tally(2, 1, 1)
    assert [one.name for one in found.bodies["b"].moves.closed] == ["closed"]
    assert [result.account.name for result in found.failing] == ["changed"]


def test_an_end_counts_once_and_on_its_day() -> None:
    one = account("x", 状态="已注销", 关停日期="2026-06-30", 注销日期="2026-07-20")
    assert moves([one], date(2026, 1, 1), date(2026, 6, 30)).ended == (one,)
    assert moves([one], date(2026, 7, 1), date(2026, 12, 31)).ended == ()
    assert open_between(one, date(2026, 6, 29), date(2026, 6, 29))
    assert not open_between(one, date(2026, 6, 30), date(2026, 6, 30))
