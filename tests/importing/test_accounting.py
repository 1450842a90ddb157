"""Two readings of one text: what stands in one and not in the other is told, and nothing else is."""

import pytest

from pipeline.importing.accounting import added, lost


@pytest.mark.parametrize(
    ("words", "arrived", "missing"),
    [
        (["甲乙", "丙"], ["甲 乙\n丙"], []),
        (["甲乙", "丙"], ["甲乙"], ["丙"]),
        (["合格", "合格", "合格"], ["合格\t合格"], ["合格"]),
        (["项目1", "5000", "15000"], ["项目1\t5000\n项目3\t15000"], []),
        (["项目1", "5000", "15000"], ["项目1 5000 项目3 15000"], []),
        (["two words", "words"], ["two words"], ["words"]),
        (["第一行第二行"], ["第一行\n第二行"], []),
        (["1", "2026年1月"], ["2026年1月"], ["1"]),
        (["一\u200b二", "三\u2011四"], ["一二\n三-四"], []),
        (["总体要求"], ["一、总体要求"], []),
        (["  ", "\u3000"], [""], []),
    ],
)
def test_what_is_lost(words: list[str], arrived: list[str], missing: list[str]) -> None:
    assert [remark.what for remark in lost(words, arrived)] == missing


def test_what_was_left_out_on_purpose_is_told_once() -> None:
    assert [remark.what for remark in lost(["目录一", "目录一", "正文"], ["正文"], ["目录一"])] == ["目录一"]
    assert [remark.what for remark in lost(["目录一", "正文"], ["正文"], ["目录一"])] == []


def test_what_was_added() -> None:
    assert added(["总体要求", "正文"], ["一、总体要求\n正文"]) == "一、"
