"""Quotation marks the wrong way round are those that the pattern finds which says what they are."""

import re
from time import process_time

from hypothesis import given
from hypothesis import strategies as st

from pipeline.quotation import reversed_marks

PATTERN = re.compile("^(?:[^“”]|“[^“”]*”)*?(”[^“”。：:\n]{1,20}“)(?:[^“”]|“[^“”]*”)*$", re.MULTILINE)
"""Slow: each line is a beginning, and all behind it is read."""


@given(st.text("“”“”甲乙\n\n。", max_size=24))
def test_the_same_as_by_the_pattern(text: str) -> None:
    assert list(reversed_marks(text)) == [found.span(1) for found in PATTERN.finditer(text)]


def test_each_place() -> None:
    text = "各单位要”认真“落实“有关”要求。\n引号“没有关上。\n要”切实“做好。"
    assert [text[slice(*found)] for found in reversed_marks(text)] == ["”认真“", "”切实“"]


def test_a_long_text_with_one_mark_too_many_takes_no_time() -> None:
    text = "各单位要“认真”落实有关要求。\n" * 20_000
    started = process_time()
    assert list(reversed_marks(f"{text}引号“没有关上。\n{text}")) == []
    assert process_time() - started < 5
