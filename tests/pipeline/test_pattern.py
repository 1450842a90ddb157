"""A pattern that waits to be used is a pattern like any other."""

import re

import pytest

from pipeline.pattern import later


def test_it_finds_what_the_pattern_finds() -> None:
    digits = later(r"(\d+)")
    assert digits.sub("#", "a1b22") == "a#b#"
    assert [found[1] for found in digits.finditer("a1b22")] == ["1", "22"]
    assert digits.fullmatch("x") is None and digits.pattern == r"(\d+)"


def test_flags_count() -> None:
    assert later("a.b", re.DOTALL).search("a\nb") and not later("a.b").search("a\nb")


def test_a_wrong_pattern_is_told_at_its_first_use() -> None:
    wrong = later("(")
    with pytest.raises(re.error):
        wrong.search("")
