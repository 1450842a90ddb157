"""What a reviewer is told of a changed table: rows are known by their key, whatever they are called now."""

import pytest

from pipeline.table_diff import table_changes

BODIES = """- {代号: jia, 名称: 甲局, 电话: "1"}
- {代号: yi, 名称: 乙局, 领导: [{姓名: 王一, 职务: 局长}, {姓名: 王一, 职务: 副局长}]}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("名称: 甲局", "名称: 甲委", [("甲委 › 名称", "甲局", "甲委")]),
        ('电话: "1"', '电话: "2"', [("甲局 › 电话", "1", "2")]),
        # two rows of one name: neither hides the other
        ("职务: 局长", "职务: 主任", [("乙局 › 领导 › 王一 › 职务", "局长", "主任")]),
        ("职务: 副局长", "职务: 主任", [("乙局 › 领导 › 王一 (2) › 职务", "副局长", "主任")]),
        (
            "代号: jia, ",
            "代号: bing, ",
            [("甲局 › 代号", "jia", ""), ("甲局 › 名称", "甲局", ""), ("甲局 › 电话", "1", "")],
        ),
    ],
)
def test_a_change_is_told_where_it_is(old: str, new: str, told: list[tuple[str, str, str]]) -> None:
    found = table_changes(BODIES.encode(), BODIES.replace(old, new, 1).encode())
    assert [tuple(change) for change in found][: len(told)] == told
    assert old.startswith("代号") == (len(found) > len(told))


def test_the_order_of_rows_is_no_change_of_them() -> None:
    lines = BODIES.splitlines(keepends=True)
    assert table_changes(BODIES.encode(), "".join(reversed(lines)).encode()) == []
