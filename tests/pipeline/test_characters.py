"""The tables by which a browser tells texts in the other characters, held to OpenCC itself."""

import json
from functools import cache

import pytest

from pipeline.characters import LONGEST_PIECE, by_table, converter, to_simplified, to_traditional

OFFICIAL = (
    "行政复议决定书在门户网站公布。关于干部体检的通知，准予注册登记，批准后发布；头发、理发、皇后、后台、里程、邻里、"
    "松树、宽松、面粉、表面、谷物、山谷、制度、制造、复制、复杂、回复、批复、汇总、外汇、词汇、周末、周边、签字、书签、"
    "台风、台湾、系统、联系、关系、准备、标准、布局、分布、占用、占卜、党委、征收、征求意见、丑闻、斗争、升斗。"
)


@cache
def table(*, traditional: bool) -> dict[str, str]:
    told: dict[str, dict[str, str]] = json.loads(to_traditional())
    return told["tell" if traditional else "read"]


def converted(text: str, *, traditional: bool) -> str:
    told = table(traditional=traditional)
    single = dict(zip(told["from"], told["to"], strict=True))
    pieces = dict(zip(told["pieces"].split(" "), told["into"].split(" "), strict=True))
    return "".join(by_table(text, pieces, single))


def test_official_language_comes_out_as_in_the_pages() -> None:
    assert converted(OFFICIAL, traditional=True) == converter("s2t")(OFFICIAL)


@pytest.mark.parametrize(
    ("simple", "traditional"), [("头发发展", "頭髮發展"), ("干部晒干", "幹部曬乾"), ("abc〔2026〕", "abc〔2026〕")]
)
def test_a_character_is_told_by_its_neighbours(simple: str, traditional: str) -> None:
    assert converted(simple, traditional=True) == traditional


def test_what_is_told_is_read_again() -> None:
    assert converted(converted(OFFICIAL, traditional=True), traditional=False) == OFFICIAL


def test_pieces_are_few_and_none_is_told_in_vain() -> None:
    told = table(traditional=True)
    pieces = told["pieces"].split(" ")
    assert 1000 < len(pieces) == len(set(pieces)) < 8000
    assert {len(piece) for piece in pieces} <= set(range(2, LONGEST_PIECE + 1))
    assert len(to_traditional()) < 100_000 and len(to_simplified()) < 40_000
