"""Totals of tables against their parts."""

from decimal import Decimal

import pytest

from pipeline.sums import Table, number, tables_of, wrong_totals


def wrong(*rows: str, head: int = 1) -> list[tuple[int, int, str]]:
    """Rows written as words; (row, column, what the parts give) of each wrong total."""
    table = Table([row.split() for row in rows], head)
    found = wrong_totals(
        table, lambda title: title == "合计", lambda title: title.startswith("其中"), lambda title: title != "占比"
    )
    return [(each.row, each.column, str(each.right)) for each in found]


def test_a_wrong_total_at_the_bottom_or_the_top() -> None:
    assert wrong("单位 数量", "甲 10", "乙 15", "合计 26") == [(3, 1, "25")]
    assert wrong("单位 数量", "合计 26", "甲 10", "乙 15") == [(1, 1, "25")]
    assert wrong("单位 数量", "甲 10", "乙 15", "合计 25") == []


def test_thousands_and_rounding() -> None:
    assert wrong("单位 金额", "甲 1,000.5", "乙 2,000.4", "合计 3,001.0") == []
    assert wrong("单位 金额", "甲 1,000.5", "乙 2,000.4", "合计 3,101.0") == [(3, 1, "3000.9")]


def test_what_does_not_add_up_is_left_alone() -> None:
    assert wrong("单位 占比", "甲 40", "乙 15", "合计 100") == []
    assert wrong("单位 数量", "甲 10", "其中丙 5", "合计 10") == []
    assert wrong("单位 数量", "甲 10", "乙 多", "合计 26") == []
    assert wrong("单位 甲 乙", "一 1 2", "二 3 4", "合计 9 9") == []


def test_a_right_column_shows_that_the_table_adds_up() -> None:
    assert wrong("单位 甲 乙", "一 1 2", "二 3 4", "合计 4 9") == [(3, 2, "6")]


def test_a_total_at_the_right() -> None:
    assert wrong("单位 甲 乙 合计", "一 1 2 3", "二 3 4 7", "三 5 6 12") == [(3, 3, "11")]
    assert wrong("单位 甲 乙 合计", "一 1 2 30", "二 3 4 70") == []


def test_spans_are_filled_in() -> None:
    html = (
        "<table><tr><th rowspan=2>a</th><th colspan=2>b</th></tr><tr><th>c</th><th>d</th></tr>"
        "<tr><td>e</td><td>1</td><td>2</td></tr></table>"
    )
    assert tables_of(html) == [Table([["a", "b", "b"], ["a", "c", "d"], ["e", "1", "2"]], 2)]
    assert tables_of("<p>a</p>") == []


@pytest.mark.parametrize(
    ("text", "value"), [("1,234.5", "1234.5"), (" 7 ", "7"), ("-3", "-3"), ("约7", None), ("1,2", None)]
)
def test_numbers(text: str, value: str | None) -> None:
    assert number(text) == (Decimal(value) if value else None)
