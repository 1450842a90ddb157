"""The one number that the home page shows of a dataset is in its table."""

import re
from typing import Any

import pytest

from plugins.figures import Tile, tile_of

MONTHS = [["1月", "1,200", "3"], ["2月", "—", "4"], ["3月", "1,350.5", "5"]]


def chart(form: str = "折线图", **more: Any) -> dict[str, Any]:
    return {"form": form, "across": "时间", "values": ["受理量", "办结量"], "unit": "件", "title": None} | more


def told(asked: dict[str, Any], rows: list[list[str]]) -> Tile:
    tile = tile_of(asked, ["时间", "受理量", "办结量"], rows)
    assert tile is not None
    return tile


def test_of_a_series_in_time_the_latest_and_the_one_before() -> None:
    tile = told(chart(), MONTHS)
    assert (tile.name, tile.number, tile.unit, tile.at, tile.before) == ("受理量", "1,350.5", "件", "3月", "上期 1,200")
    assert re.search(r'points="3\.0,31\.0 117\.0,3\.0"', tile.drawing)


@pytest.mark.parametrize("labels", [("2025一季度", "2025上半年"), ("2024", "2025"), ("第1周", "第2周")])
def test_periods_are_known_by_their_names(labels: tuple[str, str]) -> None:
    assert told(chart(), [[labels[0], "1", "1"], [labels[1], "2", "2"]]).at == labels[1]


def test_of_a_comparison_the_highest() -> None:
    tile = told(chart("柱状图"), [["甲区", "5", "1"], ["乙区", "9", "1"], ["丙区", "7", "1"]])
    assert (tile.number, tile.at, tile.before) == ("9", "最高：乙区", "")
    assert tile.drawing.count("<rect") == 3


@pytest.mark.parametrize("rows", [[], [["1月", "—", "1"]]])
def test_without_numbers_there_is_no_tile(rows: list[list[str]]) -> None:
    assert tile_of(chart(), ["时间", "受理量", "办结量"], rows) is None


def test_without_the_column_there_is_no_tile() -> None:
    assert tile_of(chart(), ["时间", "别的"], [["1月", "2"]]) is None


def test_numbers_that_are_all_the_same_or_negative_are_drawn() -> None:
    assert "NaN" not in told(chart(), [["1月", "4", ""], ["2月", "4", ""]]).drawing
    assert 'height="34.0"' in told(chart("柱状图"), [["1月", "-4", ""], ["2月", "0", ""]]).drawing
