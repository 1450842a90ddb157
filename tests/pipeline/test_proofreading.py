"""The proof-reading library, as it is set up here: punctuation only."""

import pytest

from pipeline.proofreading import widened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议讨论了工作,研究了任务.", [7, 13]),
        ("第一行\n好的,坏的", [6]),
        ("  价格为3,000元,共计", [11]),
        ("使用APP办理2026年11月1日的业务", []),
        ("Hello, world.", []),
        ("", []),
    ],
)
def test_half_width_signs(text: str, expected: list[int]) -> None:
    assert list(widened(text)) == expected
