"""Lines of Chinese: no sign is lost, none is where the norm forbids it, none reaches over the edge."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.media.linebreaks import NO_END, NO_START, break_lines

SIGNS = "一二三四五六七八九十政府公开，。、；：？！）（《》“”〔〕——……·%ab c12\n "


def lines(text: str, width: float, first: float = 0.0) -> list[str]:
    found = break_lines(text, [0.0 if sign == "\n" else 1.0 for sign in text], width, first)
    return [text[start:end] for start, end in found]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("一二三四五六。七八", 6, ["一二三四五", "六。七八"]),
        ("一二三四五（六七）八", 6, ["一二三四五", "（六七）八"]),
        ("一二三四——五六", 5, ["一二三四", "——五六"]),
        ("共有2026年度abcdef项", 8, ["共有2026年度", "abcdef项"]),
        ("一二三”，四五", 4, ["一二", "三”，四", "五"]),
        ("一二三四\n五", 8, ["一二三四", "五"]),
        ("实施方案2026—2030年", 10, ["实施方案", "2026—2030年"]),
        ("达到92.5%以上", 5, ["达到", "92.5%", "以上"]),
        ("编号ＡＢ１２３号", 6, ["编号", "ＡＢ１２３号"]),
    ],
)
def test_where_lines_end(text: str, width: float, expected: list[str]) -> None:
    assert lines(text, width) == expected


def test_the_first_line_may_be_shorter() -> None:
    assert lines("一二三四五六", 4, 2) == ["一二", "三四五六"]


@given(st.text(SIGNS, max_size=120), st.integers(8, 30))
def test_nothing_is_lost_or_stands_wrong(text: str, width: int) -> None:
    found = lines(text, width)
    assert "".join("".join(found).split()) == "".join(text.split())
    for line in found:
        assert len(line.strip()) <= width + 2
    for before, after in pairwise(found):
        alone = len(before) < width - 6 or "\n" in text
        assert alone or _glues(before + after, width) or (after[0] not in NO_START and before[-1] not in NO_END)


def _glues(text: str, width: int) -> bool:
    """Whether so many signs hang together that a line must part them."""
    run = longest = 0
    for sign in text:
        run = run + 1 if sign in NO_START | NO_END or sign.isascii() else 0
        longest = max(longest, run)
    return longest >= 5
