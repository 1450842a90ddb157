"""Names with one wrong character."""

from random import Random

from pipeline.near_names import Near, NearNames, sound_alike

NAMES = ("样例市财政局", "样例市人民政府", "样例市发展和改革委员会")


def test_one_wrong_character_in_either_half() -> None:
    names = NearNames(NAMES)
    assert names.slips("由样列市财政局、样例市发展和改格委员会负责")[0] == [
        Near(1, 7, "样例市财政局", 1),
        Near(8, 19, "样例市发展和改革委员会", 7),
    ]


def test_right_names_and_names_further_away_are_none() -> None:
    names = NearNames(NAMES)
    assert names.slips("样例市财政局和样例市人民政府、样列市财正局、样例市") == ([], [])
    assert NearNames(()).slips("样例市财政局") == ([], [])


def test_an_end_that_only_sounds_right() -> None:
    names = NearNames((), ["样例市财政局", "财政局"])
    assert names.slips("财政局、样例市财政居、财政部、财政")[1] == [
        Near(4, 10, "样例市财政局", 5),
        Near(7, 10, "财政局", 2),
    ]


def test_sounds() -> None:
    assert sound_alike("居", "局") and sound_alike("委", "唯")
    assert not sound_alike("部", "局") and not sound_alike("\n", " ") and not sound_alike("，", "、")


def test_every_stretch_that_is_one_character_off_is_found_and_no_other() -> None:
    chance = Random(3)
    for _ in range(300):
        letters = "甲乙丙丁"[: chance.choice([2, 3, 4])]
        names = {"".join(chance.choices(letters, k=chance.randint(4, 7))) for _ in range(chance.randint(0, 12))}
        text = "".join(chance.choices(letters, k=chance.randint(0, 40)))
        off = {
            (start, name)
            for name in names
            for start in range(len(text) - len(name) + 1)
            if text[start : start + len(name)] not in names  # which is another body, rightly named
            and sum(one != other for one, other in zip(name, text[start:], strict=False)) == 1
        }
        assert sorted((near.start, near.name) for near in NearNames(names).slips(text)[0]) == sorted(off)
