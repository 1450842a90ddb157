"""Signs of many texts, told in one pass, are those that a pattern finds in each of them."""

import re
import sys
from collections.abc import Iterator
from random import Random

import pytest

from pipeline import signs
from pipeline.signs import ANY, DECIMALS, MOST_SIGNS, sign, signs_of, stretch

KINDS = ("\n", "丙-乙", "0-9 ", "。；;：:(（", ANY)
LETTERS = "甲乙丙丁月日 \n09。；:(（a\ud800\U0001f600"


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Signs of a test are not those of the checks."""
    monkeypatch.setattr(signs, "_signs", [])
    monkeypatch.setattr(signs, "_stretches", {})
    signs._tables.cache_clear()
    yield
    signs._tables.cache_clear()


def texts(count: int) -> list[str]:
    chance = Random(7)
    return ["".join(chance.choices(LETTERS, k=chance.randint(0, 6))) for _ in range(count)]


def written(pair: tuple[str, str]) -> str:
    return "".join("(?s:.)" if kind == ANY else f"[{kind}]" for kind in pair)


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("number", [1, 29, 30, 31, 400])
def test_pairs(number: int) -> None:
    pairs = [(first, second) for first in KINDS for second in KINDS]
    bits = {(pair,): sign(pair) for pair in pairs} | {
        (a, b): sign(a, b) for a, b in zip(pairs, pairs[5:], strict=False)
    }
    for text, found in zip(texts(number), signs_of(texts(number)), strict=True):
        for each, bit in list(bits.items()):
            told = any(re.search(written(pair), f"\n{text}\n") for pair in each)
            assert bool(found & bit) == told, (text, each)


@pytest.mark.usefixtures("known")
def test_few_signs_and_many() -> None:
    for number in range(MOST_SIGNS):
        bit = sign(("甲", "乙"))
        assert [told & bit for told in signs_of(["丙甲乙", "丙甲丙乙"])] == [bit, 0], number
    with pytest.raises(AssertionError):
        sign(("甲", "乙"))


@pytest.mark.usefixtures("known")
def test_ends_of_texts_and_characters_of_any_kind() -> None:
    starts, ends, some = sign(("\n", "甲")), sign(("甲", "\n")), sign(("乙", ANY))
    assert [(bool(told & starts), bool(told & ends), bool(told & some)) for told in signs_of(["甲丙", "丙甲", "乙", ""])] == [
        (True, False, False), (False, True, False), (False, False, True), (False, False, False),
    ]  # fmt: skip


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize("length", [1, 2, 3, 11, 16])
def test_stretches(length: int) -> None:
    bit, other = stretch("0-9 ", length), sign(("甲", "乙"))
    words = ["9" * length, "1" * (length - 1), f"甲乙{' ' * (length - 1)}0甲", "", "12甲" * length, "甲乙"]
    told = [[bool(one & each) for each in (bit, other)] for one in signs_of(words)]
    assert told == [
        [re.search(f"[0-9 ]{{{length}}}", word) is not None, "甲乙" in word] for word in words
    ]  # fmt: skip


def test_every_decimal_is_one_of_them() -> None:
    pattern = re.compile(f"[{DECIMALS}]")
    decimals = [chr(code) for code in range(sys.maxunicode + 1) if re.match(r"\d", chr(code))]
    assert len(decimals) > 600
    assert all(pattern.match(chr(0xD800)) if ord(one) > 0xFFFF else pattern.match(one) for one in decimals)
