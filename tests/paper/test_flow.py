"""Blocks of a body: everything that is read stays, in order, and tables come out whole."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.body import render_body
from pipeline.paper.flow import Block, blocks_of, plain


def forms(html: str) -> list[str]:
    return [block["form"] for block in blocks_of(html)]


def one(html: str) -> Block:
    (block,) = blocks_of(html)
    return block


def test_every_form() -> None:
    html = "<h2>一</h2><p>二</p><ul><li>三</li></ul><blockquote><p>四</p></blockquote><pre>五</pre><hr>"
    assert forms(html) == ["heading", "text", "list", "quote", "code", "rule"]


def test_runs_keep_style_and_address() -> None:
    runs = one('<p>甲<strong>乙<em>丙</em></strong><a href="/x">丁</a><br>戊<img src="a.png" alt="图"></p>')["runs"]
    told = [(run["text"], run["style"], run["link"]) for run in runs]
    assert told == [
        ("甲", [], ""),
        ("乙", ["bold"], ""),
        ("丙", ["bold", "italic"], ""),
        ("丁", [], "/x"),
        ("\n戊", [], ""),
        ("图", ["image"], ""),
    ]


def test_white_space_as_a_browser_shows_it() -> None:
    assert plain(one("<p>  a \n  b <b> c</b>\n</p>")["runs"]) == "a b c"


def test_lists_within_lists() -> None:
    block = one('<ol start="3"><li>甲<ul><li>乙</li></ul></li><li><p>丙</p></li></ol>')
    assert (block["ordered"], block["start"]) == (True, 3)
    assert [[inner["form"] for inner in item] for item in block["items"]] == [["text", "list"], ["text"]]


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [
        ("<tr><td>1<td>2</tr><tr><td>3</tr>", [[(1, 1), (1, 1)], [(1, 1), (1, 1)]]),
        ("<tr><td rowspan=9>1<td>2</tr><tr><td>3</tr>", [[(1, 2), (1, 1)], [(1, 1)]]),
        ("<tr><td colspan=2>1</tr><tr><td>2<td>3<td>4</tr>", [[(2, 1), (1, 1)], [(1, 1)] * 3]),
        ("<tr><td>1<td rowspan=2>2<td>3</tr><tr><td colspan=3>4</tr>", [[(1, 1), (1, 2), (1, 1)], [(1, 1), (1, 1)]]),
        ("<tr><td rowspan=2>1</tr><tr><td>2<td>3</tr>", [[(1, 2), (1, 1), (1, 1)], [(1, 1), (1, 1)]]),
    ],
)
def test_tables_come_out_whole(rows: str, sizes: list[list[tuple[int, int]]]) -> None:
    found = one(f"<table>{rows}</table>")["rows"]
    assert [[(cell["across"], cell["down"]) for cell in row] for row in found] == sizes


def test_spans_do_not_leave_the_head() -> None:
    table = "<table><thead><tr><th rowspan=3>1<th>2</tr></thead><tbody><tr><td>3<td>4</tr></tbody></table>"
    assert one(table)["rows"][0][0]["down"] == 1


cells = st.lists(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4)), max_size=4), min_size=1, max_size=4)


@given(cells, st.integers(0, 2))
def test_any_table_is_covered_without_gap_or_overlap(rows: list[list[tuple[int, int]]], head: int) -> None:
    parts = ["".join(f"<tr>{_cells(row)}</tr>" for row in part) for part in (rows[:head], rows[head:])]
    found = one(f"<table><thead>{parts[0]}</thead><tbody>{parts[1]}</tbody></table>")
    kept = sum(1 for row in found["rows"] for cell in row if cell["runs"])
    assert kept == sum(map(len, rows))
    area = sum(cell["across"] * cell["down"] for row in found["rows"] for cell in row)
    assert area == found["columns"] * len(found["rows"])


def _cells(row: list[tuple[int, int]]) -> str:
    return "".join(f'<td colspan="{across}" rowspan="{down}">x</td>' for across, down in row)


def texts(blocks: list[Block]) -> str:
    """Every character of every block."""

    def within(value: Any) -> str:
        if isinstance(value, dict):
            return "".join(within(one) for key, one in value.items() if key not in ("form", "style", "link"))
        if isinstance(value, list):
            return "".join(map(within, value))
        return value if isinstance(value, str) else ""

    return within(blocks)


@given(st.text("甲乙丙丁# *_`>-|1.\n[](ab)", max_size=80))
def test_no_character_of_a_body_is_lost(markdown: str) -> None:
    body = render_body(markdown, "a/2026/00001")
    shown = "".join(character for character in texts(blocks_of(body.html)) if not character.isspace())
    assert "".join(body.text.split()) in shown or sorted("".join(body.text.split())) == sorted(shown)
