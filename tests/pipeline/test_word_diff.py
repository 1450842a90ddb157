"""Differences of texts as readers follow them, and reports without anybody's number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.shielding import shielded
from pipeline.word_diff import Mark, Piece, counted, difference, shortened

WORDS = st.text(alphabet="市政府会议通知 2026abc。\n", max_size=60)


def told(before: str, after: str) -> str:
    marks = {Mark.SAME: "{}", Mark.GONE: "[-{}-]", Mark.NEW: "[+{}+]", Mark.CUT: "…"}
    return "".join(marks[piece.mark].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("会议研究了工作。", "会议研究部署了工作。", "会议研究[+部署+]了工作。"),
        ("共27件，办结22件。", "共27件，办结25件。", "共27件，办结[-22-][+25+]件。"),
        # what stays by chance inside one change is read with it
        ("联系人为王小明同志", "联系人为李小红同志", "联系人为[-王小明-][+李小红+]同志"),
        ("第一段。\n第二段。\n", "第一段。\n新的一段。\n第二段。\n", "第一段。\n[+新的一段。\n+]第二段。\n"),
        ("", "新", "[+新+]"),
        ("甲", "甲", "甲"),
        ("完全不同的一句话", "another sentence altogether", "[-完全不同的一句话-][+another sentence altogether+]"),
    ],
)
def test_changes_are_marked_by_characters_and_words(before: str, after: str, expected: str) -> None:
    assert told(before, after) == expected


@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.NEW) == before
    assert "".join(piece.text for piece in pieces if piece.mark is not Mark.GONE) == after
    assert all(piece.text for piece in pieces)


def test_long_stretches_that_stayed_are_cut() -> None:
    pieces = difference("甲" * 200 + "乙" + "丙" * 200, "甲" * 200 + "丁" + "丙" * 200)
    assert shortened(pieces, 3) == [
        Piece(Mark.CUT, ""), Piece(Mark.SAME, "甲甲甲"), Piece(Mark.GONE, "乙"), Piece(Mark.NEW, "丁"),
        Piece(Mark.SAME, "丙丙丙"), Piece(Mark.CUT, ""),
    ]  # fmt: skip
    assert counted(pieces) == (1, 1)


@pytest.mark.parametrize("number", ["110101199003078515", "110101 19900307 8515", "13812345678", "138-1234-5678"])
def test_no_number_of_a_person_is_readable(number: str) -> None:
    shown = shielded(f"联系人电话或证件号 {number}，请核对。")
    assert number not in shown and "*" in shown and shown.endswith("，请核对。")


def test_a_mail_is_told_by_its_host() -> None:
    assert shielded("邮箱 zhuer@example.gov.cn") == "邮箱 z***@example.gov.cn"
