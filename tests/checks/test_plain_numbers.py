"""Numbers that open lines, found in one pass, are those that looking at each line finds."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.checks.item_numbering import _FIRST, _STATUTE, _markers, _placed, _points, _stretches
from pipeline.numbering import faults_of
from pipeline.signs import UNKNOWN

PIECES = (
    *("\n", "\n\n", " ", "之", "。", "；", "：", "至（三）", "款项目", "“引文”", "1.5", "一级", "３."),
    *("（一）", "（二）", "（三）", "(1)", "（2）", "1.", "2．", "3、", "1)", "一、", "二、", "十一、"),
    *("第一条 ", "第三条 ", "第二章 ", "第一节　", "一是", "二是", "一要", "①", "②", "首先"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_both_ways_tell_the_same(text: str) -> None:

    def has_first(style: str, start: int, end: int) -> bool:
        return style in _FIRST and _FIRST[style].search(text, start, end) is not None

    markers = list(_markers(text, []))
    found = [fault for some in _stretches(text, UNKNOWN, []) for fault in faults_of(some, has_first, _STATUTE)]
    assert found == faults_of(markers, has_first, _STATUTE)
    points = _points(text, UNKNOWN)
    if points is not None:
        assert points == [(marker.style, marker.number) for marker in markers]
        assert list(_placed(text, [slice(1, 2), slice(4, 9)])) == [markers[1:2], markers[4:9]]
