"""Words looked for at once."""

from random import Random

import pytest

from pipeline.word_set import FAST, WordSet


def test_every_word_is_found_also_within_others() -> None:
    assert WordSet(["甲乙", "乙丙", "乙"]).hits("甲乙丙") == [(0, 0, 2), (2, 1, 2), (1, 1, 3)]
    assert list(WordSet(["甲乙", "乙丙"]).places("甲乙丙")) == [(0, 2), (1, 3)]
    assert WordSet([]).hits("甲乙丙") == [] == WordSet([]).apart("甲乙丙")
    assert WordSet(["", "甲", "甲", "乙"]).hits("乙甲") == [(1, 0, 1), (0, 1, 2)]


def test_words_apart_are_the_longest_from_left_to_right() -> None:
    assert WordSet(["甲乙", "甲乙丙", "丙丁", "丁"]).apart("甲乙丙丁甲乙丁") == [
        (1, 0, 3),
        (3, 3, 4),
        (0, 4, 6),
        (3, 6, 7),
    ]


def test_characters_beyond_the_first_plane_count_once_and_lone_surrogates_are_no_words() -> None:
    assert WordSet(["乙", "\U0001f600"]).hits("甲\U0001f600乙") == [(1, 1, 2), (0, 2, 3)]
    words = WordSet(["乙", "甲\ud800", "\ud800"])
    assert words.hits("甲\ud800乙\udfff") == [(0, 2, 3)] == words.apart("甲\ud800乙\udfff")


@pytest.mark.parametrize("more", [0, FAST])
def test_what_is_found_is_what_looking_for_each_word_finds(more: int) -> None:
    """With so many characters more that the other form of the automaton is taken."""
    chance = Random(5)
    others = [f"子{chr(0x4E00 + number)}" for number in range(more)]
    for _ in range(100 if not more else 5):
        words = sorted({"".join(chance.choices("甲乙丙", k=chance.randint(1, 4))) for _ in range(chance.randint(1, 9))})
        text = "".join(chance.choices("甲乙丙丁", k=30))
        each = [(start, word) for word in words for start in range(30) if text.startswith(word, start)]
        known = WordSet([*words, *others])
        assert sorted((start, known.words[number]) for number, start, _ in known.hits(text)) == sorted(each)
        assert known.any_in(text) == bool(each)
