"""Numbers that open lines, found in one pass, are those that looking at each line finds."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.item_numbering import _FIRST, _STATUTE, _markers, _plain_markers
from pipeline.numbering import faults_of

PIECES = (
    *("\n", "\n\n", " ", "之", "。", "；", "：", "至（三）", "款项目", "“引文”", "1.5", "一级", "３."),
    *("（一）", "（二）", "（三）", "(1)", "（2）", "1.", "2．", "3、", "1)", "一、", "二、", "十一、"),
    *("第一条 ", "第三条 ", "第二章 ", "第一节　", "一是", "二是", "一要", "①", "②", "首先"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_both_ways_tell_the_same(text: str) -> None:

    def has_first(style: str, start: int, end: int) -> bool:
        return style in _FIRST and _FIRST[style].search(text, start, end) is not None

    plain, markers = _plain_markers(text), list(_markers(text, []))
    if plain:
        assert plain == markers
    elif plain is not None:
        assert faults_of(markers, has_first, _STATUTE) == []
