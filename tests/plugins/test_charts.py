"""Charts say what the table says: nothing guessed, nothing outside the frame, the same bytes every time."""

import math
import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugins.charts import chart_svg, parse_number, ticks

FORMS = ("柱状图", "折线图", "饼图")
SVG = "{http://www.w3.org/2000/svg}"


def chart(form: str = "柱状图", values: tuple[str, ...] = ("件数",), **more: Any) -> dict[str, Any]:
    return {"form": form, "across": "月份", "values": list(values), "unit": None, "title": None} | more


def drawn(asked: dict[str, Any], rows: list[list[str]], header: list[str] | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(chart_svg(asked, header or ["月份", *asked["values"]], rows))


def marks(picture: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Shapes that stand for a number: they carry a hint."""
    return [shape for shape in picture.iter(f"{SVG}{name}") if shape.find(f"{SVG}title") is not None]


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("12", 12.0),
        (" 1,234.5 ", 1234.5),
        ("-3.5", -3.5),
        ("98.34%", 98.34),
        ("1,2345", None),
        ("", None),
        ("—", None),
        ("约12", None),
        ("1e3", None),
        ("nan", None),
        ("１２", None),
        ("9" * 400, None),
        ("0.00000000001", None),
        ("0.00", 0.0),
    ],
)
def test_only_plain_numbers_are_numbers(cell: str, number: float | None) -> None:
    assert parse_number(cell) == number


drawable = st.one_of(st.just(0.0), st.floats(1e-9, 1e15), st.floats(-1e15, -1e-9))


@given(drawable, drawable)
def test_ticks_span_the_numbers_in_equal_round_steps(one: float, other: float) -> None:
    low, high = sorted((one, other))
    found = ticks(low, high)
    assert 2 <= len(found) <= 12
    step = found[1] - found[0]
    assert step > 0
    assert found[0] <= low + step * 1e-4 and found[-1] >= high - step * 1e-4
    assert all(math.isclose(b - a, step, rel_tol=1e-4) for a, b in pairwise(found))


@pytest.mark.parametrize(("low", "high"), [(20, 31), (0, 1), (0, 14), (3, 3), (-2, 1), (0, 12_345)])
def test_what_is_counted_is_measured_in_whole_numbers(low: int, high: int) -> None:
    assert all(tick % 1 == 0 for tick in ticks(low, high, whole=True))
    assert 2 <= len(ticks(low, high, whole=True)) <= 12


def test_a_bar_for_each_number_and_none_for_what_is_no_number() -> None:
    picture = drawn(chart(), [["1月", "10"], ["2月", "—"], ["3月", "30"], ["4月", "0"]])
    assert [bar.find(f"{SVG}title").text for bar in marks(picture, "rect")] == [  # type: ignore[union-attr]
        "1月 件数：10", "3月 件数：30", "4月 件数：0",
    ]  # fmt: skip


def test_bars_are_as_tall_as_their_numbers() -> None:
    heights = [float(bar.get("height", "")) for bar in marks(drawn(chart(), [["1月", "10"], ["2月", "-40"]]), "rect")]
    assert heights[1] == pytest.approx(heights[0] * 4, abs=0.1)


def test_many_rows_lie_down_and_the_drawing_grows() -> None:
    few = drawn(chart(), [[f"第{n}项", str(n)] for n in range(10)])
    many = drawn(chart(), [[f"第{n}项", str(n)] for n in range(60)])
    assert len(marks(many, "rect")) == 60
    assert float(many.get("viewBox", "").split()[3]) > 3 * float(few.get("viewBox", "").split()[3])


def test_a_missing_number_breaks_the_line() -> None:
    rows = [["1", "5"], ["2", "6"], ["3", "无"], ["4", "7"], ["5", "8"]]
    picture = drawn(chart("折线图"), rows)
    assert len(list(picture.iter(f"{SVG}polyline"))) == 2
    assert len(marks(picture, "circle")) == 4


def test_of_many_points_the_line_is_seen_and_only_lonely_ones_are_spots() -> None:
    rows = [[str(at), str(at % 7) if at not in (40, 42) else "无"] for at in range(800)]
    picture = drawn(chart("折线图"), rows)
    assert [len((line.get("points") or "").split()) for line in picture.iter(f"{SVG}polyline")] == [40, 757]
    assert [spot.findtext(f"{SVG}title") for spot in marks(picture, "circle")] == ["41 件数：6"]
    assert len(chart_svg(chart("折线图"), ["月份", "件数"], rows)) < 20_000


def test_a_pie_names_number_and_share() -> None:
    picture = drawn(chart("饼图", unit="件"), [["咨询", "75"], ["投诉", "25"]])
    told = [text.text for text in picture.iter(f"{SVG}text")]
    assert "咨询　75件（75%）" in told and "投诉　25件（25%）" in told
    assert len(list(picture.iter(f"{SVG}path"))) == 2


@pytest.mark.parametrize("cells", [["-1", "2"], ["0", "0"], [str(n + 1) for n in range(13)]])
def test_what_no_pie_can_show_becomes_bars(cells: list[str]) -> None:
    picture = drawn(chart("饼图"), [[f"第{n}项", cell] for n, cell in enumerate(cells)])
    assert len(marks(picture, "rect")) == len(cells)
    assert not list(picture.iter(f"{SVG}path"))


def test_several_series_have_a_legend_and_their_own_colours() -> None:
    picture = drawn(chart(values=("受理", "办结"), unit="件"), [["1月", "10", "9"], ["2月", "20", "18"]])
    told = [text.text for text in picture.iter(f"{SVG}text")]
    assert {"受理", "办结", "单位：件"} <= set(told)
    assert [bar.get("class") for bar in marks(picture, "rect")] == ["chart-1", "chart-1", "chart-2", "chart-2"]


def test_the_description_names_the_extremes() -> None:
    picture = drawn(chart(unit="件", title="办件量"), [["1月", "10"], ["2月", "1,500"], ["3月", "-2.5"]])
    assert picture.get("role") == "img"
    assert picture.findtext(f"{SVG}title") == "办件量"
    assert picture.findtext(f"{SVG}desc") == "柱状图，按月份列出 3 项。件数：最高为2月 1,500件，最低为3月 -2.5件。"
    ids = [child.get("id") for child in picture if child.get("id")]
    assert picture.get("aria-labelledby", "").split() == ids


@pytest.mark.parametrize(
    ("asked", "header", "rows"),
    [
        (chart(), ["月份", "金额"], [["1月", "3"]]),
        (chart(across="季度"), ["月份", "件数"], [["1月", "3"]]),
        (chart(), ["月份", "件数"], []),
        (chart(), ["月份", "件数"], [["1月", "无"], ["2月"]]),
    ],
)
def test_without_the_columns_or_any_number_nothing_is_drawn(
    asked: dict[str, Any], header: list[str], rows: list[list[str]]
) -> None:
    assert chart_svg(asked, header, rows) == ""


def test_markup_in_cells_is_text() -> None:
    picture = drawn(chart(title="<b>&"), [["<script>alert(1)</script>", "1"]])
    assert picture.findtext(f"{SVG}title") == "<b>&"
    assert not list(picture.iter("script")) and not list(picture.iter(f"{SVG}script"))


cells = st.one_of(
    st.integers(-(10**9), 10**9).map(str),
    st.floats(-1e6, 1e6).map(lambda n: f"{n:.2f}"),
    st.sampled_from(["", "—", "0"]),
)
labels = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30)


@given(st.sampled_from(FORMS), st.lists(st.tuples(labels, cells, cells), min_size=1, max_size=60), st.booleans())
def test_any_table_gives_a_sound_drawing_inside_its_frame(
    form: str, table: list[tuple[str, str, str]], both: bool
) -> None:
    asked = chart(form, ("甲", "乙") if both else ("甲",))
    rows = [list(row) for row in table]
    first, second = (chart_svg(asked, ["月份", "甲", "乙"], rows) for _ in range(2))
    assert first == second
    assert not re.search(r"style=|nan|inf\b", re.sub(r"<(title|desc|text)[^>]*>[^<]*", "", first))
    if first:
        picture = ElementTree.fromstring(first)
        width, height = map(float, picture.get("viewBox", "").split()[2:])
        for shape in marks(picture, "rect"):
            x, y, wide, high = (float(shape.get(name, "")) for name in ("x", "y", "width", "height"))
            assert wide >= 0 and high >= 0
            assert x > -0.1 and x + wide < width + 0.1 and y > -0.1 and y + high < height + 0.1
